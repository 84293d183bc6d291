/* Fuzzes the decoder of tapes, and runs each tape that it accepts. */
#include "fuzz.h"
#include "trial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Choices of every kind: orders, results, inside calls, time, requests at any moment. */
static const char scenario_text[] =
    "scenario: what a tape may choose from\n"
    "scope: {pool: [a, {stack: [b, c], deadline: 4ms}], grace: 3ms}\n"
    "managers:\n"
    "  a: {enter: [enters, fails], exit: [exits, suppresses, fails], on-cancel: [stops, fails]}\n"
    "  b: {enter: [enters, fails], steps: {enter: 0, exit: 2}}\n"
    "  c: {takes: {enter: 5ms}, exit: [exits, hangs]}\n"
    "body: [returns, raises]\n"
    "cancel: {where: anywhere, times: 2}\n";

static void refuse(void *context, exn_place place, const char *message)
{
    (void)context;
    fprintf(stderr, "%u:%u: %s\n", place.line, place.column, message);
    abort();
}

/* Expects that a tape that fits is a run, and that it is the same run after writing and reading
 * (D4). */
static void run_tape(exn_run *run)
{
    exn_run_end end = run_trial(run);
    char *first = exn_tape_format(&run->tape);
    if (first == NULL || !exn_tape_parse(&run->tape, first) || run_trial(run) != end) {
        abort();
    }
    char *second = exn_tape_format(&run->tape);
    if (second == NULL || strcmp(first, second) != 0) {
        abort();
    }
    free(first);
    free(second);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    static exn_scenario *scenario; /* the same for all inputs; never freed */
    if (scenario == NULL) {
        scenario =
            exn_scenario_read("tape.yaml", scenario_text, sizeof scenario_text - 1, refuse, NULL);
    }
    char *text = calloc(length + 1, 1);
    exn_run run;
    if (text == NULL || !open_trial(&run, scenario)) {
        abort();
    }
    if (length > 0) {
        memcpy(text, bytes, length);
    }
    run.options.no_limits = true;
    if (exn_tape_parse(&run.tape, text)) {
        run_tape(&run);
    }
    exn_run_close(&run);
    free(text);
    return 0;
}
