/* Golden traces of cancel requests. */
#include "golden.h"

/* P5, S12: nothing is entered, nothing runs. */
Test(cancel, before_the_start_enters_nothing)
{
    cr_expect_trace("{pool: [vm1, vm2]}", "cancel at once", "cancel", "pool closes canceled");
    cr_expect_trace("{stack: [db]}", "cancel at once", "cancel", "stack closes canceled");
}

/* S12, C7: the enter in flight is asked to stop; what was entered is exited and receives the
 * reason. */
Test(cancel, during_an_enter_of_a_stack_unwinds_what_it_has)
{
    cr_expect_trace("{stack: [db, tx]}",
                    "db enters, cancel, tx stops, db exits",
                    "db enter begins",
                    "db entered",
                    "tx enter begins",
                    "cancel",
                    "tx cancel requested",
                    "tx enter canceled",
                    "db exit begins (canceled)",
                    "db exited",
                    "stack closes canceled");
}

/* S12: a completion wins, and what has entered is exited. */
Test(cancel, exits_what_enters_a_stack_all_the_same)
{
    cr_expect_trace("{stack: [db, tx]}",
                    "db enters, cancel, tx enters, tx exits, db exits",
                    "db enter begins",
                    "db entered",
                    "tx enter begins",
                    "cancel",
                    "tx cancel requested",
                    "tx entered",
                    "tx exit begins (canceled)",
                    "tx exited",
                    "db exit begins (canceled)",
                    "db exited",
                    "stack closes canceled");
}

/* S12: the request goes to the enter in flight; no further one begins. */
Test(cancel, begins_no_further_enter_of_a_stack)
{
    cr_expect_trace("{stack: [db, tx]}",
                    "cancel, db enters, db exits",
                    "db enter begins",
                    "cancel",
                    "db cancel requested",
                    "db entered",
                    "db exit begins (canceled)",
                    "db exited",
                    "stack closes canceled");
}

/* P3, P4, P5: a request from outside reaches all enters in flight. */
Test(cancel, during_the_enters_of_a_pool_reaches_all_of_them)
{
    cr_expect_trace("{pool: [vm1, vm2, vm3]}",
                    "vm1 enters, cancel, vm3 stops, vm2 enters, "
                    "vm1 exits, vm2 exits",
                    "vm1 enter begins",
                    "vm2 enter begins",
                    "vm3 enter begins",
                    "vm1 entered",
                    "cancel",
                    "vm2 cancel requested",
                    "vm3 cancel requested",
                    "vm3 enter canceled",
                    "vm2 entered",
                    "vm2 exit begins (canceled)",
                    "vm1 exit begins (canceled)",
                    "vm1 exited",
                    "vm2 exited",
                    "pool closes canceled");
}

/* D3, X5: a request after the last enter and before the body: the body must not begin any more. */
Test(cancel, at_once_behind_the_last_enter_keeps_the_body_from_beginning)
{
    cr_expect_trace("{pool: [vm1, vm2]}",
                    "vm1 enters, vm2 enters, cancel at once, vm1 exits, vm2 exits",
                    "vm1 enter begins",
                    "vm2 enter begins",
                    "vm1 entered",
                    "vm2 entered",
                    "cancel",
                    "vm2 exit begins (canceled)",
                    "vm1 exit begins (canceled)",
                    "vm1 exited",
                    "vm2 exited",
                    "pool closes canceled");
}

/* C1, P13: the error outranks the request, and the flag stays. */
Test(cancel, and_a_failing_enter_are_both_told)
{
    cr_expect_trace("{pool: [vm1, vm2]}",
                    "cancel, vm1 fails, vm2 enters, vm2 exits",
                    "vm1 enter begins",
                    "vm2 enter begins",
                    "cancel",
                    "vm1 cancel requested",
                    "vm2 cancel requested",
                    "vm1 enter fails",
                    "vm2 entered",
                    "vm2 exit begins (vm1.enter)",
                    "vm2 exited",
                    "pool closes raises vm1.enter + canceled");
}

/* C7: the cancellation is the cause, so that a transaction rolls back. */
Test(cancel, of_the_body_is_told_to_the_exits)
{
    cr_expect_trace("{stack: [tx]}",
                    "tx enters, cancel, body stops, tx exits",
                    "tx enter begins",
                    "tx entered",
                    "body begins",
                    "cancel",
                    "body cancel requested",
                    "body canceled",
                    "tx exit begins (canceled)",
                    "tx exited",
                    "stack closes canceled");
}

/* C7, P14: a body that returned in spite of the request has returned, and the flag stays. */
Test(cancel, that_the_body_ignores_is_not_told_to_the_exits)
{
    cr_expect_trace("{pool: [vm1]}",
                    "vm1 enters, cancel, body returns, vm1 exits",
                    "vm1 enter begins",
                    "vm1 entered",
                    "body begins",
                    "cancel",
                    "body cancel requested",
                    "body returns",
                    "vm1 exit begins",
                    "vm1 exited",
                    "pool closes canceled");
}

/* C1: a body that fails after a request has failed. */
Test(cancel, does_not_hide_the_error_of_the_body)
{
    cr_expect_trace("{pool: [vm1]}",
                    "vm1 enters, cancel, body raises, vm1 exits",
                    "vm1 enter begins",
                    "vm1 entered",
                    "body begins",
                    "cancel",
                    "body cancel requested",
                    "body raises",
                    "vm1 exit begins (body)",
                    "vm1 exited",
                    "pool closes raises body + canceled");
}

