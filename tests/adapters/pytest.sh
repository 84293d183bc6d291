# Scenarios as items of pytest: `sh pytest.sh TESTS_FOLDER EXEUNT_FOLDER PYTHON_FOLDER`. pytest is
# that of the interpreter EXEUNT_PYTHON, or of the system's.
for python in "$EXEUNT_PYTHON" /usr/bin/python3 ''; do
    "$python" -c 'import pytest; assert pytest.version_tuple >= (7,)' 2>/dev/null && break
done
if [ -z "$python" ]; then
    echo "skipped: no Python here has pytest 7 or newer (Debian: python3-pytest)"
    exit 77
fi
. "$(dirname "$0")/../cli/lib.sh"
PYTHONPATH=$3${PYTHONPATH:+:$PYTHONPATH}
PATH=$2:$PATH
export PYTHONPATH PATH
cp "$tests"/python/subjects/pools.py .
mkdir scenarios
printf 'scenario: One\nscope: {pool: [a, b]}\nimplementation: python:pools:gather_cm\n' \
    >scenarios/holds.yaml
printf 'scenario: Canceled\nscope: {pool: [a, b]}\ncancel: anywhere\n' >scenarios/leaks.yaml
printf 'scenario: Late\nscope: {pool: [a], deadline: 5s}\n' >scenarios/late.yaml
printf 'something: else\n' >scenarios/other.yaml

run "$python" -m pytest -p exeunt_pytest -rfs --exeunt-implementation python:pools:gather_cm
expect_status 1
expect_out "collected 3 items"
expect_out "1 failed, 1 passed, 1 skipped"
expect_out "FAILED scenarios/leaks.yaml::leaks"
expect_out "a was entered and never exited"
expect_out "pools.py:"
expect_out "has no deadline"
expect_no_out "Traceback"
expect_no_out "scenario in"

run "$python" -m pytest -p exeunt_pytest -k holds
expect_status 0
expect_out "1 passed, 2 deselected"

# Options stand in a file, too. The code under test may be missing.
printf '[pytest]\nexeunt_implementation = python:nowhere:pool\nexeunt_options = --cancels 0\n' \
    >pytest.ini
run "$python" -m pytest -p exeunt_pytest -k leaks
expect_status 1
expect_out "there is no module \`nowhere\`"
run "$python" -m pytest -p exeunt_pytest -k leaks --exeunt-implementation python:pools:gather_cm
expect_status 0

run "$python" -m pytest -p exeunt_pytest --exeunt ./nowhere
expect_status 2
expect_out "there is no command ./nowhere: Exeunt is not installed, or is not on PATH"
expect_no_out "exeunt_pytest.py"

finish
