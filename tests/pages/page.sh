#!/bin/sh
# Does what a page of the documentation shows, in its order, and compares.
#
#   ```LANGUAGE FILE      writes the block to FILE in the work folder
#   ```LANGUAGE in FILE   the block stands in FILE as it is
#   ```console            runs each line that begins with `$ `. The lines below it must be printed
#                         by it, in a row; a line `...` stands for any lines, and a column `...` of
#                         a line for any words. A command that has no lines below it must succeed.
#
# Any other block is text. The work folder shows the files of this project, with the build folder as
# build/dev and build/release; `exeunt`, `cc`, `pkg-config` and `python3` are those of this build.
#
# Usage: page.sh PAGE SOURCE_FOLDER BUILD_FOLDER COMPILER PKG_CONFIG SIM_LIBRARY CORE_LIBRARY
#                UV_LIBRARY SANITIZERS
set -eu
page=$1
source=$2
build=$3
compiler=$4
real_pkg_config=$(command -v "$5")
sim=$6
core=$7
uv=$8
sanitize=${9:+-fsanitize=$9}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/blocks" "$scratch/bin" "$scratch/place" "$scratch/place/build"

# --- The work folder ------------------------------------------------------------------------------

for entry in "$source"/*; do
    case ${entry##*/} in
    build | reports) ;;
    *) ln -s "$entry" "$scratch/place/" ;;
    esac
done
ln -s "$build" "$scratch/place/build/dev"
ln -s "$build" "$scratch/place/build/release"

program()
{
    cat >"$scratch/bin/$1"
    chmod +x "$scratch/bin/$1"
}

# Without a blank in their paths, which the words of `$(pkg-config ...)` would be cut at.
mkdir "$scratch/sdk"
ln -s "$source/include" "$scratch/sdk/include"
for library in "$sim" "$core" ${uv:+"$uv"}; do
    ln -s "$library" "$scratch/sdk/${library##*/}"
done
sdk=$scratch/sdk

program exeunt <<END
#!/bin/sh
exec "$build/exeunt" "\$@"
END
program cc <<END
#!/bin/sh
exec "$compiler" -std=c11 -Wall -Wextra -Wpedantic -Werror $sanitize "\$@"
END
[ -z "${EXEUNT_PYTHON-}" ] || program python3 <<END
#!/bin/sh
exec "$EXEUNT_PYTHON" "\$@"
END
program pkg-config <<END
#!/bin/sh
for module; do :; done
case \$module in
exeunt) echo "-I$sdk/include $sdk/${core##*/}" ;;
exeunt-uv)
    echo "-I$sdk/include $sdk/${uv##*/} $sdk/${core##*/}" \
        \$("$real_pkg_config" --cflags --libs libuv)
    ;;
exeunt-sim)
    echo "-I$sdk/include $sdk/${sim##*/} $sdk/${core##*/}" \
        \$("$real_pkg_config" --libs libfyaml libxxhash gmp)
    ;;
exeunt-plugin)
    case \$1 in
    --variable=scenarios) echo scenarios ;;
    *) echo "-I$sdk/include" ;;
    esac
    ;;
exeunt-criterion)
    echo \$("\$0" exeunt-sim) \$("$real_pkg_config" --cflags --libs criterion)
    ;;
*) exec "$real_pkg_config" "\$@" ;;
esac
END
PATH=$scratch/bin:$PATH
export PATH

# --- The blocks -----------------------------------------------------------------------------------

awk -v folder="$scratch/blocks/" '
    /^```/ && text == "" {
        text = sprintf("%s%03d", folder, ++count)
        print substr($0, 4) >(text ".info")
        printf "" >text
        next
    }
    /^```$/ { close(text); text = ""; next }
    text != "" { print >text }
' "$page"

fail()
{
    echo "${page##*/}: $*" >&2
    exit 1
}

# Whether the lines of the file $1 stand in the file $2, in a row; between `...`, in that order.
stand_in()
{
    awk '
        function same(shown, line, before, after) {
            if (shown == line || !match(shown, /   \.\.\.(   |$)/)) return shown == line
            before = substr(shown, 1, RSTART + 2)
            after = substr(shown, RSTART + 6)
            return index(line, before) == 1 && length(line) > length(before) + length(after) &&
                substr(line, length(line) - length(after) + 1) == after
        }
        NR == FNR { shown[++shown_count] = $0; next }
        { lines[++line_count] = $0 }
        END {
            at = 1
            for (first = 1; first <= shown_count; first = last + 2) {
                for (last = first; last < shown_count && shown[last + 1] != "..."; last++);
                if (shown[first] == "...") { last = first - 1; continue }
                for (; at + last - first <= line_count; at++) {
                    for (i = first; i <= last && same(shown[i], lines[at + i - first]); i++);
                    if (i > last) break
                }
                if (at + last - first > line_count) exit 1
                at += last - first + 1
            }
        }
    ' "$1" "$2"
}

# Runs the command $1 and compares with the file `shown`. Criterion writes marks before
# its lines, and blanks after them.
run()
{
    status=0
    sh -c "$1" >"$scratch/printed" 2>&1 </dev/null || status=$?
    sed 's/^\[----\] \{0,3\}//; s/ *$//' "$scratch/printed" >"$scratch/output"
    if [ ! -s "$scratch/shown" ]; then
        [ "$status" -eq 0 ] || { cat "$scratch/output" >&2; fail "status $status: $1"; }
    elif ! stand_in "$scratch/shown" "$scratch/output"; then
        diff "$scratch/shown" "$scratch/output" >&2 || true
        fail "prints something else: $1"
    fi
    : >"$scratch/shown"
}

run_all()
{
    command=
    : >"$scratch/shown"
    while IFS= read -r line; do
        case $line in
        '$ '*)
            [ -z "$command" ] || run "$command"
            command=${line#'$ '}
            ;;
        *) printf '%s\n' "$line" >>"$scratch/shown" ;;
        esac
    done <"$1"
    [ -z "$command" ] || run "$command"
}

cd "$scratch/place"
done=0
for info in "$scratch"/blocks/*.info; do
    [ -e "$info" ] || break
    text=${info%.info}
    language=
    name=
    file=
    read -r language name file <"$info" || true
    case $language/$name in
    console/*) run_all "$text" ;;
    */in) stand_in "$text" "$file" || fail "does not stand in $file: $(head -n 1 "$text")..." ;;
    */) continue ;;
    *) cp "$text" "$name" ;;
    esac
    done=$((done + 1))
done
echo "${page##*/}: $done blocks"
