/* X1 to X5, X9, X10, X12, X13. */
#include "border.h"
#include "contract/invariants.h"

/* X1-X5, X9, X10, X12, X13: which managers are entered and exited, when, and in which order. */

#define BODY_RETURNED "a enter begins", "a entered", "body begins", "body returns"

/* --- X1 exactly-once -------------------------------------------------------------------------- */

Test(x1, is_kept_by_an_exit_for_each_enter)
{
    keeps("X1", "pool a", BODY_RETURNED, "a exit begins", "a exited", "pool closes returns");
    keeps("X1", "pool a b", "a enter begins", "b enter begins", "a entered", "b enter fails",
          "a exit begins (b.enter)", "a exited", "pool closes raises b.enter");
}

Test(x1, is_broken_by_a_manager_that_is_never_exited)
{
    breaks("X1", "scope", "a was entered and never exited", "pool a", BODY_RETURNED,
           "pool closes returns");
    expect_note("a is still entered");
    breaks("X1", "scope", "lock was entered and never exited", "stack +lock", "body begins",
           "body returns", "stack closes returns");
}

Test(x1, is_broken_by_a_second_exit)
{
    breaks("X1", "scope", "a is exited a second time", "pool a", BODY_RETURNED, "a exit begins",
           "a exited", "a exit begins");
    breaks("X1", "scope", "a is exited a second time", "pool a", BODY_RETURNED, "a exit begins",
           "a exit begins");
}

Test(x1, holds_for_a_nested_scope_by_itself)
{
    breaks("X1", "scope", "a was entered and never exited", "stack [pool a]",
           "stack.pool enter begins", "a enter begins", "a entered", "stack.pool entered",
           "body begins", "body returns", "stack.pool exit begins", "stack.pool exited");
    breaks("X1", "scope", "a was entered and never exited", "stack [pool a b]",
           "stack.pool enter begins", "a enter begins", "b enter begins", "a entered",
           "b enter fails", "stack.pool enter fails (b.enter)");
}

/* --- X2 never-unentered ----------------------------------------------------------------------- */

Test(x2, is_kept_by_exits_of_what_was_entered_or_pushed)
{
    keeps("X2", "stack +lock *log", "body begins", "body returns", "log exit begins", "log exited",
          "lock exit begins", "lock exited", "stack closes returns");
}

Test(x2, is_broken_by_the_exit_of_what_is_not_entered)
{
    breaks("X2", "scope", "b is exited but was neither entered nor pushed", "stack a b",
           "a enter begins", "a enter fails", "b exit begins (a.enter)");
    breaks("X2", "scope", "a is exited though its enter did not succeed", "stack a",
           "a enter begins", "a enter fails", "a exit begins (a.enter)");
    breaks("X2", "scope", "a is exited though its enter did not succeed", "pool a b",
           "a enter begins", "b enter begins", "b enter fails", "a cancel requested",
           "a enter canceled", "a exit begins (b.enter)");
    breaks("X2", "scope", "a is exited while its enter is in flight", "pool a", "a enter begins",
           "a exit begins");
}

/* --- X3 one-at-a-time ------------------------------------------------------------------------- */

Test(x3, is_kept_by_one_operation_at_a_time)
{
    keeps("X3", "pool a b", "a enter begins", "b enter begins", "step ends");
}

Test(x3, is_broken_by_an_enter_beside_another_operation)
{
    breaks("X3", "scope", "a is entered while another operation of it is in flight", "pool a",
           "a enter begins", "a enter begins");
    breaks("X3", "scope", "a is entered while it is held already", "pool a", "a enter begins",
           "a entered", "a enter begins");
    breaks("X3", "scope", "a is entered while another operation of it is in flight", "pool a",
           BODY_RETURNED, "a exit begins", "a enter begins");
}

/* --- X4 settled ------------------------------------------------------------------------------- */

Test(x4, is_kept_by_a_scope_that_waits_for_all)
{
    keeps("X4", "pool a", "a enter begins", "a enter fails", "pool closes raises a.enter");
}

