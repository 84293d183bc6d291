/* What is refused in managers, bodies, schedules and expectations: the message and its place. */
#include "reading.h"

#include <criterion/criterion.h>

TestSuite(refused_runs);

#define HEAD  "scenario: s\n"
#define POOL  HEAD "scope: {pool: [vm1, vm2]}\n"
#define STACK HEAD "scope: {stack: [vm1, {push: lock}, {callback: log}, {pool: [vm2]}]}\n"

Test(refused_runs, managers)
{
    static const refusal refusals[] = {
        {POOL "managers: [vm1]\n",
         "3:11: `managers` is a list: it must be a mapping, like `{vm1: {enter: fails}}`\n"},
        {POOL "managers: {vm3: {}}\n", "3:12: unknown manager `vm3`: did you mean `vm1`?\n"},
        {POOL "managers: {database: {}}\n",
         "3:12: `database` is never used: name it in `scope` or in an action, or leave it out\n"},
        {POOL "managers: {pool: {deadline: 5ms}}\n",
         "3:12: `pool` is no manager: what a scope does stands in `scope`, beside its managers\n"},
        {POOL "managers: {vm1: fails}\n",
         "3:17: `vm1` is `fails`: it must be a mapping, like `{enter: [enters, fails]}`\n"},
        {POOL "managers: {vm1: }\n",
         "3:12: `vm1` is nothing: it must be a mapping, like `{enter: [enters, fails]}`\n"},
        {POOL "managers: {vm1: {entr: fails}}\n",
         "3:18: unknown key of a manager `entr`: did you mean `enter`?\n"},
        {POOL "managers: {vm1: {exit: {end: fails}}}\n",
         "3:25: unknown key of an operation `end`: did you mean `ends`?\n"},
        {STACK "managers: {lock: {enter: fails}, log: {steps: {enter: 2}}}\n",
         "3:19: `lock` is pushed: it is never entered\n"
         "3:48: `log` is a callback: it is never entered\n"},
    };
    expect_refusals(refusals, sizeof refusals / sizeof *refusals);
}

Test(refused_runs, outcomes)
{
    static const refusal refusals[] = {
        {POOL "managers: {vm1: {exit: suppreses}}\n",
         "3:24: unknown outcome `suppreses`: did you mean `suppresses`?\n"},
        {POOL "managers: {vm1: {enter: suppresses}}\n",
         "3:25: outcome `suppresses`: an enter `enters`, `fails`, `hangs`, `settles twice`, `stops "
         "unasked`, `leaks` or `touches later`\n"},
        {POOL "managers: {vm1: {enter: explodes}}\n",
         "3:25: unknown outcome `explodes`: an enter `enters`, `fails`, `hangs`, `settles twice`, "
         "`stops unasked`, `leaks` or `touches later`\n"},
        {POOL "managers: {vm1: {exit: [fails, exits, fails]}}\n",
         "3:39: outcome `fails` stands twice\n"},
        {POOL "managers: {vm1: {exit: []}}\n",
         "3:24: `exit` is an empty list: say something or leave it out\n"},
        {POOL "managers: {vm1: {exit: [[fails]]}}\n",
         "3:25: a list in `exit`: what stands there must be a text\n"},
        {POOL "managers: {vm1: {enter: stops}}\n",
         "3:25: outcome `stops`: an enter `enters`, `fails`, `hangs`, `settles twice`, `stops "
         "unasked`, `leaks` or `touches later`\n"},
        {POOL "managers: {vm1: {exit: setles twice}}\n",
         "3:24: unknown outcome `setles twice`: did you mean `settles twice`?\n"},
        {POOL "body: fails\n", "3:7: outcome `fails`: a body `returns`, `raises` or `hangs`\n"},
        {POOL "body: leaks\n", "3:7: outcome `leaks`: a body `returns`, `raises` or `hangs`\n"},
        {POOL "body:\n", "3:1: `body` is nothing: it must be a text, or a list of them\n"},
        {STACK "managers: {vm1: {enter: fails with vm2.exit}}\n",
         "3:25: `fails with`: only an exit is told an error that it can raise again, an enter "
         "`fails`\n"},
        {POOL "body: fails with vm1.exit\n", "3:7: `fails with`: only an exit is told an error "
                                             "that it can raise again, a body `raises`\n"},
        {STACK
         "managers: {vm1: {exit: [fails with vm3.exit, fails with vm2, fails with vm2.leave]}}\n",
         "3:25: unknown name `vm3`: did you mean `vm1`?\n"
         "3:46: `vm2` is not an error: those are `NAME.enter`, `NAME.exit`, `SCOPE.deadline` and "
         "`body`\n"
         "3:62: unknown error `vm2.leave`: it may be `vm2.enter` or `vm2.exit`\n"},
        {STACK "managers: {vm1: {exit: [fails with lock.enter, fails with vm2.deadline]}}\n",
         "3:25: `lock.enter`: it is never entered, only `lock.exit` can be\n"
         "3:48: `vm2.deadline`: only scopes have deadlines, a manager has `vm2.enter` and "
         "`vm2.exit`\n"},
        {STACK "managers: {vm1: {exit: [fails with stack.deadline, fails with stack.exit, fails "
               "with canceled]}}\n",
         "3:25: `stack.deadline`: that scope has no deadline, write it beside its managers: "
         "`deadline: 10ms`\n"
         "3:52: `stack.exit`: the outermost scope raises no error of its own but `stack.deadline`\n"
         "3:75: `canceled` cannot be raised again: it is no manager's error\n"},
    };
    expect_refusals(refusals, sizeof refusals / sizeof *refusals);
}

