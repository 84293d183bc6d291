/* The nearest passing schedule beside a violation is the one that trying every tape finds. */
#include "trial.h"

#include "contract/profiles.h"
#include "search/count.h"
#include "stage/stage.h"
#include "subjects/subjects.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(nearest);

/* --- brute force ------------------------------------------------------------------------------ */

enum { CHOICES_MAX = 64 };

/* A run that breaks nothing. */
typedef struct passing {
    uint32_t tape[CHOICES_MAX], choices;
    uint32_t faults, cancels;
    uint64_t steps;
} passing;

/* All of them, as running every tape in turn finds them: no state is known or gone back to. */
typedef struct everything {
    passing *runs;
    size_t count, capacity;
} everything;

static void open_run(exn_run *run, const exn_scenario *scenario, const char *implementation)
{
    static exn_flight flight;
    const exeunt_implementation *subject = exn_subject_named(implementation);
    *run = (exn_run){.options = {.faults_max = UINT32_MAX,
                                 .cancels_max = scenario->cancels,
                                 .cancels_limit = UINT32_MAX,
                                 .expects = true,
                                 .promises = *exn_promises_made_by(subject),
                                 .limits_are_claimed = true}};
    cr_assert_eq(exn_run_open(run, scenario, subject, &flight), EXN_WORLD_READY);
}

static everything run_all(const exn_scenario *scenario, const char *implementation)
{
    everything all = {.capacity = 20000};
    all.runs = calloc(all.capacity, sizeof *all.runs);
    exn_run run;
    open_run(&run, scenario, implementation);
    exn_flight *flight = run.tape.flight;
    do {
        if (exn_run_once(&run) == EXN_RUN_CLOSED) {
            cr_assert_lt(all.count, all.capacity);
            cr_assert_leq(flight->choices, CHOICES_MAX);
            passing *one = &all.runs[all.count++];
            *one = (passing){.choices = flight->choices,
                             .faults = run.current.faults,
                             .cancels = run.current.cancels,
                             .steps = run.current.steps};
            for (uint32_t i = 0; i < flight->choices; i++) {
                one->tape[i] = flight->tape[i];
            }
        }
    } while (exn_tape_advance(&run.tape));
    exn_run_close(&run);
    return all;
}

static uint32_t count_shared(const passing *one, const uint32_t *tape, uint32_t choices)
{
    uint32_t shared = 0;
    while (shared < one->choices && shared < choices && one->tape[shared] == tape[shared]) {
        shared += 1;
    }
    return shared;
}

/* Negative: `a` is less far. */
static int compare(const passing *a, const passing *b)
{
    if (a->faults != b->faults) {
        return a->faults < b->faults ? -1 : 1;
    }
    if (a->cancels != b->cancels) {
        return a->cancels < b->cancels ? -1 : 1;
    }
    if (a->steps != b->steps) {
        return a->steps < b->steps ? -1 : 1;
    }
    for (uint32_t i = 0; i < a->choices && i < b->choices; i++) {
        if (a->tape[i] != b->tape[i]) {
            return a->tape[i] < b->tape[i] ? -1 : 1;
        }
    }
    return (int)a->choices - (int)b->choices;
}

static const passing *find_nearest(const everything *all, const uint32_t *tape, uint32_t choices,
                                   uint32_t *shared)
{
    const passing *nearest = NULL;
    *shared = 0;
    for (size_t i = 0; i < all->count; i++) {
        uint32_t its = count_shared(&all->runs[i], tape, choices);
        bool is_nearer = nearest == NULL || its > *shared ||
                         (its == *shared && compare(&all->runs[i], nearest) < 0);
        if (is_nearer) {
            nearest = &all->runs[i];
            *shared = its;
        }
    }
    return nearest;
}

/* --- what is compared ------------------------------------------------------------------------- */

static uint32_t parse(const char *text, uint32_t *tape)
{
    uint32_t count = 0;
    for (const char *at = text; *at != '\0'; at += *at == '.' ? 1 : 0) {
        char *end;
        cr_assert_lt(count, CHOICES_MAX);
        tape[count++] = (uint32_t)strtoul(at, &end, 10);
        at = end;
    }
    return count;
}

