# Conformance of what plugins hold: a manager in all scenarios that are made for it, and a pool in
# trees.
. "$1/lib.sh"
plugins=$3
compiler=$4
source=$5
ln -s "$plugins/libdatabase.so" "$plugins/libplugin_session.so" "$plugins/libplugin_pool.so" .

row() { sed -n "s/  */ /g; s/^ $1 /$1 /p" "$work/out"; }
expect_row() { [ "$(row "$1")" = "$1 $2" ] || fail "the row must be: $1 $2"; }

run "$exeunt" check ./libplugin_session.so
expect_status 0
expect_nothing_on_err
expect_out "Conformance of libplugin_session.so#session"
expect_out "14 scenarios: alone and beside another, in stack and pool, nested, entered again, "
expect_row M1 "settles-once kept 14"
expect_row M2 "settles kept 14"
expect_row M7 "cancel-asked kept 14"
expect_row M8 "hands-off kept 14"
expect_row crashed "without-crash kept 14"
expect_no_out "  X1 "
expect_out "no exit was asked to stop: M6 is said of enters alone"
expect_out "10 kept, 0 broken, 0 waived, 1 not put to the test"
expect_in_file reports/conformance.json '"subject": "libplugin_session.so#session"'

# Which manager, and what it must be passed.
run "$exeunt" check ./libdatabase.so
expect_status 2
expect_err "exeunt: ./libdatabase.so has several managers, name one: db, asks"
run "$exeunt" check ./libdatabase.so#none
expect_status 2
expect_err "exeunt: ./libdatabase.so has no such manager; it has db, asks"
run "$exeunt" check ./libdatabase.so#db
expect_status 2
expect_err "exeunt: db must be passed \`port\`, as in './libdatabase.so#db{port: ...}'"
run "$exeunt" check './libdatabase.so#db{port: 1, host: "a/b"}' --reports none
expect_status 1
row U1 | grep -q "^U1 own-rule broken 1 of .*:entered-again, tape " || fail "it finds one open"
expect_out 'Conformance of libdatabase.so#db{port: 1, host: "a/b"}'
run "$exeunt" check './libdatabase.so#db{port: 0}' --reports none
expect_status 2
expect_err './libdatabase.so#db{port: 0}: `port`: 0 is no port'
[ "$(wc -l <err)" -eq 1 ] || fail "it must be said once, not for each scenario"
expect_no_out "settles-once"
run "$exeunt" check './libdatabase.so#db{port:' '1}' # as a shell takes it apart
expect_status 2
expect_err 'exeunt: `{port:` has no `}`; what has blanks stands between quotes: '
run "$exeunt" check './libdatabase.so#db{port: 1'
expect_status 2
expect_err 'exeunt: `{port: 1` has no `}`; what has blanks stands between quotes: '
run "$exeunt" check ./libplugin_pool.so
expect_status 2
expect_err "exeunt: ./libplugin_pool.so has no manager: an implementation is \`--implementation "
run "$exeunt" check ./libplugin_pool.so#pool
expect_status 2
expect_err "exeunt: ./libplugin_pool.so has pool as an implementation: \`exeunt check "
run "$exeunt" check ./libnone.so
expect_status 2
expect_err "exeunt: ./libnone.so: it can't be loaded"
run "$exeunt" check ./libplugin_session.so tree:pool-a
expect_status 2
expect_err "the conformance of a manager is checked by itself"
run "$exeunt" replay ./libplugin_session.so:alone
expect_status 2
expect_err "exeunt: \`alone\` is no scenario of a manager; these are: alone-in-a-stack, "

# Makes ./lib$1.so of the session, changed by a command of sed.
build()
{
    sed "$2" "$plugins/session.c" >"$1.c"
    cmp -s "$plugins/session.c" "$1.c" && fail "nothing has changed: $2"
    "$compiler" -shared -fPIC -g "$1.c" -I"$source/include" -o "lib$1.so" || fail "$1.c is wrong"
}