Test(refused_runs, steps_and_time)
{
    static const refusal refusals[] = {
        {POOL "managers: {vm1: {steps: -1}, vm2: {steps: 1.5}}\n",
         "3:25: `steps` is `-1`: it must be at least 0\n"
         "3:43: `steps` is `1.5`: it must be a whole number\n"},
        {POOL "managers: {vm1: {steps: 99999999999999999999}, vm2: {steps: \"1\"}}\n",
         "3:25: `steps` is `99999999999999999999`: it must be at most 1000000\n"
         "3:61: `steps` is the text `1`: it must be a whole number\n"},
        {POOL "managers: {vm1: {steps: 010}, vm2: {steps: many}}\n",
         "3:25: `steps` is `010`: write it without leading zeros\n"
         "3:44: `steps` is `many`: it must be a whole number\n"},
        {POOL "managers: {vm1: {steps: {entr: 1}}}\n",
         "3:26: unknown key of `steps` `entr`: did you mean `enter`?\n"},
        {POOL "managers: {vm1: {steps: 2, takes: {enter: 5ms}}}\n",
         "3:36: `takes` excludes `steps`: the enter of `vm1` has both\n"},
        {POOL "managers: {vm1: {steps: {exit: 1}, takes: 5ms}}\n",
         "3:36: `takes` excludes `steps`: the exit of `vm1` has both\n"},
        {POOL "body: {steps: 1, takes: 5ms}\n",
         "3:18: `takes` excludes `steps`: the body has both\n"},
        {POOL "body: {steps: {enter: 1}}\n",
         "3:15: `steps` is a mapping: it must be a whole number\n"},
        {POOL "managers: {vm1: {takes: 5}}\n",
         "3:25: `takes` is `5`: a duration has a unit, like `5ms`\n"},
    };
    expect_refusals(refusals, sizeof refusals / sizeof *refusals);
}

