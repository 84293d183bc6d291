/* Golden traces of known-bad scopes and managers. */
#include "golden.h"

/* The proof that the checker works: for each bug the rule, the blame and the message. */

#define GATHER "implementation: gather-cm\nscope: "

/* Case 84: a request during the enters returns at once. */
Test(known_bad, leaves_what_was_entered)
{
    cr_expect_breach(
        GATHER "{pool: [vm1, vm2]}",
        "vm1 enters, cancel",
        (&(breach){"X1", "scope", "vm1 was entered and never exited", "vm1 is still entered"}),
        "vm1 enter begins",
        "vm2 enter begins",
        "vm1 entered",
        "cancel",
        "pool closes canceled");
}

/* Case 84: no manager has entered yet, both enters are in flight. */
Test(known_bad, leaves_enters_in_flight)
{
    cr_expect_breach(GATHER "{pool: [vm1, vm2]}",
                     "cancel",
                     (&(breach){"X4",
                                "scope",
                                "pool closes while the enter of vm1 is in flight",
                                "vm1 is still in flight"}),
                     "vm1 enter begins",
                     "vm2 enter begins",
                     "cancel",
                     "pool closes canceled");
}

/* Case 85: a request during the exits returns while they still run. */
Test(known_bad, leaves_exits_running)
{
    cr_expect_breach(GATHER "{pool: [vm1, vm2]}",
                     "vm1 enters, vm2 enters, body returns, vm1 exits, cancel",
                     (&(breach){"X4",
                                "scope",
                                "pool closes while the exit of vm2 is in flight",
                                "vm2 is still in flight"}),
                     "vm1 enter begins",
                     "vm2 enter begins",
                     "vm1 entered",
                     "vm2 entered",
                     "body begins",
                     "body returns",
                     "vm2 exit begins",
                     "vm1 exit begins",
                     "vm1 exited",
                     "cancel",
                     "pool closes canceled");
}

/* Case 82: suppresses only if all exits suppress. */
Test(known_bad, raises_what_was_suppressed)
{
    cr_expect_breach(
        GATHER "{pool: [vm1, vm2]}",
        "vm1 enters, vm2 enters, body raises, vm1 suppresses, vm2 exits",
        (&(breach){"X6",
                   "scope",
                   "body was suppressed by the exit of vm1, and leaves pool all the same",
                   NULL}),
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
        "pool closes raises body");
}

/* Case 83: of no exits, all suppress. */
Test(known_bad, swallows_the_error_of_the_body)
{
    cr_expect_breach(
        GATHER "{pool: []}",
        "body raises",
        (&(breach){"X6", "scope", "body does not leave pool though nobody suppressed it", NULL}),
        "body begins",
        "body raises",
        "pool closes suppressed");
}

/* Case 86: of two failing enters it drops one. */
Test(known_bad, drops_the_second_failure)
{
    cr_expect_breach(GATHER "{pool: [vm1, vm2], enter: wait-all}",
                     "vm1 fails, vm2 fails",
                     (&(breach){"X7",
                                "scope",
                                "vm2.enter was raised, and does not leave pool",
                                "vm2.enter is lost"}),
                     "vm1 enter begins",
                     "vm2 enter begins",
                     "vm1 enter fails",
                     "vm2 enter fails",
                     "pool closes raises vm1.enter");
}

/* Case 87: after a falsy result it does not look at the others. */
Test(known_bad, overlooks_the_error_of_a_later_exit)
{
    cr_expect_breach(GATHER "{pool: [vm1, vm2]}",
                     "vm1 enters, vm2 enters, body returns, vm1 exits, vm2 fails",
                     (&(breach){"X7",
                                "scope",
                                "vm2.exit was raised, and does not leave pool",
                                "vm2.exit is lost"}),
                     "vm1 enter begins",
                     "vm2 enter begins",
                     "vm1 entered",
                     "vm2 entered",
                     "body begins",
                     "body returns",
                     "vm2 exit begins",
                     "vm1 exit begins",
                     "vm1 exited",
                     "vm2 exit fails",
                     "pool closes returns");
}

/* P3, X11: it asks no other enter to stop when one failed. */
Test(known_bad, does_not_ask_the_others_to_stop)
{
    cr_expect_breach(
        GATHER "{pool: [vm1, vm2]}",
        "vm1 fails, ...",
        (&(breach){"X11", "scope", "the cancel request does not reach the enter of vm2", NULL}),
        "vm1 enter begins",
        "vm2 enter begins",
        "vm1 enter fails");
}

/* Case 88: the shared stack unwinds while an enter is in flight. */
Test(known_bad, unwinds_while_others_enter)
{
    cr_expect_breach("implementation: gather-on-stack\n"
                     "scope: {pool: [vm1, vm2, vm3], enter: wait-all}",
                     "vm1 enters, vm2 fails",
                     (&(breach){"X12",
                                "scope",
                                "the exit of vm1 begins while the enter of vm3 is in flight",
                                NULL}),
                     "vm1 enter begins",
                     "vm2 enter begins",
                     "vm3 enter begins",
                     "vm1 entered",
                     "vm2 enter fails",
                     "vm1 exit begins (vm2.enter)");
}

