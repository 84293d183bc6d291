# A ratchet: each folder of src/ has as many assertions for 100 functions as assertions.txt keeps, or
# more. Prints each folder that has fewer, and exits 1 if there was any. A function is a brace in the
# first column, an assertion a line with assert(), exn_assert()
# or exn_require().
# Usage: awk -f assertions.awk assertions.txt $(find src/ -name '*.[ch]')
# With -v all=1 it prints the figures of all folders, as assertions.txt has them.

FILENAME ~ /\.txt$/ {
    if ($0 !~ /^#/ && NF == 2)
        kept[$1] = $2
    next
}

FNR == 1 {
    folder = FILENAME
    sub(/^.*src\//, "", folder)
    sub(/\/[^\/]*$/, "", folder)
}

/(^|[^a-zA-Z0-9_])((exn_)?assert|exn_require)\(/ { assertions[folder]++ }
/^{/ { functions[folder]++ }

END {
    for (folder in kept) {
        looked_at++
        if (functions[folder] == 0)
            offence("src/" folder " has no functions: is it gone?")
        else if (per_100(folder) < kept[folder])
            offence("src/" folder " has " per_100(folder) " assertions for 100 functions, at least " \
                    kept[folder] " (assertions.txt)")
    }
    if (looked_at == 0)
        offence("no folder is kept: nothing was checked")
    if (all)
        for (folder in functions)
            print folder, per_100(folder) | "sort"
    exit offences > 0
}

function per_100(folder) {
    return int(100 * assertions[folder] / functions[folder])
}

function offence(what) {
    print what
    offences++
}
