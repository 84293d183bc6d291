/* What was found, as a result shows it. */
#include "base/own_assert.h"
#include "checker/lanes_of_run.h"
#include "contract/allocations.h"
#include "search/findings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- outcomes --------------------------------------------------------------------------------- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool report_outcomes(const exn_findings *findings, const exn_run *run, exn_result *result)
{
    const exn_outcome_set *set = &findings->outcomes;
    result->outcomes = calloc(exn_outcome_set_count(set) + 1, sizeof *result->outcomes);
    if (result->outcomes == NULL) {
        return false;
    }
    const exn_view *view = exn_run_view(run);
    for (size_t at = 0; at < set->word_count;) {
        exn_closing closing;
        char text[4096];
        at = exn_outcome_read(set->words, at, &closing);
        exn_run_outcome_text(view, &closing, text, sizeof text);
        char *copied = strdup(text);
        if (copied == NULL) {
            return false;
        }
        result->outcomes[result->outcome_count++] = copied;
    }
    qsort(result->outcomes, result->outcome_count, sizeof *result->outcomes, by_text);
    size_t kept = 0;
    for (size_t i = 0; i < result->outcome_count; i++) {
        /* Some differ only in the flag `suppressed`, which does not show where there are errors. */
        if (kept > 0 && strcmp(result->outcomes[kept - 1], result->outcomes[i]) == 0) {
            free(result->outcomes[i]);
        } else {
            result->outcomes[kept++] = result->outcomes[i];
        }
    }
    exn_assert((kept > 0) == (exn_outcome_set_count(set) > 0));
    result->outcome_count = kept;
    return true;
}

bool exn_trace_text(const exn_run *run, char ***trace, size_t *count)
{
    size_t events = run->recorder.trace_count;
    *count = 0;
    *trace = calloc(events + 1, sizeof **trace);
    for (size_t i = 0; *trace != NULL && i < events; i++) {
        char text[4096];
        exn_record_text(&run->recorder, exn_run_view(run), &run->recorder.trace[i], text,
                        sizeof text);
        (*trace)[i] = strdup(text);
        if ((*trace)[i] == NULL) {
            return false;
        }
        *count = i + 1;
    }
    return *trace != NULL;
}

bool exn_source_text(const exn_run *run, char ***source)
{
    const exn_event_lines *lines = &run->recorder.lines;
    size_t events = run->recorder.trace_count;
    bool complete = true;
    size_t count = 0;
    *source = NULL;
    for (size_t i = 0; complete && i < events && lines->count > 0; i++) {
        const char *line = exn_event_line(lines, i);
        complete = exn_strings_add(source, &count, line != NULL ? line : "");
    }
    exn_assert(!complete || *source == NULL || count == events);
    return complete;
}

/* --- once more -------------------------------------------------------------------------------- */

/* Makes a finding that a second run does not show a breach of M9. */
static void doubt(exn_finding *finding)
{
    exn_finding seen = *finding;
    const char *rule =
        seen.kind == EXN_OF_RULE ? exn_rule_number(seen.rule) : exn_mismatch_word(seen.mismatch);
    exn_assert(!exn_finding_breaks(&seen, EXN_M9));
    finding->kind = EXN_OF_RULE;
    finding->rule = EXN_M9;
    finding->own = NULL;
    finding->shortest = false;
    if (seen.kind == EXN_OF_CRASH) {
        snprintf(finding->message, sizeof finding->message,
                 "the same tape gives another trace: it crashed (%.80s) when it was found, "
                 "and not again: what an earlier run left (in malloc, say) led to it",
                 seen.message);
        return;
    }
    snprintf(finding->message, sizeof finding->message,
             "the same tape gives another trace: it broke %s (%.120s) when it was found, and not "
             "when it was run again",
             rule, seen.message);
}

/* Runs each schedule that is kept once more, from a fresh world: what it does not show again breaks
 * M9. Returns false when out of memory. */
