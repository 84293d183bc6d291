# An error that stands behind another one, and is seen in no traceback, is lost: whose fault is it?
# `sh hidden.sh TESTS_FOLDER EXEUNT_FOLDER`
. "$(dirname "$0")/../cli/lib.sh"
cp "$tests"/python/subjects/hides.py .

# A scope may hide nothing (X6, X7). The program that shows it sees it, too.
cat >scope.yaml <<'END'
scenario: scope
profile: python
scope: {stack: [a]}
managers: {a: {exit: [exits, suppresses, fails]}}
body: [returns, raises]
END
for how in from_none from_another; do
    scope="python:hides:$how#stack-program"
    run "$exeunt" check scope.yaml --implementation "$scope" --reports none --no-shrink
    expect_status 1
    expect_out "(X6), blame: the scope"
    expect_out "body does not leave stack though nobody suppressed it"
    tape=$(sed -n 's/.*--tape \([0-9.]*\).*/\1/p' "$work/out" | head -n 1)
    run "$exeunt" replay scope.yaml --implementation "$scope" --tape "$tape" \
        --reproduce shown.py
    run "$EXEUNT_PYTHON" shown.py
    expect_status 1
    expect_out "it happens: body does not leave stack"
done

# A manager may: what stands behind its own error is its affair.
for manager in "Manager" "Manager, with: {how: again}" "Manager, with: {how: from another}" \
    generator; do
    cat >manager.yaml <<END
scenario: manager
profile: python
scope: {stack: [outer, own]}
managers:
  outer: {exit: [exits, suppresses, fails]}
  own: {use: 'python:hides:${manager%%,*}'${manager#"${manager%%,*}"}}
body: [returns, raises]
END
    run "$exeunt" check manager.yaml --reports none
    expect_status 0
    expect_out "✓ holds"
done

finish
