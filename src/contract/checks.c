#include "contract/checks.h"

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
    va_end(arguments);
}

void exn_id_name(const exn_view *view, exn_error_id id, char *text, size_t size)
{
    uint32_t index = exn_id_index(id);
    switch (exn_id_kind_of(id)) {
    case EXN_ID_NONE:
        snprintf(text, size, "none");
        break;
    case EXN_ID_BODY:
        snprintf(text, size, "body");
        break;
    case EXN_ID_CANCELED:
        snprintf(text, size, "canceled");
        break;
    case EXN_ID_ENTER:
        snprintf(text, size, "%s.enter", view->facts[index].name);
        break;
    case EXN_ID_EXIT:
        snprintf(text, size, "%s.exit", view->facts[index].name);
        break;
    case EXN_ID_DEADLINE:
        snprintf(text, size, "%s.deadline", view->scopes[index].is->name);
        break;
    case EXN_ID_SEVERAL:
        snprintf(text, size, "%s.%s", view->scopes[index].is->name,
                 view->scopes[index].body == EXN_BODY_IS_NEW ? "enter" : "exit");
        break;
    default:
        snprintf(text, size, "an error that nobody raised");
        break;
    }
}

uint32_t exn_ended_scope(const exn_view *view, const exn_event *event)
{
    switch ((int)event->kind) {
    case EXN_CLOSES:
        return event->scope;
    case EXN_ENTER_FAILS:
    case EXN_ENTER_CANCELED:
    case EXN_EXITED:
    case EXN_EXIT_SUPPRESSES:
    case EXN_EXIT_FAILS:
        return view->facts[event->member].inside;
    default:
        return EXN_NONE;
    }
}

uint32_t exn_member_with(const exn_view *view, uint32_t scope, exn_status status)
{
    uint32_t i = view->scopes[scope].first;
    while (i != EXN_NONE && view->members[i].status != status) {
        i = view->places[i].sibling;
    }
    return i;
}
