/* Two processes that take turns run on one core, and keep nothing of that (one_core.h). */
#include "adapters/one_core.h"

#include <criterion/criterion.h>

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static cpu_set_t allowed_of(pid_t process)
{
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    cr_assert_eq(sched_getaffinity(process, sizeof allowed, &allowed), 0);
    return allowed;
}

/* It ends with this process, whether or not a test fails. */
static pid_t start_other(void)
{
    pid_t other = fork();
    cr_assert_geq(other, 0);
    if (other == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (;;) {
            pause();
        }
    }
    return other;
}

static void stop_other(pid_t other)
{
    kill(other, SIGKILL);
    cr_assert_eq(waitpid(other, NULL, 0), other);
}

Test(one_core, the_other_process_comes_to_where_this_one_waits)
{
    exn_one_core one = {.is_kept = false};
    pid_t other = start_other();
    cpu_set_t before = allowed_of(0);

    exn_one_core_call(&one, other);
    exn_one_core_stay(&one);
    cpu_set_t here = allowed_of(0);
    cpu_set_t there = allowed_of(other);
    exn_one_core_go_on(&one);
    cpu_set_t after = allowed_of(0);

    cr_assert_eq(CPU_COUNT(&here), 1);
    cr_assert(CPU_EQUAL(&here, &there));
    cr_assert(CPU_EQUAL(&before, &after), "this process may run again wherever it might before");
    stop_other(other);
}

Test(one_core, every_now_and_then_the_system_chooses_the_core)
{
    exn_one_core one = {.is_kept = false};
    pid_t other = start_other();
    int free_waits = 0;
    int rounds = 640;

    for (int i = 0; i < rounds; i++) {
        exn_one_core_call(&one, other);
        exn_one_core_stay(&one);
        free_waits += one.is_kept ? 0 : 1;
        exn_one_core_go_on(&one);
    }

    cr_assert_eq(free_waits, 10);
    stop_other(other);
}

Test(one_core, a_process_that_is_gone_is_no_error)
{
    exn_one_core one = {.is_kept = false};
    pid_t other = start_other();
    stop_other(other);
    cpu_set_t before = allowed_of(0);

    exn_one_core_call(&one, other);
    exn_one_core_stay(&one);
    exn_one_core_go_on(&one);

    cpu_set_t after = allowed_of(0);
    cr_assert(CPU_EQUAL(&before, &after));
}
