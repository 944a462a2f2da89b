#!/usr/bin/env bash
# Fuzzes the readers of files: scripts/fuzz.sh [-m MINUTES] [TARGET…]. Every target (all of
# tests/fuzz/targets.cc) runs MINUTES (1) on one processor, as many at once as there are. Prints a row
# of docs/reliability.md for each; what it finds lies in build/fuzz/findings/TARGET and belongs, once
# mended, into tests/fuzz/corpus/TARGET.
set -euo pipefail
cd "$(dirname "$0")/.."

minutes=1
while getopts m: flag; do
  case $flag in
    m) minutes=$OPTARG ;;
    *) exit 2 ;;
  esac
done
shift $((OPTIND - 1))

scripts/install_deps.sh --fuzz
scripts/build.sh fuzz >/dev/null
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
  for corpus in tests/fuzz/corpus/*/; do targets+=("$(basename "$corpus")"); done
fi

# Real files, too, whose inner structure no mutation finds by itself.
seeds() {
  local shared=../shared models=build/onnx-tests/node
  case $1 in
    checkpoint) find $shared/edge -name '*.ckpt' -size -64k ;;
    mindir) find $shared/edge_graph -name '*.mindir' -size -64k ;;
    onnx | execution) find $models -name model.onnx -size -16k ;;
  esac 2>/dev/null || true
}

fuzz() {
  local target=$1 work=build/fuzz/corpus/$1 findings=build/fuzz/findings/$1 log=build/fuzz/$1.log
  mkdir -p "$work" "$findings"
  seeds "$target" | while read -r file; do cp -n "$file" "$work/$(sha256sum "$file" | cut -c 1-16)"; done
  # An image's few bytes may declare 128 million pixels; nothing else may ask for much memory.
  local limit=256
  [ "$target" != image ] || limit=1024
  build/fuzz/tests/fuzz/fuzz --target="$target" -max_total_time=$((minutes * 60)) -max_len=65536 \
    -timeout=10 -malloc_limit_mb=$limit -rss_limit_mb=2048 -print_final_stats=1 \
    -artifact_prefix="$findings/" "$work" "tests/fuzz/corpus/$target" >"$log" 2>&1 || true
  printf '| %s | %s | %s | %s |\n' "$target" "$minutes" \
    "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")" "$(find "$findings" -type f | wc -l)"
}
export minutes
export -f seeds fuzz

echo "| reader | minutes | executions | findings |"
echo "|---|---|---|---|"
printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I{} bash -c 'fuzz {}'
