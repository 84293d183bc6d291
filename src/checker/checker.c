#include "checker/checker.h"

#include "checker/declared.h"
#include "checker/unasked_runs.h"
#include "checker/verdict.h"
#include "search/budget.h"
#include "search/count.h"
#include "search/foreign_code.h"
#include "search/livelocks.h"
#include "search/longest.h"
#include "search/random_walk.h"
#include "search/search_stats.h"
#include "search/shortest.h"
#include "search/visited.h"
#include "subjects/subjects.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    STATES_COUNTED_UNASKED = 20000,
    /* Where a breach was drawn, how far to look for a shorter schedule: what is drawn from is
     * rarely small enough to look at all of it. */
    STATES_SHORTENED_MAX = 30000
};

/* From a scenario to a result: opens the world, explores it in one of the ways there are, reaches a
 * verdict. */

typedef struct exploration {
    const exn_explore_options *options;
    exn_run run;
    exn_findings findings;
    exn_result *result;
    exn_search_stats stats;
    exn_sampling sampled; /* random and pct */
    double began_s;
    char left_out[200]; /* explored.stopped_by may be this */
} exploration;

/* --- before and after --- */

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
    bool complete = result->scenario != NULL && result->file != NULL &&
                    result->implementation != NULL && result->profile != NULL;
    if (!complete) {
        exn_result_free(result);
        return NULL;
    }
    return result;
}

static exn_result *refuse(exn_result *result, exn_verdict verdict, exn_place place,
                          const char *message)
{
    result->verdict = verdict;
    result->passed = verdict == EXN_SKIPPED;
    if (exn_result_complain(result, place.line, place.column, message)) {
        return result;
    }
    exn_result_free(result);
    return NULL;
}

static void set_limits(exn_run *run, const exn_scenario *scenario,
                       const exn_explore_options *options)
{
    run->options.faults_max = scenario->has_faults_limit ? scenario->faults_max : UINT32_MAX;
    run->options.cancels_max = scenario->cancels;
    run->options.cancels_limit = options->has_cancels ? options->cancels_max : UINT32_MAX;
    run->options.limits_are_claimed = true;
    if (options->has_faults && options->faults_max < run->options.faults_max) {
        run->options.faults_max = options->faults_max;
        run->options.limits_are_claimed = false;
    }
}

/* Finds the implementation and opens the world. Returns NULL if it is open, or, with x->result
 * NULL, when out of memory; else the result that says why not. */
static exn_result *open_world(exploration *x, const exn_scenario *scenario,
                              const exn_explore_options *options)
{
    const char *own = scenario->implementation != NULL ? scenario->implementation : "exeunt";
    const char *name = options->subject != NULL          ? options->subject->name
                       : options->implementation != NULL ? options->implementation
                                                         : own;
    const exeunt_implementation *implementation =
        options->subject != NULL ? options->subject : exn_subject_named(name);
    exn_profile profile = options->has_profile     ? options->profile
                          : scenario->has_profile  ? scenario->profile
                          : implementation != NULL ? (exn_profile)implementation->profile
                                                   : EXN_PROFILE_EXEUNT;
    exn_result *result = new_result(scenario, name, exn_profile_name(profile));
    char message[200];
    x->result = result;
    if (result == NULL) {
        return NULL;
    }
    if (implementation == NULL) {
        snprintf(message, sizeof message,
                 "unknown implementation `%s`; `exeunt list` names those there are", name);
        return refuse(result, EXN_INVALID, (exn_place){0, 0}, message);
    }
    assert(implementation->abi == EXEUNT_IMPLEMENTATION_ABI);
    const char *missing = exn_missing_capability(scenario, implementation);
    if (missing != NULL) {
        snprintf(message, sizeof message, "%s has no %s", name, missing);
        return refuse(result, EXN_SKIPPED, (exn_place){0, 0}, message);
    }
    exn_profile expected = scenario->has_profile ? scenario->profile : EXN_PROFILE_EXEUNT;
    x->run.options.profile = (exeunt_profile)profile;
    x->run.options.expects = profile == expected;
    x->run.options.manager_factory = options->manager_factory;
    x->run.options.manager_factory_context = options->manager_factory_context;
    x->run.options.body = options->body;
    x->run.options.waived = options->waived;
    x->run.options.trusts_scope = implementation == &exn_subject_exeunt;
    x->run.options.audits_privacy = options->audits_privacy;
    bool says_steps = scenario->steps_max != EXN_STEPS_MAX_DEFAULT;
    x->run.options.steps_max = says_steps ? scenario->steps_max : options->steps_max;
    set_limits(&x->run, scenario, options);
    int status = exn_run_open(&x->run, scenario, implementation, options->flight);
    if (status == EXN_WORLD_TOO_SMALL) {
        return refuse(result, EXN_INVALID, (exn_place){0, 0},
                      "the scenario does not fit into the memory of a world");
    }
    if (status == EXN_WORLD_BROKEN) {
        const exn_breach *breach = &x->run.recorder.breach;
        char text[400];
        snprintf(text, sizeof text, "what is under test breaks %s when it is created: %s",
                 exn_rule_number(breach->rule), breach->message);
        return refuse(result, EXN_INVALID, (exn_place){0, 0}, text);
    }
    if (status == EXN_WORLD_NOT_MADE) {
        return refuse(result, EXN_INVALID, (exn_place){0, 0}, x->run.recorder.breach.message);
    }
    if (status != 0) {
        exn_result_free(result);
        x->result = NULL;
    } else if (options->catches_crashes) {
        exn_crashes_catch(&x->run);
    }
    return NULL;
}

