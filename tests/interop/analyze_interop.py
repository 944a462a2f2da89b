#!/usr/bin/env python3
"""Compares the isolated errors that `msquant analyze` reports with NumPy's.

Usage: analyze_interop.py MSQUANT FOLDER/NAME DATA

FOLDER/NAME.yaml and FOLDER/NAME.ckpt are a LeNet-5, DATA holds calib/. ONNX Runtime computes the
float inputs of a convolution and of two dense layers; NumPy quantizes inputs, weights and biases as
docs/formats.md says, multiplies the integers and compares.

Exits with 77 if the packages of scripts/interop_requirements.txt are not there, with 1 if a figure
is wrong, and with 0 otherwise.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

from environment import require  # goes on in the environment

require("numpy", "onnx", "onnxruntime", "yaml", "PIL")
import numpy as np
import onnx
import onnxruntime
import yaml
from onnx import numpy_helper
from PIL import Image

LAYERS = ("conv2", "fc1", "fc3")
IMAGES = 20


def write_images(source, settings, folder):
    """Images that need no resizing, so that both sides see the same pixels; returns them."""
    batches = []
    for path in sorted(pathlib.Path(source).glob("*/*.png"))[::5][:IMAGES]:
        image = Image.open(path).convert("RGB").resize(settings["resize"][::-1], Image.BILINEAR)
        image.save(folder / path.name)
        pixels = np.asarray(image, np.float32) * np.float32(settings["rescale"])
        pixels = (pixels - np.float32(settings["mean"])) / np.float32(settings["std"])
        batches.append(pixels.transpose(2, 0, 1)[None].astype(np.float32))
    return batches


def read_layers(path):
    """{layer: (name of its input, operator, weight [out, ...], bias)} of a float ONNX file."""
    graph = onnx.load(path).graph
    constants = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    layers = {}
    for node in graph.node:
        if node.op_type not in ("Conv", "Gemm", "MatMul"):
            continue
        weight = constants[node.input[1]]
        transposed = {a.name: a.i for a in node.attribute}.get("transB", 0)
        if node.op_type != "Conv" and not transposed:
            weight = weight.T
        bias = constants[node.input[2]] if len(node.input) > 2 else np.zeros(len(weight), np.float32)
        layers[node.name.split("/")[-1]] = (node.input[0], node, weight, bias)
    return layers


def run_to(path, names, batches):
    """The values of those names for each batch."""
    model = onnx.load(path)
    known = {each.name for each in model.graph.output}
    model.graph.output.extend(onnx.ValueInfoProto(name=n) for n in names if n not in known)
    session = onnxruntime.InferenceSession(model.SerializeToString(),
                                           providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    runs = [session.run(names, {name: batch}) for batch in batches]
    return [np.concatenate(each) for each in zip(*runs)]


def product(node, x, weight):
    """Sums of products in float64, which holds them exactly where x and weight are integers."""
    if node.op_type != "Conv":
        return x @ weight.T
    attributes = {a.name: list(a.ints) for a in node.attribute if a.ints}
    top, left, bottom, right = attributes.get("pads", [0, 0, 0, 0])
    assert attributes.get("strides", [1, 1]) == [1, 1]
    x = np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)))
    windows = np.lib.stride_tricks.sliding_window_view(x, weight.shape[2:], axis=(2, 3))
    return np.einsum("nchwij,kcij->nkhw", windows, weight)


def isolated_error(node, x, weight, bias):
    """SQNR in dB, cosine, clipped share and scale, by min-max ranges."""
    low, high = min(x.min(), 0), max(x.max(), 0)
    scale = np.float32((np.float32(high) - np.float32(low)) / np.float32(255))
    zero_point = -128 - int(np.rint(low / scale))
    exact = np.rint(x * (np.float32(1) / scale) + np.float32(zero_point))
    q_x = np.clip(exact, -128, 127).astype(np.float64) - zero_point
    rows = weight.reshape(len(weight), -1)
    w_scale = (np.abs(rows).max(1) / np.float32(127)).astype(np.float32)
    shape = (-1,) + (1,) * (weight.ndim - 1)
    q_w = np.clip(np.rint(weight / w_scale.reshape(shape)), -128, 127).astype(np.float64)
    step = (scale * w_scale).astype(np.float64)
    out = (1, -1, 1, 1) if node.op_type == "Conv" else (1, -1)
    q_y = product(node, q_x, q_w) + np.rint(bias / step).reshape(out)
    actual = q_y * step.reshape(out)
    expected = product(node, x.astype(np.float64), weight.astype(np.float64)) + bias.reshape(out)
    noise = np.square(expected - actual).sum()
    return {"sqnr_db": 10 * np.log10(np.square(expected).sum() / noise),
            "cosine": (expected * actual).sum() / np.sqrt(
                np.square(expected).sum() * np.square(actual).sum()),
            "clipped_percent": 100 * np.mean((exact < -128) | (exact > 127)),
            "step": float(scale)}


def main(binary, model, data):
    with open(f"{model}.yaml", encoding="utf-8") as file:
        settings = yaml.safe_load(file)
    wrong = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        (folder / "images").mkdir()
        batches = write_images(f"{data}/calib", settings, folder / "images")
        source = ["-c", f"{model}.yaml", "--ckpt", f"{model}.ckpt", "--data", folder / "images",
                  "--batches", 1, "--batch-size", IMAGES, "--preset", "fast", "--quiet"]

        def call(*arguments):
            command = [binary, *map(str, arguments)]
            return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout

        # Without its weights simulated a layer before another does not move the other's range.
        nothing = {"version": "1.0", "fuse_bn": True, "num_rollback_nodes": 0}
        (folder / "none.json").write_text(json.dumps(nothing))
        call("calibrate", *source, "--quant-config", folder / "none.json", "--format", "onnx",
             "-o", folder / "float")
        layers = read_layers(folder / "float.onnx")
        inputs = run_to(folder / "float.onnx", [layers[name][0] for name in LAYERS], batches)
        for name, x in zip(LAYERS, inputs):
            (folder / "one.json").write_text(json.dumps({**nothing, name: {"quant": True}}))
            report = json.loads(call("analyze", *source, "--quant-config", folder / "one.json",
                                     "--views", "isolated", "--json"))
            found, = report["layers"]
            _, node, weight, bias = layers[name]
            expected = isolated_error(node, x, weight, bias)
            step = (found["range"][1] - found["range"][0]) / 255
            is_fine = (report["images"] == IMAGES
                       and abs(found["isolated"]["sqnr_db"] - expected["sqnr_db"]) < 0.02
                       and abs(found["isolated"]["cosine"] - expected["cosine"]) < 1e-6
                       and abs(found["clipped_percent"] - expected["clipped_percent"]) < 1e-3
                       and abs(step / expected["step"] - 1) < 1e-4)
            wrong += not is_fine
            print("ok     " if is_fine else "WRONG  ", name, found["isolated"], expected)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