static void expect_nearest(const char *text, const everything *all, const exn_violation *violation)
{
    uint32_t tape[CHOICES_MAX];
    uint32_t its_tape[CHOICES_MAX];
    uint32_t shared;
    uint32_t choices = parse(violation->tape, tape);
    const passing *wanted = find_nearest(all, tape, choices, &shared);
    const exn_passing *nearest = violation->nearest;
    cr_assert_not_null(nearest, "%s: %s", text, violation->rule);
    if (wanted == NULL) {
        cr_expect_str_eq(nearest->none, "every schedule breaks something", "%s: %s", text,
                         violation->rule);
        return;
    }
    cr_assert_null(nearest->none, "%s: %s %s: %s", text, violation->rule, violation->tape,
                   nearest->none);
    uint32_t its_choices = parse(nearest->tape, its_tape);
    cr_expect(its_choices == wanted->choices &&
                  memcmp(its_tape, wanted->tape, its_choices * sizeof *its_tape) == 0,
              "%s: %s %s: %s is not the nearest", text, violation->rule, violation->tape,
              nearest->tape);
    cr_expect_eq(nearest->choice, shared + 1);
    cr_expect_eq(nearest->steps, wanted->steps);
    cr_expect(nearest->faults == wanted->faults && nearest->cancels == wanted->cancels);
    cr_expect_str_neq(nearest->made, nearest->instead, "%s: %s", text, violation->tape);
}

/* Compares all violations of a scenario. Returns how many there were. */
static size_t compare_all(const char *text, const char *implementation, bool by_runs)
{
    const exn_scenario *scenario = scenario_of(text);
    const exn_result *result = explored_scenario(
        scenario, (exn_explore_options){
                      .implementation = implementation, .draws = true, .no_snapshots = by_runs});
    everything all = run_all(scenario, implementation);
    for (size_t i = 0; i < result->violation_count; i++) {
        if (result->violations[i].trace_count > 0) {
            expect_nearest(text, &all, &result->violations[i]);
        }
    }
    free(all.runs);
    return result->violation_count;
}

/* --- the scenarios ---------------------------------------------------------------------------- */

/* Pools in which anything may happen; in most something is broken only in part of the runs. */
static const char *const managers[] = {
    "{enter: [enters, fails]}", "{exit: [exits, fails]}", "{exit: [exits, suppresses]}",
    "{enter: [enters, fails], exit: [exits, fails]}", "{steps: {enter: 2}}"};
static const char *const rest[] = {"body: [returns, raises]", "cancel: anywhere",
                                   "body: [returns, raises]\ncancel: anywhere",
                                   "expect: {outcome: returns}"};
static const char *const bad[] = {"gather-cm", "gather-on-stack", "exit-in-task-group",
                                  "exits-failed-enter"};
#define COUNT(array) (sizeof(array) / sizeof *(array))

Test(nearest, is_what_trying_every_tape_finds)
{
    size_t compared = 0;
    for (size_t a = 0; a < COUNT(managers); a++) {
        for (size_t b = 0; b < COUNT(rest); b++) {
            for (size_t c = 0; c < COUNT(bad); c++) {
                char text[400];
                snprintf(text, sizeof text,
                         "scope: {pool: [m, n]}\nmanagers:\n  m: %s\n  n: %s\n%s", managers[a],
                         managers[(a + 1) % COUNT(managers)], rest[b]);
                compared += compare_all(text, bad[c], false);
                compared += compare_all(text, bad[c], true);
            }
        }
    }
    cr_expect_geq(compared, 200, "only %zu violations were compared", compared);
}

Test(nearest, says_which_choice_decides)
{
    const exn_scenario *scenario = scenario_of("scope: {pool: [m, n]}\nbody: [returns, raises]\n"
                                               "managers: {m: {exit: [exits, fails]}}");
    const exn_result *result = explored_scenario(
        scenario, (exn_explore_options){.implementation = "gather-cm", .draws = true});
    cr_assert_eq(result->violation_count, 1);
    const exn_passing *nearest = result->violations[0].nearest;
    cr_assert_not_null(nearest);
    cr_expect_str_eq(nearest->made, "m fails");
    cr_expect_str_eq(nearest->instead, "m exits");
    cr_expect_str_eq(nearest->outcome, "raises body");
}

Test(nearest, is_not_looked_for_unasked)
{
    const exn_result *result = checked_with(
        "scope: {pool: [m]}\nbody: raises\nexpect: {outcome: returns}", (exn_explore_options){0});
    cr_assert_eq(result->violation_count, 1);
    cr_expect_null(result->violations[0].nearest);
    cr_expect_null(result->violations[0].lanes);
}

/* --- the graph of states ---------------------------------------------------------------------- */

TestSuite(graph);

static bool has_ending(const exn_graph *graph, const char *outcome)
{
    for (size_t i = 0; i < graph->node_count; i++) {
        const exn_graph_node *node = &graph->nodes[i];
        if (node->ending != NULL && !node->is_breach && strcmp(node->ending, outcome) == 0) {
            return true;
        }
    }
    return false;
}

