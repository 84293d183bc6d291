/* What scenario files mean: defaults, shorthands, names. */
#include "reading.h"

#include "contract/rules.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(read);

#define HEAD "scenario: A test\n"

static const exn_node *node(const exn_scenario *scenario, const char *name)
{
    for (size_t i = 0; i < scenario->node_count; i++) {
        if (strcmp(scenario->nodes[i].name, name) == 0) {
            return &scenario->nodes[i];
        }
    }
    cr_assert_fail("no node %s", name);
    return NULL;
}

static exn_node_id id_of(const exn_scenario *scenario, const char *name)
{
    return (exn_node_id)(node(scenario, name) - scenario->nodes);
}

static void expect_endings(const exn_alternative *list, size_t count, const char *words)
{
    char found[200] = "";
    for (size_t i = 0; i < count; i++) {
        strcat(found, i > 0 ? " " : "");
        strcat(found, exn_ending_word(list[i].ending));
    }
    cr_expect_str_eq(found, words);
}

static void expect_plan(const exn_plan *plan, const char *endings, uint32_t steps)
{
    expect_endings(plan->alternatives, plan->alternative_count, endings);
    cr_expect_eq(plan->steps, steps);
}

/* --- the smallest ----------------------------------------------------------------------------- */

Test(read, what_is_left_out_has_the_defaults)
{
    exn_scenario *scenario = read_good(HEAD "scope: {pool: [vm1]}\n");
    cr_expect_str_eq(scenario->file, "test.yaml");
    cr_expect_str_eq(scenario->name, "A test");
    cr_expect_eq(scenario->name_place.line, 1);
    cr_expect_eq(scenario->name_place.column, 11);
    cr_expect_null(scenario->about);
    cr_expect_null(scenario->implementation);
    cr_expect_not(scenario->has_profile);
    cr_expect_not(scenario->has_cancel);
    cr_expect_not(scenario->has_schedule);
    cr_expect_not(scenario->has_faults_limit);
    cr_expect_eq(scenario->cancels, 0);
    cr_expect_eq(scenario->steps_max, 10000);
    cr_expect_eq(scenario->states_max, 0);
    cr_expect_eq(scenario->outcome_count, 0);
    cr_expect_null(scenario->interleavings);
    cr_expect_eq(scenario->violates, 0);
    expect_plan(&scenario->tasks[0].body, "returns", 1);
    expect_endings(scenario->tasks[0].body.on_cancel, scenario->tasks[0].body.on_cancel_count,
                   "stops");
    expect_plan(&node(scenario, "vm1")->enter, "enters", 1);
    expect_plan(&node(scenario, "vm1")->exit, "exits", 1);
    cr_expect_not(node(scenario, "vm1")->enter.alternatives->declared);
    exn_scenario_free(scenario);
}

Test(read, all_top_level_keys)
{
    exn_scenario *scenario = read_good(HEAD "about: >-\n  Two\n  lines\n"
                                            "tags: [pool, C11]\n"
                                            "implementation: ./plugin.so\n"
                                            "profile: tc39\n"
                                            "scope: {pool: [vm1]}\n"
                                            "cancel: {where: anywhere, times: 2}\n"
                                            "faults: {memory: anywhere}\n"
                                            "limits: {faults: 0, steps: 50, states: 1000}\n"
                                            "violates: [exactly-once, settles]\n"
                                            "blame: vm1\n");
    cr_expect_str_eq(scenario->about, "Two lines");
    cr_expect_eq(scenario->tag_count, 2);
    cr_expect_str_eq(scenario->tags[1], "C11");
    cr_expect_str_eq(scenario->implementation, "./plugin.so");
    cr_expect(scenario->has_profile);
    cr_expect_eq(scenario->profile, EXEUNT_PROFILE_TC39);
    cr_expect(scenario->has_cancel);
    cr_expect_eq(scenario->cancels, 2);
    cr_expect(scenario->memory_fails);
    cr_expect(scenario->has_faults_limit);
    cr_expect_eq(scenario->faults_max, 0);
    cr_expect_eq(scenario->steps_max, 50);
    cr_expect_eq(scenario->states_max, 1000);
    cr_expect_eq(scenario->violates, 1u << EXN_X1 | 1u << EXN_M2);
    cr_expect_str_eq(scenario->blame, "vm1");
    exn_scenario_free(scenario);
}

