/* Golden traces of the exit stack. */
#include "golden.h"

/* S1, S3: one enter after the other, and the exits in reverse. */
Test(stack, enters_one_at_a_time_and_exits_in_reverse)
{
    cr_expect_trace("{stack: [db, tx]}",
                    "db enters, tx enters, body returns, tx exits, db exits",
                    "db enter begins",
                    "db entered",
                    "tx enter begins",
                    "tx entered",
                    "body begins",
                    "body returns",
                    "tx exit begins",
                    "tx exited",
                    "db exit begins",
                    "db exited",
                    "stack closes returns");
}

/* S1, S2: a failed enter registers nothing and is the error of the body that never ran. */
Test(stack, exits_what_was_entered_when_the_next_enter_fails)
{
    cr_expect_trace("{stack: [db, tx]}",
                    "db enters, tx fails, db exits",
                    "db enter begins",
                    "db entered",
                    "tx enter begins",
                    "tx enter fails",
                    "db exit begins (tx.enter)",
                    "db exited",
                    "stack closes raises tx.enter");
}

/* S1: on an outermost stack an exit may suppress a failed enter. */
Test(stack, lets_an_outer_exit_suppress_a_failed_enter)
{
    cr_expect_trace("{stack: [db, tx]}",
                    "db enters, tx fails, db suppresses",
                    "db enter begins",
                    "db entered",
                    "tx enter begins",
                    "tx enter fails",
                    "db exit begins (tx.enter)",
                    "db exit suppresses",
                    "stack closes suppressed");
}

/* S14: a pushed manager is held from the beginning, wherever it is in the order; a manager after a
 * failed enter is never entered. */
Test(stack, exits_what_is_pushed_behind_a_failed_enter)
{
    cr_expect_trace("{stack: [{push: lock}, db, {push: later}, tx]}",
                    "db fails, later exits, lock exits",
                    "db enter begins",
                    "db enter fails",
                    "later exit begins (db.enter)",
                    "later exited",
                    "lock exit begins (db.enter)",
                    "lock exited",
                    "stack closes raises db.enter");
}

/* An empty stack runs its body and returns its result. */
Test(stack, of_none_raises_what_its_body_raises)
{
    cr_expect_trace("{stack: []}",
                    "body raises",
                    "body begins",
                    "body raises",
                    "stack closes raises body");
}

/* S5, S6: after a suppression nothing propagates. */
Test(stack, tells_the_outer_exit_nothing_when_the_inner_one_suppressed)
{
    cr_expect_trace("{stack: [db, tx]}",
                    "db enters, tx enters, body raises, tx suppresses, db exits",
                    "db enter begins",
                    "db entered",
                    "tx enter begins",
                    "tx entered",
                    "body begins",
                    "body raises",
                    "tx exit begins (body)",
                    "tx exit suppresses",
                    "db exit begins",
                    "db exited",
                    "stack closes suppressed");
}

/* S5, S7: each failure becomes what propagates, with the previous one as its context. */
Test(stack, lists_the_whole_chain_newest_first)
{
    cr_expect_trace("{stack: [db, tx]}",
                    "db enters, tx enters, body raises, tx fails, db fails",
                    "db enter begins",
                    "db entered",
                    "tx enter begins",
                    "tx entered",
                    "body begins",
                    "body raises",
                    "tx exit begins (body)",
                    "tx exit fails",
                    "db exit begins (tx.exit)",
                    "db exit fails",
                    "stack closes raises [db.exit, tx.exit, body]");
}

/* S7: a clean body changes nothing about the chain (CPython loses all but the last here). */
Test(stack, chains_exit_errors_after_a_clean_body_too)
{
    cr_expect_trace("{stack: [a, b, c]}",
                    "a enters, b enters, c enters, body returns, c fails, b fails, a fails",
                    "a enter begins",
                    "a entered",
                    "b enter begins",
                    "b entered",
                    "c enter begins",
                    "c entered",
                    "body begins",
                    "body returns",
                    "c exit begins",
                    "c exit fails",
                    "b exit begins (c.exit)",
                    "b exit fails",
                    "a exit begins (b.exit)",
                    "a exit fails",
                    "stack closes raises [a.exit, b.exit, c.exit]");
}

