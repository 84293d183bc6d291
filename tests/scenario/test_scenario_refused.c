/* What is refused as YAML, as a scenario and as a scope: the message and its place. */
#include "reading.h"

#include <criterion/criterion.h>

TestSuite(refused);

#define HEAD "scenario: s\n"
#define POOL HEAD "scope: {pool: [vm1, vm2]}\n"

Test(refused, what_is_no_yaml)
{
    static const refusal refusals[] = {
        {"", "1:1: nothing in it: a scenario begins with `scenario: …`\n"},
        {"# nothing\n", "2:1: nothing in it: a scenario begins with `scenario: …`\n"},
        {"just a text\n",
         "1:1: `just a text`: a scenario is a mapping that begins with `scenario: …`\n"},
        {"- a list\n", "1:1: a list: a scenario is a mapping that begins with `scenario: …`\n"},
        {"a: b: c\n", "1:5: not valid YAML: invalid nested block mapping on the same line; a text "
                      "with `: ` needs quotes\n"},
        {HEAD "scope: {pool: [\n",
         "3:1: not valid YAML: flow sequence without a closing bracket; end the list with `]`\n"},
        {HEAD "scope: {pool: [a]\n", "3:1: not valid YAML: missing comma in flow mapping; is a `}` "
                                     "missing, or quotes around a text?\n"},
        {HEAD "scope: {pool: [a]]}\n",
         "2:18: not valid YAML: mismatched flow sequence end; a `]` ends what a `[` began\n"},
        {"scenario: \"no end\n", "1:12: not valid YAML: double-quoted scalar without closing "
                                 "quote; end the text with its quote\n"},
        {HEAD " scope: {pool: []}\n", "1:11: not valid YAML: invalid multiline plain key; is a "
                                      "line indented too far, or by a tab?\n"},
        {HEAD "\tscope: {pool: []}\n", "1:11: not valid YAML: invalid multiline plain key; is a "
                                       "line indented too far, or by a tab?\n"},
        {"@home\n",
         "1:1: not valid YAML: plain scalar cannot start with '@'; put the text between quotes\n"},
        {HEAD "about: |0\n"
              "  x\n",
         "2:1: not valid YAML: indentation indicator 0; leave the `0` out\n"},
        {POOL "expect: {outcome: [returns, raises [a, b]]}\n",
         "3:36: not valid YAML: missing comma in flow sequence; is a `]` missing, or quotes around "
         "a text with `[` or `{`?\n"},
        {"- a\n"
         "b: c\n",
         "2:1: not valid YAML: invalid scalar at the end of block sequence; indent what belongs "
         "together alike\n"},
    };
    expect_refusals(refusals, sizeof refusals / sizeof *refusals);
}

Test(refused, yaml_that_is_not_taken)
{
    static const refusal refusals[] = {
        {"%YAML 1.1\n"
         "---\n"
         "scenario: s\n"
         "scope: {pool: [vm1, vm2]}\n",
         "1:1: a directive (`%`): a scenario is YAML 1.2 and needs none\n"},
        {POOL "---\n"
              "scenario: t\n",
         "3:1: a second document: a file holds one scenario, put this into its own\n"},
        {POOL "body: !!str returns\n", "3:13: tags are not allowed: leave the `!…` out\n"},
        {POOL "managers:\n"
              "  vm1: &a {steps: 2}\n"
              "  vm2: {<<: *a}\n",
         "5:9: merge keys (`<<`) are not allowed: write the keys out\n"},
        {HEAD "scenario: t\n"
              "scope: {pool: []}\n",
         "2:1: key `scenario` stands twice: first at 1:1\n"},
        {POOL "managers: {vm1: {steps: 1, steps: 2}}\n",
         "3:28: key `steps` stands twice: first at 3:18\n"},
        {"? [scenario]\n"
         ": s\n",
         "1:3: a list as a key: keys are words\n"},
        {POOL "body: *nobody\n", "3:7: unknown alias `nobody`: its anchor must stand before it\n"},
        {POOL "managers: {vm1: &one {}, vm2: *ona}\n",
         "3:31: unknown alias `ona`: did you mean `one`?\n"},
        {POOL "body: &a {ends: [*a]}\n",
         "3:18: alias `a` stands for something that it is part of\n"},
        {"scenario: 'five '''' quotes'\n",
         "1:11: `''''` between single quotes: write this text between double quotes\n"},
        {POOL "managers: {vm1: &m {exit: fials, enter: enters}, vm2: *m}\n",
         "3:27: unknown outcome `fials`: did you mean `fails`?\n"
         "3:55: unknown outcome `fials`: did you mean `fails`?\n"},
    };
    expect_refusals(refusals, sizeof refusals / sizeof *refusals);
}