Test(x4, is_broken_by_closing_while_something_is_in_flight)
{
    breaks("X4", "scope", "pool closes while the enter of b is in flight", "pool/wait-all a b",
           "a enter begins", "b enter begins", "a enter fails", "pool closes raises a.enter");
    expect_note("b is still in flight");
    breaks("X4", "scope", "pool closes while the exit of a is in flight", "pool a", BODY_RETURNED,
           "a exit begins", "pool closes returns");
    breaks("X4", "scope", "pool closes while its body is in flight", "pool", "body begins",
           "pool closes returns");
}

Test(x4, is_broken_by_a_call_after_the_end)
{
    breaks("X4", "scope", "pool calls a after it has closed", "pool a", "cancel",
           "pool closes canceled", "a enter begins");
    breaks("X4", "scope", "pool calls a after it has closed", "pool a", "cancel",
           "pool closes canceled", "a cancel requested");
    breaks("X4", "scope", "pool calls its body after it has closed", "pool", "body begins",
           "body returns", "pool closes returns", "body cancel requested");
}

Test(x4, holds_for_a_nested_scope_by_itself)
{
    breaks("X4", "scope", "stack.pool closes while the enter of b is in flight",
           "stack [pool/wait-all a b]", "stack.pool enter begins", "a enter begins",
           "b enter begins", "a enter fails", "stack.pool enter fails (a.enter)");
}

/* --- X5 body-gate ----------------------------------------------------------------------------- */

Test(x5, is_kept_by_a_body_behind_all_enters)
{
    keeps("X5", "pool a b", "a enter begins", "b enter begins", "b entered", "a entered",
          "body begins");
    keeps("X5", "stack [pool a]", "stack.pool enter begins", "a enter begins", "a entered",
          "stack.pool entered", "body begins");
    keeps("X5", "pool a", "a enter begins", "cancel", "a cancel requested", "a entered",
          "a exit begins (canceled)", "a exited", "pool closes canceled");
}

Test(x5, is_broken_by_a_body_that_begins_too_early)
{
    breaks("X5", "scope", "pool runs its body though not every manager was entered", "pool a b",
           "a enter begins", "b enter begins", "a entered", "body begins");
    breaks("X5", "scope", "pool runs its body though not every manager was entered", "pool a",
           "a enter begins", "a enter fails", "body begins");
    breaks("X5", "scope", "stack.pool settles entered though not every manager was entered",
           "stack [pool a]", "stack.pool enter begins", "a enter begins", "stack.pool entered");
}

Test(x5, is_broken_by_a_body_after_a_request)
{
    breaks("X5", "scope", "the body is given a value for a that it did not enter with", "pool a",
           "a enter begins", "a entered", "a given another value");
    breaks("X5", "scope", "pool runs its body after a cancel request", "pool a", "a enter begins",
           "a entered", "cancel", "body begins");
    breaks("X5", "scope", "pool runs its body after its deadline", "pool a", "a enter begins",
           "pool expires", "a cancel requested", "a entered", "body begins");
}

Test(x5, is_broken_by_a_body_that_runs_twice)
{
    breaks("X5", "scope", "the body of pool runs a second time", "pool", "body begins",
           "body returns", "body begins");
}

Test(x5, is_broken_by_a_body_that_never_runs)
{
    breaks("X5", "scope", "the body never ran though every manager of pool was entered", "pool a",
           "a enter begins", "a entered", "a exit begins");
    breaks("X5", "scope", "the body never ran though every manager of pool was entered", "pool",
           "pool closes returns");
    breaks("X5", "scope", "stack.pool does not settle entered though every manager was entered",
           "stack [pool a]", "stack.pool enter begins", "a enter begins", "a entered",
           "a exit begins");
}

Test(x5, does_not_ask_for_the_body_of_a_stack_that_an_action_closed)
{
    border_after("stack a b", "a enter begins", "a entered", "b enter begins", "stack is closed",
                 "b cancel requested", "b entered", "b exit begins", "b exited", "a exit begins",
                 "a exited", "stack closes returns");
}

/* --- X9 progress ------------------------------------------------------------------------------ */

Test(x9, is_kept_by_a_scope_that_closes)
{
    keeps("X9", "pool", "body begins", "body returns", "pool closes returns");
}

