# Where files in Python are that scenarios name: `sh paths.sh TESTS_FOLDER EXEUNT_FOLDER`.
. "$(dirname "$0")/../cli/lib.sh"
mkdir -p tests/code 'tests/of me' elsewhere
cp "$tests"/python/subjects/pools.py tests/code
sed "s/HastyConnection/Db/" "$tests"/../../docs/examples/python/connection.py \
    >"tests/of me/pools.py"
cat >'tests/of me/one.yaml' <<'YAML'
scenario: One
implementation: python:../code/pools.py:Forgets
profile: python
scope: {pool: [db]}
managers: {db: {use: 'python:./pools.py:Db'}}
violates: exactly-once
blame: scope
YAML
cat >>tests/code/pools.py <<'PY'


class Forgets:
    """Enters, and never exits."""

    def __init__(self, *managers):
        self.managers = managers

    async def __aenter__(self):
        return [await each.__aenter__() for each in self.managers]

    async def __aexit__(self, *exc_info):
        return False
PY

# Each path is relative to the scenario, from wherever it is checked; two files may have one name.
# What the scenario expects is asked of the code that it names.
run "$exeunt" check tests
expect_status 0
expect_out "exactly-once (X1) broken, as expected"
cd elsewhere || exit 1
run "$exeunt" check '../tests/of me/one.yaml' --reports none
expect_status 0
cd ..

# A kept file finds them from where it lies, and so does a program.
sed -i '/^violates/d; /^blame/d' 'tests/of me/one.yaml'
run "$exeunt" check tests
expect_status 1
expect_in_file reports/results.json '"implementation": "python:tests/code/pools.py:Forgets"'
kept=$(echo reports/violations/*.yaml)
expect_in_file "$kept" 'implementation: "python:../../tests/code/pools.py:Forgets"'
expect_in_file "$kept" 'use: "python:../../tests/of me/pools.py:Db"'
cd elsewhere || exit 1
run "$exeunt" check "../$kept" --reports none
expect_status 1
expect_out "· exactly-once (X1), blame: the scope"
cd ..
sed '/^managers/d; s#../code/##' 'tests/of me/one.yaml' >tests/code/two.yaml
run "$exeunt" check tests/code --reports none --no-shrink
replay=$(sed -n 's/^  replay  exeunt //p' "$work/out")
run eval "\"$exeunt\" $replay --reproduce elsewhere/shows.py"
expect_status 1
cd elsewhere || exit 1
run "$EXEUNT_PYTHON" shows.py
expect_status 1
cd ..

# The command line's are relative to the current folder.
run "$exeunt" check 'tests/of me/one.yaml' --reports none -i python:code/pools.py:Forgets
expect_status 2
expect_err "there is no file $work/code/pools.py"

# A file that is not there, where it was looked for, and where it is.
cp tests/code/pools.py here.py
sed 's#\./pools.py#here.py#' 'tests/of me/one.yaml' >lost.yaml
sed -i 's#../code/#nowhere/#' lost.yaml
mv lost.yaml tests
cd elsewhere || exit 1
cp ../here.py .
run "$exeunt" check ../tests/lost.yaml --reports none
expect_status 2
expect_err "../tests/lost.yaml:2:17: there is no file ../tests/nowhere/pools.py; a path is relative"
sed -i /implementation/d ../tests/lost.yaml
run "$exeunt" check ../tests/lost.yaml --reports none
expect_status 2
expect_err "../tests/lost.yaml:4:22: there is no file ../tests/here.py; a path is relative to the \
scenario's file, and not to the current folder, in which there is here.py"

finish
