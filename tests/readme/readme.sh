#!/bin/sh
# Compiles and runs the programs of the README, checks its scenario, and compares what comes out.
# Usage: readme.sh SOURCE_FOLDER EXEUNT_FOLDER COMPILER CORE_LIBRARY SIM_LIBRARY PKG_CONFIG
#                  SANITIZERS
set -eu
source=$1
exeunt=$2/exeunt
compiler=$3
core=$4
sim=$5
pkg_config=$6
sanitize=${7:+-fsanitize=$7}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# Prints the block number $2 of the language $1.
block()
{
    awk -v fence="\`\`\`$1" -v wanted="$2" '
        /^```$/ { inside = 0 }
        inside { print }
        $0 == fence { inside = ++found == wanted }
    ' "$source/README.md"
}

# The lines of a block of commands behind its first one, which is the command.
shown_output() { block console "$1" | sed 1d; }

fail()
{
    echo "$1" >&2
    exit 1
}

block c 1 >example.c
block c 2 >session.c
block yaml 1 >vms.yaml
for file in example.c session.c vms.yaml; do
    [ -s $file ] || fail "the README has lost its examples"
done

# Compiles a program with these libraries.
build()
{
    program=$1
    shift
    # shellcheck disable=SC2086
    "$compiler" -std=c11 -Wall -Wextra -Wpedantic -Werror $sanitize -I"$source/include" \
        "$program.c" "$@" -o "$program"
}

build example "$core"
./example >output
block console 3 | diff - output

"$exeunt" check vms.yaml >output
shown_output 1 >shown
head -n "$(wc -l <shown)" output | diff shown -

# Of what is broken the README shows one rule, in full.
"$exeunt" check vms.yaml --implementation gather-cm >output && fail "gather-cm must break it"
shown_output 2 >shown
first=$(head -n 1 shown)
line=$(grep -nF "$first" output | cut -d: -f1)
[ -n "$line" ] || fail "not found any more: $first"
tail -n "+$line" output | head -n "$(wc -l <shown)" | diff shown -

# The test of a manager fails with the violation, between what Criterion says of itself.
# shellcheck disable=SC2046
build session "$sim" "$core" \
    $("$pkg_config" --cflags --libs criterion libfyaml libxxhash gmp)
./session 2>output && fail "the session must break a rule"
block console 4 >shown
first=$(head -n 1 shown)
sed -n 's/^\[----\] \{0,3\}//; s/ *$//; p' output | grep -F -A "$(wc -l <shown)" "$first" |
    head -n "$(wc -l <shown)" | diff shown -
