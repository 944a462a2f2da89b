"""Quantizes a model with MNN's tool, its ranges by KL, for scripts/bench.sh to time.

usage: bench_mnn.py convert MODEL.onnx MODEL.mnn
       bench_mnn.py quantize MODEL.mnn JPEG_FOLDER OUTPUT.mnn
Needs the package MNN. Its own command 'mnnquant' (3.0 to 3.6) ends with std::length_error before it
opens a file, for it hands over arguments that it never filled; the function behind it is called here.
"""
import ctypes
import glob
import json
import os
import sys

import _tools
import MNN  # noqa: F401, which the tools need to be loaded


def convert(onnx, mnn):
    _tools.mnnconvert(["mnnconvert", "-f", "ONNX", "--modelFile", onnx, "--MNNModel", mnn,
                       "--bizCode", "bench"])


def link_flat(jpegs, folder):
    os.makedirs(folder, exist_ok=True)
    for path in glob.glob(f"{jpegs}/*/*.jpg"):
        link = os.path.join(folder, os.path.basename(path))
        if not os.path.exists(link):
            os.symlink(os.path.abspath(path), link)
    return len(os.listdir(folder))


def quantize(mnn, jpegs, output):
    count = link_flat(jpegs, output + ".jpeg")
    config = {"format": "RGB", "mean": [123.675, 116.28, 103.53],
              "normal": [1 / 58.395, 1 / 57.12, 1 / 57.375], "width": 224, "height": 224,
              "path": output + ".jpeg/", "used_sample_num": count, "input_type": "image",
              "feature_quantize_method": "KL", "weight_quantize_method": "MAX_ABS"}
    with open(output + ".json", "w", encoding="utf-8") as file:
        json.dump(config, file)
    arguments = [word.encode() for word in ("quantized.out", mnn, output, output + ".json")]
    quant_main = ctypes.CDLL(_tools.__file__)["_Z10quant_mainiPPKc"]
    return quant_main(len(arguments), (ctypes.c_char_p * len(arguments))(*arguments))


sys.exit({"convert": convert, "quantize": quantize}[sys.argv[1]](*sys.argv[2:]))
