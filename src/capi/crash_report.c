/* What a crash prints. Signal handlers run this code, so it calls async-signal-safe functions
 * only. */
#define _GNU_SOURCE
#include "capi/configured_check.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const int caught[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV};
enum { SIGNALS = sizeof caught / sizeof *caught };

/* One check at a time in a process; a handler receives nothing but the number of its signal. */
static EXEUNT_OUTSIDE struct {
    const exn_flight *flight; /* NULL: none */
    const char *name;
    bool reported;
    bool sees_exit; /* for the rest of this process */
    struct sigaction before[SIGNALS];
} watched;

static void write_text(const char *text)
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

static void write_number(uint32_t number)
{
    char digits[12] = "";
    size_t at = sizeof digits - 1;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    write_text(&digits[at]);
}

static void report_malloced(void)
{
    if (watched.flight->malloced) {
        write_text(
            "  `create` has taken memory by malloc: no run puts that back as it was made. Take it "
            "by\n  exeunt_border_allocate, and free it by exeunt_border_free.\n");
    }
}

static void report_tape(const char *what)
{
    const exn_flight *flight = watched.flight;
    if (!flight->busy || watched.reported) {
        return;
    }
    watched.reported = true;
    write_text("exeunt: code under test ");
    write_text(what);
    write_text("; to see it again:\n  exeunt_replay(&config, \"");
    for (uint32_t i = 0; i < flight->choices && i < EXN_FLIGHT_CHOICES_MAX; i++) {
        write_text(i > 0 ? "." : "");
        write_number(flight->tape[i]);
    }
    write_text("\") of ");
    write_text(watched.name);
    write_text(
        "\n  If it is not seen again, what an earlier run left (in malloc, say) has led to it.\n");
    report_malloced();
}

/* Prints the tape and restores the handler that was there before the check: the faulting
 * instruction faults again and reaches that handler. */
static void on_crash(int signal_number)
{
    if (!watched.flight->busy && watched.flight->malloced && !watched.reported) {
        watched.reported = true;
        write_text("exeunt: the check itself has crashed, after code under test had run.\n");
        report_malloced();
    }
    report_tape(watched.flight->hangs ? "does not come back" : "has crashed");
    for (int i = 0; i < SIGNALS; i++) {
        if (caught[i] == signal_number) {
            sigaction(signal_number, &watched.before[i], NULL);
        }
    }
}

_Noreturn void exn_end_after_exit(int status)
{
    report_tape("has ended the process");
    _exit(status == EXIT_SUCCESS ? EXIT_FAILURE : status);
}

/* Code under test has called exit(): no check has passed, whatever the status says. */
static void on_process_exit(int status, void *context)
{
    (void)context;
    if (watched.flight != NULL && watched.flight->busy) {
        exn_end_after_exit(status);
    }
}

/* Part of AddressSanitizer, which ends the process without a signal; NULL unless the program was
 * built with it. */
extern void __asan_set_error_report_callback(void (*callback)(const char *report))
    __attribute__((weak));

static void on_report(const char *report)
{
    (void)report; /* AddressSanitizer has printed it */
    report_tape("has been stopped");
}

static void ask_for_reports(void (*callback)(const char *report))
{
    if (__asan_set_error_report_callback != NULL) {
        __asan_set_error_report_callback(callback);
    }
}

void exn_begin_watch(const exn_flight *flight, const char *name)
{
    struct sigaction action = {.sa_handler = on_crash, .sa_flags = SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    watched.flight = flight;
    watched.name = name;
    watched.reported = false;
    ask_for_reports(on_report);
    watched.sees_exit = watched.sees_exit || on_exit(on_process_exit, NULL) == 0;
    for (int i = 0; i < SIGNALS; i++) {
        sigaction(caught[i], &action, &watched.before[i]);
    }
}

void exn_end_watch(void)
{
    watched.flight = NULL;
    ask_for_reports(NULL);
    for (int i = 0; i < SIGNALS; i++) {
        sigaction(caught[i], &watched.before[i], NULL);
    }
}