/* Lengths around a limit of the reader: PIECE_SIZE in compose.c. */
Test(read, blocks_of_any_length)
{
    enum { LENGTHS = 20, NEAR = 2040 };
    static const char before[] = HEAD "scope: {pool: []}\nabout: |\n  \xe2\x86\x92";
    for (size_t length = NEAR; length < NEAR + LENGTHS; length++) {
        char text[sizeof before + NEAR + LENGTHS] = {0};
        char about[NEAR + LENGTHS + 8] = "\xe2\x86\x92";
        memset(about + strlen(about), 'x', length);
        strcat(about, "\n");
        strcpy(text, before);
        strcat(text, strchr(about, 'x'));
        exn_scenario *scenario = read_good(text);
        cr_expect_str_eq(scenario->about, about);
        exn_scenario_free(scenario);
    }
}

Test(read, cancel_anywhere_is_one_request)
{
    exn_scenario *scenario = read_good(HEAD "scope: {pool: []}\ncancel: anywhere\n");
    cr_expect(scenario->has_cancel);
    cr_expect_eq(scenario->cancels, 1);
    exn_scenario_free(scenario);
    scenario = read_good(HEAD "scope: {pool: []}\ncancel: never\n");
    cr_expect_not(scenario->has_cancel);
    exn_scenario_free(scenario);
}

/* --- the tree --------------------------------------------------------------------------------- */

Test(read, scopes_are_named_by_their_paths)
{
    exn_scenario *scenario =
        read_good(HEAD "scope:\n"
                       "  stack:\n"
                       "    - db\n"
                       "    - {pool: [vm1, {stack: [a]}], enter: wait-all, deadline: 2s}\n"
                       "    - {push: lock}\n"
                       "    - {pool: [vm2], grace: 5ms}\n"
                       "    - {callback: log, times: 1000}\n"
                       "    - {pool: []}\n"
                       "  deadline: 1min\n");
    static const char *const preorder[] = {
        "stack", "db",          "stack.pool", "vm1", "stack.pool.stack", "a",
        "lock",  "stack.pool2", "vm2",        "log", "stack.pool3"};
    cr_assert_eq(scenario->node_count, sizeof preorder / sizeof *preorder);
    for (size_t i = 0; i < scenario->node_count; i++) {
        cr_expect_str_eq(scenario->nodes[i].name, preorder[i]);
    }
    cr_expect_eq(scenario->nodes[0].parent, EXN_NODE_NONE);
    cr_expect_eq(scenario->nodes[0].child_count, 6);
    cr_expect_eq(scenario->nodes[0].deadline_ms, 60000);
    cr_expect_eq(node(scenario, "vm1")->parent, id_of(scenario, "stack.pool"));
    cr_expect_eq(node(scenario, "stack.pool")->child_count, 2);
    cr_expect(node(scenario, "stack.pool")->wait_all);
    cr_expect_eq(node(scenario, "stack.pool")->deadline_ms, 2000);
    cr_expect_not(node(scenario, "stack.pool")->has_grace);
    cr_expect_eq(node(scenario, "stack.pool2")->grace_ms, 5);
    cr_expect_eq(node(scenario, "lock")->role, EXN_ROLE_PUSH);
    cr_expect_eq(node(scenario, "log")->role, EXN_ROLE_CALLBACK);
    cr_expect_eq(node(scenario, "log")->times, 1000);
    exn_scenario_free(scenario);
}

Test(read, aliases_stand_for_what_they_name)
{
    exn_scenario *scenario = read_good(HEAD "scope: {pool: [vm1, vm2]}\n"
                                            "managers:\n"
                                            "  vm1: &both {exit: &ends [exits, fails]}\n"
                                            "  vm2: *both\n");
    expect_plan(&node(scenario, "vm2")->exit, "exits fails", 1);
    cr_expect_eq(node(scenario, "vm2")->exit.alternatives->place.line, 5);
    cr_expect_eq(node(scenario, "vm2")->exit.alternatives->place.column, 8);
    exn_scenario_free(scenario);
}

