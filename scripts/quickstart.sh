#!/usr/bin/env bash
# From a fresh clone to a quantized model: installs dependencies, builds msquant, and quantizes the
# LeNet-5 that comes with the repository.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/install_deps.sh
scripts/build.sh release
build/release/apps/msquant/msquant quantize --config configs/sample/lenet5.yaml -o build/sample
