#include "stage/internal.h"

#include <stdio.h>
#include <string.h>

/* Follows a schedule. With `...` in it a run may be at several places of the schedule at once, as
 * in a nondeterministic automaton: position i means that the items before i are done; `...` at i
 * lets anything pass and is left for free. A run keeps to the schedule if one of its positions is
 * the end when it is over. */

static size_t count(const exn_stage *stage)
{
    return stage->run->scenario->item_count;
}

static const exn_item *item_at(const exn_stage *stage, size_t position)
{
    return &stage->run->scenario->items[position];
}

static bool has(const uint64_t *positions, size_t position)
{
    return (positions[position / 64] >> (position % 64)) & 1u;
}

/* Adds a position, and those that are reached from it for free. */
static void add(const exn_stage *stage, uint64_t *positions, size_t position)
{
    positions[position / 64] |= (uint64_t)1 << (position % 64);
    while (position < count(stage) && item_at(stage, position)->kind == EXN_ITEM_ANYTHING) {
        position += 1;
        positions[position / 64] |= (uint64_t)1 << (position % 64);
    }
}

static void clear(const exn_stage *stage, uint64_t *positions)
{
    memset(positions, 0, (count(stage) / 64 + 1) * sizeof *positions);
}

static bool has_any(const exn_stage *stage, const uint64_t *positions)
{
    size_t word = 0;
    while (word <= count(stage) / 64 && positions[word] == 0) {
        word += 1;
    }
    return word <= count(stage) / 64;
}

void exn_script_begin(exn_stage *stage)
{
    if (exn_script_active(stage)) {
        add(stage, stage->positions, 0);
    }
}

bool exn_script_done(const exn_stage *stage)
{
    return !exn_script_active(stage) || has(stage->positions, count(stage));
}

/* --- what an item means --- */

static bool is_about(const exn_stage *stage, const exn_item *item, uint32_t member)
{
    if (item->node == EXN_NODE_BODY || member == EXN_BODY) {
        return item->node == EXN_NODE_BODY && member == EXN_BODY;
    }
    return member != EXN_NONE && stage->parts[member].node == item->node;
}

/* `leaks` and `touches later` may be answers to a request, too. */
static bool same_breach(exn_ending ending, exn_ending wanted)
{
    return (ending == EXN_ENDS_STOPS_LEAKING && wanted == EXN_ENDS_LEAKS) ||
           (ending == EXN_ENDS_STOPS_TOUCHING && wanted == EXN_ENDS_TOUCHES_LATER);
}

static bool same_ending(const exn_stage *stage, const exn_delivery *delivery,
                        const exn_alternative *wanted)
{
    const exn_alternative *ending = delivery->ending;
    bool is_exit = delivery->member != EXN_BODY && stage->actors[delivery->member].is_exit;
    if (ending == wanted) {
        return true;
    }
    if (is_exit && wanted->ending == EXN_ENDS_STOPS && ending->ending == EXN_ENDS_EXITS) {
        return true; /* an exit that stops has exited */
    }
    bool same_with =
        !wanted->has_with || (ending->has_with && ending->with.kind == wanted->with.kind &&
                              ending->with.node == wanted->with.node);
    bool raises = delivery->member == EXN_BODY && ending->ending == EXN_ENDS_FAILS &&
                  wanted->ending == EXN_ENDS_RAISES;
    return (ending->ending == wanted->ending && same_with) || raises ||
           same_breach(ending->ending, wanted->ending);
}

/* Whether it is something of that name that code in C has waited for, or has asked. */
static bool comes(const exn_delivery *delivery, const char *word)
{
    return delivery->kind == EXN_DELIVER_EXTERNAL && strcmp(delivery->words, word) == 0;
}

static exn_node_id speaker_of(const exn_stage *stage, const exn_delivery *delivery)
{
    uint32_t scope = delivery->member == EXN_NONE ? delivery->border->scope : EXN_NONE;
    return exn_speaker(stage, delivery->member, scope);
}

