/* Makes random scenarios that the brute force can enumerate. */
#include "generate.h"
#include "random.h"

#include <stdio.h>
#include <stdlib.h>

enum { MANAGERS_MAX = 3, SHARED_MAX = 2, ATTEMPTS_MAX = 1000, RUNS_WITH_TASKS_MAX = 20000 };

static unsigned pick_steps(struct brute_random *random)
{
    static const struct brute_weighted steps[] = {{20, 0}, {55, 1}, {100, 2}};
    return brute_pick(random, steps);
}

static unsigned pick_on_cancel(struct brute_random *random)
{
    static const struct brute_weighted on_cancel[] = {
        {50, BRUTE_STOPS},
        {15, BRUTE_IGNORES},
        {10, BRUTE_FAILS},
        {15, BRUTE_STOPS | BRUTE_FAILS},
        {100, BRUTE_STOPS | BRUTE_IGNORES},
    };
    return brute_pick(random, on_cancel);
}

/* A manager that breaks rules when it is asked to stop; few managers do. */
static unsigned pick_breaches(struct brute_random *random)
{
    static const struct brute_weighted breaches[] = {
        {92, 0}, {4, BRUTE_LEAKS}, {3, BRUTE_TOUCHES}, {100, BRUTE_LEAKS | BRUTE_TOUCHES}};
    return brute_pick(random, breaches);
}

/* Picks the results of an enter or of a body. */
static unsigned pick_results(struct brute_random *random)
{
    static const struct brute_weighted results[] = {
        {45, BRUTE_SUCCEEDS}, {38, BRUTE_SUCCEEDS | BRUTE_FAILS},
        {6, BRUTE_FAILS},     {5, BRUTE_SUCCEEDS | BRUTE_HANGS},
        {3, BRUTE_HANGS},     {100, BRUTE_SUCCEEDS | BRUTE_FAILS | BRUTE_HANGS},
    };
    return brute_pick(random, results);
}

static unsigned pick_exit_results(struct brute_random *random, bool has_deadline)
{
    unsigned results = 0;
    results |= brute_chance(random, 75) ? BRUTE_SUCCEEDS : 0U;
    results |= brute_chance(random, 35) ? BRUTE_SUPPRESSES : 0U;
    results |= brute_chance(random, 35) ? BRUTE_FAILS : 0U;
    results |= brute_chance(random, 15) ? BRUTE_FAILS_WITH_BODY : 0U;
    results |= brute_chance(random, 4) ? BRUTE_HANGS : 0U;
    results |= has_deadline && brute_chance(random, 30) ? BRUTE_FAILS_WITH_DEADLINE : 0U;
    return results != 0 ? results : BRUTE_SUCCEEDS;
}

/* Only an operation that waits can hang. Removes the hang from one that settles inside its call or
 * by a timer, or whose only other result is a suppression. */
static void keep_hangs_sensible(struct brute_operation *operation)
{
    unsigned others = operation->results & ~(unsigned)BRUTE_HANGS;
    bool settles_in_time = operation->steps == 0 || operation->takes_ms > 0;
    if (others != 0 && (settles_in_time || others == BRUTE_SUPPRESSES)) {
        operation->results = others;
    }
    if (others == 0 && operation->takes_ms > 0) {
        operation->results = BRUTE_SUCCEEDS;
    }
}

static void make_manager(struct brute_random *random, struct brute_node *node, bool has_deadline)
{
    unsigned on_cancel = pick_on_cancel(random) | pick_breaches(random);
    node->enter = (struct brute_operation){
        .results = pick_results(random), .on_cancel = on_cancel, .steps = pick_steps(random)};
    node->exit = (struct brute_operation){.results = pick_exit_results(random, has_deadline),
                                          .on_cancel = on_cancel,
                                          .steps = pick_steps(random)};
    if (node->kind == BRUTE_CALLBACK) {
        /* A callback runs inside its call, and may only fail (S8). */
        node->exit.results &= BRUTE_SUCCEEDS | BRUTE_FAILS;
        node->exit.results |= node->exit.results == 0 ? BRUTE_SUCCEEDS : 0U;
        node->exit.steps = 0;
    } else if (node->kind == BRUTE_MANAGER && brute_chance(random, 10)) {
        node->enter.takes_ms = 5 * (1 + brute_below(random, 3));
        node->exit.takes_ms = brute_chance(random, 50) ? 5 * (1 + brute_below(random, 3)) : 0;
        /* `takes` excludes `steps`: an operation without time has the default. */
        node->exit.steps = 1;
    }
    keep_hangs_sensible(&node->enter);
    keep_hangs_sensible(&node->exit);
}

