/* Whom a run waits for that gets stuck: the member whose operation has been in flight longest; else
 * the body, unless it waits for an enter; else the scope.
 *
 * Where tasks share managers an enter may wait for another task, which holds what it enters. Then
 * what that task waits for is what the run waits for, and so on; and where tasks wait for one
 * another in a circle, no manager and no body is missing, but their scopes never close (X9). */
#include "stage/waited_for.h"

#include "base/own_assert.h"
#include "contract/waits.h"
#include "stage/body.h"
#include "stage/oldest_in_flight.h"

#include <string.h>

static bool is_in_flight(const exn_view *view, uint32_t member)
{
    uint8_t status = view->members[member]->status;
    return (status == EXN_ENTERING || status == EXN_EXITING) &&
           view->facts[member].inside == EXN_NONE;
}

/* The oldest operation of a task; where no ages are kept the first one. EXN_NONE: there is none. */
static uint32_t oldest_of(const exn_stage *stage, uint32_t task)
{
    const exn_view *view = &stage->probe.view;
    uint32_t count = stage->ages != NULL ? stage->now->age_count : view->member_count;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t member = stage->ages != NULL ? stage->ages[i] : i;
        if (is_in_flight(view, member) && exn_task_of_member(view, member) == task) {
            return member;
        }
    }
    return EXN_NONE;
}

/* Finds what a task waits for that no other task holds. Returns false if it waits in circles. */
static bool look_behind(const exn_stage *stage, uint32_t task, bool *seen, exn_waited_for *found)
{
    const exn_view *view = &stage->probe.view;
    if (seen[task]) {
        return false;
    }
    seen[task] = true;
    uint32_t oldest = oldest_of(stage, task);
    uint32_t holder = oldest != EXN_NONE ? exn_holder_from(view, oldest, 0) : EXN_NONE;
    if (holder == EXN_NONE) {
        bool is_body = oldest == EXN_NONE && exn_body_goes_on(stage, task);
        *found = (exn_waited_for){is_body ? exn_body(task) : oldest, view->tasks[task].scope};
        return true;
    }
    for (; holder != EXN_NONE; holder = exn_holder_from(view, oldest, holder + 1)) {
        if (look_behind(stage, exn_task_of_member(view, holder), seen, found)) {
            return true;
        }
    }
    return false;
}

static bool has_closed(const exn_view *view, uint32_t task)
{
    return view->scopes[view->tasks[task].scope].closed;
}

/* Where several tasks are stuck, each for something of its own, it is the oldest operation that
 * counts; without ages that of the first task. */
static exn_waited_for find_among_tasks(const exn_stage *stage)
{
    const exn_view *view = &stage->probe.view;
    bool seen[EXN_TASKS_MAX] = {false};
    exn_waited_for found = {.member = EXN_NONE, .scope = 0};
    uint32_t oldest = exn_ages_oldest(stage);
    if (oldest != EXN_NONE && look_behind(stage, exn_task_of_member(view, oldest), seen, &found)) {
        return found;
    }
    uint32_t first_open = EXN_NONE;
    for (uint32_t i = view->task_count; i-- > 0;) {
        first_open = has_closed(view, i) ? first_open : i;
    }
    exn_assert(first_open != EXN_NONE && "a run that gets stuck has not closed");
    for (uint32_t i = first_open; i < view->task_count; i++) {
        memset(seen, 0, sizeof seen);
        if (!has_closed(view, i) && look_behind(stage, i, seen, &found)) {
            return found;
        }
    }
    return (exn_waited_for){.member = EXN_NONE, .scope = view->tasks[first_open].scope};
}

exn_waited_for exn_find_waited_for(const exn_stage *stage)
{
    exn_assert(stage->probe.world->ready_first == NULL && "nothing more comes");
    if (stage->probe.view.task_count > 1) {
        return find_among_tasks(stage);
    }
    uint32_t oldest = exn_ages_oldest(stage);
    bool is_body = oldest == EXN_NONE && exn_body_goes_on(stage, 0);
    return (exn_waited_for){.member = is_body ? exn_body(0) : oldest, .scope = 0};
}
