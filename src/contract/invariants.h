/* The invariants - X, M and U - as live automata over the events at the border (SPEC 3 and 4). */
#ifndef EXN_CONTRACT_INVARIANTS_H
#define EXN_CONTRACT_INVARIANTS_H

#include "contract/rules/monitor.h"

/* Lets every rule look at an event that is about to be taken into the view, in the order of
 * precedence. Returns true and fills `breach` at the first that is broken; true without a breach
 * where there is no memory to look. */
bool exn_rules_check(const exn_view *view, const exn_event *event, exn_tally *tally,
                     exn_breach *breach);

/* A short cut for the common case: whether no rule would break or count anything at the end of this
 * step. */
bool exn_rules_rest(const exn_view *view);

#endif
