# Managers of the user's own in Python: `sh managers.sh TESTS_FOLDER EXEUNT_FOLDER sample|full`.
. "$(dirname "$0")/../cli/lib.sh"
depth=$3
cp "$tests"/python/subjects/*.py .
examples=$tests/../../docs/examples/python

# Writes a scenario of one manager in a stack beside one that is played, as $1.yaml; $2 is its code,
# $3 what it is passed.
scenario()
{
    cat >"$1.yaml" <<END
scenario: $1
scope: {stack: [it, other]}
managers:
  it: {use: 'python:$2'${3:+, with: $3}}
  other: {enter: [enters, fails], exit: [exits, fails]}
body: [returns, raises]
cancel: anywhere
END
}

# Checks a scenario, and expects that `it` breaks these rules, and nothing else is broken; none:
# that it holds.
breaks()
{
    file=$1
    shift
    run "$exeunt" check "$file.yaml" --reports none --no-shrink ${options-}
    found=$(sed -n 's/^✗ .*(\([XMU][0-9]*\)), blame: /\1 /p' "$work/out" | sed 's/ it$//' |
        tr '\n' ' ')
    [ "$found" = "${*:+$* }" ] || fail "broken must be: $*"
    expect_status "$([ $# -gt 0 ] && echo 1 || echo 0)"
}

# A scenario that is refused, with the place of `use`.
refused()
{
    scenario refused "$1" "${3-}"
    run "$exeunt" check refused.yaml --reports none --hang-timeout 3s
    expect_status 2
    expect_err "refused.yaml:4:13: $1"
    expect_err "$2"
}

# What it waits for comes at any moment, with each result, and it takes time.
scenario database managers:Database '{port: 7}'
breaks database
expect_out "51 interleavings, 67 states"
scenario late managers:UntilLate
run "$exeunt" check late.yaml --cancels 0 --faults 3 --reports none
expect_status 0
refused odd_managers:Nothing "odd_managers has no \`Nothing\`"
[ "$depth" = full ] || { finish; exit; }
run "$exeunt" replay database.yaml --tape 0.1
expect_out "it      refused"
expect_out "managers.py:16 in __aenter__: ConnectionError: port 7"

# In every way to explore it is the same.
for options in --no-snapshots "--jobs 3"; do
    breaks database
    expect_out "51 interleavings"
done
options=
for scope in contextlib:AsyncExitStack pools:nested#stack-program; do
    run "$exeunt" check database.yaml --reports none --no-shrink -i "python:$scope"
    expect_out "interleavings"
done

# Values have types.
scenario takes odd_managers:Takes '{port: 5432, ratio: 0.5, tls: true, host: "7"}'
breaks takes
refused odd_managers:Takes "got an unexpected keyword argument 'prt'" '{prt: 7}'

# A transaction that takes a cancel for a good end.
sed "s#python:transaction#python:$examples/transaction#; s/:Transaction/:HalfTransaction/" \
    "$examples/transaction.yaml" >half.yaml
run "$exeunt" check half.yaml --reports none --no-shrink
expect_status 1
expect_out "\`body canceled\` happens, and \`tx rolled back\` does not happen later"

# The manager is to blame.
while read -r name rules; do
    scenario "$name" "odd_managers:$name"
    breaks "$name" $rules
done <<'END'
SwallowsCancel U1
AwaitsForever M2
LeavesTask M4
StartsThread U1
ReallySleeps U1
Spins M2
Leaves U1
ReleasesTwice M4
BadWords U1
WrapsErrors
FailsInTwoTasks
END

# What is not usable.
scenario blocks odd_managers:Blocks
run "$exeunt" check blocks.yaml --reports none --hang-timeout 3s
expect_status 2
expect_err "the adapter does not answer"
refused odd_managers:NoManager "which is no async context manager: it has no __aenter__ and no"
refused odd_managers:no_manager "does it lack @asynccontextmanager?"
refused odd_managers:answer "odd_managers:answer is an int, and cannot be called"
refused odd_managers:WaitsWhileMade "only a manager that is under test may wait for it"
refused managers:refuses "raises ValueError: no port is good enough (managers.py:" '{port: 3}'
refused nowhere:Manager "there is no module \`nowhere\`"
refused broken:Manager "broken.py:"
scenario much odd_managers:WaitsForMuch
run "$exeunt" check much.yaml --reports none --no-shrink
expect_status 1
expect_out "waits for more than 32 things at the same time"
# What its module counts is put back before each run.
scenario three odd_managers:OnlyThree
breaks three

# A scope that cannot have it.
run "$exeunt" check database.yaml --reports none -i exeunt
expect_status 2
expect_err "database.yaml:4:13: a manager in Python needs a scope in Python"

# A pool for which nobody names a scope, of each kind.
scenario pool managers:Database
sed -i 's/stack: /pool: /' pool.yaml
breaks pool
expect_out "order (X12) waived"
sed -i 's/other\]/&, enter: wait-all/' pool.yaml
breaks pool
scenario plain managers:Database
played='{enter: [enters, fails], exit: [exits, suppresses, fails]}'
sed "s/stack: /pool: /; s/  it: .*/  it: $played/" plain.yaml >both.yaml
run "$exeunt" check both.yaml --reports none --no-shrink -i python:exeunt:pool
expect_status 0

# A body enters it, pushes it, and has it called back.
for action in enter push callback; do
    cat >$action.yaml <<END
scenario: $action
implementation: python:contextlib:AsyncExitStack
scope: {stack: [other]}
managers:
  it: {use: 'python:odd_managers:Manager'}
body: {ends: returns, actions: [$action it]}
END
    breaks $action
done

# A manager in a scenario that is made for it.
run "$exeunt" check python:managers:Database:before-another-in-a-pool --reports none
expect_status 0
run "$exeunt" check 'python:managers:Database{port: 7}:alone-in-a-stack' --reports none
expect_status 0
run "$exeunt" check python:managers:Forgetful:alone-in-a-stack --write-scenarios written
expect_in_file written/Forgetful-alone-in-a-stack.yaml 'use: "python:managers:Forgetful"'
run "$exeunt" check python:managers:Nothing --reports none
expect_status 2
expect_err "exeunt: managers:Nothing: managers has no \`Nothing\`"
run "$exeunt" check python:managers --reports none
expect_status 2
expect_err "names no manager"

finish
