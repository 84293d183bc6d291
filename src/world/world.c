/* The ready queue and the virtual clock: world.h. */
#include "world/world.h"

#include "base/own_assert.h"

exn_world *exn_world_open(uint32_t regions)
{
    exn_heap *heap = exn_heap_open();
    if (heap != NULL) {
        exn_heap_divide(heap, regions);
    }
    exn_world *world = heap == NULL ? NULL : exn_heap_allocate(heap, sizeof *world);
    if (world != NULL) {
        world->heap = heap;
    }
    return world;
}

void exn_world_post(exn_world *world, exeunt_task *task)
{
    exn_require(task->next == NULL && task != world->ready_last && "it is posted already");
    if (world->ready_last == NULL) {
        world->ready_first = task;
    } else {
        world->ready_last->next = task;
    }
    world->ready_last = task;
}

exeunt_task *exn_world_take_ready(exn_world *world)
{
    exeunt_task *task = world->ready_first;
    if (task != NULL) {
        world->ready_first = task->next;
        if (world->ready_first == NULL) {
            exn_require(task == world->ready_last && "the last one of the queue is at its end");
            world->ready_last = NULL;
        }
        task->next = NULL;
    }
    return task;
}

void exn_timer_start(exn_world *world, exn_timer *timer, uint64_t wait_ms)
{
    exn_require(!timer->armed && timer->next == NULL && "it has been started already");
    exn_timer **place = &world->timers;
    while (*place != NULL &&
           (*place)->wait_ms <= wait_ms) { /* equal times stay in the order of start (C8) */
        wait_ms -= (*place)->wait_ms;
        place = &(*place)->next;
    }
    timer->wait_ms = wait_ms;
    timer->next = *place;
    timer->armed = true;
    if (timer->next != NULL) {
        exn_assert(timer->next->wait_ms > wait_ms &&
                   "timers stand in the order of their due times (C8)");
        timer->next->wait_ms -= wait_ms;
    }
    *place = timer;
}

void exn_timer_stop(exn_world *world, exn_timer *timer)
{
    if (!timer->armed) {
        return;
    }
    exn_timer **place = &world->timers;
    while (*place != timer) {
        exn_require(*place != NULL && "an armed timer stands in the list");
        place = &(*place)->next;
    }
    *place = timer->next;
    if (timer->next != NULL) {
        timer->next->wait_ms += timer->wait_ms;
    }
    timer->next = NULL;
    timer->wait_ms = 0;
    timer->armed = false;
}

exn_timer *exn_world_pass_time(exn_world *world)
{
    exn_timer *timer = world->timers;
    if (timer != NULL) {
        exn_assert(timer->armed && "only armed timers stand in the list");
        world->timers = timer->next;
        timer->next = NULL;
        timer->wait_ms = 0;
        timer->armed = false;
    }
    return timer;
}
