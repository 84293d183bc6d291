/* Source lines of code under test, by event: where an operation waits, or what made an event
 * happen. Kept in runs that are shown only; a search keeps none. They lie outside of the world. */
#ifndef EXN_CONTRACT_EVENT_LINES_H
#define EXN_CONTRACT_EVENT_LINES_H

#include <stdbool.h>
#include <stddef.h>

/* All zero is empty, and keeps nothing. */
typedef struct exn_event_lines {
    bool are_kept; /* the run in hand is shown */
    char **items;  /* [count]: by the number of the event, from 0; NULL: none is known */
    size_t count, capacity;
} exn_event_lines;

/* Writes which line of the code under test has made what happens now, as "pool.c:41", of all the
 * calls under way, as backtrace() lists them. Returns false if that is not known, or if none of
 * that code is among them. A program that can tell sets it; NULL, as at first: nobody can. */
typedef bool exn_describe_line_fn(const void *const *calls, size_t count, char *text, size_t size);
void exn_event_lines_describe_by(exn_describe_line_fn *describe);

/* What happens now breaks a rule: the last event gets the line that has made it, if that is
 * known. */
void exn_event_lines_put_breach(exn_event_lines *lines, size_t event_count);

/* Keeps a line of an event of the trace, whose number is `event` from 0; a later one of the same
 * event replaces it. It may have none for want of memory. */
void exn_event_lines_put(exn_event_lines *lines, size_t event, const char *line);

/* Returns the line of an event; NULL: none is known. */
static inline const char *exn_event_line(const exn_event_lines *lines, size_t event)
{
    return event < lines->count ? lines->items[event] : NULL;
}

/* Forgets all; lines of the run that comes now are kept, or are not. */
void exn_event_lines_begin(exn_event_lines *lines);
void exn_event_lines_forget(exn_event_lines *lines);

#endif
