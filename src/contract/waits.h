/* Which tasks wait for one another: by what the border has seen, a task that enters a handle waits
 * for the tasks that hold another one of the same manager. */
#ifndef EXN_CONTRACT_WAITS_H
#define EXN_CONTRACT_WAITS_H

#include "contract/view.h"

#include <stddef.h>

/* The next member, from `from` on, that holds what the enter of `member` may wait for: another
 * handle of its manager. EXN_NONE: there is none. */
uint32_t exn_holder_from(const exn_view *view, uint32_t member, uint32_t from);

/* The first enter of a task that waits for another task; EXN_NONE: it waits for none. */
uint32_t exn_enter_that_waits(const exn_view *view, uint32_t task);

/* Writes who waits for whom, from a task on until one comes again: "w1 waits for w2 (b), w2 for w1
 * (a)". Empty where the task waits for no other one. Always terminated. */
void exn_waits_text(const exn_view *view, uint32_t task, char *text, size_t size);

#endif