Test(x9, is_broken_where_nothing_more_comes)
{
    breaks("X9", "body",
           "the body never settles: a cancel request (`at-least: 1`) or a deadline would ask it to "
           "stop",
           "pool", "body begins", "stuck at body");
    expect_note("the body never settles");
    breaks("X9", "body", "the body never settles, though it was asked to stop", "pool",
           "body begins", "cancel", "body cancel requested", "stuck at body");
    breaks("X9", "scope", "nothing more comes, but pool never closes", "pool", "body begins",
           "stuck");
    breaks("X9", "scope", "nothing more comes, but pool never closes", "pool", "body begins",
           "body returns", "stuck");
}

Test(x9, is_broken_by_a_run_without_end)
{
    breaks("X9", "scope", "the run exceeds its step limit: it does not end", "pool a",
           "a enter begins", "endless");
    breaks("X9", "body", "the run exceeds its step limit: the body does not end", "pool",
           "body begins", "endless at body");
}

/* --- X10 closed-once -------------------------------------------------------------------------- */

Test(x10, is_kept_by_the_first_end)
{
    keeps("X10", "pool", "body begins", "body returns", "pool closes returns");
}

Test(x10, is_broken_by_a_second_end)
{
    breaks("X10", "scope", "pool closes a second time", "pool", "body begins", "body returns",
           "pool closes returns", "pool closes returns");
    breaks("X10", "scope", "stack.pool reports an end that it has reported", "stack [pool]",
           "stack.pool enter begins", "stack.pool entered", "stack.pool settles again");
}

/* --- X12 order -------------------------------------------------------------------------------- */

#define TWO_IN_A_STACK                                                                             \
    "a enter begins", "a entered", "b enter begins", "b entered", "body begins", "body returns"
#define TWO_IN_A_POOL                                                                              \
    "a enter begins", "b enter begins", "a entered", "b entered", "body begins", "body returns"

Test(x12, is_kept_by_the_reverse_order)
{
    keeps("X12", "stack a b", TWO_IN_A_STACK, "b exit begins", "step ends", "b exited",
          "a exit begins", "step ends");
    keeps("X12", "pool a b", TWO_IN_A_POOL, "b exit begins", "a exit begins", "step ends");
}

Test(x12, is_broken_by_a_stack_in_another_order)
{
    breaks("X12", "scope", "the exit of a begins before that of b, which was registered later",
           "stack a b", TWO_IN_A_STACK, "a exit begins");
    breaks("X12", "scope", "the exit of a begins while another one is in flight", "stack a b",
           TWO_IN_A_STACK, "b exit begins", "a exit begins");
    breaks("X12", "scope", "the enter of b begins while another one is in flight", "stack a b",
           "a enter begins", "b enter begins");
}

Test(x12, is_broken_by_a_stack_that_enters_in_another_order)
{
    breaks("X12", "scope", "the enter of b begins before that of a", "stack a b", "b enter begins");
    breaks("X12", "scope", "the enter of c begins before that of b", "stack a +lock b c",
           "a enter begins", "a entered", "c enter begins");
    breaks("X12", "scope", "the enter of a begins though one has failed", "stack a b",
           "a enter begins", "a enter fails", "a enter begins");
    breaks("X12", "scope", "the enter of b begins though one has failed", "stack a b",
           "a enter begins", "a enter fails", "b enter begins");
    breaks("X12", "scope", "the enter of b begins though its scope is closing", "stack a b",
           "a enter begins", "stack is closed", "a entered", "b enter begins");
}

/* S11, S12: an operation in flight settles first. */
Test(x12, is_broken_by_a_stack_that_exits_while_one_of_its_own_enters)
{
    breaks("X12", "scope", "the exit of a begins while the enter of b is in flight", "stack a b",
           "a enter begins", "a entered", "b enter begins", "cancel", "b cancel requested",
           "a exit begins (canceled)");
    breaks("X12", "scope", "the exit of b begins while the enter of late is in flight",
           "stack a b ~late", TWO_IN_A_STACK, "late enter begins", "b exit begins");
    keeps("X12", "stack a [stack b c]", "a enter begins", "a entered", "stack.stack enter begins",
          "b enter begins", "b entered", "c enter begins", "c enter fails",
          "b exit begins (c.enter)", "b exited", "stack.stack enter fails (c.enter)",
          "a exit begins (c.enter)");
}

