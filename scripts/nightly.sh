#!/usr/bin/env bash
# What takes too long for every change (docs/reliability.md): all tests with AddressSanitizer and
# UndefinedBehaviorSanitizer, the lines of lib/ that they run, the tests of what has threads with
# ThreadSanitizer, 3,000 random graphs beside ONNX Runtime, other ones each day, and MINUTES (20) of
# fuzzing for each reader: scripts/nightly.sh [MINUTES]
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/install_deps.sh --lint --interop --mpi --fuzz --coverage

scripts/build.sh dev -DMSQUANT_WITH_MPI=ON -DMSQUANT_COVERAGE=ON
ctest --preset dev -j "$(nproc)"
scripts/coverage.sh

scripts/build.sh thread
ctest --preset thread -j "$(nproc)" --no-tests=error \
  -R '^(base|calibrate|comm|data|engine|pipeline):'

scripts/build.sh release
tests/interop/random_graphs_interop.py build/release/apps/msquant/msquant 3000 "$(date +%Y%m%d)000"

scripts/fuzz.sh -m "${1:-20}"