/* The options of a pass behind the first one: the time budget is for all of them, and how far the
 * first one is, is told. */
static exn_explore_options options_left(const exploration *x)
{
    exn_explore_options options = *x->options;
    options.budget_s = exn_budget_left(x->options, x->began_s);
    options.progress = NULL;
    return options;
}

static bool is_count_expected(const exploration *x)
{
    return x->run.scenario->interleavings != NULL && x->run.options.expects;
}

static bool is_counting_asked(const exploration *x)
{
    return x->options->counts || is_count_expected(x);
}

/* Where the number of steps is part of the state no run comes to one twice. */
static bool looks_for_loops(const exploration *x)
{
    return x->run.totals.may_loop && !x->run.options.counts_steps;
}

/* How far the pass that counts may go: it is asked for, or looks for livelocks, or is cheap. */
static uint64_t states_worth_counting(const exploration *x)
{
    return is_counting_asked(x) || looks_for_loops(x) ? UINT32_MAX - 1 : STATES_COUNTED_UNASKED;
}

/* A loop of private steps alone hides what lies beside it from a reduced search (ample.c, no
 * cycle): then all of it is looked at. Returns false when out of memory. */
static bool explore_unreduced(exploration *x)
{
    exn_explore_options options = options_left(x);
    options.no_reduction = true;
    exn_findings_free(&x->findings);
    x->run.totals.tally = (exn_tally){.checked = {0}};
    return exn_explore_states(&x->run, &options, &x->findings, &x->stats);
}

/* Counts, looks for livelocks, or does both. Returns false when out of memory. */
static bool count_interleavings(exploration *x)
{
    exn_result *result = x->result;
    exn_counted counted;
    double began_s = exn_now_s();
    uint64_t states_max = states_worth_counting(x);
    bool cut = x->run.totals.cut;
    if (x->stats.stopped_by != NULL || x->stats.states > states_max ||
        (cut && !looks_for_loops(x))) {
        return true;
    }
    exn_explore_options options = options_left(x);
    if (!exn_count(&x->run, &options, states_max, &x->findings, &counted)) {
        return false;
    }
    result->count_seconds = exn_now_s() - began_s;
    if (counted.loops && x->stats.reduced) {
        free(counted.interleavings);
        return explore_unreduced(x) && count_interleavings(x);
    }
    if (cut) { /* of a part: only its loops are of interest */
        free(counted.interleavings);
        counted.interleavings = NULL;
    }
    result->interleavings = counted.interleavings;
    result->depth_max = counted.depth_max;
    if (!counted.complete && (is_count_expected(x) || looks_for_loops(x))) {
        x->stats.stopped_by = looks_for_loops(x)
                                  ? "whether every run ends: looking for loops was given up"
                                  : "counting the interleavings was given up";
    }
    return true;
}

static void tell_explored(const exploration *x)
{
    exn_result *result = x->result;
    const exn_search_stats *stats = &x->stats;
    const exn_run *run = &x->run;
    result->mode = stats->mode;
    result->reduced = stats->reduced;
    result->runs = stats->runs;
    result->states = stats->states;
    result->states_audited = stats->states_audited;
    result->transitions = stats->transitions;
    /* The pass that counts knows the longest run; others know what they have seen. */
    result->depth_max = result->depth_max > 0 ? result->depth_max : stats->depth_max;
    result->missed_probability = exn_visited_missed(stats->states);
    result->seed = x->sampled.seed;
    result->bug_depth = x->sampled.bug_depth;
    result->found_probability = x->sampled.found_probability;
    result->has_faults_limit = run->scenario->has_faults_limit;
    result->faults_max = run->scenario->faults_max;
    result->cancels_max = run->options.cancels_max < run->options.cancels_limit
                              ? run->options.cancels_max
                              : run->options.cancels_limit;
    result->exits_asked = run->totals.tested[run->scenario->exit_asked_number];
    for (int rule = 0; rule < EXN_RULES; rule++) {
        result->invariants[rule].checked = run->totals.tally.checked[rule];
        result->invariants[rule].vacuous =
            exn_rule_is_for_all((exn_rule)rule) && run->totals.tally.checked[rule] == 0;
    }
}

