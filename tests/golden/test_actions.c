/* Golden traces of what bodies and operations do to their scope. */
#include "golden.h"

/* S1: a manager that the body enters is exited first. */
Test(actions, exit_first_what_the_body_entered)
{
    cr_expect_trace("scope: {stack: [db]}\n"
                    "body: {actions: [enter tx]}",
                    "db enters, tx enters, body returns, tx exits, db exits",
                    "db enter begins",
                    "db entered",
                    "body begins",
                    "call enter tx",
                    "tx enter begins",
                    "tx entered",
                    "body returns",
                    "tx exit begins",
                    "tx exited",
                    "db exit begins",
                    "db exited",
                    "stack closes returns");
}

/* S1: a failed enter is the body's error. */
Test(actions, make_a_failed_enter_the_error_of_the_body)
{
    cr_expect_trace("scope: {stack: [db]}\n"
                    "body: {actions: [enter tx]}",
                    "db enters, tx fails, db exits",
                    "db enter begins",
                    "db entered",
                    "body begins",
                    "call enter tx",
                    "tx enter begins",
                    "tx enter fails",
                    "body raises",
                    "db exit begins (tx.enter)",
                    "db exited",
                    "stack closes raises tx.enter");
}

/* S12: the request reaches the body, and the enter that the body waits for. */
Test(actions, end_with_a_canceled_enter_of_the_body)
{
    cr_expect_trace("scope: {stack: [db]}\n"
                    "body: {actions: [enter tx]}",
                    "db enters, cancel, tx stops, db exits",
                    "db enter begins",
                    "db entered",
                    "body begins",
                    "call enter tx",
                    "tx enter begins",
                    "cancel",
                    "tx cancel requested",
                    "body cancel requested",
                    "tx enter canceled",
                    "body canceled",
                    "db exit begins (canceled)",
                    "db exited",
                    "stack closes canceled");
}

/* S1: one enter at a time: a second one is refused, and nothing begins. */
Test(actions, refuse_a_second_enter_while_one_is_in_flight)
{
    cr_expect_trace("scope: {stack: [db]}\n"
                    "body: {actions: [enter tx]}",
                    "db enters, call enter other -> refused, tx enters, body returns, tx exits, "
                    "db exits",
                    "db enter begins",
                    "db entered",
                    "body begins",
                    "call enter tx",
                    "tx enter begins",
                    "call enter other refused",
                    "tx entered",
                    "body returns",
                    "tx exit begins",
                    "tx exited",
                    "db exit begins",
                    "db exited",
                    "stack closes returns");
}

/* S2, S3, S8: pushed managers and callbacks exit in the reverse order of their registration. */
Test(actions, exit_what_the_body_pushed)
{
    cr_expect_trace("scope: {stack: [db]}\n"
                    "body: {actions: [push lock, callback log]}",
                    "db enters, body raises, log exits, lock exits, db exits",
                    "db enter begins",
                    "db entered",
                    "body begins",
                    "call push lock",
                    "call callback log",
                    "body raises",
                    "log exit begins",
                    "log exited",
                    "lock exit begins (body)",
                    "lock exited",
                    "db exit begins (body)",
                    "db exited",
                    "stack closes raises body");
}

/* S10: a manager that is pushed while the stack unwinds is exited next. */
Test(actions, exit_next_what_is_pushed_while_unwinding)
{
    cr_expect_trace("scope: {stack: [db, tx]}\n"
                    "managers: {tx: {exit: {ends: exits, actions: [push lock]}}}",
                    "db enters, tx enters, body returns, tx exits, lock exits, db exits",
                    "db enter begins",
                    "db entered",
                    "tx enter begins",
                    "tx entered",
                    "body begins",
                    "body returns",
                    "tx exit begins",
                    "call push lock",
                    "tx exited",
                    "lock exit begins",
                    "lock exited",
                    "db exit begins",
                    "db exited",
                    "stack closes returns");
}

/* S9, S10: a manager that is entered while the stack unwinds is exited next, too. */
Test(actions, exit_next_what_is_entered_while_unwinding)
{
    cr_expect_trace("scope: {stack: [db, tx]}\n"
                    "managers: {tx: {exit: {ends: exits, actions: [enter late]}}}",
                    "db enters, tx enters, body returns, tx exits, late enters, late exits, "
                    "db exits",
                    "db enter begins",
                    "db entered",
                    "tx enter begins",
                    "tx entered",
                    "body begins",
                    "body returns",
                    "tx exit begins",
                    "call enter late",
                    "late enter begins",
                    "tx exited",
                    "late entered",
                    "late exit begins",
                    "late exited",
                    "db exit begins",
                    "db exited",
                    "stack closes returns");
}

