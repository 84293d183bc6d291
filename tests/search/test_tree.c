/* The tree of paths to states, and the queue of the breadth-first search. */
#include "trial.h"

#include "search/path_queue.h"
#include "subjects/subjects.h"

#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

/* Goes from state to state through the tree of those found, and checks the order in which they
 * leave the queue. */

enum { STATES_MAX = 60000, TAPE_MAX = 64 };

#define POOL                                                                                       \
    "scope: {pool: [a, b, c]}\n"                                                                   \
    "managers:\n"                                                                                  \
    "  a: {enter: [enters, fails], exit: [exits, fails], steps: 2}\n"                              \
    "  b: {exit: [exits, suppresses], on-cancel: [stops, fails], steps: 2}\n"                      \
    "cancel: {where: anywhere, times: 2}\n"

#define STACK                                                                                      \
    "scope: {stack: [a, {pool: [b, c]}], deadline: 10ms, grace: 5ms}\n"                            \
    "managers: {a: {exit: [exits, fails], steps: 2}, c: {enter: [enters, fails, hangs]}}\n"        \
    "body: [returns, raises]\n"                                                                    \
    "cancel: anywhere\n"

/* --- the tree, and beside it the tape to each of its states ----------------------------------- */

typedef struct tape {
    uint32_t count;
    uint32_t numbers[TAPE_MAX];
} tape;

static exn_run run;
static exn_successors graph;
static exn_path_tree tree;
static exn_path_queue queue;
static tape *tapes;       /* by state */
static uint32_t at;       /* the state that is expanded; 0: the start */
static uint32_t *waiting; /* or no longer */
static uint32_t waiting_count;

static exn_search_status on_ended(void *context, exn_run_end end, const exn_transition *move)
{
    (void)context;
    (void)move;
    return end != EXN_RUN_OUT_OF_MEMORY ? EXN_SEARCH_DONE : EXN_SEARCH_OUT_OF_MEMORY;
}

static void add_moves(void)
{
    for (size_t i = 0; i < graph.transition_count; i++) {
        const exn_transition *move = &graph.transitions[i];
        uint32_t added = 0;
        cr_assert(move->end != EXN_RUN_GOES_ON || exn_path_tree_add(&tree, move, &added));
        if (added == 0) {
            continue;
        }
        cr_assert(added < STATES_MAX && move->path.choices <= TAPE_MAX);
        tapes[added] = tapes[at];
        tapes[added].count = move->path.choices;
        memcpy(tapes[added].numbers + tapes[at].count, graph.choices + move->choices,
               (move->path.choices - tapes[at].count) * sizeof(uint32_t));
        waiting[waiting_count++] = added;
        cr_assert(exn_path_queue_push(&queue, added));
    }
    exn_successors_drop(&graph, (exn_successors_mark){0});
}

static void expand_start(const char *text)
{
    static exn_flight flight;
    const exn_scenario *scenario = scenario_of(text);
    run = (exn_run){.options = {.faults_max = UINT32_MAX,
                                .cancels_max = scenario->cancels,
                                .cancels_limit = UINT32_MAX,
                                .limits_are_claimed = true}};
    cr_assert_eq(exn_run_open(&run, scenario, &exn_subject_exeunt, &flight), 0);
    exn_heap_reset(exn_run_heap(&run));
    cr_assert(exn_successors_open(&graph, &run));
    cr_assert(exn_path_tree_open(&tree, &graph));
    graph.ended = on_ended;
    queue.tree = &tree;
    waiting = calloc(STATES_MAX, sizeof *waiting);
    tapes = calloc(STATES_MAX, sizeof *tapes);
    cr_assert(waiting != NULL && tapes != NULL);
    cr_assert_eq(exn_successors_expand(&graph, &(const exn_cost){0}, true), EXN_SEARCH_DONE);
    add_moves();
}

/* Expects that the world has the state's hash, and that the tape is the path to it. */
static void go_and_expand(uint32_t state)
{
    at = state;
    exn_path_tree_go(&tree, state);
    const exn_cost path = tree.states[state].path;
    cr_assert(exn_hash_equal(graph.snapshots.hash, tree.states[state].hash));
    cr_assert(exn_hash_equal(exn_snapshots_hash(exn_run_heap(&run)), graph.snapshots.hash));
    cr_assert_eq(run.tape.flight->choices, tapes[state].count);
    cr_assert_arr_eq(run.tape.flight->tape, tapes[state].numbers,
                     tapes[state].count * sizeof(uint32_t));
    cr_assert_eq(run.current.steps, path.steps);
    cr_assert_eq(exn_successors_expand(&graph, &path, false), EXN_SEARCH_DONE);
    add_moves();
}

