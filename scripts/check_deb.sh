#!/usr/bin/env bash
# Uses the Debian package where nothing else is: in a fresh root of Debian 12, in which apt installs
# it with the dependencies that it declares. Needs root, debootstrap, help2man and a Debian mirror
# (MIRROR, or debootstrap's own), 2 GB of disk and some minutes; lintian looks at the package if it
# is there.
#   scripts/check_deb.sh          builds the package, then checks it
#   scripts/check_deb.sh FILE     checks that package
set -euo pipefail
cd "$(dirname "$0")/.."
root=build/deb-root

fail() { echo "check_deb: $*" >&2; exit 1; }
for program in debootstrap help2man; do
  command -v "$program" >/dev/null || fail "install $program first"
done
[ "$(id -u)" -eq 0 ] || fail "must run as root, for debootstrap and chroot"
[ ! -e "$root" ] || fail "$root is left from an earlier run: remove it"

deb=${1:-}
if [ -z "$deb" ]; then
  cmake --preset release -B build/deb -DMSQUANT_BUILD_TESTS=OFF >/dev/null
  cmake --build build/deb
  rm -f build/deb/*.deb
  (cd build/deb && cpack)
  deb=$(ls build/deb/*.deb)
fi
dpkg-deb --info "$deb"
if command -v lintian >/dev/null; then lintian --allow-root --fail-on error "$deb"; fi

debootstrap --variant=minbase bookworm "$root" ${MIRROR:+"$MIRROR"} >/dev/null
cp "$deb" "$root/tmp/msquant.deb"

# Runs shell commands in the root, with nothing of this environment.
inside() {
  chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive bash -euc "$1"
}
inside 'apt-get -o Dpkg::Use-Pty=0 install -y -qq --no-install-recommends /tmp/msquant.deb >/dev/null'
inside 'msquant --version && msquant doctor'
inside 'cp -r /usr/share/doc/msquant/examples/sample /tmp && cd /tmp
  msquant quantize --config sample/lenet5.yaml --max-drop 1 --junit checks.xml -o out
  msquant inspect --check out/quantized_model.air
  msquant export out --format onnx'
inside 'test -s /usr/share/man/man1/msquant.1.gz
  test -s /usr/share/bash-completion/completions/msquant'
inside 'apt-get -o Dpkg::Use-Pty=0 remove -y -qq msquant >/dev/null
  ! find /usr -name "*msquant*" | grep .'
rm -r "$root"
echo "check_deb: $deb installs, works and leaves nothing behind"
