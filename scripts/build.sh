#!/usr/bin/env bash
# Builds msquant: scripts/build.sh [PRESET], PRESET one of those in CMakePresets.json (release).
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${1:-release}
cmake --preset "$preset" >/dev/null
cmake --build --preset "$preset"