/* S12: every manager of the plan is entered, or something has stopped the scope. */
Test(x12, is_broken_by_a_scope_that_leaves_managers_out)
{
    breaks("X12", "scope", "stack ends and has never begun to enter b", "stack a b c",
           "a enter begins", "a entered", "a exit begins");
    breaks("X12", "scope", "pool ends and has never begun to enter a", "pool a b",
           "pool closes returns");
    breaks("X12", "scope", "pool ends and has never begun to enter b", "pool/wait-all a b",
           "a enter begins", "a enter fails", "pool closes raises a.enter");
    breaks("X12", "scope", "stack.pool ends and has never begun to enter b",
           "stack [pool/wait-all a b]", "stack.pool enter begins", "a enter begins",
           "a enter fails", "stack.pool enter fails (a.enter)");
    breaks("X12", "scope", "stack.pool ends and has never begun to enter a", "stack [pool a]",
           "stack.pool enter begins", "stack.pool enter canceled");
    keeps("X12", "stack a b", "a enter begins", "cancel", "a cancel requested", "a entered",
          "a exit begins (canceled)", "a exited", "stack closes canceled");
}

/* P2 */
Test(x12, is_broken_by_a_pool_that_enters_one_after_the_other)
{
    breaks("X12", "scope", "pool waits and has not begun to enter b", "pool a b c",
           "a enter begins", "step ends");
    breaks("X12", "scope", "the enter of b begins before that of a", "pool a b", "b enter begins");
    breaks("X12", "scope", "stack.pool waits and has not begun to enter b",
           "stack [pool/wait-all a b]", "stack.pool enter begins", "a enter begins",
           "a enter fails", "step ends");
    keeps("X12", "pool a b", "a enter begins", "a enter fails", "step ends");
    keeps("X12", "pool a b", "a enter begins", "cancel", "a cancel requested", "step ends");
}

/* P3 */
Test(x12, is_broken_by_a_pool_that_rolls_back_while_one_enters)
{
    breaks("X12", "scope", "the exit of a begins while the enter of b is in flight",
           "pool/wait-all a b c", "a enter begins", "b enter begins", "c enter begins", "a entered",
           "c enter fails", "a exit begins (c.enter)");
}

Test(x12, is_broken_by_a_pool_in_another_order)
{
    breaks("X12", "scope", "the exit of b begins after that of a", "pool a b", TWO_IN_A_POOL,
           "a exit begins", "b exit begins");
}

/* P9 */
Test(x12, is_broken_by_a_pool_that_exits_one_at_a_time)
{
    breaks("X12", "scope", "pool waits and has not begun to exit a", "pool a b", TWO_IN_A_POOL,
           "b exit begins", "step ends");
}

/* S10: a manager that is pushed while the stack unwinds is exited next. */
Test(x12, is_kept_by_exiting_next_what_is_pushed_while_unwinding)
{
    keeps("X12", "stack a b ~late", TWO_IN_A_STACK, "b exit begins", "late is pushed", "b exited",
          "late exit begins", "late exited", "a exit begins");
    breaks("X12", "scope", "the exit of a begins before that of late, which was registered later",
           "stack a b ~late", TWO_IN_A_STACK, "b exit begins", "late is pushed", "b exited",
           "a exit begins");
}

/* S11, S14: only managers that were pushed after the enter in flight are exited before it. */
Test(x12, exits_at_its_place_the_enter_that_a_closing_stack_has_waited_for)
{
    keeps("X12", "stack a b +lock", "a enter begins", "a entered", "b enter begins",
          "stack is closed", "b cancel requested", "b entered", "lock exit begins", "lock exited",
          "b exit begins", "b exited", "a exit begins", "a exited", "stack closes returns");
    breaks("X12", "scope", "the exit of b begins before that of lock, which was registered later",
           "stack a b +lock", "a enter begins", "a entered", "b enter begins", "stack is closed",
           "b cancel requested", "b entered", "b exit begins");
}

