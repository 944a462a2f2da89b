"""Compares msquant's images with MindSpore's, pixel by pixel.

  images_interop.py IMAGE_SAMPLES SOURCE_DIR

IMAGE_SAMPLES is the program that writes msquant's pixels. MindSpore is looked for in the Python that
MSQUANT_INTEROP_PYTHON names, else in SOURCE_DIR/build/interop-venv. Exits with 77 if there is none.
"""

import gzip
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

from interop_python import SKIPPED, find_python

MOST = "200"  # images that are compared
CIFAR_RECORDS = 10000  # MindSpore takes files of this size only


def samples_of(program, data, *flags):
    """What msquant makes of the first images of a data set: [(name, pixels or None)], labels."""
    import numpy as np

    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, data, folder, MOST, *flags], check=True)
        target = pathlib.Path(folder)
        names = (target / "names.txt").read_text().splitlines()
        files = [target / f"{i}.npy" for i in range(len(names))]
        pixels = [np.load(file) if file.exists() else None for file in files]
        return list(zip(names, pixels)), np.load(target / "labels.npy")


def is_same(name, ours, theirs):
    import numpy as np

    if ours is None or theirs is None:
        same = ours is None and theirs is None
    else:
        same = ours.shape == theirs.shape and np.array_equal(ours, theirs)
    if not same:
        def describe(image):
            return "refused" if image is None else f"{image.shape} mean {image.mean():.3f}"
        print(f"WRONG {name}: msquant {describe(ours)}, MindSpore {describe(theirs)}")
    return same


def decoded_by_mindspore(path):
    import numpy as np
    from mindspore.dataset import vision

    try:
        # WebP is read in the one way only in which MindSpore knows it.
        decode = vision.Decode(to_pil=str(path).endswith(".webp"))
        return np.asarray(decode(np.fromfile(path, np.uint8)))
    except (RuntimeError, TypeError):
        return None


def check_decoding(program, folder):
    import odd_images

    odd_images.save_all(folder)
    samples, _ = samples_of(program, folder)
    print(f"{len(samples)} image files")
    return [is_same(name, ours, decoded_by_mindspore(name)) for name, ours in samples]


def write_cifar(path, label_limits):
    """Random records with a label byte below each limit."""
    import numpy as np

    random = np.random.default_rng(0)
    count = CIFAR_RECORDS
    labels = [random.integers(0, limit, (count, 1), np.uint8) for limit in label_limits]
    pixels = random.integers(0, 256, (count, 3072), np.uint8)
    path.write_bytes(np.concatenate([*labels, pixels], -1).tobytes())


def write_mnist(folder, is_packed):
    import numpy as np

    random = np.random.default_rng(1)
    images, labels = random.integers(0, 256, (7, 28, 28)), random.integers(0, 10, 7)
    images, labels = images.astype(np.uint8).tobytes(), labels.astype(np.uint8).tobytes()
    files = {"train-images-idx3-ubyte": struct.pack(">4I", 0x803, 7, 28, 28) + images,
             "train-labels-idx1-ubyte": struct.pack(">2I", 0x801, 7) + labels}
    for name, content in files.items():
        if is_packed:
            (folder / f"{name}.gz").write_bytes(gzip.compress(content))
        else:
            (folder / name).write_bytes(content)


def rows_of(dataset):
    return list(dataset.take(int(MOST)).create_dict_iterator(num_epochs=1, output_numpy=True))


def check_dataset(samples, labels, rows, label="label", pixels=lambda row: row["image"]):
    results = [len(rows) == len(samples)]
    for (name, ours), our_label, row in zip(samples, labels, rows):
        results.append(is_same(name, ours, pixels(row)) and int(row[label]) == our_label)
    print(f"{len(rows)} images of a data set")
    return results


def check_datasets(program, new_folder):
    from mindspore import dataset
    from mindspore.dataset import vision

    ten, hundred, plain, packed = (new_folder(name) for name in ("10", "100", "plain", "packed"))
    write_cifar(ten / "test_batch.bin", [10])
    write_cifar(hundred / "test.bin", [20, 100])
    write_mnist(plain, False)
    write_mnist(packed, True)
    resize = vision.Resize((32, 32))
    mnist = rows_of(dataset.MnistDataset(str(plain), shuffle=False))
    results = check_dataset(*samples_of(program, ten),
                            rows_of(dataset.Cifar10Dataset(str(ten), "test", shuffle=False)))
    results += check_dataset(*samples_of(program, hundred),
                             rows_of(dataset.Cifar100Dataset(str(hundred), "test", shuffle=False)),
                             "fine_label")
    for folder in (plain, packed):
        results += check_dataset(*samples_of(program, folder, "32"), mnist,
                                 pixels=lambda row: resize(row["image"]).reshape(32, 32, 1))
    return results


def check_grey(program, folder):
    """A colour image for a network of one channel."""
    import odd_images
    from mindspore.dataset import vision

    odd_images.picture("RGB", 32, 32).save(folder / "colour.png")
    samples, _ = samples_of(program, folder, "32")
    to_grey = vision.ConvertColor(vision.ConvertMode.COLOR_RGB2GRAY)
    expected = to_grey(odd_images.pixels(32, 32)).reshape(32, 32, 1)
    return [is_same("luma", samples[0][1], expected)]


def check_all(program):
    with tempfile.TemporaryDirectory() as temporary:
        def new_folder(name):
            folder = pathlib.Path(temporary) / name
            folder.mkdir()
            return folder

        results = check_decoding(program, new_folder("odd")) + check_datasets(program, new_folder)
        return all(results + check_grey(program, new_folder("grey")))


def main():
    program, source = sys.argv[1:3]
    if program == "--check":  # by find_python's Python
        return 0 if check_all(source) else 1
    python = find_python(source)
    if python is None:
        print("SKIPPED: MindSpore is not installed for this test; see MSQUANT_INTEROP_PYTHON")
        return SKIPPED
    command = [python, os.path.abspath(__file__), "--check", os.path.abspath(program)]
    # MindSpore leaves a copy of what it cannot decode in the current folder.
    with tempfile.TemporaryDirectory() as folder:
        return subprocess.run(command, cwd=folder).returncode


if __name__ == "__main__":
    sys.exit(main())
