#!/usr/bin/env bash
# Fetches message catalogues (.mo: English messages and their translations) out of Debian packages into $STEELYARD_DATA/catalogues; nothing is installed.
set -euo pipefail
data=${STEELYARD_DATA:-$HOME/.cache/steelyard/data}
[ -d "$data/catalogues" ] && exit 0
mkdir -p "$data/debs" "$data/catalogues.part" && cd "$data/debs"
for package in git gnupg-l10n gnucash-common gimp-data evolution-common libgtk-3-common aptitude-common dpkg coreutils vlc-l10n; do
  ls "${package}"_*.deb >/dev/null 2>&1 || apt-get download -qq "$package" >/dev/null
  dpkg -x "${package}"_*.deb "$data/catalogues.part/$package"
done
find "$data/catalogues.part" -type f ! -name '*.mo' -delete
find "$data/catalogues.part" -type l -delete
find "$data/catalogues.part" -type d -empty -delete
mv "$data/catalogues.part" "$data/catalogues"
