/* What is read, and refused, of scenarios with several scopes at once. */
#include "reading.h"

#include <criterion/criterion.h>

TestSuite(tasks);

#define HEAD  "scenario: s\n"
#define POOL  HEAD "scope: {pool: [vm1, vm2]}\n"
#define TASKS HEAD "tasks: {w1: {stack: [a, lock]}, w2: {stack: [lock]}}\n"

Test(tasks, what_is_refused)
{
    static const refusal refusals[] = {
        {HEAD "tasks: [w1, w2]\n", "2:8: `tasks` is a list: it must be a mapping, like `{w1: "
                                   "{stack: [lock]}, w2: {stack: [lock]}}`\n"},
        {HEAD "tasks: {w1: {stack: [a]}}\n", "2:8: `tasks` has 1: there are 2 to 64 of them (a "
                                             "scenario with one writes `scope` and `body`)\n"},
        {HEAD "tasks: {w1: {stack: [a]}, w2: {stack: [b]}}\nscope: {pool: []}\nbody: raises\n",
         "3:1: `tasks` and `scope` at once: each task has its own\n4:1: `tasks` and `body` at "
         "once: each task has its own\n"},
        {HEAD "tasks: {w1: {stack: [a]}, body: {stack: [b]}}\n",
         "2:27: `body` is a word of the format: choose another name\n"},
        {HEAD "tasks: {w1: {stack: [w2]}, w2: {stack: [b]}}\n",
         "2:28: `w2` is a manager already: choose another name for the task\n"},
        {HEAD "tasks: {w1: {stack: [a]}, w2: {stack: [w1]}}\n",
         "2:40: `w1` is a task already: choose another name for the manager\n"},
        {HEAD "tasks: {any: {stack: [a]}, w2: {stack: [b]}}\n",
         "2:9: `any` is no name of a task: `cancel: {task: any}` means all of them\n"},
        {HEAD "tasks: {w1: {stack: [pool2]}, w2: {stack: [pool2]}}\n",
         "2:44: `pool2` is shared by tasks, and `w2.pool2` would be the name of a scope: choose "
         "another one\n"},
        {HEAD "tasks: {w1: {stack: [a]}, w1: {stack: [b]}}\n",
         "2:27: key `w1` stands twice: first at 2:9\n"},
        {HEAD "tasks: {w1: {stack: [a, a]}, w2: {stack: [a]}}\n",
         "2:25: `a` stands in the scope twice: first at 2:22\n"},
        {HEAD "tasks: {w1: {stack: [a]}, w2: {stack: [{push: a}]}}\n",
         "2:47: `a` is shared by tasks: each of them has to enter it\n"},
        {HEAD "tasks: {w1: {stack: [a]}, w2: {stack: [a], bdy: raises}}\n",
         "2:44: unknown key of a task `bdy`: did you mean `body`?\n"},
        {TASKS "schedule: [cancel]\n", "3:12: `cancel` which task? write `cancel w1`\n"},
        {TASKS "schedule: [cancel w3]\n", "3:12: unknown task `w3`: did you mean `w1`?\n"},
        {TASKS "schedule: [body returns]\n",
         "3:12: `body` of which task? write `w1 body returns`\n"},
        {TASKS "schedule: [lock enters]\n",
         "3:12: `lock` is shared by tasks: name one of its handles, like `w1.lock`\n"},
        {TASKS "schedule: [w1.lok enters]\n",
         "3:12: unknown name `w1.lok`: did you mean `w1.lock`?\n"},
        {TASKS "managers: {w1.lock: {tokens: 1}}\n",
         "3:12: `w1.lock` is a handle: its manager is `lock`\n"},
        {TASKS "managers: {a: {tokens: 1}}\n",
         "3:16: `tokens` of `a`: only what several tasks enter has some\n"},
        {TASKS "managers: {lock: {tokens: 0}}\n", "3:27: `tokens` is `0`: it must be at least 1\n"},
        {TASKS "cancel: {task: w3}\n", "3:16: unknown task `w3`: did you mean `w1`?\n"},
        {TASKS "cancel: {times: 2}\n",
         "3:9: `where` is missing: `cancel` needs it\n3:10: `times` needs `where: anywhere`\n"},
        {TASKS "expect: {outcome: returns}\n",
         "3:19: `outcome` is `returns`: with `tasks` it must be a mapping, like `{w1: returns}`\n"},
        {TASKS "expect: {outcome: {w3: returns}}\n",
         "3:20: unknown task `w3`: did you mean `w1`?\n"},
        {TASKS "expect: {outcome: {w1: raises body}}\n",
         "3:24: `body` of which task? write `w1.body`\n"},
        {TASKS "expect: {never: [cancel]}\n", "3:18: `cancel` which task? write `cancel w1`\n"},
        {TASKS "expect: {never: [body begins]}\n",
         "3:18: `body` of which task? write `w1 body begins`\n"},
        {POOL "cancel: {task: any}\n", "3:10: `task` needs `tasks`\n"},
    };
    expect_refusals(refusals, sizeof refusals / sizeof *refusals);
}

