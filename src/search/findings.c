/* One entry for each thing that was violated, whatever number of schedules shows it. */
#include "search/findings.h"

#include "base/grow.h"
#include "base/own_assert.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- what was broken -------------------------------------------------------------------------- */

exn_finding exn_finding_of(const exn_run *run, exn_run_end end)
{
    bool is_rule = end == EXN_RUN_BROKE;
    exn_assert(!is_rule || run->recorder.breach.happened);
    bool is_crash = run->current.mismatch.kind == EXN_MISMATCH_CRASH;
    exn_finding finding = {.kind = is_rule    ? EXN_OF_RULE
                                   : is_crash ? EXN_OF_CRASH
                                              : EXN_OF_EXPECTATION,
                           .rule = run->recorder.breach.rule,
                           .mismatch = run->current.mismatch.kind,
                           .blamed = is_rule ? run->recorder.breach.blamed : EXN_NONE,
                           .faults = run->current.faults,
                           .cancels = run->current.cancels,
                           .steps = run->current.steps,
                           .choices = run->tape.flight->tape,
                           .choice_count = run->tape.flight->choices};
    finding.own = is_rule && finding.rule == EXN_U1 ? run->recorder.breach.own : NULL;
    memcpy(finding.message, is_rule ? run->recorder.breach.message : run->current.mismatch.message,
           sizeof finding.message);
    finding.message[sizeof finding.message - 1] = '\0';
    return finding;
}

