#!/usr/bin/env bash
# Prints the tables of docs/accuracy.md: scripts/accuracy_table.sh [--quick] [SHARED]. SHARED
# ($MSQUANT_SHARED_DIR or ../shared) holds models, images and the figures of other tools; --quick
# measures LeNet-5 only.
# MSQUANT names another binary than that of build/release.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
quick=()
[ "${1:-}" = --quick ] && quick=(--quick) && shift
shared=${1:-${MSQUANT_SHARED_DIR:-$root/../shared}}
[ -d "$shared" ] || { echo "SKIPPED: $shared is not there"; exit 77; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
[ ${#quick[@]} -gt 0 ] || "$shared/unpack.sh" "$scratch" >&2
"$root/scripts/accuracy_table.py" "${quick[@]}" "${MSQUANT:-$root/build/release/apps/msquant/msquant}" \
  "$shared" "$scratch"
