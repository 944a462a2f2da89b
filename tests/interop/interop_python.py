"""The Python that has MindSpore, for tests that compare with it."""

import os
import subprocess

SKIPPED = 77


def find_python(source):
    """MSQUANT_INTEROP_PYTHON, else SOURCE/build/interop-venv; None if MindSpore is not there."""
    python = os.environ.get("MSQUANT_INTEROP_PYTHON") or f"{source}/build/interop-venv/bin/python"
    if not os.access(python, os.X_OK):
        return None
    found = subprocess.run([python, "-c", "import mindspore"], capture_output=True)
    return python if found.returncode == 0 else None
