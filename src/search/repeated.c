/* Makes settlements to remember them, and repeats those that are known: repeated.h. */
#include "search/repeated.h"

#include "base/grow.h"
#include "base/own_assert.h"
#include "search/trials.h"
#include "world/cell_fence.h"
#include "world/guard.h"

#include <string.h>

/* --- whether to remember ---------------------------------------------------------------------- */

/* `made` looks at the run that has just made a transition. */
void exn_successors_remember(exn_successors *successors)
{
    const exn_run *run = successors->run;
    successors->remembers = run->options.has_cells && !run->options.remembers_none &&
                            successors->made == NULL && !run->options.counts_steps &&
                            !run->scenario->has_schedule;
}

void exn_successors_forget(exn_successors *successors)
{
    if (successors->has_fence) {
        exn_cell_fence_end();
        successors->has_fence = false;
    }
    exn_remembered_free(&successors->remembered);
    exn_trials_free(successors);
    successors->remembers = false;
}

/* Raised for the first time where the search is long enough. */
static bool is_time(exn_successors *successors)
{
    const exn_run_options *options = &successors->run->options;
    bool is_time = successors->has_fence || options->remembers_all ||
                   successors->made_count >= EXN_REMEMBERED_FROM;
    if (is_time && !successors->has_fence) {
        exn_run_fence_begin(successors->run);
        successors->has_fence = true;
    }
    return is_time;
}

static bool pays(const exn_successors *successors)
{
    return successors->run->options.remembers_all || exn_remembered_pays(&successors->remembered);
}

/* For good: nothing is looked for any more. */
static bool gives_up(exn_successors *successors)
{
    bool gives = !successors->run->options.remembers_all &&
                 exn_remembered_is_futile(&successors->remembered);
    if (gives) {
        exn_successors_forget(successors);
    }
    return gives;
}

bool exn_successors_look_up(exn_successors *successors)
{
    return successors->remembers && is_time(successors) && !gives_up(successors);
}

/* --- repeating -------------------------------------------------------------------------------- */

/* Appends what the kept state changes to. Returns false when out of memory. */
static bool append_changes(exn_successors *successors, exn_transition *transition,
                           const exn_remembered_move *move)
{
    exn_snapshots *snapshots = &successors->snapshots;
    if (!EXN_MAKE_ROOM(snapshots->changes, snapshots->change_capacity,
                       snapshots->change_count + move->change_count)) {
        return false;
    }
    if (move->change_count > 0) {
        memcpy(snapshots->changes + snapshots->change_count,
               successors->remembered.changes + move->changes,
               move->change_count * sizeof *snapshots->changes);
    }
    snapshots->change_count += move->change_count;
    transition->change_count = move->change_count;
    return true;
}

exn_search_status exn_successors_write_out(exn_successors *successors, const exn_cost *path,
                                           exn_transition *transition)
{
    exn_run *run = successors->run;
    const exn_remembered *remembered = &successors->remembered;
    uint32_t number = transition->repeats_delivery;
    exn_assert(transition->repeats > 0 && transition->repeats <= remembered->move_count &&
               number < successors->listed.count);
    const exn_remembered_move *move = &remembered->moves[transition->repeats - 1];
    exn_opening begun = {&successors->listed.items[number], exn_numbered(successors)};
    exn_successors_set_cost(run, path);
    run->tape.flight->tape[path->choices] = number;
    run->tape.flight->choices += begun.numbered;
    run->current.steps += move->steps;
    run->current.faults += move->faults;
    run->current.cancels += move->cancels;
    exn_assert(exn_hash_equal(transition->hash,
                              exn_hash_plus(successors->snapshots.hash, move->difference)) &&
               "the kept state is the one from which it was repeated");
    if (!exn_write_transition(successors, transition, path, EXN_RUN_GOES_ON, begun) ||
        !append_changes(successors, transition, move) ||
        (successors->keeps_records &&
         !exn_append_records(successors, transition, remembered->records + move->records,
                             move->record_count))) {
        return EXN_SEARCH_OUT_OF_MEMORY;
    }
    transition->trace = move->trace;
    return EXN_SEARCH_DONE;
}

/* Appends the transition of a settlement without making it. */
static exn_search_status repeat(exn_successors *successors, const exn_cost *from, exn_opening begun,
                                const exn_remembered_move *move)
{
    exn_run *run = successors->run;
    exn_remembered *remembered = &successors->remembered;
    exn_transition *transition = exn_append_empty(successors);
    if (transition == NULL) {
        return EXN_SEARCH_OUT_OF_MEMORY;
    }
    transition->end = EXN_RUN_GOES_ON;
    transition->hash = exn_hash_plus(successors->snapshots.hash, move->difference);
    transition->repeats = (uint32_t)(move - remembered->moves) + 1;
    transition->repeats_delivery = (uint32_t)(begun.listed - successors->listed.items);
    exn_assert(transition->repeats_delivery < successors->listed.count && "it is listed");
    run->tape.flight->pulse += 1;
    exn_remembered_count(remembered, move, &run->totals.tally);
    successors->made_count += 1;
    successors->repeated_count += 1;
    remembered->repeated += 1;
    return successors->defers ? EXN_SEARCH_DONE
                              : exn_successors_write_out(successors, from, transition);
}

/* --- making ----------------------------------------------------------------------------------- */

