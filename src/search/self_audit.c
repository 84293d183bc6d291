/* Runs what the search has done again, from a fresh world, and compares. */
#include "search/self_audit.h"

#include "base/own_assert.h"
#include "search/calls_on_way.h"
#include "search/prng.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

enum {
    STATES_BETWEEN_AUDITS = 1000, /* one path in so many states, when there are many */
    ENDS_ALL_AUDITED = 32,        /* the first runs that end are run twice to their end ... */
    ENDS_BETWEEN_AUDITS = 1024,   /* ... and one in so many later on */
    VISITS_ALL_REPEATED = 32,     /* from the first states what follows is run twice ... */
    VISITS_BETWEEN_REPEATS = 64,  /* ... and from one in so many later on */
    STEPS_FOLLOWED_MAX = 64       /* after the place where two paths meet */
};

static exn_frame *last_frame(const exn_search *search)
{
    exn_assert(search->frame_count > 0);
    return &search->frames[search->frame_count - 1];
}

/* How many transitions lead to the last frame. */
static uint32_t transitions_to_last(const exn_search *search)
{
    return search->transitions_before + (uint32_t)search->frame_count - 1;
}

/* Makes the next transition of a run that began anew: `transition`, or, NULL, what the tape
 * says. */
static exn_run_end make_again(exn_run *run, uint32_t transitions_made,
                              const exn_transition *transition)
{
    exn_run_forget(run);
    if (transitions_made == 0) {
        return exn_run_begin(run);
    }
    if (transition == NULL || !transition->listed) {
        return exn_run_step(run, NULL);
    }
    run->tape.flight->choices += transition->numbered ? 1 : 0;
    return exn_run_step(run, &transition->delivery);
}

/* Whether a transition that was made again before, and was the same, need not be stepped once more.
 * It is one that only counts an actor down: no code under test runs in it, it has no events, and
 * what it changes lies in the world, so nothing can differ but by what comes before it. It was
 * stepped when the state that it leads to was audited. Most transitions are of this kind. */
static bool is_to_be_passed(const exn_search *search, const exn_frame *at, uint32_t made)
{
    return at->audited && made > 0 && exn_is_no_call(search, &at->arrival);
}

/* Counts down, as the search did. */
static void pass_again(exn_run *run, const exn_transition *transition)
{
    exn_assert(transition->trace == 0 && transition->end == EXN_RUN_GOES_ON && "it has no events");
    exn_run_pass(run, &transition->delivery);
    run->tape.flight->choices += transition->numbered ? 1 : 0;
}

/* --- what differs ----------------------------------------------------------------------------- */

/* Other events came: says which ones, if they are kept. */
static void describe_events(exn_search *search, const exn_observation *seen, exn_run_end end,
                            uint64_t step)
{
    exn_difference *difference = &search->stats->difference;
    if (search->successors.keeps_records) {
        exn_difference_find(search->run, seen, 0, seen->count, 0, step, difference);
        exn_difference_find_in_end(search->run, seen, end, difference);
    }
    if (!difference->happened) {
        *difference = (exn_difference){.happened = true, .blamed = EXN_NONE};
        snprintf(difference->text, sizeof difference->text,
                 "after step %" PRIu64 " other events come the second time", step);
    }
}

static void describe_state(exn_search *search)
{
    exn_difference *difference = &search->stats->difference;
    *difference = (exn_difference){.happened = true, .blamed = EXN_NONE};
    snprintf(difference->text, sizeof difference->text,
             "after step %" PRIu64 " the memory of the world is not the same the second time",
             search->run->current.steps);
}

/* Whether the transition that was just made again has come to the same as before. `breach`: what it
 * broke then, if that is known. */
