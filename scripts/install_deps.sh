#!/usr/bin/env bash
# Installs what msquant is built and tested with, from Debian's packages. Run it as often as you
# like: what is there already is left alone.
#   scripts/install_deps.sh             to build and use msquant, and to run its tests
#   scripts/install_deps.sh --lint      also clang-format and clang-tidy
#   scripts/install_deps.sh --coverage  also gcovr, for scripts/coverage.sh
#   scripts/install_deps.sh --fuzz      also clang, whose libFuzzer scripts/fuzz.sh uses
#   scripts/install_deps.sh --mpi       also Open MPI, for runs on several machines (docs/scale.md)
#   scripts/install_deps.sh --interop   also MindSpore, ONNX Runtime and others for the tests labelled
#                                       interop, in a Python environment of their own
#                                       (build/interop-venv, 3 GB)
set -euo pipefail

packages=(
  g++ cmake ninja-build pkg-config ccache git ca-certificates
  libprotobuf-dev protobuf-compiler libonnx-dev zlib1g-dev libdeflate-dev libssl-dev
  libopencv-dev libjpeg-dev libpng-dev libwebp-dev libdnnl-dev
  libcli11-dev libyaml-cpp-dev nlohmann-json3-dev libeigen3-dev libspdlog-dev libfmt-dev libpugixml-dev
  libkainjow-mustache-dev catch2 python3 python3-jsonschema zstd
)
[[ " $* " == *" --lint "* ]] && packages+=(clang-format clang-tidy)
[[ " $* " == *" --coverage "* ]] && packages+=(gcovr)
[[ " $* " == *" --fuzz "* ]] && packages+=(clang-14 libclang-rt-14-dev)
[[ " $* " == *" --mpi "* ]] && packages+=(libopenmpi-dev openmpi-bin)
[[ " $* " == *" --interop "* ]] && packages+=(python3-venv chromium)

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' ||
    missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  echo "install_deps: everything is installed"
else
  as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  echo "install_deps: installing ${missing[*]}"
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# A test whose package cannot be had says SKIPPED, so a failure here is no failure of the script.
install_interop() {
  local root venv python
  root=$(cd "$(dirname "$0")/.." && pwd)
  venv=$root/build/interop-venv
  python=$venv/bin/python
  [ -x "$python" ] || /usr/bin/python3 -m venv "$venv"
  "$python" -m pip install --quiet -r "$root/scripts/interop_requirements.txt"
  # Other runtimes to compare with: each may be missing without the others.
  "$python" -m pip install --quiet openvino==2026.4.1 || echo "install_deps: without OpenVINO"
  "$python" -m pip install --quiet mindspore==2.10.0 || echo "install_deps: without MindSpore"
  # The Graph Engine's protobuf descriptor, and the ONNX project's operator tests: a few files each
  # of packages that are not installed.
  [ -n "$(find "$venv" -name 'ge_ir_pb2.py')" ] ||
    "$python" "$root/scripts/unpack_from_wheel.py" torch_npu==2.14.0 \
      '.*/(?P<path>ge_ir\w*_pb2\.py)' \
      "$("$python" -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')" ||
    echo "install_deps: without the Graph Engine's descriptor"
  [ -d "$root/build/onnx-tests/node" ] ||
    "$python" "$root/scripts/unpack_from_wheel.py" onnx==1.16.2 \
      'onnx/backend/test/data/(?P<path>node/.*)' "$root/build/onnx-tests" ||
    echo "install_deps: without the ONNX project's operator tests"
}

if [[ " $* " == *" --interop "* ]]; then
  install_interop || echo "install_deps: without the packages of the interop tests"
fi
