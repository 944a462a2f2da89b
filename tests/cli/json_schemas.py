#!/usr/bin/env python3
"""Holds what every command prints with --json against its schema in docs/schema.

Usage: json_schemas.py MSQUANT SOURCE

Exits with 77 if the package python3-jsonschema is not there, with 1 if a document breaks its
schema, and with 0 otherwise.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

SKIPPED = 77
try:
    from jsonschema import Draft7Validator
except ImportError:
    print("SKIPPED: no jsonschema; scripts/install_deps.sh --interop installs it")
    sys.exit(SKIPPED)

YAML = "configs/sample/lenet5.yaml"
CKPT = "configs/sample/lenet5.ckpt"
VAL = "configs/sample/fashion/val"


def calls(out):
    """(schema, arguments) of every way to get a document, in an order that each finds its files."""
    config, air = f"{out}/quant_config.json", f"{out}/run/quantized_model.air"
    return [
        ("gen-config", ["gen-config", "-c", YAML, "-o", config]),
        ("quantize", ["quantize", "-c", YAML, "-o", f"{out}/run"]),
        ("report", ["report", f"{out}/run"]),
        ("calibrate", ["calibrate", "-c", YAML, "--quant-config", config, "-o", f"{out}/model"]),
        ("calibrate", ["calibrate", "-c", YAML, "--quant-config", config, "--run-dir", f"{out}/run2"]),
        ("export", ["export", f"{out}/run", "--format", "onnx"]),
        ("eval", ["eval", "-c", YAML, "--quantized", air, "--val", VAL]),
        ("eval", ["eval", "-c", YAML, "--val", VAL]),
        ("eval", ["eval", "-c", YAML, "--quantized", air, "--val", VAL, "--max-drop", "5"]),
        ("compare", ["compare", CKPT, air, "-c", YAML, "--data", VAL]),
        ("analyze", ["analyze", "-c", YAML, "--sources", "--suggest", "1"]),
        ("analyze", ["analyze", "-c", YAML, "--views", "isolated"]),
        ("tune", ["tune", "-c", YAML, "--max-drop", "5", "-o", f"{out}/tuned"]),
        ("quantize", ["quantize", "-c", YAML, "--max-drop", "5", "-o", f"{out}/tuned2"]),
        ("report", ["report", f"{out}/tuned"]),
        ("dry-run", ["quantize", "-c", YAML, "--dry-run"]),
        ("dry-run", ["tune", "-c", YAML, "--max-drop", "5", "--dry-run"]),
        ("run", ["run", air, "--input", f"{out}/x.npy", "--output", f"{out}/y.npy"]),
        ("inspect", ["inspect", CKPT]),
        ("inspect", ["inspect", air]),
        ("inspect", ["inspect", "--check", air]),
        ("inspect", ["inspect", config]),
        ("zoo", ["zoo"]),
        ("zoo", ["zoo", "lenet5"]),
        ("doctor", ["doctor"]),
    ]


def write_zeros(path, shape):
    """An .npy file of float32 zeros."""
    count = 1
    for size in shape:
        count *= size
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}"
    header += " " * (-(len(header) + 11) % 64) + "\n"
    path.write_bytes(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() +
                     bytes(4 * count))


def inlined(node, schemas):
    """A schema with what its references name in their places ("common.json#/definitions/shape")."""
    if isinstance(node, list):
        return [inlined(item, schemas) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        file, pointer = node["$ref"].split("#")
        target = schemas[file.removesuffix(".json")]
        for key in pointer.split("/")[1:]:
            target = target[key]
        return inlined(target, schemas)
    return {key: inlined(value, schemas) for key, value in node.items()}


def problems_of(schema, document):
    for error in Draft7Validator(schema).iter_errors(document):
        yield f"at {'/'.join(map(str, error.absolute_path)) or 'the top'}: {error.message[:300]}"


def main():
    msquant, source = sys.argv[1], pathlib.Path(sys.argv[2])
    folder = source / "docs/schema"
    schemas = {path.stem: json.loads(path.read_text()) for path in folder.glob("*.json")}
    failures = []
    for schema in schemas.values():
        Draft7Validator.check_schema(schema)
    with tempfile.TemporaryDirectory() as out:
        write_zeros(pathlib.Path(out) / "x.npy", (1, 3, 32, 32))
        for name, arguments in calls(out):
            result = subprocess.run([msquant, *arguments, "--json", "-q"], cwd=source,
                                    capture_output=True, text=True)
            command = " ".join(arguments)
            if result.returncode != 0:
                failures.append(f"{command}: exit code {result.returncode}\n{result.stderr}")
                continue
            for problem in problems_of(inlined(schemas[name], schemas), json.loads(result.stdout)):
                failures.append(f"{command}: {problem}")
    unused = set(schemas) - {name for name, _ in calls("")} - {"common"}
    if unused:
        failures.append(f"schemas that no call is held against: {', '.join(sorted(unused))}")
    print("\n".join(failures) or f"{len(calls(''))} documents follow their schemas")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
