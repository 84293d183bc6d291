# The files in reports/: each is complete, or not there at all.
. "$1/lib.sh"
write_scenario s/a.yaml "A pool of two"
write_scenario s/b.yaml "Another & <one>"

run "$exeunt" check s
expect_status 0
expect_in_file reports/results.json '"version": 1'
expect_in_file reports/results.json '"holds": 2'
expect_in_file reports/results.json '"scenario": "Another & <one>"'
expect_in_file reports/junit.xml 'name="Another &amp; &lt;one&gt;"'
expect_in_file reports/junit.xml 'tests="2" failures="0" errors="0" skipped="0"'
[ "$(ls -A reports | wc -l)" -eq 3 ] || fail "reports/ must hold three files"

# --format json prints the same.
run "$exeunt" check s --format json
expect_status 0
expect_same reports/results.json out

run "$exeunt" check s --reports new/deep/folder
expect_status 0
expect_file new/deep/folder/results.json

# None: not a file, nor a folder of that name.
mkdir bare && cp -r s bare/s && cd bare || exit 1
run "$exeunt" check s --reports none
expect_status 0
expect_nothing_on_err
expect_out "2 hold"
[ "$(ls -A)" = s ] || fail "nothing must be written"
cd .. || exit 1

# A folder that cannot be written to: the verdicts are printed, and the exit status is 2 if the user
# named the folder.
: >file
for folder in file file/below /proc/nothing; do
    run "$exeunt" check s --reports $folder
    expect_status 2
    expect_err "exeunt: cannot write reports to $folder: "
    expect_out "2 hold"
done
mkdir occupied && cp -r s occupied/s && : >occupied/reports && cd occupied || exit 1
run "$exeunt" check s
expect_status 0
expect_err "exeunt: cannot write reports to reports: "
expect_out "2 hold"
cd .. || exit 1

# One file that cannot be written: none of them changes, whichever it is.
run "$exeunt" check s --behaviour --conformance --reports all
for name in results.json junit.xml index.html behaviour.info conformance.json conformance.md \
    conformance.svg; do
    rm -rf before
    mv all/$name kept
    mkdir all/$name
    cp -r all before
    run "$exeunt" check s --behaviour --conformance --reports all
    expect_status 2
    expect_err "exeunt: cannot write all/$name: Is a directory; the reports are of an earlier run"
    expect_out "kept, 0 broken"
    diff -r before all || fail "the reports changed"
    rmdir all/$name
    mv kept all/$name
done

# A disk that fills up during a write: the old reports stay as they were, and nothing else is left.
use_host talkative
rm -rf before
cp -r reports before
check_on_full_disk() # arguments
{
    last_command="exeunt check $*, with a limit on the size of files"
    (
        trap '' XFSZ
        ulimit -f 300 # blocks of 512 bytes
        exec "$exeunt" check "$@" >out 2>err
    )
    status=$?
    expect_err "exeunt: cannot write reports/results.json: File too large"
    expect_out "✓ holds     a"
    diff -r before reports || fail "the reports changed"
    [ "$(ls -A reports | wc -l)" -eq 3 ] || fail "no draft must be left"
}
check_on_full_disk s
expect_status 0
check_on_full_disk s --reports reports
expect_status 2
finish
