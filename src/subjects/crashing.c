/* For testing the command: implementations that take the whole process with them. A pool that
 * enters its managers one after the other and, when it should exit them, crashes or never comes
 * back. */
#include "subjects/subjects.h"

#include <stdlib.h>

typedef struct victim {
    exeunt_border *border;
    const exeunt_plan *plan;
    size_t settled;
} victim;

static void enter_settled(exeunt_manager *manager, const exeunt_result *result)
{
    victim *self = manager->owner;
    (void)result;
    self->settled += 1;
    if (self->settled == self->plan->entry_count) {
        exeunt_border_begin_body(self->border);
    }
}

static void *create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    (void)implementation;
    victim *self = exeunt_border_allocate(plan->border, sizeof *self);
    *self = (victim){.border = plan->border, .plan = plan};
    return self;
}

static void destroy(void *subject)
{
    exeunt_border_free(((victim *)subject)->border, subject);
}

static void begin(void *subject)
{
    victim *self = subject;
    for (size_t i = 0; i < self->plan->entry_count; i++) {
        exeunt_manager_enter(self->plan->entries[i].manager, enter_settled, self);
    }
    if (self->plan->entry_count == 0) {
        exeunt_border_begin_body(self->border);
    }
}

static void crash(void *subject, exeunt_body_end end, const exeunt_error *error)
{
    (void)subject;
    (void)end;
    (void)error;
    abort();
}

static void spin(void *subject, exeunt_body_end end, const exeunt_error *error)
{
    (void)subject;
    (void)end;
    (void)error;
    volatile bool forever = true;
    while (forever) {
    }
}

static void ignore(void *subject)
{
    (void)subject;
}

const exeunt_implementation exn_subject_crashes = {
    .abi = EXEUNT_IMPLEMENTATION_ABI,
    .name = "crashes",
    .about = "for tests: a pool that aborts where its exits should begin",
    .profile = EXEUNT_PROFILE_EXEUNT,
    .capabilities = EXEUNT_CAN_POOL,
    .create = create,
    .destroy = destroy,
    .begin = begin,
    .body_settled = crash,
    .cancel = ignore,
    .expire = ignore,
    .end_grace = ignore,
};

const exeunt_implementation exn_subject_spins = {
    .abi = EXEUNT_IMPLEMENTATION_ABI,
    .name = "spins",
    .about = "for tests: a pool that loops for ever where its exits should begin",
    .profile = EXEUNT_PROFILE_EXEUNT,
    .capabilities = EXEUNT_CAN_POOL,
    .create = create,
    .destroy = destroy,
    .begin = begin,
    .body_settled = spin,
    .cancel = ignore,
    .expire = ignore,
    .end_grace = ignore,
};
