/* A function for breakpoints: it has a name, and nothing takes it out of the program. */
#include "stage/debugger.h"

#include "base/own_assert.h"

__attribute__((noinline, used)) void exn_debugger_stop(uint64_t step)
{
    __asm__ volatile("" : : "r"(step) : "memory");
}

void exn_debugger_look(exn_run *run)
{
    exn_assert(!run->options.debugs || !run->options.follows); /* it is played step by step */
    uint64_t next = run->current.steps + 1;
    if (run->options.debugs && next >= run->options.debug_step) {
        run->options.debugs = false;
        exn_debugger_stop(next);
    }
}
