/* Detects code under test that does not return, in the process that runs it: a thread looks at the
 * pulse, because a signal now and then would wake code that waits. */
#include "capi/configured_check.h"

#include "world/flight.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* One check at a time in a process. */
static EXEUNT_OUTSIDE struct {
    exn_flight *flight; /* NULL: not watched */
    exn_flight_watch watch;
    pthread_t thread; /* that runs code under test */
    unsigned hang_ms;
    timer_t timer;
    struct sigaction before;
} hang_watch;

/* Held by a tick, which may come late, and while the watch ends. */
static EXEUNT_OUTSIDE pthread_mutex_t ending = PTHREAD_MUTEX_INITIALIZER;

/* The handler runs in the thread that hangs. */
static void on_hang(int number, siginfo_t *info, void *context)
{
    (void)context;
    exn_flight *flight = hang_watch.flight;
    if (info->si_code != SI_TKILL || info->si_pid != getpid()) { /* a limit of the process */
        sigaction(number, &hang_watch.before, NULL);
        raise(number);
    } else if (flight != NULL && flight->busy == EXN_BUSY && flight->suspected == flight->pulse) {
        flight->hangs = 1;
        abort();
    }
}

/* Called in a thread of its own, which may begin before timer_delete and go on after it. */
static void on_tick(union sigval nothing)
{
    (void)nothing;
    pthread_mutex_lock(&ending);
    if (hang_watch.flight != NULL && exn_flight_tick(&hang_watch.watch, hang_watch.flight,
                                                     hang_watch.hang_ms) == EXN_FLIGHT_HANGS) {
        pthread_kill(hang_watch.thread, SIGXCPU);
    }
    pthread_mutex_unlock(&ending);
}

static void start_timer(void)
{
    struct sigevent event = {.sigev_notify = SIGEV_THREAD, .sigev_notify_function = on_tick};
    unsigned tick_ms = exn_flight_tick_ms(hang_watch.hang_ms);
    struct timespec tick = {tick_ms / 1000, (long)(tick_ms % 1000) * 1000000};
    if (timer_create(CLOCK_MONOTONIC, &event, &hang_watch.timer) != 0) {
        hang_watch.flight = NULL; /* then the check runs unwatched: the watch is a help only */
        sigaction(SIGXCPU, &hang_watch.before, NULL);
        return;
    }
    timer_settime(hang_watch.timer, 0, &(struct itimerspec){tick, tick}, NULL);
}

void exn_begin_pulse(exn_flight *flight, unsigned hang_ms)
{
    if (hang_ms == 0) {
        return;
    }
    struct sigaction action = {.sa_sigaction = on_hang, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    hang_watch.flight = flight;
    hang_watch.watch = (exn_flight_watch){0};
    hang_watch.hang_ms = hang_ms;
    hang_watch.thread = pthread_self();
    sigaction(SIGXCPU, &action, &hang_watch.before);
    start_timer();
}

void exn_end_pulse(void)
{
    if (hang_watch.flight != NULL) {
        timer_delete(hang_watch.timer);
        pthread_mutex_lock(&ending);
        hang_watch.flight = NULL;
        pthread_mutex_unlock(&ending);
        sigaction(SIGXCPU, &hang_watch.before, NULL);
    }
}