/* S9: after a move the first stack is empty; the other one exits everything, and closes after
 * it. */
Test(actions, exit_what_was_moved_in_the_other_stack)
{
    cr_expect_trace("scope: {stack: [db, tx]}\n"
                    "body: {actions: [move other]}",
                    "db enters, tx enters, body raises, tx exits, db exits",
                    "db enter begins",
                    "db entered",
                    "tx enter begins",
                    "tx entered",
                    "body begins",
                    "call move other",
                    "body raises",
                    "stack closes raises body",
                    "tx exit begins",
                    "tx exited",
                    "db exit begins",
                    "db exited",
                    "other closes returns");
}

/* S11: closing twice is refused; the first closing goes on, and its end waits for the body. */
Test(actions, refuse_to_close_while_closing)
{
    cr_expect_trace("scope: {stack: [db]}\n"
                    "body: {actions: [close, \"close -> refused\"]}",
                    "db enters, db exits, body returns",
                    "db enter begins",
                    "db entered",
                    "body begins",
                    "call close",
                    "db exit begins",
                    "call close refused",
                    "db exited",
                    "body returns",
                    "stack closes returns");
}

/* S11: closing from inside an exit is refused, so nothing waits for itself. */
Test(actions, refuse_to_close_from_inside_an_exit)
{
    cr_expect_trace("scope: {stack: [db]}\n"
                    "managers: {db: {exit: {ends: exits, actions: [\"close -> refused\"]}}}",
                    "db enters, body returns, db exits",
                    "db enter begins",
                    "db entered",
                    "body begins",
                    "body returns",
                    "db exit begins",
                    "call close refused",
                    "db exited",
                    "stack closes returns");
}

/* S11: closing while an enter is in flight asks that enter to stop and waits; the stack itself was
 * not canceled. */
Test(actions, close_while_an_enter_is_in_flight)
{
    cr_expect_trace("{stack: [db, tx]}",
                    "db enters, call close, tx stops, db exits",
                    "db enter begins",
                    "db entered",
                    "tx enter begins",
                    "call close",
                    "tx cancel requested",
                    "tx enter canceled",
                    "db exit begins",
                    "db exited",
                    "stack closes returns");
    cr_expect_trace("{stack: [db, tx]}",
                    "db enters, call close, tx enters, tx exits, db exits",
                    "db enter begins",
                    "db entered",
                    "tx enter begins",
                    "call close",
                    "tx cancel requested",
                    "tx entered",
                    "tx exit begins",
                    "tx exited",
                    "db exit begins",
                    "db exited",
                    "stack closes returns");
}

/* S11, S14: the enter that was waited for is exited at its place, below a manager pushed after
 * it. */
Test(actions, close_with_something_pushed_behind_the_enter)
{
    cr_expect_trace("{stack: [db, tx, {push: lock}]}",
                    "db enters, call close, tx enters, lock exits, tx exits, db exits",
                    "db enter begins",
                    "db entered",
                    "tx enter begins",
                    "call close",
                    "tx cancel requested",
                    "tx entered",
                    "lock exit begins",
                    "lock exited",
                    "tx exit begins",
                    "tx exited",
                    "db exit begins",
                    "db exited",
                    "stack closes returns");
}

/* S11: a body that ends closes its stack: the enter in flight is asked to stop, and exited
 * first. */
Test(actions, close_with_the_end_of_the_body)
{
    cr_expect_trace("{stack: [db]}",
                    "db enters, call enter tx, body raises, tx stops, db exits",
                    "db enter begins",
                    "db entered",
                    "body begins",
                    "call enter tx",
                    "tx enter begins",
                    "body raises",
                    "tx cancel requested",
                    "tx enter canceled",
                    "db exit begins (body)",
                    "db exited",
                    "stack closes raises body");
    cr_expect_trace("{stack: [db]}",
                    "db enters, call enter tx, body raises, tx enters, tx exits, db exits",
                    "db enter begins",
                    "db entered",
                    "body begins",
                    "call enter tx",
                    "tx enter begins",
                    "body raises",
                    "tx cancel requested",
                    "tx entered",
                    "tx exit begins (body)",
                    "tx exited",
                    "db exit begins (body)",
                    "db exited",
                    "stack closes raises body");
}