Test(refused, what_a_scenario_consists_of)
{
    static const refusal refusals[] = {
        {"about: why\n", "1:1: `scenario` is missing: a scenario needs it\n"
                         "1:1: `scope` is missing: a scenario needs it\n"},
        {POOL "shedule: [cancel]\n",
         "3:1: unknown key of a scenario `shedule`: did you mean `schedule`?\n"},
        {POOL "color: red\n",
         "3:1: unknown key of a scenario `color`: it may be `scenario`, `about`, `tags`, "
         "`implementation`, `profile`, `tasks`, `scope`, `managers`, `body`, `cancel`, `faults`, "
         "`limits`, `schedule`, `kept`, `expect`, `violates` or `blame`\n"},
        {"scenario:\n"
         "scope: {pool: []}\n",
         "1:1: `scenario` is nothing: it must be a text\n"},
        {"scenario: \"\"\n"
         "scope: {pool: []}\n",
         "1:11: `scenario` is an empty text: it must be a text\n"},
        {"scenario: \"two\\nlines\"\n"
         "scope: {pool: []}\n",
         "1:11: `scenario` is `two\\x0alines`: it must be one line\n"},
        {"scenario: [s]\n"
         "scope: {pool: []}\n",
         "1:11: `scenario` is a list: it must be a text\n"},
        {POOL "about: ~\n", "3:8: `about` is nothing: it must be a text\n"},
        {POOL "tags: C01\n", "3:7: `tags` is `C01`: it must be a list\n"},
        {POOL "tags: [a, [b]]\n", "3:11: a list in `tags`: what stands there must be a text\n"},
        {POOL "tags: []\n", "3:7: `tags` is an empty list: say something or leave it out\n"},
        {POOL "implementation: {a: b}\n",
         "3:17: `implementation` is a mapping: it must be a text\n"},
        {POOL "profile: pyton\n", "3:10: unknown profile `pyton`: did you mean `python`?\n"},
        {POOL "profile: ruby\n", "3:10: unknown profile `ruby`: it may be `exeunt`, `python`, "
                                 "`trio`, `tc39`, `java` or `go`\n"},
    };
    expect_refusals(refusals, sizeof refusals / sizeof *refusals);
}

Test(refused, cancel_and_limits)
{
    static const refusal refusals[] = {
        {POOL "cancel: anywere\n",
         "3:9: unknown place for a cancel request `anywere`: did you mean `anywhere`?\n"},
        {POOL "cancel: sometimes\n",
         "3:9: unknown place for a cancel request `sometimes`: it may be `never` or `anywhere`\n"},
        {POOL "cancel: {times: 2}\n", "3:9: `where` is missing: `cancel` needs it\n"
                                      "3:10: `times` needs `where: anywhere`\n"},
        {POOL "cancel: {where: anywhere, times: 0}\n",
         "3:34: `times` is `0`: it must be at least 1\n"},
        {POOL "cancel: {where: never, times: 2}\n", "3:24: `times` needs `where: anywhere`\n"},
        {POOL "cancel: [anywhere]\n", "3:9: `cancel` is a list: it must be a text\n"},
        {POOL "faults: 2\n",
         "3:9: `faults` is `2`: it must be a mapping, like `{memory: anywhere}` (how many there "
         "may be in a run is a limit: `limits: {faults: 2}`)\n"},
        {POOL "faults: {}\n", "3:9: `memory` is missing: `faults` needs it\n"},
        {POOL "faults: {memory: always}\n",
         "3:18: unknown place where memory fails `always`: it may be `never`, `anywhere` or "
         "`if-asked`\n"},
        {POOL "faults: {memry: anywhere}\n",
         "3:9: `memory` is missing: `faults` needs it\n"
         "3:10: unknown key of `faults` `memry`: did you mean `memory`?\n"},
        {POOL "limits: 2\n", "3:9: `limits` is `2`: it must be a mapping, like `{faults: 2}`\n"},
        /* libfyaml loses the last line of such a block. */
        {POOL "limits:\n  faults: >-\n  two\n   lines\n   more\n",
         "5:1: `faults` is the text `two\\x0a lines\\x0a more`: it must be a whole number\n"},
        {POOL "limits: {faults: many, step: 3, states: 0}\n",
         "3:18: `faults` is `many`: it must be a whole number\n"
         "3:24: unknown key of `limits` `step`: did you mean `steps`?\n"
         "3:41: `states` is `0`: it must be at least 1\n"},
        {POOL "limits: {faults: -1}\n", "3:18: `faults` is `-1`: it must be at least 0\n"},
        {POOL "limits: {faults: 4294967296}\n",
         "3:18: `faults` is `4294967296`: it must be at most 4294967295\n"},
        {POOL "limits: {steps: 1e4}\n", "3:17: `steps` is `1e4`: it must be a whole number\n"},
    };
    expect_refusals(refusals, sizeof refusals / sizeof *refusals);
}

