#!/bin/sh
# A shared library exports what its headers declare, and nothing else: by nm, and by a program in
# C++ that takes the address of each function. Its name ends with the number of the interface.
# Usage: symbols.sh CC CXX INCLUDE_FOLDER SHARED_LIBRARY ABI OURS HEADER [CFLAGS...]
#
# HEADER is what a program includes, OURS a pattern of those headers that belong to the library.
set -eu
here=$(dirname "$0")
cc=$1 cxx=$2 include=$3 library=$4 abi=$5 ours=$6 header=$7
shift 7
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ln -s "$include" "$work/include" # no blank in its path: awk reads the paths of the preprocessor
include=$work/include

fail()
{
    echo "$1" >&2
    exit 1
}

echo "#include <$header>" |
    "$cc" -E -x c -DEXEUNT_NO_ATTRIBUTES "$@" -I"$include" - >"$work/preprocessed"
awk -v ours="$ours" -f "$here/declared.awk" "$work/preprocessed" | sort -u >"$work/declared"
[ "$(wc -l <"$work/declared")" -ge 5 ] || fail "hardly anything is declared: nothing was checked"

# Other compilers stumble over an attribute that is left in spite of EXEUNT_NO_ATTRIBUTES.
if awk -v ours="$ours" '/^# [0-9]+ "/ { counts = $3 ~ ours; next } counts' "$work/preprocessed" |
    grep __attribute__; then
    fail "an attribute does not vanish"
fi

# Sanitizers, and the counters of lines, export names of their own.
nm -D --defined-only "$library" | awk '{ print $NF }' | grep -v '^_' | sort -u >"$work/exported"
diff "$work/declared" "$work/exported" ||
    fail "what is declared (<) and what is exported (>) differ"

name=$(objdump -p "$library" | awk '$1 == "SONAME" { print $2 }')
case $name in
*.so."$abi") ;;
*) fail "the library calls itself $name, not *.so.$abi" ;;
esac

{
    echo "#include <$header>"
    echo 'static void (*const functions[])() = {'
    sed 's/.*/    reinterpret_cast<void (*)()>(\&&),/' "$work/declared"
    echo '};'
    echo 'int main() { return functions[0] == nullptr ? 1 : 0; }'
} >"$work/all.cpp"
"$cxx" -std=c++11 -Wall -Wextra -Wpedantic -Werror "$@" -I"$include" "$work/all.cpp" "$library" \
    -o "$work/all" || fail "a program in C++ does not find them all"
