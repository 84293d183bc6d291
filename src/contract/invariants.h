/* The invariants X1-X13, M1-M9 and U1 as live automata over the events at the border (SPEC 3 and
 * 4). */
#ifndef EXN_CONTRACT_INVARIANTS_H
#define EXN_CONTRACT_INVARIANTS_H

#include "contract/rules.h"
#include "contract/view.h"

/* The first rule that a run broke. */
typedef struct exn_breach {
    bool happened;
    exn_rule rule;
    uint32_t blamed;   /* a member, EXN_BODY, or EXN_NONE: the scope */
    char message[240]; /* one line */
    bool has_note;
    char note[120];  /* HAS_NOTE: for the last event of the trace */
    const char *own; /* U1: which rule of one's own it is, told by its words; static */
} exn_breach;

/* How often the condition of each rule arose. */
typedef struct exn_tally {
    uint64_t checked[EXN_RULES];
} exn_tally;

/* Lets every rule look at an event that is about to be taken into the view, in the order of
 * precedence. Returns true and fills `breach` at the first that is broken; true without a breach
 * where there is no memory to look. */
bool exn_rules_check(const exn_view *view, const exn_event *event, exn_tally *tally,
                     exn_breach *breach);

/* Whether no rule would have anything to say now that a step ends: the common case, cheaply. */
bool exn_rules_rest(const exn_view *view);

/* Writes the name of an error: "vm1.exit", "body", "pool.deadline", "canceled", "none". Always
 * terminated. */
void exn_id_name(const exn_view *view, exn_error_id id, char *text, size_t size);

/* Writes a piece of text behind the first `at` bytes, as far as there is room, always terminated;
 * returns where it has ended. Outcomes are written by the thousand. */
size_t exn_append_text(char *text, size_t size, size_t at, const char *piece);

#endif
