/* Fuzzes the text of a scenario: reader, stage, and some runs of at most a hundred steps.
 *
 * An input is a text. If it holds a NUL, the bytes after the first one are choices. Then the reader
 * gets both the whole input, which it must refuse, and the text alone. */
#include "fuzz.h"
#include "trial.h"

#include <stdlib.h>
#include <string.h>

enum { STEPS_MAX = 100, RUNS_MAX = 8, CALLBACKS_MAX = 1000 };

static void take_complaint(void *context, exn_place place, const char *message)
{
    (void)place;
    *(size_t *)context += strlen(message) > 0 ? 1 : 0;
}

/* Returns NULL if the text was refused, for which there must have been a complaint. */
static exn_scenario *read_text(const uint8_t *text, size_t length)
{
    size_t complaints = 0;
    exn_scenario *scenario =
        exn_scenario_read("fuzz.yaml", (const char *)text, length, take_complaint, &complaints);
    if ((scenario == NULL) != (complaints > 0)) {
        abort();
    }
    return scenario;
}

/* Runs tapes in depth-first order, from the tape that the input gives. */
static void run_some(exn_scenario *scenario, const uint8_t *choices, size_t count)
{
    if (scenario->steps_max > STEPS_MAX) {
        scenario->steps_max = STEPS_MAX;
    }
    for (size_t i = 0; i < scenario->node_count; i++) {
        if (scenario->nodes[i].times > CALLBACKS_MAX) {
            return; /* only slow, not wrong */
        }
    }
    exn_run run;
    if (!open_trial(&run, scenario)) {
        return;
    }
    for (size_t i = 0; i < count && i < EXN_FLIGHT_CHOICES_MAX; i++) {
        run.tape.flight->tape[i] = choices[i];
        run.tape.decided = (uint32_t)i + 1;
    }
    bool more = true;
    for (int i = 0; more && i < RUNS_MAX; i++) {
        run_trial(&run);
        more = exn_tape_advance(&run.tape);
    }
    exn_run_close(&run);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    const uint8_t *end = length > 0 ? memchr(bytes, '\0', length) : NULL;
    size_t text_length = end != NULL ? (size_t)(end - bytes) : length;
    const uint8_t *choices = end != NULL ? end + 1 : bytes + length;
    if (end != NULL && read_text(bytes, length) != NULL) {
        abort();
    }
    exn_scenario *scenario = read_text(bytes, text_length);
    if (scenario != NULL) {
        run_some(scenario, choices, (size_t)(bytes + length - choices));
    }
    exn_scenario_free(scenario);
    return 0;
}
