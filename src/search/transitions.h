/* One transition from the kept state, being made: for the files that make successors. */
#ifndef EXN_SEARCH_TRANSITIONS_H
#define EXN_SEARCH_TRANSITIONS_H

#include "search/successors.h"

/* What a transition begins with. */
typedef struct exn_opening {
    const exn_delivery *listed; /* NULL: what the tape says, or the beginning */
    uint32_t numbered;          /* 1 if its number stands on the tape, else 0 */
} exn_opening;

/* Whether numbers of deliveries stand on the tape, 1 or 0: not where there is only one. */
static inline uint32_t exn_numbered(const exn_successors *successors)
{
    return successors->listed.count >= 2 ? 1 : 0;
}

/* Appends the numbers of the tape from number `first` on. Returns false when out of memory. */
bool exn_append_choices(exn_successors *successors, uint32_t first);

/* Appends a transition of which nothing is known yet. Returns NULL when out of memory. */
exn_transition *exn_append_empty(exn_successors *successors);

/* Writes what the run has of the transition that was just made; where it has led to is still to be
 * taken. Returns false when out of memory. */
bool exn_write_transition(exn_successors *successors, exn_transition *transition,
                          const exn_cost *from, exn_run_end end, exn_opening begun);

/* Does both. */
exn_transition *exn_append_transition(exn_successors *successors, const exn_cost *from,
                                      exn_run_end end, exn_opening begun);

/* Appends the events of a transition. Returns likewise false. */
bool exn_append_records(exn_successors *successors, exn_transition *transition,
                        const exn_record *records, size_t count);

/* Appends the transition that was just made, with what it has come to; the world is at the kept
 * state again. Returns as exn_successors_expand. */
exn_search_status exn_take_transition(exn_successors *successors, const exn_cost *from,
                                      exn_run_end end, exn_opening begun);

/* Makes the transition that begins so in all the ways that are chosen inside of it. Returns
 * likewise. */
exn_search_status exn_make_plainly(exn_successors *successors, const exn_cost *from,
                                   exn_opening begun, bool beginning);

#endif
