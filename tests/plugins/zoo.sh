# The zoo: by its names wherever a plugin may be named, and as a table of what each breaks.
. "$1/lib.sh"

run "$exeunt" list 'zoo/*'
expect_status 0
expect_out "zoo  known-bad scopes and managers, each beside its mended twin"
for animal in gather-cm gather-cm-mended leaks-when-canceled leaks-when-canceled-mended; do
    grep -qE "^  $animal(  |\$)" out || fail "$animal must be listed"
done
run "$exeunt" list zoo/registers-exit-late
expect_out "Implementations (1)"
run "$exeunt" explain registers-exit-late
expect_out "registers-exit-late   docs/ZOO.md, Scopes"

# An implementation: its name is the same in what is printed, and in what is kept elsewhere.
run "$exeunt" check tree:pool-a-b --implementation zoo/exits-failed-enter
expect_status 1
expect_out "✗ tree:pool-a-b · zoo/exits-failed-enter · never-unentered (X2), blame: the scope"
expect_out "exeunt replay tree:pool-a-b --implementation zoo/exits-failed-enter --tape 0.0.1"
kept=$(ls reports/violations/*)
expect_in_file "$kept" 'implementation: "zoo/exits-failed-enter"'
run "$exeunt" check "$kept" --reports none
expect_status 1
run "$exeunt" check "$kept" --reports none --implementation zoo/exits-failed-enter-mended
expect_status 0
run "$exeunt" check tree:pool-a-b --implementation zoo/exits-failed-entr
expect_status 2
expect_err 'it has no implementation `exits-failed-entr`: did you mean `#exits-failed-enter`?'

# A manager: in a scenario, and alone.
write_scenario scenarios/a.yaml a
sed -i 's|^scope: .*|scope: {pool: [db]}|; /^managers/,$d' scenarios/a.yaml
echo 'managers: {db: {use: zoo/leaks-when-canceled}}
cancel: anywhere' >>scenarios/a.yaml
run "$exeunt" check scenarios --reports none
expect_status 1
expect_out "clean-failure (M3), blame: db"
run "$exeunt" check zoo/leaks-when-canceled:alone-in-a-pool --reports none
expect_status 1
expect_out "clean-failure (M3), blame: leaks-when-canceled"
run "$exeunt" check zoo/leaks-when-canceled-mended:alone-in-a-pool --reports none
expect_status 0

# Several of them, each with a line that ends with its last mark.
run "$exeunt" check tree:pool-a-b --implementation 'zoo/exits-failed-*'
expect_status 1
tr -s ' ' <out >table
cat >expected <<'END'
 X1 X2 X3 X4 X5 X6 X7 X8 X9 X10 X11 X12 X13 M1 M2 M3 M4 M5 M6 M7 M8 M9 U1 crashed
zoo/exits-failed-enter · ✗ · · · · · · · · · · · · ·
zoo/exits-failed-enter-mended · · · · · · · · · · · · · · ·

✗ broken, · kept, w waived; where nothing stands, no scenario put the rule to the test
END
expect_same expected table
run "$exeunt" check tree:pool-a --implementation 'exeunt*'
expect_status 0
[ "$(grep -c '^exeunt' out)" -eq 2 ] || fail "what ships fits a pattern, too"
run "$exeunt" check 'zoo/*' --filter '*:alone-in-a-pool' --reports none
expect_status 2
expect_err 'exeunt: zoo has no such manager; it has'

refuse() # message, arguments
{
    message=$1
    shift
    run "$exeunt" check "$@"
    expect_status 2
    expect_err "$message"
}
refuse 'exeunt: nothing is called `zoo/none*`' tree:pool-a -i 'zoo/none*'
refuse 'exeunt: ./x*: a pattern is for what is in a plugin' tree:pool-a -i './x*'
refuse 'exeunt: --format is for one implementation, and `zoo/*` is a pattern' -i 'zoo/*' \
    --format tap
refuse 'exeunt: --baseline is for one implementation' -i 'zoo/*' --baseline x.json
finish
