#include "privacy_managers.h"
#include "trial.h"

#include <criterion/criterion.h>

#include <string.h>

/* What needs many states to show, and is slow when it is sanitized. */

/* More states than one process explores alone, were it not for the audit: what it compares must all
 * be known to one. */
Test(large, an_audit_is_made_by_one_process)
{
    const exn_result *result = explored_scenario(
        scenario_of("scope: {pool: [neighbour, open, a, b, c]}\n"
                    "managers: {a: {steps: 4}, b: {steps: 4}, c: {steps: 4}}\n"),
        (exn_check_options){.workers = 4, .audits_privacy = true, .understudy = privacy_manager});
    expect_verdict(result, "invalid", false);
    cr_assert_gt(result->states, 2500, "too few to be shared");
    cr_assert_eq(result->complaint_count, 1);
    cr_expect_not_null(strstr(result->complaints[0].message,
                              "`neighbour` declares itself private, and it makes a difference"));
}
