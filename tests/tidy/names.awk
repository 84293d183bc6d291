# No name has two meanings: an exn_ or EXN_ name (or a public one) is defined once in all files
# together, as a type, function, constant or macro; and no two files have the same name, except
# main.c. A name for one file only is a static without prefix. Prints `file:line: what` for each
# second definition; exits 1 if there was any.

FNR == 1 {
    depth = in_enum = in_comment = 0
    head = ""
    base = FILENAME
    sub(/^.*\//, "", base)
    if (base in file_called && base != "main.c")
        offence("a file is called so, too: " file_called[base])
    else
        file_called[base] = FILENAME
}

{
    line = without_comments_and_texts($0)
}

line ~ /^ *# *define +(exn|EXN|exeunt|EXEUNT)_/ {
    split(line, words, /^ *# *define +/)
    name = words[2]
    sub(/[^A-Za-z0-9_].*$/, "", name)
    define(name)
}
line ~ /^ *#/ || line ~ /\\$/ || continued { # a macro has no definitions of its own
    continued = line ~ /\\$/
    next
}

# Before a brace at the outermost level: the text that the brace belongs to.
depth == 0 && line !~ /^ *$/ {
    head = head " " line
    if (line ~ /\{/)
        define_head(head)
    if (line ~ /[;{}]/)
        head = ""
}
in_enum {
    constants = line
    sub(/^.*\{/, "", constants)
    while (match(constants, /(EXN|EXEUNT)_[A-Z0-9_]+/)) {
        name = substr(constants, RSTART, RLENGTH)
        rest = substr(constants, RSTART + RLENGTH)
        if (before_is_constant(substr(constants, 1, RSTART - 1)) && rest !~ /^\(/)
            define(name)
        constants = rest
        sub(/^[^,]*/, "", constants)
    }
}
{
    depth += gsub(/\{/, "", line) - gsub(/\}/, "", line)
    if (depth <= 0)
        depth = in_enum = 0
}

# Nothing may stand between a constant and the comma or brace before it.
function before_is_constant(text) {
    return text ~ /^[ ,]*$/
}

function define_head(text,    name) {
    sub(/\{.*$/, "", text)
    in_enum = text ~ /(^|[^a-z_])enum([^a-z_]|$)/ && text !~ /\(/
    if (text ~ /=/) { # a table
        sub(/ *=.*$/, "", text)
        sub(/\[.*$/, "", text)
    } else if (text ~ /\(/) {
        if (text ~ /^[^(]*__attribute__/)
            gsub(/__attribute__ *\(\([^)]*\)*\)\)/, "", text)
        sub(/\(.*$/, "", text)
    }
    if (match(text, /(exn|EXN|exeunt|EXEUNT)_[A-Za-z0-9_]+ *$/)) {
        name = substr(text, RSTART, RLENGTH)
        gsub(/ /, "", name)
        define(name)
    }
}

function define(name) {
    if (name ~ /_H$/)
        return
    if (name in file_of && file_of[name] != FILENAME) # within one, the compiler looks
        offence(name " is defined in " file_of[name] ":" line_of[name] ", too")
    else if (!(name in file_of))
        line_of[name] = FNR
    file_of[name] = FILENAME
    count++
}

function without_comments_and_texts(text,    out) {
    gsub(/"(\\.|[^"\\])*"|'(\\.|[^'\\])*'/, "\"\"", text)
    out = ""
    while (1) {
        if (in_comment) {
            if (!match(text, /\*\//))
                return out
            text = substr(text, RSTART + 2)
            in_comment = 0
        }
        if (!match(text, /\/\*/))
            return out text
        out = out substr(text, 1, RSTART - 1) " "
        text = substr(text, RSTART + 2)
        in_comment = 1
    }
}

function offence(what) {
    print FILENAME ":" FNR ": " what
    offences++
}

END {
    if (count == 0) {
        print "there are no names: nothing was checked"
        offences++
    }
    exit offences > 0
}