Test(tasks, which_actions_are_refused)
{
    static const refusal refusals[] = {
        {HEAD "tasks: {w1: {stack: [a]}, w2: {stack: [a], body: {actions: [w1 close]}}}\n",
         "2:61: `w1 close`: it can `cancel` another task, and act otherwise on its own alone\n"},
        {HEAD "tasks: {w1: {stack: [a]}, w2: {stack: [b], body: {actions: [w3 cancel]}}}\n",
         "2:61: unknown task `w3`: did you mean `w1`?\n"},
        {HEAD "tasks: {w1: {stack: [a]}, w2: {stack: [b], body: {actions: [push a]}}}\n",
         "2:61: `push a`: it belongs to `w1`, and tasks share only what each of them enters\n"},
        {HEAD "tasks: {w1: {stack: [], body: {actions: [push p]}}, w2: {stack: [], body: {actions: "
              "[push p]}}}\n",
         "2:86: `push p`: it belongs to `w1`, and tasks share only what each of them enters\n"},
        {HEAD "tasks: {w1: {stack: [a]}, w2: {pool: [b], body: {actions: [push p]}}}\n",
         "2:60: a pool has no `push`: only a stack does\n"},
        {TASKS "managers: {lock: {exit: {ends: exits, actions: [push p]}}}\n",
         "3:49: `push p`: tasks share this manager, and each handle would: it can `cancel` and "
         "`close`\n"},
        {TASKS "schedule: [call close]\n", "3:12: `call` on which task? write `call w1 close`\n"},
        {TASKS "expect: {never: [call push p refused]}\n",
         "3:18: `call` on which task? write `call w1 push p refused`\n"},
    };
    expect_refusals(refusals, sizeof refusals / sizeof *refusals);
}

Test(tasks, what_tasks_share_has_a_handle_for_each)
{
    exn_scenario *scenario = read_good(
        TASKS
        "managers: {lock: {tokens: 1, enter: fails}}\n"
        "cancel: {task: w2, times: 3}\n"
        "schedule: [w1 body raises, cancel w2 at once, w2.lock fails]\n"
        "expect: {outcome: {w2: raises w2.lock.enter}, never: [w1.lock exit begins (w1.body)]}\n");
    cr_assert_eq(scenario->task_count, 2);
    cr_expect_eq(scenario->tasks[1].scope, 3);
    cr_expect_eq(scenario->nodes[3].task, 1);
    cr_expect_str_eq(scenario->nodes[2].name, "w1.lock");
    cr_expect_str_eq(scenario->nodes[4].name, "w2.lock");
    cr_expect_eq(scenario->nodes[4].first_handle, 2);
    cr_expect_eq(scenario->nodes[4].tokens, 1);
    cr_expect_eq(scenario->nodes[4].enter.alternatives->ending, EXN_ENDS_FAILS);
    cr_expect_str_eq(exn_declared_name(&scenario->nodes[4]), "lock");
    cr_expect_not(scenario->nodes[1].is_handle);
    cr_expect_eq(scenario->cancel_task, 1);
    cr_expect_eq(scenario->cancels, 3);
    cr_expect_eq(scenario->items[0].node, exn_node_body(0));
    cr_expect_eq(scenario->items[1].node, 3);
    cr_expect_eq(scenario->outcomes[0].task, 1);
    cr_expect_eq(scenario->never[0].cause.node, exn_node_body(0));
    exn_scenario_free(scenario);
}

/* What an action is about, and how a trace calls it. */
static void expect_action(const exn_action *action, const char *text, uint32_t task)
{
    cr_expect_str_eq(action->text, text);
    cr_expect_eq(action->task, task);
}

Test(tasks, a_body_and_a_manager_act_on_their_own_task)
{
    exn_scenario *scenario =
        read_good(HEAD "tasks:\n"
                       "  w1: {stack: [a], body: {actions: [push p, enter lock, w2 cancel]}}\n"
                       "  w2: {stack: [lock], body: {actions: [move s, close -> refused]}}\n"
                       "managers:\n"
                       "  a: {exit: {ends: exits, actions: [w1 cancel]}}\n"
                       "  lock: {tokens: 1, exit: {ends: exits, actions: [cancel]}}\n"
                       "schedule: [call w2 push q, ...]\n"
                       "expect: {never: [call w1 push p refused]}\n");
    const exn_plan *first = &scenario->tasks[0].body;
    cr_assert_eq(first->action_count, 3);
    expect_action(&first->actions[0], "w1 push p", 0);
    expect_action(&first->actions[1], "w1 enter lock", 0);
    expect_action(&first->actions[2], "w2 cancel", 1);
    expect_action(&scenario->tasks[1].body.actions[0], "w2 move s", 1);
    expect_action(&scenario->items[0].action, "w2 push q", 1);
    const exn_node *entered = &scenario->nodes[first->actions[1].node];
    cr_expect_str_eq(entered->name, "w1.lock");
    cr_expect_eq(entered->task, 0);
    cr_expect_eq(entered->tokens, 1);
    const exn_node *of_w2 = &scenario->nodes[entered->first_handle];
    cr_expect_str_eq(of_w2->name, "w2.lock");
    expect_action(&of_w2->exit.actions[0], "w2 cancel", 1);
    expect_action(&entered->exit.actions[0], "w1 cancel", 0);
    expect_action(&scenario->nodes[1].exit.actions[0], "w1 cancel", 0);
    cr_expect_str_eq(scenario->never[0].word, "w1 push p");
    exn_scenario_free(scenario);
}