Test(refused_runs, answers_to_a_cancel_request)
{
    static const refusal refusals[] = {
        {POOL "managers: {vm1: {on-cancel: stop}}\n",
         "3:29: unknown answer to a cancel request `stop`: did you mean `stops`?\n"},
        {POOL "managers: {vm1: {on-cancel: [stops, stops]}}\n", "3:37: `stops` stands twice\n"},
        {POOL "body: {on-cancel: raises}\n", "3:19: unknown answer to a cancel request `raises`: "
                                             "it may be `stops`, `ignores` or `fails`\n"},
        {POOL "managers: {vm1: {on_cancel: stops}}\n",
         "3:18: unknown key of a manager `on_cancel`: did you mean `on-cancel`?\n"},
    };
    expect_refusals(refusals, sizeof refusals / sizeof *refusals);
}

Test(refused_runs, actions)
{
    static const refusal refusals[] = {
        {STACK "body: {actions: close}\n", "3:17: `actions` is `close`: it must be a list\n"},
        {STACK "body: {actions: [clos, shout]}\n",
         "3:18: unknown action `clos`: did you mean `close`?\n"
         "3:24: unknown action `shout`: it may be `enter`, `push`, `callback`, `move`, `close` or "
         "`cancel`\n"},
        {STACK "body: {actions: [enter, close vm1, enter 1st, push body]}\n",
         "3:18: action `enter`: of whom? write `enter NAME`\n"
         "3:25: action `close vm1`: behind `close` there may be ` -> refused` or ` -> may be "
         "refused`\n"
         "3:36: `1st` is not a name: a letter, then letters, digits, `_` or `-`\n"
         "3:47: `body` is a word of the format: choose another name\n"},
        {STACK "body: {actions: [enter vm1, push stack.pool, callback stack]}\n",
         "3:18: `enter vm1`: it stands in the scope already, name another one or expect `-> "
         "refused`\n"
         "3:29: `push stack.pool`: that is a scope, not a manager\n"
         "3:46: `callback stack`: that is a scope, not a manager\n"},
        {STACK "body: {actions: [callback tx, enter tx]}\n",
         "3:31: `enter tx`: `tx` is a callback elsewhere\n"},
        {STACK "body: {actions: [push tx, enter tx]}\n",
         "3:27: `enter tx`: `tx` is pushed elsewhere\n"},
        {STACK "body: {actions: [enter tx, move tx, move vm1]}\n",
         "3:28: `move tx`: that name is taken, a new stack needs its own\n"
         "3:37: `move vm1`: that name is taken, a new stack needs its own\n"},
        {STACK "body: {actions: [\"close -> refuse\"]}\n",
         "3:18: action `close -> refuse`: behind ` -> ` there may be `refused` or `may be "
         "refused`\n"},
        {POOL
         "expect: {never: [call close -> refused, call close vm1, call shut, call enter vm3]}\n",
         "3:18: call `close -> refused`: what was refused is `call ACTION refused` here, without "
         "an "
         "arrow\n"
         "3:41: action `close vm1`: behind `close` there may be ` -> refused` or ` -> may be "
         "refused`\n"
         "3:57: unknown action `shut`: it may be `enter`, `push`, `callback`, `move`, `close` or "
         "`cancel`\n"
         "3:68: unknown name `vm3`: did you mean `vm1`?\n"},
        {POOL "body: {actions: [enter tx, push a, callback b, move m]}\n",
         "3:18: a pool enters nothing later: write `enter tx -> refused`, or use a stack\n"
         "3:28: a pool has no `push`: only a stack does\n"
         "3:36: a pool has no `callback`: only a stack does\n"
         "3:48: a pool has no `move`: only a stack does\n"},
        {POOL "managers: {vm1: {exit: {actions: [[close]]}}}\n",
         "3:35: a list in `actions`: what stands there must be a text\n"},
    };
    expect_refusals(refusals, sizeof refusals / sizeof *refusals);
}