/* Counts interleavings, if every one was seen. Returns false when out of memory. */
static bool count(exploration *x)
{
    exn_result *result = x->result;
    bool complete = true;
    if (x->stats.mode == EXN_MODE_SNAPSHOTS) {
        complete = count_interleavings(x);
    } else if (x->stats.mode == EXN_MODE_REEXECUTION && x->stats.stopped_by == NULL &&
               !x->run.totals.cut && !x->stats.loops) {
        char number[32];
        snprintf(number, sizeof number, "%" PRIu64, x->stats.runs);
        result->interleavings = strdup(number);
        complete = result->interleavings != NULL;
    }
    result->exhaustive = x->stats.stopped_by == NULL && !x->run.totals.cut;
    return complete;
}

/* A manager has declared what is not so: what was left out because of it proves nothing. `why`
 * becomes the result's. Returns false when out of memory. */
static bool convict(const exn_run *run, char *why, exn_result *result)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    char *tape = exn_tape_format(&run->tape);
    bool complete = file != NULL && tape != NULL;
    if (complete) {
        fprintf(file, "a step of `%s` declares itself private, and ",
                exn_member_name(exn_run_view(run), run->current.convicted));
        fprintf(file, why != NULL ? "%s" : "touches what is not its manager's memory (tape %s)",
                why != NULL     ? why
                : *tape == '\0' ? "empty"
                                : tape);
        fputs(": it must not set `private_step`", file);
    }
    complete = (file == NULL || fclose(file) == 0) && complete;
    result->verdict = EXN_INVALID;
    result->passed = false;
    result->exhaustive = false;
    complete = complete && exn_result_complain(result, 0, 0, text);
    free(text);
    free(tape);
    free(why);
    return complete;
}

/* Returns false when out of memory. */
static bool explore(exploration *x)
{
    const exn_explore_options *options = x->options;
    if (options->strategy != EXN_EXHAUSTIVE) {
        return exn_random_walk(&x->run, options, &x->findings, &x->stats, &x->sampled);
    }
    if (!options->no_snapshots && options->runs_max == 0) {
        bool done = exn_explore_states(&x->run, options, &x->findings, &x->stats);
        exn_explore_options left = options_left(x);
        if (!done || !x->stats.audit_failed) {
            return done && exn_explore_length(&x->run, &left, &x->findings, &x->stats);
        }
        /* The code under test keeps something outside the world: states can't be trusted. */
        exn_findings_drop(&x->findings);
        x->run.totals.tally = (exn_tally){.checked = {0}};
        x->result->fallback = strdup(x->stats.difference.text);
        if (x->result->fallback == NULL) {
            return false;
        }
    }
    return exn_explore_stateless(&x->run, options, &x->findings, &x->stats);
}

static bool is_by_states(const exploration *x)
{
    return x->stats.mode == EXN_MODE_SNAPSHOTS;
}

/* Looks for the shortest schedules of what was found, where going back to states is possible: of
 * what was drawn, too, as far as a limit goes that leaves the result to the seed alone. Returns
 * false when out of memory. */
static bool shorten(exploration *x)
{
    bool drawn = x->options->strategy != EXN_EXHAUSTIVE && !x->options->no_snapshots;
    if (x->findings.count == 0 || (!drawn && !is_by_states(x))) {
        return true;
    }
    exn_explore_options options = options_left(x);
    if (drawn) {
        options.states_max = STATES_SHORTENED_MAX;
    }
    bool loops = exn_findings_have_loops(&x->findings);
    return exn_shortest(&x->run, &options, &x->findings) &&
           (!loops || exn_shortest_loop(&x->run, &options, &x->findings));
}

/* Says of a limit how large it was. */
static void tell_limit(exploration *x)
{
    const exn_explore_options *options = x->options;
    const char *why = x->stats.stopped_by;
    if (why == exn_stopped_by_states) {
        snprintf(x->left_out, sizeof x->left_out,
                 "what follows from some of the states: the limit of %" PRIu64 " was reached",
                 options->states_max);
    } else if (why == exn_stopped_by_memory) {
        snprintf(x->left_out, sizeof x->left_out,
                 "what follows from some of the states: the limit of %" PRIu64
                 " bytes for them was reached",
                 options->memory_max_bytes);
    } else {
        return;
    }
    x->stats.stopped_by = x->left_out;
}

