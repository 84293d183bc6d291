/* A manager written in C: it enters, or stops if it was asked to, in a callback of its own, and
 * exits inside the call. */
#include "planted.h"

#include <string.h>

typedef struct clerk {
    exeunt_manager base;
    exeunt_border *border;
    exeunt_task arrive;
    bool asked; /* to stop */
    char words[16];
} clerk;

/* Outlives the worlds, which is forbidden for what a world reads (D2): REMEMBERS breaks M9 by it. A
 * plain static would be part of the world. */
static _Thread_local unsigned exits_of_the_process;

static void arrive(exeunt_task *task)
{
    clerk *self = task->data;
    if (self->asked && planted == STANDS_NO_REQUEST) {
        exeunt_exited(&self->base);
    } else if (self->asked) {
        exeunt_canceled(&self->base);
        if (planted == HOLDS_AFTER_IT_STOPPED) {
            exeunt_hold(&self->base);
        }
    } else {
        exeunt_hold(&self->base);
        exeunt_entered(&self->base, self);
    }
}

static void enter(exeunt_manager *manager)
{
    clerk *self = (clerk *)manager; /* its first member */
    self->asked = false;
    exeunt_border_post(self->border, &self->arrive);
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    exits_of_the_process += 1;
    exeunt_release(manager);
    if (planted == RELEASES_TWICE) {
        exeunt_release(manager);
    }
    if (planted == REFUTES_ERRORS && cause != NULL) {
        exeunt_border_refute(((clerk *)manager)->border, "there is an error");
    }
    if (planted == WRITES_TO_ITS_CAUSE && cause != NULL) {
        ((exeunt_error *)(uintptr_t)cause)->code -= 1;
    }
    if (planted == REUSES_ITS_MESSAGE) {
        clerk *self = (clerk *)manager;
        strcpy(self->words, "it fails");
        exeunt_failed(manager, -1, self->words);
        strcpy(self->words, "all is well");
    } else if (planted == ACCEPTS_NO_CAUSE && cause != NULL) {
        exeunt_entered(manager, NULL);
    } else if (planted == REMEMBERS && exits_of_the_process % 2 == 0) {
        exeunt_suppressed(manager);
    } else {
        exeunt_exited(manager);
    }
    if (planted == HOLDS_AFTER_ITS_EXIT) {
        exeunt_hold(manager);
    }
}

static void stop(exeunt_manager *manager)
{
    ((clerk *)manager)->asked = true; /* its callback still comes, and counts as held */
}

static const exeunt_manager_type clerk_type = {enter, leave, stop};

exeunt_manager *planted_manager(void *context, exeunt_border *border, const char *name)
{
    (void)context;
    if (strcmp(name, "porter") == 0) {
        return planted_porter(border, name);
    }
    if (strcmp(name, "clerk") != 0) {
        return NULL;
    }
    clerk *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->base, &clerk_type, name);
    self->border = border;
    self->arrive = (exeunt_task){.run = arrive, .data = self};
    return &self->base;
}
