#!/usr/bin/env python3
"""Sends a small vision transformer and a detection neck through AIR, float and int8.

Usage: air_networks.py MSQUANT CALIBRATION_IMAGES

The networks are built here as ONNX models with fixed random weights. ONNX Runtime says what they
compute; msquant reads them, writes them as AIR, quantized and not, and runs those files. Every file
is held against the Graph Engine's rules (`msquant inspect --check`) and, if it is installed, parsed
with the Graph Engine's own protobuf descriptor.

Needs the packages of scripts/interop_requirements.txt, from the environment that
`scripts/install_deps.sh --interop` makes or from the interpreter's own. Exits with 77 if they are
not there, with 1 if a result is wrong, and with 0 otherwise.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

from environment import ROOT, SKIPPED, require  # goes on in the environment

require("numpy", "onnx", "onnxruntime", "PIL")
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

SIZE = 32
MEAN, STD = 0.45, 0.25
FLOAT_TOLERANCE = 1e-4  # of the largest output
MIN_SQNR = 20  # dB, between the int8 outputs and ONNX Runtime's float ones


class Network:
    """An ONNX graph in the making; values are named by the node that computes them."""

    def __init__(self, seed):
        self.random = np.random.default_rng(seed)
        self.nodes, self.constants = [], []

    def constant(self, name, array):
        self.constants.append(numpy_helper.from_array(array, name))
        return name

    def weight(self, name, shape, fan_in):
        array = self.random.standard_normal(shape) / np.sqrt(fan_in)
        return self.constant(name, array.astype(np.float32))

    def number(self, name, value):
        return self.constant(name, np.float32(value))

    def integers(self, name, values):
        return self.constant(name, np.array(values, np.int64))

    def op(self, kind, name, *inputs, **attributes):
        self.nodes.append(helper.make_node(kind, inputs, [name], name, **attributes))
        return name

    def dense(self, name, x, inputs, outputs):
        product = self.op("MatMul", f"{name}.product", x,
                          self.weight(f"{name}.weight", (inputs, outputs), inputs))
        return self.op("Add", name, product, self.weight(f"{name}.bias", (outputs,), 100))

    def conv(self, name, x, inputs, outputs, kernel, stride=1):
        y = self.op("Conv", name, x,
                    self.weight(f"{name}.weight", (outputs, inputs, kernel, kernel),
                                inputs * kernel * kernel),
                    self.weight(f"{name}.bias", (outputs,), 100), strides=[stride, stride],
                    pads=[kernel // 2] * 4)
        return self.op("Relu", f"{name}.relu", y)

    def save(self, path, output, shape):
        graph = helper.make_graph(
            self.nodes, path.stem,
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, (1, 3, SIZE, SIZE))],
            [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)], self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        onnx.checker.check_model(model, full_check=True)
        onnx.save(model, str(path))
        return path


WIDTH, HEADS, TOKENS = 64, 4, 17


def norm(net, name, x):
    gamma = net.constant(f"{name}.gamma", np.ones(WIDTH, np.float32))
    return net.op("LayerNormalization", name, x, gamma, net.weight(f"{name}.beta", (WIDTH,), 100),
                  axis=-1, epsilon=1e-6)


def attention(net, name, x):
    def heads(what, perm):
        y = net.dense(f"{name}.{what}", x, WIDTH, WIDTH)
        shape = net.integers(f"{name}.{what}.shape", (1, TOKENS, HEADS, WIDTH // HEADS))
        y = net.op("Reshape", f"{name}.{what}.heads", y, shape)
        return net.op("Transpose", f"{name}.{what}.turned", y, perm=perm)

    query, key = heads("to_q", (0, 2, 1, 3)), heads("to_k", (0, 2, 3, 1))
    value = heads("to_v", (0, 2, 1, 3))
    scores = net.op("MatMul", f"{name}.scores", query, key)
    scale = net.number(f"{name}.scale", (WIDTH // HEADS) ** -0.5)
    scores = net.op("Softmax", f"{name}.softmax",
                    net.op("Mul", f"{name}.scaled", scores, scale), axis=-1)
    y = net.op("Transpose", f"{name}.joined", net.op("MatMul", f"{name}.mixed", scores, value),
               perm=(0, 2, 1, 3))
    y = net.op("Reshape", f"{name}.flat", y, net.integers(f"{name}.flat.shape", (1, TOKENS, WIDTH)))
    return net.dense(f"{name}.to_out", y, WIDTH, WIDTH)


def gelu(net, name, x):
    """As PyTorch exports it: x * (erf(x / sqrt(2)) + 1) / 2."""
    y = net.op("Div", f"{name}.div", x, net.number(f"{name}.root", np.sqrt(2)))
    y = net.op("Add", f"{name}.add", net.op("Erf", f"{name}.erf", y), net.number(f"{name}.one", 1))
    y = net.op("Mul", f"{name}.mul", x, y)
    return net.op("Mul", name, y, net.number(f"{name}.half", 0.5))


def transformer(path):
    net = Network(1)
    x = net.op("Conv", "patches", "x", net.weight("patches.weight", (WIDTH, 3, 8, 8), 192),
               strides=[8, 8])
    x = net.op("Reshape", "patches.flat", x, net.integers("patches.shape", (1, WIDTH, TOKENS - 1)))
    x = net.op("Transpose", "patches.rows", x, perm=(0, 2, 1))
    x = net.op("Concat", "tokens", net.weight("cls", (1, 1, WIDTH), 1), x, axis=1)
    x = net.op("Add", "embedded", x, net.weight("positions", (1, TOKENS, WIDTH), 4))
    for i in range(2):
        name = f"blocks.{i}"
        y = attention(net, f"{name}.attention", norm(net, f"{name}.norm1", x))
        x = net.op("Add", f"{name}.sum1", x, y)
        y = net.dense(f"{name}.ff1", norm(net, f"{name}.norm2", x), WIDTH, 2 * WIDTH)
        y = net.dense(f"{name}.ff2", gelu(net, f"{name}.gelu", y), 2 * WIDTH, WIDTH)
        x = net.op("Add", f"{name}.sum2", x, y)
    x = net.op("Gather", "first", norm(net, "norm", x), net.constant("index", np.int64(0)), axis=1)
    return net.save(path, net.dense("head", x, WIDTH, 10), (1, 10))


def resize(net, name, x, mode, **attributes):
    scales = net.constant(f"{name}.scales", np.array([1, 1, 2, 2], np.float32))
    return net.op("Resize", name, x, "", scales, mode=mode, **attributes)


def neck(path):
    net = Network(2)
    high = net.conv("stage1", "x", 3, 32, 3, 2)
    middle = net.conv("stage2", high, 32, 32, 3, 2)
    low = net.conv("stage3", middle, 32, 64, 3, 2)
    low = net.op("Add", "context", net.conv("lateral1", low, 64, 32, 1),
                 net.conv("lateral2", low, 64, 32, 3))
    up = resize(net, "up1", low, "nearest",
                coordinate_transformation_mode="asymmetric", nearest_mode="floor")
    middle = net.conv("merge1", net.op("Concat", "concat1", up, middle, axis=1), 64, 32, 3)
    up = resize(net, "up2", middle, "linear", coordinate_transformation_mode="half_pixel")
    high = net.conv("merge2", net.op("Concat", "concat2", up, high, axis=1), 64, 32, 3)
    up = net.op("ConvTranspose", "up3", high, net.weight("up3.weight", (32, 16, 2, 2), 32),
                strides=[2, 2])
    return net.save(path, net.conv("head", up, 16, 8, 1), (1, 8, SIZE, SIZE))


def images_of(folder, count):
    pixels = []
    for path in sorted(pathlib.Path(folder).rglob("*.png"))[::7][:count]:
        image = Image.open(path).convert("RGB").resize((SIZE, SIZE), Image.BILINEAR)
        pixels.append((np.asarray(image, np.float32) / 255 - MEAN) / STD)
    return np.stack(pixels).transpose(0, 3, 1, 2).astype(np.float32)


class Msquant:
    def __init__(self, binary, model, data):
        self.binary, self.model, self.data = binary, model, data
        self.settings = model.with_suffix(".yaml")
        self.settings.write_text(
            f"resize: [{SIZE}, {SIZE}]\nrescale: {1 / 255}\nmean: [{MEAN}, {MEAN}, {MEAN}]\n"
            f"std: [{STD}, {STD}, {STD}]\nbatch_size: 16\n")

    def call(self, *arguments):
        subprocess.run([self.binary, *map(str, arguments)], check=True, stdout=subprocess.DEVNULL)

    def config(self, quantize):
        path = self.model.with_name(f"{self.model.stem}_{quantize}.json")
        self.call("gen-config", "--model", self.model, "-o", path, "--quiet")
        config = json.loads(path.read_text())
        for layer in config.values():
            if isinstance(layer, dict):
                layer["quant"] = quantize
        path.write_text(json.dumps(config))
        return path, sum(isinstance(layer, dict) for layer in config.values())

    def write_air(self, name, config, *flags):
        self.call("calibrate", "-c", self.settings, "--model", self.model, "--data", self.data,
                  "--quant-config", config, "-o", self.model.with_name(name), "--quiet", *flags)
        return self.model.with_name(f"{name}.air")

    def run(self, air, images):
        given, result = air.with_suffix(".x.npy"), air.with_suffix(".y.npy")
        outputs = []
        for image in images:
            np.save(given, image[None])
            self.call("run", air, "--input", given, "--output", result, "--quiet")
            outputs.append(np.load(result))
        return np.concatenate(outputs)


class Checks:
    def __init__(self):
        self.failed = False

    def check(self, is_fine, text):
        self.failed |= not is_fine
        print(("ok      " if is_fine else "WRONG   ") + text, flush=True)


def quantizers(air):
    """How many AscendQuant the file holds: field 2 of OpDef, with its length."""
    return air.read_bytes().count(b"\x12\x0bAscendQuant")


def check_files(checks, binary, files):
    for air in files:
        status = subprocess.run([binary, "inspect", "--check", str(air)], stdout=subprocess.DEVNULL)
        checks.check(status.returncode == 0, f"{air.name}: GE's rules")
    script = ROOT / "scripts/check_air_with_ge_proto.py"
    status = subprocess.run([sys.executable, str(script), *map(str, files)],
                            stdout=subprocess.DEVNULL).returncode
    checks.check(status in (0, SKIPPED), "GE's own descriptor" + " SKIPPED" * (status == SKIPPED))


def check_network(checks, binary, model, images, data):
    session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
    expected = np.concatenate([session.run(None, {"x": image[None]})[0] for image in images])
    msquant = Msquant(binary, model, data)
    (plain, _), (quantized, layers) = msquant.config(False), msquant.config(True)
    name = model.stem
    files = [msquant.write_air(f"{name}_float", plain),
             msquant.write_air(f"{name}_int8", quantized),
             msquant.write_air(f"{name}_compat", quantized, "--compat", "ptq_quant")]
    check_files(checks, binary, files)
    difference = np.abs(msquant.run(files[0], images) - expected).max() / np.abs(expected).max()
    checks.check(difference <= FLOAT_TOLERANCE, f"{name} float: differs by {difference:.1e}")
    for air in files[1:]:
        noise = np.square(msquant.run(air, images) - expected).sum()
        sqnr = 10 * np.log10(np.square(expected).sum() / noise)
        checks.check(sqnr >= MIN_SQNR, f"{air.stem}: {layers} layers, SQNR {sqnr:.1f} dB")
    checks.check(0 < quantizers(files[1]) < layers,
                 f"{name}: {quantizers(files[1])} AscendQuant, as layers share them")
    checks.check(quantizers(files[2]) == layers,
                 f"{name}: with --compat ptq_quant each layer has its own")


def main(binary, data):
    images = images_of(data, 8)
    checks = Checks()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        for build, name in ((transformer, "transformer"), (neck, "neck")):
            check_network(checks, binary, build(folder / f"{name}.onnx"), images, data)
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
