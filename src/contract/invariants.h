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

enum { EXN_RULES_PER_EVENT = 9 };
extern const exn_rule_monitor *const exn_watches[EXN_EVENT_KINDS][EXN_RULES_PER_EVENT + 1];
/* The same for a nested scope that settles; no rule: those above look. */
extern const exn_rule_monitor
    *const exn_watches_of_nested[EXN_EVENT_KINDS][EXN_RULES_PER_EVENT + 1];

/* A rule is broken, or could not look: whether that ends the run. Fills `breach`. */
bool exn_ends_run(const exn_view *view, exn_rule rule, exn_ruling ruling, exn_breach *breach);

/* exn_rules_check, compiled into what records events: it is called for each of them. */
__attribute__((always_inline)) static inline bool exn_let_rules_look(const exn_view *view,
                                                                     const exn_event *event,
                                                                     exn_tally *tally,
                                                                     exn_breach *breach)
{
    const exn_rule_monitor *const *check = exn_watches[event->kind];
    bool nested =
        event->member < view->member_count && view->facts[event->member].inside != EXN_NONE;
    if (nested && exn_watches_of_nested[event->kind][0] != NULL) {
        check = exn_watches_of_nested[event->kind];
    }
    for (; *check != NULL; check++) {
        exn_ruling ruling = (*check)->look(view, event, breach);
        tally->checked[(*check)->rule] += ruling != EXN_SILENT;
        if (ruling >= EXN_BROKEN && exn_ends_run(view, (*check)->rule, ruling, breach)) {
            return true;
        }
    }
    return false;
}

#endif
