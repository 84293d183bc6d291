/* The result that programs see: a view of the explorer's result, which it owns. */
#include "capi/configured_check.h"

#include "scenario/scenario.h"

#include <stdlib.h>
#include <string.h>

_Static_assert((int)EXEUNT_VERDICT_CRASHED == (int)EXN_CRASHED &&
                   (int)EXEUNT_VERDICT_VACUOUS == (int)EXN_VACUOUS &&
                   (int)EXEUNT_VERDICT_VIOLATED == (int)EXN_VIOLATED,
               "the verdicts are the same, in the same order");

typedef struct shown {
    exeunt_check_result result; /* first, so that a pointer to it is one to the whole */
    exn_result *found;
    exn_origin origin;
    char *name, *scenario_file; /* the strings of `origin` */
    exeunt_violation *violations;
    exeunt_complaint *complaints;
} shown;

static const char *const *list(char **strings)
{
    return (const char *const *)strings;
}

static const char *smallest_of(const exn_violation *found)
{
    return found->smallest != NULL ? found->smallest->scenario : NULL;
}

static void show_violations(shown *self)
{
    for (size_t i = 0; i < self->found->violation_count; i++) {
        const exn_violation *found = &self->found->violations[i];
        self->violations[i] = (exeunt_violation){.rule = found->rule,
                                                 .name = found->name,
                                                 .blame = found->blame,
                                                 .message = found->message,
                                                 .tape = found->tape,
                                                 .shortest = found->shortest,
                                                 .faults = found->faults,
                                                 .cancels = found->cancels,
                                                 .steps = found->steps,
                                                 .schedules = found->schedules,
                                                 .trace = list(found->trace),
                                                 .trace_count = found->trace_count,
                                                 .schedule = list(found->schedule),
                                                 .schedule_count = found->schedule_count,
                                                 .smallest = smallest_of(found)};
    }
}

/* Writes the schedule of a violation, followed by the items that the scenario's own schedule
 * promised after this run. Returns false when out of memory. */
static bool write_schedule(const exn_violation *found, exeunt_violation *violation)
{
    if (found->trace_count == 0) {
        return true; /* an expectation about all schedules together */
    }
    size_t count = found->schedule_count + found->promised_count;
    const char **items = calloc(count + 1, sizeof *items);
    char *text = NULL;
    size_t size = 0;
    FILE *file = items != NULL ? open_memstream(&text, &size) : NULL;
    for (size_t i = 0; file != NULL && i < count; i++) {
        bool is_done = i < found->schedule_count;
        items[i] = is_done ? found->schedule[i] : found->promised[i - found->schedule_count];
    }
    if (file != NULL) {
        exn_schedule_write(file, items, count);
    }
    bool failed = file == NULL || ferror(file) != 0;
    failed = (file != NULL && fclose(file) != 0) || failed;
    free(items);
    violation->schedule_text = text;
    return !failed;
}

static bool write_schedules(shown *self)
{
    bool complete = true;
    for (size_t i = 0; complete && i < self->found->violation_count; i++) {
        complete = write_schedule(&self->found->violations[i], &self->violations[i]);
    }
    return complete;
}

static void show_complaints(shown *self)
{
    for (size_t i = 0; i < self->found->complaint_count; i++) {
        const exn_complaint *found = &self->found->complaints[i];
        self->complaints[i] = (exeunt_complaint){found->line, found->column, found->message};
    }
}

static void show(shown *self)
{
    const exn_result *found = self->found;
    show_violations(self);
    show_complaints(self);
    self->result = (exeunt_check_result){.name = self->name,
                                         .verdict = (exeunt_verdict)found->verdict,
                                         .passed = found->passed && found->verdict != EXN_SKIPPED,
                                         .exhaustive = found->exhaustive,
                                         .states = found->states,
                                         .transitions = found->transitions,
                                         .runs = found->runs,
                                         .interleavings = found->interleavings,
                                         .outcomes = list(found->outcomes),
                                         .outcome_count = found->outcome_count,
                                         .violations = self->violations,
                                         .violation_count = found->violation_count,
                                         .complaints = self->complaints,
                                         .complaint_count = found->complaint_count,
                                         .waived = list(found->waived),
                                         .waived_count = found->waived_count,
                                         .vacuous = list(found->vacuous),
                                         .vacuous_count = found->vacuous_count,
                                         .untested = list(found->untested),
                                         .untested_count = found->untested_count,
                                         .left_out = list(found->left_out),
                                         .left_out_count = found->left_out_count,
                                         .fallback = found->fallback,
                                         .notes = list(found->notes),
                                         .note_count = found->note_count,
                                         .trace = list(found->trace),
                                         .trace_count = found->trace_count,
                                         .outcome = found->replayed_outcome};
}

exeunt_check_result *exn_show(exn_result *found, const exn_origin *origin)
{
    shown *self = calloc(1, sizeof *self);
    if (self == NULL) {
        exn_result_free(found);
        return NULL;
    }
    self->found = found;
    self->name = strdup(origin->name);
    self->scenario_file = origin->scenario_file != NULL ? strdup(origin->scenario_file) : NULL;
    self->origin = (exn_origin){self->name, self->scenario_file, origin->is_kept};
    bool copied =
        self->name != NULL && (self->scenario_file != NULL) == (origin->scenario_file != NULL);
    self->violations = calloc(found->violation_count + 1, sizeof *self->violations);
    self->complaints = calloc(found->complaint_count + 1, sizeof *self->complaints);
    if (!copied || self->violations == NULL || self->complaints == NULL) {
        exeunt_check_free(&self->result);
        return NULL;
    }
    show(self);
    if (!write_schedules(self)) {
        exeunt_check_free(&self->result);
        return NULL;
    }
    return &self->result;
}

const exn_result *exn_shown(const exeunt_check_result *result)
{
    return ((const shown *)(const void *)result)->found;
}

const exn_origin *exn_origin_of(const exeunt_check_result *result)
{
    return &((const shown *)(const void *)result)->origin;
}

void exeunt_check_free(exeunt_check_result *result)
{
    shown *self = (shown *)(void *)result;
    if (self == NULL) {
        return;
    }
    for (size_t i = 0; self->violations != NULL && i < self->found->violation_count; i++) {
        free((char *)(uintptr_t)self->violations[i].schedule_text);
    }
    exn_result_free(self->found);
    free(self->name);
    free(self->scenario_file);
    free(self->violations);
    free(self->complaints);
    free(self);
}

const char *exeunt_verdict_word(exeunt_verdict verdict)
{
    return exn_verdict_word((exn_verdict)verdict);
}
