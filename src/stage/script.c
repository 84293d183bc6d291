/* Follows a schedule. With `...` a run may be at several positions of the schedule at once, as in a
 * nondeterministic automaton. Position i means that the items before i are done. An item `...` at i
 * lets anything pass, and the run may leave it at any time. A run keeps to the schedule if it ends
 * with one of its positions at the end. */
#include "stage/script.h"

#include "base/own_assert.h"
#include "stage/script_items.h"
#include "stage/stage.h"

#include <stdio.h>
#include <string.h>

/* Adds a position, and those that the run reaches from it by leaving `...`. */
static void add(const exn_stage *stage, uint64_t *positions, size_t position)
{
    exn_assert(position <= exn_item_count(stage) && "within the schedule");
    positions[position / 64] |= (uint64_t)1 << (position % 64);
    while (position < exn_item_count(stage) &&
           exn_item_at(stage, position)->kind == EXN_ITEM_ANYTHING) {
        position += 1;
        positions[position / 64] |= (uint64_t)1 << (position % 64);
    }
}

static void clear(const exn_stage *stage, uint64_t *positions)
{
    memset(positions, 0, (exn_item_count(stage) / 64 + 1) * sizeof *positions);
}

static bool has_any(const exn_stage *stage, const uint64_t *positions)
{
    size_t word = 0;
    while (word <= exn_item_count(stage) / 64 && positions[word] == 0) {
        word += 1;
    }
    return word <= exn_item_count(stage) / 64;
}

void exn_script_begin(exn_stage *stage)
{
    if (exn_script_active(stage)) {
        add(stage, stage->positions, 0);
    }
}

bool exn_script_done(const exn_stage *stage)
{
    return !exn_script_active(stage) || exn_positions_have(stage->positions, exn_item_count(stage));
}

/* --- where a delivery leads ------------------------------------------------------------------- */

/* Adds to next_positions where a delivery leads from this position. */
static void advance(exn_stage *stage, size_t position, const exn_delivery *delivery)
{
    uint64_t *next = stage->next_positions;
    if (position == exn_item_count(stage)) {
        bool stuck = delivery->kind ==
                     EXN_DELIVER_NOTHING; /* the schedule wants nothing more, and nothing comes */
        bool free = stage->run->scenario->kept && !delivery->extra;
        bool goes_on = delivery->kind == EXN_DELIVER_CALLBACKS;
        if (stuck || free || goes_on || exn_needs_no_item(stage->run, delivery)) {
            add(stage, next, position);
        }
        return;
    }
    const exn_item *item = exn_item_at(stage, position);
    if (delivery->kind == EXN_DELIVER_CALLBACKS) {
        if (!item->at_once) {
            add(stage, next, position);
        }
        return;
    }
    if (item->kind == EXN_ITEM_ANYTHING) {
        if (!delivery->extra) {
            add(stage, next, position);
        }
        return;
    }
    if (!exn_item_means(stage, item, delivery)) {
        if (exn_needs_no_item(stage->run, delivery)) {
            add(stage, next, position);
        }
        return;
    }
    bool decides_result = delivery->kind == EXN_DELIVER_TIME &&
                          item->kind == EXN_ITEM_TIME_PASSES && delivery->ending != NULL;
    if (!decides_result) {
        add(stage, next, position + 1);
        return;
    }
    const exn_item *behind =
        position + 1 < exn_item_count(stage) ? exn_item_at(stage, position + 1) : NULL;
    bool named =
        behind != NULL && behind->kind == EXN_ITEM_SETTLES &&
        exn_item_means(stage, behind,
                       delivery); /* a second `time passes` is a second step, not the result */
    bool anything = behind != NULL && behind->kind == EXN_ITEM_ANYTHING;
    if (named) {
        add(stage, next, position + 2); /* past `time passes` and the result that it brings */
    } else if (anything || exn_results_listed(stage->run, delivery) == 1) {
        add(stage, next, position + 1);
    }
}

/* Whether the next item at this position names another result of an operation that settles inside
 * its call: then that result replaces the declared one. */
static bool is_overruled(exn_stage *stage, size_t position, const exn_delivery *delivery)
{
    if (!delivery->inside_call || position == exn_item_count(stage)) {
        return false;
    }
    const exn_item *item = exn_item_at(stage, position);
    return item->kind == EXN_ITEM_SETTLES && exn_item_is_about(stage, item, delivery->member) &&
           !exn_item_means(stage, item, delivery);
}

bool exn_script_allows(exn_stage *stage, const exn_delivery *delivery)
{
    exn_assert(exn_script_active(stage));
    clear(stage, stage->next_positions);
    for (size_t position = 0; position <= exn_item_count(stage); position++) {
        if (exn_positions_have(stage->positions, position) &&
            !is_overruled(stage, position, delivery)) {
            advance(stage, position, delivery);
        }
    }
    return has_any(stage, stage->next_positions);
}

bool exn_script_promises(const exn_stage *stage)
{
    for (size_t position = 0; position < exn_item_count(stage); position++) {
        if (exn_positions_have(stage->positions, position) &&
            exn_item_is_listed(stage, exn_item_at(stage, position))) {
            return true;
        }
    }
    return false;
}

