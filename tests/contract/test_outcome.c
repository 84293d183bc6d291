/* The causes and outcomes that the reference expects. */
#include "border.h"

#include "contract/profiles.h"

/* The reference: which cause an exit must receive and how a scope must end, from the events
 * alone. */

#define STACK_OF_THREE                                                                             \
    "a enter begins", "a entered", "b enter begins", "b entered", "c enter begins", "c entered",   \
        "body begins"
#define POOL_OF_THREE                                                                              \
    "a enter begins", "b enter begins", "c enter begins", "a entered", "b entered", "c entered",   \
        "body begins"

/* --- stack ------------------------------------------------------------------------------------ */

/* S7 */
Test(outcome, of_a_stack_is_the_chain_newest_first)
{
    border_after("stack a b c", STACK_OF_THREE, "body raises", "c exit begins (body)",
                 "c exit fails");
    expect_cause("b", "c.exit");
    cr_assert(happens("b exit begins (c.exit)"));
    cr_assert(happens("b exit fails"));
    expect_cause("a", "b.exit");
    expect_errors("stack", "b.exit", "c.exit", "body");
}

/* S7: after a clean body too. */
Test(outcome, of_a_stack_is_the_chain_after_a_clean_body_too)
{
    border_after("stack a b c", STACK_OF_THREE, "body returns", "c exit begins", "c exit fails",
                 "b exit begins (c.exit)", "b exited", "a exit begins (c.exit)", "a exit fails");
    expect_errors("stack", "a.exit", "c.exit");
}

/* S6 */
Test(outcome, of_a_stack_forgets_the_whole_chain_with_a_suppression)
{
    border_after("stack a b c", STACK_OF_THREE, "body raises", "c exit begins (body)",
                 "c exit fails", "b exit begins (c.exit)", "b exit suppresses");
    expect_cause("a", "none");
    expect_no_errors("stack");
    cr_assert(border_view.scopes[0].suppressed);
    cr_assert(border_view.scopes[0].cause_suppressed);
}

/* S6: an error after a suppression starts a chain of its own. */
Test(outcome, of_a_stack_begins_again_behind_a_suppression)
{
    border_after("stack a b c", STACK_OF_THREE, "body raises", "c exit begins (body)",
                 "c exit suppresses", "b exit begins", "b exit fails");
    expect_cause("a", "b.exit");
    expect_errors("stack", "b.exit");
}

/* S6, X6: suppressing an exit's error alone leaves the body's error as it was. */
Test(outcome, of_a_stack_tells_a_suppressed_body_from_a_suppressed_exit)
{
    border_after("stack a b c", STACK_OF_THREE, "body returns", "c exit begins", "c exit fails",
                 "b exit begins (c.exit)", "b exit suppresses");
    cr_assert(border_view.scopes[0].suppressed);
    cr_assert_not(border_view.scopes[0].cause_suppressed);
}

/* S1 */
Test(outcome, of_a_stack_is_the_failed_enter)
{
    border_after("stack a b c", "a enter begins", "a entered", "b enter begins", "b enter fails");
    expect_cause("a", "b.enter");
    expect_errors("stack", "b.enter");
    cr_assert(counts("a", "b.enter"));
}

/* S8 */
Test(outcome, of_a_stack_lets_no_callback_hear_or_suppress)
{
    border_after("stack a *log", "a enter begins", "a entered", "body begins", "body raises");
    expect_cause("log", "none");
    cr_assert_not(counts("log", "body"));
    cr_assert(happens("log exit begins"));
    cr_assert(happens("log exit fails"));
    expect_cause("a", "log.exit");
    expect_errors("stack", "log.exit", "body");
}

/* E2 */
Test(outcome, of_a_stack_links_an_error_to_nothing_that_is_raised_again)
{
    border_after("stack a b c", STACK_OF_THREE, "body raises", "c exit begins (body)",
                 "c exit fails", "b exit begins (c.exit)", "b exit fails (body)");
    expect_cause("a", "c.exit");
    expect_errors("stack", "c.exit", "body");
}

/* --- pool ------------------------------------------------------------------------------------- */

/* P10 */
Test(outcome, of_a_pool_tells_all_exits_the_same)
{
    border_after("pool a b c", POOL_OF_THREE, "body raises", "c exit begins (body)",
                 "c exit fails");
    expect_cause("b", "body");
    expect_cause("a", "body");
}

/* P12: any. */
Test(outcome, of_a_pool_suppresses_if_any_exit_does)
{
    border_after("pool a b c", POOL_OF_THREE, "body raises", "c exit begins (body)",
                 "b exit begins (body)", "a exit begins (body)", "b exit suppresses", "c exited",
                 "a exit fails");
    expect_errors("pool", "a.exit");
    cr_assert(border_view.scopes[0].suppressed);
}

