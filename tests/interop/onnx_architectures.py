#!/usr/bin/env python3
"""Small networks with the blocks of modern architectures, as exporters write them to ONNX: msquant
computes what ONNX Runtime computes, and what it quantizes runs there with its own accuracy.

Usage: onnx_architectures.py MSQUANT DATA

DATA holds calib/ and val/ with images of ten classes. Needs and exits as onnx_interop.py.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

from onnx_interop import SKIPPED, load_images, run_onnxruntime  # runs this file in the environment

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

SIZE, CLASSES, IMAGES = 32, 10, 50
SETTINGS = {"resize": [SIZE, SIZE], "height": SIZE, "width": SIZE, "rescale": 1 / 255,
            "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}
FLOAT_TOLERANCE = 1e-4  # of the largest logit
MIN_SQNR = 25  # dB, between the runtime's int8 logits and msquant's


class Network:
    """An ONNX graph while it is built. Each method returns the name of its result."""

    def __init__(self, name, opset):
        self.name, self.opset = name, opset
        self.random = np.random.default_rng(1)
        self.nodes, self.initializers = [], []

    def op(self, kind, *inputs, **attributes):
        result = f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [result], name=result, **attributes))
        return result

    def constant(self, values, dtype=np.float32):
        name = f"constant_{len(self.initializers)}"
        self.initializers.append(numpy_helper.from_array(np.asarray(values, dtype), name))
        return name

    def integers(self, *values):
        return self.constant(values, np.int64)

    def weight(self, name, *shape):
        fan_in = np.prod(shape[1:]) if len(shape) == 4 else shape[0]
        values = self.random.standard_normal(shape) * (2 / fan_in) ** 0.5
        self.initializers.append(numpy_helper.from_array(values.astype(np.float32), f"{name}.weight"))
        return f"{name}.weight"

    def vector(self, size, around=0.0):
        return self.constant(around + 0.1 * self.random.standard_normal(size))

    def conv(self, name, x, channels_in, channels, kernel=3, stride=1, group=1):
        weight = self.weight(name, channels, channels_in // group, kernel, kernel)
        pad = (kernel - 1) // 2 if kernel != stride else 0
        return self.op("Conv", x, weight, self.vector(channels), strides=[stride, stride],
                       pads=[pad] * 4, group=group)

    def dense(self, name, x, inputs, outputs):
        product = self.op("MatMul", x, self.weight(name, inputs, outputs))
        return self.op("Add", product, self.vector(outputs))

    def layer_norm(self, x, size):
        return self.op("LayerNormalization", x, self.vector(size, 1), self.vector(size), axis=-1)

    def gelu(self, x):
        """As PyTorch exports it before opset 20."""
        erf = self.op("Erf", self.op("Div", x, self.constant(2 ** 0.5)))
        return self.op("Mul", self.op("Mul", x, self.op("Add", erf, self.constant(1))),
                       self.constant(0.5))

    def batch_of(self, x):
        return self.op("Unsqueeze", self.op("Gather", self.op("Shape", x),
                                            self.constant(0, np.int64), axis=0), self.integers(0))

    def flatten(self, x):
        """torch.flatten(x, 1) of a batch of any size."""
        return self.op("Reshape", x, self.op("Concat", self.batch_of(x), self.integers(-1), axis=0))

    def head(self, x, channels):
        return self.dense("head", self.flatten(self.op("GlobalAveragePool", x)), channels, CLASSES)

    def save(self, folder, logits):
        graph = helper.make_graph(
            self.nodes, self.name,
            [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, SIZE, SIZE])],
            [helper.make_tensor_value_info(logits, TensorProto.FLOAT, [1, CLASSES])],
            self.initializers)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", self.opset)],
                                  ir_version=8)
        onnx.checker.check_model(model, full_check=True)
        path = folder / f"{self.name}.onnx"
        onnx.save(model, path)
        return path


def vision_transformer(net):
    """Patches, a class token that is expanded, positions, one block with attention."""
    size, heads, patches = 32, 4, 16
    x = net.conv("patches", "x", 3, size, kernel=8, stride=8)
    x = net.op("Transpose", net.op("Reshape", x, net.integers(0, size, patches)), perm=[0, 2, 1])
    shape = net.op("Concat", net.batch_of(x), net.integers(-1, -1), axis=0)
    open_dims = net.op("Mul", net.op("ConstantOfShape", net.integers(3), value=helper.make_tensor(
        "one", TensorProto.INT64, [1], [1])), net.integers(-1))
    ones = net.op("ConstantOfShape", net.integers(3), value=helper.make_tensor(
        "one", TensorProto.INT64, [1], [1]))
    target = net.op("Where", net.op("Equal", shape, open_dims), ones, shape)
    token = net.op("Expand", net.constant(net.random.standard_normal((1, 1, size))), target)
    x = net.op("Concat", token, x, axis=1)
    x = net.op("Add", x, net.constant(0.1 * net.random.standard_normal((1, patches + 1, size))))

    normal = net.layer_norm(x, size)
    parts = []
    for name in ("query", "key", "value"):
        part = net.dense(name, normal, size, size)
        part = net.op("Reshape", part, net.integers(0, patches + 1, heads, size // heads))
        parts.append(net.op("Transpose", part, perm=[0, 2, 3, 1] if name == "key" else [0, 2, 1, 3]))
    scores = net.op("Mul", net.op("MatMul", parts[0], parts[1]), net.constant((size / heads) ** -0.5))
    mixed = net.op("MatMul", net.op("Softmax", scores, axis=-1), parts[2])
    mixed = net.op("Reshape", net.op("Transpose", mixed, perm=[0, 2, 1, 3]),
                   net.integers(0, patches + 1, size))
    x = net.op("Add", x, net.dense("projection", mixed, size, size))
    hidden = net.gelu(net.dense("expand", net.layer_norm(x, size), size, 2 * size))
    x = net.op("Add", x, net.dense("reduce", hidden, 2 * size, size))
    first = net.op("Gather", net.layer_norm(x, size), net.constant(0, np.int64), axis=1)
    return net.dense("head", first, size, CLASSES)


def detection_neck(net):
    """Two scales, the coarser resized to the finer's size and concatenated."""
    fine = net.op("LeakyRelu", net.conv("fine", "x", 3, 18, stride=2), alpha=0.1)
    coarse = net.conv("coarse", fine, 18, 24, stride=2)
    coarse = net.op("Mul", coarse, net.op("Sigmoid", coarse))
    size = net.op("Slice", net.op("Shape", fine), net.integers(2), net.integers(4), net.integers(0))
    sizes = net.op("Concat", net.op("Slice", net.op("Shape", coarse), net.integers(0),
                                    net.integers(2), net.integers(0)), size, axis=0)
    up = net.op("Resize", coarse, "", "", sizes, mode="nearest", nearest_mode="floor",
                coordinate_transformation_mode="asymmetric")
    half = net.op("Resize", fine, "", net.constant([1, 1, 1.5, 1.5]), mode="linear",
                  coordinate_transformation_mode="half_pixel")
    pooled = net.op("MaxPool", half, kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1],
                    ceil_mode=0)
    left = net.op("ReduceMean", net.op("Clip", up, net.constant(-2), net.constant(2)),
                  axes=[2, 3], keepdims=1) if net.opset < 18 else net.op(
        "ReduceMean", net.op("Clip", up, net.constant(-2), net.constant(2)), net.integers(2, 3))
    x = net.op("Relu", net.conv("joint", net.op("Concat", up, fine, axis=1), 42, 24))
    x = net.op("Add", x, left)
    both = net.op("Concat", net.op("GlobalAveragePool", x), net.op("GlobalMaxPool", pooled), axis=1)
    return net.dense("head", net.flatten(both), 42, CLASSES)


