/* Memory that is freed all at once: what a scenario and its reader are made of. */
#ifndef EXN_SCENARIO_READ_ARENA_H
#define EXN_SCENARIO_READ_ARENA_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct exn_arena exn_arena;

exn_arena *exn_arena_new(void);        /* NULL: out of memory */
void exn_arena_free(exn_arena *arena); /* NULL is allowed */

/* Calls `work(context)`. All that takes memory is to be called from in there: it never returns
 * NULL, but leaves for here when there is none left, and so does exn_arena_fail. What is not in the
 * arena is not undone.
 *
 * Returns whether `work` has returned. Guards may be nested; the innermost one is left first. */
typedef void exn_arena_work_fn(void *context);
bool exn_arena_guard(exn_arena *arena, exn_arena_work_fn *work, void *context);

/* Out of memory: leaves the innermost guard. */
_Noreturn void exn_arena_fail(exn_arena *arena);

/* All bytes zero, aligned for everything. */
void *exn_arena_take(exn_arena *arena, size_t size);

/* The new home, twice as large, of an array whose `*room` is used up or 0. */
void *exn_arena_grow(exn_arena *arena, const void *array, size_t *room, size_t item_size);

/* Copies, with a NUL behind. */
char *exn_arena_copy(exn_arena *arena, const char *text, size_t length);

char *exn_arena_format(exn_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *exn_arena_format_list(exn_arena *arena, const char *format, va_list list)
    __attribute__((format(printf, 2, 0)));

#endif
