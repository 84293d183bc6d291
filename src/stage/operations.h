/* What may come of an operation. */
#ifndef EXN_STAGE_OPERATIONS_H
#define EXN_STAGE_OPERATIONS_H

#include "stage/at_work.h"
#include "stage/state.h"

/* Of an operation: what is known of it before any run. */
exn_operation exn_operation_from(const exn_plan *plan);

static inline bool exn_is_fault(exn_ending ending)
{
    return ending == EXN_ENDS_FAILS || ending == EXN_ENDS_SUPPRESSES || ending == EXN_ENDS_RAISES;
}

/* What an operation would do under the name of an alternative: two that do the same are one
 * (SCENARIOS.md, "Equal results"). */
typedef struct exn_result_kind {
    exn_ending ending;
    const exeunt_error *again; /* FAILS: the error that is raised again; NULL: its own */
} exn_result_kind;

/* An exit that stops has exited. */
static inline exn_ending exn_stopped_exit(exn_ending ending)
{
    return ending == EXN_ENDS_STOPS            ? EXN_ENDS_EXITS
           : ending == EXN_ENDS_STOPS_LEAKING  ? EXN_ENDS_LEAKS
           : ending == EXN_ENDS_STOPS_TOUCHING ? EXN_ENDS_TOUCHES_LATER
                                               : ending;
}

/* The error that an exit raises again under an alternative that names one; NULL: it was not told
 * that. */
const exeunt_error *exn_raised_again(const exn_stage *stage, uint32_t member,
                                     const exn_alternative *alternative);
static inline exn_result_kind exn_result_of(const exn_stage *stage, uint32_t member,
                                            const exn_alternative *alternative)
{
    bool is_exit = exn_actor_of(stage, member)->is_exit;
    exn_result_kind result = {alternative->ending, NULL};
    if (alternative->has_with && is_exit) {
        result.again = exn_raised_again(stage, member, alternative);
    }
    if (is_exit) {
        result.ending = exn_stopped_exit(result.ending);
    }
    if (exn_is_body(member) && result.ending == EXN_ENDS_FAILS) {
        result.ending = EXN_ENDS_RAISES;
    }
    return result;
}

/* Lists what may come next of an operation in flight: its results at its own time, and what a
 * request adds. */
void exn_operation_list_results(exn_stage *stage, uint32_t member, bool with_time);

/* The same of an operation that lists what it declares, where nothing has been asked of it and its
 * inner steps are done. */
void exn_operation_list_declared(exn_stage *stage, uint32_t member, const exn_operation *operation);

/* Whether the operation of this actor may never settle by itself. */
bool exn_operation_may_hang(const exn_stage *stage, uint32_t member);
/* Its operation has hung so far, if it may: that was put to the test. Returns whether it may. */
bool exn_operation_mark_hang(exn_stage *stage, uint32_t member);

#endif
