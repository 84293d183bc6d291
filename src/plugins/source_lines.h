/* Where in its source a piece of code lies, by its debug information. */
#ifndef EXN_PLUGINS_SOURCE_LINES_H
#define EXN_PLUGINS_SOURCE_LINES_H

#include <stdbool.h>
#include <stddef.h>

/* Writes which line makes the innermost of some calls that is in the plugin's own source, not in a
 * header of the system's: "pool.c:41"; "libpool.so+0x1234" where there is no debug information, or
 * nothing to read it with. An exn_describe_calls_fn of contract/allocations.h. */
bool exn_source_line(const void *const *calls, size_t count, char *text, size_t size);

/* The same of all calls under way, of which the host has made the innermost ones: of the plugin
 * that it has called last. An exn_describe_line_fn of contract/event_lines.h. */
bool exn_source_line_of_event(const void *const *calls, size_t count, char *text, size_t size);

#endif
