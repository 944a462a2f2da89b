#!/usr/bin/env bash
# Measures msquant on this machine and prints the tables of docs/performance.md as Markdown.
#   scripts/bench.sh [TABLE...]    forward, io, scaling, models, peers or kernels; all if none
# ResNet-50 at 224x224 and JPEG files made of photographs, both from ../shared; all cores. Files go
# to build/bench. BENCH_PYTHON is a Python with onnx, Pillow and, for the table of peers, what
# ../shared/bench/README.md lists (default: that of build/interop-venv); BENCH_MNN_PYTHON is one with
# MNN, which is left out otherwise. Leave the machine alone meanwhile.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
shared=$root/../shared
work=$root/build/bench
python=${BENCH_PYTHON:-$root/build/interop-venv/bin/python}
msquant=$root/build/release/apps/msquant/msquant
rounds=${BENCH_ROUNDS:-5}
images=96

prepare() {
  cmake --preset release >/dev/null
  cmake --build --preset release --target msquant whole_run_bench msquant_bench >/dev/null
  mkdir -p "$work"
  "$shared/unpack.sh" "$work/models" >/dev/null
  checkpoint=$work/models/models/resnet50/resnet50.ckpt
  [ -d "$work/jpeg" ] ||
    "$python" scripts/bench_images.py "$shared/data/images_ref/photos" "$work/jpeg" $images
  cat >"$work/resnet50.yaml" <<YAML
checkpoint_file_path: "$checkpoint"
data_path: "$work/jpeg"
net_name: "resnet50"
class_num: 10
batch_size: 32
height: 224
width: 224
resize: 256
center_crop: [224, 224]
rescale: 0.00392156862745098
mean: [0.485, 0.456, 0.406]
std: [0.229, 0.224, 0.225]
YAML
  cd "$work"
  "$msquant" gen-config -q --config resnet50.yaml -o quant_config.json
}

calibrate() { echo "$msquant calibrate -q --config resnet50.yaml --corrections none -o out $*"; }

machine() {
  echo "$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), $(nproc) cores;" \
    "$("$msquant" doctor | sed -n 's/^engine *//p')"
}

forward_table() {
  echo "| what | seconds | of the forward pass | processor seconds | of the forward pass |"
  echo "|---|---|---|---|---|"
  "$root/build/release/tests/bench/whole_run_bench" resnet50.yaml jpeg "$rounds" \
    "calibrate, minmax=$(calibrate --activation minmax)" \
    "calibrate, ifmr=$(calibrate --activation ifmr)" \
    "calibrate, entropy=$(calibrate --activation entropy)" \
    "calibrate, preset default=$msquant calibrate -q --config resnet50.yaml -o out" |
    awk -F'\t' '{ printf "| %s | %s | %s | %s | %s |\n", $1, $2, $3, $4, $5 }'
}

# Best seconds and peak MiB of a command.
best_of() {
  for _ in $(seq "$rounds"); do
    command time -f "%e %M" "$@" 2>&1 >/dev/null | tail -1
  done | sort -n | awk 'NR == 1 { printf "%s | %d", $1, $2 / 1024 }'
}

scaling_table() {
  mkdir -p many/0
  find jpeg -name '*.jpg' | sort >list
  for i in $(seq 0 4095); do
    ln -sf "../../$(sed -n "$((i % images + 1))p" list)" "many/0/$(printf %04d "$i").jpg"
  done
  echo "| images | threads | seconds | peak MiB |"
  echo "|---|---|---|---|"
  # shellcheck disable=SC2046
  for batches in 1 3 16 128; do
    rounds=$((batches > 16 ? 1 : rounds))
    for threads in $(if [ $batches = 3 ]; then seq "$(nproc)"; else nproc; fi); do
      echo "| $((batches * 32)) | $threads |" \
        "$(best_of $(calibrate --data many --batches $batches --threads "$threads")) |"
    done
  done
}

models_table() {
  echo "| network | checkpoint | seconds | peak MiB |"
  echo "|---|---|---|---|"
  for network in mobilenet_v2 resnet18 resnet50; do
    local ckpt
    ckpt=$(find "$shared/models" "$work/models" -name "$network.ckpt" | head -1)
    sed "s|^checkpoint_file_path:.*|checkpoint_file_path: \"$ckpt\"|; s|resnet50\"|$network\"|" \
      resnet50.yaml >"$network.bench.yaml"
    "$msquant" gen-config -q --config "$network.bench.yaml" -o "$network.json"
    echo "| $network | $(du -m --apparent-size "$ckpt" | cut -f1) MiB |" \
      "$(best_of "$msquant" calibrate -q --config "$network.bench.yaml" --corrections none \
        --quant-config "$network.json" --activation minmax -o "$network") |"
  done
}

io_table() {
  MSQUANT_BENCH_CKPT=$checkpoint "$root/build/release/tests/bench/msquant_bench" \
    --benchmark_filter='checkpoint|air' 2>/dev/null | sed 's/^/    /'
  echo
  echo "msquant --version: $(best_of "$msquant" --version | cut -d'|' -f1)s"
}

kernels_table() {
  "$root/build/release/tests/bench/msquant_bench" --benchmark_filter=activation 2>/dev/null |
    sed 's/^/    /'
}

peers_table() {
  mkdir -p peers
  [ -e peers/jpeg ] || ln -s ../jpeg peers/jpeg
  echo "| what | seconds | peak MiB |"
  echo "|---|---|---|"
  for activation in minmax entropy percentile; do
    # shellcheck disable=SC2046
    echo "| msquant, $activation | $(best_of $(calibrate --activation $activation)) |"
  done
  "$python" "$shared/bench/peers_speed.py" "$work/models/models/resnet50/resnet50.onnx" peers \
    $images 16 "$(nproc)" | tee peers/log |
    awk '/peak/ { printf "| %s | %s | %s |\n", $1, $2, $(NF - 1) }
      / failed: / { printf "| %s | failed: see build/bench/peers/log | |\n", $1 }'
  [ -z "${BENCH_MNN_PYTHON:-}" ] || mnn_row
}

mnn_row() {
  local mnn=("$BENCH_MNN_PYTHON" "$root/scripts/bench_mnn.py")
  "${mnn[@]}" convert peers/r50_224.onnx peers/r50_224.mnn >/dev/null
  echo "| MNN, KL | $(rounds=1 best_of "${mnn[@]}" quantize peers/r50_224.mnn jpeg peers/mnn.mnn) |"
}

prepare
echo "$(machine)"
for table in "${@:-forward io scaling models peers kernels}"; do
  for each in $table; do
    printf '\n### %s\n\n' "$each"
    "${each}_table"
  done
done