/* Whether the outermost scope of the last task has one. */
static bool has_deadline(const struct brute_scenario *scenario)
{
    return scenario->node[scenario->task[scenario->task_count - 1].scope].deadline_ms > 0;
}

static void add_manager(struct brute_random *random, struct brute_scenario *scenario, int scope,
                        unsigned number)
{
    static const char *const name[MANAGERS_MAX] = {"a", "b", "c"};
    static const struct brute_weighted kinds[] = {
        {80, BRUTE_MANAGER}, {12, BRUTE_PUSHED}, {100, BRUTE_CALLBACK}};
    enum brute_kind kind = BRUTE_MANAGER;
    if (scenario->node[scope].kind == BRUTE_STACK) {
        kind = (enum brute_kind)brute_pick(random, kinds);
    }
    int node = brute_scenario_add(scenario, scope, kind, name[number]);
    make_manager(random, &scenario->node[node], has_deadline(scenario));
}

static enum brute_kind pick_scope_kind(struct brute_random *random)
{
    return brute_chance(random, 50) ? BRUTE_POOL : BRUTE_STACK;
}

static void make_scope(struct brute_random *random, struct brute_node *scope)
{
    scope->wait_all = scope->kind == BRUTE_POOL && brute_chance(random, 35);
    scope->deadline_ms = brute_chance(random, 20) ? 5 * (1 + brute_below(random, 3)) : 0;
    scope->grace_ms = brute_chance(random, 15) ? 5 * (1 + brute_below(random, 2)) : 0;
}

static int add_nested_scope(struct brute_random *random, struct brute_scenario *scenario,
                            int outermost)
{
    int scope = brute_scenario_add(scenario, outermost, pick_scope_kind(random), NULL);
    make_scope(random, &scenario->node[scope]);
    return scope;
}

/* Puts each manager into the outermost scope, into a new nested scope, or into the last nested
 * one. */
static void make_tree(struct brute_random *random, struct brute_scenario *scenario)
{
    static const struct brute_weighted manager_counts[] = {{2, 0}, {15, 1}, {45, 2}, {100, 3}};
    unsigned manager_count = brute_pick(random, manager_counts);
    int last_nested = BRUTE_NOBODY;
    for (unsigned i = 0; i < manager_count; i++) {
        int scope = BRUTE_OUTERMOST;
        if (last_nested != BRUTE_NOBODY && brute_chance(random, 55)) {
            scope = last_nested;
        } else if (brute_chance(random, 30)) {
            scope = last_nested = add_nested_scope(random, scenario, BRUTE_OUTERMOST);
        } else {
            last_nested = BRUTE_NOBODY;
        }
        add_manager(random, scenario, scope, i);
    }
    if (brute_chance(random, 4)) {
        add_nested_scope(random, scenario, BRUTE_OUTERMOST); /* an empty one */
    }
}

/* By the body of the last task. */
static void add_pushed_by_body(struct brute_random *random, struct brute_scenario *scenario)
{
    static const char *const names[BRUTE_TASKS_MAX] = {"p", "q", "r"};
    int task = scenario->task_count - 1;
    int node = brute_scenario_add(scenario, scenario->task[task].scope, BRUTE_PUSHED, names[task]);
    scenario->node[node].is_of_body = true;
    make_manager(random, &scenario->node[node], has_deadline(scenario));
}

/* Lets the body of a task try to add a manager that its stack, or a scope in it, holds already. A
 * pool has no `push`, and it refuses `enter`. */
static void make_attempt(struct brute_random *random, struct brute_scenario *scenario, int index)
{
    struct brute_task *task = &scenario->task[index];
    bool is_stack = scenario->node[task->scope].kind == BRUTE_STACK;
    int count = 0; /* of its nodes: they stand one after the other */
    while (task->scope + count < scenario->node_count &&
           scenario->node[task->scope + count].task == index) {
        count++;
    }
    int node = task->scope + (int)brute_below(random, (unsigned)count);
    enum brute_kind kind = scenario->node[node].kind;
    task->attempt_may_succeed = is_stack && brute_chance(random, 60);
    if (!brute_chance(random, 30)) {
        return;
    }
    if (is_stack && (kind == BRUTE_PUSHED || (kind == BRUTE_MANAGER && brute_chance(random, 50)))) {
        task->attempt = BRUTE_TRIES_TO_PUSH;
    } else if (kind == BRUTE_MANAGER) {
        task->attempt = BRUTE_TRIES_TO_ENTER;
    }
    task->attempted = node;
}

