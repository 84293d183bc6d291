#!/bin/sh
# What a page names exists: the file, and the section, that a link leads to; and in `code`, each
# file of this project, each name that begins with exn_ or exeunt_, and each option. Prints
# `page:line: what` for each that does not; exits 1 if there was any.
# Usage: pages.sh SOURCE_FOLDER
set -eu
cd "$1"
pages=$(ls ./*.md docs/*.md reports/*.md tests/*/*.md 2>/dev/null) || true
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Each link as `page:line: link TARGET`, each word of `code` as `page:line: code WORD`. Blocks of
# code are tested by tests/pages.
LC_ALL=C awk '
    FNR == 1 { inside = 0 }
    /^```/ { inside = !inside }
    inside { next }
    {
        rest = $0
        while (match(rest, /\]\([^)]*\)/)) {
            print FILENAME ":" FNR ": link " substr(rest, RSTART + 2, RLENGTH - 3)
            rest = substr(rest, RSTART + RLENGTH)
        }
        count = split($0, parts, "`")
        for (i = 2; i < count; i += 2) {
            words = split(parts[i], word, /[ ,;()]+/)
            for (k = 1; k <= words; k++)
                print FILENAME ":" FNR ": code " word[k]
        }
    }
' $pages /dev/null >"$scratch/named"

[ -s "$scratch/named" ] || { echo "the pages name nothing: nothing was checked"; exit 1; }

# The sections of a page, as links name them.
sections()
{
    sed -n 's/^##* *//p' "$1" | tr '[:upper:]' '[:lower:]' | sed 's/[^a-z0-9 -]//g; s/ /-/g'
}

offence()
{
    echo "${where#./} $*"
    touch "$scratch/offence"
}

link()
{
    case $1 in
    http://* | https://*) return ;;
    esac
    page=${where%%:*}
    file=${1%%#*}
    [ -n "$file" ] && file=$(dirname "$page")/$file || file=$page
    if [ ! -e "$file" ]; then
        offence "links to $1, which is not there"
    elif [ "$1" != "${1#*#}" ] && ! sections "$file" | grep -qx -- "${1#*#}"; then
        offence "links to $1, which is no section there"
    fi
}

while read -r where kind word; do
    case $kind/$word in
    link/*) link "$word" ;;
    code/src/* | code/tests/* | code/docs/* | code/include/* | code/scenarios/* | code/.ci/*)
        # shellcheck disable=SC2086
        ls -d ${word%:*} >/dev/null 2>&1 || offence "names $word, which is not there"
        ;;
    esac
done <"$scratch/named"

# The changelog has a section for the version, and one for what comes after it.
if [ -e CHANGELOG.md ]; then
    where=CHANGELOG.md:
    version=$(awk '/^#define EXEUNT_VERSION_(MAJOR|MINOR|PATCH) / { text = text dot $3; dot = "." }
                   END { print text }' include/exeunt/version.h)
    for section in "Unreleased" "$version - [0-9-]*"; do
        grep -qx "## $section" CHANGELOG.md || offence "has no section $section"
    done
fi

# Names and options are looked up in every file that is no page.
find src include tests CMakeLists.txt bootstrap.sh -type f ! -path '*/known-bad/*' \
    ! -name '*.md' ! -path 'tests/fuzz/corpus/*' >"$scratch/files" 2>/dev/null || true
LC_ALL=C awk '
    FILENAME == named {
        where = $1
        word = $3
        if ($2 == "code" && word ~ /^(exn|exeunt|EXN|EXEUNT)_[A-Za-z0-9_]+\*?$/)
            want(where, word, word)
        if ($2 == "code" && word ~ /^--[a-z][a-z-]+$/)
            want(where, word, substr(word, 3))
        next
    }
    {
        count = split($0, words, /[^A-Za-z0-9_-]+/)
        for (i = 1; i <= count; i++) {
            sub(/^--/, "", words[i])
            there[words[i]]
        }
    }
    function want(where, text, word) {
        places[++count_wanted] = where
        texts[count_wanted] = text
        wanted[count_wanted] = word
    }
    function is_there(word,    name) {
        if (word !~ /\*$/)
            return word in there
        for (name in there)
            if (index(name "*", substr(word, 1, length(word) - 1)) == 1)
                return 1
        return 0
    }
    END {
        for (i = 1; i <= count_wanted; i++)
            if (!is_there(wanted[i])) {
                sub(/^\.\//, "", places[i])
                print places[i] " names " texts[i] ", which is not there"
                offences++
            }
        exit offences > 0
    }
' named="$scratch/named" "$scratch/named" $(cat "$scratch/files") || touch "$scratch/offence"

[ ! -e "$scratch/offence" ]
