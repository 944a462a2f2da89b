#!/usr/bin/env python3
"""Breaks lines of quantization math and exporters, one at a time, and prints which test notices.

Usage: scripts/mutation_check.py [SOURCE_FRAGMENT...]    (after scripts/build.sh)

Fails if a mutation of tests/mutations.py survives its tests. Sources are put back in any case.
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build/release"
sys.path.insert(0, str(ROOT / "tests"))
from mutations import MUTATIONS  # noqa: E402


def build(expression):
    layers = re.findall(r"\w+", expression)
    targets = [f"{layer}_test" for layer in layers]
    return subprocess.run(["cmake", "--build", str(BUILD), "--target", *targets],
                          capture_output=True, text=True)


def failing_tests(expression):
    run = subprocess.run(["ctest", "--test-dir", str(BUILD), "--no-tests=error", "-R", expression,
                          "-j2", "--stop-on-failure", "--timeout", "120"], capture_output=True, text=True)
    tests = re.findall(r"^\t *\d+ - (.*) \(.*\)$", run.stdout, re.MULTILINE)
    if run.returncode != 0 and not tests:
        sys.exit(run.stdout + run.stderr)
    return tests


def noticing_tests(path, before, after, expression):
    source = path.read_text()
    if source.count(before) != 1:
        sys.exit(f"{path}: '{before}' occurs {source.count(before)} times, not once")
    path.write_text(source.replace(before, after))
    try:
        built = build(expression)
        if built.returncode != 0:
            sys.exit(f"{path}: with '{after}' it does not compile:\n{built.stdout[-2000:]}")
        return failing_tests(expression)
    finally:
        path.write_text(source)


def main():
    survivors = 0
    print("| file | instead of | stands | noticed by |\n|---|---|---|---|")
    for name, before, after, expression in MUTATIONS:
        if len(sys.argv) > 1 and not any(part in name for part in sys.argv[1:]):
            continue
        tests = noticing_tests(ROOT / "lib" / name, before, after, expression)
        survivors += not tests
        print(f"| {name} | `{before}` | `{after}` | {tests[0] if tests else '**nothing**'} |", flush=True)
    sys.exit(survivors > 0)


if __name__ == "__main__":
    main()
