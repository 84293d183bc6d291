/* A pool that looks at the neighbour of the manager whose operation settles: nosy_pool.h. It is
 * made of an exeunt_pool, which keeps nothing in shared memory that tells of the neighbour. */
#include "nosy_pool.h"

#include <exeunt/exeunt.h>

#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

nosy nosy_at = NOSY_ABOUT_NOTHING;
EXEUNT_OUTSIDE unsigned long nosy_calls;

/* What the one keeps in a global that looks by it. */
static const exeunt_manager *settled_first;

typedef struct nosy_pool {
    exeunt_pool pool;
    const exeunt_plan *plan;
    exeunt_border *border;
    exeunt_settled_fn *settled;  /* the exeunt_pool's */
    const exeunt_manager *first; /* that has settled, */
    size_t settlements;          /* and how many have */
    unsigned seen;               /* how often it has seen what it looked for */
    const exeunt_error *errors[NOSY_MEMBERS_MAX + 1];
} nosy_pool;

/* --- what it looks at ------------------------------------------------------------------------- */

static const exeunt_manager *neighbour_of(const nosy_pool *self, const exeunt_manager *manager)
{
    size_t at = 0;
    while (self->plan->entries[at].manager != manager) {
        at += 1;
    }
    return self->plan->entries[(at + 1) % self->plan->entry_count].manager;
}

/* Who looks at one and the same each time has seen before what there is to see. */
static bool is_late(const nosy_pool *self)
{
    return self->settlements > self->plan->entry_count + 2;
}

static void open_page(int number, siginfo_t *info, void *context)
{
    enum { PAGE = 4096 };
    uintptr_t at = (uintptr_t)info->si_addr;
    (void)number;
    (void)context;
    mprotect((char *)(at / PAGE * PAGE), PAGE, PROT_READ | PROT_WRITE);
}

