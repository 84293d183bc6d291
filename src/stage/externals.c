/* What managers and bodies written in C wait for: pending in the world (world/pending.h), in the
 * order of the members, the bodies last. */
#include "stage/externals.h"

#include "base/own_assert.h"
#include "contract/running.h"
#include "stage/arrivals.h"
#include "stage/enabled.h"
#include "stage/expect.h"
#include "stage/leave.h"
#include "stage/members.h"
#include "world/fence.h"

#include <stdio.h>

enum { RESULTS_MAX = 64 };

exeunt_border *exn_externals_open(exn_stage *stage)
{
    uint32_t count = stage->probe.view.member_count;
    exn_heap *heap = stage->probe.world->heap;
    exn_holdings *holdings =
        exn_heap_allocate(heap, sizeof *holdings + count * sizeof *holdings->of);
    exeunt_border *borders = exn_heap_allocate(heap, count * sizeof *borders);
    if (holdings == NULL || borders == NULL) {
        return NULL;
    }
    holdings->world = stage->probe.world;
    stage->probe.view.holdings = holdings;
    for (uint32_t i = 0; i < count; i++) {
        borders[i] = (exeunt_border){.probe = &stage->probe, .member = i};
    }
    return borders;
}

exeunt_external *exn_externals_first(const exn_stage *stage)
{
    const exn_holdings *holdings = stage->probe.view.holdings;
    return holdings != NULL ? holdings->pending.first : NULL;
}

/* --- waiting ---------------------------------------------------------------------------------- */

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
    return exn_is_body(member)
               ? exn_expect_hears(stage->run->scenario, exn_node_body(exn_task_of_body(member)))
               : stage->member_plans[member].is_heard;
}

/* A word that is never to come counts as put to the test where it may come. */
static void note_words(exn_stage *stage, uint32_t member, const exeunt_external *external)
{
    for (unsigned i = 0; is_heard(stage, member) && i < results_of(external); i++) {
        exn_expect_may_hear(stage, exn_speaker(stage, member, EXN_NONE), words_of(external, i));
    }
}

void exeunt_border_expect(exeunt_border *border, exeunt_external *external)
{
    exn_fence_pause(); /* the one thing that a private step may ask of the world */
    exn_require(border->member != EXN_NONE && "only managers and bodies wait for something");
    exn_require(external->border == NULL && "it is waited for already");
    exn_require(external->deliver != NULL && external->result_count <= RESULTS_MAX);
    external->made_with =
        exn_probe_acquire(border->probe, border->member, EXN_EXTERNAL, external, 0);
    external->border = border;
    exn_pending_add(&border->probe->view.holdings->pending, external, border->member);
    note_words(border->probe->stage, border->member, external);
    exn_fence_resume();
}

/* It is no longer waited for. */
static void stop_waiting(exeunt_external *external)
{
    exn_require(external->border != NULL && external->owner == external->border->member);
    exeunt_border *border = external->border;
    exn_pending_remove(&border->probe->view.holdings->pending, external);
    external->border = NULL;
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

/* --- what may come ---------------------------------------------------------------------------- */

/* Whether its manager waits for nothing else. */
static bool is_alone(const exeunt_external *external, const exeunt_external *before)
{
    const exeunt_external *next = external->next;
    return (before == NULL || before->owner != external->owner) &&
           (next == NULL || next->owner != external->owner);
}

static void add_results(exn_stage *stage, exeunt_external *external, const exeunt_external *before)
{
    unsigned count = results_of(external);
    bool is_private = external->private_step && !exn_is_body(external->owner) && count == 1 &&
                      is_alone(external, before) && !is_heard(stage, external->owner) &&
                      !stage->asks_again;
    for (unsigned result = 0; result < count; result++) {
        exn_delivery *delivery =
            exn_enabled_add(stage->run, EXN_DELIVER_EXTERNAL, external->owner, NULL);
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
    while (first != NULL && first->owner < end) {
        add_results(stage, first, before);
        before = first;
        first = first->next;
    }
    return first;
}

/* In the world what waits is in the order of its owners, and that of the first task is the last
 * one. */
void exn_externals_list_of_bodies(exn_stage *stage, exeunt_external *first)
{
    exn_assert(exn_is_body(first->owner));
    for (uint32_t i = 0; i < stage->probe.view.task_count; i++) {
        const exeunt_external *before = NULL;
        for (exeunt_external *at = first; at != NULL; at = at->next) {
            if (at->owner == exn_body(i)) {
                add_results(stage, at, before);
            }
            before = at;
        }
    }
}

/* A step that declares itself private has touched what is not its manager's. */
static void convict(void *context)
{
    exn_leave(context, EXN_RUN_NOT_PRIVATE);
}

void exn_external_deliver(exn_stage *stage, const exn_delivery *delivery)
{
    exeunt_external *external = delivery->external;
    exn_require(external->border != NULL && external->owner == delivery->member &&
                "it is waited for");
    exn_assert(delivery->result < results_of(external));
    stage->run->current.faults += delivery->fault ? 1 : 0;
    exn_record_word(stage->probe.recorder, delivery->member, delivery->words);
    bool was_at_work = exn_arrival_begins(stage, delivery->member);
    exn_run_as(external->border);
    stop_waiting(external);
    bool fenced = stage->run->options.audits_privacy && delivery->is_private;
    if (fenced) {
        stage->run->current.convicted = delivery->member;
        exn_fence_up(stage->probe.world->heap, delivery->member, convict, stage->run);
    }
    external->deliver(external, delivery->result);
    exn_run_as(NULL);
    if (fenced) {
        exn_fence_down();
    }
    exn_arrival_ends(stage, delivery->member, was_at_work);
}
