#!/bin/sh
# The binary interface of a library is that of the last version with the same number, or has grown:
# by abidiff (Debian's abigail-tools). Skipped without it, or where the library was built without
# full debug information.
# Usage: unchanged.sh SHARED_LIBRARY ABI_FILE HEADERS_FOLDER [renew]
#
# ABI_FILE is what abidw wrote of the last version. It is renewed with each version, and has another
# name with each change of EXEUNT_ABI (<exeunt/version.h>), for both libraries, from the root:
#
#     cmake --preset release && cmake --build --preset release -j4
#     for l in libexeunt libexeunt-uv; do
#         sh tests/abi/unchanged.sh build/release/tests/abi/$l.so.1 tests/abi/$l.so.1.abi \
#             include/exeunt renew
#     done
set -eu
library=$1 kept=$2 headers=$3

skip()
{
    echo "skipped: $1"
    exit 77
}

command -v abidiff >/dev/null && command -v abidw >/dev/null ||
    skip "there is no abidiff (Debian's abigail-tools)"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# No path of this machine is kept.
abidw --headers-dir "$headers" --drop-private-types --no-show-locs --no-corpus-path \
    --no-comp-dir-path --out-file "$work/now.abi" "$library"
grep -q "class-decl name='exeunt_manager'" "$work/now.abi" ||
    skip "$library was built without full debug information"
if [ "${4-}" = renew ]; then
    cp "$work/now.abi" "$kept"
    exit
fi
[ -e "$kept" ] || {
    echo "there is no $kept to compare with: see how it is renewed in $0" >&2
    exit 1
}
abidiff --no-added-syms "$kept" "$work/now.abi" || {
    echo "programs that were linked with the last version would notice: EXEUNT_ABI has to grow" >&2
    exit 1
}
