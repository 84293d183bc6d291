# Compares what became of the mutants with survivors.txt; exits 1 if they differ, or if fewer of the
# mutants are killed than should be. Those that are the same for every caller do not count.
#     awk -F '\t' -f judge.awk -v killed_per_cent_min=N ALL survivors.txt JUDGED
# ALL and JUDGED are those of mutate.sh.

FNR == 1 { files++ }

files == 1 {
    mutant[$1] = $2 " " $3 "\n- " $4 "\n+ " $5
    exists[mutant[$1]] = 1
    next
}

files == 2 && /^(#|$)/ { next }
files == 2 && /^\[/ { is_same = /^\[the same/; next }
files == 2 && /^[a-z]/ { of = $0; next }
files == 2 && /^- / { old = $0; next }
files == 2 && /^\+ / {
    name = of "\n" old "\n" $0
    explained[name] = is_same ? "same" : "told apart"
    unexplained = name
    if (!(name in exists))
        complain("there is no such mutant, see survivors.txt", name)
    next
}
files == 2 && /^  / { unexplained = ""; next }
files == 2 { complain("a line of survivors.txt that cannot be read", $0); next }

$2 == "same" { next } # by itself

{
    name = mutant[$1]
    counted++
    if ($2 == "survived") {
        survived[explained[name]]++
        if (explained[name] == "")
            complain($1 " survives, and no reason stands in survivors.txt", name)
    } else {
        killed++
        only_by_assertions += $2 == "only an assertion"
        if (explained[name] != "")
            complain($1 " stands in survivors.txt and is " $2, name)
    }
}

function complain(what, name)
{
    print what ":\n" name "\n"
    complaints++
}

END {
    if (unexplained != "")
        complain("no reason is given", unexplained)
    to_kill = counted - survived["same"]
    per_cent = to_kill ? 100 * killed / to_kill : 100
    printf "%d of %d mutants are killed by the scenarios (%.1f %%), %d of them by assertions " \
           "alone\n", killed, to_kill, per_cent, only_by_assertions
    printf "of the others %d are told apart by programs in C only; %d more are the same as the " \
           "original\n", survived["told apart"], survived["same"]
    if (per_cent < killed_per_cent_min)
        complain("too few are killed", "at least " killed_per_cent_min " %")
    exit complaints > 0
}