static bool confirm(exn_findings *findings, exn_run *run)
{
    bool complete = !findings->out_of_memory;
    for (size_t i = 0; i < findings->count && complete; i++) {
        exn_finding *finding = &findings->found[i];
        exn_run_end end = EXN_RUN_CLOSED;
        complete = finding->tape != NULL && exn_tape_parse(&run->tape, finding->tape);
        if (complete && !exn_finding_breaks(finding, EXN_M9) &&
            !exn_finding_shows(finding, run, &end)) {
            doubt(finding);
        }
        complete = complete && end != EXN_RUN_OUT_OF_MEMORY;
    }
    for (size_t i = 0; i < findings->count; i++) { /* two may have become the same one */
        const exn_finding *first = exn_findings_same(findings, &findings->found[i]);
        if (first != &findings->found[i]) {
            exn_finding_free_tape(&findings->found[i]);
            exn_assert(first < &findings->found[i]);
            findings->found[i] = findings->found[findings->count - 1];
            findings->count -= 1;
            i -= 1;
        }
    }
    return complete;
}

/* The deliveries of a run as schedule items; a time that brings a result is two. */
static bool schedule_text(const exn_run *run, exn_violation *violation)
{
    bool complete = true;
    for (uint32_t i = 0; complete && i < run->delivered.count; i++) {
        char text[400];
        const exn_delivery *delivery = &run->delivered.items[i];
        bool hangs = delivery->ending != NULL && delivery->ending->ending == EXN_ENDS_HANGS;
        if (hangs || delivery->kind == EXN_DELIVER_NOTHING) {
            continue; /* nothing happens, so it has no item */
        }
        exn_delivery_text(run, delivery, text, sizeof text);
        char *second = strstr(text, ", ");
        if (second != NULL) {
            *second = '\0';
        }
        complete = exn_strings_add(&violation->schedule, &violation->schedule_count, text) &&
                   (second == NULL ||
                    exn_strings_add(&violation->schedule, &violation->schedule_count, second + 2));
    }
    return complete;
}

/* The items of the scenario's own schedule that come after this run. */
static bool promised_text(const exn_run *run, exn_violation *violation)
{
    const exn_scenario *scenario = run->scenario;
    bool complete = true;
    exn_assert(exn_run_items_done(run) <= scenario->item_count);
    for (size_t i = exn_run_items_done(run); complete && i < scenario->item_count; i++) {
        complete = exn_strings_add(&violation->promised, &violation->promised_count,
                                   scenario->items[i].text);
    }
    return complete;
}

/* A member, a body, or EXN_NONE, the scope. Returns NULL if nobody is known to be to blame. */
static const uint32_t *blamed_one(const exn_run *run, const exn_finding *finding)
{
    const exn_mismatch *mismatch = &run->current.mismatch;
    bool is_known = mismatch->happened && mismatch->knows_blame;
    return finding->kind == EXN_OF_RULE ? &finding->blamed : is_known ? &mismatch->blamed : NULL;
}

static const char *blamed_name(const exn_run *run, const exn_finding *finding)
{
    const uint32_t *one = blamed_one(run, finding);
    if (one == NULL) {
        return NULL;
    }
    uint32_t blamed = *one;
    return blamed == EXN_NONE    ? "scope"
           : exn_is_body(blamed) ? exn_run_view(run)->tasks[exn_task_of_body(blamed)].body
                                 : exn_member_name(exn_run_view(run), blamed);
}

/* Out of memory makes *complete false. */
static char *copy(const char *text, bool *complete)
{
    char *copied = text == NULL ? NULL : strdup(text);
    *complete = *complete && (text == NULL || copied != NULL);
    return copied;
}

/* Whether a limit of the command line may have left out a schedule with fewer faults: one with more
 * cancels, or one where a fault came that nothing could be in place of. */
static bool may_hide_a_shorter_one(const exn_run *run, const exn_finding *finding)
{
    bool by_cancels = exn_limits_cancels(run) && finding->faults > 0;
    return run->totals.cut && (by_cancels || finding->faults > run->options.faults_max);
}

/* --- violations ------------------------------------------------------------------------------- */

