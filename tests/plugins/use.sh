# Managers of plugins in scenarios: `use` and `with`, what is refused, what is kept.
. "$1/lib.sh"
plugins=$3

expect_wrong() { expect_err "scenarios/$1: $2"; } # place, message

ln -s "$plugins/libdatabase.so" "$plugins/libthrows.so" "$plugins/libplugin_session.so" \
    "$plugins/libplugin_pool.so" .
mkdir scenarios
cat >scenarios/good.yaml <<'END'
scenario: A database beside a manager that the scenario plays
scope: {pool: [db, cache]}
managers:
  db: {use: ../libdatabase.so#db, with: {port: 5432, host: "a", rate: 0.5}}
  cache: {enter: [enters, fails]}
cancel: anywhere
expect: {whenever: [{db connected: db exited}]}
END
run "$exeunt" check scenarios --reports none
expect_status 0
expect_out "✓ holds     good"
run "$exeunt" check scenarios --reports none --no-snapshots
expect_status 0

# What is wrong has its place, and the other scenarios still run.
cat >scenarios/bad.yaml <<'END'
scenario: Wrong arguments
scope: {pool: [a, b, c, d, e]}
managers:
  a: {use: ../libdatabase.so#db, with: {port: "5432", host: 7, rat: 1.5, undeclared: yes}}
  b: {use: ../libdatabase.so}
  c: {use: ../libdatabase.so#bd}
  d: {use: ../libnone.so}
  e: {use: ../libplugin_pool.so, with: {port: 1}}
END
cat >scenarios/refused.yaml <<'END'
scenario: The manager refuses them
scope: {pool: [a, b, c, d]}
managers:
  a: {use: ../libdatabase.so#db, with: {port: 70000, host: nowhere}}
  b: {use: ../libdatabase.so#db, with: {host: x}}
  c: {use: ../libdatabase.so#asks}
END
cat >scenarios/null.yaml <<'END'
scenario: Nothing is made
scope: {pool: [a]}
managers: {a: {use: ../libdatabase.so#db, with: {port: 1, rate: 0}}}
END
sed -i 's/{host: x}/{port: 0}/' scenarios/refused.yaml
run "$exeunt" check scenarios --reports none
expect_status 2
expect_out "✓ holds     good"
expect_out "4 scenarios in"
expect_wrong bad.yaml:4:47 \
    '`port` is the text "5432": it must be an integer of at most 64 bits, like 5432'
expect_wrong bad.yaml:4:61 \
    '`host` is 7: it must be a text, like "a"'
expect_wrong bad.yaml:4:64 \
    'unknown key of `with` `rat`: did you mean `rate`?'
expect_wrong bad.yaml:4:86 \
    '`undeclared` is yes: it must be `true` or `false`'
expect_wrong bad.yaml:5:12 \
    './libdatabase.so: it has 2 managers: name one of `#db`, `#asks`'
expect_wrong bad.yaml:6:12 \
    './libdatabase.so: it has no manager `bd`: did you mean `#db`?'
expect_wrong bad.yaml:7:12 \
    './libnone.so: No such file or directory; `--plugins DIR` looks for libnone.so in DIR'
expect_wrong bad.yaml:8:12 \
    './libplugin_pool.so: it has no manager, only implementations'
expect_wrong refused.yaml:4:47 \
    '`port`: 70000 is no port: 1 to 65535'
expect_wrong refused.yaml:4:60 \
    '`host`: nobody is there'
expect_wrong null.yaml:3:21 \
    '`create` of `db` returned NULL for `a`'
sed -i '/^  [ab]:/d' scenarios/refused.yaml
run "$exeunt" check scenarios/refused.yaml --reports none
expect_status 2
expect_wrong refused.yaml:4:12 \
    '`create` of `asks` asks for `port` as an integer, and has not declared it so'

# A required one is missing; nothing is played beside `use`; a plugin has a name.
cat >scenarios/refused.yaml <<'END'
scenario: Refused before anything is loaded
scope: {pool: [a, b, c]}
managers:
  a: {use: ../libdatabase.so#db, enter: fails}
  b: {with: {port: 1}}
  c: {use: database, with: {port: [1]}}
END
run "$exeunt" check scenarios/refused.yaml --reports none
expect_status 2
expect_wrong refused.yaml:4:34 \
    '`enter` beside `use`: what `a` does, its code decides'
expect_wrong refused.yaml:5:7 \
    '`with` without `use`: only a manager that is code is passed something'
expect_wrong refused.yaml:6:12 \
    '`use` is `database`: it must name a plugin, like `./libmydb.so#db`, or code in Python,'
sed -i '/^  [bc]:/d; s/, enter: fails//' scenarios/refused.yaml
run "$exeunt" check scenarios/refused.yaml --reports none
expect_status 2
expect_wrong refused.yaml:4:12 \
    '`port` is missing in `with`: `db` needs it'

# What is kept names the plugin from its own place.
rm scenarios/[!g]*.yaml
sed -i 's/^expect:.*/expect: {never: [db refused]}/' scenarios/good.yaml
run "$exeunt" check scenarios
expect_status 1
expect_out "  replay  exeunt replay scenarios/good.yaml --tape 0.1"
kept=reports/violations/good.exeunt.yaml
expect_in_file $kept 'use: "../../libdatabase.so#db"'
expect_in_file $kept '      host: "a"'
run "$exeunt" check $kept --reports none
expect_status 1
run "$exeunt" replay scenarios/good.yaml --tape 0.1
expect_status 1
expect_out "db      refused"

# It may be moved: to the scenarios, or with its plugin to another folder. Where there is no plugin,
# the message says what to type.
mkdir elsewhere
for place in scenarios .; do
    cp $kept $place/moved.yaml
    run "$exeunt" check $place/moved.yaml --reports none
    expect_status 1
    rm $place/moved.yaml
done
mv $kept kept.yaml
mv libdatabase.so kept.yaml elsewhere
run "$exeunt" check elsewhere/kept.yaml --reports none
expect_status 1
run "$exeunt" check "$work/elsewhere/kept.yaml" --reports none
expect_status 1
mv elsewhere/kept.yaml .
run "$exeunt" check kept.yaml --reports none
expect_status 2
expect_err 'kept.yaml:9:10: ../../libdatabase.so: No such file or directory; `--plugins DIR` look'
run "$exeunt" check kept.yaml --reports none --plugins "none:elsewhere"
expect_status 1
expect_out "replay  exeunt replay kept.yaml --plugins none:elsewhere"
run "$exeunt" replay kept.yaml --plugins "none:elsewhere"
expect_status 1
expect_out "db      refused"
run "$exeunt" check scenarios --plugins elsewhere # what is kept needs no --plugins
expect_in_file $kept 'use: "../../elsewhere/libdatabase.so#db"'
run "$exeunt" check $kept --reports none
expect_status 1
mv elsewhere/libdatabase.so .
mkdir -p elsewhere/deep/down # nothing is taken from above the current folder
cp kept.yaml elsewhere/deep/down
cd elsewhere/deep/down || exit 1
run "$exeunt" check "$work/elsewhere/deep/down/kept.yaml" --reports none
expect_status 2
cd "$work" || exit 1
run "$exeunt" check "$work/elsewhere/deep/down/kept.yaml" --reports none
expect_status 1

mkdir one two
cp "$plugins/libdatabase.so" one
ln one/libdatabase.so two
run "$exeunt" check kept.yaml --reports none --plugins one:two # one file
expect_status 1
cp "$plugins/libthrows.so" three.so
rm two/libdatabase.so
mv three.so two/libdatabase.so
run "$exeunt" check kept.yaml --reports none --plugins one:two
expect_status 2
expect_err 'kept.yaml:9:10: two plugins are called libdatabase.so: one/libdatabase.so and two/lib'

# Two plugins of one name at their places are two.
printf 'scenario: s\nscope: {pool: [a, b]}\nmanagers:\n' >both.yaml
printf '  a: {use: one/libdatabase.so#db, with: {port: 1}}\n' >>both.yaml
printf '  b: {use: two/libdatabase.so#keeps}\n' >>both.yaml
run "$exeunt" check both.yaml --reports none
expect_status 0

# In C++: an exception that leaves the plugin is a finding, and the run goes on.
for manager in keeps lets-out; do
    cat >"scenarios/$manager.yaml" <<END
scenario: An exception, $manager
scope: {stack: [a]}
managers: {a: {use: ../libthrows.so#$manager}}
END
done
run "$exeunt" check scenarios/keeps.yaml scenarios/lets-out.yaml --reports none
expect_status 1
expect_out "✓ holds     keeps"
expect_out "✗ lets-out · exeunt · crashed, blame: a"
expect_out "SIGABRT"

sed -i 's/stack/pool/' scenarios/lets-out.yaml
run "$exeunt" check scenarios/lets-out.yaml -i "$plugins/libcatches.so" --reports none
expect_status 1
expect_out "crashed"
expect_out "none may cross the border"

# What `exeunt new --plugin` writes holds, as its comment says.
sed -n 's/^ \*     \(scenario:.*\|  *[a-z]*:.*\|[a-z]*:.*\)$/\1/p' "$plugins/session.c" |
    sed 's/libsession/libplugin_session/' >session.yaml
run "$exeunt" check session.yaml --reports none
expect_status 0
expect_out "✓ holds     session"
finish
