#!/usr/bin/env bash
# Fetches Debian's documentation packages with apt-get and unpacks them into $STEELYARD_DATA/deb-root; nothing is installed.
set -euo pipefail
data=${STEELYARD_DATA:-$HOME/.cache/steelyard/data}
mkdir -p "$data/debs"
[ -f "$data/deb-root/.complete" ] && exit 0
packages="manpages manpages-dev openjdk-17-doc"
for language in cs da de el es fi fr hu id it ja mk nb nl pl pt-br ro ru sr sv tr uk vi zh; do
  packages="$packages manpages-$language"
done
for language in cs de es fr it ja nl pl pt-br ru uk; do
  packages="$packages manpages-$language-dev"
done
for package in $packages; do
  ls "$data/debs/${package}"_*.deb >/dev/null 2>&1 || (cd "$data/debs" && apt-get download "$package" >/dev/null)
done
for deb in "$data"/debs/*.deb; do
  dpkg -x "$deb" "$data/deb-root"
done
touch "$data/deb-root/.complete"
