/* The line that shows the progress of a long run, on a terminal only. */
#ifndef EXN_CLI_PROGRESS_H
#define EXN_CLI_PROGRESS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

typedef struct exn_progress_line exn_progress_line;

/* Args   case_count  of the whole run
 *        cases_done  read whenever the line is printed
 *        budget_s    of the run; 0: no limit
 *        shown       false: every function here does nothing
 */
exn_progress_line *exn_progress_new(uv_loop_t *loop, size_t case_count, const size_t *cases_done,
                                    double budget_s, bool shown);

/* Updates the progress of a case: {"runs": 0, "states": 1000, "depth": 14} from a host; or its
 * result, which has the same members but for the depth. */
void exn_progress_moved(exn_progress_line *progress, size_t index, const json_t *moved);

/* Removes the line, so that other text can be printed, and shows it again; the next tick shows it,
 * too. */
void exn_progress_hide(exn_progress_line *progress);
void exn_progress_show(exn_progress_line *progress);

/* Removes the line for good. The loop must run once more. */
void exn_progress_free(exn_progress_line *progress);

#endif
