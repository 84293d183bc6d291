/* From verdicts to the exit status. */
#include "cli/session_status.h"

#include "cli/status.h"

int exn_status_of_session(const exn_session *run)
{
    bool violated = false;
    bool invalid = false;
    bool sampled = false;
    size_t skipped = 0;
    for (size_t i = 0; i < run->case_count; i++) {
        const exn_result *result = run->cases[i].result;
        invalid = invalid || result->verdict == EXN_INVALID;
        violated = violated ||
                   (!result->passed && result->verdict != EXN_INVALID && run->conformance == NULL);
        sampled = sampled || (!result->exhaustive && result->verdict != EXN_SKIPPED);
        skipped += result->verdict == EXN_SKIPPED;
    }
    if (invalid || (skipped > 0 && skipped == run->case_count)) {
        return EXN_EXIT_INVALID;
    }
    return violated                              ? EXN_EXIT_VIOLATED
           : sampled && run->requires_exhaustive ? EXN_EXIT_SAMPLED
                                                 : EXN_EXIT_HOLDS;
}
