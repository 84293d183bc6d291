# Plugins that are none, or not such as they should be: each is told by file and name, the exit
# status is 2, and the other scenarios still run.
. "$1/lib.sh"
plugins=$3

write_scenario scenarios/good.yaml good
cat >scenarios/bad.yaml <<'END'
scenario: bad
scope: {pool: [a]}
managers: {a: {use: ../libmisbehaves.so#one}}
END

refused() # message; MISBEHAVE, the plugin
{
    rm -f libmisbehaves.so
    ln -s "${3:-$plugins/libmisbehaves.so}" libmisbehaves.so
    MISBEHAVE=$2
    export MISBEHAVE
    run "$exeunt" check scenarios --reports none
    expect_status 2
    expect_out "✓ holds     good"
    expect_err "scenarios/bad.yaml:3:21: ./libmisbehaves.so: $1"
    if [ "$2" != waits ]; then # twice would cost five seconds more
        run "$exeunt" list ./libmisbehaves.so
        expect_status 2
        expect_err "exeunt: ./libmisbehaves.so: $1"
    fi
}

echo "no shared object" >text
refused "it can't be loaded: file too short" "" "$work/text"
refused "it can't be loaded: undefined symbol: exeunt_function_of_tomorrow" \
    "" "$plugins/liblacks.so"
refused "compiled with another <exeunt/plugin.h>: its number is " other-abi
refused "it exports no table" no-table
refused 'nothing is in it: neither `implementations` nor `managers` are set' nothing-in-it
refused 'two of its entries are called `pool`' two-of-one-name
refused 'manager 2 is called `a b`' bad-name
refused 'the manager `two` has no function `create`' no-create
refused 'the implementation `pool` has no function `create`, which its capabilities need' \
    no-functions
refused 'the implementation was compiled with another <exeunt/implementation.h>' old-implementation
refused 'the parameter `port` of `one` has the type 7, which is none' bad-type
refused 'the manager `one` has two parameters `port`' two-parameters-of-one-name
refused 'it crashes when it is loaded: signal 6' crashes
refused 'it ends the process when it is loaded, status 3' exits
refused 'it starts threads when it is loaded' starts-a-thread
refused 'it prints when it is loaded: its constructors must not write to standard output' prints
refused 'it is not loaded after 5 s: do its constructors wait?' waits

# No plugin at all.
echo 'int nothing;' >nothing.c
"$4" -shared -fPIC nothing.c -o libnothing.so
refused 'no plugin: it has no EXEUNT_PLUGIN(...) of <exeunt/plugin.h>' "" "$work/libnothing.so"

# A sanitizer that the host does not have; with one the host may load it.
if "$4" -shared -fPIC -fsanitize=address nothing.c -o libnothing.so 2>/dev/null; then
    rm -f libmisbehaves.so
    ln -s libnothing.so libmisbehaves.so
    run "$exeunt" list ./libmisbehaves.so
    expect_status 2
    grep -q "no plugin: it has no" err ||
        expect_err "it is built with AddressSanitizer, and this exeunt-host is not"
fi

# What it writes elsewhere does no harm.
rm libmisbehaves.so
ln -s "$plugins/libmisbehaves.so" .
MISBEHAVE=writes-anywhere
export MISBEHAVE
run "$exeunt" list ./libmisbehaves.so
expect_status 0
expect_out "Managers (2)"

# No name behind the `#`, and arguments without an end.
for name in ./libmisbehaves.so# './libmisbehaves.so#a b' ./libmisbehaves.so#{}; do
    run "$exeunt" check "$name" --reports none
    expect_status 2
    expect_err "what stands behind \`#\` is no name of an entry"
done
run "$exeunt" check './libmisbehaves.so#one{port: 1' --reports none
expect_status 2
expect_err "exeunt: \`{port: 1\` has no \`}\`"
finish
