/* What an exploration gathers: the outcomes that were reached and the best schedule for each thing
 * that was found. */
#ifndef EXN_EXPLORE_FINDINGS_H
#define EXN_EXPLORE_FINDINGS_H

#include "result/result.h"
#include "stage/stage.h"

/* One broken rule, or one expectation that failed, with the shortest schedule that shows it so far.
 */
typedef struct exn_finding {
    bool is_rule;
    exn_rule rule;
    const char *expectation; /* not a rule: its name */
    uint32_t blamed;         /* a member, EXN_BODY, or EXN_NONE */
    uint32_t faults, cancels;
    uint64_t steps;
    char *tape;
    uint32_t *choices; /* the same as numbers */
    uint32_t choice_count;
    bool shortest; /* no schedule of the scenario that shows it is shorter */
    bool loops;    /* the run never ends: the tape leads into the loop and once around */
    uint64_t schedules, found_after;
} exn_finding;

typedef struct exn_findings {
    exn_finding *found;
    size_t count, capacity;
    exn_closing *outcomes;
    size_t outcome_count, outcome_capacity;
    uint32_t *outcome_places; /* where in `outcomes`, by hash; 0: free, else the index and one */
    size_t outcome_place_count;
    bool out_of_memory;
} exn_findings;

void exn_findings_free(exn_findings *findings);

/* Takes what the last run broke: `end` is BROKE or UNEXPECTED. `runs` counts it, too. */
void exn_findings_add(exn_findings *findings, const exn_run *run, exn_run_end end, uint64_t runs);

/* Takes what the last run broke that has come back to a state in which it was before. */
void exn_findings_add_loop(exn_findings *findings, const exn_run *run, uint64_t found_after);

bool exn_findings_have_loops(const exn_findings *findings);

/* Takes over the last run, which is the shortest of those that go round for ever. */
void exn_findings_shorten_loop(exn_findings *findings, const exn_run *run);

/* Takes what another process has found: its tape is told by `choices` alone. */
void exn_findings_add_found(exn_findings *findings, const exn_finding *found);

/* The same thing, among what was found; NULL: it is not there. */
const exn_finding *exn_findings_same(const exn_findings *findings, const exn_finding *wanted);

/* Takes over the schedules of a breadth-first search, which are shorter or equal; and what only
 * that has found. `settled`: it came far enough to know that none is shorter. */
void exn_findings_shorten(exn_findings *findings, exn_findings *found, bool settled);

/* Takes how the outermost scope of the last run closed. */
void exn_findings_add_outcome(exn_findings *findings, const exn_closing *closing);

/* Writes all of it into a result: runs each schedule that is kept once more for its text.
 * `all_shortest`: every run was seen. Returns false when out of memory. */
bool exn_findings_report(exn_findings *findings, exn_run *run, bool all_shortest,
                         exn_result *result);

/* Appends the trace of the last run, as text. Returns false when out of memory. */
bool exn_trace_text(const exn_run *run, char ***trace, size_t *count);

#endif
