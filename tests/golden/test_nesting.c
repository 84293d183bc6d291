/* Golden traces of scopes in scopes. */
#include "golden.h"

/* E5, P5: the inner scope's enter fails as one operation, with the error of the enter that
 * failed. */
Test(nesting, passes_on_the_error_of_an_inner_enter)
{
    cr_expect_trace("{stack: [db, {pool: [vm1, vm2]}]}",
                    "db enters, vm1 fails, vm2 stops, db exits",
                    "db enter begins",
                    "db entered",
                    "stack.pool enter begins",
                    "vm1 enter begins",
                    "vm2 enter begins",
                    "vm1 enter fails",
                    "vm2 cancel requested",
                    "vm2 enter canceled",
                    "stack.pool enter fails",
                    "db exit begins (vm1.enter)",
                    "db exited",
                    "stack closes raises vm1.enter");
}

/* E5, E4: a pool combines several errors into one, and outcomes list its members in its place. */
Test(nesting, combines_the_errors_of_an_inner_pool)
{
    cr_expect_trace("{stack: [db, {pool: [vm1, vm2], enter: wait-all}]}",
                    "db enters, vm2 fails, vm1 fails, db exits",
                    "db enter begins",
                    "db entered",
                    "stack.pool enter begins",
                    "vm1 enter begins",
                    "vm2 enter begins",
                    "vm2 enter fails",
                    "vm1 enter fails",
                    "stack.pool enter fails",
                    "db exit begins (stack.pool.enter)",
                    "db exited",
                    "stack closes raises [vm2.enter, vm1.enter]");
}

/* E5, S7: a stack raises its newest error; the others are its context. */
Test(nesting, raises_the_newest_error_of_an_inner_stack)
{
    cr_expect_trace("{stack: [db, {stack: [a, b]}]}",
                    "db enters, a enters, b enters, body returns, b fails, a fails, db exits",
                    "db enter begins",
                    "db entered",
                    "stack.stack enter begins",
                    "a enter begins",
                    "a entered",
                    "b enter begins",
                    "b entered",
                    "stack.stack entered",
                    "body begins",
                    "body returns",
                    "stack.stack exit begins",
                    "b exit begins",
                    "b exit fails",
                    "a exit begins (b.exit)",
                    "a exit fails",
                    "stack.stack exit fails",
                    "db exit begins (a.exit)",
                    "db exited",
                    "stack closes raises [a.exit, b.exit]");
}

/* E5: the cause that a nested scope received is its parent's error, and is not raised again. */
Test(nesting, does_not_raise_again_what_the_inner_scope_was_told)
{
    cr_expect_trace("{stack: [{pool: [vm1]}]}",
                    "vm1 enters, body raises, vm1 exits",
                    "stack.pool enter begins",
                    "vm1 enter begins",
                    "vm1 entered",
                    "stack.pool entered",
                    "body begins",
                    "body raises",
                    "stack.pool exit begins (body)",
                    "vm1 exit begins (body)",
                    "vm1 exited",
                    "stack.pool exited",
                    "stack closes raises body");
}

/* E5, P12: suppressed inside is suppressed outside. */
Test(nesting, suppresses_outside_what_was_suppressed_inside)
{
    cr_expect_trace("{stack: [db, {pool: [vm1, vm2]}]}",
                    "db enters, vm1 enters, vm2 enters, body raises, vm2 suppresses, vm1 exits, "
                    "db exits",
                    "db enter begins",
                    "db entered",
                    "stack.pool enter begins",
                    "vm1 enter begins",
                    "vm2 enter begins",
                    "vm1 entered",
                    "vm2 entered",
                    "stack.pool entered",
                    "body begins",
                    "body raises",
                    "stack.pool exit begins (body)",
                    "vm2 exit begins (body)",
                    "vm1 exit begins (body)",
                    "vm2 exit suppresses",
                    "vm1 exited",
                    "stack.pool exit suppresses",
                    "db exit begins",
                    "db exited",
                    "stack closes suppressed");
}

/* E6: an exit suppresses its cause and fails: first comes the suppression, then the failure. */
Test(nesting, suppresses_and_fails_at_once)
{
    cr_expect_trace("{stack: [db, {pool: [vm1, vm2]}]}",
                    "db enters, vm1 enters, vm2 enters, body raises, vm2 suppresses, vm1 fails, "
                    "db exits",
                    "db enter begins",
                    "db entered",
                    "stack.pool enter begins",
                    "vm1 enter begins",
                    "vm2 enter begins",
                    "vm1 entered",
                    "vm2 entered",
                    "stack.pool entered",
                    "body begins",
                    "body raises",
                    "stack.pool exit begins (body)",
                    "vm2 exit begins (body)",
                    "vm1 exit begins (body)",
                    "vm2 exit suppresses",
                    "vm1 exit fails",
                    "stack.pool exit fails",
                    "db exit begins (vm1.exit)",
                    "db exited",
                    "stack closes raises vm1.exit");
}

