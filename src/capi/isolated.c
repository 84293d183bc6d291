/* Explores in a process of its own, which code under test may crash. The result comes back in
 * memory that both processes map at one address. */
#include "capi/configured_check.h"

#include "search/shared_memory.h"
#include "world/flight.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct answer {
    exn_shared_memory *shared;
    exn_result *result; /* NULL: out of memory */
    bool is_there;
} answer;

extern void __gcov_dump(void) __attribute__((weak));

static void *take_shared(void *shared, size_t size)
{
    return exn_shared_memory_take(shared, size);
}

static void *take_own(void *context, size_t size)
{
    (void)context;
    return malloc(size);
}

static _Noreturn void be_apart(const exn_apart *apart, answer *given, pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGXCPU, SIG_IGN); /* it may come late, when the run that hung is over (traps.h) */
    exn_result *result = getppid() == parent ? apart->explore(apart->context) : NULL;
    given->result = result == NULL ? NULL : exn_result_copy(result, take_shared, given->shared);
    given->is_there = true;
    if (__gcov_dump != NULL) {
        __gcov_dump();
    }
    _exit(EXIT_SUCCESS); /* without flushing: what is buffered belongs to the parent */
}

/* The code under test has ended the forked process: ends this one in the same way, as it would have
 * ended without the fork. */
static _Noreturn void die_like(int status)
{
    if (WIFSIGNALED(status)) {
        raise(WTERMSIG(status)); /* the first handler, ours, prints the tape */
        signal(WTERMSIG(status), SIG_DFL);
        raise(WTERMSIG(status));
    }
    exn_end_after_exit(WEXITSTATUS(status));
}

/* Waits for the end of the process, and looks meanwhile whether code under test hangs. Code that
 * hangs and cannot be left is killed, and taken as if it had aborted. */
static int wait_for(pid_t process, const exn_apart *apart)
{
    exn_flight_watch watch = {0};
    bool may_hang = apart->hang_ms == 0;
    bool is_lost = false;
    struct pollfd end = {.fd = (int)syscall(SYS_pidfd_open, process, 0), .events = POLLIN};
    int status = 0;
    pid_t ended;
    while ((ended = waitpid(process, &status, may_hang ? 0 : WNOHANG)) == 0 ||
           (ended < 0 && errno == EINTR)) {
        exn_flight_state state =
            may_hang ? EXN_FLIGHT_MOVES : exn_flight_tick(&watch, apart->flight, apart->hang_ms);
        if (state == EXN_FLIGHT_LOST && apart->flight->busy != EXN_IDLE) {
            apart->flight->hangs = 1;
            kill(process, SIGKILL);
            is_lost = true;
            may_hang = true; /* it ends now */
        } else if (state == EXN_FLIGHT_HANGS) {
            kill(process, SIGXCPU);
        }
        if (!may_hang) {
            poll(&end, 1, (int)exn_flight_tick_ms(apart->hang_ms));
        }
    }
    if (end.fd >= 0) {
        close(end.fd);
    }
    return is_lost ? SIGABRT : status;
}

bool exn_explore_apart(const exn_apart *apart, exn_result **result)
{
    exn_shared_memory *shared = exn_shared_memory_open();
    answer *given = shared == NULL ? NULL : exn_shared_memory_take(shared, sizeof *given);
    if (given == NULL) {
        return false;
    }
    given->shared = shared;
    void (*before)(int) = signal(SIGCHLD, SIG_DFL); /* ignored, it would hide the status */
    pid_t parent = getpid();
    pid_t process = fork();
    if (process == 0) {
        be_apart(apart, given, parent);
    }
    int status = process < 0 ? 0 : wait_for(process, apart);
    signal(SIGCHLD, before);
    if (process > 0 && !given->is_there) {
        die_like(status);
    }
    /* If memory runs out halfway, what was copied until then leaks. */
    *result = given->result == NULL ? NULL : exn_result_copy(given->result, take_own, NULL);
    exn_shared_memory_close(shared);
    return process > 0;
}
