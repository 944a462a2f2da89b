#!/usr/bin/env bash
# Prints how many lines of each folder of lib/ the tests have run. Before it:
#   scripts/build.sh dev -DMSQUANT_COVERAGE=ON && ctest --preset dev
set -euo pipefail
cd "$(dirname "$0")/.."
gcovr --root . --filter lib/ --exclude-unreachable-branches --exclude-throw-branches \
  --json-summary build/dev/coverage.json build/dev
python3 - <<'PYTHON'
import collections, json, pathlib
folders = collections.defaultdict(lambda: [0, 0])
for file in json.load(open("build/dev/coverage.json"))["files"]:
    for folder in ("lib", str(pathlib.Path(file["filename"]).parent)):
        folders[folder][0] += file["line_covered"]
        folders[folder][1] += file["line_total"]
print("| folder | lines | run by tests |\n|---|---|---|")
for folder, (run, lines) in sorted(folders.items()):
    print(f"| {folder} | {lines} | {100 * run / lines:.1f} % |")
PYTHON