static bool is_same_transition(exn_search *search, const exn_transition *transition,
                               exn_run_end end, uint64_t step, const exn_breach *breach)
{
    const exn_run *run = search->run;
    if (end == transition->end && exn_trace_hash(run) == transition->trace &&
        (breach == NULL || run->recorder.breach.rule == breach->rule)) {
        return true;
    }
    exn_observation seen = {.records = search->successors.records == NULL
                                           ? NULL
                                           : search->successors.records + transition->records,
                            .count = transition->record_count,
                            .end = transition->end,
                            .closing = run->recorder.closing};
    seen.breach = breach != NULL ? *breach : run->recorder.breach;
    describe_events(search, &seen, end, step);
    return false;
}

/* Whether the run has come to a state with this hash. All of its memory is compared with that of
 * the last frame, whoever wrote it, and what differs is hashed: no list of changes is believed.
 * At another depth of the stack a state may well be another one: code under test may keep the
 * address of a local variable, as long as it does not go by it. */
static bool is_same_state(exn_search *search, exn_hash hash)
{
    if (search->run->options.goes_deeper > 0 ||
        exn_hash_equal(exn_snapshots_hash_of_present(&search->successors.snapshots), hash)) {
        return true;
    }
    describe_state(search);
    return false;
}

/* --- ways ------------------------------------------------------------------------------------- */

/* Runs the way to the last frame again, from a fresh world: it must come to the same state, with
 * the same events on the way; while all states are audited, what it passes must be the states of
 * these frames. */
static bool reaches_the_same(exn_search *search)
{
    exn_run *run = search->run;
    bool same = true;
    bool each = search->states <= search->all_audited;
    for (uint32_t made = 0; made < search->transitions_before && same; made++) {
        same = make_again(run, made, NULL) == EXN_RUN_GOES_ON;
    }
    if (!same) {
        describe_events(search, &(exn_observation){.end = EXN_RUN_GOES_ON}, EXN_RUN_CLOSED,
                        run->current.steps);
    }
    for (size_t i = 1; i < search->frame_count && same; i++) {
        exn_frame *at = &search->frames[i];
        uint64_t step = run->current.steps;
        uint32_t made = search->transitions_before + (uint32_t)i - 1;
        if (is_to_be_passed(search, at, made)) {
            pass_again(run, &at->arrival);
            continue;
        }
        exn_run_end end = make_again(run, made, &at->arrival);
        bool looks = !at->audited && (each || at->audit_waits || i + 1 == search->frame_count);
        bool begins = search->transitions_before + i == 1;
        same = is_same_transition(search, &at->arrival, end, begins ? 0 : step, NULL) &&
               (!looks || is_same_state(search, at->hash));
        search->stats->states_audited += looks ? 1 : 0;
        at->audited = at->audited || looks;
    }
    return same;
}

/* Sets the tape to the way to the last frame and, unless it is NULL, on along a transition from
 * there. */
static void set_tape(exn_search *search, const exn_transition *last)
{
    const exn_cost *path = &last_frame(search)->arrival.path;
    search->run->tape.decided = path->choices;
    if (last != NULL) {
        exn_successors_write_tape(&search->successors, path, last);
        search->run->tape.decided = last->path.choices;
    }
}

/* Part of what is under test lies outside the world. That breaks M9 if it makes runs differ, but
 * not if it only misleads a search that goes back to states. */
static void convict(exn_search *search)
{
    exn_difference difference = exn_witness_ask(search->witness, search->run);
    if (exn_difference_breaks(search->run, &difference)) {
        exn_findings_add(search->findings, search->run, EXN_RUN_BROKE, search->states);
    }
}

/* Takes the search back to where it was. `tally`: what was counted before, since an audit checks
 * nothing new. */
static void leave_audit(exn_search *search, const exn_tally *tally, bool same)
{
    exn_run *run = search->run;
    if (!same) {
        convict(search);
    }
    run->totals.tally = *tally;
    /* Only what is the same for any number of workers is counted. */
    run->totals.tally.checked[EXN_M9] += search->states <= EXN_STATES_ALONE ? 1 : 0;
    exn_snapshots_revert(&search->successors.snapshots);
    exn_successors_set_cost(run, &last_frame(search)->arrival.path);
    exn_assert(exn_hash_equal(search->successors.snapshots.hash, last_frame(search)->hash));
}