# A grant that comes after the cancel request. What is shown can be replayed, and is kept.
build late '/exeunt_border_withdraw/d'
run "$exeunt" check ./liblate.so
expect_status 1
expect_row M3 "clean-failure broken 14 of 14 liblate.so#session:alone-in-a-stack, tape 0.2"
expect_out "  replay  exeunt replay ./liblate.so#session:alone-in-a-stack --tape 0.2"
run "$exeunt" replay './liblate.so#session:alone-in-a-stack' --tape 0.2
expect_status 1
expect_out "clean-failure (M3), blame: session"
cp reports/conformance.json known.json
run "$exeunt" check reports/violations --reports none
expect_status 1
expect_out "clean-failure (M3), blame: session"
run "$exeunt" check ./liblate.so --baseline known.json --reports none
expect_status 0
expect_out "compared with known.json: 14 known, 0 new, 0 vanished"
run "$exeunt" check ./libplugin_session.so --baseline known.json --reports none
expect_status 2
expect_err "this is the baseline of \`liblate.so#session\`, and \`libplugin_session.so#session\` is"

# A crash is the manager's; a manager is pushed if it says that it may be.
build crashes 's/exeunt_release(manager);/__builtin_trap();/'
run "$exeunt" check ./libcrashes.so --reports none
expect_status 1
row crashed | grep -q "^crashed without-crash broken 14 of 14 " || fail "each must crash"
build hangs 's/exeunt_release(manager);/for (volatile int i = 1; i;) {}/'
run "$exeunt" check ./libhangs.so --reports none --hang-timeout 100ms --jobs 1
expect_status 1
row crashed | grep -q "^crashed without-crash broken 3 of 3 " || fail "three hangs must be enough"
expect_out "11 skipped: not run: it hangs in earlier scenarios"
expect_out "not everything was explored"
build pushed 's/\.create = create}/.create = create, .pushable = true}/'
run "$exeunt" check ./libpushed.so --reports none
expect_status 1
expect_out "17 scenarios: alone and beside another, in stack and pool, nested, entered again, sha"
row M4 | grep -q "^M4 clean-exit broken 3 of [0-9]* libpushed.so#session:pushed-" ||
    fail "it releases what it does not hold"

# As files, in another folder.
run "$exeunt" check ./libplugin_session.so --write-scenarios deep/down --reports none
expect_status 0
[ "$(ls deep/down | wc -l)" -eq 14 ] || fail "14 scenarios must be written"
run "$exeunt" check deep/down --reports none
expect_status 0
expect_out "14 scenarios in"

# A pool of a plugin: all rules that trees put to the test.
run "$exeunt" check --implementation ./libplugin_pool.so --filter 'tree:pool-[ab]*' --reports none
expect_status 0
expect_out "Conformance of libplugin_pool.so"
expect_out ", 0 broken, "
expect_row X1 "exactly-once kept 3"

# One that allocates the list of its errors when it closes, and has none where memory is refused
# (E3).
sed -e '1i #include <stdlib.h>' -e '/self->errors = exeunt_border_allocate/d' \
    -e 's/exeunt_border_free(self->border, self->errors)/free(self->errors)/' \
    -e 's/.*self->phase = CLOSED;/&\
    self->errors = malloc((self->count + 1) * sizeof *self->errors);\
    if (self->errors == NULL) {\
        exeunt_border_close(self->border, \&(exeunt_end){.canceled = self->canceled});\
        return;\
    }/' "$plugins/pool.c" >forgets.c
"$compiler" -shared -fPIC -g forgets.c -I"$source/include" -o libforgets.so || fail "it is wrong"
run "$exeunt" check tree:pool-a tree:pool-a-b --conformance -i ./libforgets.so --reports none
expect_status 1
expect_out "2 trees: every result, 1 cancel at any moment, memory refused"
expect_row X7 "conservation broken 2 of 2 tree:pool-a, tape 0.1.1"
expect_out "pool   gets no memory"
finish
