/* The list of what may come next from outside. */
#include "world/pending.h"

#include "base/own_assert.h"

#include <stddef.h>

void exn_pending_add(exn_pending *pending, exeunt_external *external, uint32_t owner)
{
    exn_require(external->next == NULL && external != pending->last && "it is waited for already");
    exeunt_external **place = &pending->first;
    if (pending->last != NULL && pending->last->owner <= owner) {
        place = &pending->last->next; /* the common case: operations begin in order */
    }
    while (*place != NULL && (*place)->owner <= owner) {
        place = &(*place)->next;
    }
    external->owner = owner;
    external->next = *place;
    *place = external;
    if (external->next == NULL) {
        pending->last = external;
    }
    exn_require(pending->last->next == NULL && pending->last->owner >= owner &&
                "by owner, to the last");
}

void exn_pending_remove(exn_pending *pending, exeunt_external *external)
{
    exeunt_external *before = NULL;
    exeunt_external **place = &pending->first;
    while (*place != external) {
        exn_require(*place != NULL && "it is not waited for");
        before = *place;
        place = &before->next;
    }
    *place = external->next;
    exn_assert((pending->last == external) == (external->next == NULL) &&
               "the last one is at the end");
    if (pending->last == external) {
        pending->last = before;
    }
    external->next = NULL;
    external->owner = 0;
}
