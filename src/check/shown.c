#include "check/check.h"

#include <stdlib.h>
#include <string.h>

/* The result that programs see is a view on the one of the explorer, which it owns. */

_Static_assert((int)EXEUNT_CRASHED == (int)EXN_CRASHED && (int)EXEUNT_VACUOUS == (int)EXN_VACUOUS &&
                   (int)EXEUNT_VIOLATED == (int)EXN_VIOLATED,
               "the verdicts are the same, in the same order");

typedef struct shown {
    exeunt_check_result result; /* first */
    exn_result *found;
    char *name;
    exeunt_violation *violations;
    exeunt_complaint *complaints;
} shown;

static const char *const *list(char **strings)
{
    return (const char *const *)strings;
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
                                                 .schedule_count = found->schedule_count};
    }
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

exeunt_check_result *exn_show(exn_result *found, const char *name)
{
    shown *self = calloc(1, sizeof *self);
    if (self == NULL) {
        exn_result_free(found);
        return NULL;
    }
    self->found = found;
    self->name = strdup(name);
    self->violations = calloc(found->violation_count + 1, sizeof *self->violations);
    self->complaints = calloc(found->complaint_count + 1, sizeof *self->complaints);
    if (self->name == NULL || self->violations == NULL || self->complaints == NULL) {
        exeunt_check_free(&self->result);
        return NULL;
    }
    show(self);
    return &self->result;
}

const exn_result *exn_shown(const exeunt_check_result *result)
{
    return ((const shown *)(const void *)result)->found;
}

void exeunt_check_free(exeunt_check_result *result)
{
    shown *self = (shown *)(void *)result;
    if (self == NULL) {
        return;
    }
    exn_result_free(self->found);
    free(self->name);
    free(self->violations);
    free(self->complaints);
    free(self);
}

const char *exeunt_verdict_word(exeunt_verdict verdict)
{
    return exn_verdict_word((exn_verdict)verdict);
}