/* Case 88: with nothing to unwind it closes while an enter is in flight. */
Test(known_bad, closes_while_others_enter)
{
    cr_expect_breach("implementation: gather-on-stack\n"
                     "scope: {pool: [vm1, vm2], enter: wait-all}",
                     "vm1 fails",
                     (&(breach){"X4",
                                "scope",
                                "pool closes while the enter of vm2 is in flight",
                                "vm2 is still in flight"}),
                     "vm1 enter begins",
                     "vm2 enter begins",
                     "vm1 enter fails",
                     "pool closes raises vm1.enter");
}

/* Case 89: an exit that fails cancels the others. */
Test(known_bad, cancels_an_exit_midway)
{
    cr_expect_breach("implementation: exit-in-task-group\nscope: {pool: [vm1, vm2]}",
                     "vm1 enters, vm2 enters, body returns, vm1 fails",
                     (&(breach){"X11",
                                "scope",
                                "the exit of vm2 gets a cancel request though it is shielded",
                                NULL}),
                     "vm1 enter begins",
                     "vm2 enter begins",
                     "vm1 entered",
                     "vm2 entered",
                     "body begins",
                     "body returns",
                     "vm2 exit begins",
                     "vm1 exit begins",
                     "vm1 exit fails",
                     "vm2 cancel requested");
}

/* Case 90: a manager that failed to enter is exited. */
Test(known_bad, exits_a_failed_enter)
{
    cr_expect_breach(
        "implementation: exits-failed-enter\nscope: {pool: [vm1, vm2]}",
        "vm1 enters, vm2 fails",
        (&(breach){"X2", "scope", "vm2 is exited though its enter did not succeed", NULL}),
        "vm1 enter begins",
        "vm2 enter begins",
        "vm1 entered",
        "vm2 enter fails",
        "vm2 exit begins (vm2.enter)");
}

/* Case 74, M1. */
Test(known_bad, settles_twice)
{
    cr_expect_breach("scope: {pool: [vm1]}\nmanagers: {vm1: {enter: settles twice}}",
                     "...",
                     (&(breach){"M1", "vm1", "vm1 settles with nothing in flight", NULL}),
                     "vm1 enter begins",
                     "vm1 entered");
}

/* M8: one callback reports both managers that touch later in one step. */
Test(known_bad, touch_later_together)
{
    cr_expect_breach("scope: {pool: [vm1, vm2]}\n"
                     "managers:\n"
                     "  vm1: &m {enter: touches later, steps: 0}\n"
                     "  vm2: *m\n",
                     "...",
                     (&(breach){"M8", "vm1", "vm1 touches an operation that it has settled", NULL}),
                     "vm1 enter begins",
                     "vm1 entered",
                     "vm2 enter begins",
                     "vm2 entered");
}

/* Case 75, M2: nothing more comes. */
Test(known_bad, never_settles)
{
    cr_expect_breach(
        "scope: {stack: [db]}\nmanagers: {db: {exit: hangs}}",
        "db enters, body returns",
        (&(breach){"M2",
                   "db",
                   "the exit of db never settles: the end of a grace time would ask it to stop",
                   "db never settles"}),
        "db enter begins",
        "db entered",
        "body begins",
        "body returns",
        "db exit begins");
}

/* Case 76, M3. */
Test(known_bad, holds_something_after_a_failed_enter)
{
    cr_expect_breach(
        "scope: {pool: [vm1]}\nmanagers: {vm1: {enter: leaks}}",
        "...",
        (&(breach){"M3", "vm1", "vm1 holds something though its enter did not succeed", NULL}),
        "vm1 enter begins",
        "vm1 enter fails");
}

/* Case 76, M4. */
Test(known_bad, holds_something_after_its_exit)
{
    cr_expect_breach("scope: {stack: [db]}\nmanagers: {db: {exit: leaks}}",
                     "db enters, body returns, ...",
                     (&(breach){"M4", "db", "db holds something after its exit", NULL}),
                     "db enter begins",
                     "db entered",
                     "body begins",
                     "body returns",
                     "db exit begins",
                     "db exited");
}

/* Case 19, M7. */
Test(known_bad, stops_though_nobody_asked)
{
    cr_expect_breach(
        "scope: {pool: [vm1]}\nmanagers: {vm1: {enter: stops unasked}}",
        "...",
        (&(breach){"M7", "vm1", "vm1 settles canceled though nobody asked it to", NULL}),
        "vm1 enter begins",
        "vm1 enter canceled");
}

/* M8. */
Test(known_bad, touches_what_it_has_settled)
{
    cr_expect_breach("scope: {stack: [db]}\nmanagers: {db: {exit: touches later}}",
                     "db enters, body returns, ...",
                     (&(breach){"M8", "db", "db touches an operation that it has settled", NULL}),
                     "db enter begins",
                     "db entered",
                     "body begins",
                     "body returns",
                     "db exit begins",
                     "db exited",
                     "stack closes returns");
}