Test(refused, what_a_scope_consists_of)
{
    static const refusal refusals[] = {
        {HEAD "scope: vm1\n",
         "2:8: `vm1` is no scope: it must be `{pool: [...]}` or `{stack: [...]}`\n"},
        {HEAD "scope: {}\n",
         "2:8: a mapping is no scope: it must be `{pool: [...]}` or `{stack: [...]}`\n"},
        {HEAD "scope: {poool: [a]}\n",
         "2:9: unknown key of a scope `poool`: did you mean `pool`?\n"},
        {HEAD "scope: {stack: [a, {pol: [b]}]}\n",
         "2:21: unknown key of a scope `pol`: did you mean `pool`?\n"},
        {HEAD "scope: {pool: [a], stack: [b]}\n",
         "2:8: `pool` and `stack` at once: a scope is one of them\n"},
        {HEAD "scope: {pool: vm1}\n",
         "2:15: `pool` is `vm1`: it must be a list of managers, like `[vm1, vm2]`\n"},
        {HEAD "scope: {pool: [vm1, vm2, vm1]}\n",
         "2:26: `vm1` stands in the scope twice: first at 2:16\n"},
        {HEAD "scope: {stack: [a, {pool: [b, {stack: [a]}]}]}\n",
         "2:40: `a` stands in the scope twice: first at 2:17\n"},
        {HEAD "scope: {pool: [1st, a b, é]}\n",
         "2:16: `1st` is not a name: a letter, then letters, digits, `_` or `-`\n"
         "2:21: `a b` is not a name: a letter, then letters, digits, `_` or `-`\n"
         "2:26: `é` is not a name: a letter, then letters, digits, `_` or `-`\n"},
        {HEAD "scope: {pool: [body, pool, time]}\n",
         "2:16: `body` is a word of the format: choose another name\n"
         "2:22: `pool` is a word of the format: choose another name\n"
         "2:28: `time` is a word of the format: choose another name\n"},
        {HEAD "scope: {pool: [[a]]}\n", "2:16: a list where the name of a manager must be\n"},
        {HEAD "scope: {pool: [{push: a}, {callback: b}]}\n",
         "2:17: a pool has no `push`: only a stack does\n"
         "2:28: a pool has no `callback`: only a stack does\n"},
        {HEAD "scope: {stack: [{push: a, times: 2}]}\n",
         "2:27: unknown key of a pushed manager `times`: it may be `push`\n"},
        {HEAD "scope: {stack: [{callback: a, time: 2}, {callback: b, times: 0}, {callback: c, "
              "times: 1000001}]}\n",
         "2:31: unknown key of a callback `time`: did you mean `times`?\n"
         "2:62: `times` is `0`: it must be at least 1\n"
         "2:87: `times` is `1000001`: it must be at most 1000000\n"},
        {HEAD "scope: {stack: [a], enter: wait-all}\n",
         "2:21: `enter` is an option of pools: a stack enters one at a time\n"},
        {HEAD "scope: {pool: [a], enter: wait-al}\n",
         "2:27: unknown policy `wait-al`: did you mean `wait-all`?\n"},
        {HEAD "scope: {pool: [a], dedline: 10ms}\n",
         "2:20: unknown key of a scope `dedline`: did you mean `deadline`?\n"},
    };
    expect_refusals(refusals, sizeof refusals / sizeof *refusals);
}

Test(refused, durations)
{
    static const refusal refusals[] = {
        {HEAD "scope: {pool: [], deadline: 10}\n",
         "2:29: `deadline` is `10`: a duration has a unit, like `10ms`\n"},
        {HEAD "scope: {pool: [], deadline: 10us}\n",
         "2:29: `deadline` is `10us`: a duration is a whole number of `ms`, `s` or `min`, like "
         "`10ms`\n"},
        {HEAD "scope: {pool: [], deadline: 10 ms}\n",
         "2:29: `deadline` is `10 ms`: a duration is a whole number of `ms`, `s` or `min`, like "
         "`10ms`\n"},
        {HEAD "scope: {pool: [], deadline: 1.5s}\n",
         "2:29: `deadline` is `1.5s`: a duration is a whole number of `ms`, `s` or `min`, like "
         "`10ms`\n"},
        {HEAD "scope: {pool: [], deadline: soon}\n",
         "2:29: `deadline` is `soon`: it must be a duration like `10ms`\n"},
        {HEAD "scope: {pool: [], grace: -5ms}\n",
         "2:26: `grace` is `-5ms`: it must be a duration like `10ms`\n"},
        {HEAD "scope: {pool: [], grace: 99999999999999999999ms}\n",
         "2:26: `grace` is `99999999999999999999ms`: it must be at most 1000000000s\n"},
        {HEAD "scope: {pool: [], grace: [1ms]}\n",
         "2:26: `grace` is a list: it must be a duration like `10ms`\n"},
    };
    expect_refusals(refusals, sizeof refusals / sizeof *refusals);
}
