#!/usr/bin/env python3
"""Fails if a file of lib/ includes a header of a layer that its own must not know.

The rules are the table in docs/architecture.md: one place for people and for this check.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r'^#include [<"]([^>"]+)[>"]', re.MULTILINE)


def read_rules():
    """{layer: (layers it may include, prefixes of third-party headers it may include)}"""
    rules = {}
    for line in (ROOT / "docs/architecture.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4 and re.fullmatch(r"`[a-z]+`", cells[0]):
            layers = re.findall(r"`([a-z]+)`", cells[2])
            headers = re.findall(r"`([^`]+)`", cells[3])
            rules[cells[0].strip("`")] = (set(layers), headers)
    return rules


def violations(rules):
    third_party = [prefix for _, headers in rules.values() for prefix in headers]
    for path in sorted((ROOT / "lib").rglob("*.[hc]*")):
        if path.suffix not in (".h", ".cc"):
            continue
        layer = path.relative_to(ROOT / "lib").parts[0]
        if layer not in rules:
            yield f"{path.relative_to(ROOT)}: layer '{layer}' is not in docs/architecture.md"
            continue
        layers, headers = rules[layer]
        for include in INCLUDE.findall(path.read_text()):
            top = include.split("/")[0]
            if top in rules and top != layer and top not in layers:
                yield f"{path.relative_to(ROOT)}: '{layer}' must not include {include}"
            owned = [prefix for prefix in third_party if include.startswith(prefix)]
            if owned and not any(include.startswith(prefix) for prefix in headers):
                yield f"{path.relative_to(ROOT)}: {include} belongs to another layer"


def main():
    rules = read_rules()
    if not rules:
        sys.exit("check_layers: docs/architecture.md has no table of layers")
    found = list(violations(rules))
    print("\n".join(found) or f"check_layers: {len(rules)} layers, no violation")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
