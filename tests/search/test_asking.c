/* Requests of the world to operations. */
#include "trial.h"

#include <criterion/criterion.h>

#include <exeunt/implementation.h>

#include <string.h>

/* `operations: anywhere`, `ask NAME`: the world asks operations to stop, and no scope knows it
 * (M6). */

#define ASKING "cancel: {where: never, operations: anywhere}\n"

/* Two exits in flight together, with on-cancel `stops`. Alone, each has one step, before which it
 * is asked or not, and stops or exits, which is the same for an exit. */
Test(asking, asks_each_exit_once_at_most_whenever_the_world_waits)
{
    const exn_result *one = checked("scope: {pool: [a]}\n" ASKING);
    expect_verdict(one, "holds", true);
    cr_expect_str_eq(one->interleavings, "2");
    const exn_result *two = checked("scope: {stack: [a, b]}\n" ASKING);
    cr_expect_str_eq(two->interleavings, "4");
    const exn_result *beside = checked("scope: {pool: [a, b]}\n" ASKING);
    /* Two enters in two orders; then each order of ask a, a, ask b, b in which an exit that has
     * settled is not asked: 2 without a request, 3 with a asked, 3 with b, 6 with both. */
    cr_expect_str_eq(beside->interleavings, "28");
    expect_outcomes(beside, "returns");
}

Test(asking, lets_an_exit_answer_as_on_cancel_says)
{
    const exn_result *result =
        checked("scope: {pool: [a]}\n"
                "managers: {a: {steps: 2, on-cancel: [stops, fails]}}\n" ASKING);
    expect_verdict(result, "holds", true);
    expect_outcomes(result, "raises a.exit", "returns");
}

/* The world does not ask an enter that its scope wants. It asks an enter that its scope has asked
 * once more. */
Test(asking, asks_no_enter_but_one_that_was_asked)
{
    const exn_result *wanted = checked("scope: {pool: [a]}\n"
                                       "managers: {a: {steps: {enter: 3, exit: 0}}}\n" ASKING);
    expect_verdict(wanted, "vacuous", true);
    expect_texts_at(__FILE__, __LINE__, "vacuous", wanted->vacuous, wanted->vacuous_count,
                    TEXTS("operations: anywhere"));
    const exn_result *asked =
        checked("scope: {pool: [a, b]}\n"
                "managers: {a: {enter: fails}, b: {on-cancel: ignores}}\n" ASKING
                "expect: {never: [a asked]}");
    expect_verdict(asked, "holds", true);
    const exn_result *scripted_twice =
        checked("scope: {pool: [a, b]}\n"
                "managers: {a: {enter: fails}}\n"
                "schedule: [a fails, ask b, ask b, b stops]\n"
                "expect: {order: [b cancel requested, b asked, b asked, b enter canceled]}");
    expect_verdict(scripted_twice, "holds", true);
}

Test(asking, is_not_seen_by_the_scope)
{
    /* X11: at the end of the grace time the scope asks in any case; C4: the request of the world
     * starts no grace time. */
    const exn_result *grace = checked("scope: {pool: [a], grace: 5ms}\n"
                                      "managers: {a: {on-cancel: ignores}}\n"
                                      "schedule: [a enters, cancel, body stops, ask a, "
                                      "time passes, a exits]\n"
                                      "expect: {order: [a asked, a cancel requested, a exited], "
                                      "outcome: canceled}");
    expect_verdict(grace, "holds", true);
    const exn_result *none = checked("scope: {pool: [a], grace: 5ms}\n" ASKING
                                     "expect: {outcome: returns, never: [time passes]}");
    expect_verdict(none, "holds", true);
}

Test(asking, asks_the_managers_of_nested_scopes_and_not_these)
{
    const exn_result *result =
        checked("scope: {stack: [{pool: [a, b]}]}\n" ASKING
                "expect: {never: [stack.pool asked, stack.pool cancel requested]}");
    expect_verdict(result, "holds", true);
    expect_outcomes(result, "returns");
}

Test(asking, counts_as_a_cancel)
{
    const exn_result *limited =
        checked_with("scope: {pool: [a, b]}\n" ASKING,
                     (exn_explore_options){.has_cancels = true, .cancels_max = 1});
    expect_verdict(limited, "sampled", true);
    expect_texts_at(__FILE__, __LINE__, "left out", limited->left_out, limited->left_out_count,
                    TEXTS("runs with more than 1 cancel request"));
    const exn_result *broken = checked("scope: {pool: [a, b]}\n"
                                       "managers: {a: {on-cancel: leaks}}\n" ASKING);
    expect_verdict(broken, "violated", false);
    cr_expect_eq(broken->violations[0].cancels, 1);
    cr_expect_eq(broken->violations[0].faults, 0);
}