Test(refused_runs, items)
{
    static const refusal refusals[] = {
        {POOL "schedule: cancel\n", "3:11: `schedule` is `cancel`: it must be a list\n"},
        {POOL "schedule: [vm1 enter, vm1 leaves]\n",
         "3:12: unknown outcome `enter`: did you mean `enters`?\n"
         "3:23: unknown outcome `leaves`: did you mean `leaks`?\n"},
        {POOL "schedule: [vm3 enters, nobody enters]\n",
         "3:12: unknown name `vm3`: did you mean `vm1`?\n"
         "3:24: unknown name `nobody`: there is `pool`, `vm1` and `vm2`\n"},
        {POOL "schedule: [vm1, pool closes]\n",
         "3:12: unknown item `vm1`: it may be `NAME enters`, `body returns`, `cancel`, `cancel at "
         "once`, `ask NAME`, `time passes`, `call ACTION` or `...`\n"
         "3:17: `pool` is a scope: name one of the managers in it\n"},
        {POOL "schedule: [vm1 hangs, vm1 returns, body exits]\n",
         "3:12: `hangs` is nothing that happens: leave the item out\n"
         "3:23: outcome `returns`: a manager `enters`, `exits`, `fails`, `fails with NAME.op`, "
         "`suppresses`, `stops`, `settles twice`, `stops unasked`, `leaks`, `touches later` or "
         "`steps`\n"
         "3:36: outcome `exits`: a body `returns`, `raises`, `stops` or `steps`\n"},
        {STACK "schedule: [lock enters, log step]\n",
         "3:12: outcome `enters`: an exit `exits`, `fails`, `fails with NAME.op`, `suppresses`, "
         "`stops`, `settles twice`, `stops unasked`, `leaks`, `touches later` or `steps`\n"
         "3:25: unknown outcome `step`: did you mean `steps`?\n"},
        {STACK "schedule: [cancel at onse, cancel vm1, time pass, wait]\n",
         "3:12: unknown item `cancel at onse`: did you mean `cancel at once`?\n"
         "3:28: unknown item `cancel vm1`: it may be `NAME enters`, `body returns`, `cancel`, "
         "`cancel at once`, `ask NAME`, `time passes`, `call ACTION` or `...`\n"
         "3:40: unknown item `time pass`: did you mean `time passes`?\n"
         "3:51: unknown item `wait`: it may be `NAME enters`, `body returns`, `cancel`, `cancel at "
         "once`, `ask NAME`, `time passes`, `call ACTION` or `...`\n"},
        {STACK "schedule: [call clos, call enter]\n",
         "3:12: unknown action `clos`: did you mean `close`?\n"
         "3:23: action `enter`: of whom? write `enter NAME`\n"},
        {POOL "schedule: [..., ...]\n", "3:17: `...` twice in a row: once says the same\n"},
        {POOL "schedule: [{vm1: enters}]\n",
         "3:12: a mapping in `schedule`: what stands there must be a text\n"},
        {POOL "schedule: [vm1 enters, ]\n"
              "body: 5\n",
         "4:7: unknown outcome `5`: a body `returns`, `raises` or `hangs`\n"},
    };
    expect_refusals(refusals, sizeof refusals / sizeof *refusals);
}

Test(refused_runs, kept)
{
    static const refusal refusals[] = {
        {POOL "kept: yes\n"
              "schedule: []\n",
         "3:7: `kept` is `yes`: it must be `true` or `false`\n"},
        {POOL "kept: [true]\n"
              "schedule: []\n",
         "3:7: `kept` is a list: it must be a text\n"},
        {POOL "kept: true\n",
         "3:1: `kept` without `schedule`: it says what happens where that cannot be kept to\n"},
        {POOL "kept: true\n"
              "schedule: []\n"
              "violates: exactly-once\n",
         "3:1: `kept` with `violates`: what is kept passes when it breaks nothing any more\n"},
    };
    expect_refusals(refusals, sizeof refusals / sizeof *refusals);
}

