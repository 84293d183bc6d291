#include "check/check.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

/* What a crash tells. Only what may be called in a handler of signals is called there. */

static const int caught[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV};
enum { SIGNALS = sizeof caught / sizeof *caught };

/* One check at a time in a process; a handler is told nothing but the number of its signal. */
static struct {
    const exn_flight *flight;
    const char *name;
    struct sigaction before[SIGNALS];
} watched;

static void tell(const char *text)
{
    size_t length = strlen(text);
    while (length > 0) {
        ssize_t written = write(STDERR_FILENO, text, length);
        if (written <= 0) {
            return;
        }
        text += written;
        length -= (size_t)written;
    }
}

static void tell_number(uint32_t number)
{
    char digits[12] = "";
    size_t at = sizeof digits - 1;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    tell(&digits[at]);
}

/* Tells, and leaves the rest to whoever would have been asked without a check: what has faulted
 * faults again. */
static void on_crash(int signal_number)
{
    const exn_flight *flight = watched.flight;
    if (flight->busy) {
        tell(flight->hangs ? "exeunt: code under test does not come back; to see it again:\n"
                           : "exeunt: code under test has crashed; to see it again:\n");
        tell("  exeunt_replay(&config, \"");
        for (uint32_t i = 0; i < flight->choices && i < EXN_FLIGHT_CHOICES_MAX; i++) {
            tell(i > 0 ? "." : "");
            tell_number(flight->tape[i]);
        }
        tell("\") of ");
        tell(watched.name);
        tell("\n");
    }
    for (int i = 0; i < SIGNALS; i++) {
        if (caught[i] == signal_number) {
            sigaction(signal_number, &watched.before[i], NULL);
        }
    }
}

void exn_begin_watch(const exn_flight *flight, const char *name)
{
    struct sigaction action = {.sa_handler = on_crash, .sa_flags = SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    watched.flight = flight;
    watched.name = name;
    for (int i = 0; i < SIGNALS; i++) {
        sigaction(caught[i], &action, &watched.before[i]);
    }
}

void exn_end_watch(void)
{
    for (int i = 0; i < SIGNALS; i++) {
        sigaction(caught[i], &watched.before[i], NULL);
    }
}
