/* Breaches that are known: those of a former conformance.json. */
#ifndef EXN_REPORT_BASELINE_H
#define EXN_REPORT_BASELINE_H

#include "scenario/scenario.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct exn_known_breach {
    const char *rule;     /* "X1" */
    const char *scenario; /* its label: "pool/of-none", "tree:pool-a" */
    bool is_open;         /* it came again, or its scenario was not explored in full */
} exn_known_breach;

typedef struct exn_baseline {
    const char *file;
    const char *subject;
    exn_place subject_place;
    exn_known_breach *breaches;
    size_t count;
    struct exn_arena *memory; /* holds all of this; private */
} exn_baseline;

/* Reads a baseline from the text of conformance.json. Returns NULL after at least one call of
 * `complain`; with NULL for the message when out of memory. The caller frees it. */
exn_baseline *exn_baseline_read(const char *file, const char *text, size_t length,
                                exn_complaint_fn *complain, void *context);

/* Does nothing for NULL. */
void exn_baseline_free(exn_baseline *baseline);

/* Returns the known breach of a rule in a scenario, or NULL. */
exn_known_breach *exn_baseline_find(const exn_baseline *baseline, const char *rule,
                                    const char *scenario);

#endif