/* E5, P13: what an exit raises on top of its cause is chained once, in its own place. */
Test(nesting, chains_what_an_inner_scope_raises_on_its_cause)
{
    cr_expect_trace("{stack: [{stack: [a]}]}",
                    "a enters, body raises, a fails",
                    "stack.stack enter begins",
                    "a enter begins",
                    "a entered",
                    "stack.stack entered",
                    "body begins",
                    "body raises",
                    "stack.stack exit begins (body)",
                    "a exit begins (body)",
                    "a exit fails",
                    "stack.stack exit fails",
                    "stack closes raises [a.exit, body]");
}

/* P6, S1: a nested stack whose enter unwinds cannot turn it into a success. */
Test(nesting, does_not_let_a_nested_stack_suppress_its_failed_enter)
{
    cr_expect_trace("{stack: [{stack: [a, b]}]}",
                    "a enters, b fails, a suppresses",
                    "stack.stack enter begins",
                    "a enter begins",
                    "a entered",
                    "b enter begins",
                    "b enter fails",
                    "a exit begins (b.enter)",
                    "a exit suppresses",
                    "stack.stack enter fails",
                    "stack closes raises b.enter");
}

/* C1, P3: a request reaches every enter in flight, level by level. */
Test(nesting, passes_a_request_down_both_levels)
{
    cr_expect_trace("{pool: [a, {pool: [b]}]}",
                    "cancel, a stops, b stops",
                    "a enter begins",
                    "pool.pool enter begins",
                    "b enter begins",
                    "cancel",
                    "a cancel requested",
                    "pool.pool cancel requested",
                    "b cancel requested",
                    "a enter canceled",
                    "b enter canceled",
                    "pool.pool enter canceled",
                    "pool closes canceled");
}

/* E5: an enter that was asked to stop rolls back even if every inner enter completed. */
Test(nesting, rolls_back_an_inner_enter_that_was_asked_to_stop)
{
    cr_expect_trace("{stack: [{pool: [vm1]}]}",
                    "cancel, vm1 enters, vm1 exits",
                    "stack.pool enter begins",
                    "vm1 enter begins",
                    "cancel",
                    "stack.pool cancel requested",
                    "vm1 cancel requested",
                    "vm1 entered",
                    "vm1 exit begins (canceled)",
                    "vm1 exited",
                    "stack.pool enter canceled",
                    "stack closes canceled");
}

/* C4: the exits of an inner rollback are shielded, too: the request stops at its scope. */
Test(nesting, shields_an_inner_rollback)
{
    cr_expect_trace("{stack: [{pool: [vm1, vm2]}]}",
                    "vm1 enters, vm2 fails, cancel, vm1 exits",
                    "stack.pool enter begins",
                    "vm1 enter begins",
                    "vm2 enter begins",
                    "vm1 entered",
                    "vm2 enter fails",
                    "vm1 exit begins (vm2.enter)",
                    "cancel",
                    "stack.pool cancel requested",
                    "vm1 exited",
                    "stack.pool enter fails",
                    "stack closes raises vm2.enter + canceled");
}

/* C4, P14: an inner exit in flight does not receive the request. */
Test(nesting, shields_the_exits_of_an_inner_scope)
{
    cr_expect_trace("{stack: [{pool: [vm1]}]}",
                    "vm1 enters, body returns, cancel, vm1 exits",
                    "stack.pool enter begins",
                    "vm1 enter begins",
                    "vm1 entered",
                    "stack.pool entered",
                    "body begins",
                    "body returns",
                    "stack.pool exit begins",
                    "vm1 exit begins",
                    "cancel",
                    "vm1 exited",
                    "stack.pool exited",
                    "stack closes canceled");
}

/* P14: the flag of an inner scope stays inside; the outer scope failed, and was not asked
 * itself. */
Test(nesting, keeps_the_flag_of_an_inner_scope_inside)
{
    cr_expect_trace("{pool: [a, {pool: [b]}]}",
                    "a fails, b stops",
                    "a enter begins",
                    "pool.pool enter begins",
                    "b enter begins",
                    "a enter fails",
                    "pool.pool cancel requested",
                    "b cancel requested",
                    "b enter canceled",
                    "pool.pool enter canceled",
                    "pool closes raises a.enter");
}

/* P8, P9, S3: an inner stack exits in its order while its sibling exits at the same time. */
Test(nesting, exits_an_inner_stack_beside_its_sibling)
{
    cr_expect_trace("{pool: [vm, {stack: [a, b]}]}",
                    "a enters, vm enters, b enters, body returns, b exits, vm exits, a exits",
                    "vm enter begins",
                    "pool.stack enter begins",
                    "a enter begins",
                    "a entered",
                    "b enter begins",
                    "vm entered",
                    "b entered",
                    "pool.stack entered",
                    "body begins",
                    "body returns",
                    "pool.stack exit begins",
                    "b exit begins",
                    "vm exit begins",
                    "b exited",
                    "a exit begins",
                    "vm exited",
                    "a exited",
                    "pool.stack exited",
                    "pool closes returns");
}
