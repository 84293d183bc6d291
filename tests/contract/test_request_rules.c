/* X11, and the timers of scopes. */
#include "border.h"

#include "contract/invariants.h"
#include "contract/profiles.h"

/* X11: a request reaches every enter or body in flight, and nothing else. */

#define IN_BODY "a enter begins", "a entered", "body begins"

/* --- whom it must reach ----------------------------------------------------------------------- */

Test(x11, is_kept_by_a_request_to_all_that_is_in_flight)
{
    keeps("X11", "pool a b", "a enter begins", "b enter begins", "cancel", "a cancel requested",
          "b cancel requested", "step ends");
    keeps("X11", "pool a", IN_BODY, "cancel", "body cancel requested", "step ends");
    keeps("X11", "pool a b", "a enter begins", "b enter begins", "a enter fails",
          "b cancel requested", "step ends");
}

Test(x11, is_broken_by_a_request_that_is_lost)
{
    breaks("X11", "scope", "the cancel request does not reach the enter of b", "pool a b",
           "a enter begins", "b enter begins", "cancel", "a cancel requested", "step ends");
    breaks("X11", "scope", "the cancel request does not reach the body", "pool a", IN_BODY,
           "cancel", "step ends");
    breaks("X11", "scope", "the cancel request does not reach the body", "pool a", IN_BODY,
           "pool expires", "step ends");
}

/* P3: fail-fast asks, wait-all does not. */
Test(x11, follows_the_policy_of_a_pool)
{
    breaks("X11", "scope", "the cancel request does not reach the enter of b", "pool a b",
           "a enter begins", "b enter begins", "a enter fails", "step ends");
    border_after("pool/wait-all a b", "a enter begins", "b enter begins", "a enter fails",
                 "step ends");
    breaks("X11", "scope",
           "b gets a cancel request because another enter failed, and pool waits for all",
           "pool/wait-all a b", "a enter begins", "b enter begins", "a enter fails",
           "b cancel requested");
}

/* S11 */
Test(x11, asks_the_enter_of_a_stack_that_is_closed)
{
    breaks("X11", "scope", "the cancel request does not reach the enter of a", "stack a",
           "a enter begins", "stack is closed", "step ends");
}

/* S11: a body that ends closes its stack, too. */
Test(x11, asks_the_enter_of_a_stack_whose_body_has_ended)
{
#define LATE_ENTER IN_BODY, "late enter begins", "body raises"
    keeps("X11", "stack a ~late", LATE_ENTER, "late cancel requested", "step ends");
    breaks("X11", "scope", "the cancel request does not reach the enter of late", "stack a ~late",
           LATE_ENTER, "step ends");
}

/* S10: a manager that is entered while the stack unwinds is exited next; its enter is not asked to
 * stop. */
Test(x11, asks_nothing_that_is_entered_while_the_stack_unwinds)
{
#define UNWINDS IN_BODY, "body returns", "a exit begins", "late enter begins", "step ends"
    border_after("stack a ~late", UNWINDS);
    breaks("X11", "scope", "late gets a cancel request that nobody made", "stack a ~late", UNWINDS,
           "late cancel requested");
    border_after("stack a ~late", "a enter begins", "stack is closed", "a cancel requested",
                 "a entered", "a exit begins", "late enter begins", "step ends");
    border_after("stack a ~late", "a enter begins", "stack is closed", "a cancel requested",
                 "a entered", "late enter begins", "step ends");
}

Test(x11, reaches_through_a_nested_scope)
{
    breaks("X11", "scope", "the cancel request does not reach the enter of a", "stack [pool a]",
           "stack.pool enter begins", "a enter begins", "cancel", "stack.pool cancel requested",
           "step ends");
}

/* --- whom it must not reach ------------------------------------------------------------------- */

Test(x11, is_broken_by_a_request_that_nobody_made)
{
    breaks("X11", "scope", "a gets a cancel request that nobody made", "pool a", "a enter begins",
           "a cancel requested");
    breaks("X11", "scope", "the body gets a cancel request that nobody made", "pool", "body begins",
           "body cancel requested");
}

/* C2 */
Test(x11, is_broken_by_a_second_request_for_one_operation)
{
    breaks("X11", "scope", "a gets a second cancel request for one operation", "pool a",
           "a enter begins", "cancel", "a cancel requested", "cancel", "a cancel requested");
    breaks("X11", "scope", "the body gets a second cancel request", "pool", "body begins", "cancel",
           "body cancel requested", "cancel", "body cancel requested");
}

Test(x11, is_broken_by_a_request_with_nothing_in_flight)
{
    breaks("X11", "scope", "a gets a cancel request with nothing in flight", "pool a b",
           "a enter begins", "b enter begins", "a entered", "cancel", "a cancel requested");
    breaks("X11", "scope", "a gets a cancel request with nothing in flight", "pool a", "cancel",
           "a cancel requested");
    breaks("X11", "scope", "the body gets a cancel request and is not in flight", "pool",
           "body begins", "cancel", "body cancel requested", "body canceled",
           "body cancel requested");
}

