/* Schedules: what they allow, and how they are kept. */
#include "trial.h"

#include <criterion/criterion.h>

/* What a schedule allows, and what makes it `invalid` (SCENARIOS.md, "Schedule items"). */

static void expect_runs(const char *text, const char *schedule, const char *runs)
{
    const exn_result *result =
        checked_scenario(scripted(text, schedule), (exn_explore_options){.implementation = NULL});
    cr_assert_neq(result->verdict, EXN_INVALID, "`%s`: %s", schedule,
                  result->complaint_count > 0 ? result->complaints[0].message : "");
    cr_assert_str_eq(result->interleavings, runs, "`%s`", schedule);
}

static void expect_invalid(const char *text, const char *schedule, unsigned line,
                           const char *message)
{
    const exn_result *result =
        checked_scenario(scripted(text, schedule), (exn_explore_options){.implementation = NULL});
    expect_verdict(result, "invalid", false);
    cr_assert_eq(result->complaint_count, 1);
    cr_assert_str_eq(result->complaints[0].message, message);
    cr_assert_eq(result->complaints[0].line, line);
    cr_assert_eq(result->complaints[0].column, 5);
}

/* --- what leaves something open --------------------------------------------------------------- */

Test(schedules, leave_nothing_open_without_dots)
{
    expect_runs("{pool: [a, b]}", "a enters, b enters, body returns, b exits, a exits", "1");
}

Test(schedules, are_explored_where_there_are_dots)
{
    expect_runs("{pool: [a, b]}", "...", "4");
    expect_runs("{pool: [a, b]}", "a enters, ...", "2");
    expect_runs("{pool: [a, b]}", "..., body returns, a exits, b exits", "2");
}

/* `...` is zero or more steps, and the item after it comes at every moment where it can. */
Test(schedules, try_the_item_behind_dots_at_every_moment)
{
    expect_runs("{pool: [a, b]}", "..., b enters, ...", "4");
    expect_runs("{pool: [a, b]}", "..., b exits", "2");
    expect_runs("{pool: [a, b]}", "..., a enters, b enters, ..., b exits, a exits", "1");
}

/* Entering 2 (it enters, or stops), body 2 (it returns, or stops), exiting 1. */
Test(schedules, try_a_cancel_behind_dots_at_every_moment)
{
    expect_runs("{pool: [a]}", "..., cancel, ...", "5");
}

/* The same; and before the start, and between the last enter and the body. */
Test(schedules, try_a_cancel_at_once_behind_dots_at_more_moments)
{
    expect_runs("{pool: [a]}", "..., cancel at once, ...", "7");
}

/* A run counts once, however many ways lead through the schedule. */
Test(schedules, count_a_run_once)
{
    expect_runs("{pool: [a, b]}", "..., a enters, ..., a exits, ...", "4");
    expect_runs("{pool: [a]}", "..., a enters, ..., body returns, ...", "1");
}

Test(schedules, take_inner_steps)
{
    expect_runs("scope: {pool: [a, b]}\nmanagers: {a: {steps: 2}}",
                "a steps, b enters, a enters, body returns, a steps, a exits, b exits", "1");
    expect_runs("scope: {stack: [a]}\nbody: {steps: 3, ends: returns}",
                "a enters, body steps, body steps, body returns, a exits", "1");
}

/* Any outcome of the operation may be named, declared or not. */
Test(schedules, may_name_what_is_not_declared)
{
    const exn_result *result =
        checked_scenario(scripted("{pool: [a]}", "a enters, body raises, a suppresses"),
                         (exn_explore_options){.implementation = NULL});
    expect_verdict(result, "holds", true);
    expect_outcomes(result, "suppressed");
}

/* An item decides a result inside a call, too. */
Test(schedules, decide_what_happens_inside_a_call)
{
    const char *inside = "scope: {pool: [a]}\n"
                         "managers: {a: {enter: [enters, fails], steps: {enter: 0}}}";
    expect_runs(inside, "a enters, body returns, a exits", "1");
    expect_runs(inside, "a fails", "1");
    expect_runs(inside, "...", "2");
}

/* An enter that hangs inside its call has no item: nothing happens until it is asked to stop. */
Test(schedules, leave_out_what_hangs_inside_a_call)
{
    const char *inside = "scope: {stack: [a, b], deadline: 10ms}\n"
                         "managers: {b: {enter: [enters, hangs], steps: {enter: 0}}}";
    expect_runs(inside, "a enters, time passes, b stops, a exits", "1");
    expect_runs(inside, "a enters, b enters, body returns, b exits, a exits", "1");
}

/* --- cancel at once --------------------------------------------------------------------------- */