Test(refused_runs, requests)
{
    static const refusal refusals[] = {
        {POOL "cancel: {where: anywhere, operation: anywhere}\n",
         "3:27: unknown key of `cancel` `operation`: did you mean `operations`?\n"},
        {POOL "cancel: {where: anywhere, operations: always}\n",
         "3:39: unknown place for asking operations to stop `always`: it may be `never` or "
         "`anywhere`\n"},
        {POOL "cancel: {where: never, at-least: 1}\n",
         "3:24: `at-least` needs `where: anywhere`\n"},
        {POOL "cancel: {where: anywhere, at-least: 2}\n",
         "3:27: `at-least: 2` is more than there are: say `times: 2`, too\n"},
        {POOL "cancel: {where: anywhere, at-least: 0}\n",
         "3:37: `at-least` is `0`: it must be at least 1\n"},
        {POOL "schedule: [ask pool, ask vm3, ask body, ask]\n",
         "3:12: `pool` is a scope: name one of the managers in it\n"
         "3:22: unknown name `vm3`: did you mean `vm1`?\n"
         "3:31: unknown name `body`: there is `pool`, `vm1` and `vm2`\n"
         "3:41: unknown item `ask`: it may be `NAME enters`, `body returns`, `cancel`, `cancel at "
         "once`, `ask NAME`, `time passes`, `call ACTION` or `...`\n"},
        {POOL "managers: {vm1: {on-cancel: [stops, leak]}}\n"
              "body: {on-cancel: touches later}\n",
         "3:37: unknown answer to a cancel request `leak`: did you mean `leaks`?\n"
         "4:19: unknown answer to a cancel request `touches later`: it may be `stops`, `ignores` "
         "or `fails`\n"},
    };
    expect_refusals(refusals, sizeof refusals / sizeof *refusals);
}

/* A scenario that no C program has set up has no managers in C. */
Test(refused_runs, words_of_managers_in_c)
{
    static const refusal refusals[] = {
        {POOL "schedule: [vm1 begun, vm1 word enters, body word done]\n",
         "3:12: unknown outcome `begun`: a manager `enters`, `exits`, `fails`, `fails with "
         "NAME.op`, `suppresses`, `stops`, `settles twice`, `stops unasked`, `leaks`, `touches "
         "later` or `steps`; only one that is written in C has words of its own\n"
         "3:23: `word enters`: only a manager written in C has words of its own, and `vm1` is "
         "none\n"
         "3:40: `word done`: only a manager written in C has words of its own, and `body` is "
         "none\n"},
        {POOL "expect: {never: [vm1 begun, vm1 word begun, pool word begun]}\n",
         "3:18: unknown event `begun`: it may be `enter begins`, `entered`, `enter fails`, `enter "
         "canceled`, `cancel requested`, `asked`, `exit begins`, `exited`, `exit suppresses` or "
         "`exit "
         "fails`\n"
         "3:29: `word begun`: only a manager written in C has words of its own, and `vm1` is none\n"
         "3:45: `word begun`: only a manager written in C has words of its own, and `pool` is "
         "none\n"},
    };
    expect_refusals(refusals, sizeof refusals / sizeof *refusals);
}

Test(refused_runs, what_follows_from_what)
{
    static const refusal refusals[] = {
        {POOL "expect: {whenever: [vm1 entered, {}, {vm1 enterd: vm1 exited, vm1 entered: []}]}\n",
         "3:21: an item of `whenever` is `vm1 entered`: it must be two events, like `{vm1 entered: "
         "vm1 exited}`\n"
         "3:34: an item of `whenever` is empty: it must be two events, like `{vm1 entered: vm1 "
         "exited}`\n"
         "3:39: unknown event `enterd`: did you mean `entered`?\n"
         "3:76: a list in `whenever`: what stands there must be a text\n"},
        {POOL "expect: {whenever: {vm1 entered: vm1 exited}}\n",
         "3:20: `whenever` is a mapping: it must be a list\n"},
    };
    expect_refusals(refusals, sizeof refusals / sizeof *refusals);
}

Test(refused_runs, what_is_still_to_come)
{
    static const refusal refusals[] = {
        {POOL "implementation: {name: exeunt, waives: order}\n"
              "profile: {suppresses: any exit}\n",
         "3:17: `implementation` is a mapping: it must be a text\n"
         "4:10: `profile` is a mapping: it must be a text\n"},
    };
    expect_refusals(refusals, sizeof refusals / sizeof *refusals);
}

