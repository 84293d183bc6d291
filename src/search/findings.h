/* What an exploration gathers: the outcomes that were reached and the best schedule for each thing
 * that was found. */
#ifndef EXN_SEARCH_FINDINGS_H
#define EXN_SEARCH_FINDINGS_H

#include "result/result.h"
#include "search/outcome_set.h"
#include "stage/stage.h"

/* One thing that was violated, with the shortest schedule that shows it so far. */
typedef struct exn_finding {
    exn_violation_kind kind;
    exn_rule rule;                                  /* EXN_OF_RULE: which one */
    exn_mismatch_kind mismatch;                     /* else: of what kind */
    uint32_t blamed;                                /* a member, a body, or EXN_NONE */
    char message[sizeof((exn_breach *)0)->message]; /* of a rule: as it was found */
    const char *own;                                /* U1: which rule of one's own; else NULL */
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
    exn_outcome_set outcomes;
    bool out_of_memory;
} exn_findings;

void exn_findings_free(exn_findings *findings);

/* --- one of them ------------------------------------------------------------------------------ */

/* What the last run broke, with a tape that is the run's own. */
exn_finding exn_finding_of(const exn_run *run, exn_run_end end);
bool exn_finding_is_same(const exn_finding *a, const exn_finding *b);
void exn_finding_free_tape(exn_finding *finding);
/* Runs the tape of the run from a fresh world. Returns whether it shows this, and in `end` how it
 * ends. */
bool exn_finding_shows(const exn_finding *finding, exn_run *run, exn_run_end *end);
static inline bool exn_finding_breaks(const exn_finding *finding, exn_rule rule)
{
    return finding->kind == EXN_OF_RULE && finding->rule == rule;
}

/* --- all of them ------------------------------------------------------------------------------ */

/* Whether what the last run broke is new, or its schedule the shortest so far. */
bool exn_findings_lack(const exn_findings *findings, const exn_run *run, exn_run_end end);

/* Takes what the last run broke: `end` is BROKE or UNEXPECTED. `runs` counts it, too. Returns
 * whether it is new, or its schedule the shortest so far. */
bool exn_findings_add(exn_findings *findings, const exn_run *run, exn_run_end end, uint64_t runs);

/* Takes what the last run broke, which has come back to one of its own states. */
void exn_findings_add_loop(exn_findings *findings, const exn_run *run, uint64_t found_after);

bool exn_findings_have_loops(const exn_findings *findings);

/* Takes over the schedule of the last run, the shortest that goes round for ever. */
void exn_findings_shorten_loop(exn_findings *findings, const exn_run *run);

/* Takes what another process has found: `choices` alone is its tape. */
void exn_findings_add_found(exn_findings *findings, const exn_finding *found);

/* Drops all but the breaches of M9, which were seen whatever the search that is made anew comes
 * to. */
void exn_findings_drop(exn_findings *findings);

/* The same thing, among what was found; NULL: it is not there. */
const exn_finding *exn_findings_same(const exn_findings *findings, const exn_finding *wanted);

/* Takes over what a breadth-first search has found: schedules that are shorter, and things that
 * only it has found. Each is run first, and must show the same: code that keeps something outside
 * the world misleads such a search. A schedule that is marked `shortest` replaces even an equal
 * one. */
void exn_findings_shorten(exn_findings *findings, exn_findings *found, exn_run *run);

/* Takes how the outermost scope of the last run closed. */
void exn_findings_add_outcome(exn_findings *findings, const exn_closing *closing);
/* Takes those that others have found, which stand in the words of a set (outcome_set.h). */
void exn_findings_add_outcomes(exn_findings *findings, const uint32_t *words, size_t word_count);

/* Writes all of it into a result: runs each schedule that is kept once more, from a fresh world,
 * for its text; what it does not show again is reported as a breach of M9.
 * `all_shortest`: every run was seen. Returns false when out of memory. */
bool exn_findings_report(exn_findings *findings, exn_run *run, bool all_shortest,
                         exn_result *result);

/* Appends the trace of the last run, as text. Returns false when out of memory. */
bool exn_trace_text(const exn_run *run, char ***trace, size_t *count);
/* Likewise the source line of each event, "" where none is known; NULL: none is known of any. */
bool exn_source_text(const exn_run *run, char ***source);

#endif
