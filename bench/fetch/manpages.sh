#!/usr/bin/env bash
# Fetches Debian's manual pages in about 30 languages into $STEELYARD_DATA/manpages, without installing.
set -euo pipefail
data=${STEELYARD_DATA:-$HOME/.cache/steelyard/data}
[ -d "$data/manpages" ] && exit 0
mkdir -p "$data/debs" && cd "$data/debs"
names=$(apt-cache pkgnames manpages | grep -v -e posix -e -l10n | sort)
# shellcheck disable=SC2086
apt-get download -qq $names 2>/dev/null || true
for deb in manpages*.deb; do dpkg -x "$deb" "$data/manpages.part"; done
mv "$data/manpages.part/usr/share/man" "$data/manpages"
rm -r "$data/manpages.part"
