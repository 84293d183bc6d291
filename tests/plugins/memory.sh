# Plugins that allocate by malloc and operator new: their memory is the world's.
. "$1/lib.sh"
plugins=$3
compiler=$4
source=$5

ln -s "$plugins"/lib*.so .

# The pool that `exeunt new` writes, once with the memory of its border, once with malloc: the same
# by states and by running.
run "$exeunt" check "$source/scenarios/pool" -i ./libplugin_pool.so --reports none
expect_status 0
grep '^[✓✗]' out >by-border
for how in '' --no-snapshots; do
    # shellcheck disable=SC2086
    run "$exeunt" check "$source/scenarios/pool" -i ./libplain.so --reports none $how
    expect_status 0
    expect_no_out "explored by running"
    expect_no_out "has taken memory by malloc"
    [ -n "$how" ] || {
        grep '^[✓✗]' out >by-malloc
        expect_same by-border by-malloc
    }
done

scenario() # a manager of a plugin, what else
{
    {
        printf 'scenario: x\nscope: {pool: [db, b]}\n'
        printf 'managers: {db: {use: ./%s}}\ncancel: anywhere\n%s\n' "$1" "$2"
    } >x.yaml
}

# The same number of interleavings both ways, or the same breach.
same_both_ways()
{
    run "$exeunt" check x.yaml --reports none
    expect_no_out "explored by running"
    sed -n 's/.*  *\([0-9,]* interleavings\).*/\1/p; /^✗/p; /^  db/p' out >by-states
    run "$exeunt" check x.yaml --reports none --no-snapshots
    sed -n 's/.*  *\([0-9,]* interleavings\).*/\1/p; /^✗/p; /^  db/p' out >by-running
    expect_same by-states by-running
    [ -s by-states ] || fail "nothing was counted or found"
}

for manager in liballocates.so#cache libcontainers.so#careful; do
    scenario "$manager" ''
    same_both_ways
    expect_status 0
    scenario "$manager" 'faults: {memory: anywhere}'
    same_both_ways
    expect_status 0
done
scenario liballocates.so#all ''
same_both_ways
expect_status 0

# An exception, with its text, is given back by whoever has it last: another manager, or nobody.
scenario libcontainers.so#logged ''
sed -i -e 's/pool: \[db, b\]/pool: [db, c]/' \
    -e 's/{db:/{c: {use: .\/libcontainers.so#logged}, db:/' x.yaml
same_both_ways
expect_status 0