/* Picks an event that may happen: of a node, of the body, or of the world. */
static struct brute_event pick_event(struct brute_random *random,
                                     const struct brute_scenario *scenario)
{
    static const struct brute_weighted of_exit[] = {
        {35, BRUTE_EXITED},          {60, BRUTE_EXIT_BEGINS},  {75, BRUTE_EXIT_FAILS},
        {85, BRUTE_EXIT_SUPPRESSES}, {93, BRUTE_IS_REQUESTED}, {100, BRUTE_IS_ASKED}};
    uint8_t node = (uint8_t)brute_below(random, (unsigned)scenario->node_count);
    const struct brute_task *task = &scenario->task[scenario->node[node].task];
    unsigned kind = 0;
    if (brute_chance(random, 30)) {
        kind = BRUTE_BODY_BEGINS + brute_below(random, BRUTE_EVENTS - BRUTE_BODY_BEGINS);
        kind = kind == BRUTE_CALLS_CANCEL && !task->body_cancels ? BRUTE_CANCEL : kind;
        node = (uint8_t)(kind == BRUTE_TIME_PASSES ? BRUTE_OUTERMOST : task->scope);
    } else if (brute_is_scope(scenario, node)) {
        kind = BRUTE_CLOSES;
    } else if (scenario->node[node].is_of_body && brute_chance(random, 50)) {
        kind = BRUTE_CALLS_PUSH;
    } else if (task->attempt != BRUTE_TRIES_NOTHING && brute_chance(random, 30)) {
        kind = task->attempt == BRUTE_TRIES_TO_PUSH ? BRUTE_CALLS_PUSH_REFUSED
                                                    : BRUTE_CALLS_ENTER_REFUSED;
        node = (uint8_t)task->attempted;
    } else if (scenario->node[node].kind == BRUTE_MANAGER && brute_chance(random, 50)) {
        kind = BRUTE_ENTER_BEGINS + brute_below(random, BRUTE_IS_REQUESTED - BRUTE_ENTER_BEGINS);
    } else {
        kind = brute_pick(random, of_exit);
    }
    return (struct brute_event){.kind = (uint8_t)kind, .node = node};
}

/* What must happen later often does not. The end of everything does, in each run that reaches
 * it. */
static void make_expectation(struct brute_random *random, struct brute_scenario *scenario)
{
    scenario->expects_later = brute_chance(random, 35);
    if (scenario->expects_later) {
        scenario->first = pick_event(random, scenario);
        scenario->second = pick_event(random, scenario);
    }
    if (scenario->expects_later && brute_chance(random, 30)) {
        int task = scenario->node[scenario->first.node].task;
        scenario->second =
            (struct brute_event){BRUTE_CLOSES, .node = (uint8_t)scenario->task[task].scope};
    }
}

static struct brute_operation pick_body(struct brute_random *random)
{
    struct brute_operation body = {.results = pick_results(random),
                                   .on_cancel = pick_on_cancel(random),
                                   .steps = pick_steps(random)};
    keep_hangs_sensible(&body);
    return body;
}

static void make_requests(struct brute_random *random, struct brute_scenario *scenario)
{
    scenario->cancel_anywhere = brute_chance(random, 50);
    scenario->cancel_demanded = scenario->cancel_anywhere && brute_chance(random, 30);
    scenario->asks_operations = brute_chance(random, 25);
}

static void make_scenario(struct brute_random *random, struct brute_scenario *scenario)
{
    brute_scenario_init(scenario, pick_scope_kind(random));
    make_scope(random, &scenario->node[BRUTE_OUTERMOST]);
    make_tree(random, scenario);
    if (scenario->node[BRUTE_OUTERMOST].kind == BRUTE_STACK && brute_chance(random, 15)) {
        add_pushed_by_body(random, scenario);
    }
    scenario->task[0].body_cancels = brute_chance(random, 8);
    scenario->task[0].body = pick_body(random);
    make_requests(random, scenario);
    make_attempt(random, scenario, 0);
    make_expectation(random, scenario);
}

/* --- tasks ------------------------------------------------------------------------------------ */

/* What tasks share, as far as one has it already. */
struct shared {
    int first[SHARED_MAX]; /* handles, or BRUTE_NOBODY */
};

