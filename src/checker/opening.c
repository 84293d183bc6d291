/* From a scenario and options to an open world, or to a result that says why there is none. */
#include "base/own_assert.h"
#include "checker/exploration.h"
#include "contract/profiles.h"
#include "search/foreign_code.h"

#include "subjects/subjects.h"

#include <stdio.h>
#include <string.h>

static exn_result *new_result(const exn_scenario *scenario, const char *implementation,
                              const char *profile)
{
    exn_result *result = exn_result_new();
    if (result == NULL) {
        return NULL;
    }
    result->scenario = strdup(scenario->name);
    result->file = strdup(scenario->file);
    result->implementation = strdup(implementation);
    result->profile = strdup(profile);
    for (int rule = 0; rule < EXN_RULES; rule++) {
        result->invariants[rule] =
            (exn_checked){.rule = (exn_rule)rule, .vacuous = exn_rule_is_for_all((exn_rule)rule)};
    }
    exn_assert(result->violation_count == 0 && result->complaint_count == 0);
    bool complete = result->scenario != NULL && result->file != NULL &&
                    result->implementation != NULL && result->profile != NULL;
    if (!complete) {
        exn_result_free(result);
        return NULL;
    }
    return result;
}

bool exn_refuse(exn_result *result, exn_verdict verdict, const char *message)
{
    exn_assert(verdict == EXN_SKIPPED || verdict == EXN_INVALID || verdict == EXN_CRASHED);
    result->verdict = verdict;
    result->passed = verdict == EXN_SKIPPED;
    result->tape = verdict == EXN_CRASHED ? strdup("") : NULL; /* before the first choice */
    return (verdict != EXN_CRASHED || result->tape != NULL) &&
           exn_result_complain(result, 0, 0, message);
}

static void set_limits(exn_run_options *run, const exn_scenario *scenario,
                       const exn_explore_options *options)
{
    bool says_steps = scenario->steps_max != EXN_STEPS_MAX_DEFAULT;
    run->steps_max = says_steps ? scenario->steps_max : options->steps_max;
    run->faults_max = scenario->has_faults_limit ? scenario->faults_max : UINT32_MAX;
    run->cancels_max = scenario->cancels;
    run->cancels_limit = options->has_cancels ? options->cancels_max : UINT32_MAX;
    run->limits_are_claimed = true;
    if (options->has_faults && options->faults_max < run->faults_max) {
        run->faults_max = options->faults_max;
        run->limits_are_claimed = false;
    }
}

/* What is in flight together settles in every order: with fewer managers, and fewer states that
 * they make in pools, it does not pay to divide the memory. */
enum { REMEMBERED_FROM = 5, REMEMBERED_FROM_STATES = 3000 };

/* In how many states an operation may be, or have been. */
static uint64_t states_of(const exn_plan *plan, bool reduces)
{
    exn_assert(plan->alternative_count < UINT32_MAX);
    return 1 + plan->alternative_count + (reduces || plan->takes ? 0 : plan->steps);
}

static uint64_t times(uint64_t states, uint64_t more)
{
    exn_assert(more > 0 && "there is the state that it is in");
    return states > UINT64_MAX / more ? UINT64_MAX : states * more;
}

/* About how many states there are of all that enters together, and of all that exits together. */
static uint64_t states_in_pools(const exn_scenario *scenario, bool reduces)
{
    uint64_t of_enters = 1;
    uint64_t of_exits = 1;
    for (size_t i = 0; i < scenario->node_count; i++) {
        const exn_node *node = &scenario->nodes[i];
        if (node->parent != EXN_NODE_NONE && node->kind == EXN_NODE_LEAF &&
            scenario->nodes[node->parent].kind == EXN_NODE_POOL) {
            of_enters = times(of_enters, states_of(&node->enter, reduces));
            of_exits = times(of_exits, states_of(&node->exit, reduces));
        }
    }
    return of_enters > of_exits ? of_enters : of_exits;
}

