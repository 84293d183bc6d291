/* The fence between cells (world/cell_fence.h) and signals that are no business of its own. */
#include "world/cell_fence.h"

#include <criterion/criterion.h>

#include <setjmp.h>
#include <signal.h>

enum { CELLS = 3 };

static volatile sig_atomic_t seen;
static jmp_buf way_out;
static volatile int *looked_at;

static exn_heap *heap_with_cells(void)
{
    exn_heap *heap = exn_heap_open();
    cr_assert_not_null(heap);
    exn_heap_set_cells(heap, (exn_cells){.count = CELLS, .in_use = sizeof(int)});
    return heap;
}

static volatile int *in_cell(exn_heap *heap, uint32_t owner)
{
    return exn_heap_cell(heap, owner);
}

static void leave(void *context)
{
    (void)context;
    longjmp(way_out, 1);
}

static bool is_noticed(exn_heap *heap, uint32_t owner, uint32_t touched)
{
    volatile bool noticed = true;
    if (setjmp(way_out) == 0) {
        cr_assert(exn_cell_fence_up(owner));
        *in_cell(heap, touched) += 1;
        noticed = false;
    }
    exn_cell_fence_down();
    return noticed;
}

static void handle(int number, void (*handler)(int number))
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_NODEFER};
    sigemptyset(&action.sa_mask);
    cr_assert_eq(sigaction(number, &action, NULL), 0);
}

/* --- a signal that was sent ------------------------------------------------------------------- */

static void count(int number, siginfo_t *info, void *context)
{
    (void)number;
    (void)context;
    cr_assert(info->si_code <= 0, "it was sent");
    seen += 1;
}

/* It does not come again by itself, as one does whose instruction is repeated. */
Test(fence, a_signal_that_is_sent_comes_to_the_handler_before_each_time)
{
    exn_heap *heap = heap_with_cells();
    struct sigaction action = {.sa_sigaction = count, .sa_flags = SA_SIGINFO | SA_NODEFER};
    sigaction(SIGSEGV, &action, NULL);
    exn_cell_fence_begin(heap, leave, NULL);
    for (int i = 0; i < 3; i++) {
        raise(SIGSEGV);
        cr_expect_eq(seen, 2 * i + 1);
        exn_cell_fence_up(0);
        raise(SIGSEGV);
        exn_cell_fence_down();
        cr_expect_eq(seen, 2 * i + 2);
        cr_expect(is_noticed(heap, 0, 1), "it is still there");
    }
    exn_cell_fence_end();
}

/* --- handlers of code under test -------------------------------------------------------------- */

static void leave_handler(int number)
{
    (void)number;
    longjmp(way_out, 1);
}

/* As code under test that crashes while another search is made. */
static void leave_by_signal(void)
{
    handle(SIGUSR1, leave_handler);
    if (setjmp(way_out) == 0) {
        raise(SIGUSR1);
    }
}

static void look(int number)
{
    (void)number;
    seen = *looked_at;
}

/* While it is down they are anyone's. */
Test(fence, handlers_may_look_at_cells_while_it_is_down)
{
    exn_heap *heap = heap_with_cells();
    *in_cell(heap, 2) = 5;
    looked_at = in_cell(heap, 2);
    exn_cell_fence_begin(heap, leave, NULL);
    cr_expect(is_noticed(heap, 0, 1));
    handle(SIGUSR1, look);
    raise(SIGUSR1);
    cr_expect_eq(seen, 5);
    exn_cell_fence_end();
}

Test(fence, what_a_handler_looks_at_while_it_is_up_is_noticed)
{
    exn_heap *heap = heap_with_cells();
    looked_at = in_cell(heap, 2);
    seen = 3;
    exn_cell_fence_begin(heap, leave, NULL);
    handle(SIGUSR1, look);
    if (setjmp(way_out) == 0) {
        cr_assert(exn_cell_fence_up(0));
        raise(SIGUSR1);
        cr_assert_fail("it was not noticed");
    }
    cr_expect_eq(seen, 3);
    cr_expect_eq(*looked_at, 0, "it is down");
    exn_cell_fence_end();
}

Test(fence, it_is_up_where_a_handler_was_left)
{
    exn_heap *heap = heap_with_cells();
    exn_cell_fence_begin(heap, leave, NULL);
    cr_assert(exn_cell_fence_up(0));
    leave_by_signal();
    cr_expect(is_noticed(heap, 0, 1));
    exn_cell_fence_end();
}

/* --- around one after the other --------------------------------------------------------------- */

Test(fence, it_goes_from_one_cell_to_another)
{
    exn_heap *heap = heap_with_cells();
    exn_cell_fence_begin(heap, leave, NULL);
    for (uint32_t owner = 0; owner < CELLS; owner++) {
        for (uint32_t touched = 0; touched < CELLS; touched++) {
            cr_assert(exn_cell_fence_up((owner + 1) % CELLS));
            cr_expect_eq(is_noticed(heap, owner, touched), owner != touched);
        }
    }
    exn_cell_fence_end();
}
