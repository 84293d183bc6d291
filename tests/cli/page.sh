# index.html, and schedules drawn as SVG: what they hold. tests/browser looks at the page itself.
. "$1/lib.sh"
write_scenario s/a.yaml "A pool & <two>"
write_scenario s/b.yaml "Another"
printf 'body: [returns, raises]\nmanagers: {vm1: {exit: fails}}\n' >>s/b.yaml
run "$exeunt" check s --implementation gather-cm
expect_status 1
page=reports/index.html
expect_in_file $page '1 of 2 scenarios did not pass'
expect_in_file $page '<b>1</b> violated</button>'
expect_in_file $page 'data-words="A pool &amp; &lt;two&gt; holds'
expect_in_file $page 'id="b:1"'
expect_in_file $page '<p id="untested">What was not tested? Rules: <a href="#rule-'
expect_in_file $page 'to blame: <b>the scope</b>'
expect_in_file $page "X6 propagation</a>: the body's error leaves the scope"
expect_in_file $page 'Where it is broken, a failure that vanishes is taken for success'
expect_in_file $page '<svg class="lanes" role="img"'
expect_in_file $page 'exeunt replay s/b.yaml --implementation gather-cm'
! grep -qE 'https?://' $page || fail "the page must need no network"
[ "$(grep -n 'class="case red"' $page | cut -d: -f1)" -lt \
  "$(grep -n 'class="case green"' $page | cut -d: -f1)" ] || fail "red must come first"

# The same run drawn alone, whole or not at all.
tape=$(sed -n 's/.*gather-cm --tape \([0-9.]*\).*/\1/p' $page | head -1)
run "$exeunt" replay s/b.yaml -i gather-cm --tape "$tape" --svg drawn.svg
expect_status 1
expect_nothing_on_err
expect_in_file drawn.svg 'xmlns="http://www.w3.org/2000/svg"'
expect_in_file drawn.svg '✗ X6 propagation'
expect_in_file drawn.svg 'class="hop"'
if command -v xmllint >/dev/null; then
    run xmllint --noout drawn.svg
    expect_status 0
fi
run "$exeunt" replay s/a.yaml --svg held.svg
expect_status 0
! grep -q 'class="broken"' held.svg || fail "nothing is broken there"
mkdir drawing
for path in drawing nowhere/x.svg; do
    run "$exeunt" replay s/a.yaml --svg $path
    expect_status 2
    expect_err "exeunt: cannot write $path: "
done
[ "$(ls -A | grep -c svg)" -eq 2 ] || fail "no draft must be left"
finish
