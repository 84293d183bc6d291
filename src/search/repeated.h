/* Settlements from the kept state: made, or repeated as they are remembered (remembered.h). */
#ifndef EXN_SEARCH_REPEATED_H
#define EXN_SEARCH_REPEATED_H

#include "search/transitions.h"

/* A search of fewer transitions is over before it pays to remember any. */
enum { EXN_REMEMBERED_FROM = 4096 };

/* Whether settlements are looked up at the state that is about to be expanded. */
bool exn_successors_look_up(exn_successors *successors);

/* Whether what is delivered is a settlement that may be known. */
static inline bool exn_is_remembered(const exn_delivery *delivery)
{
    return delivery->kind == EXN_DELIVER_SETTLE && !exn_is_body(delivery->member);
}

/* Appends the transitions of such a settlement. Returns as exn_successors_expand. */
exn_search_status exn_make_or_repeat(exn_successors *successors, const exn_cost *from,
                                     exn_opening begun);

/* Forgets them all, and takes the fence away: when the graph is closed. */
void exn_successors_forget(exn_successors *successors);

#endif