/* It is not a request to the scope, which is what `at-least` demands. */
Test(asking, is_none_of_the_requests_that_are_demanded)
{
    const exn_result *result =
        checked("scope: {pool: [a]}\n"
                "cancel: {where: anywhere, at-least: 1, operations: anywhere}\n"
                "expect: {outcome: canceled}");
    expect_verdict(result, "holds", true);
}

Test(asking, is_possible_in_any_schedule)
{
    const exn_result *result = checked("scope: {pool: [a]}\n"
                                       "managers: {a: {exit: hangs}}\n"
                                       "schedule: [a enters, body returns, ask a, a stops]");
    expect_verdict(result, "holds", true);
    const exn_result *early = checked("scope: {pool: [a]}\nschedule: [ask a, \"...\"]");
    expect_verdict(early, "invalid", false);
    cr_expect_str_eq(early->complaints[0].message,
                     "`ask a` is not possible at this moment; possible: a enters");
}

/* The possible request is not a result of the operation: if no faults are left, it hangs. */
Test(asking, is_no_plain_alternative)
{
    const exn_result *result =
        checked("scope: {pool: [a]}\n"
                "managers: {a: {exit: hangs}}\n" ASKING "limits: {faults: 0}");
    expect_verdict(result, "violated", false);
    cr_expect_str_eq(result->violations[0].rule, "M2");
}

/* --- a manager that is under test ------------------------------------------------------------- */

/* Enters, and stops entering only when it is asked for the second time. */
typedef struct deaf {
    exeunt_manager base;
    unsigned asked;
} deaf;

static void deaf_enter(exeunt_manager *manager)
{
    ((deaf *)manager)->asked = 0; /* its first member */
}

static void deaf_exit(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    exeunt_exited(manager);
}

static void deaf_cancel(exeunt_manager *manager)
{
    deaf *self = (deaf *)manager;
    self->asked += 1;
    if (self->asked == 2) {
        exeunt_canceled(manager);
    }
}

static const exeunt_manager_type deaf_type = {deaf_enter, deaf_exit, deaf_cancel};

static exeunt_manager *make_deaf(void *context, exeunt_border *border, const char *name)
{
    (void)context;
    if (strcmp(name, "deaf") != 0) {
        return NULL;
    }
    deaf *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->base, &deaf_type, name);
    return &self->base;
}

/* A scope sends a request once (C2): the second request is passed to the manager directly. */
Test(asking, reaches_a_manager_that_was_asked_before)
{
    const exn_result *result = checked_with("scope: {pool: [deaf, a]}\n"
                                            "managers: {a: {enter: fails}}\n"
                                            "schedule: [a fails, ask deaf]\n"
                                            "expect: {order: [deaf cancel requested, deaf asked, "
                                            "deaf enter canceled]}",
                                            (exn_explore_options){.manager_factory = make_deaf});
    expect_verdict(result, "holds", true);
}

/* --- answers that break rules on purpose ------------------------------------------------------ */

Test(asking, finds_who_leaks_only_when_asked)
{
    const exn_result *enter = checked("scope: {pool: [a, b]}\n"
                                      "managers: {a: {on-cancel: leaks}, b: {enter: fails}}\n");
    expect_verdict(enter, "violated", false);
    cr_expect_eq(enter->violation_count, 1);
    cr_expect_str_eq(enter->violations[0].rule, "M3");
    cr_expect_str_eq(enter->violations[0].blame, "a");
    const exn_result *never = checked("scope: {pool: [a]}\nmanagers: {a: {on-cancel: leaks}}");
    expect_verdict(never, "vacuous", true);
}

Test(asking, finds_who_touches_later_only_when_asked)
{
    const exn_result *result = checked("scope: {pool: [a]}\n"
                                       "managers: {a: {on-cancel: touches later}}\n"
                                       "cancel: {where: anywhere, operations: anywhere}");
    expect_verdict(result, "violated", false);
    cr_expect_eq(result->violation_count, 1);
    cr_expect_str_eq(result->violations[0].rule, "M8");
}