/* Remembers the transition that was made last, on trial. Returns its number, or 0. */
static uint32_t remember(exn_successors *successors, const exn_cost *from, exn_hash key,
                         const exn_tally *before)
{
    const exn_run *run = successors->run;
    const exn_transition *made = &successors->transitions[successors->transition_count - 1];
    exn_remembered_move move = {
        .key = key,
        .standing = EXN_MOVE_ON_TRIAL,
        .steps = (uint32_t)(made->path.steps - from->steps),
        .faults = made->path.faults - from->faults,
        .cancels = made->path.cancels - from->cancels,
        .trace = made->trace,
        .difference = exn_hash_minus(made->hash, successors->snapshots.hash),
        .change_count = (uint32_t)made->change_count,
        .record_count = made->record_count,
    };
    exn_made_move come_to = {.changes = successors->snapshots.changes + made->changes,
                             .records = exn_successors_records_of(successors, made),
                             .before = before,
                             .after = &run->totals.tally};
    exn_assert(made->end == EXN_RUN_GOES_ON && made->path.faults >= from->faults);
    return exn_remembered_add(&successors->remembered, &move, &come_to);
}

/* Whether a transition has changed the cell of another member. */
static bool changes_others(const exn_successors *successors, const exn_transition *made)
{
    const exn_snapshots *snapshots = &successors->snapshots;
    const exn_change *changes = snapshots->changes + made->changes;
    bool changes_others = false;
    for (size_t i = 0; i < made->change_count && !changes_others; i++) {
        uint32_t cell = (changes[i].at - snapshots->first_cell) / EXN_PAGE_GRANULES;
        changes_others = cell < snapshots->cell_count && cell != made->delivery.member;
    }
    return changes_others;
}

/* Makes a settlement that is not known, and puts it on trial if what it has come to allows that;
 * else it is made whenever it comes. */
static exn_search_status make_and_put_on_trial(exn_successors *successors, const exn_cost *from,
                                               exn_opening begun, exn_hash key)
{
    exn_tally before = successors->run->totals.tally;
    size_t first = successors->transition_count;
    exn_search_status status = exn_make_plainly(successors, from, begun, false);
    if (status != EXN_SEARCH_DONE) {
        return status;
    }
    const exn_transition *made = &successors->transitions[first];
    exn_assert(successors->transition_count > first &&
               made->delivery.member == begun.listed->member);
    bool may_pass = successors->transition_count == first + 1 && made->end == EXN_RUN_GOES_ON &&
                    made->path.choices == from->choices + begun.numbered &&
                    !changes_others(successors, made);
    uint32_t number = may_pass ? remember(successors, from, key, &before) : 0;
    if (number == 0) {
        exn_remembered_move is_made = {.key = key, .standing = EXN_MOVE_MADE};
        exn_remembered_add(&successors->remembered, &is_made, NULL);
    } else if (!exn_trials_add(successors, number, begun.listed, from)) {
        return EXN_SEARCH_OUT_OF_MEMORY;
    }
    exn_trials_hold(successors, begun.listed->member);
    return EXN_SEARCH_DONE;
}

/* Makes a settlement that is known, and asserts that it comes to what is remembered. */
static exn_search_status make_and_compare(exn_successors *successors, const exn_cost *from,
                                          exn_opening begun, exn_remembered_move move)
{
    size_t first = successors->transition_count;
    exn_search_status status = exn_make_plainly(successors, from, begun, false);
    if (status != EXN_SEARCH_DONE) {
        return status;
    }
    const exn_transition *made = &successors->transitions[first];
    exn_hash hash = exn_hash_plus(successors->snapshots.hash, move.difference);
    exn_assert(successors->transition_count == first + 1 && made->end == EXN_RUN_GOES_ON);
    exn_assert(exn_hash_equal(made->hash, hash) && made->trace == move.trace &&
               "what is remembered is what happens");
    exn_assert(made->path.steps == from->steps + move.steps &&
               made->path.faults == from->faults + move.faults &&
               made->path.cancels == from->cancels + move.cancels);
    return EXN_SEARCH_DONE;
}

/* Foreign code may keep something outside of the world: that is for audits to find, and no fault of
 * what is remembered. */
static bool is_to_compare(exn_successors *successors)
{
    return !successors->run->options.has_foreign_code && exn_is_sampled(&successors->checks);
}

exn_search_status exn_make_or_repeat(exn_successors *successors, const exn_cost *from,
                                     exn_opening begun)
{
    exn_remembered *remembered = &successors->remembered;
    exn_hash key = exn_remembered_key(&successors->snapshots, begun.listed);
    const exn_remembered_move *move = exn_remembered_find(remembered, key);
    remembered->looked_up += 1;
    if (move != NULL && move->standing == EXN_MOVE_ON_TRIAL) {
        exn_trials_meet_again(successors, begun.listed->member);
        exn_trials_hold(successors, begun.listed->member);
    }
    if (move != NULL && move->standing == EXN_MOVE_REPEATED) {
        return is_to_compare(successors) ? make_and_compare(successors, from, begun, *move)
                                         : repeat(successors, from, begun, move);
    }
    return move == NULL && pays(successors) ? make_and_put_on_trial(successors, from, begun, key)
                                            : exn_make_plainly(successors, from, begun, false);
}
