/* Compares what two runs of one tape did. */
#include "search/difference.h"

#include "base/grow.h"
#include "base/own_assert.h"
#include "contract/invariants.h"

#include "search/successors.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- what was seen ---------------------------------------------------------------------------- */

bool exn_observation_take(exn_observation *seen, const exn_run *run, exn_run_end end)
{
    const exn_recorder *recorder = &run->recorder;
    size_t count = seen->count + recorder->trace_count;
    if (!EXN_MAKE_ROOM(seen->records, seen->capacity, count)) {
        return false;
    }
    if (recorder->trace_count > 0) {
        memcpy(seen->records + seen->count, recorder->trace,
               recorder->trace_count * sizeof *seen->records);
    }
    exn_assert(count <= seen->capacity || count == 0);
    seen->count = count;
    seen->end = end;
    seen->breach = recorder->breach;
    if (recorder->closed) {
        exn_closing_copy(&seen->closing, &recorder->closing);
    }
    return true;
}

void exn_observation_free(exn_observation *seen)
{
    free(seen->records);
    *seen = (exn_observation){.records = NULL};
}

/* --- who is to blame -------------------------------------------------------------------------- */

/* A begin, a request and a close are the scope's, what the body does is the body's, and a
 * settlement or a word its manager's. */
static uint32_t owner_of(const exn_view *view, const exn_record *record)
{
    switch (record->kind) {
    case EXN_BODY_RETURNS:
    case EXN_BODY_RAISES:
    case EXN_BODY_CANCELED:
        return exn_body(view->scopes[record->scope].is->task);
    case EXN_ENTERED:
    case EXN_ENTER_FAILS:
    case EXN_ENTER_CANCELED:
    case EXN_EXITED:
    case EXN_EXIT_SUPPRESSES:
    case EXN_EXIT_FAILS:
    case EXN_WORD:
        return record->member;
    default:
        return EXN_NONE;
    }
}

static bool is_made_by_the_world(const exn_record *record)
{
    return record->kind == EXN_CANCEL || record->kind == EXN_TIME_PASSES;
}

/* Blames the owner of the event that code under test has made, of two that differ: what the
 * scenario and the world do is what the tape says. */
static uint32_t blame(const exn_run *run, const exn_record *first, const exn_record *second)
{
    const exn_record *both[] = {first, second};
    for (size_t i = 0; i < 2; i++) {
        if (both[i] != NULL && !is_made_by_the_world(both[i])) {
            uint32_t owner = owner_of(exn_run_view(run), both[i]);
            bool is_played = owner != EXN_NONE && !exn_run_has(run, owner);
            if (!is_played || i == 1 || second == NULL) {
                return owner;
            }
        }
    }
    return first != NULL ? owner_of(exn_run_view(run), first) : EXN_NONE;
}

/* --- comparing -------------------------------------------------------------------------------- */

static void write_end(const exn_run *run, exn_run_end end, const exn_breach *breach, char *text,
                      size_t size)
{
    if (end == EXN_RUN_BROKE) {
        snprintf(text, size, "a breach of %s (%.90s)", exn_rule_number(breach->rule),
                 breach->message);
    } else if (end == EXN_RUN_UNEXPECTED) {
        bool crashes = run->current.mismatch.kind == EXN_MISMATCH_CRASH;
        snprintf(text, size, crashes ? "it crashes" : "an expectation fails (%s)",
                 exn_mismatch_word(run->current.mismatch.kind));
    } else {
        snprintf(text, size, "nothing is broken");
    }
}

/* An event, or how the run has ended instead. */
static void write_record(const exn_run *run, const exn_record *record, exn_run_end end,
                         const exn_breach *breach, char *text, size_t size)
{
    if (record == NULL) {
        write_end(run, end, breach, text, size);
        return;
    }
    char words[120];
    exn_record_text(&run->recorder, exn_run_view(run), record, words, sizeof words);
    snprintf(text, size, "`%.90s`", words);
}

