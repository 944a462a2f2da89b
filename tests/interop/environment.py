"""The Python that has the packages of scripts/interop_requirements.txt.

A script that imports this module goes on in the environment that `scripts/install_deps.sh --interop`
makes, if that is there.
"""
import importlib
import os
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
VENV = ROOT / "build/interop-venv"
SKIPPED = 77

if (VENV / "bin/python").exists() and pathlib.Path(sys.prefix) != VENV:
    os.execv(VENV / "bin/python", [str(VENV / "bin/python"), *sys.argv])


def require(*packages):
    """Ends the test as skipped if one of them is not there."""
    for package in packages:
        try:
            importlib.import_module(package)
        except ImportError as error:
            print(f"SKIPPED: {error}; scripts/install_deps.sh --interop installs it")
            sys.exit(SKIPPED)
