# The names of the public headers: none begins with exn_, and the words of an enum have a common
# beginning that no other enum has (EXEUNT_POOL_NEW, EXEUNT_POOL_BODY).
# Usage: awk -f public_names.awk HEADER...

function complain(text)
{
    printf "%s:%d: %s\n", FILENAME, FNR, text
    failed = 1
}

FNR == 1 { inside = "" }

/(^|[^a-z_])(exn|EXN)_/ { complain("a name of the inside") }

/^typedef enum exeunt_/ {
    inside = $3
    words = $0
    sub(/^[^{]*\{/, "", words)
    enums++
}
inside != "" && !/^typedef enum/ { words = words " " $0 }

# At the end of an enum: its words, without comments, values and what follows.
inside != "" && /\}/ {
    gsub(/\/\*([^*]|\*[^\/])*\*\//, "", words)
    sub(/\}.*/, "", words)
    gsub(/=[^,]*/, "", words)
    count = split(words, word, ",")
    for (i = 1; i <= count; i++) {
        gsub(/[ \t]/, "", word[i])
        if (word[i] !~ /^EXEUNT_[A-Z]/ || word[i] ~ /\(/) {
            continue # a macro that lists all of them
        }
        split(word[i], part, "_")
        if (i > 1 && part[2] != first) {
            complain("`" word[i] "` of " inside " does not begin with EXEUNT_" first "_")
        }
        first = part[2]
        if (first in owner && owner[first] != inside) {
            complain("EXEUNT_" first "_ is of " owner[first] " and of " inside)
        }
        owner[first] = inside
    }
    inside = ""
}

END {
    if (enums < 5) {
        print "hardly any enum was seen: nothing was checked"
        failed = 1
    }
    exit failed
}
