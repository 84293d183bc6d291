/* Why no run of a scenario counts. */
#include "checker/unasked_runs.h"

#include "base/own_assert.h"
#include "contract/profiles.h"

#include <stdio.h>
#include <string.h>

/* What was kept may have broken something before a request came: mended, its schedule may end
 * without one. */
bool exn_has_no_run(const exn_run *run)
{
    bool demands = run->scenario->cancels_min > 0 && !run->scenario->kept;
    return run->totals.script_depth > 0 || (demands && !run->totals.cut);
}

/* Says that the runs which the schedule allows end before a request came. */
static bool report_unasked(const exn_scenario *scenario, exn_result *result)
{
    exn_assert(scenario->cancels_min > 0);
    char message[120];
    snprintf(message, sizeof message, "there is no run with %s that `at-least` demands",
             scenario->cancels_min > 1 ? "the requests" : "the request");
    return exn_result_complain(result, scenario->cancels_min_place.line,
                               scenario->cancels_min_place.column, message);
}

bool exn_report_why_no_run(const exn_run *run, exn_result *result)
{
    exn_assert(result->violation_count == 0); /* nothing counts, so nothing was found */
    result->verdict = EXN_INVALID;
    result->passed = false;
    return run->totals.script_depth > 0
               ? exn_result_complain(result, run->totals.script_place.line,
                                     run->totals.script_place.column, run->totals.script_error)
               : report_unasked(run->scenario, result);
}

bool exn_report_no_run(const exn_run *run, exn_result *result)
{
    const exn_scenario *scenario = run->scenario;
    const char *own = scenario->implementation;
    bool is_own = own == NULL ? run->options.expects : run->options.is_own;
    exn_assert(exn_has_no_run(run));
    if (is_own) {
        return exn_report_why_no_run(run, result);
    }
    char message[200];
    if (own != NULL) {
        snprintf(message, sizeof message, "its schedule is written for %s", own);
    } else {
        snprintf(
            message, sizeof message, "its schedule is written for the answers of %s",
            exn_profile_name(scenario->has_profile ? scenario->profile : EXEUNT_PROFILE_EXEUNT));
    }
    result->verdict = EXN_SKIPPED;
    result->passed = true;
    return exn_result_complain(result, 0, 0, message);
}
