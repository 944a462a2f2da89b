#!/usr/bin/env python3
"""Runs models that msquant wrote in the software they are for, and compares the outputs.

  run_cases.py WRITE_CASES onnx|mindir SOURCE_DIR

WRITE_CASES is the program that writes the cases (write_cases.cc). ONNX files are checked by
onnx.checker and run by ONNX Runtime, MindIR files by MindSpore. These are looked for in the Python
that MSQUANT_INTEROP_PYTHON names, else in SOURCE_DIR/build/interop-venv. Exits with 77 if they are
not there, with 1 if a result is wrong.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

SKIPPED = 77
MODULES = {"onnx": "onnxruntime, onnx", "mindir": "mindspore"}
# As ONNX's own tests allow for float32; relative to each element, and absolute.
RELATIVE, ABSOLUTE = 1e-3, 1e-4


def find_python(source, modules):
    for python in (os.environ.get("MSQUANT_INTEROP_PYTHON"), f"{source}/build/interop-venv/bin/python"):
        if python and os.access(python, os.X_OK):
            if subprocess.run([python, "-c", f"import {modules}"], capture_output=True).returncode == 0:
                return python
    return None


def run_onnx(path, inputs):
    import onnx
    import onnxruntime

    onnx.checker.check_model(str(path), full_check=True)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    return session.run(None, {each.name: x for each, x in zip(session.get_inputs(), inputs)})


def run_mindir(path, inputs):
    import mindspore

    network = mindspore.nn.GraphCell(mindspore.load(str(path)))
    outputs = network(*map(mindspore.Tensor, inputs))
    return [each.asnumpy() for each in (outputs if isinstance(outputs, tuple) else (outputs,))]


def tensors(folder, what):
    import numpy as np

    return [np.load(folder / f"{what}{i}.npy") for i in range(len(list(folder.glob(f"{what}*.npy"))))]


def problem_of(path, run):
    """What is wrong with a model, or None."""
    import numpy as np

    try:
        outputs = run(path, tensors(path.parent, "x"))
    except Exception as error:
        return f"does not run: {str(error).splitlines()[0]}"
    for actual, expected in zip(outputs, tensors(path.parent, "y")):
        if actual.shape != expected.shape:
            return f"has an output of shape {actual.shape}, expected {expected.shape}"
        if not np.allclose(actual, expected, RELATIVE, ABSOLUTE, equal_nan=True):
            return f"differs by {np.nanmax(np.abs(actual - expected)):.1e}"
    return None


def check_all(folder, suffix):
    run = {"onnx": run_onnx, "mindir": run_mindir}[suffix]
    paths = sorted(pathlib.Path(folder).glob(f"*/*.{suffix}"))
    problems = {path: problem for path in paths if (problem := problem_of(path, run))}
    for path, problem in problems.items():
        print(f"WRONG   {path.parent.name}/{path.name} {problem}")
    cases = len({path.parent for path in paths})
    print(f"{len(paths)} {suffix} files of {cases} cases, {len(problems)} wrong")
    return bool(paths) and not problems


def main():
    if sys.argv[1] == "--check":  # by find_python's Python: the cases are in this folder
        return 0 if check_all(*sys.argv[2:]) else 1
    writer, suffix, source = sys.argv[1:]
    python = find_python(source, MODULES[suffix])
    if python is None:
        print(f"SKIPPED: no Python with {MODULES[suffix]}; see MSQUANT_INTEROP_PYTHON")
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([writer, folder], check=True, stdout=subprocess.DEVNULL)
        return subprocess.run([python, __file__, "--check", folder, suffix]).returncode


if __name__ == "__main__":
    sys.exit(main())
