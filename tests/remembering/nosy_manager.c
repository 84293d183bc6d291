/* Managers in C that look at what is not theirs: nosy_manager.h. */
#include "nosy_manager.h"

#include "nosy_pool.h"
#include "subjects/subjects.h"

#include <stddef.h>
#include <string.h>

typedef struct nosy_one {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external end;         /* of what is in flight */
    const exeunt_manager *first; /* that it has seen in flight */
    unsigned looks;              /* so far */
    unsigned seen;               /* how often it has seen what it looked for */
    bool exits;
} nosy_one;

/* The plan of the outermost scope: it never changes. */
static EXEUNT_OUTSIDE const exeunt_plan *outermost;

/* What the one keeps in a global that looks by it. */
static const exeunt_manager *seen_first;

/* --- what it looks at ------------------------------------------------------------------------- */

static const exeunt_manager *first_in_flight(void)
{
    for (size_t i = 0; i < outermost->entry_count; i++) {
        if (outermost->entries[i].manager->in_flight) {
            return outermost->entries[i].manager;
        }
    }
    return outermost->entries[0].manager;
}

static bool sees(nosy_one *self)
{
    const exeunt_manager *neighbour = outermost->entries[0].manager;
    switch (nosy_at) {
    case NOSY_ABOUT_STATE:
        return neighbour->in_flight;
    case NOSY_ABOUT_ERROR:
        return neighbour->error.code != 0;
    case NOSY_BY_A_LIST:
        return neighbour->next != NULL && neighbour->next->in_flight;
    case NOSY_BY_A_POINTER:
        self->first = self->first == NULL ? first_in_flight() : self->first;
        return self->looks > 0 && self->first->in_flight;
    case NOSY_BY_A_GLOBAL:
        seen_first = seen_first == NULL ? first_in_flight() : seen_first;
        return self->looks > 0 && seen_first->in_flight;
    default:
        return false;
    }
}

static bool look(nosy_one *self)
{
    bool sees_it = sees(self);
    self->looks += 1;
    self->seen += sees_it ? 1 : 0;
    return sees_it;
}

/* --- what its scope calls --------------------------------------------------------------------- */

static void enter(exeunt_manager *manager)
{
    nosy_one *self = (nosy_one *)manager;
    self->exits = false;
    look(self);
    exeunt_border_expect(self->border, &self->end);
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    nosy_one *self = (nosy_one *)manager;
    (void)cause;
    self->exits = true;
    look(self);
    exeunt_border_expect(self->border, &self->end);
}

static void cancel(exeunt_manager *manager)
{
    look((nosy_one *)manager);
}

/* What it sees at the end of its exit makes it break a rule: a manager settles once (M1). */
static void on_end(exeunt_external *external, unsigned result)
{
    nosy_one *self = external->data;
    bool sees_it = look(self);
    (void)result;
    if (!self->exits) {
        exeunt_entered(&self->manager, NULL);
        return;
    }
    exeunt_exited(&self->manager);
    if (sees_it) {
        exeunt_exited(&self->manager);
    }
}

/* --- made ------------------------------------------------------------------------------------- */

exeunt_manager *nosy_manager(void *context, exeunt_border *border, const char *name)
{
    static const exeunt_manager_type type = {.enter = enter, .exit = leave, .cancel = cancel};
    static const char *const ends[] = {"ends"};
    (void)context;
    if (strcmp(name, "nosy") != 0) {
        return NULL;
    }
    nosy_one *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->end = (exeunt_external){.deliver = on_end, .data = self, .results = ends};
    return &self->manager;
}

static void *create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    outermost = plan->nested ? outermost : plan;
    return exn_subject_exeunt.create(implementation, plan);
}

const exeunt_implementation *nosy_managers_scope(void)
{
    static EXEUNT_OUTSIDE exeunt_implementation scope;
    scope = exn_subject_exeunt;
    scope.create = create;
    return &scope;
}
