# exeunt new: what it writes holds, and what is there stays. (The manager in C: test_new_manager.)
. "$1/lib.sh"

mkdir -p scenarios/pool
run "$exeunt" new scenarios/pool/one-is-late.yaml
expect_status 0
expect_nothing_on_err
expect_out "  exeunt check scenarios/pool/one-is-late.yaml"
expect_in_file scenarios/pool/one-is-late.yaml "scenario: One is late "
run "$exeunt" new scenarios/another.yml
expect_status 0
run "$exeunt" new "scenarios/1: #%\\ü\".yaml"
expect_status 0
run "$exeunt" new "scenarios/-.yaml"
expect_status 0
run "$exeunt" check
expect_status 0
expect_nothing_on_err
expect_out "✓ holds     pool/one-is-late"
expect_out "4 scenarios in"
expect_out ": 4 hold"

run "$exeunt" new tcp-link.c
expect_status 0
expect_in_file tcp-link.c "void tcp_link_init("
run "$exeunt" new 2nd.c
expect_status 0
expect_in_file 2nd.c "void manager_2nd_init("
last_command="no template's word is left"
! grep -q TEMPLATE tcp-link.c scenarios/pool/one-is-late.yaml || fail "TEMPLATE stands there"

refused() # message, then the file
{
    run "$exeunt" new "$2"
    expect_status 2
    expect_err "exeunt: $1"
    [ ! -s out ] || fail "stdout must be empty"
}
echo mine >mine.c
mkfifo pipe.yaml
ln -s nowhere dangling.yaml
mkdir folder.yaml
for taken in mine.c pipe.yaml dangling.yaml folder.yaml tcp-link.c; do
    refused "cannot write $taken: it exists, and new overwrites nothing" $taken
done
[ "$(cat mine.c)" = mine ] || fail "mine.c must stay"
refused 'cannot write no/folder.yaml: No such file or directory' no/folder.yaml
for wrong in notes.txt noted a.yaml/b .yam '' c; do
    refused "new writes *.yaml, a scenario, or *.c, a manager in C, not \`$wrong\`" "$wrong"
done

# A disk that is full: no half of a file is left.
last_command="exeunt new full.yaml, with a limit on the size of files"
(
    trap '' XFSZ
    ulimit -f 0
    exec "$exeunt" new full.yaml 2>/dev/null
)
status=$?
expect_status 2
expect_no_file full.yaml
finish