static void describe(const exn_run *run, const exn_observation *seen, const exn_record *first,
                     const exn_record *second, uint64_t step, exn_difference *difference)
{
    exn_assert(first != NULL || second != NULL);
    char words[2][130];
    const exn_breach *now = &run->recorder.breach;
    exn_run_end end = now->happened ? EXN_RUN_BROKE : EXN_RUN_CLOSED;
    write_record(run, first, seen->end, &seen->breach, words[0], sizeof words[0]);
    write_record(run, second, end, now, words[1], sizeof words[1]);
    *difference =
        (exn_difference){.happened = true, .in_events = true, .blamed = blame(run, first, second)};
    if (first == NULL && seen->end == EXN_RUN_BROKE) {
        difference->blamed = seen->breach.blamed;
    } else if (second == NULL && now->happened) {
        difference->blamed = now->blamed;
    }
    char place[40] = "";
    if (step != EXN_STEP_UNKNOWN) {
        snprintf(place, sizeof place, "after step %" PRIu64 ": ", step);
    }
    snprintf(difference->text, sizeof difference->text,
             "%s%.60s the first time, %.60s the second time", place, words[0], words[1]);
}

static bool is_same_record(const exn_record *a, const exn_record *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

void exn_difference_find(const exn_run *run, const exn_observation *seen, size_t first,
                         size_t count, size_t second, uint64_t step, exn_difference *difference)
{
    const exn_recorder *recorder = &run->recorder;
    exn_assert(second <= recorder->trace_count);
    exn_assert(count == 0 || first + count <= seen->count);
    size_t count_now = recorder->trace_count - second;
    size_t i = 0;
    if (difference->happened) {
        return;
    }
    while (i < count && i < count_now &&
           is_same_record(&seen->records[first + i], &recorder->trace[second + i])) {
        i += 1;
    }
    if (i < count || i < count_now) {
        describe(run, seen, i < count ? &seen->records[first + i] : NULL,
                 i < count_now ? &recorder->trace[second + i] : NULL, step, difference);
    }
}

void exn_difference_find_in_end(const exn_run *run, const exn_observation *seen, exn_run_end end,
                                exn_difference *difference)
{
    const exn_breach *now = &run->recorder.breach;
    const exn_breach *before = &seen->breach;
    bool is_same =
        seen->end == end &&
        (end != EXN_RUN_BROKE || (now->rule == before->rule && now->blamed == before->blamed));
    bool closes_otherwise = end == EXN_RUN_CLOSED &&
                            run->recorder.closed && /* else it got stuck, and X9 is waived */
                            !exn_closing_equal(&seen->closing, &run->recorder.closing);
    if (difference->happened || (is_same && !closes_otherwise)) {
        return;
    }
    *difference = (exn_difference){.happened = true, .in_events = true, .blamed = EXN_NONE};
    if (is_same) {
        char outcomes[2][60];
        exn_run_outcome_text(exn_run_view(run), &seen->closing, outcomes[0], sizeof outcomes[0]);
        exn_run_outcome_text(exn_run_view(run), &run->recorder.closing, outcomes[1],
                             sizeof outcomes[1]);
        snprintf(difference->text, sizeof difference->text,
                 "it closes `%s` the first time, `%s` the second time", outcomes[0], outcomes[1]);
        return;
    }
    char ends[2][130];
    write_end(run, seen->end, before, ends[0], sizeof ends[0]);
    write_end(run, end, now, ends[1], sizeof ends[1]);
    bool knows_blame = end == EXN_RUN_UNEXPECTED && run->current.mismatch.knows_blame;
    difference->blamed = seen->end == EXN_RUN_BROKE ? before->blamed
                         : end == EXN_RUN_BROKE     ? now->blamed
                         : knows_blame              ? run->current.mismatch.blamed
                                                    : EXN_NONE;
    snprintf(difference->text, sizeof difference->text,
             "after step %" PRIu64 ": %.60s the first time, %.60s the second time",
             run->current.steps, ends[0], ends[1]);
}

/* --- once more -------------------------------------------------------------------------------- */

/* Whether only a run that is made as a whole ends as this one did: code that goes round in circles,
 * or on and on, is found by looking back. */
static bool is_whole(const exn_run *run, const exn_observation *seen)
{
    bool is_endless =
        seen->end == EXN_RUN_BROKE && (seen->breach.rule == EXN_X9 || seen->breach.rule == EXN_M2);
    return run->options.tells_loops || run->options.finds_loops || is_endless;
}

static exn_run_end play_whole(exn_run *run, const exn_observation *seen, exn_difference *difference)
{
    exn_run_end end = exn_run_once(run);
    exn_difference_find(run, seen, 0, seen->count, 0, EXN_STEP_UNKNOWN, difference);
    return end;
}

/* Step by step: all that happens is compared as soon as it does. */
static exn_run_end play_again(exn_run *run, const exn_observation *seen, exn_difference *difference)
{
    size_t compared = 0;
    exn_run_end end = exn_run_begin(run);
    uint64_t step = 0;
    bool more = true;
    while (more) {
        size_t now = run->recorder.trace_count;
        size_t of_seen = compared < seen->count ? seen->count - compared : 0;
        size_t count =
            now - compared < of_seen || end == EXN_RUN_GOES_ON ? now - compared : of_seen;
        exn_difference_find(run, seen, compared, count < of_seen ? count : of_seen, compared, step,
                            difference);
        compared = now;
        step = run->current.steps;
        more = end == EXN_RUN_GOES_ON;
        end = more ? exn_run_step(run, NULL) : end;
    }
    return end;
}

enum { STEPS_REPEATED_OFTEN_MAX = 200 };

/* Alignment leaves the lowest four bits of an address alone, and no call needs more stack than the
 * highest of these bits counts for. Adding a number changes its lowest bit; above that any may
 * change. */
void exn_run_go_deeper(exn_run *run)
{
    uint32_t bit = UINT32_C(16) << run->deeper_runs % EXN_DEPTHS;
    uint32_t any = run->deeper_runs * UINT32_C(0x9e3779b1) >> 15;
    run->options.goes_deeper = bit | (any & ((UINT32_C(16) << EXN_DEPTHS) - 2 * bit));
    run->deeper_runs += 1;
    exn_assert(run->options.goes_deeper % 16 == 0 && run->options.goes_deeper > 0);
}

uint32_t exn_depths_worth(const exn_run *run, uint64_t before)
{
    uint32_t all = exn_depths_of(run);
    uint64_t depths = 2 * (uint64_t)all / (before + 1);
    bool is_long = run->current.steps > STEPS_REPEATED_OFTEN_MAX;
    return depths <= 1 || is_long ? 1 : depths < all ? (uint32_t)depths : all;
}

exn_run_end exn_run_again(exn_run *run, exn_run_end end, exn_difference *difference)
{
    exn_observation seen = {.records = NULL};
    *difference = (exn_difference){.happened = false};
    if (!exn_observation_take(&seen, run, end)) {
        return EXN_RUN_OUT_OF_MEMORY;
    }
    uint32_t decided = run->tape.decided;
    exn_tally tally = run->totals.tally;
    uint32_t (*pick)(void *, uint32_t, const bool *) = run->tape.pick;
    run->tape.decided = run->tape.flight->choices;
    run->tape.pick = NULL;
    exn_run_go_deeper(run);
    exn_run_end again = is_whole(run, &seen) ? play_whole(run, &seen, difference)
                                             : play_again(run, &seen, difference);
    exn_difference_find_in_end(run, &seen, again, difference);
    if (again == EXN_RUN_OUT_OF_MEMORY) { /* a run that is cut off is no other run */
        *difference = (exn_difference){.happened = false};
    }
    exn_assert(again != EXN_RUN_GOES_ON);
    run->options.goes_deeper = 0;
    run->totals.tally = tally;
    run->totals.tally.checked[EXN_M9] += 1;
    run->tape.decided = decided;
    run->tape.pick = pick;
    exn_observation_free(&seen);
    return again;
}

bool exn_difference_breaks(exn_run *run, const exn_difference *difference)
{
    if (!difference->happened || !difference->in_events) {
        return false;
    }
    exn_event differs = {.kind = EXN_DIFFERS,
                         .scope = EXN_NONE,
                         .member = EXN_NONE,
                         .difference = {difference->text, difference->blamed}};
    exn_tally tally = run->totals.tally;     /* it was counted when it was looked at */
    exn_assert(difference->text[0] != '\0'); /* it is what the breach tells */
    run->recorder.breach = (exn_breach){.happened = false};
    return exn_rules_check(exn_run_view(run), &differs, &tally, &run->recorder.breach);
}
