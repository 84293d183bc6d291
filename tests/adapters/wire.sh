# The wire to a child (docs/ADAPTER.md), checked by the command: `sh wire.sh TESTS_FOLDER
# EXEUNT_FOLDER CHILD sample|full`. The child is child.c, a pool that is sound or has the flaw that
# is named.
. "$(dirname "$0")/../cli/lib.sh"
child="'$3'" # quoted, for the shell that starts it
depth=$4
cat >open.yaml <<'END'
scenario: Everything may happen
scope: {pool: [a, b]}
managers:
  a: {enter: [enters, fails], exit: [exits, suppresses, fails]}
  b: {enter: [enters, fails], exit: [exits, suppresses, fails]}
body: [returns, raises]
cancel: anywhere
END
printf 'scenario: One\nscope: {pool: [a]}\n' >one.yaml
printf 'scenario: Inside\nscope: {pool: [a, b]}\nmanagers: {a: {steps: 0}}\nbody: {steps: 0}\n' \
    >inside.yaml

check()
{
    flaw=$1
    file=$2
    shift 2
    run "$exeunt" check "$file" --implementation "exec: $child $flaw" --reports none "$@"
}

breaks()
{
    check "$1" "$2"
    expect_status 1
    expect_out "($3)"
}

# A sound pool, by states and by running.
check sound open.yaml
expect_status 0
expect_out "holds"
expect_out "333 interleavings"
if [ "$depth" = sample ]; then
    breaks leaks one.yaml X1
    expect_out "    1  a      enter begins                 pool.c:17 in begin"
    expect_out "    5  pool   closes             returns   pool.c:31 in wait   ← a is still entered"
    check dies one.yaml
    expect_status 1
    expect_out "the last words of the child"
    check dies-at-once one.yaml
    expect_status 2
    finish
    exit
fi
check sound open.yaml --no-snapshots
expect_out "333 interleavings"
check sound open.yaml --strategy random --runs 30
expect_status 0
check sound inside.yaml
expect_status 0

# Where states say nothing, or not enough, every run is explored.
check no-states open.yaml
expect_out "333 interleavings"
check one-state open.yaml
expect_out "explored by running"
expect_out "333 interleavings"

breaks leaks one.yaml X1
breaks loses open.yaml X7
breaks deaf open.yaml X11
breaks left one.yaml X13
expect_out "the task Waits.op"
breaks spins one.yaml X9

# A tape and a kept schedule run again.
run "$exeunt" check open.yaml --implementation "exec: $child leaks" --reports reports
run "$exeunt" check reports/violations --reports none
expect_status 1
expect_out "(X1)"
run "$exeunt" replay open.yaml --implementation "exec: $child leaks" --tape 0.0.2.2
expect_status 1
expect_out "a was entered and never exited"
expect_in_file reports/results.json "pool.c:17 in begin"
run "$exeunt" replay open.yaml --implementation "exec: $child leaks" --tape 0.0.2.2 --until cancel
expect_out "cancel             pool.c:31 in wait"

# What goes wrong in a run is a finding, with its schedule and what the child has printed.
for flaw in garbage half-line dies gigabyte hangs unknown-event unknown-manager; do
    check $flaw one.yaml --hang-timeout 300ms
    expect_status 1
    expect_out "crashed"
    expect_out "a      enter begins"
    case $flaw in
    unknown*) expect_out "the adapter breaks its protocol" ;;
    *) expect_out "the last words of the child" ;;
    esac
done

# What has hung is not waited for again: each hang takes seconds.
run "$exeunt" check one.yaml --reports none --hang-timeout 300ms \
    --implementation "exec: echo started >>starts; exec $child hangs"
expect_status 1
[ "$(wc -l <starts)" -le 6 ] || fail "a turn that hangs must be waited for once"

check half-line one.yaml
expect_out "in the midst of a line"

# What goes wrong before any run makes nothing of the check.
for flaw in garbage half-line dies gigabyte; do
    check $flaw-at-once one.yaml
    expect_status 2
    expect_err "the last words of the child"
