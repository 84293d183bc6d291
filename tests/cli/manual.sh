# The manual page and the completion of bash know what --help knows.
. "$1/lib.sh"
page=$2/manual/exeunt.1
completion=$2/manual/exeunt.bash
expect_file "$page"
expect_file "$completion"
sed 's/\\fB//g; s/\\fR//g; s/\\fI//g; s/\\-/-/g' "$page" >page

run "$exeunt" --help
commands=$(sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p' out)
[ "$(echo "$commands" | wc -w)" -ge 5 ] || fail "five commands were expected"
options=0
for command in $commands; do
    expect_in_file page ".SS exeunt $command [OPTION...]"
    run "$exeunt" "$command" --help
    sed -n '/^Options:/,/^$/s/^  \(-.,\|   \) --\([a-z-]*\).*/--\2/p' out >known
    expect_in_file known --help
    sed -n "/^\.SS exeunt $command /,/^Example:/s/^\(-., \|\)--\([a-z-]*\).*/--\2/p" page >told
    sort known >known.sorted
    sort told >told.sorted
    expect_same known.sorted told.sorted
    sed -n "s/^ *$command) options='\(.*\)' ;;/\1/p" "$completion" | tr ' ' '\n' | sort >completed
    expect_same known.sorted completed
    options=$((options + $(wc -l <known)))
done
[ "$options" -ge 20 ] || fail "only $options options were compared"

if command -v groff >/dev/null; then
    run groff -man -Tutf8 -ww "$page"
    expect_status 0
    expect_nothing_on_err
    expect_out "exit status 3 if anything was left out"
    expect_out "the largest n and k that were seen so far"
fi

# The completion as bash calls it: the words of the line, and what it offers.
command -v bash >/dev/null || { finish; exit 0; }
offers() # words of the line, the last one to be completed
{
    run bash -c 'compopt() { :; }
        . "$0"
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _exeunt
        printf "%s\n" "${COMPREPLY[@]}"' "$completion" exeunt "$@"
    expect_status 0
    expect_nothing_on_err
    tr '\n' ' ' <out >offered
}
expect_offer() { [ "$(cat offered)" = "$1 " ] || fail "it must offer: $1"; }
offers re
expect_offer "replay"
offers check --format ''
expect_offer "text json tap"
offers check --format = t
expect_offer "text tap"
offers check --color = # as in --color=
expect_offer "auto always never"
offers check --re
expect_offer "--reports --require-exhaustive"
offers replay --t
expect_offer "--tape"
mkdir -p rooms/red
offers check -r rooms/r
expect_offer "rooms/red"
offers check --runs ''
expect_offer ""
finish
