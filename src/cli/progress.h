/* The line that tells how a long run gets on, on a terminal only. */
#ifndef EXN_CLI_PROGRESS_H
#define EXN_CLI_PROGRESS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

typedef struct exn_progress_line exn_progress_line;

/* Args   case_count  of the whole run
 *        cases_done  read whenever the line is printed
 *        budget_s    that the run has; 0: no limit
 *        shown       false: every function here does nothing
 */
exn_progress_line *exn_progress_new(uv_loop_t *loop, size_t case_count, const size_t *cases_done,
                                    double budget_s, bool shown);

/* A host tells what it did for a case so far: {"runs": 0, "states": 1000, "depth": 14}; or its
 * result, which has the same members but for the depth. */
void exn_progress_moved(exn_progress_line *progress, size_t index, const json_t *moved);

/* Takes the line away, so that something else can be printed, and brings it back; else the next
 * tick does. */
void exn_progress_hide(exn_progress_line *progress);
void exn_progress_show(exn_progress_line *progress);

/* Takes the line away for good. The loop must run once more. */
void exn_progress_free(exn_progress_line *progress);

#endif