Test(read, byte_order_mark_and_line_ends_of_other_systems)
{
    exn_scenario *scenario =
        read_good("\xef\xbb\xbfscenario: A test\r\nscope: {pool: [vm1]}\r\nbody: raises\r\n");
    expect_plan(&scenario->tasks[0].body, "raises", 1);
    cr_expect_eq(scenario->tasks[0].body.alternatives->place.line, 3);
    exn_scenario_free(scenario);
}

/* --- what operations do ----------------------------------------------------------------------- */

Test(read, outcomes_in_all_three_forms)
{
    exn_scenario *scenario =
        read_good(HEAD "scope: {pool: [vm1, vm2, vm3]}\n"
                       "managers:\n"
                       "  vm1: {enter: fails, exit: [exits, suppresses, fails, hangs]}\n"
                       "  vm2: {enter: {ends: [enters, fails]}, exit: {actions: [cancel]}}\n"
                       "  vm3: {enter: leaks, exit: [settles twice, touches later]}\n");
    expect_plan(&node(scenario, "vm1")->enter, "fails", 1);
    cr_expect(node(scenario, "vm1")->enter.alternatives->declared);
    expect_plan(&node(scenario, "vm1")->exit, "exits suppresses fails hangs", 1);
    expect_plan(&node(scenario, "vm2")->enter, "enters fails", 1);
    expect_plan(&node(scenario, "vm2")->exit, "exits", 1);
    cr_expect_not(node(scenario, "vm2")->exit.alternatives->declared);
    cr_expect_eq(node(scenario, "vm2")->exit.actions->kind, EXN_ACTION_CANCEL);
    expect_plan(&node(scenario, "vm3")->enter, "leaks", 1);
    expect_plan(&node(scenario, "vm3")->exit, "settles twice touches later", 1);
    exn_scenario_free(scenario);
}

Test(read, steps_and_time_for_both_or_for_each)
{
    exn_scenario *scenario = read_good(HEAD "scope: {stack: [a, b, c, {push: d}]}\n"
                                            "managers:\n"
                                            "  a: {steps: 3}\n"
                                            "  b: {steps: {exit: 0}, takes: {enter: 5ms}}\n"
                                            "  c: {takes: 7ms}\n"
                                            "  d: {steps: 2}\n");
    cr_expect_eq(node(scenario, "a")->enter.steps, 3);
    cr_expect_eq(node(scenario, "a")->exit.steps, 3);
    cr_expect(node(scenario, "b")->enter.takes);
    cr_expect_eq(node(scenario, "b")->enter.takes_ms, 5);
    cr_expect_not(node(scenario, "b")->exit.takes);
    cr_expect_eq(node(scenario, "b")->exit.steps, 0);
    cr_expect_eq(node(scenario, "c")->enter.takes_ms, 7);
    cr_expect_eq(node(scenario, "c")->exit.takes_ms, 7);
    cr_expect_eq(node(scenario, "d")->exit.steps, 2);
    cr_expect_eq(node(scenario, "d")->enter.alternative_count, 0);
    exn_scenario_free(scenario);
}

Test(read, answers_to_a_cancel_request)
{
    exn_scenario *scenario = read_good(HEAD "scope: {pool: [a, b]}\n"
                                            "managers:\n"
                                            "  a: {on-cancel: [fails, ignores, stops]}\n"
                                            "  b: {on-cancel: ignores}\n"
                                            "body: {on-cancel: fails}\n");
    const exn_plan *enter = &node(scenario, "a")->enter;
    expect_endings(enter->on_cancel, enter->on_cancel_count, "fails stops");
    cr_expect(enter->on_cancel->declared);
    cr_expect_eq(node(scenario, "a")->exit.on_cancel_count, 2);
    cr_expect_eq(node(scenario, "b")->enter.on_cancel_count, 0);
    expect_endings(scenario->tasks[0].body.on_cancel, scenario->tasks[0].body.on_cancel_count,
                   "fails");
    exn_scenario_free(scenario);
}

