#include "explore/findings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- outcomes --- */

/* The place of an outcome, or the free one where it belongs. */
static uint32_t *find_outcome(const exn_findings *findings, const exn_closing *closing)
{
    size_t mask = findings->outcome_place_count - 1;
    size_t at = (size_t)exn_closing_hash(closing) & mask;
    while (findings->outcome_places[at] != 0 &&
           !exn_closing_equal(&findings->outcomes[findings->outcome_places[at] - 1], closing)) {
        at = (at + 1) & mask;
    }
    return &findings->outcome_places[at];
}

static bool grow_outcomes(exn_findings *findings)
{
    size_t capacity = findings->outcome_capacity == 0 ? 16 : findings->outcome_capacity * 2;
    exn_closing *grown = realloc(findings->outcomes, capacity * sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    findings->outcomes = grown;
    findings->outcome_capacity = capacity;
    uint32_t *places = calloc(capacity * 2, sizeof *places);
    if (places == NULL) {
        return false;
    }
    free(findings->outcome_places);
    findings->outcome_places = places;
    findings->outcome_place_count = capacity * 2;
    for (size_t i = 0; i < findings->outcome_count; i++) {
        *find_outcome(findings, &findings->outcomes[i]) = (uint32_t)i + 1;
    }
    return true;
}

void exn_findings_add_outcome(exn_findings *findings, const exn_closing *closing)
{
    if (findings->outcome_count == findings->outcome_capacity && !grow_outcomes(findings)) {
        findings->out_of_memory = true;
        return;
    }
    uint32_t *place = find_outcome(findings, closing);
    if (*place == 0) {
        exn_closing_copy(&findings->outcomes[findings->outcome_count], closing);
        findings->outcome_count += 1;
        *place = (uint32_t)findings->outcome_count;
    }
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool report_outcomes(const exn_findings *findings, const exn_run *run, exn_result *result)
{
    result->outcomes = calloc(findings->outcome_count + 1, sizeof *result->outcomes);
    if (result->outcomes == NULL) {
        return false;
    }
    const exn_view *view = exn_run_view(run);
    for (size_t i = 0; i < findings->outcome_count; i++) {
        char text[4096];
        exn_outcome_text(view, &findings->outcomes[i], text, sizeof text);
        result->outcomes[i] = strdup(text);
        if (result->outcomes[i] == NULL) {
            return false;
        }
        result->outcome_count = i + 1;
    }
    qsort(result->outcomes, result->outcome_count, sizeof *result->outcomes, by_text);
    size_t kept = 0;
    for (size_t i = 0; i < result->outcome_count;
         i++) { /* the flag `suppressed` does not show behind errors */
        if (kept > 0 && strcmp(result->outcomes[kept - 1], result->outcomes[i]) == 0) {
            free(result->outcomes[i]);
        } else {
            result->outcomes[kept++] = result->outcomes[i];
        }
    }
    result->outcome_count = kept;
    return true;
}

/* --- what was broken --- */

static exn_finding finding_of(const exn_run *run, exn_run_end end)
{
    bool is_rule = end == EXN_RUN_BROKE;
    return (exn_finding){.is_rule = is_rule,
                         .rule = run->recorder.breach.rule,
                         .expectation = run->mismatch.name,
                         .blamed = is_rule ? run->recorder.breach.blamed : EXN_NONE,
                         .faults = run->faults,
                         .cancels = run->cancels,
                         .steps = run->steps,
                         .choices = run->tape.flight->tape,
                         .choice_count = run->tape.flight->choices};
}

static bool is_same(const exn_finding *a, const exn_finding *b)
{
    if (a->is_rule || b->is_rule) {
        return a->is_rule && b->is_rule && a->rule == b->rule && a->blamed == b->blamed;
    }
    return strcmp(a->expectation, b->expectation) == 0;
}

static exn_finding *find_same(const exn_findings *findings, const exn_finding *wanted)
{
    for (size_t i = 0; i < findings->count; i++) {
        if (is_same(&findings->found[i], wanted)) {
            return &findings->found[i];
        }
    }
    return NULL;
}

const exn_finding *exn_findings_same(const exn_findings *findings, const exn_finding *wanted)
{
    return find_same(findings, wanted);
}

/* By faults, cancels and steps, and then by the tape. */
static bool is_shorter(const exn_finding *a, const exn_finding *b)
{
    if (a->faults != b->faults) {
        return a->faults < b->faults;
    }
    if (a->cancels != b->cancels) {
        return a->cancels < b->cancels;
    }
    if (a->steps != b->steps) {
        return a->steps < b->steps;
    }
    return exn_tape_compare(a->choices, a->choice_count, b->choices, b->choice_count) < 0;
}

static void free_tape(exn_finding *finding)
{
    free(finding->tape);
    free(finding->choices);
    finding->tape = NULL;
    finding->choices = NULL;
}

static void keep(exn_findings *findings, exn_finding *finding, const exn_run *run)
{
    const exn_flight *flight = run->tape.flight;
    free_tape(finding);
    finding->tape = exn_tape_format(&run->tape);
    finding->choice_count = flight->choices;
    finding->choices = calloc(flight->choices + 1, sizeof *finding->choices);
    if (finding->tape == NULL || finding->choices == NULL) {
        findings->out_of_memory = true;
        finding->choice_count = 0;
        return;
    }
    for (uint32_t i = 0; i < flight->choices; i++) {
        finding->choices[i] = flight->tape[i];
    }
    finding->faults = run->faults;
    finding->cancels = run->cancels;
    finding->steps = run->steps;
}

/* Room for one more; NULL when out of memory. */
static exn_finding *append(exn_findings *findings, const exn_finding *finding)
{
    if (findings->count == findings->capacity) {
        size_t capacity = findings->capacity == 0 ? 8 : findings->capacity * 2;
        exn_finding *grown = realloc(findings->found, capacity * sizeof *grown);
        if (grown == NULL) {
            findings->out_of_memory = true;
            return NULL;
        }
        findings->found = grown;
        findings->capacity = capacity;
    }
    findings->found[findings->count] = *finding;
    return &findings->found[findings->count++];
}

void exn_findings_add(exn_findings *findings, const exn_run *run, exn_run_end end, uint64_t runs)
{
    exn_finding now = finding_of(run, end);
    exn_finding *finding = find_same(findings, &now);
    if (finding != NULL) {
        finding->schedules += 1;
        if (is_shorter(&now, finding)) {
            keep(findings, finding, run);
        }
        return;
    }
    now.choices = NULL; /* those are the tape's own */
    now.schedules = 1;
    now.found_after = runs;
    finding = append(findings, &now);
    if (finding != NULL) {
        keep(findings, finding, run);
    }
}

/* The schedule of `from` moves to `to`. */
static void take_schedule(exn_finding *to, exn_finding *from)
{
    free_tape(to);
    to->tape = from->tape;
    to->choices = from->choices;
    to->choice_count = from->choice_count;
    to->faults = from->faults;
    to->cancels = from->cancels;
    to->steps = from->steps;
    from->tape = NULL;
    from->choices = NULL;
}

void exn_findings_add_found(exn_findings *findings, const exn_finding *found)
{
    exn_finding *to = find_same(findings, found);
    exn_finding copied = *found;
    copied.choices = calloc(found->choice_count + 1, sizeof *copied.choices);
    copied.tape =
        copied.choices == NULL ? NULL : exn_tape_text(found->choices, found->choice_count);
    if (copied.tape == NULL) {
        findings->out_of_memory = true;
        free(copied.choices);
        return;
    }
    for (uint32_t i = 0; i < found->choice_count; i++) {
        copied.choices[i] = found->choices[i];
    }
    if (to == NULL) {
        if (append(findings, &copied) == NULL) {
            free_tape(&copied);
        }
        return;
    }
    to->schedules += found->schedules;
    if (is_shorter(&copied, to)) {
        take_schedule(to, &copied);
    }
    free_tape(&copied);
}

void exn_findings_shorten(exn_findings *findings, exn_findings *found, bool settled)
{
    for (size_t i = 0; i < found->count; i++) {
        exn_finding *from = &found->found[i];
        exn_finding *to = find_same(findings, from);
        if (to == NULL) {
            exn_finding added = *from;
            added.tape = NULL;
            added.choices = NULL;
            added.schedules = 0;
            to = append(findings, &added);
        }
        bool takes = settled || to == NULL || to->tape == NULL || to->loops || is_shorter(from, to);
        if (to != NULL && from->tape != NULL && takes) {
            take_schedule(to, from);
            to->loops = false;
            to->shortest = settled;
        }
    }
}

void exn_findings_free(exn_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        free_tape(&findings->found[i]);
    }
    free(findings->found);
    free(findings->outcomes);
    free(findings->outcome_places);
    *findings = (exn_findings){.found = NULL};
}

void exn_findings_add_loop(exn_findings *findings, const exn_run *run, uint64_t found_after)
{
    exn_finding livelock = finding_of(run, EXN_RUN_BROKE);
    bool is_new = find_same(findings, &livelock) == NULL;
    exn_findings_add(findings, run, EXN_RUN_BROKE, found_after);
    exn_finding *found = find_same(findings, &livelock);
    if (found != NULL && is_new) {
        found->loops = true; /* one that breaks it in another way is looked for as others are */
    }
}

bool exn_findings_have_loops(const exn_findings *findings)
{
    bool loops = false;
    for (size_t i = 0; i < findings->count && !loops; i++) {
        loops = findings->found[i].loops;
    }
    return loops;
}

void exn_findings_shorten_loop(exn_findings *findings, const exn_run *run)
{
    exn_finding now = finding_of(run, EXN_RUN_BROKE);
    exn_finding *finding = find_same(findings, &now);
    if (finding != NULL && (finding->loops || is_shorter(&now, finding))) {
        keep(findings, finding, run);
        finding->shortest = true;
    }
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

/* The deliveries of a run as schedule items; a time that brings a result is two. */
static bool schedule_text(const exn_run *run, exn_violation *violation)
{
    bool complete = true;
    for (uint32_t i = 0; complete && i < run->delivered_count; i++) {
        char text[400];
        const exn_delivery *delivery = &run->delivered[i];
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

/* What the scenario's own schedule has behind this run. */
static bool promised_text(const exn_run *run, exn_violation *violation)
{
    const exn_scenario *scenario = run->scenario;
    bool complete = true;
    for (size_t i = exn_run_items_done(run); complete && i < scenario->item_count; i++) {
        complete = exn_strings_add(&violation->promised, &violation->promised_count,
                                   scenario->items[i].text);
    }
    return complete;
}

static const char *blamed_name(const exn_run *run, const exn_finding *finding)
{
    if (!finding->is_rule) {
        return NULL;
    }
    return finding->blamed == EXN_NONE   ? "scope"
           : finding->blamed == EXN_BODY ? "body"
                                         : exn_member_name(exn_run_view(run), finding->blamed);
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
    bool limits_cancels = run->cancels_limit < run->cancels_max;
    bool by_cancels = limits_cancels && finding->faults > 0;
    return run->cut && (by_cancels || finding->faults > run->faults_max);
}

static bool report_one(const exn_finding *finding, exn_run *run, bool all_shortest,
                       bool counts_schedules, exn_violation *violation)
{
    if (finding->tape == NULL || !exn_tape_parse(&run->tape, finding->tape)) {
        return false;
    }
    run->tells_loops = finding->is_rule && (finding->rule == EXN_X9 || finding->rule == EXN_M2);
    exn_run_end end = exn_run_once(run);
    run->tells_loops = false;
    if (end == EXN_RUN_OUT_OF_MEMORY) {
        return false;
    }
    const exn_breach *breach = &run->recorder.breach;
    const char *rule = finding->is_rule ? exn_rule_number(finding->rule) : "expect";
    const char *name = finding->is_rule ? exn_rule_name(finding->rule) : finding->expectation;
    bool has_note = finding->is_rule && breach->note[0] != '\0';
    bool complete = true;
    violation->rule = copy(rule, &complete);
    violation->name = copy(name, &complete);
    violation->blame = copy(blamed_name(run, finding), &complete);
    violation->message =
        copy(finding->is_rule ? breach->message : run->mismatch.message, &complete);
    violation->note = copy(has_note ? breach->note : NULL, &complete);
    violation->tape = copy(finding->tape, &complete);
    violation->shortest =
        (all_shortest || finding->shortest) && !may_hide_a_shorter_one(run, finding);
    violation->faults = finding->faults;
    violation->cancels = finding->cancels;
    violation->steps = finding->steps;
    violation->schedules = counts_schedules ? finding->schedules : 0;
    violation->found_after = finding->found_after;
    return complete && exn_trace_text(run, &violation->trace, &violation->trace_count) &&
           schedule_text(run, violation) && promised_text(run, violation);
}

/* Rules as SPEC has them, by member; the scope and what was expected come last. The same for every
 * way of exploring, whatever it finds first. */
static int by_rule(const void *a, const void *b)
{
    const exn_finding *left = a;
    const exn_finding *right = b;
    if (left->is_rule != right->is_rule) {
        return left->is_rule ? -1 : 1;
    }
    if (!left->is_rule) {
        return strcmp(left->expectation, right->expectation);
    }
    if (left->rule != right->rule) {
        return left->rule < right->rule ? -1 : 1;
    }
    return left->blamed < right->blamed ? -1 : left->blamed > right->blamed ? 1 : 0;
}

bool exn_findings_report(exn_findings *findings, exn_run *run, bool all_shortest,
                         exn_result *result)
{
    if (findings->out_of_memory || !report_outcomes(findings, run, result)) {
        return false;
    }
    if (findings->count > 1) {
        qsort(findings->found, findings->count, sizeof *findings->found, by_rule);
    }
    result->violations = calloc(findings->count + 1, sizeof *result->violations);
    /* By states, what shows it is counted once for each state from which it comes. */
    bool counts_schedules = result->mode != EXN_MODE_SNAPSHOTS;
    bool no_limits = run->no_limits;
    run->no_limits = true; /* a tape means one run under every option (D4) */
    bool complete = result->violations != NULL;
    for (size_t i = 0; complete && i < findings->count; i++) {
        result->violation_count = i + 1;
        complete = report_one(&findings->found[i], run, all_shortest, counts_schedules,
                              &result->violations[i]);
    }
    run->no_limits = no_limits;
    return complete;
}
