#include "explore/search.h"

enum {
    STATES_BETWEEN_AUDITS = 1000, /* one way in so many states, when there are many */
    ENDS_ALL_AUDITED = 32,        /* the first runs that end are audited to their end ... */
    ENDS_BETWEEN_AUDITS = 1024    /* ... and one in so many later on */
};

static exn_frame *last_frame(const exn_search *search)
{
    return &search->frames[search->frame_count - 1];
}

/* Makes the next move of a run that began anew: `move`, or, NULL, what the tape says. */
static exn_run_end move_again(exn_run *run, uint32_t moves_made, const exn_move *move)
{
    exn_run_forget(run);
    if (moves_made == 0) {
        return exn_run_begin(run);
    }
    if (move == NULL || !move->listed) {
        return exn_run_step(run, NULL);
    }
    run->tape.flight->choices += move->numbered ? 1 : 0;
    return exn_run_step(run, &move->delivery);
}

/* Runs the way to the last frame again, from a fresh world: it must come to the same state, with
 * the same events on the way; while all states are audited, what it passes must be the states of
 * these frames. Else something that decides the rest of a run lies outside the world. */
static bool reaches_the_same(exn_search *search)
{
    exn_run *run = search->run;
    bool same = true;
    bool each = search->states <= search->all_audited;
    for (uint32_t made = 0; made < search->moves_before && same; made++) {
        same = move_again(run, made, NULL) == EXN_RUN_GOES_ON;
    }
    for (size_t i = 1; i < search->frame_count && same; i++) {
        exn_frame *at = &search->frames[i];
        exn_run_end end = move_again(run, search->moves_before + (uint32_t)i - 1, &at->arrival);
        bool looks = !at->audited && (each || i + 1 == search->frame_count);
        same = end == EXN_RUN_GOES_ON && exn_trace_hash(run) == at->arrival.trace &&
               (!looks || exn_hash_equal(exn_snapshots_hash(exn_run_heap(run)), at->hash));
        search->explored->states_audited += looks ? 1 : 0;
        at->audited = at->audited || looks;
    }
    return same;
}

/* Whether a run that ended with `last`, a move from the last frame, ends so again. */
static bool ends_the_same(exn_search *search, const exn_move *last)
{
    exn_run *run = search->run;
    exn_run_end end =
        move_again(run, search->moves_before + (uint32_t)search->frame_count - 1, last);
    return end == last->end && exn_trace_hash(run) == last->trace;
}

/* Audits the way to the last frame and, unless it is NULL, a move from there that ends the run. */
static bool audit(exn_search *search, const exn_move *last)
{
    exn_run *run = search->run;
    const exn_path *path = &last_frame(search)->arrival.path;
    exn_tally tally = run->recorder.tally;
    run->tape.decided = path->choices;
    if (last != NULL) {
        exn_graph_write_tape(&search->graph, path, last);
        run->tape.decided = last->path.choices;
    }
    bool same = reaches_the_same(search) && (last == NULL || ends_the_same(search, last));
    run->recorder.tally = tally;
    /* Told is what any number of workers does. */
    run->recorder.tally.checked[EXN_M9] += search->states <= EXN_STATES_ALONE ? 1 : 0;
    exn_snapshots_revert(&search->graph.snapshots);
    exn_graph_set_path(run, path);
    return same;
}

static bool is_time(const exn_search *search)
{
    return search->states >= search->next_audit;
}

bool exn_audit_ends(exn_search *search)
{
    size_t first = last_frame(search)->mark.moves;
    if (search->explored->ends < search->next_end_audit) {
        return true;
    }
    for (size_t i = first; i < search->graph.move_count; i++) {
        exn_move move = search->graph.moves[i];
        if (move.end != EXN_RUN_GOES_ON && move.end != EXN_RUN_OFF_SCRIPT) {
            bool many = search->explored->ends >= ENDS_ALL_AUDITED;
            search->next_end_audit = search->explored->ends + (many ? ENDS_BETWEEN_AUDITS : 1);
            return audit(search, &move);
        }
    }
    return true;
}

bool exn_audit_way(exn_search *search)
{
    const exn_frame *last = last_frame(search);
    bool leads_no_farther = search->graph.move_count == last->mark.moves;
    if (!leads_no_farther || !is_time(search)) {
        return true;
    }
    bool same = last->audited || audit(search, NULL);
    if (search->states > search->all_audited) {
        search->next_audit = search->states + STATES_BETWEEN_AUDITS;
    }
    return same;
}
