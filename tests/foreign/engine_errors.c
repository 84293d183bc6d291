/* How the engine of engine.h treats errors (SPEC 2, 5, 6). */
#include "engine_internal.h"

/* --- recording -------------------------------------------------------------------------------- */

/* Returns whether an exit received an error: as its cause, or in the chain of its cause. */
static bool was_told(const exeunt_error *told, const exeunt_error *error)
{
    while (told != NULL && told != error) {
        told = told->context;
    }
    return told != NULL;
}

static const exeunt_error *record(engine *self, size_t index, exeunt_origin origin,
                                  const exeunt_result *result, const exeunt_error *context)
{
    engine_entry *slot = engine_slot(self, index);
    exeunt_manager *manager = self->plan->entries[index].manager;
    exeunt_result recorded = *result;
    recorded.error = NULL;
    if (self->design->flaw == LOSES_A_CODE) {
        engine_bite(self);
        recorded.code = -1;
    }
    if (!self->design->records_itself) {
        slot->raised = exeunt_manager_record(manager, origin, &recorded, context);
        return slot->raised;
    }
    slot->record = (exeunt_error){.code = recorded.code,
                                  .origin = origin,
                                  .source = manager->name,
                                  .message = recorded.message,
                                  .context = context};
    slot->raised = &slot->record;
    return slot->raised;
}

void engine_note_failed_enter(engine *self, size_t index, const exeunt_result *result)
{
    record(self, index, EXEUNT_ORIGIN_ENTER, result, NULL);
    if (!self->has_failed) {
        self->has_failed = true;
        self->first_failed = index;
    }
}

static bool is_canceled_record(const engine *self, const exeunt_error *error)
{
    return error == exeunt_error_canceled() || error == &self->copy;
}

/* Whether a suppression counts: M5, C5, P6; on an outermost stack that of a failed enter does
 * (S1). */
static bool counts(const engine *self, const exeunt_error *told)
{
    return told != NULL && !is_canceled_record(self, told) &&
           (engine_is_stack(self) || self->body_ran);
}

void engine_note_exit(engine *self, size_t index, const exeunt_result *result)
{
    engine_entry *slot = engine_slot(self, index);
    if (result->settlement == EXEUNT_SETTLED_SUPPRESSED && counts(self, slot->told)) {
        self->has_suppressed = true;
        self->cause = engine_is_stack(self) ? NULL : self->cause;
    }
    bool is_new = result->error == NULL || !was_told(slot->told, result->error);
    if (result->settlement == EXEUNT_SETTLED_FAILED && is_new) {
        const exeunt_error *context = engine_is_stack(self) ? self->cause : NULL;
        const exeunt_error *raised = record(self, index, EXEUNT_ORIGIN_EXIT, result, context);
        slot->failed_to_exit = true;
        self->cause = engine_is_stack(self) ? raised : self->cause;
    }
    slot->told = NULL;
}

/* --- causes ----------------------------------------------------------------------------------- */

void engine_choose_cause(engine *self)
{
    self->cause =
        self->has_failed ? engine_slot(self, self->first_failed)->raised : self->body_error;
    self->tells_canceled = self->body_ran ? self->body_stopped : self->is_canceled;
}

const exeunt_error *engine_cause(engine *self)
{
    if (self->cause != NULL || !self->tells_canceled) {
        return self->cause;
    }
    if (self->design->flaw == TELLS_A_COPY) {
        engine_bite(self);
        self->copy = *exeunt_error_canceled();
        return &self->copy;
    }
    return exeunt_error_canceled();
}

/* --- the end ---------------------------------------------------------------------------------- */

/* S7: lists the chain, newest first. */
static size_t list_stack(const engine *self, const exeunt_error **errors)
{
    size_t count = 0;
    for (const exeunt_error *error = self->cause; error != NULL; error = error->context) {
        errors[count++] = error;
    }
    return count;
}

/* The context of a failed exit in a pool is its cause, unless that has been suppressed. */
static void complete_contexts(engine *self)
{
    for (size_t i = 0; i < self->plan->entry_count; i++) {
        engine_entry *slot = engine_slot(self, i);
        exeunt_error *error =
            self->design->records_itself ? &slot->record : &self->plan->entries[i].manager->error;
        if (slot->failed_to_exit) {
            error->context = self->has_suppressed ? NULL : self->cause;
        }
    }
}

/* P13: lists the primary error first. */
static size_t list_pool(const engine *self, const exeunt_error **errors)
{
    size_t count = 0;
    const exeunt_error *first = self->has_suppressed ? NULL : self->cause;
    if (first != NULL) {
        errors[count++] = first;
    }
    for (size_t i = 0; i < self->plan->entry_count; i++) {
        const exeunt_error *raised = engine_slot(self, i)->raised;
        if (raised != NULL && raised != first) {
            errors[count++] = raised;
        }
    }
    return count;
}

void engine_close(engine *self)
{
    exeunt_border *border = self->plan->border;
    const exeunt_error **errors =
        exeunt_border_allocate(border, (self->plan->entry_count + 1) * sizeof *errors);
    size_t count = 0;
    if (engine_is_stack(self)) {
        count = list_stack(self, errors);
    } else {
        complete_contexts(self);
        count = list_pool(self, errors);
    }
    exeunt_border_close(border, &(exeunt_end){
                                    .errors = errors,
                                    .error_count = count,
                                    .canceled = self->is_canceled,
                                    .suppressed = self->has_suppressed,
                                });
    exeunt_border_free(border, errors);
}

/* --- at random -------------------------------------------------------------------------------- */

engine_design random_design(struct brute_random *random)
{
    return (engine_design){
        .posts_between = brute_chance(random, 30),
        .posts_body = brute_chance(random, 50),
        .posts_close = brute_chance(random, 20),
        .records_itself = brute_chance(random, 40),
        .has_nodes = brute_chance(random, 40),
    };
}

const char *scope_flaw_word(scope_flaw bug)
{
    static const char *const words[SCOPE_FLAWS] = {
        "sound",
        "exits early",
        "enters later",
        "tells a copy of `canceled`",
        "loses a code",
        "forgets one, by a static counter",
        "forgets one, by a thread-local counter",
        "forgets one, by a counter in the heap",
    };
    return words[bug];
}
