# Which files are checked, in which order, and what a wrong path causes.
. "$1/lib.sh"
write_scenario s/b.yaml "Second"
write_scenario s/a/z.yml "First"
write_scenario s/c.yaml "Third"
write_scenario s/.hidden.yaml "Hidden"
write_scenario s/.folder/d.yaml "In a hidden folder"
write_scenario s/c.txt "No scenario by its name"

# All files below a folder, each once, sorted by name.
run "$exeunt" check s s/b.yaml ./s
expect_status 0
expect_nothing_on_err
sed -n 's/^✓ holds *\([^ ]*\) .*/\1/p' out >order
printf 'a/z\nb\nc\n' >expected
expect_same expected order
expect_out "3 scenarios in"

# A file that is named is read, whatever its name.
run "$exeunt" check s/c.txt s/.hidden.yaml
expect_status 0
expect_out "2 scenarios in"

# The default is scenarios/.
run "$exeunt" check
expect_status 2
expect_err "exeunt: scenarios: No such file or directory"
mv s scenarios
run "$exeunt" check
expect_status 0
expect_out "3 scenarios in"

# Globs for the path, the name or a tag.
printf 'tags: [C99]\n' >>scenarios/c.yaml
for glob in 'a/*' Second C99; do
    run "$exeunt" check --filter "$glob"
    expect_status 0
    expect_out "1 scenario in"
done
run "$exeunt" check --filter nothing
expect_status 2
expect_err "exeunt: no scenario fits --filter nothing"

# If one path is missing, nothing runs.
rm -rf reports
run "$exeunt" check scenarios missing/x.yaml
expect_status 2
expect_err "exeunt: missing/x.yaml: No such file or directory"
expect_no_file reports/results.json

mkdir empty
run "$exeunt" check empty
expect_status 2
expect_err "exeunt: no scenario was found"
finish