/* C4 */
Test(x11, is_broken_by_a_request_to_a_shielded_exit)
{
    breaks("X11", "scope", "the exit of a gets a cancel request though it is shielded", "pool a",
           IN_BODY, "body returns", "a exit begins", "cancel", "a cancel requested");
}

/* SPEC 8: in the python profile the exit in flight is canceled. */
Test(x11, lets_a_request_reach_the_exits_of_the_python_profile)
{
    border_after("pool a", IN_BODY, "body returns", "a exit begins");
    border_view.promises = *exn_promises_of(EXEUNT_PROFILE_PYTHON);
    cr_assert(happens("cancel"));
    cr_assert(happens("a cancel requested"), "%s", border_breach.message);
}

Test(x11, is_broken_where_the_python_profile_leaves_an_exit_unasked)
{
    border_after("pool a", IN_BODY, "body returns", "a exit begins");
    border_view.promises = *exn_promises_of(EXEUNT_PROFILE_PYTHON);
    cr_assert(happens("cancel"));
    cr_assert_not(happens("step ends"));
    cr_assert_str_eq(border_breach.message, "the cancel request does not reach the exit of a");
}

/* SPEC 8: where exits are asked again a request reaches those that begin later, too. */
Test(x11, is_broken_where_the_trio_profile_leaves_a_late_exit_unasked)
{
    border_after("pool a", IN_BODY, "cancel", "body cancel requested", "body canceled");
    border_view.promises = *exn_promises_of(EXEUNT_PROFILE_TRIO);
    cr_assert(happens("a exit begins (canceled)"));
    cr_assert_not(happens("step ends"));
    cr_assert_str_eq(border_breach.message, "the cancel request does not reach the exit of a");
}

/* SPEC 8: after its own deadline the scope decides. */
Test(x11, leaves_open_whether_the_trio_profile_asks_an_exit_after_a_deadline)
{
    border_after("pool a", IN_BODY, "pool expires", "body cancel requested", "body canceled");
    border_view.promises = *exn_promises_of(EXEUNT_PROFILE_TRIO);
    cr_assert(happens("a exit begins (pool.deadline)"), "%s", border_breach.message);
    cr_assert(happens("step ends"), "%s", border_breach.message);
    cr_assert(happens("a cancel requested"), "%s", border_breach.message);
    cr_assert_not(happens("a cancel requested"));
}

static void begin_exit_of_b_in_trio(void)
{
    border_after("stack a b", "a enter begins", "a entered", "b enter begins", "b entered",
                 "body begins", "body raises", "b exit begins (body)");
    border_view.promises = *exn_promises_of(EXEUNT_PROFILE_TRIO);
    cr_assert(happens("cancel"));
}

/* X8: what a cancel has thrown in an exit those outside of it are told, if that exit was asked. */
Test(x8, lets_the_trio_profile_tell_canceled_behind_an_exit_that_was_asked)
{
    begin_exit_of_b_in_trio();
    cr_assert(happens("b cancel requested") && happens("b exited"), "%s", border_breach.message);
    cr_assert(happens("a exit begins (canceled)"), "%s", border_breach.message);

    begin_exit_of_b_in_trio();
    cr_assert(happens("b exited"), "%s", border_breach.message);
    cr_assert_not(happens("a exit begins (canceled)"));
    cr_assert_str_eq(border_breach.message, "the exit of a is told canceled instead of body");
}

/* C4: one request for each exit that is in flight when the grace time ends. */
Test(x11, asks_the_exits_in_flight_when_the_grace_time_ends)
{
#define GRACE_ENDED                                                                                \
    IN_BODY, "cancel", "body cancel requested", "body canceled", "a exit begins (canceled)",       \
        "pool grace ends"
    keeps("X11", "pool a", GRACE_ENDED, "a cancel requested", "step ends");
    breaks("X11", "scope", "the cancel request does not reach the exit of a", "pool a", GRACE_ENDED,
           "step ends");
    breaks("X11", "scope", "a gets a second cancel request for one operation", "pool a",
           GRACE_ENDED, "a cancel requested", "a cancel requested");
}

/* --- what it keeps from beginning ------------------------------------------------------------- */

Test(x11, is_broken_by_an_enter_that_begins_after_it)
{
    breaks("X11", "scope", "the enter of b begins after the cancel request", "stack a b",
           "a enter begins", "cancel", "a cancel requested", "a entered", "b enter begins");
    breaks("X11", "scope", "the enter of b begins after the deadline", "stack a b",
           "a enter begins", "stack expires", "a cancel requested", "a entered", "b enter begins");
    breaks("X11", "scope", "the enter of b begins after another one failed", "pool a b",
           "a enter begins", "a enter fails", "b enter begins");
}

