# Files that need one another in a circle can only be understood together: there are none. Reads
# what `nm -A` prints of object files, one for each source; prints each circle with the calls in it,
# and exits 1 if there was any.

# path/to/file.c.o:0000000000000000 T exn_name      path/to/file.c.o:        U exn_name
/\.c\.o:/ {
    file = $0 # its path may have blanks
    sub(/\.c\.o:.*$/, ".c", file)
    sub(/^.*\/src\//, "", file)
    kind = $(NF - 1)
    sub(/^.*:/, "", kind)
    if (!(file in number)) {
        number[file] = ++files
        name[files] = file
    }
    if (kind ~ /^[TDBRC]$/)
        defined_in[$NF] = number[file]
    else if (kind == "U")
        needs[++needed] = number[file] SUBSEP $NF
}

# Marks everything that is reached from `from`, which marks itself only if it is in a circle.
function walk(from, at,    list, i, count) {
    count = split(uses[at], list, " ")
    for (i = 1; i <= count; i++) {
        if (!((from, list[i]) in reached)) {
            reached[from, list[i]] = 1
            walk(from, list[i])
        }
    }
}

END {
    for (i = 1; i <= needed; i++) {
        split(needs[i], need, SUBSEP)
        if (!(need[2] in defined_in) || defined_in[need[2]] == need[1])
            continue
        pair = need[1] SUBSEP defined_in[need[2]]
        if (!(pair in by)) {
            uses[need[1]] = uses[need[1]] " " defined_in[need[2]]
            edges++
        }
        by[pair] = by[pair] " " need[2]
    }
    for (i = 1; i <= files; i++)
        walk(i, i)
    for (i = 1; i <= files; i++) {
        if (seen[i] || !((i, i) in reached))
            continue
        size = 0
        for (k = 1; k <= files; k++)
            if ((i, k) in reached && (k, i) in reached) {
                seen[k] = 1
                member[++size] = k
            }
        large++
        print size " files need one another in a circle:"
        for (a = 1; a <= size; a++)
            for (b = 1; b <= size; b++)
                if ((member[a], member[b]) in by)
                    print "  " name[member[a]] " -> " name[member[b]] ":" by[member[a], member[b]]
    }
    if (files < 2 || edges == 0) {
        print "no file needs another one: nothing was checked"
        large++
    }
    exit large > 0
}