/* An outermost scope is none, nor is one that a body makes. */
static size_t count_members(const exn_scenario *scenario)
{
    size_t members = 0;
    for (size_t i = 0; i < scenario->node_count; i++) {
        const exn_node *node = &scenario->nodes[i];
        size_t times = node->times > 1 ? node->times : 1;
        members += node->parent != EXN_NODE_NONE ? times : 0;
    }
    return members;
}

/* Whether the search may remember settlements (search/remembered.h), and is likely to gain by it.
 * Managers in C keep what is theirs in shared memory, where no settlement finds the same again. */
static bool remembers(const exn_scenario *scenario, const exn_run_options *run,
                      const exn_explore_options *options)
{
    size_t members = count_members(scenario);
    bool may = !options->no_remembering && !options->no_snapshots && !options->code_is_remote &&
               options->strategy == EXEUNT_STRATEGY_EXHAUSTIVE && !run->audits_privacy &&
               !scenario->has_schedule && scenario->cancels_min == 0 && members > 0 &&
               members <= EXN_CELLS_MAX;
    bool gains = members >= REMEMBERED_FROM && run->manager_factory == NULL &&
                 states_in_pools(scenario, !options->no_reduction) >= REMEMBERED_FROM_STATES;
    return may && (gains || options->remembers_all);
}

static void set_run_options(exn_exploration *x, const exn_scenario *scenario,
                            const exeunt_implementation *implementation,
                            const exeunt_promises *promises)
{
    exeunt_profile expected = scenario->has_profile ? scenario->profile : EXEUNT_PROFILE_EXEUNT;
    const exn_explore_options *options = &x->options;
    exn_run_options *run = &x->run.options;
    exn_assert(promises != NULL && x->result != NULL);
    run->promises = *promises;
    run->expects = exn_promises_equal(promises, exn_promises_of(expected));
    run->is_own = options->is_own || scenario->implementation == NULL ||
                  strcmp(scenario->implementation, x->result->implementation) == 0;
    run->manager_factory = options->manager_factory;
    run->manager_factory_context = options->manager_factory_context;
    run->bodies = options->bodies;
    run->has_foreign_code = exn_has_foreign_code(options);
    run->waived = options->waived | exn_rules_waived_by(implementation, NULL);
    run->trusts_scope = implementation == &exn_subject_exeunt;
    run->audits_privacy = options->audits_privacy;
    run->draws = options->draws;
    run->stack_is_elsewhere = options->code_is_remote;
    run->has_cells = remembers(scenario, run, options);
    run->remembers_all = options->remembers_all;
    set_limits(run, scenario, options);
}

/* Writes into the result which rules are not checked. Returns false when out of memory. */
static bool list_waived(uint32_t waived, exn_result *result)
{
    bool complete = true;
    exn_assert(result->waived_count == 0);
    for (int rule = 0; complete && rule < EXN_RULES; rule++) {
        complete =
            ((waived >> rule) & 1) == 0 || exn_strings_add(&result->waived, &result->waived_count,
                                                           exn_rule_number((exn_rule)rule));
    }
    return complete;
}

enum {
    OPENING_TEXT = 600,
    MEMBERS_IN_TURN = 2 /* with more of them several things in one turn are tried when asked for */
};

/* Opens the world. Returns NULL, or why it is not open; `text` has room for that, and `*verdict` is
 * what follows. Out of memory, `*complete` becomes false. */
static const char *open_world(exn_exploration *x, const exn_scenario *scenario,
                              const exeunt_implementation *implementation, char text[OPENING_TEXT],
                              exn_verdict *verdict, bool *complete)
{
    *verdict = EXN_INVALID;
    const exn_breach *breach = &x->run.recorder.breach;
    switch (exn_run_open(&x->run, scenario, implementation, x->options.flight)) {
    case EXN_WORLD_READY:
        return NULL;
    case EXN_WORLD_TOO_SMALL:
        return "the scenario does not fit into the memory of a world";
    case EXN_WORLD_BROKEN:
        snprintf(text, OPENING_TEXT, "what is under test breaks %s when it is created: %s",
                 exn_rule_number(breach->rule), breach->message);
        return text;
    case EXN_WORLD_NOT_MADE:
        return breach->message;
    case EXN_WORLD_CRASHED:
        *verdict = EXN_CRASHED;
        snprintf(text, OPENING_TEXT, "when it is created: %s", x->run.current.mismatch.message);
        return text;
    default:
        *complete = false;
        return NULL;
    }
}