/* S10: an enter that begins while the stack unwinds is not asked to stop. */
Test(actions, enter_while_the_stack_unwinds)
{
    cr_expect_trace("{stack: [db]}",
                    "db enters, body returns, call enter late, db exits, late enters, late exits",
                    "db enter begins",
                    "db entered",
                    "body begins",
                    "body returns",
                    "db exit begins",
                    "call enter late",
                    "late enter begins",
                    "db exited",
                    "late entered",
                    "late exit begins",
                    "late exited",
                    "stack closes returns");
}

/* C7, S11: the reason why the body never ran: the request, or that the stack was closed. */
Test(actions, close_a_stack_that_was_asked_to_stop)
{
    cr_expect_trace("{stack: [db, tx]}",
                    "db enters, cancel, call close, tx stops, db exits",
                    "db enter begins",
                    "db entered",
                    "tx enter begins",
                    "cancel",
                    "tx cancel requested",
                    "call close",
                    "tx enter canceled",
                    "db exit begins (canceled)",
                    "db exited",
                    "stack closes canceled");
    cr_expect_trace("{stack: [db, tx]}",
                    "db enters, call close, cancel, tx enters, tx exits, "
                    "db exits",
                    "db enter begins",
                    "db entered",
                    "tx enter begins",
                    "call close",
                    "tx cancel requested",
                    "cancel",
                    "tx entered",
                    "tx exit begins",
                    "tx exited",
                    "db exit begins",
                    "db exited",
                    "stack closes canceled");
}

/* C1, C7: a body may cancel its own scope; it returned, so the exits receive no cause. */
Test(actions, cancel_the_scope_from_its_body)
{
    cr_expect_trace("scope: {pool: [vm1]}\n"
                    "body: {actions: [cancel]}",
                    "vm1 enters, body returns, vm1 exits",
                    "vm1 enter begins",
                    "vm1 entered",
                    "body begins",
                    "call cancel",
                    "cancel",
                    "body cancel requested",
                    "body returns",
                    "vm1 exit begins",
                    "vm1 exited",
                    "pool closes canceled");
}

/* P1: a call that does not fit the state is refused and changes nothing. */
Test(actions, refuse_what_does_not_fit_the_state_of_a_pool)
{
    cr_expect_trace("{pool: [vm1]}",
                    "call close -> refused, vm1 enters, call enter vm2 -> refused, "
                    "body returns, call close -> refused, vm1 exits",
                    "vm1 enter begins",
                    "call close refused",
                    "vm1 entered",
                    "body begins",
                    "call enter vm2 refused",
                    "body returns",
                    "vm1 exit begins",
                    "call close refused",
                    "vm1 exited",
                    "pool closes returns");
}

/* The scope may refuse the call or not: the trace shows its answer. */
Test(actions, may_be_refused_or_not)
{
    static const char scenario[] = "scope: {stack: [db]}\n"
                                   "body: {actions: [push lock -> may be refused, "
                                   "close -> may be refused, close -> may be refused]}\n"
                                   "expect:\n"
                                   "  order: [call push lock, call close, lock exit begins, "
                                   "call close refused]\n"
                                   "  never: [call push lock refused]\n";
    cr_expect_trace(scenario,
                    "db enters, lock exits, db exits, body returns",
                    "db enter begins",
                    "db entered",
                    "body begins",
                    "call push lock",
                    "call close",
                    "lock exit begins",
                    "call close refused",
                    "lock exited",
                    "db exit begins",
                    "db exited",
                    "body returns",
                    "stack closes returns");
}

/* A call from within another one: the trace has each call before its effects. */
Test(actions, lead_to_others)
{
    cr_expect_trace("scope: {stack: [db]}\n"
                    "managers: {tx: {enter: {ends: enters, actions: [push lock, cancel]}}}\n"
                    "body: {actions: [enter tx]}\n"
                    "expect: {order: [call enter tx, tx enter begins, call push lock, call cancel, "
                    "cancel]}",
                    "db enters, tx stops, lock exits, db exits",
                    "db enter begins",
                    "db entered",
                    "body begins",
                    "call enter tx",
                    "tx enter begins",
                    "call push lock",
                    "call cancel",
                    "cancel",
                    "tx cancel requested",
                    "body cancel requested",
                    "tx enter canceled",
                    "body canceled",
                    "lock exit begins (canceled)",
                    "lock exited",
                    "db exit begins (canceled)",
                    "db exited",
                    "stack closes canceled");
}
