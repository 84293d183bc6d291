# The table of the whole zoo: each animal breaks something, and no twin does.
. "$1/lib.sh"

run "$exeunt" check --implementation 'zoo/*'
expect_status 1
[ "$(grep -c '^zoo/' out)" -ge 54 ] || fail "16 scopes and 11 managers, with their twins"
grep '^zoo/' out | while read -r name marks; do
    case $name:$marks in
    *-mended:*✗*) echo "$name is not mended: $marks" ;;
    *-mended:*) ;;
    *✗*) ;;
    *) echo "$name is not caught" ;;
    esac
done >wrong
: >none
expect_same none wrong
finish