static bool report_one(exn_finding *finding, exn_run *run, bool all_shortest, bool counts_schedules,
                       exn_violation *violation)
{
    if (finding->tape == NULL || !exn_tape_parse(&run->tape, finding->tape)) {
        return false;
    }
    exn_run_end end;
    exn_allocations_begin_shown();
    exn_event_lines_begin(&run->recorder.lines);
    bool is_shown = exn_finding_shows(finding, run, &end);
    exn_allocations_end_shown();
    if (end == EXN_RUN_OUT_OF_MEMORY) {
        return false;
    }
    const exn_breach *breach = &run->recorder.breach;
    bool is_rule = finding->kind == EXN_OF_RULE;
    const char *rule = exn_violation_word(finding->kind, finding->rule);
    const char *name =
        is_rule ? exn_rule_name(finding->rule) : exn_mismatch_word(finding->mismatch);
    bool has_note = is_shown && is_rule && breach->has_note;
    bool complete = true;
    exn_assert(!is_shown || is_rule || run->current.mismatch.happened);
    violation->kind = finding->kind;
    violation->broken = finding->rule;
    violation->rule = copy(rule, &complete);
    violation->name = copy(name, &complete);
    violation->blame = copy(blamed_name(run, finding), &complete);
    violation->message = copy(!is_shown ? finding->message
                              : is_rule ? breach->message
                                        : run->current.mismatch.message,
                              &complete);
    violation->note = copy(has_note ? breach->note : NULL, &complete);
    violation->at_rest = is_shown && is_rule && breach->at_rest;
    violation->tape = copy(finding->tape, &complete);
    violation->shortest = (all_shortest || finding->shortest) &&
                          !exn_finding_breaks(finding, EXN_M9) &&
                          !may_hide_a_shorter_one(run, finding);
    violation->faults = finding->faults;
    violation->cancels = finding->cancels;
    violation->steps = finding->steps;
    violation->schedules = counts_schedules ? finding->schedules : 0;
    violation->found_after = finding->found_after;
    if (run->options.draws) {
        exn_lanes_broken broken = {.blamed = blamed_one(run, finding)};
        violation->lanes = exn_lanes_of_run(run, &broken);
        complete = complete && violation->lanes != NULL;
    }
    complete = complete && exn_trace_text(run, &violation->trace, &violation->trace_count) &&
               exn_source_text(run, &violation->source) && schedule_text(run, violation) &&
               promised_text(run, violation);
    exn_event_lines_forget(&run->recorder.lines);
    return complete;
}

/* Rules as SPEC has them, by member; the scope and what was expected come last. The same for every
 * way of exploring, whatever it finds first. */
static int by_rule(const void *a, const void *b)
{
    const exn_finding *left = a;
    const exn_finding *right = b;
    bool is_rule = left->kind == EXN_OF_RULE;
    if (is_rule != (right->kind == EXN_OF_RULE)) {
        return is_rule ? -1 : 1;
    }
    if (!is_rule) {
        return (int)left->mismatch - (int)right->mismatch;
    }
    if (left->rule != right->rule) {
        return left->rule < right->rule ? -1 : 1;
    }
    if (left->blamed != right->blamed) {
        return left->blamed < right->blamed ? -1 : 1;
    }
    return left->own != NULL && right->own != NULL ? strcmp(left->own, right->own) : 0;
}

bool exn_findings_report(exn_findings *findings, exn_run *run, bool all_shortest,
                         exn_result *result)
{
    if (findings->out_of_memory || !report_outcomes(findings, run, result)) {
        return false;
    }
    /* By states, what shows it is counted once for each state from which it comes. */
    bool counts_schedules = result->mode != EXN_MODE_SNAPSHOTS;
    bool no_limits = run->options.no_limits;
    result->mallocs = run->malloced > 0;
    run->options.no_limits = true; /* a tape means one run under every option (D4) */
    run->options.tells_frames = true;
    run->options.tells_steps = run->options.draws;
    bool complete = confirm(findings, run);
    if (findings->count > 1) {
        qsort(findings->found, findings->count, sizeof *findings->found, by_rule);
    }
    result->violations = calloc(findings->count + 1, sizeof *result->violations);
    complete = complete && result->violations != NULL;
    for (size_t i = 0; complete && i < findings->count; i++) {
        exn_assert(i == 0 || by_rule(&findings->found[i - 1], &findings->found[i]) <= 0);
        result->violation_count = i + 1;
        complete = report_one(&findings->found[i], run, all_shortest, counts_schedules,
                              &result->violations[i]);
    }
    run->options.no_limits = no_limits;
    run->options.tells_frames = false;
    run->options.tells_steps = false;
    exn_assert(!complete || result->violation_count == findings->count);
    return complete;
}
