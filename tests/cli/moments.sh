# A signal at any moment, and two runs at once: each report is whole, and describes one run.
. "$1/lib.sh"
scenarios=$tests/../../scenarios/pool
run "$exeunt" check "$scenarios" --jobs 2
expect_status 0
cp reports/results.json old.json
cp reports/junit.xml old.xml

expect_whole() # results.json, which ends with the only brace in the first column
{
    [ "$(head -c 1 "$1")" = "{" ] && [ "$(tail -n 1 "$1")" = "}" ] &&
        [ "$(grep -c '^}' "$1")" -eq 1 ] || fail "$1 must be whole"
}

expect_whole_xml() # junit.xml
{
    [ "$(tail -n 1 "$1")" = "</testsuites>" ] &&
        [ "$(grep -c '^<testsuites>' "$1")" -eq 1 ] || fail "$1 must be whole"
}

# Ten moments for each signal, the same in every run of this test: from before the command has begun
# to after its end. A linear congruential generator makes the numbers.
moment=1
next_moment()
{
    moment=$(((moment * 1103515245 + 12345) % 2147483648))
    pause=$(awk "BEGIN { print $moment / 2147483648 * 0.2 }")
}

interrupted=0
for signal in INT:2 TERM:15 HUP:1; do
    number=${signal#*:}
    for attempt in 1 2 3 4 5 6 7 8 9 10; do
        next_moment
        last_command="exeunt check, and SIG${signal%:*} after $pause s (attempt $attempt)"
        "$exeunt" check "$scenarios" --jobs 2 >out 2>err &
        pid=$!
        sleep "$pause"
        kill -"${signal%:*}" "$pid" 2>kill.err
        wait "$pid" 2>kill.err
        status=$?
        [ "$status" -eq 0 ] || expect_status $((128 + number))
        [ "$status" -eq 0 ] || interrupted=$((interrupted + 1))
        expect_whole reports/results.json
        expect_whole_xml reports/junit.xml
        [ "$(ls -A reports | wc -l)" -eq 3 ] || fail "a draft is left: $(ls -A reports)"
        cp old.json reports/results.json
        cp old.xml reports/junit.xml
    done
done
echo "$interrupted of 30 runs were interrupted"

# Two runs write to one folder, again and again: each file is from one of them.
write_scenario a/one.yaml "The one"
write_scenario b/other.yaml "The other"
for attempt in 1 2 3 4 5; do
    last_command="two runs at once (attempt $attempt)"
    "$exeunt" check a >out.a 2>err.a &
    first=$!
    "$exeunt" check b >out 2>err
    status=$?
    expect_status 0
    wait "$first"
    status=$?
    expect_status 0
    expect_whole reports/results.json
    expect_whole_xml reports/junit.xml
    [ "$(grep -c '"scenario": "The \(one\|other\)"' reports/results.json)" -eq 1 ] ||
        fail "the report must be that of one run"
    [ "$(ls -A reports | wc -l)" -eq 3 ] || fail "a draft is left: $(ls -A reports)"
done
finish
