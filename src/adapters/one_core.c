/* Keeps two processes that take turns on one core: one_core.h. */
#include "adapters/one_core.h"

#include "base/own_assert.h"

/* One wait in so many is free: then the system may wake this thread at a core that has less to do,
 * and two pairs do not stay at one core while another one is idle. */
enum { WAITS_BETWEEN_FREE_ONES = 64 };

static bool keep_at(pid_t process, unsigned core)
{
    cpu_set_t only;
    CPU_ZERO(&only);
    CPU_SET(core, &only);
    return sched_setaffinity(process, sizeof only, &only) == 0;
}

void exn_one_core_call(exn_one_core *one, pid_t other)
{
    int core = sched_getcpu();
    if (core >= 0 && core < CPU_SETSIZE && core + 1 != one->core_after) {
        keep_at(other, (unsigned)core);
        one->core_after = core + 1; /* what was refused once is not asked for again */
    }
}

void exn_one_core_stay(exn_one_core *one)
{
    exn_assert(!one->is_kept);
    one->waits += 1;
    bool is_free = one->core_after == 0 || one->waits % WAITS_BETWEEN_FREE_ONES == 0;
    one->is_kept = !is_free && sched_getaffinity(0, sizeof one->allowed, &one->allowed) == 0 &&
                   keep_at(0, (unsigned)one->core_after - 1);
}

void exn_one_core_go_on(exn_one_core *one)
{
    if (one->is_kept) {
        sched_setaffinity(0, sizeof one->allowed, &one->allowed);
        one->is_kept = false;
    }
}
