"""Loads MindIR files that msquant wrote into MindSpore, and compares what MindSpore computes.

  mindir_interop.py MINDIR_SAMPLES SOURCE_DIR

MINDIR_SAMPLES is the program that writes them. MindSpore is looked for in the Python that
MSQUANT_INTEROP_PYTHON names, else in SOURCE_DIR/build/interop-venv. Exits with 77 if there is none.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

from interop_python import SKIPPED, find_python

QUANTIZED = "_quantized"  # ends the names of models with integer layers
# Largest differences, relative to the largest output: from what MindSpore computed of its own model,
# and from our reference engine, which adds in another order.
RELATIVE = 1e-6
RELATIVE_TO_ENGINE = 1e-5


def relative_difference(actual, expected):
    import numpy as np

    assert actual.shape == expected.shape, (actual.shape, expected.shape)
    return float(np.abs(actual - expected).max() / np.abs(expected).max())


def reference_of(model, shared):
    """The input, the expected output and the tolerance."""
    import numpy as np

    name = model.stem.removesuffix(QUANTIZED)
    trained = shared / "models" / name
    if (trained / "logits.npy").exists():
        return np.load(trained / "input.npy"), np.load(trained / "logits.npy"), RELATIVE
    x = np.load(model.with_name(name + "_x.npy"))
    return x, np.load(model.with_name(name + "_y.npy")), RELATIVE_TO_ENGINE


def is_refused_for_quant_alone(network, x):
    """MindSpore has no kernel for Quant on a CPU, which it says after it has inferred all types."""
    try:
        network(x)
    except RuntimeError as error:
        return "Unsupported op [Quant]" in str(error)
    return False


def check(model, shared):
    """Whether MindSpore loads the model and, if it is not quantized, computes what it should."""
    import mindspore
    from mindspore import nn

    network = nn.GraphCell(mindspore.load(str(model)))
    x, expected, tolerance = reference_of(model, shared)
    if model.stem.endswith(QUANTIZED):
        is_good = is_refused_for_quant_alone(network, mindspore.Tensor(x))
        print(f"{model.name}: {'loaded, not run' if is_good else 'MindSpore does not take it'}")
        return is_good
    outputs = network(mindspore.Tensor(x))
    first = outputs[0] if isinstance(outputs, tuple) else outputs
    difference = relative_difference(first.asnumpy(), expected)
    print(f"{model.name}: relative difference {difference:.2e}, allowed {tolerance:.0e}")
    return difference <= tolerance


def check_all(folder, source):
    shared = pathlib.Path(os.environ.get("MSQUANT_SHARED_DIR", f"{source}/../shared"))
    models = sorted(pathlib.Path(folder).glob("*.mindir"))
    results = [check(model, shared) for model in models]
    return bool(results) and all(results)


def main():
    samples, source = sys.argv[1:3]
    if samples == "--check":  # by find_python's Python: the files are in this folder
        return 0 if check_all(sys.argv[3], source) else 1
    python = find_python(source)
    if python is None:
        print("SKIPPED: MindSpore is not installed for this test; see MSQUANT_INTEROP_PYTHON")
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([samples, folder], check=True)
        return subprocess.run([python, __file__, "--check", source, folder]).returncode


if __name__ == "__main__":
    sys.exit(main())
