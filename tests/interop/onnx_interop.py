#!/usr/bin/env python3
"""Runs msquant's ONNX files in ONNX Runtime (and OpenVINO, where installed) and compares them.

Usage: onnx_interop.py MSQUANT FOLDER/NAME DATA [IMAGES]

FOLDER/NAME.yaml and FOLDER/NAME.ckpt (or NAME.ckpt.zst) are a model, DATA holds calib/ and val/,
IMAGES of which are run. What the runtimes compute from the ONNX files is compared with what msquant
itself computes, from the AIR of the same calibration and from the checkpoint.

Needs the packages of scripts/interop_requirements.txt, from the environment that
`scripts/install_deps.sh --interop` makes or from the interpreter's own. Exits with 77 if they or
the model are not there, with 1 if a result is wrong, and with 0 otherwise.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

from environment import SKIPPED, require  # goes on in the environment

require("numpy", "onnx", "onnxruntime", "yaml", "PIL")
import numpy as np
import onnx
import onnxruntime
import yaml
from PIL import Image

try:
    import openvino
except ImportError:
    openvino = None

FLOAT_TOLERANCE = 1e-4  # of the largest logit
MAX_TOP1_DIFFERENCE = 0.2  # percentage points, or one image where there are few
# Without these instructions OpenVINO adds int8 products in 16 bits, which saturate: only its top-1 is
# then compared.
HAS_VNNI = "vnni" in pathlib.Path("/proc/cpuinfo").read_text()
MIN_SQNR = 30  # dB, between a runtime's int8 logits and msquant's


class Msquant:
    def __init__(self, binary, model, data, folder):
        self.binary, self.folder = binary, folder
        self.source = ["-c", f"{model}.yaml", "--ckpt", unpacked(f"{model}.ckpt", folder)]
        self.data = ["--data", f"{data}/calib"]

    def call(self, *arguments):
        command = [self.binary, *map(str, arguments), "--quiet"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def write_config(self, quantize):
        """A quant_config.json, in which all layers are switched off unless `quantize`."""
        path = self.folder / f"quantize_{quantize}.json"
        self.call("gen-config", *self.source, "-o", path)
        if not quantize:
            config = json.loads(path.read_text())
            for layer in config.values():
                if isinstance(layer, dict):
                    layer["quant"] = False
            path.write_text(json.dumps(config))
        return path

    def calibrate(self, name, config, *flags):
        self.call("calibrate", *self.source, *self.data, "--quant-config", config,
                  "-o", self.folder / name, *flags)

    def run(self, images, *model):
        given, result = self.folder / "images.npy", self.folder / "logits.npy"
        np.save(given, images)
        self.call("run", *model, "--input", given, "--output", result)
        return np.load(result)


def unpacked(path, folder):
    if os.path.exists(path):
        return path
    target = folder / os.path.basename(path)
    subprocess.run(["zstd", "-dqf", f"{path}.zst", "-o", target], check=True)
    return str(target)


def preprocess(path, settings):
    image = Image.open(path).convert("RGB")
    image = image.resize(settings["resize"][::-1], Image.BILINEAR)
    left = (image.width - settings["width"]) // 2
    top = (image.height - settings["height"]) // 2
    image = image.crop((left, top, left + settings["width"], top + settings["height"]))
    pixels = np.asarray(image, np.float32) * settings.get("rescale", 1)
    pixels = (pixels - np.float32(settings["mean"])) / np.float32(settings["std"])
    return pixels.transpose(2, 0, 1)


def load_images(folder, settings, count):
    """Images of all classes in turn, and their labels."""
    classes = [sorted(each.iterdir()) for each in sorted(pathlib.Path(folder).iterdir())]
    picked = [(path, label) for row in zip(*classes) for label, path in enumerate(row)][:count]
    images = np.stack([preprocess(path, settings) for path, _ in picked])
    return images.astype(np.float32), np.array([label for _, label in picked])


def run_onnxruntime(path, images, level):
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = level
    options.intra_op_num_threads = 2
    # Without VNNI its int8 kernels saturate, unless told not to.
    options.add_session_config_entry("session.x64quantprecision", "1")
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return np.concatenate([session.run(None, {name: image[None]})[0] for image in images])


def run_openvino(path, images):
    model = openvino.Core().compile_model(path, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    return np.concatenate([model(image[None])[0].copy() for image in images])


def runtimes():
    level = onnxruntime.GraphOptimizationLevel
    yield "onnxruntime plain", lambda path, x: run_onnxruntime(path, x, level.ORT_DISABLE_ALL)
    yield "onnxruntime fused", lambda path, x: run_onnxruntime(path, x, level.ORT_ENABLE_ALL)
    if openvino:
        yield "openvino", run_openvino


class Checks:
    def __init__(self):
        self.failed = False

    def check(self, is_fine, text):
        self.failed |= not is_fine
        print(("ok      " if is_fine else "WRONG   ") + text, flush=True)


def check_float(checks, path, images, expected):
    for name, run in runtimes():
        difference = np.abs(run(path, images) - expected).max() / np.abs(expected).max()
        checks.check(difference <= FLOAT_TOLERANCE, f"float  {name}: differs by {difference:.1e}")


def check_quantized(checks, title, path, images, labels, expected):
    def top1(logits):
        return (logits.argmax(1) == labels).mean() * 100

    allowed = max(MAX_TOP1_DIFFERENCE, 100 / len(labels)) + 1e-6
    for name, run in runtimes():
        logits = run(path, images)
        noise = np.square(logits - expected).sum()
        sqnr = 10 * np.log10(np.square(expected).sum() / max(noise, 1e-30))
        is_exact = name != "openvino" or HAS_VNNI
        is_fine = abs(top1(logits) - top1(expected)) <= allowed and (sqnr >= MIN_SQNR or not is_exact)
        checks.check(is_fine, f"{title} {name}: top-1 {top1(logits):.2f} %, msquant "
                              f"{top1(expected):.2f} %, SQNR {sqnr:.1f} dB")


def main(binary, model, data, count="200"):
    if not os.path.exists(f"{model}.yaml"):
        print(f"SKIPPED: no {model}.yaml")
        return SKIPPED
    with open(f"{model}.yaml", encoding="utf-8") as file:
        settings = yaml.safe_load(file)
    images, labels = load_images(f"{data}/val", settings, int(count))
    checks = Checks()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        msquant = Msquant(binary, model, data, folder)
        quantized, plain = msquant.write_config(True), msquant.write_config(False)
        msquant.calibrate("int8", quantized)
        msquant.calibrate("int8", quantized, "--format", "onnx")
        msquant.calibrate("int8_21", quantized, "--format", "onnx", "--opset", "21")
        msquant.calibrate("float", plain, "--format", "onnx")
        for path in sorted(folder.glob("*.onnx")):
            onnx.checker.check_model(str(path), full_check=True)
        expected = msquant.run(images, *msquant.source)
        check_float(checks, folder / "float.onnx", images, expected)
        expected = msquant.run(images, folder / "int8.air")
        for name in ("int8", "int8_21"):
            check_quantized(checks, name, folder / f"{name}.onnx", images, labels, expected)
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
