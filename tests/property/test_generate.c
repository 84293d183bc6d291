/* Random scenarios, as text. */
#include "generate.h"
#include "write.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* Returns the text of a scenario; the caller frees it. */
static char *text_of(const struct brute_scenario *scenario)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    cr_assert_not_null(file);
    brute_write(scenario, file);
    fclose(file);
    return text;
}

static char *generate(uint64_t seed, unsigned index, bool with_tasks)
{
    struct brute_scenario scenario;
    struct brute_tally tally;
    brute_generate(seed, index, with_tasks, &scenario, &tally);
    cr_expect_gt(tally.interleavings, 0U);
    cr_expect_leq(tally.interleavings, (uint64_t)BRUTE_GENERATED_RUNS_MAX);
    brute_tally_free(&tally);
    return text_of(&scenario);
}

static char *generated_text(uint64_t seed, unsigned index)
{
    return generate(seed, index, false);
}

static char *generated_tasks(uint64_t seed, unsigned index)
{
    return generate(seed, index, true);
}

Test(generate, a_seed_means_the_same_scenarios_each_time)
{
    for (unsigned i = 0; i < 10; i++) {
        char *first = generated_text(7, i);
        char *again = generated_text(7, i);
        char *other = generated_text(8, i);
        cr_expect_str_eq(first, again);
        cr_expect_str_neq(first, other);
        free(first);
        free(again);
        free(other);
    }
}

Test(generate, a_seed_means_the_same_tasks_each_time)
{
    for (unsigned i = 0; i < 3; i++) {
        char *first = generated_tasks(7, i);
        char *again = generated_tasks(7, i);
        cr_expect_str_eq(first, again);
        cr_expect_not_null(strstr(first, "tasks:\n  w1: {"));
        free(first);
        free(again);
    }
}

/* What the generator never makes is never compared. */
static void expect_to_stand(char *(*text_of_number)(uint64_t seed, unsigned index),
                            const char *const *wanted, size_t wanted_count)
{
    bool found[32] = {false};
    size_t found_count = 0;
    cr_assert_leq(wanted_count, sizeof found / sizeof *found);
    for (unsigned i = 0; i < 200 && found_count < wanted_count; i++) {
        char *text = text_of_number(1, i);
        for (size_t j = 0; j < wanted_count; j++) {
            if (!found[j] && strstr(text, wanted[j]) != NULL) {
                found[j] = true;
                found_count += 1;
            }
        }
        free(text);
    }
    for (size_t j = 0; j < wanted_count; j++) {
        cr_expect(found[j], "no `%s` in 200 scenarios", wanted[j]);
    }
}

Test(large, everything_stands_in_some_generated_scenario)
{
    static const char *const wanted[] = {
        "pool: [",    "stack: [",       "{stack: [{pool", "{pool: [{stack",  "push: ",
        "callback: ", "wait-all",       "deadline: ",     "takes: ",         "enter: 0",
        "exit: 2",    "cancel: never",  "suppresses",     "fails with body", "hangs",
        "raises",     "on-cancel: [fa", "ignores",        "anywhere",        "c: ",
    };
    expect_to_stand(generated_text, wanted, sizeof wanted / sizeof *wanted);
}

Test(large, everything_stands_in_some_scenario_with_tasks)
{
    static const char *const wanted[] = {
        "w3: {stack: [", "[lock, limit]",    "tokens: 1",  "tokens: 2",
        "deadline: ",    "{task: any",       "{task: w2",  "at-least: 1",
        "operations",    "grace: ",          "pool: []",   "fails with w1.body",
        "w1.deadline",   "takes: ",          "whenever: ", "cancel: never",
        "hangs",         "lock: {exit: exi", "stack: [{p",
    };
    expect_to_stand(generated_tasks, wanted, sizeof wanted / sizeof *wanted);
}

