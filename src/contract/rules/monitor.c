/* What rules share: how a breach is described, and what messages name. */
#include "contract/rules/monitor.h"

#include "base/own_assert.h"

#include <stdarg.h>
#include <stdio.h>

exn_ruling exn_broken(exn_breach *breach, uint32_t blamed, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(breach->message, sizeof breach->message, format, arguments);
    va_end(arguments);
    breach->blamed = blamed;
    return EXN_BROKEN;
}

void exn_note(exn_breach *breach, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(breach->note, sizeof breach->note, format, arguments);
    exn_assert(breach->note[0] != '\0' && "a note says something");
    breach->has_note = true;
    va_end(arguments);
}

const char *exn_body_name(const exn_view *view, uint32_t body)
{
    exn_assert(exn_is_body(body) && exn_task_of_body(body) < view->task_count);
    return view->task_count > 1 ? view->tasks[exn_task_of_body(body)].body : "the body";
}

uint32_t exn_member_with(const exn_view *view, uint32_t scope, exn_status status)
{
    exn_assert(scope < view->scope_count && status <= EXN_GONE);
    uint32_t i = view->scopes[scope].first;
    while (i != EXN_NONE && view->members[i]->status != status) {
        i = view->places[i].sibling;
    }
    return i;
}

uint32_t exn_member_accepted(const exn_view *view, uint32_t scope)
{
    uint32_t i = view->scopes[scope].is->takes_more ? view->scopes[scope].first : EXN_NONE;
    while (i != EXN_NONE && !view->members[i]->accepted) {
        i = view->places[i].sibling;
    }
    return i;
}