/* S6: a suppression takes the whole chain, also what an inner exit raised. */
Test(stack, clears_the_whole_chain_with_a_suppression)
{
    cr_expect_trace("{stack: [db, tx]}",
                    "db enters, tx enters, body raises, tx fails, db suppresses",
                    "db enter begins",
                    "db entered",
                    "tx enter begins",
                    "tx entered",
                    "body begins",
                    "body raises",
                    "tx exit begins (body)",
                    "tx exit fails",
                    "db exit begins (tx.exit)",
                    "db exit suppresses",
                    "stack closes suppressed");
}

/* S6, S7: an error that is raised after a suppression has no context. */
Test(stack, raises_only_the_error_behind_a_suppression)
{
    cr_expect_trace("{stack: [db, tx]}",
                    "db enters, tx enters, body raises, tx suppresses, db fails",
                    "db enter begins",
                    "db entered",
                    "tx enter begins",
                    "tx entered",
                    "body begins",
                    "body raises",
                    "tx exit begins (body)",
                    "tx exit suppresses",
                    "db exit begins",
                    "db exit fails",
                    "stack closes raises db.exit");
}

/* E2: identity is the pointer: if the error of the body is raised again, it is still the only
 * error. */
Test(stack, counts_an_error_once_that_is_raised_again)
{
    cr_expect_trace("{stack: [db, tx]}",
                    "db enters, tx enters, body raises, tx fails with body, db exits",
                    "db enter begins",
                    "db entered",
                    "tx enter begins",
                    "tx entered",
                    "body begins",
                    "body raises",
                    "tx exit begins (body)",
                    "tx exit fails",
                    "db exit begins (body)",
                    "db exited",
                    "stack closes raises body");
}

/* M5: there is nothing to suppress, so it counts as exited. */
Test(stack, takes_a_suppression_without_a_cause_for_an_exit)
{
    cr_expect_trace("{stack: [db, tx]}",
                    "db enters, tx enters, body returns, tx suppresses, db exits",
                    "db enter begins",
                    "db entered",
                    "tx enter begins",
                    "tx entered",
                    "body begins",
                    "body returns",
                    "tx exit begins",
                    "tx exit suppresses",
                    "db exit begins",
                    "db exited",
                    "stack closes returns");
}

/* S2, S8: a pushed manager receives the error, a callback receives nothing. */
Test(stack, tells_a_pushed_manager_the_error_and_a_callback_nothing)
{
    cr_expect_trace("{stack: [{push: lock}, {callback: log}]}",
                    "body raises, log exits, lock exits",
                    "body begins",
                    "body raises",
                    "log exit begins",
                    "log exited",
                    "lock exit begins (body)",
                    "lock exited",
                    "stack closes raises body");
}

/* S8, S7: a callback may fail. Its context is what propagates, though it did not receive that. */
Test(stack, chains_the_error_of_a_callback)
{
    cr_expect_trace("{stack: [{push: lock}, {callback: log}]}",
                    "body raises, log fails, lock exits",
                    "body begins",
                    "body raises",
                    "log exit begins",
                    "log exit fails",
                    "lock exit begins (log.exit)",
                    "lock exited",
                    "stack closes raises [log.exit, body]");
}

/* M1, S13: settling inside the call changes nothing about the order. */
Test(stack, keeps_its_order_when_everything_settles_inside_the_call)
{
    cr_expect_trace("scope: {stack: [db, tx]}\n"
                    "managers: {db: {steps: 0}, tx: {steps: 0}}\n"
                    "body: {steps: 0, ends: returns}",
                    "",
                    "db enter begins",
                    "db entered",
                    "tx enter begins",
                    "tx entered",
                    "body begins",
                    "body returns",
                    "tx exit begins",
                    "tx exited",
                    "db exit begins",
                    "db exited",
                    "stack closes returns");
}
