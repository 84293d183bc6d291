# What docs/FINDINGS.md says of Python: `sh findings.sh TESTS_FOLDER EXEUNT_FOLDER sample|full`.
. "$(dirname "$0")/../cli/lib.sh"
depth=$3
cd "$tests/../.." || exit 1
examples=docs/examples/python

# Each program shows its defect by plain Python. When a new Python has mended one, this fails: then
# the page has to say so.
for program in "$examples"/findings/*.py; do
    run "$EXEUNT_PYTHON" "$program"
    expect_status 1
    expect_err "raised: "
    expect_file "${program%.py}.yaml"
done

# Exeunt finds the same in each scenario, and in nested `async with` nothing.
run "$exeunt" check $examples/findings --reports none --no-shrink
expect_status 0
expect_out "4 violated as expected"
run "$exeunt" check $examples/findings --reports none --no-shrink \
    --implementation "python:$examples/two_managers.py:program#stack-program"
expect_status 0
expect_out ": 4 hold"

[ "$depth" = full ] || { [ "$failures" -eq 0 ]; exit; }

# The other examples find what they say.
run "$exeunt" check $examples --reports none --no-shrink
expect_status 0

[ "$failures" -eq 0 ]
