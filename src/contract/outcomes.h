/* How outermost scopes close (E4), and the outcome of a run: that of its one scope, or those of the
 * scopes of all its tasks. */
#ifndef EXN_CONTRACT_OUTCOMES_H
#define EXN_CONTRACT_OUTCOMES_H

#include "contract/view.h"
#include "world/snapshot.h"

enum { EXN_OUTCOME_ERRORS_MAX = 256 }; /* that are shown */

/* The outcome of an outermost scope (E4), or of a run. It is kept by the thousand, and may lie in
 * the world: of the errors behind those that are shown it has a hash. */
typedef struct exn_closing {
    exn_error_id errors[EXN_OUTCOME_ERRORS_MAX];
    exn_hash others;
    uint32_t error_count;
    bool canceled, suppressed;
} exn_closing;

/* Copies the errors that there are, and no more. */
void exn_closing_copy(exn_closing *to, const exn_closing *from);

bool exn_closing_equal(const exn_closing *a, const exn_closing *b);
uint64_t exn_closing_hash(const exn_closing *closing);

/* Takes up to EXN_OUTCOME_ERRORS_MAX errors into the hash of those before them, which is zero of
 * none: as many at a time as fit, from the first that is not shown on. */
exn_hash exn_closing_hash_others(exn_hash before, const exn_error_id *errors, size_t count);

/* Fills it from the event with which a scope closes. */
void exn_closing_keep(exn_closing *closing, const exn_event *event);

/* Makes one outcome of those of several tasks. */
void exn_closing_combine(exn_closing *to, const exn_closing *of_tasks, uint32_t task_count);

/* Writes an outcome in the words of SCENARIOS.md: "raises [body, vm1.exit] + canceled". Always
 * terminated. */
void exn_outcome_text(const exn_view *view, const exn_closing *closing, char *text, size_t size);

/* The same of a run: "w1 returns, w2 raises w2.body" where it has several tasks. */
void exn_run_outcome_text(const exn_view *view, const exn_closing *closing, char *text,
                          size_t size);

#endif
