/* Golden traces of the exit pool. */
#include "golden.h"

/* P2, P7, P8, P9: all enters, the body, all exits; the enters overlap, and so do the exits. */
Test(pool, enters_all_at_once_and_exits_all_at_once)
{
    cr_expect_trace("{pool: [vm1, vm2]}",
                    "vm2 enters, vm1 enters, body returns, vm1 exits, vm2 exits",
                    "vm1 enter begins",
                    "vm2 enter begins",
                    "vm2 entered",
                    "vm1 entered",
                    "body begins",
                    "body returns",
                    "vm2 exit begins",
                    "vm1 exit begins",
                    "vm1 exited",
                    "vm2 exited",
                    "pool closes returns");
}

/* P3, P4, P5: a failure asks the other enter to stop; it succeeds in spite of that, so it is
 * exited. */
Test(pool, exits_the_one_that_entered_when_the_other_fails)
{
    cr_expect_trace("{pool: [vm1, vm2]}",
                    "vm2 fails, vm1 enters, vm1 exits",
                    "vm1 enter begins",
                    "vm2 enter begins",
                    "vm2 enter fails",
                    "vm1 cancel requested",
                    "vm1 entered",
                    "vm1 exit begins (vm2.enter)",
                    "vm1 exited",
                    "pool closes raises vm2.enter");
}

/* P3, P14: an enter that stops is not exited, and is no error; the pool itself was not asked to
 * stop. */
Test(pool, does_not_exit_the_one_that_stopped)
{
    cr_expect_trace("{pool: [vm1, vm2]}",
                    "vm1 fails, vm2 stops",
                    "vm1 enter begins",
                    "vm2 enter begins",
                    "vm1 enter fails",
                    "vm2 cancel requested",
                    "vm2 enter canceled",
                    "pool closes raises vm1.enter");
}

/* P3, P13: a failure while it is being canceled counts like any other. */
Test(pool, keeps_the_error_of_an_enter_that_fails_while_it_is_canceled)
{
    cr_expect_trace("{pool: [vm1, vm2]}",
                    "vm2 fails, vm1 fails",
                    "vm1 enter begins",
                    "vm2 enter begins",
                    "vm2 enter fails",
                    "vm1 cancel requested",
                    "vm1 enter fails",
                    "pool closes raises [vm2.enter, vm1.enter]");
}

/* P3: wait-all asks no other enter to stop. */
Test(pool, asks_nobody_to_stop_when_it_waits_for_all)
{
    cr_expect_trace("{pool: [vm1, vm2], enter: wait-all}",
                    "vm1 fails, vm2 enters, vm2 exits",
                    "vm1 enter begins",
                    "vm2 enter begins",
                    "vm1 enter fails",
                    "vm2 entered",
                    "vm2 exit begins (vm1.enter)",
                    "vm2 exited",
                    "pool closes raises vm1.enter");
}

/* P2, P3: after a failure inside the call no further enter begins. */
Test(pool, begins_no_enter_behind_one_that_failed_inside_the_call)
{
    cr_expect_trace("scope: {pool: [vm1, vm2, vm3]}\n"
                    "managers: {vm2: {enter: fails, steps: 0}}",
                    "vm1 stops",
                    "vm1 enter begins",
                    "vm2 enter begins",
                    "vm2 enter fails",
                    "vm1 cancel requested",
                    "vm1 enter canceled",
                    "pool closes raises vm2.enter");
}

/* P2, P3: wait-all begins all enters, whichever fail. */
Test(pool, begins_all_enters_when_it_waits_for_all)
{
    cr_expect_trace("scope: {pool: [vm1, vm2], enter: wait-all}\n"
                    "managers: {vm1: {enter: fails, steps: 0}}",
                    "vm2 enters, vm2 exits",
                    "vm1 enter begins",
                    "vm1 enter fails",
                    "vm2 enter begins",
                    "vm2 entered",
                    "vm2 exit begins (vm1.enter)",
                    "vm2 exited",
                    "pool closes raises vm1.enter");
}

/* P6: in a rollback a suppression does not count. */
Test(pool, fails_though_an_exit_of_the_rollback_suppresses)
{
    cr_expect_trace("{pool: [vm1, vm2]}",
                    "vm1 enters, vm2 fails, vm1 suppresses",
                    "vm1 enter begins",
                    "vm2 enter begins",
                    "vm1 entered",
                    "vm2 enter fails",
                    "vm1 exit begins (vm2.enter)",
                    "vm1 exit suppresses",
                    "pool closes raises vm2.enter");
}