/* Audits the way to the last frame and, unless it is NULL, a transition from there that ends the
 * run. */
static bool audit(exn_search *search, const exn_transition *last, const exn_breach *breach)
{
    exn_tally tally = search->run->totals.tally;
    set_tape(search, last);
    bool same = reaches_the_same(search);
    if (same && last != NULL) {
        uint64_t step = transitions_to_last(search) == 0 ? 0 : search->run->current.steps;
        exn_run_end end = make_again(search->run, transitions_to_last(search), last);
        same = is_same_transition(search, last, end, step, breach);
    }
    leave_audit(search, &tally, same);
    return same;
}

/* --- where ways meet -------------------------------------------------------------------------- */

/* Chooses what follows: at random, but the same each time at the same state. */
static uint32_t pick_any(void *context, uint32_t count, const bool *allowed)
{
    return exn_prng_pick(context, count, allowed);
}

/* Goes on from a state to which a run has come, and keeps what is seen. Compares that with `first`,
 * unless it is NULL. Returns false when out of memory. */
static bool go_on(exn_search *search, exn_hash state, const exn_observation *first,
                  exn_observation *seen)
{
    exn_run *run = search->run;
    exn_difference *difference = &search->stats->difference;
    exn_prng random = {.state = state.low};
    exn_run_end end = EXN_RUN_GOES_ON;
    bool taken = true;
    uint64_t steps_max = run->options.steps_max;
    run->options.steps_max = UINT64_MAX; /* how many there were is not part of the state */
    exn_assert(run->tape.pick == NULL);
    run->tape.pick = pick_any;
    run->tape.pick_context = &random;
    for (uint32_t i = 0; i < STEPS_FOLLOWED_MAX && end == EXN_RUN_GOES_ON && taken; i++) {
        size_t compared = seen->count;
        uint64_t step = run->current.steps;
        exn_run_forget(run);
        end = exn_run_step(run, NULL);
        taken = exn_observation_take(seen, run, end);
        if (first != NULL && compared <= first->count) {
            size_t left = first->count - compared;
            bool is_last = end != EXN_RUN_GOES_ON;
            size_t count = run->recorder.trace_count;
            exn_difference_find(run, first, compared, !is_last && count < left ? count : left, 0,
                                step, difference);
        }
    }
    run->tape.pick = NULL;
    run->options.steps_max = steps_max;
    if (first != NULL) {
        exn_difference_find_in_end(run, first, end, difference);
    }
    return taken && end != EXN_RUN_OUT_OF_MEMORY;
}

/* Hash of all that was seen, and of how it ended. */
static uint64_t hash_seen(const exn_observation *seen)
{
    uint64_t end[] = {(uint64_t)seen->end,
                      seen->end == EXN_RUN_BROKE ? (uint64_t)seen->breach.rule + 1 : 0};
    uint64_t of_end = XXH3_64bits(end, sizeof end);
    return seen->count == 0
               ? of_end
               : XXH3_64bits_withSeed(seen->records, seen->count * sizeof *seen->records, of_end);
}

/* Runs from a fresh world along the way to the last frame, along a transition from there unless it
 * is NULL, and on. Returns whether the way was the same; `seen` is then what follows it. */
static bool run_on(exn_search *search, const exn_transition *transition,
                   const exn_observation *first, exn_observation *seen)
{
    exn_run *run = search->run;
    set_tape(search, transition);
    bool same = reaches_the_same(search);
    if (same && transition != NULL) {
        uint64_t step = transitions_to_last(search) == 0 ? 0 : run->current.steps;
        exn_run_end end = make_again(run, transitions_to_last(search), transition);
        same = is_same_transition(search, transition, end, step, NULL) &&
               is_same_state(search, transition->hash);
    }
    exn_hash state = transition != NULL ? transition->hash : last_frame(search)->hash;
    if (same && transitions_to_last(search) + (transition != NULL ? 1 : 0) > 0 &&
        !go_on(search, state, first, seen)) {
        search->findings->out_of_memory = true;
    }
    return same;
}