/* P12: none. */
Test(outcome, of_a_pool_does_not_suppress_what_no_exit_does)
{
    border_after("pool", "body begins", "body raises");
    expect_errors("pool", "body");
    cr_assert_not(border_view.scopes[0].suppressed);
}

/* P13 */
Test(outcome, of_a_pool_is_the_body_then_the_managers_in_order)
{
    border_after("pool a b c", POOL_OF_THREE, "body raises", "c exit begins (body)",
                 "b exit begins (body)", "a exit begins (body)", "c exit fails", "b exited",
                 "a exit fails");
    expect_errors("pool", "body", "a.exit", "c.exit");
}

/* P13: time decides about the primary error only. */
Test(outcome, of_a_rollback_is_the_first_failure_then_the_managers_in_order)
{
    border_after("pool/wait-all a b c d", "a enter begins", "b enter begins", "c enter begins",
                 "d enter begins", "d enter fails", "c enter fails", "b entered", "a enter fails",
                 "b exit begins (d.enter)", "b exit fails");
    expect_cause("b", "d.enter");
    expect_errors("pool", "d.enter", "a.enter", "b.exit", "c.enter");
}

/* P6 */
Test(outcome, of_a_rollback_counts_no_suppression)
{
    border_after("pool a b", "a enter begins", "b enter begins", "a entered", "b enter fails");
    cr_assert_not(counts("a", "b.enter"));
    cr_assert(happens("a exit begins (b.enter)"));
    cr_assert(happens("a exit suppresses"));
    expect_errors("pool", "b.enter");
    cr_assert_not(border_view.scopes[0].suppressed);
}

/* --- cancel and time -------------------------------------------------------------------------- */

/* C7 */
Test(outcome, of_a_canceled_body_is_told_to_the_exits)
{
    border_after("stack a", "a enter begins", "a entered", "body begins", "cancel",
                 "body cancel requested", "body canceled");
    expect_cause("a", "canceled");
    expect_no_errors("stack");
}

/* C7: a body that returned has returned. */
Test(outcome, of_a_body_that_returned_is_nothing_to_tell)
{
    border_after("stack a", "a enter begins", "a entered", "body begins", "cancel",
                 "body cancel requested", "body returns");
    expect_cause("a", "none");
}

/* C7: whenever no other error propagates. */
Test(outcome, of_a_canceled_enter_is_told_again_behind_a_suppression)
{
    border_after("stack a b", "a enter begins", "a entered", "b enter begins", "cancel",
                 "b cancel requested", "b entered", "b exit begins (canceled)", "b exit fails");
    expect_cause("a", "b.exit");
    cr_assert(happens("a exit begins (b.exit)"));
    border_after("stack a b c", STACK_OF_THREE, "cancel", "body cancel requested", "body canceled",
                 "c exit begins (canceled)", "c exit fails", "b exit begins (c.exit)",
                 "b exit suppresses");
    expect_cause("a", "canceled");
}

/* C5 */
Test(outcome, of_a_cancellation_is_not_suppressed)
{
    border_after("stack a", "a enter begins", "a entered", "body begins", "cancel",
                 "body cancel requested", "body canceled");
    cr_assert_not(counts("a", "canceled"));
    cr_assert_not(counts("a", "stack.deadline"));
    cr_assert(counts("a", "body"));
}

/* SPEC 8 */
Test(outcome, follows_the_profile_where_it_asks_who_suppresses)
{
    border_after("stack a", "a enter begins", "a entered", "body begins", "body raises");
    border_view.promises = *exn_promises_of(EXEUNT_PROFILE_PYTHON);
    cr_assert(counts("a", "body"));
    cr_assert(counts("a", "canceled"));
    border_view.promises = *exn_promises_of(EXEUNT_PROFILE_TC39);
    cr_assert_not(counts("a", "body"));
    border_view.promises = *exn_promises_of(EXEUNT_PROFILE_JAVA);
    cr_assert_not(counts("a", "body"));
}

/* SPEC 8: Java lists the body first, then the errors of the exits in their order. */
Test(outcome, follows_the_profile_where_it_asks_for_the_order)
{
    border_after("stack a b", "a enter begins", "a entered", "b enter begins", "b entered",
                 "body begins", "body raises", "b exit begins (body)", "b exit fails",
                 "a exit begins (b.exit)", "a exit fails");
    expect_errors("stack", "a.exit", "b.exit", "body");
    border_view.promises = *exn_promises_of(EXEUNT_PROFILE_JAVA);
    expect_errors("stack", "body", "b.exit", "a.exit");
}

