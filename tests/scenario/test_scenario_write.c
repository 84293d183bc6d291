/* A written script reads as the same scenario: with the tree, managers, body, cancel requests and
 * limits of the original, and with the script's schedule. */
#include "reading.h"

#include "contract/rules.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(write);

#define HEAD "scenario: s\n"

/* --- equal but for places --------------------------------------------------------------------- */

static void expect_same_text(const char *left, const char *right)
{
    cr_expect_eq(left == NULL, right == NULL);
    if (left != NULL && right != NULL) {
        cr_expect_str_eq(left, right);
    }
}

static void expect_same_endings(const exn_alternative *left, size_t left_count,
                                const exn_alternative *right, size_t right_count)
{
    cr_assert_eq(left_count, right_count);
    for (size_t i = 0; i < left_count; i++) {
        cr_expect_eq(left[i].ending, right[i].ending);
        cr_expect_eq(left[i].has_with, right[i].has_with);
        cr_expect_eq(left[i].with.kind, right[i].with.kind);
        cr_expect_eq(left[i].with.node, right[i].with.node);
        cr_expect_eq(left[i].declared, right[i].declared);
    }
}

static void expect_same_plan(const exn_plan *left, const exn_plan *right)
{
    expect_same_endings(left->alternatives, left->alternative_count, right->alternatives,
                        right->alternative_count);
    expect_same_endings(left->on_cancel, left->on_cancel_count, right->on_cancel,
                        right->on_cancel_count);
    cr_expect_eq(left->steps, right->steps);
    cr_expect_eq(left->takes, right->takes);
    cr_expect_eq(left->takes_ms, right->takes_ms);
    cr_assert_eq(left->action_count, right->action_count);
    for (size_t i = 0; i < left->action_count; i++) {
        cr_expect_eq(left->actions[i].kind, right->actions[i].kind);
        cr_expect_eq(left->actions[i].node, right->actions[i].node);
        cr_expect_eq(left->actions[i].answer, right->actions[i].answer);
    }
}

static void expect_same_node(const exn_node *left, const exn_node *right)
{
    cr_expect_str_eq(left->name, right->name);
    cr_expect_eq(left->kind, right->kind);
    cr_expect_eq(left->role, right->role);
    cr_expect_eq(left->parent, right->parent);
    cr_expect_eq(left->child_count, right->child_count);
    cr_expect_eq(left->times, right->times);
    cr_expect_eq(left->task, right->task);
    cr_expect_eq(left->is_handle, right->is_handle);
    cr_expect_eq(left->first_handle, right->first_handle);
    cr_expect_eq(left->tokens, right->tokens);
    cr_expect_eq(left->wait_all, right->wait_all);
    cr_expect_eq(left->has_deadline, right->has_deadline);
    cr_expect_eq(left->deadline_ms, right->deadline_ms);
    cr_expect_eq(left->has_grace, right->has_grace);
    cr_expect_eq(left->grace_ms, right->grace_ms);
    expect_same_plan(&left->enter, &right->enter);
    expect_same_plan(&left->exit, &right->exit);
}

static void expect_same_tree(const exn_scenario *left, const exn_scenario *right)
{
    cr_assert_eq(left->node_count, right->node_count);
    for (size_t i = 0; i < left->node_count; i++) {
        expect_same_node(&left->nodes[i], &right->nodes[i]);
    }
    cr_assert_eq(left->task_count, right->task_count);
    for (uint32_t i = 0; i < left->task_count; i++) {
        expect_same_text(left->tasks[i].name, right->tasks[i].name);
        cr_expect_eq(left->tasks[i].scope, right->tasks[i].scope);
        expect_same_plan(&left->tasks[i].body, &right->tasks[i].body);
    }
    cr_expect_eq(left->cancel_task, right->cancel_task);
    cr_expect_eq(left->cancels, right->cancels);
    cr_expect_eq(left->cancels_min, right->cancels_min);
    cr_expect_eq(left->asks_operations, right->asks_operations);
    cr_expect_eq(left->has_faults_limit, right->has_faults_limit);
    cr_expect_eq(left->memory_fails, right->memory_fails);
    cr_expect_eq(left->memory_may_suffice, right->memory_may_suffice);
    cr_expect_eq(left->faults_max, right->faults_max);
    cr_expect_eq(left->steps_max, right->steps_max);
    cr_expect_eq(left->states_max, right->states_max);
}

static void expect_same_patterns(const exn_pattern *left, size_t left_count,
                                 const exn_pattern *right, size_t right_count)
{
    cr_assert_eq(left_count, right_count);
    for (size_t i = 0; i < left_count; i++) {
        cr_expect_str_eq(left[i].text, right[i].text);
    }
}

