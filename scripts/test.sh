#!/usr/bin/env bash
# Everything that must hold before a change lands: style, layers, build without warnings, tests.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/install_deps.sh --lint --interop --mpi
scripts/check_format.sh
scripts/check_layers.py
scripts/build.sh release -DMSQUANT_WITH_MPI=ON
ctest --preset release -j "$(nproc)"
