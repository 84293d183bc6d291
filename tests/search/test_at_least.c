/* Runs that need a cancel request. */
#include "trial.h"

#include <criterion/criterion.h>

#include <exeunt/implementation.h>

#include <stdlib.h>
#include <string.h>

/* `at-least`: a run that ends without the request does not count. `checked` explores each scenario
 * in every mode, and all must agree. */

#define ONE_AT_LEAST "cancel: {where: anywhere, at-least: 1}\n"

/* Before the start; while it enters, and then it enters or stops; before the body runs; in the
 * body, which returns in spite of it or stops; during the exit. */
Test(at_least, counts_runs_with_a_request_alone)
{
    const exn_result *any = checked("scope: {pool: [a]}\ncancel: anywhere");
    const exn_result *one = checked("scope: {pool: [a]}\n" ONE_AT_LEAST);
    expect_verdict(one, "holds", true);
    cr_expect_str_eq(any->interleavings, "8");
    cr_expect_str_eq(one->interleavings, "7");
    expect_outcomes(one, "canceled");
}

Test(at_least, counts_each_of_several_requests)
{
    const exn_result *two =
        checked("scope: {pool: [a]}\ncancel: {where: anywhere, times: 2, at-least: 2}");
    expect_verdict(two, "holds", true);
    const exn_result *up_to_two =
        checked("scope: {pool: [a]}\ncancel: {where: anywhere, times: 2}");
    const exn_result *one_or_two =
        checked("scope: {pool: [a]}\ncancel: {where: anywhere, times: 2, at-least: 1}");
    long any = strtol(up_to_two->interleavings, NULL, 10);
    cr_expect_eq(strtol(one_or_two->interleavings, NULL, 10), any - 1);
    cr_expect_eq(strtol(two->interleavings, NULL, 10), any - 1 - 7);
}

/* An operation that waits for the request gets it. */
Test(at_least, lets_an_operation_hang_that_is_stopped)
{
    static const char *const waiting[] = {
        "scope: {pool: [a, b]}\nmanagers: {a: {enter: hangs}}\n" ONE_AT_LEAST,
        "scope: {stack: [a, b]}\nmanagers: {b: {enter: [enters, hangs]}}\n" ONE_AT_LEAST,
        "scope: {pool: [a]}\nbody: hangs\n" ONE_AT_LEAST,
    };
    for (size_t i = 0; i < 3; i++) {
        expect_verdict(checked(waiting[i]), "holds", true);
    }
}

Test(at_least, does_not_excuse_who_ignores_it)
{
    const exn_result *result =
        checked("scope: {pool: [a]}\n"
                "managers: {a: {enter: hangs, on-cancel: ignores}}\n" ONE_AT_LEAST);
    expect_verdict(result, "violated", false);
    cr_expect_str_eq(result->violations[0].rule, "M2");
    cr_expect_eq(result->violations[0].cancels, 1);
}

/* It holds something after its enter: this is found before the end, where the missing request would
 * make the run not count. */
Test(at_least, tells_what_breaks_before_the_end)
{
    const exn_result *result = checked("scope: {pool: [a]}\n"
                                       "managers: {a: {enter: leaks}}\n" ONE_AT_LEAST);
    expect_verdict(result, "violated", false);
    cr_expect_str_eq(result->violations[0].rule, "M3");
    cr_expect_eq(result->violations[0].cancels, 0);
}

/* A run without a request returns: its outcome is not `canceled`, and it has no cancel. It does not
 * count. */
Test(at_least, tells_nothing_that_the_end_alone_breaks)
{
    const exn_result *result = checked("scope: {pool: [a]}\n" ONE_AT_LEAST
                                       "expect: {outcome: canceled, always: [cancel]}");
    expect_verdict(result, "holds", true);
}

/* `fails` is the result of an enter inside its call. Then the pool closes before a request can
 * come, so no run has it. */
Test(at_least, takes_what_no_run_has_put_to_the_test_for_vacuous)
{
    const exn_result *result =
        checked("scope: {pool: [a]}\n"
                "managers: {a: {enter: [enters, fails], steps: {enter: 0}}}\n" ONE_AT_LEAST);
    expect_verdict(result, "vacuous", true);
    expect_texts_at(__FILE__, __LINE__, "vacuous", result->vacuous, result->vacuous_count,
                    TEXTS("a enter `fails` (line 3)"));
}

/* Nor does the body begin in any: a request during the enter prevents that. */
Test(at_least, counts_for_the_first_event_of_a_pair_too)
{
    const exn_result *result = checked("scope: {pool: [a]}\n"
                                       "managers: {a: {steps: {exit: 0}}}\n"
                                       "body: {steps: 0}\n" ONE_AT_LEAST
                                       "expect: {whenever: [{body begins: pool closes}]}");
    expect_verdict(result, "vacuous", true);
    expect_texts_at(__FILE__, __LINE__, "vacuous", result->vacuous, result->vacuous_count,
                    TEXTS("whenever `body begins` (line 6)"));
}