done
check old one.yaml
expect_status 2
expect_err "the version of the protocol"
run "$exeunt" check one.yaml --implementation "exec: ./nowhere" --reports none
expect_status 2
expect_err "not found"
printf "implementation: 'exec: ./nowhere'\n" | cat one.yaml - >named.yaml
run "$exeunt" check named.yaml --reports none
expect_status 2
expect_err "named.yaml:3:17: there is no file ./nowhere; a path is relative to the scenario's file"

# The program of a command lies beside the scenario that names it, and a kept file finds it.
mkdir 'a b'
cp "$3" 'a b/child'
printf "implementation: 'exec: ./child leaks'\n" | cat one.yaml - >'a b/named.yaml'
run "$exeunt" check 'a b/named.yaml' --no-shrink
expect_out "· exec: a\\ b/child leaks ·"
run "$exeunt" check reports/violations/*.yaml --reports none
expect_status 1
expect_out "exactly-once (X1), blame: the scope"
grep -qF "exec: ../../a\\" reports/violations/*.yaml || fail "the kept file must name the command"

# A manager of the child's own: what the child says of it.
printf "scenario: Own\nscope: {pool: [a]}\nmanagers: {a: {use: 'exec: something'}}\n" >own.yaml
says()
{
    check "'$1'" own.yaml
    expect_status 1
    expect_out "$2"
}
says '[["waits",1,"a","word",["comes"]],["settles","a","enter",{"as":"failed"}]]' \
    "clean-failure (M3), blame: a"
says '[["waits",1,"a","word",["comes","goes"]],["withdraws",1],["holds","a"],["releases","a"]]' \
    "settles (M2), blame: a"
says '[["timer",7],["breaks","its own rule","a"]]' "own-rule (U1), blame: a"
breaks_protocol()
{
    says "$1" "the adapter breaks its protocol: $2"
}
breaks_protocol '[["waits",0,"a","word",["comes"]]]' "what is waited for has a number of its own"
breaks_protocol '[["waits",1,"a","w",["x"]],["waits",1,"a","w",["x"]]]' "what is waited for has a"
breaks_protocol '[["waits",1,"a","word",[]]]' "what is waited for has 1 to 64 results"
breaks_protocol '[["waits",1,"a","word",["two  blanks"]]]' "a result is a text on one line"
breaks_protocol '[["waits",1,"pool","word",["comes"]]]' "there is no manager \`pool\`"
breaks_protocol '[["withdraws",3]]' "nothing is waited for by that number"
breaks_protocol '[["settles","a","enter",{"as":"exited"}]]' "\`a\` does not settle like that"
breaks_protocol '[["settles","a","enter",{"as":"entered"}],["settles","a","enter",{}]]' "nothing of"
breaks_protocol '[["timer","soon"]]' "a timer waits for milliseconds, or null"
check no-managers own.yaml
expect_status 2
expect_err "own.yaml:3:21: the adapter of the scope runs no managers of its own"

# No child outlives the command, however that ends.
find_child() { grep -la "nobody-els[e]-$$" /proc/[0-9]*/cmdline 2>/dev/null; }
check nobody-else-$$ one.yaml
[ -z "$(find_child)" ] || fail "the child outlives the command"
"$exeunt" check one.yaml --implementation "exec: sleep 60; echo nobody-else-$$" --reports none \
    >/dev/null 2>&1 &
command=$!
waited=0
while [ -z "$(find_child)" ] && [ $waited -lt 300 ]; do
    sleep 0.02
    waited=$((waited + 1))
done
kill -KILL $command
wait $command 2>/dev/null
waited=0
while [ -n "$(find_child)" ] && [ $waited -lt 300 ]; do
    sleep 0.02
    waited=$((waited + 1))
done
[ -z "$(find_child)" ] || fail "a child is left"

# The conformance kit.
run "$exeunt" adapter-test "exec: $child"
expect_status 0
expect_out "0 failed"
run "$exeunt" adapter-test "exec: $child old"
expect_status 1
expect_out "✗ answers hello"
run "$exeunt" adapter-test "exec: $child garbage" --hang-timeout 300ms
expect_status 1
run "$exeunt" adapter-test ./mine
expect_status 2
expect_err "is no adapter"

finish