static void close_all(void)
{
    exn_path_queue_free(&queue);
    exn_path_tree_close(&tree);
    exn_successors_close(&graph);
    exn_run_close(&run);
    free(waiting);
    free(tapes);
}

/* --- the tree --------------------------------------------------------------------------------- */

/* The expected order, by the tapes themselves. */
static bool is_before(uint32_t a, uint32_t b)
{
    int by_cost = exn_cost_compare(&tree.states[a].path, &tree.states[b].path);
    int by_tape =
        exn_tape_compare(tapes[a].numbers, tapes[a].count, tapes[b].numbers, tapes[b].count);
    return by_cost != 0 ? by_cost < 0 : by_tape < 0;
}

/* Takes any of the waiting states, the same ones each time. */
static uint32_t take_any(void)
{
    static uint64_t drawn = 1;
    drawn = drawn * 6364136223846793005u + 1442695040888963407u;
    uint32_t place = (uint32_t)((drawn >> 33) % waiting_count);
    uint32_t state = waiting[place];
    waiting[place] = waiting[--waiting_count];
    return state;
}

static void expect_order_beside(uint32_t state)
{
    for (uint32_t i = 0; i < waiting_count && i < 20; i++) {
        uint32_t other = waiting[i];
        if (exn_path_tree_waits(&tree, other)) {
            cr_assert_eq(exn_path_tree_is_before(&tree, state, other), is_before(state, other));
            cr_assert_eq(exn_path_tree_is_before(&tree, other, state), is_before(other, state));
        }
    }
}

/* Off the current path there may only be branches that lead to a waiting state, or where two or
 * more of them begin. */
static void expect_few_branches(void)
{
    uint32_t most = 1;
    for (uint32_t before = tree.at; before != 0; before = tree.states[before].before) {
        most += 1;
    }
    uint32_t branches = 0;
    for (uint32_t i = 0; i < tree.count; i++) {
        branches += tree.states[i].delta != NULL ? 1 : 0;
        most += exn_path_tree_waits(&tree, i) ? 2 : 0;
    }
    cr_assert_leq(branches, most);
}

static void expect_every_state_in_any_order(const char *text)
{
    expand_start(text);
    uint32_t expanded = 0;
    while (waiting_count > 0) {
        uint32_t state = take_any();
        if (exn_path_tree_waits(&tree, state)) {
            expect_order_beside(state);
            go_and_expand(state);
            cr_assert_not(exn_path_tree_waits(&tree, state));
            expect_few_branches();
            expanded += 1;
        }
    }
    cr_expect_gt(expanded, 300);
    close_all();
}

Test(tree, goes_from_any_state_of_a_pool_to_any_other)
{
    expect_every_state_in_any_order(POOL);
}

Test(tree, goes_from_any_state_of_a_stack_to_any_other)
{
    expect_every_state_in_any_order(STACK);
}

/* --- the queue -------------------------------------------------------------------------------- */

static void expect_in_order(const char *text)
{
    expand_start(text);
    uint32_t last = 0;
    uint32_t expanded = 0;
    while (queue.count > 0) {
        uint32_t state = exn_path_queue_pop(&queue);
        cr_assert(last == 0 || is_before(last, state));
        last = state;
        if (exn_path_tree_waits(&tree, state)) {
            go_and_expand(state);
            expanded += 1;
        }
    }
    cr_expect_gt(expanded, 300);
    close_all();
}

Test(tree, is_left_in_order_by_the_states_of_a_pool)
{
    expect_in_order(POOL);
}

Test(tree, is_left_in_order_by_the_states_of_a_stack)
{
    expect_in_order(STACK);
}

/* The start costs nothing, and neither does what comes at once; but their tapes are not in the
 * order in which these two are expanded. */
