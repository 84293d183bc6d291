# The files in reports/: whole or not there at all.
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
[ "$(ls -A reports | wc -l)" -eq 2 ] || fail "reports/ must hold two files"

# --format json prints the same.
run "$exeunt" check s --format json
expect_status 0
expect_same reports/results.json out

run "$exeunt" check s --reports new/deep/folder
expect_status 0
expect_file new/deep/folder/results.json

# A folder that cannot be written: nothing runs.
: >file
for folder in file file/below /proc/nothing; do
    run "$exeunt" check s --reports $folder
    expect_status 2
    expect_err "exeunt: cannot write reports to $folder: "
    expect_no_out "holds"
done

# A disk that is full in the middle: the old reports stay as they were, and nothing else is left.
use_host talkative
cp -r reports before
last_command="exeunt check s, with a limit on the size of files"
(
    trap '' XFSZ
    ulimit -f 300 # blocks of 512 bytes
    exec "$exeunt" check s >out 2>err
)
status=$?
expect_status 2
expect_err "exeunt: cannot write reports/results.json: File too large"
diff -r before reports || fail "the reports changed"
run ls -A reports
expect_no_out ".results"
finish