static bool is_same_own(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

bool exn_finding_is_same(const exn_finding *a, const exn_finding *b)
{
    if (a->kind != b->kind) {
        return false;
    }
    return a->kind == EXN_OF_RULE
               ? a->rule == b->rule && a->blamed == b->blamed && is_same_own(a->own, b->own)
               : a->mismatch == b->mismatch;
}

static exn_finding *find_same(const exn_findings *findings, const exn_finding *wanted)
{
    for (size_t i = 0; i < findings->count; i++) {
        if (exn_finding_is_same(&findings->found[i], wanted)) {
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

void exn_finding_free_tape(exn_finding *finding)
{
    free(finding->tape);
    free(finding->choices);
    finding->tape = NULL;
    finding->choices = NULL;
}

static void keep(exn_findings *findings, exn_finding *finding, const exn_finding *now,
                 const exn_run *run)
{
    const exn_flight *flight = run->tape.flight;
    exn_assert(exn_finding_is_same(finding, now));
    exn_finding_free_tape(finding);
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
    finding->faults = run->current.faults;
    finding->cancels = run->current.cancels;
    finding->steps = run->current.steps;
    memcpy(finding->message, now->message, sizeof finding->message);
}

/* Room for one more; NULL when out of memory. */
static exn_finding *append(exn_findings *findings, const exn_finding *finding)
{
    if (!EXN_MAKE_ROOM(findings->found, findings->capacity, findings->count + 1)) {
        findings->out_of_memory = true;
        return NULL;
    }
    findings->found[findings->count] = *finding;
    return &findings->found[findings->count++];
}

bool exn_findings_lack(const exn_findings *findings, const exn_run *run, exn_run_end end)
{
    exn_finding now = exn_finding_of(run, end);
    const exn_finding *finding = exn_findings_same(findings, &now);
    return finding == NULL || is_shorter(&now, finding);
}

bool exn_findings_add(exn_findings *findings, const exn_run *run, exn_run_end end, uint64_t runs)
{
    exn_assert(end == EXN_RUN_BROKE ||
               (end == EXN_RUN_UNEXPECTED && run->current.mismatch.happened));
    exn_finding now = exn_finding_of(run, end);
    exn_finding *finding = find_same(findings, &now);
    bool is_lacked = finding == NULL || is_shorter(&now, finding);
    if (finding == NULL) {
        exn_finding added = now;
        added.choices = NULL; /* those are the tape's own */
        added.found_after = runs;
        finding = append(findings, &added);
    }
    if (finding != NULL) {
        finding->schedules += 1;
    }
    if (finding != NULL && is_lacked) {
        keep(findings, finding, &now, run);
    }
    return is_lacked;
}

/* The schedule of `from` moves to `to`. */
static void take_schedule(exn_finding *to, exn_finding *from)
{
    exn_assert(from->tape != NULL && exn_finding_is_same(to, from));
    exn_finding_free_tape(to);
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
    exn_assert(found->choices != NULL);
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
            exn_finding_free_tape(&copied);
        }
        return;
    }
    to->schedules += found->schedules;
    if (is_shorter(&copied, to)) {
        take_schedule(to, &copied);
    }
    exn_finding_free_tape(&copied);
}

bool exn_finding_shows(const exn_finding *finding, exn_run *run, exn_run_end *end)
{
    run->options.tells_loops =
        exn_finding_breaks(finding, EXN_X9) || exn_finding_breaks(finding, EXN_M2);
    *end = exn_run_once(run);
    run->options.tells_loops = false;
    bool ends_so = *end == (finding->kind == EXN_OF_RULE ? EXN_RUN_BROKE : EXN_RUN_UNEXPECTED);
    exn_finding now = exn_finding_of(run, *end);
    return ends_so && (finding->loops || exn_finding_is_same(&now, finding));
}

/* Out of memory shows nothing: what is known stays as it is. */
static bool is_true(const exn_finding *finding, exn_run *run)
{
    exn_run_end end;
    return finding->tape != NULL && exn_tape_parse(&run->tape, finding->tape) &&
           exn_finding_shows(finding, run, &end);
}

void exn_findings_shorten(exn_findings *findings, exn_findings *found, exn_run *run)
{
    for (size_t i = 0; i < found->count; i++) {
        exn_finding *from = &found->found[i];
        exn_finding *to = find_same(findings, from);
        if (!is_true(from, run)) {
            continue;
        }
        if (to == NULL) {
            exn_finding added = *from;
            added.tape = NULL;
            added.choices = NULL;
            added.schedules = 0;
            to = append(findings, &added);
        }
        bool takes =
            from->shortest || to == NULL || to->tape == NULL || to->loops || is_shorter(from, to);
        if (to != NULL && from->tape != NULL && takes) {
            take_schedule(to, from);
            to->loops = false;
            to->shortest = from->shortest;
        }
    }
}

void exn_findings_add_outcome(exn_findings *findings, const exn_closing *closing)
{
    findings->out_of_memory =
        !exn_outcome_set_add(&findings->outcomes, closing) || findings->out_of_memory;
}

void exn_findings_add_outcomes(exn_findings *findings, const uint32_t *words, size_t word_count)
{
    findings->out_of_memory =
        !exn_outcome_set_add_all(&findings->outcomes, words, word_count) || findings->out_of_memory;
}

void exn_findings_free(exn_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        exn_finding_free_tape(&findings->found[i]);
    }
    free(findings->found);
    exn_outcome_set_free(&findings->outcomes);
    *findings = (exn_findings){.found = NULL};
}

void exn_findings_drop(exn_findings *findings)
{
    size_t kept = 0;
    for (size_t i = 0; i < findings->count; i++) {
        if (exn_finding_breaks(&findings->found[i], EXN_M9)) {
            exn_assert(kept <= i);
            findings->found[kept++] = findings->found[i];
        } else {
            exn_finding_free_tape(&findings->found[i]);
        }
    }
    findings->count = kept;
    exn_outcome_set_clear(&findings->outcomes);
}

void exn_findings_add_loop(exn_findings *findings, const exn_run *run, uint64_t found_after)
{
    exn_finding livelock = exn_finding_of(run, EXN_RUN_BROKE);
    bool is_new = find_same(findings, &livelock) == NULL;
    exn_findings_add(findings, run, EXN_RUN_BROKE, found_after);
    exn_finding *found = find_same(findings, &livelock);
    exn_assert(found != NULL || findings->out_of_memory);
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
    exn_finding now = exn_finding_of(run, EXN_RUN_BROKE);
    exn_finding *finding = find_same(findings, &now);
    if (finding != NULL && (finding->loops || is_shorter(&now, finding))) {
        keep(findings, finding, &now, run);
        finding->shortest = true;
    }
}
