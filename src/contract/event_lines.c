/* Keeps a text for each event that has one: event_lines.h. */
#include "contract/event_lines.h"

#include "base/grow.h"
#include "base/own_assert.h"

#include <stdlib.h>
#include <string.h>

void exn_event_lines_forget(exn_event_lines *lines)
{
    exn_assert(lines->count == 0 || lines->are_kept);
    for (size_t i = 0; i < lines->count; i++) {
        free(lines->items[i]);
    }
    free(lines->items);
    *lines = (exn_event_lines){.are_kept = false};
}

void exn_event_lines_begin(exn_event_lines *lines)
{
    exn_event_lines_forget(lines);
    lines->are_kept = true;
}

void exn_event_lines_put(exn_event_lines *lines, size_t event, const char *line)
{
    exn_assert(lines->are_kept && "nobody asks for lines in a search");
    char *text = strdup(line);
    if (text == NULL || !EXN_MAKE_ROOM(lines->items, lines->capacity, event + 1)) {
        free(text);
        return;
    }
    exn_assert(lines->capacity > event);
    while (lines->count <= event) {
        lines->items[lines->count++] = NULL;
    }
    exn_assert(event < lines->count);
    free(lines->items[event]);
    lines->items[event] = text;
}