/* C1, S6: the suppression takes the error and leaves the flag. */
Test(cancel, outlives_the_error_that_is_suppressed)
{
    cr_expect_trace("{stack: [db, tx]}",
                    "db enters, tx enters, cancel, body raises, tx suppresses, db exits",
                    "db enter begins",
                    "db entered",
                    "tx enter begins",
                    "tx entered",
                    "body begins",
                    "cancel",
                    "body cancel requested",
                    "body raises",
                    "tx exit begins (body)",
                    "tx exit suppresses",
                    "db exit begins",
                    "db exited",
                    "stack closes canceled");
}

/* C7, S6: after the error of an exit was suppressed, the cancellation propagates again. */
Test(cancel, is_told_again_behind_a_suppression)
{
    cr_expect_trace("{stack: [a, b, c]}",
                    "a enters, b enters, c enters, cancel, body stops, c fails, b suppresses, "
                    "a exits",
                    "a enter begins",
                    "a entered",
                    "b enter begins",
                    "b entered",
                    "c enter begins",
                    "c entered",
                    "body begins",
                    "cancel",
                    "body cancel requested",
                    "body canceled",
                    "c exit begins (canceled)",
                    "c exit fails",
                    "b exit begins (c.exit)",
                    "b exit suppresses",
                    "a exit begins (canceled)",
                    "a exited",
                    "stack closes canceled");
}

/* C2: two requests count as one. */
Test(cancel, twice_is_once)
{
    cr_expect_trace("{pool: [vm1]}",
                    "vm1 enters, cancel, cancel, body stops, vm1 exits",
                    "vm1 enter begins",
                    "vm1 entered",
                    "body begins",
                    "cancel",
                    "body cancel requested",
                    "cancel",
                    "body canceled",
                    "vm1 exit begins (canceled)",
                    "vm1 exited",
                    "pool closes canceled");
}

/* C4: exits are shielded; the request is recorded and changes nothing else. */
Test(cancel, during_the_exits_is_only_recorded)
{
    cr_expect_trace("{stack: [db, tx]}",
                    "db enters, tx enters, body raises, cancel, tx exits, db exits",
                    "db enter begins",
                    "db entered",
                    "tx enter begins",
                    "tx entered",
                    "body begins",
                    "body raises",
                    "tx exit begins (body)",
                    "cancel",
                    "tx exited",
                    "db exit begins (body)",
                    "db exited",
                    "stack closes raises body + canceled");
}

/* C4, P5: the exits of a rollback are shielded, too. */
Test(cancel, during_a_rollback_is_only_recorded)
{
    cr_expect_trace("{pool: [vm1, vm2]}",
                    "vm1 enters, vm2 fails, cancel, vm1 exits",
                    "vm1 enter begins",
                    "vm2 enter begins",
                    "vm1 entered",
                    "vm2 enter fails",
                    "vm1 exit begins (vm2.enter)",
                    "cancel",
                    "vm1 exited",
                    "pool closes raises vm2.enter + canceled");
}

/* C5: no exit can suppress a cancellation. */
Test(cancel, cannot_be_suppressed)
{
    cr_expect_trace("{stack: [db, tx]}",
                    "db enters, tx enters, cancel, body stops, tx suppresses, db exits",
                    "db enter begins",
                    "db entered",
                    "tx enter begins",
                    "tx entered",
                    "body begins",
                    "cancel",
                    "body cancel requested",
                    "body canceled",
                    "tx exit begins (canceled)",
                    "tx exit suppresses",
                    "db exit begins (canceled)",
                    "db exited",
                    "stack closes canceled");
}

/* C4: when the grace time ends, each exit in flight gets one request, and is still waited for. */
Test(cancel, reaches_the_exits_when_the_grace_time_ends)
{
    cr_expect_trace("{pool: [vm1, vm2], grace: 5ms}",
                    "vm1 enters, vm2 enters, cancel, body stops, vm1 exits, time passes, vm2 exits",
                    "vm1 enter begins",
                    "vm2 enter begins",
                    "vm1 entered",
                    "vm2 entered",
                    "body begins",
                    "cancel",
                    "body cancel requested",
                    "body canceled",
                    "vm2 exit begins (canceled)",
                    "vm1 exit begins (canceled)",
                    "vm1 exited",
                    "time passes",
                    "vm2 cancel requested",
                    "vm2 exited",
                    "pool closes canceled");
}

/* C4: the grace time counts from the request if that comes later than the first exit. An exit of a
 * stack that begins after the end of the grace time gets no request. */
Test(cancel, counts_the_grace_time_from_a_late_request)
{
    cr_expect_trace("{stack: [db, tx], grace: 5ms}",
                    "db enters, tx enters, body returns, cancel, time passes, tx exits, db exits",
                    "db enter begins",
                    "db entered",
                    "tx enter begins",
                    "tx entered",
                    "body begins",
                    "body returns",
                    "tx exit begins",
                    "cancel",
                    "time passes",
                    "tx cancel requested",
                    "tx exited",
                    "db exit begins",
                    "db exited",
                    "stack closes canceled");
}
