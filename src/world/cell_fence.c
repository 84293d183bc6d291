/* A fence of page protections: cell_fence.h.
 *
 * What the kernel reads or writes for the process is fenced, too, and nothing notices that: a
 * system call on a closed cell fails with EFAULT. Nothing of ours hands a cell to one. What code
 * under test comes to that hands the record of a neighbour to write(), say, mostly differs from
 * what it came to without a fence, and then it is made; if it does not, audits are there, and what
 * they refute is searched again with nothing remembered (parallel/explore_states.c). The same holds
 * for code that handles SIGSEGV itself, but only for a while. */
#include "world/cell_fence.h"

#include "base/own_assert.h"
#include "world/guard.h"
#include "world/statics.h"

#include <exeunt/implementation.h>

#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { STACK_SIZE = 1 << 16 };

/* It lies outside of the world, whose memory it closes. */
static EXEUNT_OUTSIDE struct {
    bool has_begun, up;
    uint32_t owner;  /* of the cell that it is up around */
    exn_range cells; /* a page each */
    void (*touched)(void *context);
    void *context;
    pthread_t thread; /* that has begun it */
    bool is_evaded;   /* another one has touched what was out of reach */
    sigset_t mask;    /* of signals, when it was raised: a handler that is left blocks some */
    struct sigaction before; /* who handled SIGSEGV */
    stack_t stack;           /* of the handler, where the process has none for handlers; or zero */
} fence;

static uint32_t cell_count(void)
{
    return (uint32_t)(fence.cells.size / EXN_PAGE_SIZE);
}

static void *cell(uint32_t owner)
{
    return (char *)fence.cells.first + (size_t)owner * EXN_PAGE_SIZE;
}

/* --- up and down ------------------------------------------------------------------------------ */

/* Hands a signal that is not ours to the handler before this one, which stays behind it: a run that
 * crashes is not the last one. */
static void pass_on(int number, siginfo_t *info, void *context)
{
    bool is_sent = info->si_code <= 0;
    if ((fence.before.sa_flags & SA_SIGINFO) != 0) {
        fence.before.sa_sigaction(number, info, context);
        return;
    }
    sigaction(number, &fence.before, NULL);
    if (is_sent) { /* what has faulted faults again */
        raise(number);
    }
}

static void on_fault(int number, siginfo_t *info, void *context)
{
    const char *address = info->si_addr;
    const char *first = fence.cells.first;
    bool is_fault = info->si_code > 0;
    if (fence.up && is_fault && address >= first && address < first + fence.cells.size) {
        exn_cell_fence_down();
        if (!pthread_equal(pthread_self(), fence.thread)) { /* it has its own stack: it goes on */
            fence.is_evaded = true;
            return;
        }
        pthread_sigmask(SIG_SETMASK, &fence.mask, NULL);
        fence.touched(fence.context);
    }
    if (!is_fault || !exn_statics_touched(address)) {
        pass_on(number, info, context);
    }
}

/* Code under test is called far down the stack, where valgrind finds no room for a handler. */
static void take_stack(void)
{
    stack_t before;
    bool lacks_one = sigaltstack(NULL, &before) == 0 && (before.ss_flags & SS_DISABLE) != 0;
    fence.stack = (stack_t){.ss_sp = lacks_one ? malloc(STACK_SIZE) : NULL, .ss_size = STACK_SIZE};
    if (fence.stack.ss_sp != NULL) {
        sigaltstack(&fence.stack, NULL);
    }
}

static void give_stack_back(void)
{
    if (fence.stack.ss_sp != NULL) {
        sigaltstack(&(stack_t){.ss_flags = SS_DISABLE, .ss_size = STACK_SIZE}, NULL);
        free(fence.stack.ss_sp);
        fence.stack.ss_sp = NULL;
    }
}

void exn_cell_fence_begin(exn_heap *heap, void (*touched)(void *context), void *context)
{
    /* It does not return, so the signal must not stay blocked. */
    struct sigaction action = {.sa_sigaction = on_fault,
                               .sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    exn_assert(!fence.has_begun && !fence.up && "there is one fence in a process");
    exn_assert(touched != NULL);
    fence.has_begun = true;
    fence.cells = exn_heap_all_cells(heap);
    exn_assert(cell_count() > 0 && (uintptr_t)fence.cells.first % EXN_PAGE_SIZE == 0 &&
               "a fence runs along pages");
    fence.touched = touched;
    fence.context = context;
    fence.thread = pthread_self();
    fence.is_evaded = false;
    take_stack();
    sigaction(SIGSEGV, &action, &fence.before);
}

static bool handles(void)
{
    struct sigaction now;
    return sigaction(SIGSEGV, NULL, &now) == 0 && now.sa_sigaction == on_fault;
}

bool exn_cell_fence_held(void)
{
    exn_assert(fence.has_begun && !fence.up);
    return !fence.is_evaded && handles();
}

void exn_cell_fence_end(void)
{
    exn_assert(fence.has_begun && !fence.up);
    if (handles()) {
        sigaction(SIGSEGV, &fence.before, NULL);
    }
    give_stack_back();
    fence.has_begun = false;
}

static bool protect(void *first, size_t size, int protection)
{
    return mprotect(first, size, protection) == 0;
}

bool exn_cell_fence_up(uint32_t owner)
{
    const int open = PROT_READ | PROT_WRITE;
    exn_assert(fence.has_begun && owner < cell_count());
    if (fence.up && fence.owner == owner) {
        return true;
    }
    exn_cell_fence_down();
    pthread_sigmask(SIG_SETMASK, NULL, &fence.mask);
    fence.up = true;
    fence.owner = owner;
    bool is_raised = protect(fence.cells.first, fence.cells.size, PROT_NONE) &&
                     protect(cell(owner), EXN_PAGE_SIZE, open);
    if (!is_raised) { /* the system may refuse to divide its map once more */
        exn_cell_fence_down();
    }
    return is_raised;
}

void exn_cell_fence_down(void)
{
    if (fence.up) {
        bool is_lowered = protect(fence.cells.first, fence.cells.size, PROT_READ | PROT_WRITE);
        exn_assert(is_lowered && "the system gives back what it has closed");
    }
    fence.up = false;
}
