# The parts of the style that can be counted. Prints `file:line: what` for each offence; exits 1 if
# there was any. Run with LC_ALL=C: columns are counted as UTF-8 characters here.

BEGIN {
    columns_max = 100
    function_lines_max = 70
    file_lines_max = 500
}

FNR == 1 {
    function_begins = in_head = 0
    code = FILENAME ~ /\.[ch]$/
}

code && FNR == 1 && !/^\/\*/ { offence(FNR, "no comment on top that says what the file is for") }

/\t/ { offence(FNR, "a tab") }
/[ \r]$/ { offence(FNR, "a blank at the end of the line") }

{
    characters = $0
    gsub(/[\200-\277]/, "", characters) # all but the first byte of a character
    if (length(characters) > columns_max)
        offence(FNR, length(characters) " columns, at most " columns_max)
}

# A function's braces are the only ones that stand alone in the first column.
code && /^{/ { function_begins = FNR }
code && /^}$/ && function_begins {
    lines = FNR - function_begins - 1
    if (lines > function_lines_max)
        offence(function_begins, "a function of " lines " lines, at most " function_lines_max)
    function_begins = 0
}

# Braces always, even around one statement: what follows a condition begins with a brace.
code && !in_head && /^ *(} else )?(if|for|while) \(/ { in_head = FNR; open = 0 }
code && in_head {
    head = $0
    gsub(/'(\\.|[^'])'|"(\\.|[^"\\])*"/, "", head)
    opened = gsub(/\(/, "", head)
    closed = gsub(/\)/, "", head)
    open += opened - closed
    if (open <= 0) {
        if ($0 ~ /\)$/)
            offence(in_head, "a statement without braces")
        in_head = 0
    }
}
code && /^ *(} )?else$/ { offence(FNR, "a statement without braces") }

code && FNR == file_lines_max + 1 { offence(FNR, "more than " file_lines_max " lines") }

function offence(line, what) {
    print FILENAME ":" line ": " what
    offences++
}

END { exit offences > 0 }