static void expect_same_expectations(const exn_scenario *left, const exn_scenario *right)
{
    cr_assert_eq(left->outcome_count, right->outcome_count);
    for (size_t i = 0; i < left->outcome_count; i++) {
        cr_expect_str_eq(left->outcomes[i].text, right->outcomes[i].text);
    }
    expect_same_patterns(left->order, left->order_count, right->order, right->order_count);
    expect_same_patterns(left->always, left->always_count, right->always, right->always_count);
    expect_same_patterns(left->never, left->never_count, right->never, right->never_count);
    cr_assert_eq(left->whenever_count, right->whenever_count);
    for (size_t i = 0; i < left->whenever_count; i++) {
        cr_expect_str_eq(left->whenever[i].first.text, right->whenever[i].first.text);
        cr_expect_str_eq(left->whenever[i].second.text, right->whenever[i].second.text);
    }
}

/* --- writing ---------------------------------------------------------------------------------- */

/* Returns the text that is written; the caller frees it. */
static char *written(const exn_scenario *scenario, const exn_script *script)
{
    char *text = NULL;
    size_t length = 0;
    FILE *file = open_memstream(&text, &length);
    cr_assert_eq(exn_scenario_write(file, scenario, script), 0);
    fclose(file);
    return text;
}

static exn_scenario *write_and_read(const exn_scenario *scenario, const exn_script *script)
{
    char *text = written(scenario, script);
    exn_scenario *again = read_good(text);
    free(text);
    return again;
}

static bool breaks_rules(const exn_plan *plan)
{
    bool breaks = false;
    for (size_t i = 0; i < plan->alternative_count; i++) {
        breaks = breaks || exn_ending_is_breach(plan->alternatives[i].ending);
    }
    for (size_t i = 0; i < plan->on_cancel_count; i++) {
        breaks = breaks || exn_ending_is_breach(plan->on_cancel[i].ending);
    }
    return breaks;
}

/* Returns the first manager that breaks a rule on purpose, or NULL. */
static const char *culprit_of(const exn_scenario *scenario)
{
    for (size_t i = 0; i < scenario->node_count; i++) {
        if (breaks_rules(&scenario->nodes[i].enter) || breaks_rules(&scenario->nodes[i].exit)) {
            return scenario->nodes[i].name;
        }
    }
    return NULL;
}

/* Returns the schedule of a scenario as a script; the caller frees its items. */
static exn_script script_of(const exn_scenario *scenario)
{
    const char **items = calloc(scenario->item_count + 1, sizeof *items);
    for (size_t i = 0; i < scenario->item_count; i++) {
        items[i] = scenario->items[i].text;
    }
    return (exn_script){.name = scenario->name,
                        .about = scenario->about,
                        .items = items,
                        .item_count = scenario->item_count,
                        .culprit = culprit_of(scenario),
                        .expects = true};
}

static void expect_round_trip(const exn_scenario *scenario)
{
    exn_script script = script_of(scenario);
    exn_scenario *again = write_and_read(scenario, &script);
    cr_expect_str_eq(again->name, scenario->name);
    expect_same_text(again->about, scenario->about);
    expect_same_tree(again, scenario);
    expect_same_expectations(again, scenario);
    cr_expect(again->has_schedule);
    cr_expect(again->kept);
    cr_assert_eq(again->item_count, scenario->item_count);
    for (size_t i = 0; i < again->item_count; i++) {
        cr_expect_str_eq(again->items[i].text, scenario->items[i].text);
    }
    exn_scenario_free(again);
    free((void *)script.items);
}

/* --- tests ------------------------------------------------------------------------------------ */

