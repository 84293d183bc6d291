/* Memory that is freed all at once: for a scenario and its reader. */
#ifndef EXN_SCENARIO_READ_ARENA_H
#define EXN_SCENARIO_READ_ARENA_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct exn_arena exn_arena;

exn_arena *exn_arena_new(void);        /* NULL when out of memory */
void exn_arena_free(exn_arena *arena); /* does nothing for NULL */

/* Calls `work(context)`. Every allocation from the arena must be made inside such a call. An
 * allocation never returns NULL: when memory runs out it jumps back here, as exn_arena_fail does.
 * Effects outside the arena are not undone.
 *
 * Returns whether `work` has returned. Guards may be nested; a jump leaves the innermost one. */
typedef void exn_arena_work_fn(void *context);
bool exn_arena_guard(exn_arena *arena, exn_arena_work_fn *work, void *context);

/* Treats memory as exhausted: leaves the innermost guard. */
_Noreturn void exn_arena_fail(exn_arena *arena);

/* All bytes are zero; aligned for every type. */
void *exn_arena_take(exn_arena *arena, size_t size);

/* Returns the new copy of an array, with room for twice as many items. Call it when the `*room`
 * items are used, or when `*room` is 0. */
void *exn_arena_grow(exn_arena *arena, const void *array, size_t *room, size_t item_size);

/* Returns a copy, terminated by a NUL. */
char *exn_arena_copy(exn_arena *arena, const char *text, size_t length);

char *exn_arena_format(exn_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *exn_arena_format_list(exn_arena *arena, const char *format, va_list list)
    __attribute__((format(printf, 2, 0)));

#endif
