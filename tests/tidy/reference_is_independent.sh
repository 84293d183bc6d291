#!/bin/sh
# The reference outcome, with the view and the rules around it, shares nothing with the code under
# test, not even a header.
# Usage: reference_is_independent.sh COMPILER SOURCE_DIR
set -eu
compiler=$1
cd "$2"

for source in src/contract/oracle.c src/contract/contexts.c src/contract/view_*.c \
    src/contract/invariants.c src/contract/rules/*.c; do
    included=$("$compiler" -std=c11 -D_GNU_SOURCE= -Isrc -Iinclude -MM "$source")
    if printf '%s\n' "$included" | grep -E 'src/core/|exeunt/(stack|pool|scope|exeunt)\.h'; then
        echo "$source includes what it checks"
        exit 1
    fi
done
