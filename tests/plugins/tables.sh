# A structure that plugins share with their host changes only together with a number that says so:
# otherwise an old plugin is misread, where it should be refused.
. "$1/lib.sh"
compiler=$4
source=$5
kept=$source/tests/plugins/tables.txt

"$compiler" -std=c11 -I"$source/include" "$source/tests/plugins/tables.c" -o tables || exit 1
run ./tables
expect_status 0
if ! diff -u "$kept" out; then
    if [ "$(head -1 "$kept")" = "$(head -1 out)" ]; then
        fail "a structure is another one, and no number: raise EXEUNT_PLUGIN_ABI, \
EXEUNT_IMPLEMENTATION_ABI or EXEUNT_ABI, whichever is in the header of that structure"
    else
        fail "there is a new number: keep the new table as tests/plugins/tables.txt"
    fi
fi
finish