def convnext(net):
    """A depthwise 7x7 convolution, then channels last: LayerNorm, two dense layers, a scale."""
    x = net.conv("stem", "x", 3, 24, kernel=4, stride=4)
    y = net.conv("depthwise", x, 24, 24, kernel=7, group=24)
    y = net.layer_norm(net.op("Transpose", y, perm=[0, 2, 3, 1]), 24)
    y = net.dense("reduce", net.gelu(net.dense("expand", y, 24, 96)), 96, 24)
    y = net.op("Transpose", net.op("Mul", y, net.vector(24, 0.5)), perm=[0, 3, 1, 2])
    return net.head(net.op("Add", x, y), 24)


def squeeze_and_excitation(net):
    x = net.conv("stem", "x", 3, 32, stride=2)
    x = net.op("HardSwish", x) if net.opset >= 14 else net.op("Relu", x)
    gate = net.op("Relu", net.conv("squeeze", net.op("GlobalAveragePool", x), 32, 20, kernel=1))
    gate = net.op("HardSigmoid", net.conv("excite", gate, 20, 32, kernel=1), alpha=1 / 6, beta=0.5)
    x = net.op("Identity", net.op("Mul", x, gate))
    return net.head(net.conv("last", x, 32, 24), 24)


class Msquant:
    def __init__(self, binary, data, folder):
        self.binary, self.data, self.folder = binary, data, folder
        self.yaml = folder / "settings.yaml"
        self.yaml.write_text(json.dumps({**SETTINGS, "batch_size": 16, "class_num": CLASSES}))

    def call(self, *arguments):
        command = [self.binary, *map(str, arguments), "--quiet"]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=self.folder).stdout

    def run(self, model, images):
        given, result = self.folder / "images.npy", self.folder / "logits.npy"
        np.save(given, images)
        self.call("run", model, "--input", given, "--output", result)
        return np.load(result)

    def quantize(self, model):
        """The model as ONNX and, with the same integers, as MindIR, which msquant can run; both for
        all images at once."""
        source = ["-c", self.yaml, "--model", model]
        self.call("gen-config", *source, "-o", "quant_config.json")
        for form in ("onnx", "mindir"):
            self.call("calibrate", *source, "--data", f"{self.data}/calib", "-o", "quantized",
                      "--format", form, "--export-batch", IMAGES)
        return self.folder / "quantized.onnx", self.folder / "quantized.mindir"


