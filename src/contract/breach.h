/* What a run tells of the rules: which it broke first, and how often each was put to the test. */
#ifndef EXN_CONTRACT_BREACH_H
#define EXN_CONTRACT_BREACH_H

#include "contract/rules.h"

#include <stdbool.h>
#include <stdint.h>

/* The first rule that a run broke. */
typedef struct exn_breach {
    bool happened;
    exn_rule rule;
    uint32_t blamed;   /* a member, a body, or EXN_NONE: the scope */
    bool at_rest;      /* by what did not come, when nothing was left to happen */
    char message[240]; /* one line */
    bool has_note;
    char note[120];  /* HAS_NOTE: for the last event of the trace */
    const char *own; /* U1: the words of the own rule that is broken; static */
} exn_breach;

/* How often the condition of each rule arose. */
typedef struct exn_tally {
    uint64_t checked[EXN_RULES];
} exn_tally;

#endif
