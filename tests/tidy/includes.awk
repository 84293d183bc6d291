# The arrows of docs/ARCHITECTURE.md: which folder of src/, or which single header of one, a folder
# may include. Prints `file:line: what` for each include against them; exits 1 if there was any.
#
# The picture there is drawn from the includes themselves (rooms.awk).

BEGIN {
    may["core"] = "core"
    may["uv"] = "uv"
    may["base"] = "base"
    may["world"] = "world base"
    may["contract"] = "contract base world"
    may["zoo"] = "zoo"
    may["subjects"] = "subjects zoo contract world"
    may["result"] = "result base contract"
    may["scenario"] = "scenario base contract"
    may["stage"] = "stage base scenario contract world"
    may["search"] = "search base stage result scenario contract world"
    may["parallel"] = "parallel base search stage result scenario contract world"
    may["checker"] = "checker base parallel search stage result scenario subjects contract world"
    may["shrink"] = "shrink base search stage result scenario contract world"
    may["capi"] = "capi base report shrink checker parallel search stage result scenario subjects contract world"
    # Only a host loads code under test.
    # Code under test may run in a child.
    may["adapters"] = "adapters base stage scenario contract world"
    may["plugins"] = "plugins adapters base search stage result scenario subjects contract world"
    may["host"] = "host adapters base protocol plugins shrink checker search stage result scenario subjects contract world"
    may["report"] = "report base result scenario contract"
    may["coverage"] = "coverage base result"
    # The command talks to hosts, and reads the tape that a host leaves behind when it dies.
    may["protocol"] = "protocol"
    may["conformance"] = "conformance scenario"
    may["cli"] = "cli conformance base protocol report coverage result scenario contract world/flight.h"

    # The manual is made from the tables of the command.
    may["manual"] = "manual cli"

    # The core is freestanding but for text: no allocation, no POSIX.
    core_headers = "^(assert|errno|limits|stdalign|stdarg|stdbool|stddef|stdint|stdio|string)\\.h$"
    # Production code and the command use the real libuv; a host never does.
    own_asserts = "^(base|world|contract|stage|search|parallel|checker|shrink)$"
    uv_folders = "^(uv|cli|report)$"
}

FNR == 1 {
    folder = FILENAME
    sub(/^.*src\//, "", folder)
    file = folder
    sub(/\/.*$/, "", folder)
    if (!(folder in may))
        offence("the folder src/" folder " has no arrows yet: add it to includes.awk")
}

/^ *# *include +"/ {
    split($0, parts, "\"")
    target = parts[2]
    sub(/\/.*$/, "", target)
    if (parts[2] !~ /\// || parts[2] ~ /^\./)
        offence("\"" parts[2] "\" is not named from src/")
    else if (!stands_in(target, may[folder]) && !stands_in(parts[2], may[folder]))
        offence("src/" folder " may not include \"" parts[2] "\"")
}

/^ *# *include +</ {
    header = $0
    sub(/^[^<]*</, "", header)
    sub(/>.*$/, "", header)
    if (folder == "core" && header !~ core_headers && header !~ /^exeunt\//)
        offence("the core may not include <" header ">")
    if ((header == "uv.h" || header == "exeunt/uv.h") && folder !~ uv_folders)
        offence("src/" folder " may not include <" header ">")
    # What fails there is this project's fault, and no finding (base/own_assert.h).
    if (header == "assert.h" && folder ~ own_asserts)
        offence("src/" folder " asserts by base/own_assert.h")
    # The reference computes outcomes from the events alone (contract/oracle.c).
    if (file ~ /^contract\/oracle/ && header ~ /^exeunt\//)
        offence("the reference shares nothing with the core: <" header ">")
}

function stands_in(word, list) {
    return index(" " list " ", " " word " ") > 0
}

function offence(what) {
    print FILENAME ":" FNR ": " what
    offences++
}

END { exit offences > 0 }