static exn_result *check(const exn_scenario *scenario, const exn_explore_options *given)
{
    exn_explore_options options = *given;
    if (scenario->states_max > 0 &&
        (options.states_max == 0 || options.states_max > scenario->states_max)) {
        options.states_max = scenario->states_max;
    }
    exploration x = {.options = &options};
    exn_result *refused = open_world(&x, scenario, &options);
    if (refused != NULL || x.result == NULL) {
        return refused;
    }
    x.began_s = exn_now_s();
    bool complete = exn_heed_declared(x.run.implementation, &options, x.result) && explore(&x);
    exn_result *result = x.result;
    result->seconds = exn_now_s() - x.began_s;
    tell_limit(&x);
    complete = complete && (x.stats.convicted || count(&x));
    tell_explored(&x);
    bool saw_all = x.stats.stopped_by == NULL;
    if (x.stats.convicted) {
        complete = convict(&x.run, x.stats.conviction, result) && complete;
    } else if (x.stats.ends == 0 && saw_all && complete && exn_has_no_run(&x.run)) {
        complete = exn_tell_no_run(&x.run, result);
    } else {
        complete = complete && shorten(&x) &&
                   exn_findings_report(&x.findings, &x.run, saw_all && !is_by_states(&x), result) &&
                   exn_verdict_reach(&x.run, x.stats.stopped_by, result);
    }
    exn_run_close(&x.run);
    exn_findings_free(&x.findings);
    if (!complete) {
        exn_result_free(result);
        return NULL;
    }
    return result;
}

static exn_result *replay(const exn_scenario *scenario, const char *tape,
                          const exn_explore_options *options)
{
    exploration x = {.options = options};
    exn_result *refused = open_world(&x, scenario, options);
    if (refused != NULL || x.result == NULL) {
        return refused;
    }
    exn_result *result = x.result;
    bool complete = true;
    x.run.options.no_limits = true;
    if (!exn_tape_parse(&x.run.tape, tape)) {
        refused = refuse(result, EXN_INVALID, (exn_place){0, 0},
                         "a tape is decimal numbers joined by dots, as in 3.1");
        exn_run_close(&x.run);
        return refused;
    }
    x.run.options.tells_loops = true;
    exn_run_end end = exn_run_once(&x.run);
    bool misfits = x.run.tape.misfit || x.run.tape.decided > options->flight->choices;
    if (misfits && end != EXN_RUN_OUT_OF_MEMORY) {
        refused = refuse(result, EXN_INVALID, (exn_place){0, 0},
                         "the tape does not fit this scenario: a number is not among the "
                         "alternatives of its choice, or there are more numbers than choices");
        exn_run_close(&x.run);
        return refused;
    }
    if (exn_is_no_run(end)) {
        complete = exn_tell_why_no_run(&x.run, result);
    } else if (end == EXN_RUN_OUT_OF_MEMORY) {
        complete = false;
    } else {
        complete = exn_take_run(&x.run, end, &x.findings, &x.stats);
        x.run.tape.decided = options->flight->choices;
        complete = complete && exn_trace_text(&x.run, &result->trace, &result->trace_count) &&
                   exn_findings_report(&x.findings, &x.run, false, result);
        result->verdict = x.findings.count > 0 ? EXN_VIOLATED : EXN_SAMPLED;
        result->passed = x.findings.count == 0;
        complete = complete && exn_verdict_of_crash(result);
        result->runs = 1;
        bool has_outcome = complete && result->outcome_count > 0;
        result->replayed_outcome = has_outcome ? strdup(result->outcomes[0]) : NULL;
        complete = complete && (!has_outcome || result->replayed_outcome != NULL);
    }
    exn_run_close(&x.run);
    exn_findings_free(&x.findings);
    if (!complete) {
        exn_result_free(result);
        return NULL;
    }
    return result;
}

exn_result *exn_explore(const exn_scenario *scenario, const exn_explore_options *options)
{
    const char *why_not = exn_foreign_code_begin(options);
    return exn_foreign_code_end(options, why_not, check(scenario, options));
}

exn_result *exn_replay(const exn_scenario *scenario, const char *tape,
                       const exn_explore_options *options)
{
    const char *why_not = exn_foreign_code_begin(options);
    return exn_foreign_code_end(options, why_not, replay(scenario, tape, options));
}
