#!/usr/bin/env bash
# Fails if a source file is not formatted; scripts/check_format.sh --fix formats all.
set -euo pipefail
cd "$(dirname "$0")/.."
mode=(--dry-run --Werror)
[ "${1:-}" = --fix ] && mode=(-i)
git ls-files -co --exclude-standard '*.cc' '*.h' | xargs clang-format "${mode[@]}"