/* Runs the first way to a state again, and on. */
static void run_first(exn_search *search, const exn_first_visit *first, exn_observation *seen)
{
    exn_run *run = search->run;
    exn_assert(first->tape + first->choices <= search->first_visits.tape_count);
    memcpy(run->tape.flight->tape, search->first_visits.tapes + first->tape,
           first->choices * sizeof *search->first_visits.tapes);
    run->tape.decided = first->choices;
    exn_run_end end = EXN_RUN_GOES_ON;
    for (uint32_t made = 0; made < first->transitions && end == EXN_RUN_GOES_ON; made++) {
        end = make_again(run, made, NULL);
    }
    if (end == EXN_RUN_GOES_ON && !go_on(search, first->hash, NULL, seen)) {
        search->findings->out_of_memory = true;
    }
}

/* Finds out what differs after two ways to one state. */
static void describe_ways(exn_search *search, const exn_first_visit *first,
                          const exn_transition *transition)
{
    exn_difference *difference = &search->stats->difference;
    exn_observation seen = {.records = NULL};
    exn_observation other = {.records = NULL};
    run_first(search, first, &seen);
    run_on(search, transition, &seen, &other);
    exn_observation_free(&seen);
    exn_observation_free(&other);
    if (!difference->happened) {
        *difference = (exn_difference){
            .happened = true,
            .blamed = EXN_NONE,
            .text = "two ways lead to the same state, and not the same follows each time"};
    }
}

/* Runs on again: what happens only once in a process, or where local variables have these
 * addresses, must not pass for what always happens. */
static bool runs_on_the_same(exn_search *search, const exn_observation *seen)
{
    bool same = true;
    uint32_t left = exn_depths_worth(search->run, search->first_visits.followed_count);
    for (; left > 0 && same; left--) {
        exn_observation again = {.records = NULL};
        exn_run_go_deeper(search->run);
        same = run_on(search, NULL, seen, &again) && !search->stats->difference.happened;
        search->run->options.goes_deeper = 0;
        exn_observation_free(&again);
    }
    return same;
}

/* Goes on from the last frame, which is new, and keeps in `first` what follows. */
static bool follow_last(exn_search *search, exn_first_visit *first)
{
    exn_tally tally = search->run->totals.tally;
    exn_observation seen = {.records = NULL};
    bool same = run_on(search, NULL, NULL, &seen);
    bool breaks = seen.end == EXN_RUN_BROKE || seen.end == EXN_RUN_UNEXPECTED;
    size_t visits = search->first_visits.followed_count;
    bool repeats = visits < VISITS_ALL_REPEATED || visits % VISITS_BETWEEN_REPEATS == 0;
    if (same && (breaks || repeats)) {
        same = runs_on_the_same(search, &seen);
    }
    first->follows = hash_seen(&seen);
    first->followed = true;
    exn_observation_free(&seen);
    leave_audit(search, &tally, same);
    return same;
}

bool exn_self_audit_first_visit(exn_search *search)
{
    exn_frame *last = last_frame(search);
    if (!exn_self_audit_is_among(search, last->hash, search->states, search->all_audited) ||
        transitions_to_last(search) == 0 ||
        exn_first_visits_find(&search->first_visits, last->hash) != NULL) {
        return true;
    }
    exn_first_visit first = {.hash = last->hash,
                             .calls = exn_calls_on_way(search, NULL),
                             .transitions = transitions_to_last(search),
                             .choices = last->arrival.path.choices};
    /* No code under test has run since the frame before, from which a run has gone on. The next run
     * that passes this one, or ends here, audits it. */
    last->audit_waits = search->states <= search->all_audited && search->frame_count > 1 &&
                        exn_is_no_call(search, &last->arrival);
    bool same = last->audit_waits || follow_last(search, &first);
    if (same &&
        !exn_first_visits_add(&search->first_visits, first, search->run->tape.flight->tape)) {
        search->findings->out_of_memory = true;
    }
    return same;
}