/* C6: it comes last. */
Test(outcome, puts_the_deadline_last)
{
    border_after("pool a", "a enter begins", "a entered", "body begins", "pool expires",
                 "body cancel requested", "body raises", "a exit begins (body)", "a exit fails");
    expect_errors("pool", "body", "a.exit", "pool.deadline");
    border_after("stack a", "a enter begins", "a entered", "body begins", "stack expires",
                 "body cancel requested", "body canceled", "a exit begins (stack.deadline)",
                 "a exit fails");
    expect_errors("stack", "a.exit", "stack.deadline");
}

/* C7: if both came, it is the deadline. */
Test(outcome, tells_the_deadline_rather_than_the_cancellation)
{
    border_after("stack a", "a enter begins", "a entered", "body begins", "cancel",
                 "body cancel requested", "stack expires", "body canceled");
    expect_cause("a", "stack.deadline");
}

/* --- nesting ---------------------------------------------------------------------------------- */

#define INNER_ENTERED                                                                              \
    "stack.pool enter begins", "a enter begins", "b enter begins", "a entered", "b entered",       \
        "stack.pool entered", "body begins"

/* E5 */
Test(outcome, of_a_nested_pool_is_one_error_or_one_with_members)
{
    border_after("stack [pool a b]", INNER_ENTERED, "body returns", "stack.pool exit begins",
                 "b exit begins", "a exit begins", "b exit fails", "a exited");
    expect_raise("stack.pool", "b.exit");
    border_after("stack [pool a b]", INNER_ENTERED, "body returns", "stack.pool exit begins",
                 "b exit begins", "a exit begins", "b exit fails", "a exit fails");
    expect_raise("stack.pool", "stack.pool.exit");
    expect_errors("stack.pool", "a.exit", "b.exit");
}

/* E5: the cause is not raised again. */
Test(outcome, of_a_nested_scope_is_nothing_without_an_error_of_its_own)
{
    border_after("stack [pool a b]", INNER_ENTERED, "body raises", "stack.pool exit begins (body)",
                 "b exit begins (body)", "a exit begins (body)", "b exited", "a exited");
    expect_raise("stack.pool", "none");
    expect_no_errors("stack.pool");
    cr_assert(happens("stack.pool exited"));
    expect_errors("stack", "body");
}

/* E5: a stack raises its newest error; the chain ends at the cause. */
Test(outcome, of_a_nested_stack_is_its_newest_error)
{
    border_after("stack [stack a b]", "stack.stack enter begins", "a enter begins", "a entered",
                 "b enter begins", "b entered", "stack.stack entered", "body begins", "body raises",
                 "stack.stack exit begins (body)", "b exit begins (body)", "b exit fails",
                 "a exit begins (b.exit)", "a exit fails");
    expect_raise("stack.stack", "a.exit");
    expect_errors("stack.stack", "a.exit", "b.exit");
    cr_assert(happens("stack.stack exit fails (a.exit: a.exit, b.exit)"));
    expect_errors("stack", "a.exit", "b.exit", "body");
}

/* E6: first the suppression, then the failure without a context. */
Test(outcome, takes_the_suppression_of_a_nested_scope_before_its_failure)
{
    border_after("stack [pool a b]", INNER_ENTERED, "body raises", "stack.pool exit begins (body)",
                 "b exit begins (body)", "a exit begins (body)", "b exit suppresses",
                 "a exit fails", "stack.pool exit fails (a.exit), and suppresses");
    expect_errors("stack", "a.exit");
    cr_assert(border_view.scopes[0].suppressed);
}

/* P6, S1: a nested stack whose enter unwinds counts no suppression, an outermost one does. */
Test(outcome, of_a_nested_stack_whose_enter_unwinds_counts_no_suppression)
{
    border_after("stack [stack a b]", "stack.stack enter begins", "a enter begins", "a entered",
                 "b enter begins", "b enter fails");
    cr_assert_not(counts("a", "b.enter"));
}

/* P13: the errors of a nested scope stay together, at the place of that member. */
Test(outcome, of_a_pool_keeps_the_errors_of_a_nested_scope_together)
{
    border_after("pool/wait-all a [pool/wait-all b c] d", "a enter begins",
                 "pool.pool enter begins", "b enter begins", "c enter begins", "d enter begins",
                 "d enter fails", "c enter fails", "b enter fails",
                 "pool.pool enter fails (pool.pool.enter: c.enter, b.enter)", "a enter fails");
    expect_errors("pool", "d.enter", "a.enter", "c.enter", "b.enter");
}