void exn_script_take(exn_stage *stage, const exn_delivery *delivery)
{
    if (exn_script_active(stage)) {
        exn_script_allows(stage, delivery);
        exn_assert(has_any(stage, stage->next_positions) && "what is taken is allowed");
        memcpy(stage->positions, stage->next_positions,
               (exn_item_count(stage) / 64 + 1) * sizeof *stage->positions);
    }
}

/* --- cancel at once --------------------------------------------------------------------------- */

/* Going on without a cancel leaves the positions whose next item is `cancel at once`. */
bool exn_script_allows_going_on(exn_stage *stage)
{
    for (size_t position = 0; position <= exn_item_count(stage); position++) {
        bool here = exn_positions_have(stage->positions, position);
        if (here && (position == exn_item_count(stage) ||
                     exn_item_at(stage, position)->kind != EXN_ITEM_CANCEL_AT_ONCE)) {
            return true;
        }
    }
    return false;
}

void exn_script_go_on(exn_stage *stage)
{
    if (!exn_script_active(stage) || !exn_script_allows_going_on(stage)) {
        return;
    }
    clear(stage, stage->next_positions);
    for (size_t position = 0; position <= exn_item_count(stage); position++) {
        bool here = exn_positions_have(stage->positions, position);
        if (here && (position == exn_item_count(stage) ||
                     exn_item_at(stage, position)->kind != EXN_ITEM_CANCEL_AT_ONCE)) {
            add(stage, stage->next_positions, position);
        }
    }
    exn_assert(has_any(stage, stage->next_positions));
    memcpy(stage->positions, stage->next_positions,
           (exn_item_count(stage) / 64 + 1) * sizeof *stage->positions);
}

/* --- errors ----------------------------------------------------------------------------------- */

/* Writes what is possible, apart from what only the schedule allows. */
static void list_possible(const exn_run *run, char *text, size_t size)
{
    size_t at = 0;
    snprintf(text, size, "nothing");
    for (uint32_t i = 0; i < run->enabled.count && at + 1 < size; i++) {
        char one[200];
        if (run->enabled.items[i].extra) {
            continue;
        }
        exn_delivery_text(run, &run->enabled.items[i], one, sizeof one);
        int written = snprintf(text + at, size - at, "%s%s", at > 0 ? ", " : "", one);
        at += written > 0 ? (size_t)written : 0;
    }
}

/* Keeps why this run cannot follow the schedule past this position, unless another run got farther.
 * */
static void keep_reason(exn_stage *stage, size_t position)
{
    exn_assert(position <= exn_item_count(stage));
    exn_run *run = stage->run;
    uint64_t depth = position * 1000 + run->current.steps + 1;
    if (depth <= run->totals.script_depth) {
        return;
    }
    run->totals.script_depth = depth;
    char possible[300] = "nothing, the run is over";
    if (stage->now->open_scopes > 0) {
        list_possible(run, possible, sizeof possible);
    }
    if (position < exn_item_count(stage)) {
        run->totals.script_place = exn_item_at(stage, position)->place;
        snprintf(run->totals.script_error, sizeof run->totals.script_error,
                 "`%s` is not possible at this moment; possible: %s",
                 exn_item_at(stage, position)->text, possible);
    } else {
        run->totals.script_place =
            position > 0 ? exn_item_at(stage, position - 1)->place : (exn_place){0, 0};
        snprintf(run->totals.script_error, sizeof run->totals.script_error,
                 "the schedule ends before the run; add an item or `...`; possible: %s", possible);
    }
}

static size_t farthest(const exn_stage *stage)
{
    size_t position = exn_item_count(stage);
    while (position > 0 && !exn_positions_have(stage->positions, position)) {
        position -= 1;
    }
    exn_assert((exn_positions_have(stage->positions, position) || position == 0) &&
               "it is somewhere");
    return position;
}

void exn_script_lost(exn_stage *stage)
{
    keep_reason(stage, farthest(stage));
}

size_t exn_run_items_done(const exn_run *run)
{
    const exn_stage *stage = run->stage;
    size_t position = exn_script_active(stage) ? farthest(stage) : exn_item_count(stage);
    bool is_free = position > 0 && exn_item_at(stage, position - 1)->kind == EXN_ITEM_ANYTHING;
    return is_free ? position - 1 : position;
}

/* After the end of a kept schedule anything may come. */
bool exn_script_depart(exn_stage *stage)
{
    exn_run *run = stage->run;
    if (!run->scenario->kept) {
        return false;
    }
    size_t position = farthest(stage);
    run->totals.departure =
        position + 1 > run->totals.departure ? position + 1 : run->totals.departure;
    clear(stage, stage->positions);
    add(stage, stage->positions, exn_item_count(stage));
    return true;
}

/* With `...` a run may be stuck at one position and go on at others. */
void exn_script_watch(exn_stage *stage)
{
    size_t position = farthest(stage);
    clear(stage, stage->next_positions);
    for (uint32_t i = 0; i < stage->run->enabled.count; i++) {
        const exn_delivery *delivery = &stage->run->enabled.items[i];
        if (!is_overruled(stage, position, delivery)) {
            advance(stage, position, delivery);
        }
    }
    if (!has_any(stage, stage->next_positions) &&
        (position == 0 || exn_item_at(stage, position - 1)->kind != EXN_ITEM_ANYTHING)) {
        keep_reason(stage, position);
    }
}