def check(msquant, model, images, labels):
    """Whether all is as it should be."""
    level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    expected = run_onnxruntime(model, images, level)
    difference = np.abs(msquant.run(model, images) - expected).max() / np.abs(expected).max()
    integers, same_integers = msquant.quantize(model)
    onnx.checker.check_model(str(integers), full_check=True)
    options = onnxruntime.SessionOptions()
    # Its products of int8 saturate on processors without VNNI, unless they are asked not to.
    options.add_session_config_entry("session.x64quantprecision", "1")
    session = onnxruntime.InferenceSession(integers, options, providers=["CPUExecutionProvider"])
    actual = session.run(None, {"x": images})[0]
    own = msquant.run(same_integers, images)
    sqnr = 10 * np.log10(np.square(own).sum() / np.square(actual - own).sum())
    top1 = [100 * np.mean(logits.argmax(1) == labels) for logits in (actual, own)]
    layers = sum(node.op_type == "QuantizeLinear" for node in onnx.load(integers).graph.node)
    is_fine = (difference <= FLOAT_TOLERANCE and sqnr >= MIN_SQNR and layers > 0
               and abs(top1[0] - top1[1]) <= 100 / len(labels) + 1e-6)
    print(f"{'ok' if is_fine else 'WRONG':7} {model.stem}: float differs by {difference:.1e}; "
          f"{layers} inputs quantized, top-1 {top1[0]:.1f} %, msquant {top1[1]:.1f} %, "
          f"SQNR {sqnr:.1f} dB", flush=True)
    return is_fine


def main(binary, data):
    if not os.path.isdir(f"{data}/val"):
        print(f"SKIPPED: no {data}/val")
        return SKIPPED
    images, labels = load_images(f"{data}/val", SETTINGS, IMAGES)
    results = []
    with tempfile.TemporaryDirectory() as folder:
        msquant = Msquant(os.path.abspath(binary), os.path.abspath(data), pathlib.Path(folder))
        for build, opset in ((vision_transformer, 17), (detection_neck, 13), (convnext, 18),
                             (squeeze_and_excitation, 14)):
            net = Network(build.__name__, opset)
            model = net.save(pathlib.Path(folder), build(net))
            results.append(check(msquant, model, images, labels))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
