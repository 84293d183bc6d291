# A plugin that is built with --coverage: the figures are lcov's, and the page of a check links
# them.
. "$(dirname "$0")/lib.sh"
mkdir -p s
printf 'scenario: Nothing goes wrong\nscope: {pool: [vm]}\n' >s/clean.yaml
printf 'scenario: One fails\nscope: {pool: [vm1, vm2]}\nmanagers: {vm1: {enter: fails}}\n' \
    >s/fails.yaml
run "$exeunt" new --plugin pool.c
gcc --coverage -O0 -g -fPIC -shared -w -I"$source_folder/include" pool.c -o libpool.so

run "$exeunt" check s --implementation ./libpool.so
expect_out "explored by running: \`libpool.so\` is built to count which lines run"
! grep -q 'id="coverage"' reports/index.html || fail "nothing was counted yet"

run "$exeunt" coverage s --implementation ./libpool.so
expect_status 0
expect_nothing_on_err
expect_out "2 scenarios: reports/coverage/lines.html"
share='[0-9.]* %  *\([0-9]*\)\/\([0-9]*\)'
told=$(sed -n "s/^pool.c  *$share  *$share .*/\1 of \2 lines, \3 of \4 branches/p" out)
lcov --rc lcov_branch_coverage=1 --summary reports/coverage/coverage.info >summary 2>&1
for what in lines branches; do
    figure=$(sed -n "s/^  $what\.*: .*(\([0-9]* of [0-9]* $what\))/\1/p" summary)
    case $told in
    *"$figure"*) [ -n "$figure" ] || fail "lcov must tell of $what" ;;
    *) fail "lcov says $figure, and it is told: $told" ;;
    esac
    expect_in_file reports/index.html "(${figure% *})"
done
expect_in_file reports/index.html '<a href="coverage/index.html">'
expect_in_file reports/coverage/totals.json '"implementation": "./libpool.so"'

# What happens is counted by runs: the same may happen as in the graph of states, and is a gap.
what_happens() # options of check
{
    run "$exeunt" check s --behaviour --reports r "$@"
    tr -d ' \n' <r/results.json | grep -o '{"of":\[[^]]*\][^}]*}' |
        sed 's/\("of":[^]]*\]\).*"gap"/\1 gap/; s/\],.*/]/'
}
gcc -g -fPIC -shared -w -I"$source_folder/include" pool.c -o libplain.so
what_happens --implementation ./libplain.so >by_states
what_happens --implementation ./libpool.so -v >by_runs
expect_out "what happens is counted in the tree of schedules"
grep -q gap by_runs || fail "there must be a gap"
grep -qv gap by_runs || fail "something must happen"
expect_same by_states by_runs

# A later check keeps the link; what one scenario alone reaches is less.
run "$exeunt" check s --implementation ./libpool.so
expect_in_file reports/index.html 'id="coverage">2 scenarios reach <a'
run "$exeunt" coverage s --filter clean --implementation ./libpool.so
expect_in_file reports/index.html 'id="coverage">1 scenario reaches <a'
! grep -q "^pool.c .* ${told%% *}/" out || fail "one scenario must reach less"

# What lcov needs is gone; the old report stays.
cp reports/coverage/totals.json before.json
rm ./*.gcno
run "$exeunt" coverage s --implementation ./libpool.so
expect_status 2
expect_err "pool.gcno: No such file or directory; gcc --coverage wrote it beside the object file"
expect_same before.json reports/coverage/totals.json

# What cannot be loaded is said once.
run "$exeunt" coverage s --implementation ./gone.so
expect_status 2
expect_err "gone.so: it can't be loaded"
[ "$(grep -c gone.so err)" = 1 ] || fail "it must be said once"
finish