Test(tree, has_the_smaller_tape_of_a_request_at_the_start_and_one_after_it)
{
    static exn_flight flight;
    uint32_t choices[] = {0, 1, 0};
    graph = (exn_successors){.run = &run, .choices = choices};
    run.tape.flight = &flight;
    queue.tree = &tree;
    const exn_transition goes_on = {.hash = {1, 1}, .end = EXN_RUN_GOES_ON, .path = {.choices = 1}};
    const exn_cost canceled = {.steps = 1, .cancels = 1, .choices = 1};
    const exn_transition canceled_at_once = {
        .hash = {2, 2}, .end = EXN_RUN_GOES_ON, .path = canceled, .choices = 1};
    const exn_transition canceled_else = {
        .hash = {3, 3}, .end = EXN_RUN_GOES_ON, .path = canceled, .choices = 1};
    uint32_t first, second, third, better;
    cr_assert(exn_path_tree_open(&tree, &graph));
    cr_assert(exn_path_tree_add(&tree, &goes_on, &first) && exn_path_queue_push(&queue, first));
    cr_assert(exn_path_tree_add(&tree, &canceled_at_once, &second) &&
              exn_path_queue_push(&queue, second));
    cr_assert(exn_path_tree_add(&tree, &canceled_else, &third) &&
              exn_path_queue_push(&queue, third));
    cr_assert_eq(exn_path_queue_pop(&queue), first);
    exn_path_tree_go(&tree, first);
    exn_transition later = canceled_at_once;
    later.path.choices = 2;
    later.choices = 2;
    cr_assert(exn_path_tree_add(&tree, &later, &better) && exn_path_queue_push(&queue, better));
    cr_expect_neq(better, 0);
    cr_expect_not(exn_path_tree_waits(&tree, second));
    cr_expect_eq(exn_path_queue_pop(&queue), better);
    cr_expect_eq(exn_path_queue_pop(&queue), second);
    cr_expect_eq(exn_path_queue_pop(&queue), third);
    cr_expect_eq(queue.count, 0);
    exn_path_queue_free(&queue);
    exn_path_tree_close(&tree);
}

/* Expects each state on its cheapest path, and among these on the one with the smallest tape. */
static void expect_best_ways(const char *text)
{
    expand_start(text);
    while (queue.count > 0) {
        uint32_t state = exn_path_queue_pop(&queue);
        if (!exn_path_tree_waits(&tree, state)) {
            continue;
        }
        go_and_expand(state);
        for (uint32_t i = 1; i < state; i++) { /* queued before, and the same state */
            bool same = exn_hash_equal(tree.states[i].hash, tree.states[state].hash);
            cr_assert(!same || is_before(state, i));
        }
    }
    close_all();
}

Test(tree, has_the_best_way_to_each_state_of_a_pool)
{
    expect_best_ways(POOL);
}

Test(tree, has_the_best_way_to_each_state_of_a_stack)
{
    expect_best_ways(STACK);
}

/* --- what it costs ---------------------------------------------------------------------------- */

/* A gigabyte would not hold all tapes: half a million states, with a thousand numbers each. */
Test(large, a_tree_keeps_little_of_a_state_that_lies_deep)
{
    exn_explore_options options = {.memory_max_bytes = (uint64_t)64 << 20};
    const exn_result *result =
        explored_scenario(scenario_of("scope: {pool: [a, b]}\n"
                                      "managers: {a: {steps: 700}, b: {steps: 700}}\n"
                                      "limits: {steps: 1000}\n"),
                          options);
    expect_verdict(result, "violated", false);
    cr_expect(result->exhaustive);
    cr_assert_eq(result->violation_count, 1);
    cr_expect_str_eq(result->violations[0].rule, "X9");
    cr_expect(result->violations[0].shortest);
}

/* Even without room for the tree a schedule is reported. */
Test(tree, that_has_no_room_leaves_a_schedule_as_it_was_found)
{
    exn_explore_options options = {.memory_max_bytes = (uint64_t)3 << 20};
    const exn_result *result =
        explored_scenario(scenario_of("scope: {pool: [a, b]}\n"
                                      "managers: {a: {steps: 300}, b: {steps: 300}}\n"
                                      "limits: {steps: 400}\n"),
                          options);
    expect_verdict(result, "violated", false);
    cr_assert_eq(result->violation_count, 1);
    cr_expect_not(result->violations[0].shortest);
    cr_expect_eq(result->violations[0].steps, 400);
}
