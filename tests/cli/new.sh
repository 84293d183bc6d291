# exeunt new: what it writes holds, and an existing file stays. (C code: test_new_manager,
# test_new_pool.)
. "$1/lib.sh"

mkdir -p scenarios/pool
run "$exeunt" new scenarios/pool/one-is-late.yaml
expect_status 0
expect_nothing_on_err
expect_out "  exeunt check scenarios/pool/one-is-late.yaml"
expect_in_file scenarios/pool/one-is-late.yaml "scenario: One is late "
schema=$(sed -n '1s,^# yaml-language-server: $schema=file://,,p' scenarios/pool/one-is-late.yaml |
    sed 's/%20/ /g')
expect_in_file "$schema" '"$schema": '
run "$exeunt" new scenarios/another.yml
expect_status 0
run "$exeunt" new "scenarios/1: #%\\ü\".yaml"
expect_status 0
expect_out "  exeunt check 'scenarios/1: #%\\ü\".yaml'" # as a shell takes it
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
expect_in_file 2nd.c "void c_2nd_init("
run "$exeunt" new my-pool.c
expect_status 0
expect_out "my-pool.c is a pool of your own with its check to start from."
expect_in_file my-pool.c "exeunt_implementation my_pool_implementation"
run "$exeunt" new --kind manager carpool.c
expect_status 0
expect_in_file carpool.c "void carpool_init("
run "$exeunt" new gather.c --kind=pool
expect_status 0
expect_in_file gather.c "exeunt_implementation gather_implementation"
run "$exeunt" new --plugin swimming-pool.c
expect_status 0
expect_out "swimming-pool.c is a plugin with a pool of your own to start from."
expect_out "-o libswimming_pool.so"
expect_in_file swimming-pool.c "EXEUNT_PLUGIN("
! grep -q 'main(\|^#if\|^#e' swimming-pool.c || fail "swimming-pool.c is no program"
! grep -q 'EXEUNT_PLUGIN(\|^#if\|^#e' my-pool.c || fail "my-pool.c is no plugin"
run "$exeunt" new --plugin pond.c
expect_in_file pond.c '.name = "pond"'
run "$exeunt" new --plugin sea.cpp
expect_status 0
expect_out "  c++ -shared -fPIC -g sea.cpp "
last_command="no template's word is left"
! grep -q TEMPLATE ./*.c scenarios/pool/one-is-late.yaml || fail "TEMPLATE stands there"

refused() # message, then the arguments
{
    expected=$1
    shift
    run "$exeunt" new "$@"
    expect_status 2
    expect_err "exeunt: $expected"
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
places="a scenario to *.yaml, a pool to *pool.c, a manager to *.c"
for wrong in notes.txt noted a.yaml/b .yam '' c; do
    refused "new writes $places: not to \`$wrong\`" "$wrong"
done
refused 'pool is written to *.c, not to `pool.yaml`' pool.yaml --kind pool
refused 'scenario is written to *.yaml, not to `a.c`' a.c --kind scenario
refused 'manager is written to *.c, not to `a.cpp`; with --plugin it is' a.cpp
refused 'pool is written to *.c, not to `pool.cpp`' pool.cpp --plugin
refused '--plugin is for pools and managers in C: not for `a.yaml`' a.yaml --plugin

# A full disk: no half of a file is left.
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