Test(read, an_exit_may_raise_an_error_again)
{
    exn_scenario *scenario = read_good(
        HEAD "scope: {stack: [a, {pool: [b], deadline: 1ms}]}\n"
             "managers: {a: {exit: [fails, fails with b.enter, fails with stack.pool.deadline,\n"
             "  fails with body, fails with stack.pool.exit]}}\n");
    const exn_plan *plan = &node(scenario, "a")->exit;
    cr_assert_eq(plan->alternative_count, 5);
    cr_expect_not(plan->alternatives[0].has_with);
    cr_expect_eq(plan->alternatives[1].with.kind, EXN_ERROR_ENTER);
    cr_expect_eq(plan->alternatives[1].with.node, id_of(scenario, "b"));
    cr_expect_eq(plan->alternatives[2].with.kind, EXN_ERROR_DEADLINE);
    cr_expect_eq(plan->alternatives[2].with.node, id_of(scenario, "stack.pool"));
    cr_expect_eq(plan->alternatives[3].with.kind, EXN_ERROR_BODY);
    cr_expect_eq(plan->alternatives[4].with.kind, EXN_ERROR_EXIT);
    exn_scenario_free(scenario);
}

Test(read, the_body_in_full)
{
    exn_scenario *scenario =
        read_good(HEAD "scope: {stack: [a]}\n"
                       "body:\n"
                       "  takes: 3ms\n"
                       "  ends: [returns, raises]\n"
                       "  actions: [enter tx, push lock, callback log, move other, close, cancel,\n"
                       "    \"close -> refused\", \"enter a -> refused\"]\n");
    const exn_plan *body = &scenario->tasks[0].body;
    expect_plan(body, "returns raises", 1);
    cr_expect_eq(body->takes_ms, 3);
    static const exn_action_kind kinds[] = {EXN_ACTION_ENTER, EXN_ACTION_PUSH,  EXN_ACTION_CALLBACK,
                                            EXN_ACTION_MOVE,  EXN_ACTION_CLOSE, EXN_ACTION_CANCEL,
                                            EXN_ACTION_CLOSE, EXN_ACTION_ENTER};
    cr_assert_eq(body->action_count, 8);
    for (size_t i = 0; i < 8; i++) {
        cr_expect_eq(body->actions[i].kind, kinds[i]);
        cr_expect_eq(body->actions[i].answer, i >= 6 ? EXN_IS_REFUSED : EXN_IS_TAKEN);
    }
    cr_expect_eq(body->actions[0].node, id_of(scenario, "tx"));
    cr_expect_eq(body->actions[4].node, EXN_NODE_NONE);
    exn_scenario_free(scenario);
}

Test(read, what_only_actions_name_stands_behind_the_tree)
{
    exn_scenario *scenario = read_good(HEAD "scope: {stack: [a]}\n"
                                            "managers:\n"
                                            "  tx: {enter: fails, exit: fails with late.exit}\n"
                                            "  a: {exit: {actions: [push lock]}}\n"
                                            "body: {actions: [enter tx, move other]}\n"
                                            "schedule: [call callback late, ...]\n");
    static const char *const names[] = {"stack", "a", "lock", "tx", "other", "late"};
    cr_assert_eq(scenario->node_count, 6);
    for (size_t i = 0; i < 6; i++) {
        cr_expect_str_eq(scenario->nodes[i].name, names[i]);
    }
    cr_expect_eq(node(scenario, "lock")->role, EXN_ROLE_PUSH);
    cr_expect_eq(node(scenario, "late")->role, EXN_ROLE_CALLBACK);
    cr_expect_eq(node(scenario, "other")->kind, EXN_NODE_STACK);
    cr_expect_eq(node(scenario, "tx")->parent, EXN_NODE_NONE);
    expect_plan(&node(scenario, "tx")->enter, "fails", 1);
    cr_expect_eq(node(scenario, "tx")->exit.alternatives->with.node, id_of(scenario, "late"));
    exn_scenario_free(scenario);
}

/* --- the schedule ----------------------------------------------------------------------------- */

