#!/bin/sh
# A compiler warns about each line of careless.c that says so, and about no other line; and about
# none if the attributes are switched off.
# Usage: warns.sh CC INCLUDE_FOLDER
set -eu
cc=$1 include=$2
file=$(dirname "$0")/careless.c
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

compile() { LC_ALL=C "$cc" -std=c11 -O1 -Wall -Wextra "$@" -I"$include" -S -o "$work/out" "$file"; }

# Prints the lines that a compiler warns about by the option $1.
warned() { grep "warning: .*$1" "$work/warnings" | cut -d: -f2 | sort -un; }
# Prints the lines that end with the word $1.
meant() { grep -n "/\* $1 \*/\$" "$file" | cut -d: -f1; }

compile 2>"$work/warnings"
for kind in 'unused Wunused-result' 'null Wnonnull'; do
    meant "${kind% *}" >"$work/meant"
    [ -s "$work/meant" ] || { echo "no line is meant: nothing was checked" && exit 1; }
    warned "${kind#* }" | diff "$work/meant" - || { cat "$work/warnings" && exit 1; }
done

compile -DEXEUNT_NO_ATTRIBUTES 2>"$work/warnings"
[ ! -s "$work/warnings" ] || { cat "$work/warnings" && exit 1; }
