# A comment names nothing that is gone: a C file that it names is one of the files, or included by
# one, and a name that begins with exn_, EXN_, exeunt_ or EXEUNT_ occurs in their code. All files go
# into one call. Prints `file:line: what` for each name that is gone; exits 1 if there was any.

FNR == 1 {
    in_comment = 0
    base = FILENAME
    sub(/^.*\//, "", base)
    is_file[base] = 1
}

{
    take_line($0)
}

# Splits a line into code and comments.
function take_line(text,    at) {
    while (text != "") {
        if (in_comment) {
            at = index(text, "*/")
            take_comment(at ? substr(text, 1, at - 1) : text)
            in_comment = !at
            text = at ? substr(text, at + 2) : ""
        } else {
            at = index(text, "/*")
            take_code(at ? substr(text, 1, at - 1) : text)
            in_comment = at > 0
            text = at ? substr(text, at + 2) : ""
        }
    }
}

function take_code(text) {
    while (match(text, /[A-Za-z_][A-Za-z0-9_]*(\.[ch]>?"?)?/)) {
        word = substr(text, RSTART, RLENGTH)
        text = substr(text, RSTART + RLENGTH)
        if (word ~ /\.[ch][>"]$/) # included, or an argument of a program
            is_file[substr(word, 1, length(word) - 1)] = 1
        sub(/\..*$/, "", word)
        is_name[word] = 1
    }
}

# A name that ends in `_`, or before a `*`, is the beginning of several. Files of ours have names of
# letters, digits and `_`: FILE.c, 2nd.c and my-pool.c are examples.
function take_comment(text,    word) {
    while (match(text, /[A-Za-z0-9_-]+(\.[ch])?/)) {
        word = substr(text, RSTART, RLENGTH)
        text = substr(text, RSTART + RLENGTH)
        if (word ~ /^(exn|EXN|exeunt|EXEUNT)_/) {
            sub(/[.-].*$/, "", word)
            if (word !~ /_$/ && text !~ /^\*/)
                mention(word)
        } else if (word ~ /^[a-z][a-z0-9_]*\.[ch]$/ && text !~ /^[A-Za-z0-9_]/) {
            mention(word)
        }
    }
}

function mention(word) {
    count++
    mentioned[count] = word
    place[count] = FILENAME ":" FNR
}

END {
    for (i = 1; i <= count; i++) {
        word = mentioned[i]
        if (word ~ /\.[ch]$/ ? word in is_file : word in is_name)
            continue
        print place[i] ": there is no " word
        offences++
    }
    if (count == 0) {
        print "no comment names anything: nothing was checked"
        offences++
    }
    exit offences > 0
}