Test(read, every_kind_of_schedule_item)
{
    exn_scenario *scenario = read_good(HEAD "scope: {stack: [a, {push: lock}]}\n"
                                            "schedule:\n"
                                            "  - cancel at once\n"
                                            "  - a  enters\n"
                                            "  - a steps\n"
                                            "  - lock fails with body\n"
                                            "  - body stops\n"
                                            "  - cancel\n"
                                            "  - time passes\n"
                                            "  - call close -> refused\n"
                                            "  - a settles twice\n"
                                            "  - ...\n");
    static const exn_item_kind kinds[] = {
        EXN_ITEM_CANCEL_AT_ONCE, EXN_ITEM_SETTLES, EXN_ITEM_STEPS,       EXN_ITEM_SETTLES,
        EXN_ITEM_SETTLES,        EXN_ITEM_CANCEL,  EXN_ITEM_TIME_PASSES, EXN_ITEM_CALL,
        EXN_ITEM_SETTLES,        EXN_ITEM_ANYTHING};
    cr_assert_eq(scenario->item_count, 10);
    for (size_t i = 0; i < 10; i++) {
        cr_expect_eq(scenario->items[i].kind, kinds[i]);
        cr_expect_eq(scenario->items[i].place.line, i + 4);
        cr_expect_eq(scenario->items[i].place.column, 5);
    }
    cr_expect_str_eq(scenario->items[1].text, "a enters");
    cr_expect_eq(scenario->items[1].node, id_of(scenario, "a"));
    cr_expect_eq(scenario->items[1].ending.ending, EXN_ENDS_ENTERS);
    cr_expect(scenario->items[3].ending.has_with);
    cr_expect_eq(scenario->items[4].node, EXN_NODE_BODY);
    cr_expect_eq(scenario->items[4].ending.ending, EXN_ENDS_STOPS);
    cr_expect_eq(scenario->items[7].action.kind, EXN_ACTION_CLOSE);
    cr_expect_eq(scenario->items[7].action.answer, EXN_IS_REFUSED);
    exn_scenario_free(scenario);
}

Test(read, requests_to_scope_and_operations)
{
    exn_scenario *scenario =
        read_good(HEAD "scope: {pool: [a]}\n"
                       "managers: {a: {on-cancel: [touches later, leaks, stops]}}\n"
                       "cancel: {operations: anywhere, at-least: 2, times: 3, where: anywhere}\n"
                       "schedule: [ask  a]\n");
    cr_expect_eq(scenario->cancels, 3);
    cr_expect_eq(scenario->cancels_min, 2);
    cr_expect(scenario->asks_operations);
    cr_expect_eq(scenario->items[0].kind, EXN_ITEM_ASK);
    cr_expect_eq(scenario->items[0].node, id_of(scenario, "a"));
    const exn_plan *enter = &scenario->nodes[id_of(scenario, "a")].enter;
    cr_assert_eq(enter->on_cancel_count, 3);
    cr_expect_eq(enter->on_cancel[0].ending, EXN_ENDS_STOPS_TOUCHING);
    cr_expect_eq(enter->on_cancel[1].ending, EXN_ENDS_STOPS_LEAKING);
    exn_scenario_free(scenario);
}

/* A manager may be called `ask`, and it can be asked all the same. */
Test(read, a_manager_that_is_called_ask)
{
    exn_scenario *scenario = read_good(HEAD "scope: {pool: [ask]}\n"
                                            "schedule: [ask enters, ask ask, ask stops]\n");
    cr_expect_eq(scenario->items[0].kind, EXN_ITEM_SETTLES);
    cr_expect_eq(scenario->items[1].kind, EXN_ITEM_ASK);
    cr_expect_eq(scenario->items[2].kind, EXN_ITEM_SETTLES);
    exn_scenario_free(scenario);
}

Test(read, a_schedule_of_nothing_is_a_schedule)
{
    exn_scenario *scenario = read_good(HEAD "scope: {pool: []}\nschedule: []\n");
    cr_expect(scenario->has_schedule);
    cr_expect_eq(scenario->item_count, 0);
    exn_scenario_free(scenario);
}

/* --- expectations ----------------------------------------------------------------------------- */