/* `fails with` is listed among the outcomes of an exit, and of no other operation. */
Test(refused_runs, outcomes_are_listed_in_full)
{
    static const refusal refusals[] = {
        {POOL "managers: {vm1: {exit: fail with vm1.enter}}\n",
         "3:24: unknown outcome `fail with vm1.enter`: an exit `exits`, `fails`, `fails with "
         "NAME.op`, `suppresses`, `hangs`, `settles twice`, `stops unasked`, `leaks` or `touches "
         "later`\n"},
        {POOL "managers: {vm1: {exit: settle twice, enter: leak}}\n",
         "3:24: unknown outcome `settle twice`: did you mean `settles twice`?\n"
         "3:45: unknown outcome `leak`: did you mean `leaks`?\n"},
    };
    expect_refusals(refusals, sizeof refusals / sizeof *refusals);
}

Test(refused_runs, outcomes_of_scopes)
{
    static const refusal refusals[] = {
        {POOL "expect: {}\n",
         "3:9: `expect` is empty: it must be a mapping, like `{outcome: returns}`\n"},
        {POOL "expect: returns\n",
         "3:9: `expect` is `returns`: it must be a mapping, like `{outcome: returns}`\n"},
        {POOL "expect: {result: returns}\n",
         "3:10: unknown key of `expect` `result`: it may be `outcome`, `order`, `always`, `never`, "
         "`whenever` or `interleavings`\n"},
        {POOL "expect: {outcome: [returned, explodes]}\n",
         "3:20: unknown outcome of a scope `returned`: did you mean `returns`?\n"
         "3:30: unknown outcome of a scope `explodes`: it may be `returns`, `suppressed`, "
         "`canceled` or `raises`\n"},
        {POOL "expect: {outcome: [raises, raises vm1, raises vm1.entr]}\n",
         "3:20: `raises` what? write `raises vm1.enter` or `raises [body, vm1.exit]`\n"
         "3:28: `vm1` is not an error: those are `NAME.enter`, `NAME.exit`, `SCOPE.deadline` and "
         "`body`\n"
         "3:40: unknown error `vm1.entr`: did you mean `vm1.enter`?\n"},
        {POOL "expect: {outcome: \"raises [vm1.enter, vm1.enter]\"}\n",
         "3:19: error `vm1.enter` twice: every error stands once in an outcome\n"},
        {POOL "expect: {outcome: \"raises [body\"}\n",
         "3:19: `raises [body`: the `]` is missing\n"},
        {POOL "expect: {outcome: [returns + canceled, raises body + cancelled, raises canceled]}\n",
         "3:20: `returns` with `+`: only `raises` leaves the flag open, without errors it is the "
         "outcome `canceled`\n"
         "3:40: unknown flag `cancelled`: behind `+` there may be `canceled` or `not canceled`\n"
         "3:65: `canceled` never stands among the errors: write `+ canceled` behind them\n"},
        {POOL "expect: {outcome: raises pool.deadline}\n",
         "3:19: `pool.deadline`: that scope has no deadline, write it beside its managers: "
         "`deadline: 10ms`\n"},
        {STACK "expect: {outcome: raises stack.pool.exit}\n",
         "3:19: `stack.pool.exit` combines errors: an outcome names them instead, like "
         "`vm1.exit`\n"},
        {POOL "expect: {outcome: []}\n",
         "3:19: `outcome` is an empty list: say something or leave it out\n"},
    };
    expect_refusals(refusals, sizeof refusals / sizeof *refusals);
}