static void open_pages(void)
{
    struct sigaction action = {.sa_sigaction = open_page, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    sigaction(SIGSEGV, &action, NULL);
}

static void *ask(void *neighbour)
{
    return ((const exeunt_manager *)neighbour)->in_flight ? neighbour : NULL;
}

static bool sees_by_thread(const exeunt_manager *neighbour)
{
    pthread_t thread;
    void *seen = NULL;
    if (pthread_create(&thread, NULL, ask, (void *)(uintptr_t)neighbour) == 0) {
        pthread_join(thread, &seen);
    }
    return seen != NULL;
}

static EXEUNT_OUTSIDE struct {
    const exeunt_manager *volatile neighbour;
    volatile bool sees;
} asked;

static void answer(int number)
{
    (void)number;
    asked.sees = asked.neighbour->in_flight;
}

/* SIGUSR1 is blocked in its own handler: whoever leaves that otherwise than by returning from it
 * has to see to it that the signal comes again. */
static bool sees_in_handler(const exeunt_manager *neighbour)
{
    asked.neighbour = neighbour;
    asked.sees = false;
    signal(SIGUSR1, answer);
    raise(SIGUSR1);
    return asked.sees;
}

static bool sees_by_calls(const exeunt_manager *neighbour)
{
    int ends[2];
    bool sees_it = false;
    if (pipe(ends) == 0) {
        bool written = write(ends[1], &neighbour->in_flight, sizeof(bool)) == sizeof(bool);
        sees_it = written && read(ends[0], &sees_it, sizeof(bool)) == sizeof(bool) && sees_it;
        close(ends[0]);
        close(ends[1]);
    }
    return sees_it;
}

static bool sees(nosy_pool *self, const exeunt_manager *manager)
{
    switch (nosy_at) {
    case NOSY_ABOUT_STATE:
        return neighbour_of(self, manager)->in_flight;
    case NOSY_ABOUT_ERROR:
        return neighbour_of(self, manager)->error.code != 0;
    case NOSY_BY_A_LIST:
        return manager->next != NULL && manager->next->error.code != 0;
    case NOSY_BY_A_POINTER:
        self->first = self->first == NULL ? manager : self->first;
        return is_late(self) && self->first->in_flight;
    case NOSY_BY_A_GLOBAL:
        settled_first = settled_first == NULL ? manager : settled_first;
        return is_late(self) && settled_first->in_flight;
    case NOSY_BY_A_HANDLER:
        open_pages();
        return neighbour_of(self, manager)->in_flight;
    case NOSY_BY_A_THREAD:
        return sees_by_thread(neighbour_of(self, manager));
    case NOSY_BY_A_SIGNAL:
        return sees_in_handler(neighbour_of(self, manager));
    case NOSY_BY_A_CALL:
        return sees_by_calls(neighbour_of(self, manager));
    case NOSY_LATER:
    case NOSY_AND_LIES:
        nosy_calls -= nosy_calls > 0 ? 1 : 0;
        return nosy_calls == 0;
    default:
        return false;
    }
}

static void look_and_settle(exeunt_manager *manager, const exeunt_result *result)
{
    nosy_pool *self = ((exeunt_pool *)manager->owner)->scope.data;
    self->settlements += 1;
    self->seen += sees(self, manager) ? 1 : 0;
    self->settled(manager, result);
}

/* Looks from now on at what has begun. */
static void look_on(nosy_pool *self)
{
    for (size_t i = 0; i < self->plan->entry_count; i++) {
        exeunt_manager *manager = self->plan->entries[i].manager;
        if (manager->in_flight && manager->settled != look_and_settle) {
            self->settled = manager->settled;
            manager->settled = look_and_settle;
        }
    }
}

/* --- what its pool calls ---------------------------------------------------------------------- */

static void on_entered(exeunt_scope *scope)
{
    nosy_pool *self = scope->data;
    exeunt_border_begin_body(self->border);
}

static void on_body_cancel(exeunt_scope *scope)
{
    nosy_pool *self = scope->data;
    exeunt_border_cancel_body(self->border);
}

static void on_closed(exeunt_scope *scope, const exeunt_outcome *outcome)
{
    nosy_pool *self = scope->data;
    size_t count = exeunt_outcome_errors(outcome, self->errors, NOSY_MEMBERS_MAX + 1);
    bool lies = nosy_at == NOSY_AND_LIES && nosy_calls == 0;
    exeunt_border_close(self->border, &(exeunt_end){.errors = self->errors,
                                                    .error_count = count,
                                                    .canceled = outcome->canceled,
                                                    .suppressed = outcome->suppressed != lies});
}

/* --- what the world calls --------------------------------------------------------------------- */

static void *create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    static const exeunt_scope_callbacks callbacks = {
        .on_entered = on_entered, .on_body_cancel = on_body_cancel, .on_closed = on_closed};
    nosy_pool *self = exeunt_border_allocate(plan->border, sizeof *self);
    (void)implementation;
    self->border = plan->border;
    self->plan = plan;
    exeunt_pool_init(&self->pool, plan->name, &callbacks);
    self->pool.scope.data = self;
    self->pool.wait_all = plan->wait_all;
    for (size_t i = 0; i < plan->entry_count; i++) {
        if (exeunt_pool_add(&self->pool, plan->entries[i].manager) != 0) {
            return NULL;
        }
    }
    return self;
}

static void destroy(void *subject)
{
    nosy_pool *self = subject;
    exeunt_border_free(self->border, self);
}

static void begin(void *subject)
{
    nosy_pool *self = subject;
    exeunt_pool_begin(&self->pool);
    look_on(self);
}

static void body_settled(void *subject, exeunt_body_end end, const exeunt_error *error)
{
    nosy_pool *self = subject;
    exeunt_pool_close(&self->pool, end == EXEUNT_BODY_CANCELED ? exeunt_error_canceled() : error);
    look_on(self);
}

static void cancel(void *subject)
{
    nosy_pool *self = subject;
    exeunt_scope_cancel(&self->pool.scope);
}

const exeunt_implementation nosy_pool_implementation = {
    .abi = EXEUNT_IMPLEMENTATION_ABI,
    .name = "nosy-pool",
    .about = "looks at the neighbours of what settles",
    .capabilities = EXEUNT_CAN_POOL | EXEUNT_CAN_WAIT_ALL | EXEUNT_CAN_CANCEL,
    .create = create,
    .destroy = destroy,
    .begin = begin,
    .body_settled = body_settled,
    .cancel = cancel,
};
