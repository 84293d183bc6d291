# Programs that show breaches: for reproduce.sh and trio.sh.

# Checks $1.yaml, and makes a program of each breach, $4 at least. Each shows it; and not where the
# code has what is called $3 in place of $2: then it is mended. (`-`: nothing there is right.)
reproduces()
{
    file=$1 flawed=$2 mended=$3 count=$4
    shift 4
    run "$exeunt" check "$file.yaml" --reports none --no-shrink "$@"
    sed -n 's/^  replay  exeunt //p' "$work/out" >replays
    [ "$(wc -l <replays)" -ge "$count" ] || fail "$count breaches must be found"
    while read -r replay; do
        run eval "\"$exeunt\" $replay --reproduce shows.py"
        expect_status 1
        run "$EXEUNT_PYTHON" shows.py
        expect_status 1
        expect_out "it happens: "
        [ "$mended" != - ] || continue
        sed "s/\"$flawed\"/\"$mended\"/g" shows.py >mended.py
        run "$EXEUNT_PYTHON" mended.py
        expect_status 0
        expect_out "it does not happen: "
    done <replays
}