/* By which promises the scope is judged: its own, unless the command line says otherwise. A kept
 * schedule of the implementation that it names is judged as when it was found. */
static const exeunt_promises *promises_of(const exn_explore_options *options,
                                          const exn_scenario *scenario,
                                          const exeunt_implementation *implementation)
{
    bool names_its_own =
        options->is_own || (options->subject == NULL && options->implementation == NULL);
    if (options->has_profile) {
        return exn_promises_of(options->profile);
    }
    if (scenario->kept && scenario->has_profile && names_its_own) {
        return exn_promises_of(scenario->profile);
    }
    return implementation != NULL ? exn_promises_made_by(implementation)
                                  : exn_promises_of(EXEUNT_PROFILE_EXEUNT);
}

/* Refuses, whether or not there is memory to say so. Returns false. */
static bool refuse(exn_exploration *x, exn_verdict verdict, const char *message)
{
    if (!exn_refuse(x->result, verdict, message)) {
        exn_result_free(x->result);
        x->result = NULL;
    }
    return false;
}

/* What the scenario says, if the options do not: its implementation, or the one that ships under
 * the name of its profile; else what this project is about. */
static const char *name_of_implementation(const exn_explore_options *options,
                                          const exn_scenario *scenario)
{
    return options->implementation != NULL    ? options->implementation
           : options->subject != NULL         ? options->subject->name
           : scenario->implementation != NULL ? scenario->implementation
           : scenario->has_profile            ? exn_profile_name(scenario->profile)
                                              : "exeunt";
}

bool exn_exploration_open(exn_exploration *x, const exn_scenario *scenario,
                          const exn_explore_options *options)
{
    *x = (exn_exploration){.options = *options};
    if (scenario->states_max > 0 &&
        (options->states_max == 0 || options->states_max > scenario->states_max)) {
        x->options.states_max = scenario->states_max;
    }
    const char *name = name_of_implementation(options, scenario);
    const exeunt_implementation *implementation =
        options->subject != NULL ? options->subject : exn_subject_named(name);
    const exeunt_promises *promises = promises_of(options, scenario, implementation);
    char text[OPENING_TEXT];
    x->result = new_result(scenario, name, exn_promises_name(promises));
    if (x->result == NULL) {
        return false;
    }
    if (implementation == NULL) {
        snprintf(text, sizeof text,
                 "unknown implementation `%s`; `exeunt list` names those there are", name);
        return refuse(x, EXN_INVALID, text);
    }
    exn_assert(implementation->abi == EXEUNT_IMPLEMENTATION_ABI);
    const char *missing = exn_missing_capability(scenario, implementation);
    if (missing != NULL) {
        snprintf(text, sizeof text, "%s has no %s", name, missing);
        return refuse(x, EXN_SKIPPED, text);
    }
    set_run_options(x, scenario, implementation, promises);
    if (!list_waived(x->run.options.waived, x->result)) {
        exn_result_free(x->result);
        x->result = NULL;
        return false;
    }
    if (options->catches_crashes) {
        exn_crashes_catch(&x->run);
    }
    bool complete = true;
    exn_verdict verdict;
    const char *why_not = open_world(x, scenario, implementation, text, &verdict, &complete);
    if (why_not != NULL) {
        return refuse(x, verdict, why_not);
    }
    if (!complete) {
        exn_result_free(x->result);
        x->result = NULL;
    }
    exn_assert(!complete || x->run.tape.flight == options->flight);
    bool is_small = complete && exn_run_view(&x->run)->member_count <= MEMBERS_IN_TURN;
    x->run.options.tries_turns = options->same_turn || is_small;
    return complete;
}

exn_result *exn_exploration_close(exn_exploration *x, bool complete)
{
    exn_assert(x->result != NULL); /* it is open */
    exn_run_close(&x->run);
    exn_findings_free(&x->findings);
    if (!complete) {
        exn_result_free(x->result);
        x->result = NULL;
    }
    return x->result;
}
