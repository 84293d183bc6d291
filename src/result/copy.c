/* A deep copy of a result. A new pointer in a result must be added here and to exn_result_free. */
#include "result/result.h"

#include <string.h>

typedef struct copying {
    exn_take_fn *take;
    void *context;
    bool failed;
} copying;

static void *copy_bytes(copying *self, const void *from, size_t size)
{
    void *memory = self->failed ? NULL : self->take(self->context, size > 0 ? size : 1);
    self->failed = memory == NULL;
    if (memory != NULL && size > 0) {
        memcpy(memory, from, size);
    }
    return memory;
}

static void copy_text(copying *self, char **text)
{
    if (*text != NULL) {
        *text = copy_bytes(self, *text, strlen(*text) + 1);
    }
}

static void copy_list(copying *self, char ***list, size_t count)
{
    if (*list == NULL) {
        return;
    }
    *list = copy_bytes(self, *list, count * sizeof **list);
    for (size_t i = 0; i < count && !self->failed; i++) {
        copy_text(self, &(*list)[i]);
    }
}

static void copy_smallest(copying *self, exn_smallest **smallest)
{
    if (*smallest == NULL) {
        return;
    }
    exn_smallest *own = copy_bytes(self, *smallest, sizeof *own);
    *smallest = own;
    if (own == NULL) {
        return;
    }
    copy_text(self, &own->scenario);
    copy_text(self, &own->stopped_by);
    copy_text(self, &own->blame);
    copy_text(self, &own->message);
    copy_text(self, &own->note);
    copy_list(self, &own->trace, own->trace_count);
    copy_list(self, &own->schedule, own->schedule_count);
}

static void copy_violation(copying *self, exn_violation *violation)
{
    copy_text(self, &violation->rule);
    copy_text(self, &violation->name);
    copy_text(self, &violation->blame);
    copy_text(self, &violation->message);
    copy_text(self, &violation->note);
    copy_text(self, &violation->tape);
    copy_list(self, &violation->trace, violation->trace_count);
    copy_list(self, &violation->source, violation->trace_count);
    copy_list(self, &violation->schedule, violation->schedule_count);
    copy_list(self, &violation->promised, violation->promised_count);
    copy_smallest(self, &violation->smallest);
    copy_text(self, &violation->kept);
    violation->lanes = NULL;
    violation->nearest = NULL;
}

static void copy_parts(copying *self, exn_result *result)
{
    size_t violations = result->violation_count;
    size_t complaints = result->complaint_count;
    if (result->violations != NULL) {
        result->violations =
            copy_bytes(self, result->violations, violations * sizeof *result->violations);
    }
    for (size_t i = 0; i < violations && !self->failed; i++) {
        copy_violation(self, &result->violations[i]);
    }
    if (result->complaints != NULL) {
        result->complaints =
            copy_bytes(self, result->complaints, complaints * sizeof *result->complaints);
    }
    for (size_t i = 0; i < complaints && !self->failed; i++) {
        copy_text(self, &result->complaints[i].message);
    }
}

static void copy_behaviour(copying *self, exn_result *result)
{
    size_t rows = result->behaviour_count;
    if (result->behaviour != NULL) {
        result->behaviour = copy_bytes(self, result->behaviour, rows * sizeof *result->behaviour);
    }
    for (size_t i = 0; i < rows && !self->failed; i++) {
        for (size_t k = 0; k < 3; k++) {
            copy_text(self, &result->behaviour[i].of[k]);
        }
    }
}

exn_result *exn_result_copy(const exn_result *result, exn_take_fn *take, void *context)
{
    copying self = {.take = take, .context = context};
    exn_result *copy = copy_bytes(&self, result, sizeof *result);
    if (copy == NULL) {
        return NULL;
    }
    copy_text(&self, &copy->scenario);
    copy_text(&self, &copy->file);
    copy_text(&self, &copy->implementation);
    copy_text(&self, &copy->profile);
    copy_list(&self, &copy->outcomes, copy->outcome_count);
    copy_text(&self, &copy->interleavings);
    copy_parts(&self, copy);
    copy_behaviour(&self, copy);
    copy_list(&self, &copy->vacuous, copy->vacuous_count);
    copy_list(&self, &copy->untested, copy->untested_count);
    copy_list(&self, &copy->waived, copy->waived_count);
    copy_list(&self, &copy->remarks, copy->remark_count);
    copy_list(&self, &copy->left_out, copy->left_out_count);
    copy_text(&self, &copy->fallback);
    copy_list(&self, &copy->notes, copy->note_count);
    copy_text(&self, &copy->tape);
    copy_list(&self, &copy->trace, copy->trace_count);
    copy_list(&self, &copy->source, copy->trace_count);
    copy->lanes = NULL;
    copy->graph = NULL;
    copy_text(&self, &copy->replayed_outcome);
    return self.failed ? NULL : copy;
}
