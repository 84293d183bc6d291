/* X6, X7, X8. */
#include "border.h"

/* X6, X7, X8: what becomes of errors. */

#define BODY_RAISED "a enter begins", "a entered", "body begins", "body raises"
#define TWO_ENTERED "a enter begins", "b enter begins", "a entered", "b entered"

/* --- X6 propagation --------------------------------------------------------------------------- */

Test(x6, is_kept_by_an_error_that_leaves)
{
    keeps("X6", "pool a", BODY_RAISED, "a exit begins (body)", "a exited",
          "pool closes raises body");
    keeps("X6", "pool a", BODY_RAISED, "a exit begins (body)", "a exit suppresses",
          "pool closes suppressed");
}

Test(x6, is_broken_by_an_error_that_is_swallowed)
{
    breaks("X6", "scope", "body does not leave pool though nobody suppressed it", "pool a",
           BODY_RAISED, "a exit begins (body)", "a exited", "pool closes returns");
    breaks("X6", "scope", "body does not leave pool though nobody suppressed it", "pool",
           "body begins", "body raises", "pool closes suppressed");
}

Test(x6, is_broken_by_an_error_that_leaves_though_it_was_suppressed)
{
    breaks("X6", "scope", "body was suppressed by an exit, and leaves pool all the same",
           "pool a b", TWO_ENTERED, "body begins", "body raises", "b exit begins (body)",
           "a exit begins (body)", "a exit suppresses", "b exited", "pool closes raises body");
}

Test(x6, is_broken_by_a_wrong_flag)
{
    breaks("X6", "scope", "pool says that an error was suppressed, but no suppression counted",
           "pool a", "a enter begins", "a entered", "body begins", "body returns", "a exit begins",
           "a exit suppresses", "pool closes suppressed");
    breaks("X6", "scope", "stack says that nothing was suppressed, but an exit suppressed an error",
           "stack a", BODY_RAISED, "a exit begins (body)", "a exit suppresses",
           "stack closes returns");
}

Test(x6, holds_for_what_a_nested_scope_was_told)
{
    breaks("X6", "scope", "body was suppressed by an exit, and stack.pool does not say so",
           "stack [pool a]", "stack.pool enter begins", "a enter begins", "a entered",
           "stack.pool entered", "body begins", "body raises", "stack.pool exit begins (body)",
           "a exit begins (body)", "a exit suppresses", "stack.pool exited");
    breaks("X6", "scope", "body does not leave stack.pool though nobody suppressed it",
           "stack [pool a]", "stack.pool enter begins", "a enter begins", "a entered",
           "stack.pool entered", "body begins", "body raises", "stack.pool exit begins (body)",
           "a exit begins (body)", "a exited", "stack.pool exit suppresses");
}

Test(x6, is_broken_by_a_nested_scope_that_suppresses_what_it_was_not_told)
{
    breaks("X6", "scope", "stack.pool says that it suppressed an error, and was told none",
           "stack [pool a]", "stack.pool enter begins", "a enter begins", "a entered",
           "stack.pool entered", "body begins", "body returns", "stack.pool exit begins",
           "a exit begins", "a exited", "stack.pool exit suppresses");
}

/* --- X7 conservation -------------------------------------------------------------------------- */

Test(x7, is_kept_by_an_outcome_with_all_errors)
{
    keeps("X7", "pool a b", TWO_ENTERED, "body begins", "body raises", "b exit begins (body)",
          "a exit begins (body)", "b exit fails", "a exit fails",
          "pool closes raises [body, a.exit, b.exit]");
    keeps("X7", "stack a", BODY_RAISED, "a exit begins (body)", "a exit fails",
          "stack closes raises [a.exit, body]");
}

Test(x7, is_broken_by_an_error_that_is_lost)
{
    breaks("X7", "scope", "b.enter was raised, and does not leave pool", "pool/wait-all a b",
           "a enter begins", "b enter begins", "a enter fails", "b enter fails",
           "pool closes raises a.enter");
    expect_note("b.enter is lost");
    breaks("X7", "scope", "pool.deadline was raised, and does not leave pool", "pool a",
           "a enter begins", "pool expires", "a cancel requested", "a enter canceled",
           "pool closes returns");
}

Test(x7, is_broken_by_an_error_that_is_told_twice)
{
    breaks("X7", "scope", "body leaves pool twice", "pool", "body begins", "body raises",
           "pool closes raises [body, body]");
}

Test(x7, is_broken_by_an_error_that_is_invented)
{
    breaks("X7", "scope", "a.exit leaves pool, and was suppressed or never raised in it", "pool a",
           BODY_RAISED, "a exit begins (body)", "a exited", "pool closes raises [body, a.exit]");
    breaks("X7", "scope",
           "an error that nobody raised leaves pool, and was suppressed or never raised in it",
           "pool", "body begins", "body returns", "pool closes raises strange");
}

Test(x7, is_broken_by_errors_in_another_order)
{
    breaks("X7", "scope", "the errors of pool stand in the wrong order: body belongs in place 1",
           "pool a", BODY_RAISED, "a exit begins (body)", "a exit fails",
           "pool closes raises [a.exit, body]");
}

Test(x7, is_broken_by_a_cancellation_among_the_errors)
{
    breaks("X7", "scope", "canceled leaves pool, and was suppressed or never raised in it", "pool",
           "body begins", "cancel", "body cancel requested", "body canceled",
           "pool closes raises canceled + canceled");
}

