/* `loses-old-attempt` (case 112): what a failed attempt had acquired is overwritten by the next.
 *
 * An enter that is refused tries once more, inside the manager (tenacity 438). The second attempt
 * is written as the first one was, as if nothing had been before. It teaches that a failed attempt
 * is a failed enter: it cleans up before the next one begins (M3). */
#include "zoo/twins.h"

enum { ATTEMPTS_MAX = 2, REQUEST_BYTES = 64 };

typedef struct retrier {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external answer;
    bool is_mended;
    unsigned attempts;
    void *request; /* of the last attempt */
} retrier;

static void try(retrier *self)
{
    self->attempts += 1;
    self->request = exeunt_border_allocate(self->border, REQUEST_BYTES);
    exeunt_border_expect(self->border, &self->answer);
}

static void forget_request(retrier *self)
{
    exeunt_border_free(self->border, self->request);
    self->request = NULL;
}

static void on_answer(exeunt_external *external, unsigned result)
{
    retrier *self = external->data;
    if (result == 0) {
        exeunt_entered(&self->manager, self);
    } else if (self->attempts == ATTEMPTS_MAX) {
        forget_request(self);
        exeunt_failed(&self->manager, -1, "refused each time");
    } else {
        if (self->is_mended) {
            forget_request(self);
        }
        try(self);
    }
}

static void enter_retrier(exeunt_manager *manager)
{
    retrier *self = (retrier *)manager;
    self->attempts = 0;
    try(self);
}

static void exit_retrier(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    forget_request((retrier *)manager);
    exeunt_exited(manager);
}

static exeunt_manager *make_retrier(exeunt_border *border, const char *name, bool is_mended)
{
    static const exeunt_manager_type type = {.enter = enter_retrier, .exit = exit_retrier};
    static const char *const answering[] = {"is answered", "is refused"};
    retrier *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->is_mended = is_mended;
    self->answer = (exeunt_external){
        .deliver = on_answer, .data = self, .result_count = 2, .results = answering};
    return &self->manager;
}

EXN_ZOO_MANAGER(loses_old_attempt, make_retrier);
