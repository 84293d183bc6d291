#include "explore/explore.h"

#include "explore/findings.h"
#include "explore/verdict.h"
#include "subjects/subjects.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* Depth-first search by re-execution: every tape, one after the other, from the beginning. It is
 * the mode for code that can't be snapshotted. */

enum {
    RUNS_BETWEEN_LOOKS = 256,   /* at the clock and for a request to stop */
    RUNS_ALL_REPEATED = 32,     /* the first runs are done twice each (M9) ... */
    RUNS_BETWEEN_REPEATS = 1024 /* ... and one in so many later on */
};

typedef struct exploration {
    const exn_check_options *options;
    exn_run run;
    exn_findings findings;
    exn_result *result;
    uint64_t runs, transitions, depth_max;
    double began_s;
    bool stopped; /* by a budget, a number of runs, or a request */
    const char *stopped_by;
    bool failed; /* out of memory */
} exploration;

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static uint64_t trace_hash(const exn_run *run)
{
    return XXH3_64bits(run->recorder.trace,
                       run->recorder.trace_count * sizeof *run->recorder.trace);
}

/* Runs the same tape again: a world has no other source of anything (M9). */
static exn_run_end repeat(exn_run *run, exn_run_end end)
{
    uint64_t first = trace_hash(run);
    uint32_t decided = run->tape.decided;
    run->tape.decided = run->tape.flight->choices;
    exn_tally tally = run->recorder.tally;
    exn_run_end again = exn_run_once(run);
    run->recorder.tally = tally;
    run->tape.decided = decided;
    if ((again == end && trace_hash(run) == first) || again == EXN_RUN_OUT_OF_MEMORY) {
        return again;
    }
    exn_event differs = {
        .kind = (exn_event_kind)EXN_DIFFERS, .scope = EXN_NONE, .member = EXN_NONE};
    run->recorder.breach = (exn_breach){.happened = false};
    exn_rules_check(exn_run_view(run), &differs, &tally, &run->recorder.breach);
    return run->recorder.breach.happened ? EXN_RUN_BROKE : end;
}

static void look_around(exploration *x)
{
    const exn_check_options *options = x->options;
    if (options->progress != NULL) {
        exn_progress progress = {.runs = x->runs, .transitions = x->transitions};
        options->progress(options->context, &progress);
    }
    if (options->budget_s > 0 && now_s() - x->began_s >= options->budget_s) {
        x->stopped = true;
        x->stopped_by = "the time budget was used up";
    }
    if (options->stop != NULL && options->stop(options->context)) {
        x->stopped = true;
        x->stopped_by = "the run was interrupted";
    }
}

static void take_run(exploration *x, exn_run_end end)
{
    exn_run *run = &x->run;
    x->transitions += run->steps;
    x->depth_max = run->steps > x->depth_max ? run->steps : x->depth_max;
    if (end == EXN_RUN_OUT_OF_MEMORY) {
        x->failed = true;
        return;
    }
    if (end == EXN_RUN_OFF_SCRIPT) {
        return; /* not a run of this scenario */
    }
    x->runs += 1;
    bool repeats = x->runs <= RUNS_ALL_REPEATED || x->runs % RUNS_BETWEEN_REPEATS == 0;
    if (repeats) {
        end = repeat(run, end);
        run->recorder.tally.checked[EXN_M9] += 1;
    }
    x->failed = end == EXN_RUN_OUT_OF_MEMORY;
    if (end == EXN_RUN_BROKE || end == EXN_RUN_UNEXPECTED) {
        exn_findings_add(&x->findings, run, end, x->runs);
    }
    if (run->recorder.closed && end != EXN_RUN_BROKE) {
        exn_findings_add_outcome(&x->findings, &run->recorder.closing);
    }
    x->failed = x->failed || x->findings.out_of_memory;
}

static void explore(exploration *x)
{
    bool more = true;
    x->began_s = now_s();
    x->run.tape.decided = 0;
    while (more && !x->failed) {
        take_run(x, exn_run_once(&x->run));
        more = exn_tape_advance(&x->run.tape);
        if (more && x->options->runs_max > 0 && x->runs >= x->options->runs_max) {
            x->stopped = true;
            x->stopped_by = "the number of runs was reached";
        }
        if (more && x->runs % RUNS_BETWEEN_LOOKS == 0) {
            look_around(x);
        }
        more = more && !x->stopped;
    }
}

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
            (exn_checked){.rule = (exn_rule)rule, .checked = 0, .vacuous = true};
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

static void set_limits(exn_run *run, const exn_scenario *scenario, const exn_check_options *options)
{
    run->faults_max = scenario->has_faults_limit ? scenario->faults_max : UINT32_MAX;
    run->cancels_max = scenario->cancels;
    run->cancels_limit = options->has_cancels ? options->cancels_max : UINT32_MAX;
    run->limits_are_claimed = true;
    if (options->has_faults && options->faults_max < run->faults_max) {
        run->faults_max = options->faults_max;
        run->limits_are_claimed = false;
    }
}

/* Finds the implementation and opens the world. Returns NULL if it is open, or, with x->result
 * NULL, when out of memory; else the result that says why not. */