# What a handle of a shared manager has allocated is the manager's: another handle frees it.
cat >x.yaml <<'END'
scenario: x
tasks: {w1: {stack: [l]}, w2: {stack: [l]}, w3: {pool: [l, db]}}
managers: {l: {use: ./liballocates.so#lock}, db: {enter: [enters, fails]}}
END
same_both_ways
expect_status 0

# What a constructor has allocated no run puts back: that is told, and nothing is said to hold.
scenario libgreets.so#all ''
for how in '' --no-snapshots; do
    # shellcheck disable=SC2086
    run "$exeunt" check x.yaml --reports none --require-exhaustive $how
    expect_status 3
    expect_out "~ sampled"
    expect_out "left out: runs that find something else outside of the world: \`libgreets.so\` has \
allocated memory when it was loaded (\`greeting\`), which no run puts back"
done

scenario libgreets.so#impolite ''
run "$exeunt" check x.yaml --reports none
expect_status 1
expect_out "hands-off (M8), blame: db"

# What nobody has allocated is not freed: a static, a local variable, a number.
for what in buffer local number; do
    scenario "liballocates.so#$what" ''
    same_both_ways
    expect_status 1
    expect_out "hands-off (M8), blame: db"
done

# What is left, with the place where it was allocated; what is freed wrongly.
line=$(grep -n 'self->rows = malloc' "$source/tests/plugins/allocates.c" | cut -d: -f1)
scenario liballocates.so#canceled ''
same_both_ways
expect_status 1
expect_out "x · exeunt · clean-failure (M3), blame: db"
expect_out "100 bytes though its enter did not succeed (since \`db enter begins\`, \
allocated at allocates.c:$line)"
scenario liballocates.so#left ''
same_both_ways
expect_out "clean-exit (M4), blame: db"
expect_out "300 bytes after its exit (since"
expect_out ", allocated at allocates.c:"
scenario liballocates.so#twice ''
same_both_ways
expect_out "hands-off (M8), blame: db"
sed -i -e 's/pool: \[db, b\]/pool: [db, c]/' -e 's/{db:/{c: {use: .\/liballocates.so#cache}, db:/' \
    -e 's/#twice/#thief/' x.yaml
same_both_ways
expect_out "hands-off (M8), blame: db"
run "$exeunt" check "$source/scenarios/pool/of-none.yaml" -i ./libleaks.so --reports none
expect_status 1
expect_out "clean (X13), blame: the scope"
expect_out "when the world has ended (allocated at leaks.c:"

# An exception that nobody catches is a crash of its code.
scenario libcontainers.so#careless 'faults: {memory: anywhere}'
run "$exeunt" check x.yaml --reports none
expect_status 1
expect_out "std::bad_alloc"

# What can't be taken along is told by name.
limit() # a function that a plugin calls, what is said, an option of the compiler
{
    cat >limited.c <<END
#include <exeunt/plugin.h>
void $1(void);
static void enter(exeunt_manager *manager)
{
    exeunt_entered(manager, NULL);
}
static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    exeunt_exited(manager);
}
static exeunt_manager *create(exeunt_border *border, const char *name, const exeunt_arguments *with)
{
    (void)with;
    static const exeunt_manager_type type = {.enter = enter, .exit = leave};
    exeunt_manager *made = exeunt_border_allocate(border, sizeof *made);
    exeunt_manager_init(made, &type, name);
    return *name == '?' ? ($1(), (exeunt_manager *)0) : made;
}
static const exeunt_plugin_manager managers[] = {{.name = "one", .about = "", .create = create}};
EXEUNT_PLUGIN(.managers = managers, .manager_count = 1);
END
    # shellcheck disable=SC2086
    "$compiler" ${3:-} -fno-builtin -shared -fPIC -w -I"$source/include" limited.c -o liblimited.so
    scenario liblimited.so ''
    run "$exeunt" check x.yaml --reports none
    expect_out "~ sampled"
    expect_out "left out: runs that find something else outside of the world: \`liblimited.so\` $2"
    expect_out "explored by running: \`liblimited.so\` $2"
}
limit pthread_create 'starts threads (`pthread_create`), which no world runs'
limit setenv 'changes the environment (`setenv`), which no run puts back'
limit eventfd 'opens descriptors (`eventfd`), which no run puts back'
limit strtok "takes texts apart (\`strtok\`), whose rest is the C library's"
limit clock_gettime 'reads a clock (`clock_gettime`), which no run puts back'
limit chdir 'calls `chdir`, which may keep something that no run puts back'
limit fopen "opens files (\`fopen\`), whose buffers are the C library's"
limit abort 'is built to count which lines run (`--coverage`): no run puts the counts back' \
    --coverage

# What keeps nothing is searched by states.
cat >harmless.sed <<'END'
s/return \*name ==.*/fprintf(stderr, "%s", ""); static pthread_mutex_t lock; errno += 1;\
    pthread_mutex_lock(\&lock); pthread_mutex_unlock(\&lock); return made;/
1i #include <errno.h>\n#include <pthread.h>\n#include <stdio.h>
END
sed -f harmless.sed limited.c >harmless.c
"$compiler" -O2 -D_FORTIFY_SOURCE=2 -shared -fPIC -w -I"$source/include" harmless.c \
    -o libharmless.so || fail "it is wrong"
scenario libharmless.so ''
run "$exeunt" check x.yaml --reports none
expect_status 0
expect_out "✓ holds"
expect_no_out "explored by running"
finish
