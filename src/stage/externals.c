/* What managers and bodies written in C wait for. The list is ordered by member, the body last, and
 * then by start, never by address: it decides what the numbers of a tape mean. */
#include "stage/externals.h"

#include "stage/arrivals.h"
#include "stage/enabled.h"
#include "stage/expect.h"
#include "stage/leave.h"
#include "stage/members.h"
#include "world/fence.h"

#include <assert.h>
#include <stdio.h>

enum { RESULTS_MAX = 64 };

exn_stage_externals *exn_externals_open(exn_stage *stage)
{
    uint32_t count = stage->probe.view.member_count;
    exn_heap *heap = stage->probe.world->heap;
    exn_holdings *holdings =
        exn_heap_allocate(heap, sizeof *holdings + count * sizeof *holdings->of);
    if (holdings == NULL) {
        return NULL;
    }
    holdings->world = stage->probe.world;
    stage->probe.view.holdings = holdings;
    exn_stage_externals *externals =
        exn_heap_allocate(heap, sizeof *externals + count * sizeof *externals->borders);
    for (uint32_t i = 0; externals != NULL && i < count; i++) {
        externals->borders[i] = (exeunt_border){.probe = &stage->probe, .member = i};
    }
    return externals;
}

exeunt_external *exn_externals_first(const exn_stage *stage)
{
    return stage->externals != NULL ? stage->probe.view.holdings->waits : NULL;
}

/* --- the list --- */

static unsigned results_of(const exeunt_external *external)
{
    return external->result_count > 1 ? external->result_count : 1;
}

static const char *words_of(const exeunt_external *external, unsigned result)
{
    return external->results != NULL ? external->results[result] : "steps";
}

static bool is_heard(const exn_stage *stage, uint32_t member)
{
    return member == EXN_BODY ? exn_expect_hears(stage->run->scenario, EXN_NODE_BODY)
                              : stage->member_plans[member].is_heard;
}

/* What is expected of words is told if no manager has them. */
static void note_words(exn_stage *stage, uint32_t member, const exeunt_external *external)
{
    for (unsigned i = 0; is_heard(stage, member) && i < results_of(external); i++) {
        exn_expect_may_hear(stage, exn_speaker(stage, member, EXN_NONE), words_of(external, i));
    }
}

void exeunt_border_expect(exeunt_border *border, exeunt_external *external)
{
    exn_fence_pause(); /* the one thing that a private step may ask of the world */
    assert(border->member != EXN_NONE && "only managers and bodies wait for something");
    assert(external->border == NULL && "it is waited for already");
    assert(external->deliver != NULL && external->result_count <= RESULTS_MAX);
    external->made_with =
        exn_probe_acquire(border->probe, border->member, EXN_EXTERNAL, external, 0);
    exn_stage_externals *externals = ((exn_stage *)border->probe->stage)->externals;
    exeunt_external *last = externals->last;
    exeunt_external **place = &border->probe->view.holdings->waits;
    if (last != NULL && last->border->member <= border->member) {
        place = &last->next; /* enters begin in order */
    }
    while (*place != NULL && (*place)->border->member <= border->member) {
        place = &(*place)->next;
    }
    external->border = border;
    external->next = *place;
    *place = external;
    if (external->next == NULL) {
        externals->last = external;
    }
    note_words(border->probe->stage, border->member, external);
    exn_fence_resume();
}

/* Takes it off the list. */
static void stop_waiting(exeunt_external *external)
{
    exeunt_border *border = external->border;
    exn_stage_externals *externals = ((exn_stage *)border->probe->stage)->externals;
    exeunt_external *before = NULL;
    exeunt_external **place = &border->probe->view.holdings->waits;
    while (*place != external) {
        before = *place;
        place = &before->next;
    }
    *place = external->next;
    if (externals->last == external) {
        externals->last = before;
    }
    external->border = NULL;
    external->next = NULL;
    if (!external->made_with) {
        exn_probe_release(border->probe, border->member, EXN_EXTERNAL, 0);
    }
    external->made_with = false;
}

void exeunt_border_withdraw(exeunt_border *border, exeunt_external *external)
{
    if (external->border == NULL) {
        return;
    }
    if (external->border != border) {
        char what[120];
        snprintf(what, sizeof what, "the external `%s`", exn_external_words(external));
        exn_probe_gives_up(border, what);
    }
    stop_waiting(external);
}

/* --- what may come --- */

/* Whether it is the one thing that its manager waits for. */
static bool is_alone(const exeunt_external *external, const exeunt_external *before)
{
    const exeunt_external *next = external->next;
    return (before == NULL || before->border != external->border) &&
           (next == NULL || next->border != external->border);
}

static void add_results(exn_stage *stage, exeunt_external *external, const exeunt_external *before)
{
    unsigned count = results_of(external);
    bool is_private = external->private_step && count == 1 && is_alone(external, before) &&
                      !is_heard(stage, external->border->member);
    for (unsigned result = 0; result < count; result++) {
        exn_delivery *delivery =
            exn_enabled_add(stage->run, EXN_DELIVER_EXTERNAL, external->border->member, NULL);
        delivery->external = external;
        delivery->result = (uint8_t)result;
        delivery->words = words_of(external, result);
        delivery->fault = result > 0 && !((external->plain >> result) & 1);
        delivery->is_private = is_private;
    }
}

exeunt_external *exn_externals_list(exn_stage *stage, exeunt_external *first, uint32_t end)
{
    const exeunt_external *before = NULL; /* of the same member there is none before `first` */
    while (first != NULL && first->border->member < end) {
        add_results(stage, first, before);
        before = first;
        first = first->next;
    }
    return first;
}

/* It has touched what is not its own. */
static void convict(void *context)
{
    exn_leave(context, EXN_RUN_NOT_PRIVATE);
}

void exn_external_deliver(exn_stage *stage, const exn_delivery *delivery)
{
    exeunt_external *external = delivery->external;
    stage->run->current.faults += delivery->fault ? 1 : 0;
    exn_record_word(stage->probe.recorder, delivery->member, delivery->words);
    bool was_at_work = exn_arrival_begins(stage, delivery->member);
    stop_waiting(external);
    bool fenced = stage->run->options.audits_privacy && delivery->is_private;
    if (fenced) {
        stage->run->current.convicted = delivery->member;
        exn_fence_up(stage->probe.world->heap, delivery->member, convict, stage->run);
    }
    external->deliver(external, delivery->result);
    if (fenced) {
        exn_fence_down();
    }
    exn_arrival_ends(stage, delivery->member, was_at_work);
}