Test(read, outcomes_that_are_expected)
{
    exn_scenario *scenario =
        read_good(HEAD "scope: {pool: [a, b], deadline: 5ms}\n"
                       "expect:\n"
                       "  outcome:\n"
                       "    - returns\n"
                       "    - suppressed\n"
                       "    - canceled\n"
                       "    - raises body\n"
                       "    - raises [b.exit, a.enter, pool.deadline] + not canceled\n"
                       "    - raises a.enter + canceled\n"
                       "  interleavings: 5714307759414687312777766244444168100000000000000\n");
    static const exn_outcome_word words[] = {EXN_OUTCOME_RETURNS,  EXN_OUTCOME_SUPPRESSED,
                                             EXN_OUTCOME_CANCELED, EXN_OUTCOME_RAISES,
                                             EXN_OUTCOME_RAISES,   EXN_OUTCOME_RAISES};
    static const exn_flag_demand flags[] = {EXN_FLAG_OPEN, EXN_FLAG_OPEN,  EXN_FLAG_OPEN,
                                            EXN_FLAG_OPEN, EXN_FLAG_CLEAR, EXN_FLAG_SET};
    cr_assert_eq(scenario->outcome_count, 6);
    for (size_t i = 0; i < 6; i++) {
        cr_expect_eq(scenario->outcomes[i].word, words[i]);
        cr_expect_eq(scenario->outcomes[i].canceled, flags[i]);
    }
    const exn_expected_outcome *three = &scenario->outcomes[4];
    cr_assert_eq(three->error_count, 3);
    cr_expect_eq(three->errors[0].kind, EXN_ERROR_EXIT);
    cr_expect_eq(three->errors[0].node, id_of(scenario, "b"));
    cr_expect_eq(three->errors[1].kind, EXN_ERROR_ENTER);
    cr_expect_eq(three->errors[2].kind, EXN_ERROR_DEADLINE);
    cr_expect_eq(three->errors[2].node, 0);
    cr_expect_str_eq(three->text, "raises [b.exit, a.enter, pool.deadline] + not canceled");
    cr_expect_str_eq(scenario->interleavings, "5714307759414687312777766244444168100000000000000");
    exn_scenario_free(scenario);
}

Test(read, events_that_are_expected)
{
    exn_scenario *scenario = read_good(HEAD "scope: {stack: [a, {pool: [b]}]}\n"
                                            "expect:\n"
                                            "  order:\n"
                                            "    - a enter begins\n"
                                            "    - stack.pool enter fails\n"
                                            "    - body cancel requested\n"
                                            "    - a exit begins (canceled)\n"
                                            "    - a exit begins (none)\n"
                                            "    - a exit begins (stack.pool.enter)\n"
                                            "    - cancel\n"
                                            "    - stack.pool closes\n"
                                            "    - stack closes raises [a.exit, body]\n"
                                            "  always: [time passes]\n"
                                            "  never: [body begins]\n");
    static const exn_event_kind kinds[] = {EXN_ENTER_BEGINS, EXN_ENTER_FAILS, EXN_CANCEL_REQUESTED,
                                           EXN_EXIT_BEGINS,  EXN_EXIT_BEGINS, EXN_EXIT_BEGINS,
                                           EXN_CANCEL,       EXN_CLOSES,      EXN_CLOSES};
    cr_assert_eq(scenario->order_count, 9);
    for (size_t i = 0; i < 9; i++) {
        cr_expect_eq(scenario->order[i].kind, kinds[i]);
    }
    cr_expect_eq(scenario->order[1].node, id_of(scenario, "stack.pool"));
    cr_expect_eq(scenario->order[2].node, EXN_NODE_BODY);
    cr_expect_eq(scenario->order[3].cause.kind, EXN_ERROR_CANCELED);
    cr_expect(scenario->order[4].has_cause);
    cr_expect(scenario->order[4].cause_is_none);
    cr_expect_eq(scenario->order[5].cause.kind, EXN_ERROR_ENTER);
    cr_expect_eq(scenario->order[6].node, 0);
    cr_expect_not(scenario->order[7].has_outcome);
    cr_expect(scenario->order[8].has_outcome);
    cr_expect_eq(scenario->order[8].outcome.error_count, 2);
    cr_expect_eq(scenario->always->kind, EXN_TIME_PASSES);
    cr_expect_eq(scenario->never->kind, EXN_BODY_BEGINS);
    exn_scenario_free(scenario);
}

/* --- the scenarios of this project ------------------------------------------------------------ */

static void read_without_complaint(const char *path)
{
    size_t length = 0;
    char *bytes = read_file(path, &length);
    reading read = read_bytes(bytes, length);
    cr_expect_str_empty(read.complaints, "%s", path);
    reading_free(&read);
    free(bytes);
}

Test(read, every_scenario_of_the_house)
{
    size_t count = for_each_scenario_file(EXEUNT_SOURCE_DIR "/scenarios", read_without_complaint);
    cr_expect_gt(count, 50, "they are not where they were looked for");
}
