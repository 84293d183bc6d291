# Prints the functions that headers declare, one a line, out of what `cc -E` makes of them, with
# EXEUNT_NO_ATTRIBUTES. OURS is a pattern of the headers that count.
# Usage: cc -E ... | awk -v ours=PATTERN -f declared.awk

/^# [0-9]+ "/ {
    counts = $0 ~ ours
    next
}
counts { text = text $0 " " }

# A declaration is the text between two semicolons outside all braces.
END {
    depth = 0
    for (i = 1; i <= length(text); i++) {
        char = substr(text, i, 1)
        if (char == "{") {
            depth++
        } else if (char == "}") {
            depth--
        } else if (depth > 0) {
            continue
        } else if (char == ";") {
            if (declaration !~ /^ *typedef/ && match(declaration, /exeunt_[a-z0-9_]+ *\(/)) {
                name = substr(declaration, RSTART, RLENGTH)
                sub(/ *\($/, "", name)
                print name
            }
            declaration = ""
        } else {
            declaration = declaration char
        }
    }
}
