/* What may come next from outside, as far as code under test waits for it (D1): an answer, a
 * connection, the end of a process.
 *
 * One list, in the order of the owners and then in that of the waiting, never in that of addresses:
 * it decides what the numbers of a tape mean. Whose numbers the owners are only the caller knows.
 * What lies here is memory of the code under test; it stays there until it is removed. */
#ifndef EXN_WORLD_PENDING_H
#define EXN_WORLD_PENDING_H

#include <exeunt/implementation.h>

#include <stdint.h>

/* All zero: nothing is waited for. */
typedef struct exn_pending {
    exeunt_external *first; /* the next ones by `next`, whose they are by `owner` */
    exeunt_external *last;
} exn_pending;

/* Appends to what the owner waits for. It must not be in any list. */
void exn_pending_add(exn_pending *pending, exeunt_external *external, uint32_t owner);

/* It must be in the list. It is then as if it had never been there. */
void exn_pending_remove(exn_pending *pending, exeunt_external *external);

#endif
