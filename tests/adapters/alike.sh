# Pools of three managers that go wrong where two moments look alike to whoever does not look at all
# that code keeps: each once was found to hold. `sh alike.sh TESTS_FOLDER EXEUNT_FOLDER`
# (test_alike.py has many more such moments, each by itself.)
. "$(dirname "$0")/../cli/lib.sh"
cp "$tests"/python/subjects/alike.py "$tests"/../../docs/examples/python/careful_pool.py .

cat >three.yaml <<'END'
scenario: three
scope: {pool: [a, b, c], enter: wait-all}
managers:
  a: {enter: [enters, fails], exit: [exits, suppresses, fails]}
  b: {enter: [enters, fails], exit: [exits, suppresses, fails]}
  c: {enter: [enters, fails]}
body: [returns, raises]
END

# It is the states that show it, and not an audit that gives them up.
for kind in InGlobal OnFuture in_locals; do
    run "$exeunt" check three.yaml --implementation python:alike:$kind --no-shrink --reports none
    expect_status 1
    expect_out "exactly-once (X1), blame: the scope"
    expect_out "the shortest schedule · 0 faults, 0 cancels, 6 steps"
    expect_no_out "explored by running"
done

finish
