# The animals of the zoo (src/zoo/twins.h): what `is_mended` decides is the whole difference between
# an animal and its twin, and is ten lines at most. These are the lines that name it, but for those
# that pass it on, and the lines of the block that such a line opens. The first line of an animal
# names it, and its case. Prints `file: what` for each offence; exits 1 if there was any.
#
# Usage: awk -f twins.awk src/zoo/*.c

function offence(text) { print FILENAME ": " text; offences++ }

function check() {
    if (!is_animal)
        return
    if (lines == 0 || lines > most)
        print file ": the twins differ in " lines " lines, at least 1 and at most " most
    if (lines == 0 || lines > most)
        offences++
}

BEGIN { most = 10 }

FNR == 1 {
    check()
    file = FILENAME
    lines = 0
    is_animal = 0
    depth = 0
    head = $0
}

/^EXN_ZOO_/ {
    if (!is_animal && head !~ /^\/\* `[a-z-]+` \(cases? [0-9, -]+\)/)
        offence("the first line must be: `NAME` (case N): what is wrong")
    is_animal = 1
}

depth > 0 {
    lines++
    depth += gsub(/{/, "{") - gsub(/}/, "}")
    next
}

/is_mended/ && !/bool is_mended/ && !/is_mended = (is_mended|twin->is_mended);/ {
    lines++
    depth += gsub(/{/, "{") - gsub(/}/, "}")
}

END {
    check()
    exit offences > 0
}
