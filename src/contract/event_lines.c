/* Keeps a text for each event that has one: event_lines.h. */
#include "contract/event_lines.h"

#include "base/grow.h"
#include "base/own_assert.h"

#include <exeunt/implementation.h>

#include <execinfo.h>
#include <stdlib.h>
#include <string.h>

enum { CALLS_MAX = 64, LINE_SIZE = 200 };

/* One for a process. */
static EXEUNT_OUTSIDE exn_describe_line_fn *describe_line;

/* The first call of backtrace() loads a library, which takes memory of malloc. */
void exn_event_lines_describe_by(exn_describe_line_fn *describe)
{
    void *first;
    describe_line = describe;
    backtrace(&first, 1);
}

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

void exn_event_lines_put_breach(exn_event_lines *lines, size_t event_count)
{
    void *calls[CALLS_MAX];
    char line[LINE_SIZE];
    if (!lines->are_kept || describe_line == NULL || event_count == 0) {
        return;
    }
    int count = backtrace(calls, CALLS_MAX);
    exn_assert(count >= 0 && count <= CALLS_MAX);
    if (describe_line((const void *const *)calls, (size_t)count, line, sizeof line)) {
        exn_event_lines_put(lines, event_count - 1, line);
    }
}
