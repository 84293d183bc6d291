/* Detects code under test that does not return. Its pulse is checked by processor time, so that
 * neither a debugger nor a busy machine makes it look dead. Signal handlers run this code, so it
 * calls async-signal-safe functions only. */
#include "capi/configured_check.h"

#include <signal.h>
#include <stdlib.h>
#include <time.h>

enum { HANG_MS = 10000, TICKS_PER_HANG = 4 };

/* One check at a time in a process. */
static EXEUNT_OUTSIDE struct {
    exn_flight *flight; /* NULL: not watched */
    unsigned tick_ms;
    uint64_t pulse; /* at the last tick */
    unsigned ticks_still;
    timer_t timer;
    struct sigaction before;
} hang_watch;

static void on_tick(int number, siginfo_t *info, void *context)
{
    exn_flight *flight = hang_watch.flight;
    (void)context;
    if (info->si_code != SI_TIMER) { /* a limit of the process, not our timer */
        sigaction(number, &hang_watch.before, NULL);
        raise(number);
        return;
    }
    bool still = flight->busy && flight->pulse == hang_watch.pulse;
    hang_watch.ticks_still = still ? hang_watch.ticks_still + 1 : 0;
    hang_watch.pulse = flight->pulse;
    if (hang_watch.ticks_still >= TICKS_PER_HANG) {
        flight->hangs = 1;
        abort();
    }
}

static void start_timer(void)
{
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGXCPU};
    struct timespec tick = {hang_watch.tick_ms / 1000, (long)(hang_watch.tick_ms % 1000) * 1000000};
    hang_watch.ticks_still = 0;
    if (timer_create(CLOCK_PROCESS_CPUTIME_ID, &event, &hang_watch.timer) != 0) {
        hang_watch.flight = NULL; /* then the check runs unwatched: the watch is a help only */
        sigaction(SIGXCPU, &hang_watch.before, NULL);
        return;
    }
    timer_settime(hang_watch.timer, 0, &(struct itimerspec){tick, tick}, NULL);
}

void exn_begin_pulse(exn_flight *flight, unsigned hang_ms)
{
    if (hang_ms == EXEUNT_MAY_HANG) {
        return;
    }
    struct sigaction action = {.sa_sigaction = on_tick, .sa_flags = SA_SIGINFO | SA_RESTART};
    sigemptyset(&action.sa_mask);
    hang_watch.flight = flight;
    hang_watch.tick_ms = (hang_ms == 0 ? HANG_MS : hang_ms) / TICKS_PER_HANG + 1;
    sigaction(SIGXCPU, &action, &hang_watch.before);
    start_timer();
}

void exn_begin_pulse_of_worker(exn_flight *flight)
{
    if (hang_watch.flight != NULL) {
        hang_watch.flight = flight;
        start_timer(); /* a child does not inherit timers */
    }
}

void exn_end_pulse(void)
{
    if (hang_watch.flight != NULL) {
        timer_delete(hang_watch.timer);
        sigaction(SIGXCPU, &hang_watch.before, NULL);
        hang_watch.flight = NULL;
    }
}
