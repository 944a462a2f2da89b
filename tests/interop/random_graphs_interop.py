#!/usr/bin/env python3
"""Runs random graphs in msquant and in ONNX Runtime, as they are and quantized.

Usage: random_graphs_interop.py MSQUANT [COUNT [FIRST]]

COUNT (100) graphs are run by both engines of msquant. Half as many, of more layers, are quantized and
written as ONNX, which ONNX Runtime runs, and as AIR, which msquant runs. FIRST (0) is the seed of the
first one: a graph that fails is made again by `1 SEED`.

Exits with 77 if the packages of scripts/interop_requirements.txt are not there, with 1 if a result is
wrong, and with 0 otherwise.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

from environment import require  # goes on in the environment

require("numpy", "onnx", "onnxruntime")
import numpy as np
import onnx
import onnxruntime

from random_graph import RandomGraph
from random_operators import LAYERS, OTHERS

FLOAT_TOLERANCE, INT8_TOLERANCE = 2e-3, 2e-2  # of the largest number of an output
CHANNELS = [1, 3, 4, 8, 12, 16, 17, 20, 24]
QUANTIZED_CHANNELS = [17, 20, 24, 32]  # fewer are left in float
UNSUPPORTED = 6  # exit code


class Refused(Exception):
    """What msquant says that it cannot do, or what ONNX Runtime is no oracle of."""


class Msquant:
    def __init__(self, binary, folder):
        self.binary, self.folder = binary, folder

    def call(self, *arguments):
        command = [self.binary, *map(str, arguments), "--quiet"]
        result = subprocess.run(command, capture_output=True, text=True)
        if result.returncode == UNSUPPORTED or "nothing to quantize" in result.stderr:
            raise Refused(result.stderr)
        if result.returncode != 0:
            raise RuntimeError(f"exit code {result.returncode}: {result.stderr}")
        return result.stdout

    def run(self, model, x, *flags):
        """The outputs in order."""
        given = self.folder / "x.npy"
        np.save(given, x)
        names = [each["name"] for each in json.loads(self.call("inspect", "--json", model))["outputs"]]
        files = [self.folder / f"y{i}.npy" for i in range(len(names))]
        outputs = [word for name, file in zip(names, files) for word in ("--output", f"{name}={file}")]
        self.call("run", model, "--input", given, *outputs, *flags)
        return [np.load(file) for file in files]

    def quantize(self, model, data, output_format):
        output = self.folder / output_format
        self.call("quantize", "--model", model, "--data", data, "--format", output_format,
                  "--no-report", "--fresh", "-o", output)
        return output / f"quantized_model.{output_format}"


def run_onnxruntime(path, x):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(path, options, ["CPUExecutionProvider"]).run(None, {"x": x})


def expected_of(path, x):
    """What ONNX Runtime makes of a graph that is not msquant's."""
    try:
        outputs = run_onnxruntime(path, x)
    except Exception as error:  # its own have no common base
        raise Refused(error) from error
    if not all(np.isfinite(y).all() and abs(y).max() < 1e6 for y in outputs):
        raise Refused("it overflows, so that differences mean nothing")
    return outputs


def require_near(what, actual, expected, tolerance):
    for i, (a, e) in enumerate(zip(actual, expected, strict=True)):
        if a.shape != e.shape:
            raise RuntimeError(f"{what}: output {i} is {a.shape}, not {e.shape}")
        difference = abs(a - e).max() / max(1e-3, abs(e).max())
        if not difference <= tolerance:
            raise RuntimeError(f"{what}: output {i} differs by {difference:.2g}")


def check_float(msquant, path, graph):
    x = graph.tensor(*graph.shapes["x"])
    expected = expected_of(path, x)
    for engine in ("reference", "onednn"):
        require_near(engine, msquant.run(path, x, "--engine", engine), expected, FLOAT_TOLERANCE)


def check_quantized(msquant, path, graph):
    data = msquant.folder / "data"
    data.mkdir(exist_ok=True)
    images = [graph.tensor(*graph.shapes["x"]) for _ in range(6)]
    for i, x in enumerate(images):
        np.save(data / f"{i}.npy", x)
    expected_of(path, images[0])  # of use only if it is tame
    onnx_file, air = (msquant.quantize(path, data, each) for each in ("onnx", "air"))
    expected = run_onnxruntime(onnx_file, images[0])
    require_near("AIR", msquant.run(air, images[0]), expected, INT8_TOLERANCE)


def check(msquant, graph, function):
    """Whether the graph was compared; throws if a result is wrong."""
    path = msquant.folder / "model.onnx"
    onnx.save(graph.model(), path)
    try:
        function(msquant, path, graph)
    except Refused:
        return False
    return True


def graphs(first, count):
    """(seed, graph, how to check it)"""
    for seed in range(first, first + count):
        yield seed, RandomGraph(seed, CHANNELS, LAYERS + OTHERS, 8), check_float
        if seed % 2 == 0:
            layers_first = RandomGraph(seed, QUANTIZED_CHANNELS, 4 * LAYERS + OTHERS, 6)
            if any(node.op_type in ("Conv", "MatMul") for node in layers_first.nodes):
                yield seed, layers_first, check_quantized


def main(binary, count=100, first=0):
    wrong = ran = refused = 0
    with tempfile.TemporaryDirectory() as folder:
        msquant = Msquant(binary, pathlib.Path(folder))
        for seed, graph, function in graphs(int(first), int(count)):
            if not graph.nodes:
                continue
            try:
                was_run = check(msquant, graph, function)
                ran, refused = ran + was_run, refused + (not was_run)
            except Exception as error:  # of the runtimes, too
                wrong += 1
                kinds = " ".join(node.op_type for node in graph.nodes)
                print(f"WRONG   seed {seed}, {function.__name__}: {error}\n        {kinds}")
    print(f"{ran} graphs ran, {refused} were refused, {wrong} are wrong")
    return 1 if wrong or refused > ran / 4 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