Test(refused_runs, events)
{
    static const refusal refusals[] = {
        {POOL "expect: {order: vm1 entered}\n",
         "3:17: `order` is `vm1 entered`: it must be a list\n"},
        {POOL "expect: {always: [vm1 enters, vm1 exit, entered]}\n",
         "3:19: unknown event `enters`: did you mean `entered`?\n"
         "3:31: unknown event `exit`: it may be `enter begins`, `entered`, `enter fails`, `enter "
         "canceled`, `cancel requested`, `asked`, `exit begins`, `exited`, `exit suppresses` or "
         "`exit fails`\n"
         "3:41: unknown event `entered`: it is a name and what happens, like `vm1 entered`\n"},
        {POOL "expect: {never: [vm3 entered, pool entered, body enters]}\n",
         "3:18: unknown name `vm3`: did you mean `vm1`?\n"
         "3:31: unknown event `entered`: it may be `closes`\n"
         "3:45: unknown event `enters`: it may be `cancel requested`, `begins`, `returns`, "
         "`raises` or `canceled`\n"},
        {POOL "expect: {order: [vm1 exit begins body, vm1 exit begins (bod), vm1 exit begins "
              "(vm9.exit)]}\n",
         "3:18: `vm1 exit begins body`: behind `exit begins` there may be its cause, like `(body)` "
         "or `(none)`\n"
         "3:40: `bod` is not an error: those are `NAME.enter`, `NAME.exit`, `SCOPE.deadline` and "
         "`body`\n"
         "3:63: unknown name `vm9`: did you mean `vm1`?\n"},
        {STACK "expect: {order: [stack closes canceld, stack.pool closes returns]}\n",
         "3:18: unknown outcome of a scope `canceld`: did you mean `canceled`?\n"
         "3:40: `stack.pool closes returns`: a nested scope closes without an outcome of its "
         "own\n"},
        {POOL "expect: {always: [], never: [~]}\n",
         "3:18: `always` is an empty list: say something or leave it out\n"
         "3:30: nothing in `never`: what stands there must be a text\n"},
    };
    expect_refusals(refusals, sizeof refusals / sizeof *refusals);
}

Test(refused_runs, interleavings)
{
    static const refusal refusals[] = {
        {POOL "expect: {interleavings: 0}\n",
         "3:25: `interleavings` is `0`: it must be at least 1\n"},
        {POOL "expect: {interleavings: 1.5}\n",
         "3:25: `interleavings` is `1.5`: it must be a whole number\n"},
        {POOL "expect: {interleavings: 6,350,400}\n",
         "3:27: unknown key of `expect` `350`: it may be `outcome`, `order`, `always`, `never`, "
         "`whenever` or `interleavings`\n"
         "3:31: unknown key of `expect` `400`: it may be `outcome`, `order`, `always`, `never`, "
         "`whenever` or `interleavings`\n"},
        {POOL "expect: {interleavings: \"36\"}\n",
         "3:25: `interleavings` is the text `36`: it must be a whole number\n"},
    };
    expect_refusals(refusals, sizeof refusals / sizeof *refusals);
}

Test(refused_runs, violations)
{
    static const refusal refusals[] = {
        {POOL "violates: exactly-onse\n",
         "3:11: unknown invariant `exactly-onse`: did you mean `exactly-once`?\n"},
        {POOL "violates: X1\n", "3:11: invariant `X1`: it is named, write `exactly-once`\n"},
        {POOL "violates: [settles, settles]\n", "3:21: invariant `settles` stands twice\n"},
        {POOL "violates: []\n",
         "3:11: `violates` is an empty list: say something or leave it out\n"},
        {POOL "violates: exactly-once\n"
              "blame: vm3\n",
         "4:8: unknown name `vm3`: did you mean `vm1`?\n"},
        {POOL "violates: exactly-once\n"
              "blame: bodi\n",
         "4:8: unknown name `bodi`: there is `pool`, `vm1` and `vm2`\n"},
        {POOL "violates: exactly-once\n"
              "blame: pool\n",
         "4:8: `pool` is a scope: name one of the managers in it\n"},
        {POOL "blame: vm1\n",
         "3:1: `blame` without `violates`: it says who must be blamed for what is violated\n"},
    };
    expect_refusals(refusals, sizeof refusals / sizeof *refusals);
}