/* As the first item it comes before the scope begins. */
Test(schedules, cancel_at_once_before_the_start)
{
    const exn_result *result = checked_scenario(scripted("{pool: [a]}", "cancel at once"),
                                                (exn_explore_options){.implementation = NULL});
    expect_outcomes(result, "canceled");
    expect_runs("{pool: [a]}", "cancel at once", "1");
}

/* If nothing is ready, it is a plain cancel. */
Test(schedules, cancel_at_once_where_nothing_is_ready)
{
    expect_runs("{pool: [a, b]}", "a enters, cancel at once, b stops, a exits", "1");
}

/* After the last enter the body has not begun: `body stops` is impossible then. */
Test(schedules, cancel_at_once_before_the_body)
{
    expect_runs("{pool: [a]}", "a enters, cancel at once, a exits", "1");
    expect_runs("{pool: [a]}", "a enters, cancel, body stops, a exits", "1");
    expect_invalid("{pool: [a]}", "a enters, cancel at once, body stops, a exits", 6,
                   "`body stops` is not possible at this moment; possible: a exits");
}

/* --- what was kept ---------------------------------------------------------------------------- */

static const exn_result *kept(const char *text, const char *remark)
{
    const exn_result *result = checked(text);
    expect_verdict(result, "holds", true);
    expect_texts_at(__FILE__, __LINE__, "remark", result->remarks, result->remark_count,
                    TEXTS(remark));
    return result;
}

static const char breaks_nothing[] =
    "its schedule breaks nothing, and everything behind it was explored";

/* From `b exits` on: b enters, the body returns or raises, and both exit in either order. */
Test(schedules, that_were_kept_are_left_where_they_are_not_possible)
{
    const exn_result *result = kept("scope: {pool: [a, b]}\n"
                                    "body: [returns, raises]\n"
                                    "kept: true\n"
                                    "schedule:\n"
                                    "  - a enters\n"
                                    "  - b exits",
                                    "`b exits` (line 7) is not possible any more: everything from "
                                    "there on was explored");
    cr_expect_str_eq(result->interleavings, "4");
    expect_outcomes(result, "raises body", "returns");
}

Test(schedules, that_were_kept_go_on_behind_their_end)
{
    const char *text = "scope: {pool: [a, b]}\n"
                       "kept: true\n"
                       "schedule: [b enters, a enters]";
    cr_expect_str_eq(kept(text, breaks_nothing)->interleavings, "2");
    text = "scope: {pool: []}\n"
           "kept: true\n"
           "schedule: []\n"
           "cancel: anywhere";
    expect_outcomes(kept(text, breaks_nothing), "canceled", "returns");
}

Test(schedules, that_were_kept_may_be_longer_than_the_run)
{
    kept("scope: {pool: [a]}\n"
         "kept: true\n"
         "schedule: [a fails, a exits]",
         "`a exits` (line 4) is not possible any more: everything from there on was explored");
}

/* Without a request a stop would be a breach of M7, which no run found. An exit that stops has
 * exited. */
Test(schedules, that_were_kept_stop_only_what_was_asked_to)
{
    kept("scope: {pool: [a, b]}\n"
         "kept: true\n"
         "schedule: [a stops, a exits]",
         "`a stops` (line 4) is not possible any more: everything from there on was explored");
    kept("scope: {pool: [a, b]}\n"
         "kept: true\n"
         "schedule: [a fails, b stops]",
         breaks_nothing);
    kept("scope: {pool: [a]}\n"
         "kept: true\n"
         "schedule: [a enters, body returns, a stops]",
         breaks_nothing);
}

/* `a` hangs until the request that the schedule still contains. */
Test(schedules, that_were_kept_wait_for_what_they_promise)
{
    kept("scope: {pool: [a]}\n"
         "managers: {a: {enter: hangs}}\n"
         "kept: true\n"
         "schedule: [..., cancel, ...]",
         breaks_nothing);
}

/* A result does not claim to have explored what the schedule leaves open if something was left
 * out. */
Test(schedules, that_were_kept_claim_no_more_than_was_explored)
{
    const exn_result *result = checked_with("scope: {pool: [a, b]}\n"
                                            "managers: {b: {exit: [exits, fails]}}\n"
                                            "kept: true\n"
                                            "schedule: [b exits]",
                                            (exn_explore_options){.has_faults = true});
    expect_verdict(result, "sampled", true);
    expect_texts_at(
        __FILE__, __LINE__, "remark", result->remarks, result->remark_count,
        TEXTS("`b exits` (line 5) is not possible any more: anything may come from there on"));
}

/* A breach is reported as usual, without a remark. */
Test(schedules, that_were_kept_are_red_where_something_breaks)
{
    const exn_result *result = checked("scope: {pool: [a, b]}\n"
                                       "managers: {a: {exit: leaks}}\n"
                                       "kept: true\n"
                                       "schedule: [b exits]");
    expect_verdict(result, "violated", false);
    cr_expect_str_eq(result->violations[0].rule, "M4");
    cr_expect_eq(result->remark_count, 0);
    result = checked("scope: {pool: [a, b]}\n"
                     "kept: true\n"
                     "schedule: [b exits]\n"
                     "expect: {outcome: canceled}");
    expect_verdict(result, "violated", false);
    cr_expect_str_eq(result->violations[0].name, "outcome");
}

