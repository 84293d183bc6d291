/* Which tasks wait for one another. */
#include "contract/waits.h"

#include "base/own_assert.h"
#include "contract/error_names.h"

#include <stdbool.h>
#include <string.h>

uint32_t exn_holder_from(const exn_view *view, uint32_t member, uint32_t from)
{
    uint32_t shared = view->facts[member].shared;
    if (shared == EXN_NONE || view->members[member]->status != EXN_ENTERING) {
        return EXN_NONE;
    }
    for (uint32_t i = from; i < view->member_count; i++) {
        uint8_t status = view->members[i]->status;
        bool holds = status == EXN_HELD || status == EXN_EXITING;
        if (i != member && view->facts[i].shared == shared && holds) {
            return i;
        }
    }
    return EXN_NONE;
}

uint32_t exn_enter_that_waits(const exn_view *view, uint32_t task)
{
    exn_assert(task < view->task_count);
    for (uint32_t i = 0; i < view->member_count; i++) {
        if (exn_task_of_member(view, i) == task && exn_holder_from(view, i, 0) != EXN_NONE) {
            return i;
        }
    }
    return EXN_NONE;
}

static const char *name_of_task(const exn_view *view, uint32_t task)
{
    return exn_scope_name(view, view->tasks[task].scope);
}

/* The manager of a handle, whose name is the task's, a dot, and the manager's. */
static const char *name_of_manager(const exn_view *view, uint32_t handle)
{
    const char *dot = strrchr(exn_member_name(view, handle), '.');
    exn_assert(dot != NULL && "a handle has the name of its task before its own");
    return dot + 1;
}

void exn_waits_text(const exn_view *view, uint32_t task, char *text, size_t size)
{
    bool seen[EXN_TASKS_MAX] = {false};
    size_t at = 0;
    uint32_t enter = exn_enter_that_waits(view, task);
    text[0] = '\0';
    while (enter != EXN_NONE && !seen[task]) {
        uint32_t other = exn_task_of_member(view, exn_holder_from(view, enter, 0));
        const char *pieces[] = {at > 0 ? ", " : "",
                                name_of_task(view, task),
                                at > 0 ? " for " : " waits for ",
                                name_of_task(view, other),
                                " (",
                                name_of_manager(view, enter),
                                ")"};
        for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
            at = exn_append_text(text, size, at, pieces[i]);
        }
        seen[task] = true;
        task = other;
        enter = exn_enter_that_waits(view, task);
    }
}