static bool item_means(const exn_stage *stage, const exn_item *item, const exn_delivery *delivery)
{
    switch (item->kind) {
    case EXN_ITEM_SETTLES:
        return delivery->ending != NULL && is_about(stage, item, delivery->member) &&
               same_ending(stage, delivery, &item->ending);
    case EXN_ITEM_STEPS:
        return is_about(stage, item, delivery->member) &&
               (delivery->kind == EXN_DELIVER_STEP || comes(delivery, "steps"));
    case EXN_ITEM_WORD:
        return comes(delivery, item->word) && speaker_of(stage, delivery) == item->node;
    case EXN_ITEM_CANCEL:
        return delivery->kind == EXN_DELIVER_CANCEL && !delivery->at_once;
    case EXN_ITEM_CANCEL_AT_ONCE:
        return delivery->kind == EXN_DELIVER_CANCEL; /* where nothing is ready it is a plain one */
    case EXN_ITEM_ASK:
        return delivery->kind == EXN_DELIVER_ASK && is_about(stage, item, delivery->member);
    case EXN_ITEM_TIME_PASSES:
        return delivery->kind == EXN_DELIVER_TIME;
    case EXN_ITEM_CALL:
        return delivery->kind == EXN_DELIVER_CALL && delivery->action == &item->action;
    default:
        return false;
    }
}

/* How many results the operation has that settles by this delivery. */
static uint32_t results_of(const exn_run *run, const exn_delivery *delivery)
{
    uint32_t results = 0;
    for (uint32_t i = 0; i < run->enabled.count; i++) {
        results += run->enabled.items[i].kind == delivery->kind &&
                   run->enabled.items[i].member == delivery->member && !run->enabled.items[i].extra;
    }
    return results;
}

/* Inside a call one result needs no item to decide it, and a hang has none: nothing happens. Nor
 * does memory that is given. */
static bool needs_no_item(const exn_run *run, const exn_delivery *delivery)
{
    if (delivery->words == exn_memory_words[0]) {
        return true;
    }
    bool settles = delivery->inside_call && delivery->ending != NULL && !delivery->extra;
    return settles &&
           (delivery->ending->ending == EXN_ENDS_HANGS || results_of(run, delivery) == 1);
}

