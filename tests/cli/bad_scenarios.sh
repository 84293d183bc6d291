# A scenario with errors: every error with its place, and the other files still run.
. "$1/lib.sh"
write_scenario s/a.yaml "Good"
printf 'scenario: Bad\nscope: {pool: [vm1]}\nmanagers:\n  vm1: {exit: suppreses}\n' >s/b.yaml
printf 'scenario: [\n' >s/c.yaml
: >s/d.yaml
write_scenario s/e.yaml "Also good"

run "$exeunt" check s
expect_status 2
expect_err "s/b.yaml:4:15: "
expect_err "suppreses"
expect_err 'did you mean `suppresses`?'
expect_err "s/c.yaml:"
expect_err "s/d.yaml:"
expect_out "2 hold"
expect_out "3 invalid"
expect_in_file reports/results.json '"invalid": 3'
expect_in_file reports/results.json '"holds": 2'

# A name is unique in a run; the message has both places.
write_scenario t/a.yaml "The same"
write_scenario t/b.yaml "The same"
run "$exeunt" check t
expect_status 2
expect_err 't/b.yaml:1:11: the name `The same` stands at t/a.yaml:1:11 already'
expect_out "1 invalid"
expect_out "1 holds"

# A file that cannot be read at all is an error of that file.
mkdir u
mkfifo u/a.yaml
ln -s missing u/b.yaml
write_scenario u/c.yaml "Not alone"
head -c 17000000 /dev/zero >u/d.yaml
run "$exeunt" check u
expect_status 2
expect_err "u/d.yaml: File too large"
expect_out "1 holds"

run "$exeunt" replay s/b.yaml
expect_status 2
expect_err "s/b.yaml:4:15: "
run "$exeunt" list s
expect_status 2
expect_err "s/b.yaml:4:15: "
finish
