/* Managers in C that take inner steps, for tests of reduction and of its audit. */
#include "independence_managers.h"

#include <string.h>

enum { WORK_WORDS = 8 };

typedef struct worker {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    const struct worker *watched; /* the worker whose memory it reads; NULL: none */
    exeunt_external step, end, exit;
    unsigned steps_done;
    uint32_t work[WORK_WORDS];
    bool saw_work;
    bool asked, minds_asked; /* its steps check whether it was asked */
    bool saw_asked;
    bool is_hasty, is_counting; /* it stops within the request */
} worker;

enum { STEPS = 2 };

/* The address of `neighbour`: the same in every world, because allocation is first fit. */
static worker *neighbour;

/* Real work, whose result depends on the number of steps only. */
static void work(worker *self)
{
    self->work[0] += 1;
    for (size_t i = 1; i < WORK_WORDS; i++) {
        self->work[i] = (self->work[i] ^ self->work[i - 1]) * 16777619u + 1;
    }
}

static void on_step(exeunt_external *external, unsigned result)
{
    worker *self = external->data;
    (void)result;
    if (self->watched != NULL) {
        self->saw_work = self->saw_work || self->watched->work[0] > 0;
    } else {
        work(self);
    }
    self->saw_asked = self->saw_asked || (self->minds_asked && self->asked);
    self->steps_done += 1;
    exeunt_border_expect(self->border, self->steps_done < STEPS ? &self->step : &self->end);
}

/* What the steps leave is the same however they were done. */
static void clear(worker *self)
{
    self->steps_done = 0;
    self->saw_work = false;
    self->saw_asked = false;
    memset(self->work, 0, sizeof self->work);
}

static void on_end(exeunt_external *external, unsigned result)
{
    worker *self = external->data;
    bool saw_work = self->saw_work;
    bool saw_asked = self->saw_asked;
    (void)result;
    clear(self);
    if (saw_asked) {
        exeunt_failed(&self->manager, -12, "it was not left in peace");
    } else if (self->asked) {
        exeunt_canceled(&self->manager);
    } else if (saw_work) {
        exeunt_failed(&self->manager, -11, "the neighbour has worked already");
    } else {
        exeunt_entered(&self->manager, NULL);
    }
}

static void on_exit(exeunt_external *external, unsigned result)
{
    worker *self = external->data;
    (void)result;
    exeunt_exited(&self->manager);
}

static void enter(exeunt_manager *manager)
{
    worker *self = (worker *)manager;
    self->asked = false;
    exeunt_border_expect(self->border, &self->step);
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    worker *self = (worker *)manager;
    (void)cause;
    exeunt_border_expect(self->border, &self->exit);
}

static void cancel(exeunt_manager *manager)
{
    worker *self = (worker *)manager;
    self->asked = true;
    if (!self->is_hasty && !self->is_counting) {
        return;
    }
    exeunt_border_withdraw(self->border, &self->step);
    exeunt_border_withdraw(self->border, &self->end);
    bool has_worked = self->steps_done > 0;
    if (self->is_counting) {
        clear(self);
    }
    if (self->is_counting && has_worked) {
        exeunt_failed(manager, -13, "it has worked for nothing");
    } else {
        exeunt_canceled(manager);
    }
}

static const exeunt_manager_type worker_type = {.enter = enter, .exit = leave, .cancel = cancel};

exeunt_manager *privacy_manager(void *context, exeunt_border *border, const char *name)
{
    (void)context;
    bool peeks = strcmp(name, "liar") == 0 || strcmp(name, "open") == 0;
    bool is_neighbour = strcmp(name, "neighbour") == 0;
    bool minds_asked = strcmp(name, "wary") == 0;
    bool is_hasty = strcmp(name, "hasty") == 0;
    bool is_counting = strcmp(name, "counting") == 0;
    bool is_other = minds_asked || is_hasty || is_counting || strcmp(name, "honest") == 0;
    if (!peeks && !is_neighbour && !is_other) {
        return NULL;
    }
    static const char *const ends[] = {"ends"};
    worker *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &worker_type, name);
    self->border = border;
    self->minds_asked = minds_asked;
    self->is_hasty = is_hasty;
    self->is_counting = is_counting;
    self->step = (exeunt_external){
        .deliver = on_step, .data = self, .private_step = strcmp(name, "open") != 0};
    self->end = (exeunt_external){.deliver = on_end, .data = self, .results = ends};
    self->exit = (exeunt_external){.deliver = on_exit, .data = self, .results = ends};
    neighbour = is_neighbour ? self : neighbour;
    self->watched = peeks ? neighbour : NULL;
    return &self->manager;
}
