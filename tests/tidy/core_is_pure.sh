#!/bin/sh
# The core allocates nothing and has no globals, as the symbols of its objects show.
# Usage: core_is_pure.sh LIBRARY
set -eu

symbols=$(nm "$1")
if [ -z "$symbols" ]; then
    echo "$1 has no symbols: nothing was checked"
    exit 1
fi
if printf '%s\n' "$symbols" | grep -E ' U (malloc|calloc|realloc|free|aligned_alloc|strdup|uv_.*)$'
then
    echo "the core allocates, or knows libuv"
    exit 1
fi
# Written data of any kind. Constants are R. Constants with relocations are in .data.rel.ro, and nm
# prints them as `d` like other data, so the sections decide.
if objdump -t "$1" | grep -E ' (\.data|\.bss|\*COM\*)[[:space:]]+0*[1-9a-f][0-9a-f]* '; then
    echo "the core has globals"
    exit 1
fi
