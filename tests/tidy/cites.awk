# Every rule that is cited is in docs/SPEC.md, which is the first file. A rule is a capital letter
# with a number, also in a name: S7, P3_failed_enters. Prints `file:line: what` for each that is not
# there; exits 1 if there was any. Run with LC_ALL=C.
#
# Cases of docs/CATALOGUE.md are cited as `case 43`. As `C43` they are tags: there, and on a line
# that speaks of tags.

BEGIN {
    # The language, a processor, and how much a compiler optimises.
    no_rule["C11"] = no_rule["C99"] = no_rule["X86"] = 1
    no_rule["O0"] = no_rule["O1"] = no_rule["O2"] = no_rule["O3"] = 1
}

NR == FNR && /^- \*\*[A-Z][0-9]+/ {
    rule = substr($0, 5)
    sub(/[^A-Z0-9].*$/, "", rule)
    stands[rule] = 1
    rules++
}

{
    rest = $0
    before = ""
    while (match(rest, /[A-Z][0-9]+/)) {
        if (RSTART > 1)
            before = substr(rest, RSTART - 1, 1)
        cited = substr(rest, RSTART, RLENGTH)
        rest = substr(rest, RSTART + RLENGTH)
        if (before !~ /[A-Za-z0-9]/ && rest !~ /^[A-Za-z0-9]/)
            look_up(cited)
        before = substr(cited, length(cited))
    }
}

function look_up(cited) {
    if (cited in stands || cited in no_rule)
        return
    if (NR == FNR) { # a rule may be cited before it stands
        later[cited] = FNR
        return
    }
    if (cited ~ /^C/ && (FILENAME ~ /CATALOGUE/ || $0 ~ /tag/))
        return
    offence(FILENAME ":" FNR, cited)
}

function offence(where, cited) {
    print where ": cites " cited ", which is no rule of SPEC.md"
    offences++
}

END {
    for (cited in later)
        if (!(cited in stands))
            offence("SPEC.md:" later[cited], cited)
    if (rules == 0) {
        print "SPEC.md has no rules: nothing was checked"
        offences++
    }
    exit offences > 0
}
