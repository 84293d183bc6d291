# Exploring code in Python by states, and by running every schedule from the beginning, finds the
# same: verdict, broken rules, outcomes, interleavings.
# `sh merged.sh TESTS_FOLDER EXEUNT_FOLDER full|beyond`: three managers are beyond.
. "$(dirname "$0")/../cli/lib.sh"
depth=$3
root=$tests/../..
cp -r "$root"/docs/examples/python/*.py "$tests"/python/subjects/*.py \
    "$tests"/python/subjects/late_package .

# Writes NAME.yaml: a scope of these managers in which everything may happen.
scenario()
{
    name=$1
    scope=$2
    shift 2
    {
        echo "scenario: $name"
        echo "scope: {$scope}"
        echo "managers:"
        for manager in "$@"; do
            echo "  $manager: {enter: [enters, fails], exit: [exits, suppresses, fails]}"
        done
        echo "body: [returns, raises]"
        echo "cancel: anywhere"
    } >"$name.yaml"
}
scenario stack-of-two "stack: [a, b]" a b
scenario stack-of-three "stack: [a, b, c]" a b c
scenario pool-of-two "pool: [a, b], enter: wait-all" a b
scenario pool-of-three "pool: [a, b, c], enter: wait-all" a b c

# What a report says of what was found, but for how.
found()
{
    "$EXEUNT_PYTHON" - "$1/results.json" <<'END'
import json, sys
one = json.load(open(sys.argv[1]))["scenarios"][0]
print(one["verdict"], one["interleavings"], "exhaustive" if one["exhaustive"] else "in part")
print(*sorted({f'{each["rule"]} {each["blame"]}' for each in one["violations"]}), sep=", ")
print(*sorted(one["outcomes"]), sep="\n")
END
}

# Checks SCENARIO with an implementation in Python by states and by running, and expects that both
# find the same: these rules, the numbers in order; none: that it holds.
agrees()
{
    file=$1
    implementation=$2
    shift 2
    run "$exeunt" check "$file.yaml" --implementation "python:$implementation" --no-shrink \
        --reports by-states
    expect_status "$([ $# -gt 0 ] && echo 1 || echo 0)"
    grep -q " states*, " "$work/out" || fail "states must be counted"
    rules=$(sed -n 's/^✗ .*(\([XMU][0-9]*\)), blame: the scope$/\1/p' "$work/out" | tr '\n' ' ')
    [ "$rules" = "${*:+$* }" ] || fail "broken must be: $*"
    run "$exeunt" check "$file.yaml" --implementation "python:$implementation" --no-shrink \
        --reports by-running --no-snapshots
    expect_out " runs, "
    found by-states >expected
    found by-running >actual
    cmp -s expected actual || fail "by states and by running differ: $(diff expected actual)"
}

agrees stack-of-two contextlib:AsyncExitStack X6 X7 X8
agrees stack-of-two 'two_managers.py:program#stack-program'
agrees pool-of-two gather_coroutines.py:gather_coroutines X7
agrees pool-of-two gather_on_stack.py:gather_on_stack X4 X7 X8
agrees pool-of-two careful_pool.py:careful_pool

# Tasks that are made by their class, and a module that is imported in a function.
agrees pool-of-two direct:Pool X1 X4 X7
agrees pool-of-two late:ByStatement X1 X4 X7

agrees pool-of-two gather_cm.py:gather_cm X1 X4 X6 X7

# A type written in C whose contents nobody knows: every schedule is run, the reason is named, and
# what is found is the same.
found by-running >known
cat >holds_bytes.py <<'END'
import array
import gather_cm

class Pool(gather_cm.gather_cm):
    def __init__(self, *managers):
        super().__init__(*managers)
        self.seen = array.array("b", [1])
END
run "$exeunt" check pool-of-two.yaml --implementation python:holds_bytes:Pool --no-shrink \
    --reports unknown
expect_out "explored by running: what an object of type array.array holds is not known"
found unknown >actual
cmp -s known actual || fail "with an unknown type it differs: $(diff known actual)"

# Code that goes by the order of a set depends on what nobody has promised, by running, too.
printf 'scenario: nothing goes wrong\nscope: {pool: [a, b]}\n' >plain.yaml
run "$exeunt" check plain.yaml --implementation python:hostile:ExitsInSetOrder --reports none \
    --no-shrink --no-snapshots
expect_status 1
expect_out "(M9)"

# The same tape gives the same bytes in twenty fresh processes, however each hashes.
for seed in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    run env PYTHONHASHSEED=$seed "$exeunt" replay pool-of-three.yaml \
        --implementation python:gather_cm.py:gather_cm --tape 0.0.0.0.0.0.0.1.0.0.0.0.0.0.1
    expect_out "conservation (X7)"
    [ -s first ] || cp "$work/out" first
    cmp -s first "$work/out" || fail "with seed $seed it differs: $(diff first "$work/out")"
done

[ "$depth" = beyond ] || { finish; exit 0; }

# Nested `async with` breaks nothing on any schedule on which the stack is tried.
agrees stack-of-three contextlib:AsyncExitStack X6 X7 X8
agrees stack-of-three 'pools:nested#stack-program'
agrees pool-of-three gather_cm.py:gather_cm X1 X4 X6 X7 X8

# With three managers each class of defects of the idiom comes in at most eight steps.
run "$EXEUNT_PYTHON" - by-states/results.json <<'END'
import json, sys
for one in json.load(open(sys.argv[1]))["scenarios"][0]["violations"]:
    assert one["shortest"] and one["steps"] <= 8, one
END
expect_status 0

# The idiom in C breaks the same rules, and by the same schedules, but for what differs in the
# languages. It asks the exits' results as a generator does: not those behind a falsy one (case 87),
# so one failing exit is lost where `all([...])` raises. And in C a scope says whether it has
# suppressed a cancel; in Python nobody does. So X7 and X6 have shorter schedules in C, or others.
run "$exeunt" check pool-of-three.yaml --implementation gather-cm --profile python --no-shrink \
    --reports in-c
expect_status 1
run "$EXEUNT_PYTHON" - in-c/results.json by-states/results.json <<'END'
import json, sys
in_c, in_python = [
    {each["rule"]: [item for item in each["schedule"] if not item.startswith("pool ")]
     for each in json.load(open(path))["scenarios"][0]["violations"]} for path in sys.argv[1:]]
assert in_c.keys() == in_python.keys(), (in_c.keys(), in_python.keys())
differ = {rule for rule in in_c if in_c[rule] != in_python[rule]}
assert differ == {"X6", "X7"}, (in_c, in_python)
END
expect_status 0

finish