#define BOTH_INNER_FAIL                                                                            \
    "stack.pool enter begins", "a enter begins", "b enter begins", "b enter fails", "a enter fails"

Test(x7, wants_one_error_with_members_from_a_nested_pool)
{
    keeps("X7", "stack [pool/wait-all a b]", BOTH_INNER_FAIL,
          "stack.pool enter fails (stack.pool.enter: b.enter, a.enter)",
          "stack closes raises [b.enter, a.enter]");
    breaks("X7", "scope", "stack.pool raises b.enter instead of stack.pool.enter",
           "stack [pool/wait-all a b]", BOTH_INNER_FAIL,
           "stack.pool enter fails (b.enter: b.enter, a.enter)");
}

/* E5: the cause is the parent's, and is not raised again. */
Test(x7, is_broken_by_a_nested_scope_that_raises_its_cause)
{
    breaks("X7", "scope", "body leaves stack.pool, and was suppressed or never raised in it",
           "stack [pool a]", "stack.pool enter begins", "a enter begins", "a entered",
           "stack.pool entered", "body begins", "body raises", "stack.pool exit begins (body)",
           "a exit begins (body)", "a exited", "stack.pool exit fails (body)");
}

/* --- X8 cause --------------------------------------------------------------------------------- */

Test(x8, is_kept_by_what_propagates)
{
    keeps("X8", "stack a b", "a enter begins", "a entered", "b enter begins", "b entered",
          "body begins", "body raises", "b exit begins (body)", "b exit fails",
          "a exit begins (b.exit)");
    keeps("X8", "pool a b", TWO_ENTERED, "body begins", "body raises", "b exit begins (body)",
          "a exit begins (body)");
}

Test(x8, is_broken_by_another_cause)
{
    breaks("X8", "scope", "the exit of a is told none instead of body", "pool a", BODY_RAISED,
           "a exit begins");
    expect_note("a should be told body");
    breaks("X8", "scope", "the exit of a is told body instead of b.exit", "stack a b",
           "a enter begins", "a entered", "b enter begins", "b entered", "body begins",
           "body raises", "b exit begins (body)", "b exit fails", "a exit begins (body)");
    breaks("X8", "scope", "the exit of a is told body instead of none", "stack a b",
           "a enter begins", "a entered", "b enter begins", "b entered", "body begins",
           "body raises", "b exit begins (body)", "b exit suppresses", "a exit begins (body)");
    breaks("X8", "scope", "the exit of a is told none instead of b.enter", "pool a b",
           "a enter begins", "b enter begins", "a entered", "b enter fails", "a exit begins");
}

/* C7 */
Test(x8, is_broken_where_a_cancellation_is_not_told)
{
    breaks("X8", "scope", "the exit of a is told none instead of canceled", "pool a",
           "a enter begins", "a entered", "body begins", "cancel", "body cancel requested",
           "body canceled", "a exit begins");
    breaks("X8", "scope", "the exit of a is told canceled instead of pool.deadline", "pool a",
           "a enter begins", "a entered", "body begins", "pool expires", "body cancel requested",
           "body canceled", "a exit begins (canceled)");
    breaks("X8", "scope", "the exit of a is told canceled instead of none", "pool a",
           "a enter begins", "a entered", "body begins", "cancel", "body cancel requested",
           "body returns", "a exit begins (canceled)");
}

/* S8 */
Test(x8, is_broken_by_a_callback_that_is_told_something)
{
    breaks("X8", "scope", "the exit of log is told body instead of none", "stack *log",
           "body begins", "body raises", "log exit begins (body)");
}

/* --- a body that ends after it has closed its scope ------------------------------------------- */

#define CLOSED_BY_BODY                                                                             \
    "a enter begins", "a entered", "b enter begins", "b entered", "body begins", "stack is closed"

/* The unwinding began with nothing to propagate, and a late error changes no cause. */
Test(late_body, is_told_to_no_exit)
{
    keeps("X8", "stack a b", CLOSED_BY_BODY, "b exit begins", "body raises", "b exited",
          "a exit begins", "a exited", "stack closes raises body");
    breaks("X8", "scope", "the exit of a is told body instead of none", "stack a b", CLOSED_BY_BODY,
           "b exit begins", "body raises", "b exited", "a exit begins (body)");
    breaks("X8", "scope", "the exit of a is told canceled instead of none", "stack a b",
           CLOSED_BY_BODY, "b exit begins", "cancel", "body cancel requested", "body canceled",
           "b exited", "a exit begins (canceled)");
}

/* No exit is left to suppress it. */
Test(late_body, leaves_its_error_first)
{
    keeps("X6", "stack a b", CLOSED_BY_BODY, "b exit begins", "b exit fails",
          "a exit begins (b.exit)", "body raises", "a exit suppresses",
          "stack closes raises body + suppressed");
    keeps("X7", "stack a b", CLOSED_BY_BODY, "b exit begins", "b exit fails",
          "a exit begins (b.exit)", "body raises", "a exited",
          "stack closes raises [body, b.exit]");
    breaks("X6", "scope", "body does not leave stack though nobody suppressed it", "stack a b",
           CLOSED_BY_BODY, "b exit begins", "b exited", "a exit begins", "body raises", "a exited",
           "stack closes returns");
    breaks("X7", "scope", "the errors of stack stand in the wrong order: body belongs in place 1",
           "stack a b", CLOSED_BY_BODY, "b exit begins", "b exit fails", "a exit begins (b.exit)",
           "body raises", "a exited", "stack closes raises [b.exit, body]");
}