/* P10, P12: all exits receive the same cause, and one suppression is enough. */
Test(pool, suppresses_if_any_exit_suppresses)
{
    cr_expect_trace("{pool: [vm1, vm2]}",
                    "vm1 enters, vm2 enters, body raises, vm1 suppresses, vm2 exits",
                    "vm1 enter begins",
                    "vm2 enter begins",
                    "vm1 entered",
                    "vm2 entered",
                    "body begins",
                    "body raises",
                    "vm2 exit begins (body)",
                    "vm1 exit begins (body)",
                    "vm1 exit suppresses",
                    "vm2 exited",
                    "pool closes suppressed");
}

/* P11, P12: the failure of the other exit is an error of its own, and is left. */
Test(pool, raises_the_failure_that_stands_beside_a_suppression)
{
    cr_expect_trace("{pool: [vm1, vm2]}",
                    "vm1 enters, vm2 enters, body raises, vm2 fails, vm1 suppresses",
                    "vm1 enter begins",
                    "vm2 enter begins",
                    "vm1 entered",
                    "vm2 entered",
                    "body begins",
                    "body raises",
                    "vm2 exit begins (body)",
                    "vm1 exit begins (body)",
                    "vm2 exit fails",
                    "vm1 exit suppresses",
                    "pool closes raises vm2.exit");
}

/* P11, P13: a failing exit cancels no other; the body's error comes first, then manager order. */
Test(pool, puts_the_error_of_the_body_before_those_of_the_exits)
{
    cr_expect_trace("{pool: [vm1, vm2]}",
                    "vm1 enters, vm2 enters, body raises, vm2 fails, vm1 fails",
                    "vm1 enter begins",
                    "vm2 enter begins",
                    "vm1 entered",
                    "vm2 entered",
                    "body begins",
                    "body raises",
                    "vm2 exit begins (body)",
                    "vm1 exit begins (body)",
                    "vm2 exit fails",
                    "vm1 exit fails",
                    "pool closes raises [body, vm1.exit, vm2.exit]");
}

/* P13: without an error of the body the first failed exit in manager order is the primary one. */
Test(pool, puts_exit_errors_in_manager_order)
{
    cr_expect_trace("{pool: [vm1, vm2]}",
                    "vm1 enters, vm2 enters, body returns, vm2 fails, vm1 fails",
                    "vm1 enter begins",
                    "vm2 enter begins",
                    "vm1 entered",
                    "vm2 entered",
                    "body begins",
                    "body returns",
                    "vm2 exit begins",
                    "vm1 exit begins",
                    "vm2 exit fails",
                    "vm1 exit fails",
                    "pool closes raises [vm1.exit, vm2.exit]");
}

/* P13: in a rollback the first failure in time comes first, the rest in manager order. */
Test(pool, puts_the_first_failed_enter_in_time_first)
{
    cr_expect_trace("{pool: [a, b, c], enter: wait-all}",
                    "b enters, c fails, a fails, b fails",
                    "a enter begins",
                    "b enter begins",
                    "c enter begins",
                    "b entered",
                    "c enter fails",
                    "a enter fails",
                    "b exit begins (c.enter)",
                    "b exit fails",
                    "pool closes raises [c.enter, a.enter, b.exit]");
}

/* E2: an error that two exits raise again is one. */
Test(pool, counts_an_error_once_that_two_exits_raise_again)
{
    cr_expect_trace("{pool: [vm1, vm2]}",
                    "vm1 enters, vm2 enters, body raises, vm1 fails with body, vm2 fails with body",
                    "vm1 enter begins",
                    "vm2 enter begins",
                    "vm1 entered",
                    "vm2 entered",
                    "body begins",
                    "body raises",
                    "vm2 exit begins (body)",
                    "vm1 exit begins (body)",
                    "vm1 exit fails",
                    "vm2 exit fails",
                    "pool closes raises body");
}

/* P12, P15: without exits nothing suppresses. */
Test(pool, of_none_raises_what_its_body_raises)
{
    cr_expect_trace("{pool: []}",
                    "body raises",
                    "body begins",
                    "body raises",
                    "pool closes raises body");
}

/* P8, P16: exits that settle inside the call do not end their phase earlier. */
Test(pool, exits_all_though_each_settles_inside_the_call)
{
    cr_expect_trace("scope: {pool: [vm1, vm2]}\n"
                    "managers: {vm1: {steps: 0}, vm2: {steps: 0}}\n"
                    "body: {steps: 0, ends: returns}",
                    "",
                    "vm1 enter begins",
                    "vm1 entered",
                    "vm2 enter begins",
                    "vm2 entered",
                    "body begins",
                    "body returns",
                    "vm2 exit begins",
                    "vm2 exited",
                    "vm1 exit begins",
                    "vm1 exited",
                    "pool closes returns");
}
