# An implementation of a plugin: by --implementation, in a scenario, in a list, in what is kept.
. "$1/lib.sh"
plugins=$3
source=$5

ln -s "$plugins/libplugin_pool.so" libmypool.so
ln -s "$plugins/libdatabase.so" "$plugins/libplugin_session.so" .
run "$exeunt" list ./libmypool.so ./libdatabase.so
expect_status 0
expect_out "./libmypool.so  what is in it, in one line"
expect_out "Implementations (1)"
expect_out "profile exeunt; can pool, cancel, wait-all"
expect_out "Managers (2)"
expect_out "port: integer, required; where the server listens"
run "$exeunt" list libdatabase.so#asks
expect_out "Managers (1)"
ln -s "$plugins/libdatabase.so" "c#.so"
run "$exeunt" list "./c#.so#db" # the last one names the entry
expect_status 0
expect_out "./c#.so  for tests"
expect_out "Managers (1)"
run "$exeunt" list ./none.so
expect_status 2
expect_err "exeunt: ./none.so: it can't be loaded: cannot open shared object file"

run "$exeunt" check "$source/scenarios/pool" --implementation libmypool.so --reports none
expect_status 0
expect_out ": 44 hold, 1 violated as expected"
run "$exeunt" check "$source/scenarios/pool/of-none.yaml" -i ./libdatabase.so --reports none
expect_status 2
expect_err "exeunt: ./libdatabase.so: it has no implementation, only managers: \`exeunt check ./lib"
run "$exeunt" check "$source/scenarios/pool/of-none.yaml" -i ./libmypool.so#yours --reports none
expect_status 2
expect_err 'exeunt: ./libmypool.so: it has no implementation `yours`: it has `#pool`'

# A scenario that names it, beside one that does not; what is found says which it was.
write_scenario scenarios/a.yaml a
write_scenario scenarios/b.yaml b
echo 'implementation: ../libmypool.so' >>scenarios/b.yaml
echo 'expect: {never: [vm1 exited]}' >>scenarios/b.yaml
run "$exeunt" check scenarios
expect_status 1
expect_out "✗ b · ./libmypool.so#pool · never (expect)"
expect_in_file reports/violations/b.pool.yaml 'implementation: "../../libmypool.so#pool"'
run "$exeunt" check reports/violations --reports none
expect_status 1
sed -i '/^implementation:/d' scenarios/b.yaml
run "$exeunt" check scenarios/b.yaml -i ./libmypool.so --reports none
expect_status 1
expect_out "replay  exeunt replay scenarios/b.yaml --implementation ./libmypool.so --tape"
run "$exeunt" replay scenarios/b.yaml --implementation ./libmypool.so
expect_status 1
expect_out "vm1    exited"
# An absolute path below the current folder, as CMake passes it, stands in no file that is kept.
run "$exeunt" check scenarios/b.yaml -i "$work/libmypool.so"
expect_in_file reports/violations/b.pool.yaml 'implementation: "../../libmypool.so#pool"'
expect_in_file reports/violations/b.pool.yaml 'scenario: "b (libmypool.so#pool, never)"'

# Which answers are its own, and what it waives, stands in the list; and in each verdict.
sed 's/\.abi = EXEUNT_IMPLEMENTATION_ABI,/& .waives = waived, .promises = \&promises,/
    s/^#include <exeunt.plugin.h>/&\nstatic const char *const waived[] = {"order", NULL};\
static const exeunt_promises promises = {.suppressors = EXEUNT_SUPPRESSORS_ALL};/' \
    "$plugins/pool.c" >lax.c
"$4" -shared -fPIC lax.c -I"$source/include" -o liblax.so || fail "lax.c is wrong"
run "$exeunt" list ./liblax.so
expect_out "profile exeunt, but suppressors: all exits; can pool, cancel, wait-all;"
expect_out "waives order (X12)"
write_scenario lax.yaml lax
echo 'expect: {outcome: returns}' >>lax.yaml
run "$exeunt" check lax.yaml -i ./liblax.so --reports none
expect_status 0
expect_out "order (X12) waived; \`expect\` is not asked: it is of profile \`exeunt\`"

# What --debug runs it runs once, so that breakpoints stop once, though there is a breach to report.
sed 's/^    begin_enters(subject);/    fputs("begins\\n", stderr);\n&/; 1i #include <stdio.h>' \
    "$plugins/pool.c" >says.c
"$4" -shared -fPIC says.c -I"$source/include" -o libsays.so || fail "says.c is wrong"
run "$2/exeunt-host" --debug scenarios/b.yaml '' 0 ./libsays.so
expect_status 0
[ "$(grep -c '^begins$' err)" -eq 1 ] || fail "one run was expected"

# A pattern names entries of it. Tasks need nothing that one scope does not need.
printf 'scenario: two\ntasks: {w1: {pool: [a]}, w2: {pool: [b]}}\n' >tasks.yaml
run "$exeunt" check tasks.yaml -i './libmypool.so#po*'
expect_status 0
expect_out "libmypool.so#pool    ·"
run "$exeunt" check tasks.yaml -i ./libmypool.so --reports none
expect_status 0
expect_out "✓ holds     tasks"
expect_out "20 interleavings, 17 states"

# The host has every function that a plugin may call.
last_command="the host exports what the headers declare"
echo '#include <exeunt/exeunt.h>
#include <exeunt/plugin.h>' |
    "$4" -E -x c -DEXEUNT_NO_ATTRIBUTES -I"$source/include" - >preprocessed
awk -v ours='/exeunt/[a-z]*[.]h"' -f "$source/tests/abi/declared.awk" preprocessed |
    sort -u >declared
[ "$(wc -l <declared)" -ge 60 ] || fail "hardly anything is declared"
for host in "$2/exeunt-host" "$2/exeunt-host-counting"; do
    [ -e "$host" ] || continue # the counting one is built by gcc alone
    nm -D --defined-only "$host" | awk '{ print $NF }' | sort -u >exported
    missing=$(comm -23 declared exported)
    [ -z "$missing" ] || fail "missing in $host: $missing"
done
finish
