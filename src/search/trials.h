/* Moves on trial: settlements that were made plainly, and may be repeated if they keep to the cell
 * of their member (remembered.h). That shows where they are made once more within a fence.
 *
 * To raise the fence takes as long as twenty moves. So it is raised once for all that wait of one
 * member: each is made from an excerpt of the state that it came from (world/excerpt.h), and the
 * cells of other members, which it may not touch, hold whatever they hold. */
#ifndef EXN_SEARCH_TRIALS_H
#define EXN_SEARCH_TRIALS_H

#include "search/successors.h"

/* Puts the move with this number on trial: `delivery`, at the kept state, to which `from` has led.
 * Returns false when out of memory. */
bool exn_trials_add(exn_successors *successors, uint32_t number, const exn_delivery *delivery,
                    const exn_cost *from);

/* One of this member that waits has come again. */
void exn_trials_meet_again(exn_successors *successors, uint32_t member);

/* If it is time to, tries those of this member that wait: those that pass are repeated from now on,
 * and the others made. The kept state stays. */
void exn_trials_hold(exn_successors *successors, uint32_t member);

/* For tests: whether those that wait are not tried, but pass: as if there were no fence. */
void exn_trials_pass_all(bool pass);

void exn_trials_free(exn_successors *successors);
size_t exn_trials_bytes(const exn_successors *successors);

#endif