static void make_tree(struct brute_scenario *scenario)
{
    brute_scenario_init(scenario, BRUTE_STACK);
    strcpy(scenario->title, "A tree");
    scenario->cancel_anywhere = true;
    brute_scenario_add(scenario, BRUTE_OUTERMOST, BRUTE_PUSHED, "a");
    int pool = brute_scenario_add(scenario, BRUTE_OUTERMOST, BRUTE_POOL, NULL);
    scenario->node[pool].wait_all = true;
    scenario->node[pool].deadline_ms = 10;
    int b = brute_scenario_add(scenario, pool, BRUTE_MANAGER, "b");
    scenario->node[b].enter.results = BRUTE_SUCCEEDS | BRUTE_FAILS;
    scenario->node[b].enter.takes_ms = 5;
    int second = brute_scenario_add(scenario, BRUTE_OUTERMOST, BRUTE_POOL, NULL);
    brute_scenario_add(scenario, second, BRUTE_MANAGER, "c");
}

Test(generate, writes_a_tree)
{
    struct brute_scenario scenario;
    make_tree(&scenario);
    char *text = text_of(&scenario);
    cr_expect_str_eq(
        text, "scenario: A tree\n"
              "scope: {stack: [{push: a}, {pool: [b], enter: wait-all, deadline: 10ms}, "
              "{pool: [c]}]}\n"
              "managers:\n"
              "  a: {exit: exits, on-cancel: stops, steps: {exit: 1}}\n"
              "  b: {exit: exits, enter: [enters, fails], on-cancel: stops, takes: {enter: 5ms}}\n"
              "  c: {exit: exits, enter: enters, on-cancel: stops, steps: {enter: 1, exit: 1}}\n"
              "body: {steps: 1, on-cancel: stops, ends: returns}\n"
              "cancel: anywhere\n");
    free(text);
}

Test(generate, names_errors_by_their_path)
{
    struct brute_scenario scenario;
    char name[BRUTE_NAME_MAX + 16];
    make_tree(&scenario);
    brute_error_name(&scenario, brute_error_deadline(4), name, sizeof name);
    cr_expect_str_eq(name, "stack.pool2.deadline");
    brute_error_name(&scenario, brute_error_exit(5), name, sizeof name);
    cr_expect_str_eq(name, "c.exit");
    brute_error_name(&scenario, brute_error_body(0), name, sizeof name);
    cr_expect_str_eq(name, "body");
}

static void make_workers(struct brute_scenario *scenario)
{
    brute_scenario_init_tasks(scenario);
    strcpy(scenario->title, "Two workers");
    int w1 = brute_scenario_add_task(scenario, BRUTE_STACK);
    int lock = brute_scenario_add(scenario, w1, BRUTE_MANAGER, "lock");
    int w2 = brute_scenario_add_task(scenario, BRUTE_POOL);
    brute_scenario_add_handle(scenario, w2, lock);
    scenario->node[w2].deadline_ms = 5;
    scenario->node[lock].tokens = 1;
    scenario->node[lock].exit.results = BRUTE_SUCCEEDS | BRUTE_FAILS_WITH_BODY;
    scenario->cancel_anywhere = true;
    scenario->cancel_task = 1;
    scenario->expects_later = true;
    scenario->first = (struct brute_event){BRUTE_CANCEL, (uint8_t)w2};
    scenario->second = (struct brute_event){BRUTE_BODY_BEGINS, (uint8_t)w1};
}

Test(generate, writes_tasks)
{
    struct brute_scenario scenario;
    make_workers(&scenario);
    char *text = text_of(&scenario);
    cr_expect_str_eq(text,
                     "scenario: Two workers\n"
                     "tasks:\n"
                     "  w1: {stack: [lock], body: {steps: 1, on-cancel: stops, ends: returns}}\n"
                     "  w2: {pool: [lock], deadline: 5ms, body: {steps: 1, on-cancel: stops, ends: "
                     "returns}}\n"
                     "managers:\n"
                     "  lock: {exit: [exits, fails with w1.body], enter: enters, on-cancel: stops, "
                     "tokens: 1, steps: {enter: 1, exit: 1}}\n"
                     "cancel: {task: w2}\n"
                     "expect: {whenever: [{cancel w2: w1 body begins}]}\n");
    free(text);
}