Test(write, everything_that_can_be_said)
{
    exn_scenario *scenario = read_good(
        HEAD
        "scope: {stack: [a, {push: lock}, {callback: log, times: 3},\n"
        "  {pool: [b, c, {stack: []}], enter: wait-all, grace: 7ms}], deadline: 2s}\n"
        "managers:\n"
        "  a: {enter: [fails, enters], exit: [fails, fails with b.enter,\n"
        "      fails with stack.deadline, fails with body, fails with tx.exit], steps: 4}\n"
        "  b: {enter: {ends: hangs, actions: [cancel]}, steps: {exit: 0}, on-cancel: ignores}\n"
        "  c: {enter: leaks, exit: [settles twice, stops unasked, touches later],\n"
        "      takes: {enter: 0ms, exit: 3s},\n"
        "      on-cancel: [fails, stops, touches later, leaks]}\n"
        "  lock: {steps: 0}\n"
        "  log: {takes: 1min, exit: {actions: [enter tx, \"close -> may be refused\"]}}\n"
        "  tx: {enter: fails, on-cancel: stops}\n"
        "body: {ends: [raises, hangs], takes: 5ms, on-cancel: [fails],\n"
        "  actions: [push other, move away, callback done]}\n"
        "cancel: {where: anywhere, times: 3, at-least: 2, operations: anywhere}\n"
        "faults: {memory: if-asked}\n"
        "limits: {faults: 3, steps: 77, states: 9}\n"
        "schedule: [cancel at once, ask a, a fails with body, body steps, call push late, ...]\n"
        "expect:\n"
        "  outcome: [returns, \"raises [a.exit, body] + not canceled\", raises late.exit]\n"
        "  order: [a exit begins (body), late exit begins (none)]\n"
        "  always: [time passes]\n"
        "  never: [stack closes canceled]\n"
        "  whenever: [{a exit begins (none): a exited, body begins: stack closes}]\n");
    expect_round_trip(scenario);
    exn_scenario_free(scenario);
}

Test(write, what_is_written_reads_well)
{
    exn_scenario *scenario = read_good(HEAD "scope: {pool: [vm1, vm2], enter: wait-all}\n"
                                            "managers: {vm2: {enter: [enters, fails], steps: 2}}\n"
                                            "body: raises\n"
                                            "cancel: anywhere\n");
    static const char *const items[] = {"vm2 fails", "vm1 enters", "cancel at once"};
    exn_script script = {.name = "kept: one",
                         .about = "Found by exeunt check.",
                         .implementation = "gather-cm",
                         .profile = "exeunt",
                         .items = items,
                         .item_count = 3};
    char *text = written(scenario, &script);
    cr_expect_str_eq(text, "scenario: \"kept: one\"\n"
                           "about: Found by exeunt check.\n"
                           "implementation: gather-cm\n"
                           "profile: exeunt\n"
                           "\n"
                           "scope: {pool: [vm1, vm2], enter: wait-all}\n"
                           "managers:\n"
                           "  vm2:\n"
                           "    enter: [enters, fails]\n"
                           "    steps: {enter: 2, exit: 2}\n"
                           "body:\n"
                           "  ends: raises\n"
                           "cancel: anywhere\n"
                           "\n"
                           "kept: true\n"
                           "schedule:\n"
                           "  - vm2 fails\n"
                           "  - vm1 enters\n"
                           "  - cancel at once\n");
    exn_scenario *again = read_good(text);
    cr_expect_eq(again->violates, 0);
    expect_same_tree(again, scenario);
    exn_scenario_free(again);
    exn_scenario_free(scenario);
    free(text);
}

Test(write, texts_of_every_kind)
{
    static const char *const texts[] = {
        "plain",
        "with: colon",
        "- dash",
        "# hash",
        "a # b",
        "'quoted'",
        "''''''",
        "\"double\"",
        "back\\slash",
        "null",
        "~",
        "true",
        "12",
        "{a: b}",
        "[a]",
        "&a",
        "*a",
        "!tag",
        "@home",
        "%TAG",
        "…",
        "käse",
        "ends ",
        " begins",
        "50 %",
        "a\\nb",
        "? x",
        "x: ",
        "---",
        "...",
        "U+2028 \xe2\x80\xa8, U+85 \xc2\x85",
        "\xef\xbb\xbfmark",
        "🜚",
        "a  b",
    };
    exn_scenario *scenario = read_good(HEAD "scope: {pool: []}\n");
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char about[100];
        snprintf(about, sizeof about, "%s\n\tsecond line\x7f", texts[i]);
        exn_script script = {.name = texts[i], .about = about, .implementation = texts[i]};
        exn_scenario *again = write_and_read(scenario, &script);
        cr_expect_str_eq(again->name, texts[i]);
        cr_expect_str_eq(again->about, about);
        cr_expect_str_eq(again->implementation, texts[i]);
        exn_scenario_free(again);
    }
    exn_scenario_free(scenario);
}

Test(write, names_that_yaml_takes_for_something_else)
{
    exn_scenario *scenario =
        read_good(HEAD "scope: {pool: [\"null\", true, no, \"on\", Y, x-_9, scope]}\n"
                       "managers: {\"null\": {exit: fails}, no: {steps: 2}}\n"
                       "schedule: [\"null enters\", true enters]\n");
    expect_round_trip(scenario);
    exn_scenario_free(scenario);
}