/* Runs on from where a state was reached first, unless that was done before. The tape is that of
 * the way to the last frame again. */
static void follow_first(exn_search *search, exn_first_visit *first)
{
    uint32_t *tape = search->run->tape.flight->tape;
    uint32_t choices = last_frame(search)->arrival.path.choices;
    exn_observation seen = {.records = NULL};
    uint32_t *way = calloc(choices + (size_t)1, sizeof *way);
    if (way == NULL) {
        search->findings->out_of_memory = true;
        return;
    }
    memcpy(way, tape, choices * sizeof *way);
    run_first(search, first, &seen);
    first->follows = hash_seen(&seen);
    first->followed = true;
    search->first_visits.followed_count += 1;
    exn_observation_free(&seen);
    memcpy(tape, way, choices * sizeof *way);
    free(way);
}

bool exn_self_audit_merge(exn_search *search, const exn_transition *transition)
{
    exn_first_visit *first = exn_first_visits_find(&search->first_visits, transition->hash);
    exn_assert(transition->end == EXN_RUN_GOES_ON);
    exn_assert(first != NULL && "exn_self_audit_wants_merge() has asked for it");
    search->stats->merges_audited += 1;
    if (exn_calls_on_way(search, transition) == first->calls) {
        return true; /* whatever code under test keeps, it is the same on both ways */
    }
    exn_tally tally = search->run->totals.tally;
    if (!first->followed) {
        follow_first(search, first);
    }
    exn_observation seen = {.records = NULL};
    bool same = run_on(search, transition, NULL, &seen);
    if (same && hash_seen(&seen) != first->follows) {
        same = false;
        describe_ways(search, first, transition);
    }
    exn_observation_free(&seen);
    leave_audit(search, &tally, same);
    return same;
}

/* --- when ------------------------------------------------------------------------------------- */

static bool is_time(const exn_search *search)
{
    return search->states >= search->next_audit;
}

/* Audits the runs that have broken what none had broken before. */
static bool audit_suspects(exn_search *search)
{
    bool same = true;
    for (size_t i = 0; i < search->suspect_count && same; i++) {
        exn_assert(search->suspects[i].transition < search->successors.transition_count);
        exn_transition transition = search->successors.transitions[search->suspects[i].transition];
        exn_assert(transition.end == EXN_RUN_BROKE || transition.end == EXN_RUN_UNEXPECTED);
        bool broke = transition.end == EXN_RUN_BROKE;
        const exn_breach *breach = broke ? &search->suspects[i].breach : NULL;
        same = audit(search, &transition, breach);
        for (uint32_t left = broke ? exn_depths_of(search->run) : 0; left > 0 && same; left--) {
            exn_run_go_deeper(search->run);
            same = audit(search, &transition, breach);
            search->run->options.goes_deeper = 0;
        }
    }
    return same;
}

bool exn_self_audit_ends(exn_search *search)
{
    size_t first = last_frame(search)->mark.transitions;
    if (!audit_suspects(search)) {
        return false;
    }
    if (search->stats->ends < search->next_end_audit) {
        return true;
    }
    for (size_t i = first; i < search->successors.transition_count; i++) {
        exn_transition transition = search->successors.transitions[i];
        if (transition.end != EXN_RUN_GOES_ON && !exn_is_no_run(transition.end)) {
            bool many = search->stats->ends >= ENDS_ALL_AUDITED;
            search->next_end_audit = search->stats->ends + (many ? ENDS_BETWEEN_AUDITS : 1);
            return audit(search, &transition, NULL);
        }
    }
    return true;
}

bool exn_self_audit_path(exn_search *search)
{
    const exn_frame *last = last_frame(search);
    bool leads_no_farther = search->successors.transition_count == last->mark.transitions;
    if (!leads_no_farther || !is_time(search)) {
        return true;
    }
    bool same = last->audited || audit(search, NULL, NULL);
    if (search->states > search->all_audited) {
        search->next_audit = search->states + STATES_BETWEEN_AUDITS;
    }
    return same;
}