/* S14: a pushed manager is held from the beginning, whatever becomes of the enters before it. */
Test(x1, is_broken_by_a_stack_that_leaves_what_was_pushed_behind_a_failed_enter)
{
    breaks("X1", "scope", "lock was entered and never exited", "stack a +lock", "a enter begins",
           "a enter fails", "stack closes raises a.enter");
    keeps("X1", "stack a +lock", "a enter begins", "a enter fails", "lock exit begins (a.enter)",
          "lock exited", "stack closes raises a.enter");
}

/* --- X13 clean -------------------------------------------------------------------------------- */

Test(x13, is_kept_by_a_world_that_leaves_nothing)
{
    keeps("X13", "pool", "body begins", "body returns", "pool closes returns", "world ends");
}

Test(x13, is_broken_by_what_is_left)
{
    breaks("X13", "scope", "48 bytes of pool are left when the world has ended", "pool",
           "body begins", "body returns", "pool closes returns", "world ends leaving 48");
}

Test(x13, is_broken_by_a_scope_that_touches_what_it_has_freed)
{
    breaks("X13", "scope", "the scope touches memory that it has freed or never had", "pool a",
           "a enter begins", "writes astray");
}

/* A scope enters nothing before it has begun, enters a manager only once, and exits nothing before
 * its own end. */
Test(x12, is_broken_by_a_nested_scope_that_is_too_early)
{
    breaks("X12", "scope", "the enter of b begins before stack.pool has begun", "stack a [pool b]",
           "a enter begins", "b enter begins");
    breaks("X12", "scope", "the exit of b begins before that of stack.pool", "stack [pool b]",
           "stack.pool enter begins", "b enter begins", "b entered", "stack.pool entered",
           "body begins", "b exit begins");
    breaks("X12", "scope", "the exit of a begins while the body is in flight", "pool a",
           "a enter begins", "a entered", "body begins", "a exit begins");
    breaks("X12", "scope", "pool enters a a second time", "pool/wait-all a b", "a enter begins",
           "b enter begins", "a enter fails", "a enter begins");
}

Test(x12, is_broken_by_a_scope_that_waits_for_the_time)
{
    keeps("X12", "stack a b", "a enter begins", "time passes");
    breaks("X12", "scope", "stack lets time pass though nothing of it is in flight", "stack a b",
           "a enter begins", "a entered", "time passes");
    breaks("X12", "scope", "pool.stack lets time pass though nothing of it is in flight",
           "pool a [stack b c]", "a enter begins", "pool.stack enter begins", "b enter begins",
           "b entered", "time passes");
}

/* --- what a scope answers when it is asked (X1, X10) ------------------------------------------ */

static void answers(const char *message, exn_event_kind kind, uint32_t member)
{
    exn_event event = {.kind = kind, .member = member};
    exn_tally tally = {.checked = {0}};
    if (kind == EXN_ENTER_REFUSED) {
        border_view.members[member]->accepted = true; /* it was asked for, and has not begun */
    }
    bool is_broken = exn_rules_check(&border_view, &event, &tally, &border_breach);
    cr_expect_eq(is_broken, message != NULL, "%s", is_broken ? border_breach.message : "kept");
    if (is_broken && message != NULL) {
        cr_expect_str_eq(border_breach.message, message);
    }
}

#define IN_BODY_OF_STACK "a enter begins", "a entered", "body begins"
enum { FIRST, LATE };

Test(x1, is_broken_by_a_refusal_without_a_reason)
{
    border_after("stack a ~late", IN_BODY_OF_STACK);
    answers("stack refuses to enter late, and nothing stands against it", EXN_ENTER_REFUSED, LATE);
    answers(NULL, EXN_ENTER_REFUSED, FIRST);
    answers("stack refuses to hand over its entries in its body", EXN_MOVE_REFUSED, EXN_NONE);
    answers(NULL, EXN_MOVED, EXN_NONE);
    border_after("stack a ~late", IN_BODY_OF_STACK, "cancel");
    answers(NULL, EXN_ENTER_REFUSED, LATE);
    border_after("stack a ~late", IN_BODY_OF_STACK, "late enter begins");
    answers(NULL, EXN_MOVE_REFUSED, EXN_NONE);
    answers("stack hands over its entries while it enters", EXN_MOVED, EXN_NONE);
    border_after("stack a ~late", "a enter begins");
    answers(NULL, EXN_ENTER_REFUSED, LATE);
}