/* Returns whether red edges lead from the beginning to a node. */
static bool has_path(const exn_graph *graph, uint32_t node)
{
    for (size_t steps = 0; node != 0 && steps < graph->node_count; steps++) {
        size_t i = 0;
        while (i < graph->edge_count && !(graph->edges[i].to == node && graph->edges[i].is_path)) {
            i += 1;
        }
        if (i == graph->edge_count) {
            return false;
        }
        node = graph->edges[i].from;
    }
    return node == 0;
}

/* How many states the pass that counts interleavings comes to. */
static uint64_t count_states(const exn_scenario *scenario, const char *implementation)
{
    exn_run run;
    exn_counted counted;
    exn_findings findings = {.found = NULL};
    exn_explore_options options = {.implementation = NULL};
    open_run(&run, scenario, implementation);
    cr_assert_eq(exn_count(&run, &options, UINT32_MAX - 1, &findings, &counted), EXN_SEARCH_DONE);
    free(counted.interleavings);
    exn_findings_free(&findings);
    exn_run_close(&run);
    return counted.states;
}

static void expect_graph(const char *text, const char *implementation)
{
    const exn_scenario *scenario = scenario_of(text);
    exn_explore_options options = {
        .implementation = implementation, .draws = true, .no_reduction = true};
    const exn_result *result = explored_scenario(scenario, options);
    const exn_graph *graph = result->graph;
    uint64_t states = 0;
    size_t breaches = 0;
    cr_assert_not_null(graph, "%s", text);
    cr_expect_eq(graph->states, count_states(scenario, implementation), "%s", text);
    for (size_t i = 0; i < graph->depth_count; i++) {
        states += graph->by_depth[i];
    }
    cr_expect_eq(states, graph->states, "%s: every state has a depth", text);
    for (size_t i = 0; i < result->outcome_count; i++) {
        cr_expect(has_ending(graph, result->outcomes[i]), "%s: %s", text, result->outcomes[i]);
    }
    for (uint32_t i = 0; i < graph->node_count; i++) {
        breaches += graph->nodes[i].is_breach ? 1 : 0;
        cr_expect(!graph->nodes[i].is_breach || has_path(graph, i), "%s: a way to it", text);
    }
    cr_expect_eq(breaches > 0, result->violation_count > 0, "%s", text);
}

Test(graph, has_every_state_every_outcome_and_the_way_to_each_breach)
{
    for (size_t a = 0; a < COUNT(managers); a++) {
        for (size_t b = 0; b < COUNT(rest) - 1; b++) {
            char text[400];
            snprintf(text, sizeof text, "scope: {pool: [m, n]}\nmanagers:\n  m: %s\n%s",
                     managers[a], rest[b]);
            expect_graph(text, "exeunt");
            expect_graph(text, "gather-cm");
        }
    }
}

/* Every moment of every schedule: as many ends as there are runs. */
Test(graph, is_the_tree_of_schedules_by_runs)
{
    const exn_scenario *scenario = scenario_of("scope: {pool: [m, n]}\nbody: [returns, raises]");
    const exn_result *result = explored_scenario(
        scenario,
        (exn_explore_options){.implementation = "gather-cm", .draws = true, .no_snapshots = true});
    const exn_graph *graph = result->graph;
    uint32_t ends = 0;
    cr_assert_not_null(graph);
    cr_expect(graph->is_tree);
    cr_assert_gt(graph->node_count, 0);
    for (size_t i = 0; i < graph->edge_count; i++) {
        ends += graph->nodes[graph->edges[i].to].ending != NULL;
    }
    cr_expect_eq(ends, result->runs);
    cr_expect_eq(graph->states + ends, graph->edge_count, "each moment is come to once");
    for (uint32_t i = 0; i < graph->node_count; i++) {
        const exn_graph_node *node = &graph->nodes[i];
        cr_expect(!node->is_breach || has_path(graph, i), "a way to %s", node->ending);
        cr_expect(!node->is_breach || node->depth == result->violations[0].steps + 1);
    }
}

Test(graph, is_a_profile_where_it_is_large)
{
    const exn_scenario *scenario = scenario_of(
        "scope: {pool: [a, b, c, d]}\nmanagers: {a: {steps: {enter: 4}}, b: {steps: {enter: 4}}, "
        "c: {steps: {enter: 4}}, d: {steps: {enter: 4}}}");
    const exn_result *result = explored_scenario(scenario, (exn_explore_options){.draws = true});
    cr_assert_not_null(result->graph);
    cr_expect_gt(result->graph->states, EXN_GRAPH_DRAWN_MAX);
    cr_expect_eq(result->graph->node_count, 0);
    cr_expect_gt(result->graph->depth_count, 5);
}
