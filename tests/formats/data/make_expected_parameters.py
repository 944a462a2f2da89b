"""Writes what MindSpore itself reads from checkpoints, as the reference for our reader.

    cd SHARED && python make_expected_parameters.py edge/plain.ckpt … > expected_parameters.tsv

One line per parameter: file, parameter, element type, shape, CRC-32 of the elements (hexadecimal).
Made with MindSpore 2.10.
"""
import sys
import zlib

import mindspore as ms


def elements(parameter):
    if parameter.dtype == ms.bfloat16:  # NumPy has no such type; its bits are the upper half of float32
        return (parameter.float().asnumpy().view("uint32") >> 16).astype("uint16")
    return parameter.asnumpy()


for path in sys.argv[1:]:
    file_format = "safetensors" if path.endswith(".safetensors") else "ckpt"
    for name, parameter in ms.load_checkpoint(path, format=file_format).items():
        if not hasattr(parameter, "asnumpy"):  # a note of the user
            continue
        shape = "[" + ", ".join(str(dim) for dim in parameter.shape) + "]"
        crc = zlib.crc32(elements(parameter).tobytes())
        print(path, name, str(parameter.dtype).lower(), shape, f"{crc:08x}", sep="\t")