Test(x1, is_broken_by_an_enter_that_begins_all_the_same)
{
    border_after("stack a ~late", IN_BODY_OF_STACK, "late enter begins");
    exn_event event = {.kind = EXN_ENTER_REFUSED, .member = LATE};
    exn_tally tally = {.checked = {0}};
    cr_assert(exn_rules_check(&border_view, &event, &tally, &border_breach));
    cr_expect_str_eq(border_breach.message,
                     "stack refuses to enter late, and enters it all the same");
}

Test(x12, is_broken_by_an_enter_that_nobody_asks_for)
{
    border_after("stack a ~late", IN_BODY_OF_STACK);
    exn_event event = {.kind = EXN_ENTER_BEGINS, .member = LATE};
    exn_tally tally = {.checked = {0}};
    cr_assert(exn_rules_check(&border_view, &event, &tally, &border_breach));
    cr_expect_str_eq(border_breach.message,
                     "the enter of late begins, and nobody has asked for it");
}

Test(x1, asks_a_stack_that_unwinds_for_what_its_promises_say)
{
    border_after("stack a ~late", IN_BODY_OF_STACK, "body returns", "a exit begins");
    answers("stack refuses to enter late, and nothing stands against it", EXN_ENTER_REFUSED, LATE);
    answers("stack hands over its entries after it has begun to close", EXN_MOVED, EXN_NONE);
    answers(NULL, EXN_MOVE_REFUSED, EXN_NONE);
    border_view.promises.use_after_close = EXEUNT_USE_REFUSED_WHEN_CLOSING;
    answers(NULL, EXN_ENTER_REFUSED, LATE);
    border_view.promises.use_after_close = EXEUNT_USE_ACCEPTED;
    answers(NULL, EXN_MOVED, EXN_NONE);
    border_after("stack ~late", "body begins", "body returns", "stack closes returns");
    answers(NULL, EXN_ENTER_REFUSED, LATE - 1);
    answers("stack hands over its entries after it has closed", EXN_MOVED, EXN_NONE);
}

Test(x10, is_broken_by_a_scope_that_refuses_to_close)
{
    border_after("stack a", IN_BODY_OF_STACK);
    answers("stack refuses to be closed in its body", EXN_STAYS_OPEN, EXN_NONE);
    border_after("pool a", IN_BODY_OF_STACK);
    answers("pool refuses to be closed in its body", EXN_STAYS_OPEN, EXN_NONE);
    border_after("pool a", "a enter begins");
    answers(NULL, EXN_STAYS_OPEN, EXN_NONE);
    answers("pool can be closed before its body", EXN_CLOSED_EARLY, EXN_NONE);
    border_after("stack a", "a enter begins");
    answers("stack refuses to be closed while it enters", EXN_STAYS_OPEN, EXN_NONE);
    border_view.promises.closing_again = EXEUNT_CLOSING_AGAIN_ACCEPTED;
    answers(NULL, EXN_STAYS_OPEN, EXN_NONE);
}

Test(x10, is_broken_by_a_second_closing_that_is_answered_otherwise)
{
    border_after("stack a", IN_BODY_OF_STACK, "body returns", "a exit begins");
    answers(NULL, EXN_STAYS_CLOSING, EXN_NONE);
    answers("stack closes already and can be closed again", EXN_ACCEPTS, EXN_NONE);
    border_view.promises.closing_again = EXEUNT_CLOSING_AGAIN_ACCEPTED;
    answers("stack closes already and refuses to be closed again", EXN_STAYS_CLOSING, EXN_NONE);
    border_after("stack", "body begins", "body returns", "stack closes returns");
    answers(NULL, EXN_STAYS_CLOSING, EXN_NONE);
    answers("stack has closed and can be closed again", EXN_ACCEPTS, EXN_NONE);
}
