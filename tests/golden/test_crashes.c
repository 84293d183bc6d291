/* The implementations that end their process, for tests of the command, really do so, each in its
 * way. */
#include "trial.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/* A process that does not end by itself loses gcc's counters: tests/coverage/measure.sh. */
extern void __gcov_dump(void) __attribute__((weak));

enum { DIED = 64 };

static void exit_with_signal(int signal)
{
    if (__gcov_dump != NULL) {
        __gcov_dump();
    }
    _exit(DIED + signal);
}

/* Explores in a process of its own. Returns the signal that ends that process, or 0. SIGVTALRM ends
 * an endless loop. */
static int died_of(const char *text)
{
    /* Read before the fork, so that an error fails the test and not the child. */
    const exn_scenario *scenario = scenario_of(text);
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        struct itimerval processor_time = {.it_value = {.tv_sec = 1}};
        signal(SIGABRT, exit_with_signal);
        signal(SIGVTALRM, exit_with_signal);
        setitimer(ITIMER_VIRTUAL, &processor_time, NULL);
        checked_scenario(scenario, (exn_explore_options){0});
        _exit(0);
    }
    int status = 0;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_assert(WIFEXITED(status));
    return WEXITSTATUS(status) == 0 ? 0 : WEXITSTATUS(status) - DIED;
}

Test(crashes, aborts_where_its_exits_should_begin)
{
    cr_expect_eq(died_of("implementation: crashes\nscope: {pool: [a, b]}"), SIGABRT);
    cr_expect_eq(died_of("implementation: crashes\nscope: {pool: []}"), SIGABRT);
}

Test(crashes, loops_for_ever_where_its_exits_should_begin)
{
    cr_expect_eq(died_of("implementation: spins\nscope: {pool: [a]}"), SIGVTALRM);
}