/* --- the flag --------------------------------------------------------------------------------- */

/* C1, P14 */
Test(x11, wants_the_flag_of_a_request_and_no_other)
{
    keeps("X11", "pool", "cancel", "pool closes canceled");
    breaks("X11", "scope", "pool was canceled and does not say so", "pool", "cancel",
           "pool closes returns");
    breaks("X11", "scope", "pool says that it was canceled, and was not", "pool", "body begins",
           "body returns", "pool closes canceled");
    breaks("X11", "scope", "pool was canceled and does not say so", "pool", "body begins", "cancel",
           "body cancel requested", "body raises", "pool closes raises body");
    breaks("X11", "scope", "pool says that it was canceled, and was not", "pool a b",
           "a enter begins", "b enter begins", "a enter fails", "b cancel requested",
           "b enter canceled", "pool closes raises a.enter + canceled");
}

/* --- the timers of a scope that shows them (C4, C6) ------------------------------------------- */

Test(x11, is_broken_by_a_deadline_that_does_not_start_before_the_first_enter)
{
    border_of("pool a");
    border_facts->shows_clock = true;
    cr_assert_not(happens("a enter begins"));
    cr_assert_str_eq(border_breach.message,
                     "pool does not start its deadline before its first enter");
}

Test(x11, is_broken_by_a_deadline_that_runs_on_in_the_exits)
{
    border_after("pool a", IN_BODY, "body returns", "a exit begins");
    border_facts->shows_clock = true;
    border_view.scopes[0].deadline_started = true;
    cr_assert_not(happens("step ends"));
    cr_assert_str_eq(border_breach.message,
                     "pool lets its deadline run on though enters and body are over");
}

Test(x11, is_broken_by_a_grace_time_that_does_not_start)
{
    border_after("pool a", IN_BODY, "cancel", "body cancel requested", "body canceled",
                 "a exit begins (canceled)");
    border_facts->shows_clock = true;
    cr_assert_not(happens("step ends"));
    cr_assert_str_eq(border_breach.message, "pool does not start its grace time");
}

Test(x11, is_broken_by_a_grace_time_that_runs_on_after_the_end)
{
    border_after("pool a", IN_BODY, "cancel", "body cancel requested", "body canceled",
                 "a exit begins (canceled)", "a exited", "pool closes canceled");
    border_facts->shows_clock = true;
    border_view.scopes[0].grace_started = true;
    cr_assert_not(happens("step ends"));
    cr_assert_str_eq(border_breach.message, "pool lets its grace time run on though it has closed");
}

static bool tells(exeunt_clock clock)
{
    exn_tally tally = {.checked = {0}};
    exn_event event = {.kind = EXN_TELLS_CLOCK, .member = EXN_NONE, .clock = clock};
    return !exn_rules_check(&border_view, &event, &tally, &border_breach);
}

Test(x11, compares_what_a_scope_tells_of_its_timers)
{
    border_of("pool a");
    border_view.scopes[0].begun = false;
    cr_assert_not(tells(EXEUNT_CLOCK_DEADLINE_START)); /* too early */
    border_after("pool a", IN_BODY);
    border_view.scopes[0].deadline_started = true;
    cr_assert_not(tells(EXEUNT_CLOCK_DEADLINE_START)); /* too late */
    cr_assert_not(tells(EXEUNT_CLOCK_DEADLINE_STOP));  /* the body is in flight */
    cr_assert_not(tells(EXEUNT_CLOCK_GRACE_START));    /* there was no request */
    border_after("pool a", IN_BODY, "cancel", "body cancel requested", "body canceled",
                 "a exit begins (canceled)");
    border_view.scopes[0].deadline_started = true;
    cr_assert(tells(EXEUNT_CLOCK_DEADLINE_STOP));
    cr_assert(tells(EXEUNT_CLOCK_GRACE_START));
    border_view.scopes[0].grace_stopped = true;
    cr_assert_not(tells(EXEUNT_CLOCK_GRACE_START)); /* it was stopped before */
    border_after("pool a", "cancel");
    cr_assert_not(tells(EXEUNT_CLOCK_DEADLINE_START)); /* the request came first */
}

Test(x11, is_broken_by_a_deadline_that_does_not_start_before_the_body_of_none)
{
    border_of("pool");
    border_facts->shows_clock = true;
    cr_assert_not(happens("body begins"));
    cr_assert_str_eq(border_breach.message, "pool does not start its deadline before its body");
}

Test(x11, is_broken_by_a_grace_time_that_ends_before_the_exits)
{
    border_after("pool a", IN_BODY, "cancel", "body cancel requested", "body canceled",
                 "a exit begins (canceled)");
    border_facts->shows_clock = true;
    border_view.scopes[0].grace_started = true;
    border_view.scopes[0].grace_stopped = true;
    cr_assert_not(happens("step ends"));
    cr_assert_str_eq(border_breach.message, "pool stops its grace time while an exit is in flight");
}