/* The original schedule may name managers that the script does not reach. */
Test(write, what_the_script_does_not_name_is_left_out)
{
    exn_scenario *scenario = read_good(HEAD "scope: {stack: [a]}\n"
                                            "managers:\n"
                                            "  a: {exit: [fails with late.exit, fails]}\n"
                                            "  late: {exit: fails}\n"
                                            "schedule: [a enters, call push late, ...]\n"
                                            "expect:\n"
                                            "  outcome: raises late.exit\n"
                                            "  never: [late exited]\n");
    static const char *const items[] = {"a enters"};
    exn_script script = {.name = "short", .items = items, .item_count = 1, .expects = true};
    exn_scenario *again = write_and_read(scenario, &script);
    cr_expect_eq(again->node_count, 2);
    cr_expect_eq(again->nodes[1].exit.alternative_count, 1);
    cr_expect_eq(again->outcome_count, 0);
    cr_expect_eq(again->never_count, 0);
    exn_scenario_free(again);
    exn_scenario_free(scenario);
}

/* A deliberate breach would also occur once the bug is fixed. So only the manager to blame keeps
 * its breaches. */
Test(write, only_who_is_to_blame_still_breaks_rules_on_purpose)
{
    exn_scenario *scenario =
        read_good(HEAD "scope: {pool: [a, b]}\n"
                       "managers:\n"
                       "  a: {enter: [stops unasked, fails], exit: [leaks, touches later],\n"
                       "      on-cancel: [leaks, fails]}\n"
                       "  b: {enter: settles twice, on-cancel: touches later}\n");
    exn_script script = {.name = "tamed", .culprit = "b"};
    exn_scenario *again = write_and_read(scenario, &script);
    cr_expect_eq(again->nodes[1].enter.alternative_count, 2);
    cr_expect_eq(again->nodes[1].enter.alternatives[0].ending, EXN_ENDS_ENTERS);
    cr_expect_eq(again->nodes[1].exit.alternative_count, 1);
    cr_expect_eq(again->nodes[1].exit.alternatives[0].ending, EXN_ENDS_EXITS);
    cr_expect_eq(again->nodes[1].exit.on_cancel_count, 2);
    cr_expect_eq(again->nodes[1].exit.on_cancel[0].ending, EXN_ENDS_STOPS);
    cr_expect_eq(again->nodes[2].enter.alternatives[0].ending, EXN_ENDS_SETTLES_TWICE);
    cr_expect_eq(again->nodes[2].exit.on_cancel[0].ending, EXN_ENDS_STOPS_TOUCHING);
    exn_scenario_free(again);
    exn_scenario_free(scenario);
}

Test(write, a_manager_of_a_plugin_as_the_new_file_sees_it)
{
    exn_scenario *scenario = read_good(
        HEAD
        "scope: {stack: [db]}\n"
        "managers:\n"
        "  db: {use: ./none.so#db, with: {port: 5432, a: 1.50, b: 'true', c: x y, d: true}}\n");
    const exn_script script = {.name = "t", .about = "a", .folder = "/tmp"};
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    cr_assert_eq(exn_scenario_write(file, scenario, &script), 0);
    fclose(file);
    cr_expect_not_null(strstr(text, "  db:\n"
                                    "    use: \"./none.so#db\"\n"
                                    "    with:\n"
                                    "      port: 5432\n"
                                    "      a: 1.50\n"
                                    "      b: \"true\"\n"
                                    "      c: x y\n"
                                    "      d: true\n"),
                       "%s", text);
    free(text);
    exn_scenario_free(scenario);
}

Test(write, an_empty_script)
{
    exn_scenario *scenario = read_good(HEAD "scope: {pool: []}\n");
    exn_script script = {.name = "nothing happens"};
    exn_scenario *again = write_and_read(scenario, &script);
    cr_expect(again->has_schedule);
    cr_expect_eq(again->item_count, 0);
    exn_scenario_free(again);
    exn_scenario_free(scenario);
}

Test(write, a_full_disk_is_an_error)
{
    exn_scenario *scenario = read_good(HEAD "scope: {pool: []}\n");
    exn_script script = {.name = "too much"};
    FILE *full = fopen("/dev/full", "w");
    cr_assert_not_null(full);
    cr_expect_eq(exn_scenario_write(full, scenario, &script), -1);
    fclose(full);
    exn_scenario_free(scenario);
}

static void write_file_again(const char *path)
{
    size_t length = 0;
    char *bytes = read_file(path, &length);
    exn_scenario *scenario = read_good(bytes);
    expect_round_trip(scenario);
    exn_scenario_free(scenario);
    free(bytes);
}

Test(write, every_scenario_of_the_house)
{
    cr_expect_gt(for_each_scenario_file(EXEUNT_SOURCE_DIR "/scenarios", write_file_again), 50);
}