/* --- invalid ---------------------------------------------------------------------------------- */

Test(schedules, with_an_impossible_item_are_invalid)
{
    expect_invalid("{pool: [a, b]}", "b exits", 4,
                   "`b exits` is not possible at this moment; possible: a enters, b enters");
    expect_invalid("{pool: [a, b]}", "a enters, a enters", 5,
                   "`a enters` is not possible at this moment; possible: b enters");
    expect_invalid("scope: {pool: [a]}\nmanagers: {a: {enter: [enters, fails]}}", "body returns", 5,
                   "`body returns` is not possible at this moment; possible: a enters, a fails");
    expect_invalid("{pool: [a]}", "time passes", 4,
                   "`time passes` is not possible at this moment; possible: a enters");
}

Test(schedules, that_end_too_early_are_invalid)
{
    expect_invalid(
        "{pool: [a]}", "a enters", 4,
        "the schedule ends before the run; add an item or `...`; possible: body returns");
}

Test(schedules, that_go_on_after_the_run_are_invalid)
{
    expect_invalid("{pool: [a]}", "a enters, body returns, a exits, cancel", 7,
                   "`cancel` is not possible at this moment; possible: nothing, the run is over");
}

/* The complaint is about the run that came furthest. */
Test(schedules, complain_where_the_longest_run_is_lost)
{
    expect_invalid("{pool: [a, b]}", "..., body returns, b exits, b exits", 7,
                   "`b exits` is not possible at this moment; possible: a exits");
}

/* M7: it stops without a request because the schedule says so. */
Test(schedules, may_name_a_stop_that_nobody_asked_for)
{
    const exn_result *result = checked_scenario(scripted("{pool: [a]}", "a stops, ..."),
                                                (exn_explore_options){.implementation = NULL});
    expect_verdict(result, "violated", false);
    cr_assert_str_eq(result->violations[0].rule, "M7");
}

/* --- a request that has not come yet ---------------------------------------------------------- */

static void expect_holds(const char *text, const char *schedule, const char *outcome)
{
    const exn_result *result =
        checked_scenario(scripted(text, schedule), (exn_explore_options){.implementation = NULL});
    expect_verdict(result, "holds", true);
    expect_outcomes(result, outcome);
}

#define BODY_HANGS  "scope: {pool: [a]}\nbody: hangs"
#define ENTER_HANGS "scope: {stack: [a, b]}\nmanagers: {b: {enter: hangs}}"

/* Nothing hangs while the cancel after the dots can still come. */
Test(schedules, wait_for_a_cancel_that_is_still_to_come)
{
    expect_holds(BODY_HANGS, "..., cancel, ...", "canceled");
    expect_holds(ENTER_HANGS, "..., cancel, ...", "canceled");
    expect_holds(ENTER_HANGS, "..., cancel at once, ...", "canceled");
    expect_holds(ENTER_HANGS, "..., call cancel, ...", "canceled");
    expect_holds(ENTER_HANGS "\ncancel: anywhere", "a enters, ..., cancel, ...", "canceled");
}

/* An item can also settle an operation that would hang; so it never hangs, and that is reported. */
Test(schedules, wait_for_an_outcome_that_only_they_allow)
{
    const exn_result *result = checked("scope: {pool: [a]}\n"
                                       "managers: {a: {enter: hangs}}\n"
                                       "schedule: [..., a enters, ...]");
    expect_verdict(result, "vacuous", true);
    expect_outcomes(result, "returns");
}

static void expect_hangs(const char *text, const char *schedule, const char *rule,
                         const char *blame)
{
    const exn_result *result =
        checked_scenario(scripted(text, schedule), (exn_explore_options){.implementation = NULL});
    expect_verdict(result, "violated", false);
    cr_assert_eq(result->violation_count, 1);
    cr_assert_str_eq(result->violations[0].rule, rule);
    cr_assert_str_eq(result->violations[0].blame, blame);
}

/* What the schedule no longer promises is not waited for; nor is what only `...` allows. */
Test(schedules, hang_where_nothing_is_promised)
{
    expect_hangs(BODY_HANGS, "a enters", "X9", "body");
    expect_hangs(BODY_HANGS "\ncancel: anywhere", "...", "X9", "body");
    expect_hangs(ENTER_HANGS, "a enters, ...", "M2", "b");
    expect_hangs("scope: {pool: [a]}\nbody: {ends: hangs, on-cancel: ignores}", "..., cancel, ...",
                 "X9", "body");
}