/* Where one position goes with a delivery: into next_positions. */
static void advance(exn_stage *stage, size_t position, const exn_delivery *delivery)
{
    uint64_t *next = stage->next_positions;
    if (position == count(stage)) {
        bool stuck =
            delivery->kind == EXN_DELIVER_NOTHING; /* nothing was wanted, and nothing comes */
        bool free = stage->run->scenario->kept && !delivery->extra;
        if (stuck || free || needs_no_item(stage->run, delivery)) {
            add(stage, next, position);
        }
        return;
    }
    const exn_item *item = item_at(stage, position);
    if (item->kind == EXN_ITEM_ANYTHING) {
        if (!delivery->extra) {
            add(stage, next, position);
        }
        return;
    }
    if (!item_means(stage, item, delivery)) {
        if (needs_no_item(stage->run, delivery)) {
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
    const exn_item *behind = position + 1 < count(stage) ? item_at(stage, position + 1) : NULL;
    bool named = behind != NULL && behind->kind == EXN_ITEM_SETTLES &&
                 item_means(stage, behind, delivery); /* another `time passes` is another step */
    bool anything = behind != NULL && behind->kind == EXN_ITEM_ANYTHING;
    if (named) {
        add(stage, next, position + 2); /* `time passes`, then the result that it brings */
    } else if (anything || results_of(stage->run, delivery) == 1) {
        add(stage, next, position + 1);
    }
}

/* A position whose next item fits what is on offer must take it; where an operation settles inside
 * its call with one result, an item that names another result of it replaces that one. */
static bool is_overruled(exn_stage *stage, size_t position, const exn_delivery *delivery)
{
    if (!delivery->inside_call || position == count(stage)) {
        return false;
    }
    const exn_item *item = item_at(stage, position);
    return item->kind == EXN_ITEM_SETTLES && is_about(stage, item, delivery->member) &&
           !item_means(stage, item, delivery);
}

bool exn_script_allows(exn_stage *stage, const exn_delivery *delivery)
{
    clear(stage, stage->next_positions);
    for (size_t position = 0; position <= count(stage); position++) {
        if (has(stage->positions, position) && !is_overruled(stage, position, delivery)) {
            advance(stage, position, delivery);
        }
    }
    return has_any(stage, stage->next_positions);
}

static bool is_listed(const exn_stage *stage, const exn_item *item)
{
    const exn_run *run = stage->run;
    for (uint32_t i = 0; i < run->enabled.count; i++) {
        if (item_means(stage, item, &run->enabled.items[i])) {
            return true;
        }
    }
    return false;
}

/* Whether the next item at one of the positions is possible now: then something is still to come,
 * and nothing has hung. */
bool exn_script_promises(const exn_stage *stage)
{
    for (size_t position = 0; position < count(stage); position++) {
        if (has(stage->positions, position) && is_listed(stage, item_at(stage, position))) {
            return true;
        }
    }
    return false;
}

void exn_script_take(exn_stage *stage, const exn_delivery *delivery)
{
    if (exn_script_active(stage)) {
        exn_script_allows(stage, delivery);
        memcpy(stage->positions, stage->next_positions,
               (count(stage) / 64 + 1) * sizeof *stage->positions);
    }
}

/* --- what only the schedule allows --- */

/* Whether an outcome belongs to the operation that this actor plays now. */
static bool fits_operation(const exn_actor *actor, uint32_t member, exn_ending ending)
{
    switch (ending) {
    case EXN_ENDS_ENTERS:
        return member != EXN_BODY && !actor->is_exit;
    case EXN_ENDS_EXITS:
    case EXN_ENDS_SUPPRESSES:
        return member != EXN_BODY && actor->is_exit;
    case EXN_ENDS_RETURNS:
    case EXN_ENDS_RAISES:
        return member == EXN_BODY;
    case EXN_ENDS_HANGS:
        return false;
    default:
        return true;
    }
}

/* Whether the next timer is the end of this operation. */
static bool is_next_timer(const exn_stage *stage, uint32_t member)
{
    const exn_timer *timer = stage->probe.world->timers;
    return timer != NULL && timer->purpose == EXN_TIMER_OPERATION && timer->index == member;
}

/* In a kept schedule what stops was asked to. Where nobody asks any more it would be a breach of
 * its own (M7), so it is not possible. */
static bool breaks_what_is_kept(const exn_stage *stage, const exn_item *item,
                                const exn_actor *actor)
{
    return stage->run->scenario->kept && item->ending.ending == EXN_ENDS_STOPS && !actor->asked &&
           !actor->is_exit;
}

/* An outcome that the operation does not declare, at a moment where it may settle. */
static void add_undeclared(exn_stage *stage, const exn_item *item, bool inside_call,
                           uint32_t member)
{
    const exn_actor *actor = exn_actor_of(stage, member);
    const exn_plan *plan = exn_operation_of(stage, member)->plan;
    bool at_any_time = item->ending.ending == EXN_ENDS_STOPS || actor->asked;
    bool at_its_time =
        inside_call || (!plan->takes && actor->steps_left <= 1) || is_next_timer(stage, member);
    if (!actor->at_work || actor->waits || !fits_operation(actor, member, item->ending.ending) ||
        (!at_its_time && !at_any_time) || breaks_what_is_kept(stage, item, actor)) {
        return;
    }
    exn_delivery *delivery = exn_enabled_add(stage->run, EXN_DELIVER_SETTLE, member, &item->ending);
    delivery->extra = true;
    delivery->inside_call = inside_call;
}

/* A schedule may ask any number of times (M6). */
static void add_asking(exn_stage *stage, const exn_item *item)
{
    for (uint32_t i = 0; i < stage->probe.view.member_count; i++) {
        if (stage->parts[i].node == item->node && exn_may_be_asked(stage, i)) {
            exn_enabled_add(stage->run, EXN_DELIVER_ASK, i, NULL)->extra = true;
            return;
        }
    }
}

static void add_extra(exn_stage *stage, const exn_item *item)
{
    exn_run *run = stage->run;
    bool inside_call = run->enabled.count > 0 && run->enabled.items[0].inside_call;
    uint32_t only = inside_call ? run->enabled.items[0].member : EXN_NONE;
    if (item->kind == EXN_ITEM_SETTLES && !is_listed(stage, item)) {
        if (item->node == EXN_NODE_BODY) {
            if (stage->now->body.at_work && (!inside_call || only == EXN_BODY)) {
                add_undeclared(stage, item, inside_call, EXN_BODY);
            }
            return;
        }
        for (uint32_t i = exn_actor_next(stage, 0); i != EXN_NONE;
             i = exn_actor_next(stage, i + 1)) {
            if (stage->parts[i].node == item->node && (!inside_call || only == i)) {
                add_undeclared(stage, item, inside_call, i);
                return;
            }
        }
    }
    if (!inside_call && item->kind == EXN_ITEM_ASK && !is_listed(stage, item)) {
        add_asking(stage, item);
    }
    bool cancels = item->kind == EXN_ITEM_CANCEL || item->kind == EXN_ITEM_CANCEL_AT_ONCE;
    if (!inside_call && cancels && !is_listed(stage, item)) {
        exn_enabled_add(run, EXN_DELIVER_CANCEL, EXN_NONE, NULL)->extra = true;
    }
    if (!inside_call && item->kind == EXN_ITEM_CALL) {
        exn_delivery *delivery = exn_enabled_add(run, EXN_DELIVER_CALL, EXN_NONE, NULL);
        delivery->action = &item->action;
        delivery->extra = true;
    }
}

void exn_script_extras(exn_stage *stage)
{
    for (size_t position = 0; position < count(stage); position++) {
        if (has(stage->positions, position)) {
            add_extra(stage, item_at(stage, position));
        }
    }
}

/* --- cancel at once --- */

/* Going on leaves every place but those that want the cancel right now. */
bool exn_script_allows_going_on(exn_stage *stage)
{
    for (size_t position = 0; position <= count(stage); position++) {
        bool here = has(stage->positions, position);
        if (here && (position == count(stage) ||
                     item_at(stage, position)->kind != EXN_ITEM_CANCEL_AT_ONCE)) {
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
    for (size_t position = 0; position <= count(stage); position++) {
        bool here = has(stage->positions, position);
        if (here && (position == count(stage) ||
                     item_at(stage, position)->kind != EXN_ITEM_CANCEL_AT_ONCE)) {
            add(stage, stage->next_positions, position);
        }
    }
    memcpy(stage->positions, stage->next_positions,
           (count(stage) / 64 + 1) * sizeof *stage->positions);
}

/* --- errors --- */

/* What is possible without the schedule's own doing. */
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

/* Keeps why a run left the schedule at this position, if no run came farther. */
static void keep_reason(exn_stage *stage, size_t position)
{
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
    if (position < count(stage)) {
        run->totals.script_place = item_at(stage, position)->place;
        snprintf(run->totals.script_error, sizeof run->totals.script_error,
                 "`%s` is not possible at this moment; possible: %s",
                 item_at(stage, position)->text, possible);
    } else {
        run->totals.script_place =
            position > 0 ? item_at(stage, position - 1)->place : (exn_place){0, 0};
        snprintf(run->totals.script_error, sizeof run->totals.script_error,
                 "the schedule ends before the run; add an item or `...`; possible: %s", possible);
    }
}

static size_t farthest(const exn_stage *stage)
{
    size_t position = count(stage);
    while (position > 0 && !has(stage->positions, position)) {
        position -= 1;
    }
    return position;
}

void exn_script_lost(exn_stage *stage)
{
    keep_reason(stage, farthest(stage));
}

size_t exn_run_items_done(const exn_run *run)
{
    const exn_stage *stage = run->stage;
    size_t position = exn_script_active(stage) ? farthest(stage) : count(stage);
    bool is_free = position > 0 && item_at(stage, position - 1)->kind == EXN_ITEM_ANYTHING;
    return is_free ? position - 1 : position;
}

/* Behind the end of a kept schedule everything may come. */
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
    add(stage, stage->positions, count(stage));
    return true;
}

/* With `...` a run goes on at its other positions, but it was lost at this one. */
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
        (position == 0 || item_at(stage, position - 1)->kind != EXN_ITEM_ANYTHING)) {
        keep_reason(stage, position);
    }
}
