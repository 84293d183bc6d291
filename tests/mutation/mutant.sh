#!/bin/sh
# What mutate.sh does with single mutants; its variables stand in the environment.
#
#     mutant.sh prepare             compiles what all mutants are linked with
#     mutant.sh compile MUTANT...   prints each that compiles, and a sum of its object code
#     mutant.sh judge MUTANT...     prints each and what became of it: `killed by` what, `only an
#                                   assertion`, `survived`, or `same` if it is the original after
#                                   all
#
# MUTANT is FILE.NUMBER; FILE.0 is the file as it is.
set -eu
here=$source/tests/mutation
seconds_max=2 # of processor time, for what takes a tenth; a mutant may go on for ever
packages="libfyaml libxxhash gmp jansson"

# In a folder of its own, so that nothing in the object tells where it was.
compile() { # FOLDER C-FILE OPTION...
    folder=$1
    c_file=$2
    shift 2
    (cd "$folder" && "$compiler" -std=c11 -D_GNU_SOURCE= -I"$source/src" -I"$source/include" "$@" \
        -Werror=return-type -c "$c_file" 2>errors)
}

prepare() {
    mkdir "$work/core" "$work/unasserted"
    for file in "$source"/src/core/*.c; do
        compile "$work/core" "$file" -O1
        compile "$work/unasserted" "$file" -O1 -DNDEBUG
    done
}

write() {
    mkdir -p "$work/$mutant"
    {
        echo "#line 1 \"$file.c\""
        awk -v mutant="${mutant#*.}" -f "$here/mutants.awk" "$source/src/core/$file.c"
    } >"$work/$mutant/$file.c"
}

sum() { # of the object code
    cksum <"$work/$mutant/$file.o"
}

compile_mutant() {
    write
    if compile "$work/$mutant" "$file.c" -O1; then
        printf '%s\t%s\n' "$mutant" "$(sum)"
    else
        rm -r "${work:?}/$mutant"
    fi
}

# Links the host like the one that is shipped: plugins find every public function in it, and it
# finds the plugins that are built with it.
link() ( # CORE
    ln -sfn "${exeunt%/*}/lib" "$work/$mutant/lib"
    core=$work/$1
    set -- "$work/$mutant/$file.o"
    for object in "$core"/*.o; do
        [ "$object" = "$core/$file.o" ] || set -- "$@" "$object"
    done
    libraries=$(pkg-config --libs $packages)
    separator=$IFS
    IFS=";"
    # shellcheck disable=SC2086
    set -- "$@" $host
    IFS=$separator
    # shellcheck disable=SC2086
    "$compiler" -s -no-pie -rdynamic -o "$work/$mutant/host" "$@" \
        -Wl,--whole-archive "$reports" "$simulator" -Wl,--no-whole-archive $libraries
)

# Whether the scenarios pass with the mutant in the place of its file in this core.
passes() { # CORE
    link "$1" || exit 255
    (
        ulimit -t "$seconds_max"
        EXEUNT_HOST="$work/$mutant/host" timeout 120 "$exeunt" check --quiet --fail-fast --jobs 1 \
            --reports none --color never "$source/scenarios" >"$work/$mutant/out" 2>&1
    )
}

# A better optimiser may see that it is the same code after all.
is_same() {
    compile "$work/$mutant" "$file.c" -O2
    better=$(sum)
    mutant=$file.0
    compile "$work/$mutant" "$file.c" -O2
    [ "$better" = "$(sum)" ]
}

judge() {
    if passes core; then
        is_same && echo same || echo survived
        return
    fi
    if grep -q 'Assertion' "$work/$mutant/out"; then
        mv "$work/$mutant/out" "$work/$mutant/asserted"
        compile "$work/$mutant" "$file.c" -O1 -DNDEBUG
        if passes unasserted; then
            echo "only an assertion"
            return
        fi
    fi
    by=$(grep -m 1 '^✗' "$work/$mutant/out" || head -1 "$work/$mutant/out")
    echo "killed by $by"
}

what=$1
shift
if [ "$what" = prepare ]; then
    prepare
fi
for mutant in "$@"; do
    file=${mutant%.*}
    case $what in
    compile) compile_mutant ;;
    judge)
        verdict=$(judge) || exit 255
        printf '%s\t%s\n' "$mutant" "$verdict"
        ;;
    esac
done
