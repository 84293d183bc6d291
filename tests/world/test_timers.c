/* The clock of a world, and its timers. */
#include "world/world.h"

#include <criterion/criterion.h>

#include <string.h>

/* C8: time moves to the next timer that is due; equal timers fire in the order of their start. */

static exn_world *world;
static exn_timer *a, *b, *c, *d;

static exn_timer *new_timer(void)
{
    exn_timer *timer = exn_heap_allocate(world->heap, sizeof *timer);
    cr_assert_not_null(timer);
    return timer;
}

static void open_world(void)
{
    world = exn_world_open(0);
    cr_assert_not_null(world);
    a = new_timer();
    b = new_timer();
    c = new_timer();
    d = new_timer();
}

TestSuite(timers, .init = open_world);

static void expect_fires(const exn_timer *timer)
{
    cr_assert_eq(exn_world_pass_time(world), timer);
}

Test(timers, none_falls_due_in_an_empty_world)
{
    expect_fires(NULL);
}

Test(timers, fire_in_the_order_in_which_they_fall_due)
{
    exn_timer_start(world, a, 30);
    exn_timer_start(world, b, 10);
    exn_timer_start(world, c, 20);
    expect_fires(b);
    expect_fires(c);
    expect_fires(a);
    expect_fires(NULL);
}

Test(timers, that_fall_due_together_fire_in_the_order_of_their_start)
{
    exn_timer_start(world, c, 10);
    exn_timer_start(world, a, 10);
    exn_timer_start(world, d, 5);
    exn_timer_start(world, b, 10);
    expect_fires(d);
    expect_fires(c);
    expect_fires(a);
    expect_fires(b);
}

/* A timer started at 0 for 10 and a timer started at 4 for 6 are due together. */
Test(timers, count_from_the_moment_of_their_start)
{
    exn_timer_start(world, a, 10);
    exn_timer_start(world, b, 4);
    expect_fires(b);
    exn_timer_start(world, c, 6);
    exn_timer_start(world, d, 5);
    expect_fires(d);
    expect_fires(a);
    expect_fires(c);
}

Test(timers, of_no_time_at_all_fire_behind_those_that_are_due_already)
{
    exn_timer_start(world, a, 10);
    exn_timer_start(world, b, 10);
    expect_fires(a);
    exn_timer_start(world, c, 0);
    expect_fires(b);
    expect_fires(c);
}

Test(timers, that_are_stopped_leave_the_times_of_the_others)
{
    exn_timer_start(world, a, 10);
    exn_timer_start(world, b, 15);
    exn_timer_start(world, c, 20);
    exn_timer_stop(world, a);
    exn_timer_start(world, d, 17); /* between b and c only if b is still due at 15 */
    exn_timer_stop(world, c);
    exn_timer_start(world, c, 16);
    expect_fires(b);
    expect_fires(c);
    expect_fires(d);
    expect_fires(NULL);
}

Test(timers, that_are_not_armed_may_be_stopped)
{
    exn_timer_stop(world, a);
    exn_timer_start(world, a, 10);
    expect_fires(a);
    exn_timer_stop(world, a);
    exn_timer_start(world, b, 10);
    exn_timer_stop(world, a);
    expect_fires(b);
}

Test(timers, know_whether_they_are_armed)
{
    exn_timer_start(world, a, 10);
    cr_assert(a->armed);
    expect_fires(a);
    cr_assert_not(a->armed);
    exn_timer_start(world, a, 10);
    exn_timer_stop(world, a);
    cr_assert_not(a->armed);
}

/* Equal situations at different times must be equal bytes. */
Test(timers, are_the_same_bytes_whenever_they_were_started)
{
    exn_timer early;
    exn_timer_start(world, a, 10);
    exn_timer_start(world, b, 30);
    expect_fires(a);
    memcpy(&early, b, sizeof early);
    expect_fires(b);
    exn_timer_start(world, a, 500);
    expect_fires(a);
    exn_timer_start(world, b, 20);
    cr_assert_eq(memcmp(&early, b, sizeof early), 0);
}
