#!/usr/bin/env bash
# Writes name, section and short description of Debian's packages, as apt's own lists have them, to $STEELYARD_DATA/packages.tsv.
set -euo pipefail
data=${STEELYARD_DATA:-$HOME/.cache/steelyard/data}
[ -f "$data/packages.tsv" ] && exit 0
mkdir -p "$data"
apt-cache dumpavail | awk -F': ' '
  /^Package: / { name = $2; section = ""; text = "" }
  /^Section: / { section = $2 }
  /^Description: / { text = substr($0, 14) }
  /^$/ { if (name != "" && section != "" && text != "") print name "\t" section "\t" text; name = "" }
' | LC_ALL=C sort -u >"$data/packages.part"
mv "$data/packages.part" "$data/packages.tsv"