/* Adds what the tasks share to a scope, or a manager of its own (for SHARED_MAX). */
static void add_to_task(struct brute_random *random, struct brute_scenario *scenario, int scope,
                        unsigned which, struct shared *shared)
{
    static const char *const names[SHARED_MAX] = {"lock", "limit"};
    unsigned task = (unsigned)scenario->task_count - 1;
    if (which == SHARED_MAX) {
        add_manager(random, scenario, scope, task);
    } else if (shared->first[which] != BRUTE_NOBODY) {
        brute_scenario_add_handle(scenario, scope, shared->first[which]);
    } else {
        int node = brute_scenario_add(scenario, scope, BRUTE_MANAGER, names[which]);
        make_manager(random, &scenario->node[node], has_deadline(scenario));
        shared->first[which] = node;
    }
}

/* Some task holds all three, most hold one or two, in any order; and one may hold none. */
static void make_task(struct brute_random *random, struct brute_scenario *scenario,
                      struct shared *shared)
{
    static const unsigned percent[SHARED_MAX + 1] = {80, 30, 35};
    int outermost = brute_scenario_add_task(scenario, pick_scope_kind(random));
    int scope = outermost;
    unsigned from = brute_below(random, SHARED_MAX + 1);
    make_scope(random, &scenario->node[outermost]);
    for (unsigned i = 0; i <= SHARED_MAX; i++) {
        unsigned which = (from + i) % (SHARED_MAX + 1);
        if (!brute_chance(random, percent[which])) {
            continue;
        }
        if (scope == outermost && brute_chance(random, 10)) {
            scope = add_nested_scope(random, scenario, outermost);
        }
        add_to_task(random, scenario, scope, which, shared);
    }
    if (scenario->node[outermost].kind == BRUTE_STACK && brute_chance(random, 15)) {
        add_pushed_by_body(random, scenario);
    }
    struct brute_task *task = &scenario->task[scenario->task_count - 1];
    task->body = pick_body(random);
    task->body_cancels = brute_chance(random, 8);
}

static void make_tasks(struct brute_random *random, struct brute_scenario *scenario)
{
    static const struct brute_weighted tokens[] = {{65, 1}, {85, 2}, {100, 0}};
    struct shared shared = {{BRUTE_NOBODY, BRUTE_NOBODY}};
    int task_count = brute_chance(random, 70) ? 2 : 3;
    brute_scenario_init_tasks(scenario);
    for (int i = 0; i < task_count; i++) {
        make_task(random, scenario, &shared);
    }
    for (unsigned i = 0; i < SHARED_MAX; i++) {
        bool is_shared = shared.first[i] != BRUTE_NOBODY &&
                         scenario->node[shared.first[i]].first != BRUTE_NOBODY;
        if (is_shared) {
            scenario->node[shared.first[i]].tokens = brute_pick(random, tokens);
        }
    }
    for (int i = 0; i < task_count; i++) {
        make_attempt(random, scenario, i);
    }
    make_requests(random, scenario);
    bool to_any = brute_chance(random, 60);
    scenario->cancel_task = to_any ? BRUTE_NOBODY : (int)brute_below(random, (unsigned)task_count);
    make_expectation(random, scenario);
}

/* --- a scenario of the right size ------------------------------------------------------------- */

void brute_generate(uint64_t seed, unsigned index, bool with_tasks, struct brute_scenario *scenario,
                    struct brute_tally *tally)
{
    /* Small scenarios are legible; large ones combine more. */
    static const uint64_t at_least[] = {1, 50, 500};
    struct brute_random random = brute_random_of(with_tasks ? ~seed : seed, index);
    uint64_t runs_max = with_tasks ? RUNS_WITH_TASKS_MAX : BRUTE_GENERATED_RUNS_MAX;
    uint64_t runs_min = at_least[index % (sizeof at_least / sizeof *at_least)];
    for (unsigned attempts = 0; attempts < ATTEMPTS_MAX; attempts++) {
        if (with_tasks) {
            make_tasks(&random, scenario);
        } else {
            make_scenario(&random, scenario);
        }
        snprintf(scenario->title, sizeof scenario->title, "Generated %u", index);
        if (!brute_enumerate(scenario, runs_max, tally)) {
            continue;
        }
        if (tally->interleavings >= runs_min) {
            return;
        }
        brute_tally_free(tally);
    }
    fputs("no scenario has the right size\n", stderr);
    abort();
}
