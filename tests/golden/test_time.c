/* Golden traces of deadlines and timers. */
#include "golden.h"

/* C6, C7: the deadline acts like a request, and is reported as an error. */
Test(time, ends_the_enters_of_a_pool_at_its_deadline)
{
    cr_expect_trace("{pool: [vm1, vm2], deadline: 10ms}",
                    "vm1 enters, time passes, vm2 stops, vm1 exits",
                    "vm1 enter begins",
                    "vm2 enter begins",
                    "vm1 entered",
                    "time passes",
                    "vm2 cancel requested",
                    "vm2 enter canceled",
                    "vm1 exit begins (pool.deadline)",
                    "vm1 exited",
                    "pool closes raises pool.deadline");
}

/* C5, C6: no exit of its own scope can suppress it. */
Test(time, lets_nobody_suppress_its_own_deadline)
{
    cr_expect_trace("{stack: [db, tx], deadline: 10ms}",
                    "db enters, tx enters, time passes, body stops, tx suppresses, db exits",
                    "db enter begins",
                    "db entered",
                    "tx enter begins",
                    "tx entered",
                    "body begins",
                    "time passes",
                    "body cancel requested",
                    "body canceled",
                    "tx exit begins (stack.deadline)",
                    "tx exit suppresses",
                    "db exit begins (stack.deadline)",
                    "db exited",
                    "stack closes raises stack.deadline");
}

/* C6: it comes after all other errors. */
Test(time, puts_the_deadline_behind_all_other_errors)
{
    cr_expect_trace("{pool: [vm1], deadline: 10ms}",
                    "vm1 enters, time passes, body raises, vm1 fails",
                    "vm1 enter begins",
                    "vm1 entered",
                    "body begins",
                    "time passes",
                    "body cancel requested",
                    "body raises",
                    "vm1 exit begins (body)",
                    "vm1 exit fails",
                    "pool closes raises [body, vm1.exit, pool.deadline]");
}

/* C6: it covers enters and body; the exits may take as long as they need. */
Test(time, does_not_cover_the_exits)
{
    cr_expect_trace("scope: {pool: [vm1], deadline: 10ms}\n"
                    "managers: {vm1: {takes: {exit: 50ms}}}",
                    "vm1 enters, body returns, time passes",
                    "vm1 enter begins",
                    "vm1 entered",
                    "body begins",
                    "body returns",
                    "vm1 exit begins",
                    "time passes",
                    "vm1 exited",
                    "pool closes returns");
}

/* C1, C6, C7: after both, an error outranks the flag. */
Test(time, tells_the_deadline_when_a_request_came_too)
{
    cr_expect_trace("{stack: [db], deadline: 10ms}",
                    "db enters, cancel, time passes, body stops, db exits",
                    "db enter begins",
                    "db entered",
                    "body begins",
                    "cancel",
                    "body cancel requested",
                    "time passes",
                    "body canceled",
                    "db exit begins (stack.deadline)",
                    "db exited",
                    "stack closes raises stack.deadline + canceled");
}

/* C3: it is due at the same moment as the last enter: the step that comes first decides. */
Test(time, lets_an_enter_win_that_comes_before_the_deadline)
{
    cr_expect_trace("{pool: [vm1], deadline: 10ms}",
                    "time passes, vm1 enters, vm1 exits",
                    "vm1 enter begins",
                    "time passes",
                    "vm1 cancel requested",
                    "vm1 entered",
                    "vm1 exit begins (pool.deadline)",
                    "vm1 exited",
                    "pool closes raises pool.deadline");
    cr_expect_trace("{pool: [vm1], deadline: 10ms}",
                    "vm1 enters, time passes, body returns, vm1 exits",
                    "vm1 enter begins",
                    "vm1 entered",
                    "body begins",
                    "time passes",
                    "body cancel requested",
                    "body returns",
                    "vm1 exit begins",
                    "vm1 exited",
                    "pool closes raises pool.deadline");
}

/* C8: due at the same time, they fire in the order of their start. */
Test(time, fires_equal_timers_in_the_order_of_their_start)
{
    cr_expect_trace("scope: {pool: [vm1, vm2, vm3]}\n"
                    "managers: {vm1: {takes: {enter: 7ms}}, vm2: {takes: {enter: 5ms}},\n"
                    "           vm3: {takes: {enter: 7ms}}}",
                    "time passes, time passes, time passes, body returns, vm1 exits, vm2 exits, "
                    "vm3 exits",
                    "vm1 enter begins",
                    "vm2 enter begins",
                    "vm3 enter begins",
                    "time passes",
                    "vm2 entered",
                    "time passes",
                    "vm1 entered",
                    "time passes",
                    "vm3 entered",
                    "body begins",
                    "body returns",
                    "vm3 exit begins",
                    "vm2 exit begins",
                    "vm1 exit begins",
                    "vm1 exited",
                    "vm2 exited",
                    "vm3 exited",
                    "pool closes returns");
}

/* C6, C8: the deadline starts before the first enter, so it fires before an equal timer of that
 * enter. */
Test(time, starts_the_deadline_before_the_first_enter)
{
    cr_expect_trace("scope: {pool: [vm1], deadline: 10ms}\n"
                    "managers: {vm1: {takes: {enter: 10ms}}}",
                    "time passes, vm1 stops",
                    "vm1 enter begins",
                    "time passes",
                    "vm1 cancel requested",
                    "vm1 enter canceled",
                    "pool closes raises pool.deadline");
}

/* C6, E5: the deadline of a nested scope covers its enter, and is an error of the outer one. */
Test(time, covers_the_enter_of_a_nested_scope)
{
    cr_expect_trace("{stack: [db, {pool: [vm1], deadline: 5ms}]}",
                    "db enters, time passes, vm1 stops, db exits",
                    "db enter begins",
                    "db entered",
                    "stack.pool enter begins",
                    "vm1 enter begins",
                    "time passes",
                    "vm1 cancel requested",
                    "vm1 enter canceled",
                    "stack.pool enter fails",
                    "db exit begins (stack.pool.deadline)",
                    "db exited",
                    "stack closes raises stack.pool.deadline");
}

/* C6: an outer stack can suppress what cannot be suppressed in its own scope. */
Test(time, lets_an_outer_stack_suppress_an_inner_deadline)
{
    cr_expect_trace("{stack: [db, {pool: [vm1], deadline: 5ms}]}",
                    "db enters, time passes, vm1 stops, db suppresses",
                    "db enter begins",
                    "db entered",
                    "stack.pool enter begins",
                    "vm1 enter begins",
                    "time passes",
                    "vm1 cancel requested",
                    "vm1 enter canceled",
                    "stack.pool enter fails",
                    "db exit begins (stack.pool.deadline)",
                    "db exit suppresses",
                    "stack closes suppressed");
}

/* M2: an enter that hangs is ended by the deadline. */
Test(time, ends_an_enter_that_hangs)
{
    cr_expect_trace("scope: {stack: [db], deadline: 10ms}\n"
                    "managers: {db: {enter: hangs}}",
                    "time passes, db stops",
                    "db enter begins",
                    "time passes",
                    "db cancel requested",
                    "db enter canceled",
                    "stack closes raises stack.deadline");
}
