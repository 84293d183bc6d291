/* The queue of callbacks that are ready. */
#include "world/world.h"

#include <criterion/criterion.h>

#include <signal.h>

static void nothing(exeunt_task *task)
{
    (void)task;
}

static exn_world *world;
static exeunt_task first = {.run = nothing};
static exeunt_task second = {.run = nothing};
static exeunt_task third = {.run = nothing};

static void open_world(void)
{
    world = exn_world_open(0);
    cr_assert_not_null(world);
}

TestSuite(queue, .init = open_world);

Test(queue, is_empty_at_the_begin)
{
    cr_assert_null(exn_world_take_ready(world));
}

/* D1: callbacks that are ready run first in, first out. */
Test(queue, gives_first_what_was_posted_first)
{
    exn_world_post(world, &first);
    exn_world_post(world, &second);
    exn_world_post(world, &third);
    cr_assert_eq(exn_world_take_ready(world), &first);
    cr_assert_eq(exn_world_take_ready(world), &second);
    cr_assert_eq(exn_world_take_ready(world), &third);
    cr_assert_null(exn_world_take_ready(world));
}

Test(queue, takes_more_while_it_is_being_emptied)
{
    exn_world_post(world, &first);
    exn_world_post(world, &second);
    cr_assert_eq(exn_world_take_ready(world), &first);
    exn_world_post(world, &first);
    cr_assert_eq(exn_world_take_ready(world), &second);
    cr_assert_eq(exn_world_take_ready(world), &first);
    cr_assert_null(exn_world_take_ready(world));
    exn_world_post(world, &third);
    cr_assert_eq(exn_world_take_ready(world), &third);
}

Test(queue, leaves_no_link_in_what_it_gave)
{
    exn_world_post(world, &first);
    exn_world_post(world, &second);
    exn_world_take_ready(world);
    cr_assert_null(first.next);
}

Test(queue, is_reset_with_the_heap)
{
    cr_assert(exn_heap_mark(world->heap));
    exn_world_post(world, &first);
    exn_heap_reset(world->heap);
    cr_assert_null(exn_world_take_ready(world));
}

Test(queue, takes_nothing_twice, .signal = SIGABRT)
{
    exn_world_post(world, &first);
    exn_world_post(world, &second);
    exn_world_post(world, &first);
}

Test(queue, does_not_take_its_last_one_twice, .signal = SIGABRT)
{
    exn_world_post(world, &first);
    exn_world_post(world, &first);
}
