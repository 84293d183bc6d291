/* What the world offers at its border, and what managers hold by it. */
#include "base/own_assert.h"
#include "contract/probe.h"

#include <stdio.h>

/* The member whose manager is being created. It lies outside the world, because there is one in a
 * process, and nothing leads from a manager to its member before it is created. */
static EXEUNT_OUTSIDE struct {
    exn_probe *probe; /* NULL: none is */
    uint32_t member;
} making;

void exn_probe_make(exn_probe *probe, uint32_t member)
{
    making.probe = probe;
    making.member = member;
}

void exn_probe_made(void)
{
    making.probe = NULL;
}

/* --- counting --------------------------------------------------------------------------------- */

/* What scopes and the body hold is not counted. */
static bool is_counted(const exn_probe *probe, uint32_t member)
{
    return member < probe->view.member_count;
}

static exn_held *held_by(exn_probe *probe, uint32_t member)
{
    exn_require(is_counted(probe, member) && probe->view.holdings != NULL);
    return &probe->view.holdings->of[member];
}

static void emit(exn_probe *probe, exn_event_kind kind, uint32_t member, const char *what)
{
    exn_event event = {
        .kind = kind, .scope = probe->view.places[member].holder, .member = member, .what = what};
    exn_record_event(probe->recorder, &probe->view, &event);
}

/* Not inlined: it is rare, and does not return. */
__attribute__((noinline)) static void
acquire_late(exn_probe *probe, uint32_t member, exn_thing thing, const void *which, uint64_t bytes)
{
    char what[120] = "a hold";
    if (thing == EXN_MEMORY) {
        snprintf(what, sizeof what, "%llu byte%s", (unsigned long long)bytes,
                 bytes == 1 ? "" : "s");
    } else if (thing == EXN_EXTERNAL) {
        snprintf(what, sizeof what, "the external `%s`", exn_external_words(which));
    } else if (thing == EXN_TIMER) {
        snprintf(what, sizeof what, "a timer");
    } else if (thing == EXN_CALLBACK) {
        snprintf(what, sizeof what, "a callback");
    }
    emit(probe, EXN_ACQUIRES, member, what);
}

bool exn_probe_acquire(exn_probe *probe, uint32_t member, exn_thing thing, const void *which,
                       uint64_t bytes)
{
    if (!is_counted(probe, member) || making.probe != NULL) {
        return true;
    }
    exn_member_view *view = probe->view.members[member];
    if (view->status == EXN_ENTER_ENDED || view->status == EXN_GONE) {
        acquire_late(probe, member, thing, which, bytes);
    }
    exn_held *held = held_by(probe, member);
    held->count[thing] += 1;
    held->bytes += bytes;
    view->held += 1;
    exn_record_acquisition(probe->recorder,
                           &(exn_acquisition){.which = which, .member = member, .thing = thing});
    return false;
}

void exn_probe_release(exn_probe *probe, uint32_t member, exn_thing thing, uint64_t bytes)
{
    exn_held *held = held_by(probe, member);
    exn_require(held->count[thing] > 0 && "only what is held is released");
    exn_require(held->bytes >= bytes && probe->view.members[member]->held > 0);
    held->count[thing] -= 1;
    held->bytes -= bytes;
    probe->view.members[member]->held -= 1;
}

/* --- externals and callbacks ------------------------------------------------------------------ */

void exn_probe_gives_up(const exeunt_border *border, const char *what)
{
    if (!is_counted(border->probe, border->member)) {
        exn_probe_touch_free(border->probe, border->member);
    }
    emit(border->probe, EXN_RELEASES, border->member, what);
}

void exeunt_border_post(exeunt_border *border, exeunt_task *task)
{
    exn_probe *probe = border->probe;
    uint32_t member = border->member;
    task->border = border;
    if (is_counted(probe, member) && exn_probe_acquire(probe, member, EXN_CALLBACK, task, 0)) {
        held_by(probe, member)->made_callbacks += 1;
    }
    exn_world_post(probe->world, task);
}

void exn_probe_callback_runs(exn_probe *probe, uint32_t member)
{
    if (!is_counted(probe, member)) {
        return;
    }
    exn_held *held = held_by(probe, member);
    if (held->made_callbacks > 0) {
        held->made_callbacks -= 1;
    } else {
        exn_probe_release(probe, member, EXN_CALLBACK, 0);
    }
}

/* --- what the handles of a manager share ------------------------------------------------------ */

void *exeunt_border_share(exeunt_border *border, size_t size)
{
    exn_probe *probe = border->probe;
    exn_require(making.probe == probe && border->member == making.member &&
                "exeunt_border_share is called while a manager is created");
    uint32_t first = probe->view.facts[border->member].shared;
    void **shared = &probe->shared[first != EXN_NONE ? first : border->member];
    if (*shared == NULL) {
        *shared = exn_heap_allocate_for(probe->world->heap, EXN_NONE, size);
    }
    if (*shared == NULL) {
        probe->recorder->out_of_memory = true;
        longjmp(probe->recorder->ended, 1);
    }
    return *shared;
}

/* --- what is not memory ----------------------------------------------------------------------- */

/* Finds the member that a manager is, and its probe. Returns false if the manager is in no world,
 * or is a scope. */
static bool find_member(exeunt_manager *manager, exn_probe **probe, uint32_t *member)
{
    if (manager->settled != exn_inner_settled) {
        *probe = making.probe;
        *member = making.member;
        return making.probe != NULL;
    }
    const exn_member *found = manager->owner;
    *probe = found->probe;
    *member = found->index;
    return found->probe->view.holdings != NULL &&
           found->probe->view.facts[found->index].inside == EXN_NONE;
}

void exeunt_hold(exeunt_manager *manager)
{
    exn_probe *probe;
    uint32_t member;
    if (find_member(manager, &probe, &member) &&
        exn_probe_acquire(probe, member, EXN_HOLD, NULL, 0)) {
        held_by(probe, member)->made_holds += 1;
    }
}

void exeunt_release(exeunt_manager *manager)
{
    exn_probe *probe;
    uint32_t member;
    if (!find_member(manager, &probe, &member)) {
        return;
    }
    exn_held *held = held_by(probe, member);
    if (held->count[EXN_HOLD] > 0) {
        exn_probe_release(probe, member, EXN_HOLD, 0);
        exn_record_acquisition(
            probe->recorder, &(exn_acquisition){.member = member, .thing = EXN_HOLD, .gone = true});
    } else if (held->made_holds > 0) {
        held->made_holds -= 1;
    } else {
        emit(probe, EXN_RELEASES, member, "a hold");
    }
}
