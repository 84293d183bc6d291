#include "contract/rules/monitor.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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
    breach->has_note = true;
    va_end(arguments);
}

size_t exn_append_text(char *text, size_t size, size_t at, const char *piece)
{
    size_t length = strlen(piece);
    size_t room = size - 1 - at;
    size_t taken = length < room ? length : room;
    memcpy(text + at, piece, taken);
    text[at + taken] = '\0';
    return at + taken;
}

void exn_id_name(const exn_view *view, exn_error_id id, char *text, size_t size)
{
    uint32_t index = exn_id_index(id);
    const char *source = "";
    const char *origin = "";
    size_t at = exn_append_text(text, size, 0, (id & EXN_ID_COPY) != 0 ? "a copy of " : "");
    switch (exn_id_kind_of(id & ~EXN_ID_COPY)) {
    case EXN_ID_NONE:
        source = "none";
        break;
    case EXN_ID_BODY:
        source = "body";
        break;
    case EXN_ID_CANCELED:
        source = "canceled";
        break;
    case EXN_ID_ENTER:
        source = view->facts[index].name;
        origin = ".enter";
        break;
    case EXN_ID_EXIT:
        source = view->facts[index].name;
        origin = ".exit";
        break;
    case EXN_ID_DEADLINE:
        source = view->scopes[index].is->name;
        origin = ".deadline";
        break;
    case EXN_ID_SEVERAL:
        source = view->scopes[index].is->name;
        origin = view->scopes[index].body == EXN_BODY_IS_NEW ? ".enter" : ".exit";
        break;
    default:
        source = "an error that nobody raised";
        break;
    }
    exn_append_text(text, size, exn_append_text(text, size, at, source), origin);
}

uint32_t exn_ended_scope(const exn_view *view, const exn_event *event)
{
    switch (event->kind) {
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
