/* The errors of a file, gathered so that they can be reported in the order of their places. */
#ifndef EXN_SCENARIO_READ_COMPLAINTS_H
#define EXN_SCENARIO_READ_COMPLAINTS_H

#include "scenario/read/arena.h"
#include "scenario/scenario.h"

#include <stddef.h>

typedef struct exn_complaints {
    exn_arena *arena;
    struct exn_complaint_entry *entries;
    size_t count;
    size_t room;
} exn_complaints;

/* Notes an error: what was found and what would be right. After a hundred errors the rest is left
 * out. */
void exn_complain(exn_complaints *complaints, exn_place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Returns whether so many errors were noted that the reader can stop. */
bool exn_complaints_suffice(const exn_complaints *complaints);

/* Reports all of them, in the order of their places. */
void exn_complaints_report(exn_complaints *complaints, exn_complaint_fn *complain, void *context);

#endif