Test(at_least, is_told_where_the_schedule_leaves_no_room_for_it)
{
    const exn_result *result =
        checked("scope: {pool: [a]}\n" ONE_AT_LEAST "schedule: [a enters, body returns, a exits]");
    expect_verdict(result, "invalid", false);
    cr_expect_str_eq(result->complaints[0].message,
                     "there is no run with the request that `at-least` demands");
    cr_expect_eq(result->complaints[0].line, 3);
    cr_expect_eq(result->complaints[0].column, 27);
}

/* ... but not for a kept schedule: that passes when nothing is broken any more. */
Test(at_least, need_not_come_in_what_was_kept)
{
    const exn_result *result = checked("scope: {pool: [a]}\n" ONE_AT_LEAST
                                       "kept: true\nschedule: [a enters, body returns, a exits]");
    expect_verdict(result, "holds", true);
}

Test(at_least, keeps_to_a_schedule_that_leaves_room_for_it)
{
    const exn_result *result =
        checked("scope: {pool: [a]}\n" ONE_AT_LEAST "schedule: [a enters, \"...\", a exits]");
    expect_verdict(result, "holds", true);
    expect_outcomes(result, "canceled");
}

Test(at_least, is_left_out_by_a_limit_of_requests)
{
    const exn_result *result =
        checked_with("scope: {pool: [a]}\n" ONE_AT_LEAST,
                     (exn_explore_options){.has_cancels = true, .cancels_max = 0});
    expect_verdict(result, "sampled", true);
    expect_texts_at(__FILE__, __LINE__, "left out", result->left_out, result->left_out_count,
                    TEXTS("runs with more than 0 cancel requests"));
    cr_expect_eq(result->outcome_count, 0);
}

Test(at_least, makes_no_run_of_a_tape_without_it)
{
    const exn_scenario *scenario = scenario_of("scope: {pool: [a]}\n" ONE_AT_LEAST);
    expect_verdict(replayed(scenario, "0.0.0.0"), "invalid", false);
}

/* --- an operation that continues until it is asked to stop ------------------------------------ */

/* Looks for something again and again; gives up when asked to, unless it ignores that. */
typedef struct seeker {
    exeunt_manager base;
    exeunt_border *border;
    exeunt_external look;
    bool listens;
} seeker;

static void look_again(exeunt_external *look, unsigned result)
{
    (void)result;
    exeunt_border_expect(((seeker *)look->data)->border, look);
}

static void seeker_enter(exeunt_manager *manager)
{
    seeker *self = (seeker *)manager; /* its first member */
    exeunt_border_expect(self->border, &self->look);
}

static void seeker_exit(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    exeunt_exited(manager);
}

static void seeker_cancel(exeunt_manager *manager)
{
    seeker *self = (seeker *)manager;
    if (self->listens) {
        exeunt_border_withdraw(self->border, &self->look);
        exeunt_canceled(manager);
    }
}

static const exeunt_manager_type seeker_type = {seeker_enter, seeker_exit, seeker_cancel};

static exeunt_manager *make_seeker(void *context, exeunt_border *border, const char *name)
{
    if (strcmp(name, "seeker") != 0) {
        return NULL;
    }
    seeker *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->base, &seeker_type, name);
    self->border = border;
    self->listens = *(const bool *)context;
    self->look = (exeunt_external){.deliver = look_again, .data = self};
    return &self->base;
}

/* A run that would go on for ever has a request in the end; without one it does not count. */
Test(at_least, ends_what_would_go_on_for_ever)
{
    bool listens = true;
    exn_explore_options options = {.manager_factory = make_seeker,
                                   .manager_factory_context = &listens};
    const exn_result *result = checked_with("scope: {pool: [seeker, a]}\n" ONE_AT_LEAST, options);
    expect_verdict(result, "holds", true);
    expect_outcomes(result, "canceled");
    cr_expect_null(result->interleavings, "there are infinitely many");
    expect_verdict(checked_with("scope: {pool: [seeker, a]}\ncancel: anywhere", options),
                   "violated", false);
}

Test(at_least, does_not_end_what_does_not_listen)
{
    bool listens = false;
    exn_explore_options options = {.manager_factory = make_seeker,
                                   .manager_factory_context = &listens};
    const exn_result *result = checked_with("scope: {pool: [seeker]}\n" ONE_AT_LEAST, options);
    expect_verdict(result, "violated", false);
    cr_expect_eq(result->violation_count, 1);
    cr_expect_str_eq(result->violations[0].rule, "M2");
    cr_expect_str_eq(result->violations[0].blame, "seeker");
    cr_expect_eq(result->violations[0].cancels, 1);
}

Test(at_least, is_still_to_come_where_a_run_is_too_long)
{
    const exn_result *result =
        checked("scope: {pool: [a]}\n"
                "managers: {a: {steps: {enter: 30}}}\n" ONE_AT_LEAST "limits: {steps: 20}\n"
                "expect: {outcome: canceled}");
    expect_verdict(result, "violated", false);
    cr_expect_eq(result->violation_count, 1);
    cr_expect_eq(result->violations[0].cancels, 1); /* asked to stop, it enters in spite of that */
}
