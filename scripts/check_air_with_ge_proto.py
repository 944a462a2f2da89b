#!/usr/bin/env python3
"""Parses AIR files with the Graph Engine's own protobuf descriptor and prints what they hold.

Usage: check_air_with_ge_proto.py FILE.air …

The descriptor (ge_ir_pb2.py or one of its variants) ships with torchair in the torch_npu package;
put its folder on PYTHONPATH. Exits with 77 if it is not found, with 1 if a file does not parse or
holds a field that the descriptor does not know, and with 0 otherwise.
"""

import collections
import importlib
import sys

MODULES = ("ge_ir_pb2", "ge_ir_by_protoc_3_19_pb2", "ge_ir_by_protoc_3_13_pb2")
SKIPPED = 77


def load_descriptor():
    for name in MODULES:
        try:
            return importlib.import_module(name)
        except (ImportError, TypeError):  # TypeError: generated for another protobuf version
            continue
    return None


def summary(model):
    graph = model.graph[0]
    types = collections.Counter(op.type for op in graph.op)
    weights = sum(len(op.attr["value"].t.data) for op in graph.op if op.type == "Const")
    yield f"version {model.version}, graph '{graph.name}', {len(graph.op)} operators"
    yield f"inputs {list(graph.input)}, outputs {list(graph.output)}, {weights} bytes of constants"
    yield ", ".join(f"{count} {name}" for name, count in sorted(types.items()))


def check(descriptor, path):
    """Returns what is wrong with the file, or None."""
    model = descriptor.ModelDef()
    with open(path, "rb") as file:
        data = file.read()
    model.ParseFromString(data)
    if not model.graph:
        return "no graph"
    for line in summary(model):
        print(f"{path}: {line}")
    model.DiscardUnknownFields()
    unknown = len(data) - model.ByteSize()
    return f"{unknown} bytes in fields unknown to GE" if unknown else None


def main(paths):
    descriptor = load_descriptor()
    if descriptor is None:
        print("SKIPPED: no ge_ir_pb2 on PYTHONPATH")
        return SKIPPED
    failed = False
    for path in paths:
        try:
            problem = check(descriptor, path)
        except Exception as error:  # protobuf raises its own DecodeError, whose home varies
            problem = str(error)
        if problem:
            print(f"{path}: {problem}", file=sys.stderr)
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
