/* M1 to M9. */
#include "border.h"

/* M1-M9: the duties of a manager, and who is to blame. */

#define EXIT_BEGAN "a enter begins", "a entered", "body begins", "body returns", "a exit begins"

Test(m1, is_kept_by_one_settlement)
{
    keeps("M1", "pool a", "a enter begins", "a entered");
}

Test(m1, is_broken_by_a_second_settlement)
{
    breaks("M1", "a", "a settles with nothing in flight", "pool a", "a enter begins", "a entered",
           "a settles again");
    breaks("M1", "a", "a settles with nothing in flight", "pool a", "a settles again");
}

Test(m1, is_broken_by_a_settlement_that_an_enter_does_not_have)
{
    breaks("M1", "a", "a settles with a result that its operation does not have", "pool a",
           "a enter begins", "a settles wrongly");
}

Test(m2, is_broken_by_the_operation_that_never_settles)
{
    breaks("M2", "a",
           "the enter of a never settles: a cancel request (`at-least: 1`) or a deadline would ask "
           "it to stop",
           "pool a", "a enter begins", "stuck at a");
    expect_note("a never settles");
    breaks("M2", "a", "the enter of a never settles, though it was asked to stop", "pool a",
           "a enter begins", "cancel", "a cancel requested", "stuck at a");
    breaks("M2", "a", "the exit of a never settles: the end of a grace time would ask it to stop",
           "pool a", EXIT_BEGAN, "stuck at a");
}

Test(m2, is_broken_by_work_that_goes_on_for_ever)
{
    breaks("M2", "a", "the run exceeds its step limit: the enter of a does not end", "pool a",
           "a enter begins", "endless at a");
    expect_note("a goes on for ever");
    breaks("M2", "a", "the run exceeds its step limit: a does not end", "pool a", "a enter begins",
           "a entered", "endless at a");
}

Test(m3, is_kept_by_a_failure_that_holds_nothing)
{
    keeps("M3", "pool a", "a enter begins", "a holds", "a releases", "a enter fails");
    keeps("M3", "pool a", "a enter begins", "a holds", "cancel", "a cancel requested", "a releases",
          "a enter canceled");
}

Test(m3, is_broken_by_a_failure_that_holds_something)
{
    breaks("M3", "a", "a holds something though its enter did not succeed", "pool a",
           "a enter begins", "a holds", "a enter fails");
    breaks("M3", "a", "a holds something though its enter did not succeed", "pool a",
           "a enter begins", "a holds", "cancel", "a cancel requested", "a enter canceled");
}

Test(m4, is_kept_by_an_exit_that_releases_all)
{
    keeps("M4", "pool a", "a enter begins", "a holds", "a entered", "body begins", "body returns",
          "a exit begins", "a releases", "a exit fails");
}

Test(m4, is_broken_by_an_exit_that_holds_something)
{
    breaks("M4", "a", "a holds something after its exit", "pool a", EXIT_BEGAN, "a holds",
           "a exited");
    breaks("M4", "a", "a holds something after its exit", "pool a", EXIT_BEGAN, "a holds",
           "a exit fails");
    breaks("M4", "a", "a holds something after its exit", "pool a", "a enter begins", "a entered",
           "body begins", "body raises", "a exit begins (body)", "a holds", "a exit suppresses");
}

Test(m5, is_kept_by_an_exit_that_settles_whatever_it_was_told)
{
    keeps("M5", "pool a", EXIT_BEGAN, "a exited");
    keeps("M5", "pool a", EXIT_BEGAN, "a exit suppresses", "pool closes returns");
}

Test(m5, is_broken_by_an_exit_that_does_not_accept_its_cause)
{
    breaks("M5", "a", "the exit of a does not accept the cause body", "pool a", "a enter begins",
           "a entered", "body begins", "body raises", "a exit begins (body)", "a settles wrongly");
    breaks("M5", "a", "the exit of a does not accept the cause none", "pool a", EXIT_BEGAN,
           "a settles wrongly");
}

Test(m6, is_kept_by_a_manager_that_settles_after_a_request)
{
    keeps("M6", "pool a", "a enter begins", "cancel", "a cancel requested", "a entered");
    keeps("M6", "pool a", "a enter begins", "cancel", "a cancel requested", "a enter canceled");
    keeps("M6", "pool a", "a enter begins", "cancel", "a cancel requested", "a enter fails");
    keeps("M6", "pool a", EXIT_BEGAN, "cancel", "pool grace ends", "a cancel requested",
          "a exited");
}

Test(m6, is_broken_by_a_manager_that_does_not_stand_a_request)
{
    breaks("M6", "a", "the enter of a does not stand a cancel request", "pool a", "a enter begins",
           "cancel", "a cancel requested", "a settles wrongly");
}

/* How its answer depends on its cause is found by runs without a request (M5). */
Test(m6, is_broken_by_an_exit_too)
{
    breaks("M6", "a", "the exit of a does not stand a cancel request", "pool a", EXIT_BEGAN,
           "cancel", "pool grace ends", "a cancel requested", "a settles wrongly");
    breaks("M6", "a", "the exit of a does not stand a cancel request", "pool a", EXIT_BEGAN,
           "a asked", "a settles wrongly");
}

/* The world has asked, and then the scope asks for the first time, which does not break X11. */
Test(m6, is_put_to_the_test_where_no_scope_knows)
{
    keeps("M6", "pool a", EXIT_BEGAN, "a asked", "a exited");
    keeps("X11", "pool a", EXIT_BEGAN, "cancel", "pool grace ends", "a asked", "a cancel requested",
          "a exited");
}

Test(m7, is_kept_by_a_manager_that_was_asked_to_stop)
{
    keeps("M7", "pool a", "a enter begins", "cancel", "a cancel requested", "a enter canceled");
}

Test(m7, is_broken_by_a_manager_that_stops_unasked)
{
    breaks("M7", "a", "a settles canceled though nobody asked it to", "pool a", "a enter begins",
           "a enter canceled");
}

/* A nested scope belongs to the implementation, which is to blame. */
Test(m8, is_broken_by_a_manager_that_touches_what_it_has_settled)
{
    breaks("M8", "a", "a touches an operation that it has settled", "pool a", "a enter begins",
           "a entered", "a touches");
}

Test(m8, is_broken_by_a_manager_that_touches_what_it_has_freed)
{
    breaks("M8", "a", "a touches memory that it has freed or never had", "pool a", "a enter begins",
           "a writes astray");
}

Test(m9, is_broken_by_another_trace_of_the_same_tape)
{
    breaks("M9", "scope", "the same tape gives another trace", "pool a", "another trace");
}

/* M3 and M4 are about managers: what a nested scope holds belongs to its members. */
Test(manager_rules, are_not_asked_of_nested_scopes)
{
    border_after("stack [pool a]", "stack.pool enter begins", "a enter begins", "stack.pool holds",
                 "a enter fails", "stack.pool enter fails (a.enter)");
}
