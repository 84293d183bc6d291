/* Names of errors: error_names.h. */
#include "contract/error_names.h"

#include "base/own_assert.h"

#include <string.h>

size_t exn_append_text(char *text, size_t size, size_t at, const char *piece)
{
    exn_assert(at < size && "the text before it has been terminated");
    size_t length = strlen(piece);
    size_t room = size - 1 - at;
    size_t taken = length < room ? length : room;
    memcpy(text + at, piece, taken);
    text[at + taken] = '\0';
    return at + taken;
}

size_t exn_id_name(const exn_view *view, exn_error_id id, char *text, size_t size)
{
    uint32_t index = exn_id_index(id);
    const char *source = "";
    const char *origin = "";
    exn_assert(size > 0 && "there is room for the end of the text");
    size_t at = (id & EXN_ID_COPY) != 0 ? exn_append_text(text, size, 0, "a copy of ") : 0;
    switch (exn_id_kind_of(id & ~EXN_ID_COPY)) {
    case EXN_ID_NONE:
        source = "none";
        break;
    case EXN_ID_BODY:
        exn_assert(index < view->task_count);
        source = view->tasks[index].body_source;
        break;
    case EXN_ID_CANCELED:
        source = "canceled";
        break;
    case EXN_ID_ENTER:
        exn_assert(index < view->member_count);
        source = view->facts[index].name;
        origin = ".enter";
        break;
    case EXN_ID_EXIT:
        exn_assert(index < view->member_count);
        source = view->facts[index].name;
        origin = ".exit";
        break;
    case EXN_ID_DEADLINE:
        exn_assert(index < view->scope_count);
        source = view->scopes[index].is->name;
        origin = ".deadline";
        break;
    case EXN_ID_SEVERAL:
        exn_assert(index < view->scope_count);
        source = view->scopes[index].is->name;
        origin = view->scopes[index].body == EXN_BODY_IS_NEW ? ".enter" : ".exit";
        break;
    default:
        source = view->stranger != NULL ? view->stranger : "an error that nobody raised";
        break;
    }
    at = exn_append_text(text, size, at, source);
    return *origin != '\0' ? exn_append_text(text, size, at, origin) : at;
}
