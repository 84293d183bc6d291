# Hosts that misbehave: each is a finding, and the run goes on.
. "$1/lib.sh"
use_host fragile
write_scenario s/a.yaml "Before"
write_scenario s/z.yaml "After"

crashes() # file, message
{
    write_scenario "s/$1.yaml" "The one that $1"
    run "$exeunt" check s --jobs 1 --hang-timeout "$hang_timeout"
    expect_status 1
    expect_out "✗ $1 · exeunt · crashed"
    expect_out "  $2"
    expect_out "  replay  exeunt replay s/$1.yaml"
    expect_out "✓ holds     z"
    expect_out "1 crashed, 2 hold"
    expect_in_file reports/results.json '"verdict": "crashed"'
    expect_in_file reports/junit.xml '<error type="crashed"'
    rm "s/$1.yaml"
}
hang_timeout=5s
crashes dies "it died of SIGSEGV"
crashes ends "it ended its process with status 3"
crashes babbles "it wrote into the answers of its host"
crashes confused "the host's answer was not understood"
crashes refuses "not today"
hang_timeout=1s
crashes hangs "it hangs: no step comes to its end any more"

write_scenario s/ends.yaml "The one that ends"
run "$exeunt" check s/ends.yaml
expect_out "of another kind"

# A host that dies of a job that it has answered: the next job is not to blame, and is done again.
rm s/ends.yaml
write_scenario s/lingers.yaml "The one that lingers"
run "$exeunt" check s --jobs 1
expect_status 0
expect_out "3 hold"
expect_err "exeunt: a host ended badly between two scenarios (status 9, signal 0)"
rm s/lingers.yaml

# No host at all.
EXEUNT_HOST=/nowhere/host
run "$exeunt" check s
expect_status 2
expect_err "exeunt: EXEUNT_HOST names /nowhere/host: No such file or directory"
echo '#!/nowhere/interpreter' >not-a-program
chmod +x not-a-program
EXEUNT_HOST=$PWD/not-a-program
run "$exeunt" check s
expect_status 2
expect_err "exeunt: cannot start $PWD/not-a-program: "
finish
