/* A fence of page protections around one region: fence.h. */
#include "world/fence.h"

#include "base/own_assert.h"
#include "world/guard.h"
#include "world/statics.h"

#include <exeunt/implementation.h>

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/mman.h>

/* The fence lies outside of the world, whose memory it closes. */
static EXEUNT_OUTSIDE struct {
    exn_range world, own;
    void (*touched)(void *context);
    void *context;
    bool up, paused;
    struct sigaction before; /* who handled SIGSEGV */
} fence;

static void on_fault(int number, siginfo_t *info, void *context)
{
    const char *address = info->si_addr;
    const char *first = fence.world.first;
    (void)number;
    (void)context;
    if (fence.up && address >= first && address < first + fence.world.size) {
        exn_fence_down();
        fence.touched(fence.context);
    }
    if (exn_statics_touched(address)) {
        return;
    }
    sigaction(SIGSEGV, &fence.before, NULL); /* not ours: it happens again, for whoever it is */
}

static void raise_fence(void)
{
    mprotect(fence.world.first, fence.world.size, PROT_NONE);
    mprotect(fence.own.first, fence.own.size, PROT_READ | PROT_WRITE);
    fence.up = true;
}

static void lower_fence(void)
{
    mprotect(fence.world.first, fence.world.size, PROT_READ | PROT_WRITE);
    exn_pages_close_again();
    fence.up = false;
}

void exn_fence_up(exn_heap *heap, uint32_t owner, void (*touched)(void *context), void *context)
{
    /* It does not return, so the signal must not stay blocked. */
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER};
    sigemptyset(&action.sa_mask);
    exn_assert(!fence.up && !fence.paused && "there is one fence in a process");
    fence.world = exn_heap_range(heap);
    fence.own = exn_heap_region(heap, owner);
    exn_assert((char *)fence.own.first >= (char *)fence.world.first && touched != NULL);
    exn_assert((uintptr_t)fence.world.first % EXN_PAGE_SIZE == 0 && "a fence runs along pages");
    exn_assert((uintptr_t)fence.own.first % EXN_PAGE_SIZE == 0 && "the same, of what it encloses");
    fence.touched = touched;
    fence.context = context;
    fence.paused = false;
    sigaction(SIGSEGV, &action, &fence.before);
    raise_fence();
}

void exn_fence_down(void)
{
    if (fence.up || fence.paused) {
        lower_fence();
        fence.paused = false;
        sigaction(SIGSEGV, &fence.before, NULL);
    }
}

void exn_fence_pause(void)
{
    exn_assert(!fence.up || !fence.paused);
    if (fence.up) {
        lower_fence();
        fence.paused = true;
    }
}

void exn_fence_resume(void)
{
    exn_assert(!fence.up || !fence.paused);
    if (fence.paused) {
        fence.paused = false;
        raise_fence();
    }
}