static exn_result *open_world(exploration *x, const exn_scenario *scenario,
                              const exn_check_options *options)
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
    const char *missing = exn_missing_capability(scenario, implementation);
    if (missing != NULL) {
        snprintf(message, sizeof message, "%s has no %s", name, missing);
        return refuse(result, EXN_SKIPPED, (exn_place){0, 0}, message);
    }
    exn_profile expected = scenario->has_profile ? scenario->profile : EXN_PROFILE_EXEUNT;
    x->run.profile = (exeunt_profile)profile;
    x->run.expects = profile == expected;
    x->run.understudy = options->understudy;
    set_limits(&x->run, scenario, options);
    int status = exn_run_open(&x->run, scenario, implementation, options->flight);
    if (status == EXN_WORLD_TOO_SMALL) {
        return refuse(result, EXN_INVALID, (exn_place){0, 0},
                      "the scenario does not fit into the memory of a world");
    }
    if (status != 0) {
        exn_result_free(result);
        x->result = NULL;
    }
    return NULL;
}

/* Returns false when out of memory. */
static bool count(exploration *x, double seconds)
{
    exn_result *result = x->result;
    result->runs = x->runs;
    result->transitions = x->transitions;
    result->depth_max = x->depth_max;
    result->seconds = seconds;
    result->has_faults_limit = x->run.scenario->has_faults_limit;
    result->faults_max = x->run.scenario->faults_max;
    result->cancels_max =
        x->run.cancels_max < x->run.cancels_limit ? x->run.cancels_max : x->run.cancels_limit;
    for (int rule = 0; rule < EXN_RULES; rule++) {
        result->invariants[rule].checked = x->run.recorder.tally.checked[rule];
        result->invariants[rule].vacuous = x->run.recorder.tally.checked[rule] == 0;
    }
    if (!result->exhaustive) {
        return true;
    }
    char number[32];
    snprintf(number, sizeof number, "%" PRIu64, x->runs);
    result->interleavings = strdup(number);
    return result->interleavings != NULL;
}

/* No run keeps to the schedule. One that is written for another implementation does not apply to
 * this one; else the scenario is wrong. Returns false when out of memory. */
static bool off_script(const exn_run *run, exn_result *result)
{
    const char *own = run->scenario->implementation;
    bool foreign = own != NULL && strcmp(own, result->implementation) != 0;
    result->verdict = foreign ? EXN_SKIPPED : EXN_INVALID;
    result->passed = foreign;
    if (!foreign) {
        return exn_result_complain(result, run->script_place.line, run->script_place.column,
                                   run->script_error);
    }
    char message[200];
    snprintf(message, sizeof message, "its schedule is written for %s", own);
    return exn_result_complain(result, 0, 0, message);
}

exn_result *exn_check(const exn_scenario *scenario, const exn_check_options *options)
{
    exploration x = {.options = options};
    exn_result *refused = open_world(&x, scenario, options);
    if (refused != NULL || x.result == NULL) {
        return refused;
    }
    explore(&x);
    double seconds = now_s() - x.began_s;
    exn_result *result = x.result;
    result->exhaustive = !x.stopped && !x.run.cut;
    bool complete = count(&x, seconds) && !x.failed;
    if (x.runs == 0 && complete && x.run.script_depth > 0) {
        complete = off_script(&x.run, result);
    } else {
        complete = complete &&
                   exn_findings_report(&x.findings, &x.run, result->exhaustive, result) &&
                   exn_verdict_reach(&x.run, x.stopped_by, result);
    }
    exn_run_close(&x.run);
    exn_findings_free(&x.findings);
    if (!complete) {
        exn_result_free(result);
        return NULL;
    }
    return result;
}

exn_result *exn_replay(const exn_scenario *scenario, const char *tape,
                       const exn_check_options *options)
{
    exploration x = {.options = options};
    exn_result *refused = open_world(&x, scenario, options);
    if (refused != NULL || x.result == NULL) {
        return refused;
    }
    exn_result *result = x.result;
    bool complete = true;
    x.run.no_limits = true;
    if (!exn_tape_parse(&x.run.tape, tape)) {
        refused = refuse(result, EXN_INVALID, (exn_place){0, 0},
                         "a tape is decimal numbers joined by dots, as in 3.1");
        exn_run_close(&x.run);
        return refused;
    }
    exn_run_end end = exn_run_once(&x.run);
    if (x.run.tape.misfit || x.run.tape.decided > options->flight->choices) {
        refused = refuse(result, EXN_INVALID, (exn_place){0, 0},
                         "the tape does not fit this scenario: a number is not among the "
                         "alternatives of its choice, or there are more numbers than choices");
        exn_run_close(&x.run);
        return refused;
    }
    if (end == EXN_RUN_OFF_SCRIPT) {
        result->verdict = EXN_INVALID;
        complete = exn_result_complain(result, x.run.script_place.line, x.run.script_place.column,
                                       x.run.script_error);
    } else if (end == EXN_RUN_OUT_OF_MEMORY) {
        complete = false;
    } else {
        take_run(&x, end);
        x.run.tape.decided = options->flight->choices;
        complete = exn_trace_text(&x.run, &result->trace, &result->trace_count) &&
                   exn_findings_report(&x.findings, &x.run, false, result);
        result->verdict = x.findings.count > 0 ? EXN_VIOLATED : EXN_SAMPLED;
        result->passed = x.findings.count == 0;
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
