#!/usr/bin/env bash
# Builds msquant: scripts/build.sh [PRESET [OPTION…]], PRESET one of those in CMakePresets.json
# (release), OPTION of CMake's (-DMSQUANT_WITH_MPI=ON).
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${1:-release}
cmake --preset "$preset" "${@:2}" >/dev/null
cmake --build --preset "$preset"
