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
        exn_cell_fence_up(owner);
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

/* --- handlers, in which keys are closed ------------------------------------------------------- */

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

Test(fence, cells_are_open_after_handlers_that_were_left_before_it_begins)
{
    exn_heap *heap = heap_with_cells();
    exn_cell_fence_begin(heap, leave, NULL);
    exn_cell_fence_end();
    leave_by_signal();
    exn_cell_fence_begin(heap, leave, NULL);
    *in_cell(heap, 1) = 7;
    cr_expect_eq(*in_cell(heap, 1), 7);
    cr_expect(is_noticed(heap, 0, 1));
    cr_expect(!is_noticed(heap, 1, 1));
    exn_cell_fence_end();
}

static void look(int number)
{
    (void)number;
    seen = *looked_at;
}

/* While it is down they are anyone's, in a handler, too. */
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
    cr_expect(is_noticed(heap, 0, 1));
    cr_expect(!is_noticed(heap, 1, 1));
    exn_cell_fence_end();
}

/* Code that leaves its own handler goes on where keys are closed. */
Test(fence, cells_are_open_where_a_handler_was_left_while_it_is_down)
{
    exn_heap *heap = heap_with_cells();
    exn_cell_fence_begin(heap, leave, NULL);
    leave_by_signal();
    *in_cell(heap, 1) = 7;
    cr_expect_eq(*in_cell(heap, 1), 7);
    cr_expect(is_noticed(heap, 0, 1));
    exn_cell_fence_end();
}
