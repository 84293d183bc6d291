/* Code in C that writes to memory of the world after freeing it. It is noticed at once, whatever
 * runs next, and in every mode. */
#include "checked.h"

#include <criterion/criterion.h>

#include <string.h>

enum { BYTES = 48, LARGE = 1 << 20 };

/* Writes to forbidden memory, without AddressSanitizer, which would report it first. */
__attribute__((no_sanitize("address"))) static void write_to(volatile char *byte, char value)
{
    *byte = value;
}

/* --- managers --------------------------------------------------------------------------------- */

typedef enum moment {
    NEVER,
    IN_ITS_ENTER,
    WHEN_ASKED_TO_STOP,
    IN_A_STEP,
    BEFORE_SETTLING,
    BEHIND_SETTLING,
    IN_A_CALLBACK,
    IN_ITS_EXIT,
    BEHIND_ITS_EXIT,
    BY_FREEING_TWICE,
    WHERE_IT_ALLOCATES_NEXT,
    BY_THE_ZERO_AFTER_A_TEXT, /* for which there is no room */
    BY_THE_ZERO_AFTER_A_WHOLE_GRANULE,
    WHEN_CREATED
} moment;

typedef struct careless {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external step, end;
    exeunt_task task;
    moment when;
    bool in_a_gap; /* the address that it writes to lies between blocks */
    bool is_large;
    char *block, *behind;
} careless;

/* Returns the address in the block that it writes to. */
static char *middle_of(const careless *self)
{
    return self->block + (self->is_large ? LARGE : BYTES) / 2;
}

/* Frees a block. */
static void prepare(careless *self)
{
    self->block = exeunt_border_allocate(self->border, self->is_large ? LARGE : BYTES);
    self->behind = self->in_a_gap ? exeunt_border_allocate(self->border, BYTES) : NULL;
    exeunt_border_free(self->border, self->block);
}

static void give_back(careless *self)
{
    exeunt_border_free(self->border, self->behind);
    self->behind = NULL;
}

/* Frees a block, and writes to it. */
static void touch(careless *self)
{
    prepare(self);
    write_to(middle_of(self), 1);
    if (self->when == BY_FREEING_TWICE) {
        write_to(middle_of(self), 0);
        exeunt_border_free(self->border, self->block);
    }
    if (self->when == WHERE_IT_ALLOCATES_NEXT) {
        const char *next = exeunt_border_allocate(self->border, BYTES);
        cr_assert_fail("it got %d", next[BYTES / 2]);
    }
    give_back(self);
}

/* After its operation has settled it may not allocate: it writes to memory that it freed before. */
static void settle_and_touch(careless *self, void (*settle)(careless *self), moment now)
{
    if (self->when != now) {
        settle(self);
        return;
    }
    prepare(self);
    give_back(self);
    settle(self);
    write_to(middle_of(self), 1);
}

static void touch_at(careless *self, moment now)
{
    if (self->when == now) {
        touch(self);
    }
}

static void write_text(careless *self, moment now, size_t length)
{
    if (self->when == now) {
        char *text = exeunt_border_allocate(self->border, length);
        write_to(text + length, 0);
        exeunt_border_free(self->border, text);
    }
}

static void on_step(exeunt_external *external, unsigned result)
{
    careless *self = external->data;
    (void)result;
    write_text(self, BY_THE_ZERO_AFTER_A_TEXT, 5);
    write_text(self, BY_THE_ZERO_AFTER_A_WHOLE_GRANULE, 16);
    touch_at(self, IN_A_STEP);
    touch_at(self, BY_FREEING_TWICE);
    touch_at(self, WHERE_IT_ALLOCATES_NEXT);
    exeunt_border_expect(self->border, &self->end);
}

static void settle_entered(careless *self)
{
    exeunt_entered(&self->manager, self);
}

static void settle_exited(careless *self)
{
    exeunt_exited(&self->manager);
}

static void on_end(exeunt_external *external, unsigned result)
{
    careless *self = external->data;
    if (result == 1) {
        exeunt_failed(&self->manager, -5, "refused");
        return;
    }
    touch_at(self, BEFORE_SETTLING);
    settle_and_touch(self, settle_entered, BEHIND_SETTLING);
}

static void run_task(exeunt_task *task)
{
    touch_at(task->data, IN_A_CALLBACK);
}

static void enter(exeunt_manager *manager)
{
    careless *self = (careless *)manager;
    touch_at(self, IN_ITS_ENTER);
    exeunt_border_post(self->border, &self->task);
    exeunt_border_expect(self->border, &self->step);
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    touch_at((careless *)manager, IN_ITS_EXIT);
    settle_and_touch((careless *)manager, settle_exited, BEHIND_ITS_EXIT);
}

static void stop(exeunt_manager *manager)
{
    touch_at((careless *)manager, WHEN_ASKED_TO_STOP);
}

static exeunt_manager *make(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {.enter = enter, .exit = leave, .cancel = stop};
    static const char *const ends[] = {"admitted", "refused"};
    careless *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->when = ((const moment *)data)[0];
    self->in_a_gap = ((const moment *)data)[1] != NEVER;
    self->is_large = ((const moment *)data)[2] != NEVER;
    self->step = (exeunt_external){.deliver = on_step, .data = self};
    self->end =
        (exeunt_external){.deliver = on_end, .data = self, .result_count = 2, .results = ends};
    self->task = (exeunt_task){.run = run_task, .data = self};
    touch_at(self, WHEN_CREATED);
    return &self->manager;
}

/* Checks with and without the private part of memory that an audit gives to each manager. */
static const exeunt_check_result *checked_in(moment when, bool in_a_gap, bool is_large,
                                             bool audited)
{
    moment data[] = {when, in_a_gap ? when : NEVER, is_large ? when : NEVER};
    moment sound[] = {NEVER, NEVER, NEVER};
    return checked((exeunt_check_config){.scenario = "scope: {pool: [other, a]}",
                                         .managers = {{"a", make, data}, {"other", make, sound}},
                                         .cancels = 1,
                                         .audits_privacy = audited});
}

static void expect_blamed(moment when)
{
    /* A manager's part of memory is too small for a large block. */
    for (int way = 0; way < 6; way++) {
        const exeunt_check_result *result =
            checked_in(when, way % 2 == 1, way / 2 == 1, way / 2 == 2);
        expect_verdict(result, "violated");
        expect_broken(result, "M8 a");
        cr_expect_str_eq(result->violations[0].message,
                         "a touches memory that it has freed or never had");
    }
}

Test(freed, memory_is_not_touched_by_a_sound_manager)
{
    expect_verdict(checked_in(NEVER, true, false, false), "holds");
}

#define BLAMES(suite, name, when)                                                                  \
    Test(suite, freed_memory_is_touched_by_a_manager_##name)                                       \
    {                                                                                              \
        expect_blamed(when);                                                                       \
    }
BLAMES(large, in_its_enter, IN_ITS_ENTER)
BLAMES(large, when_asked_to_stop, WHEN_ASKED_TO_STOP)
BLAMES(large, in_a_step, IN_A_STEP)
BLAMES(large, before_settling, BEFORE_SETTLING)
BLAMES(large, behind_settling, BEHIND_SETTLING)
BLAMES(freed, in_a_callback, IN_A_CALLBACK)
BLAMES(freed, in_its_exit, IN_ITS_EXIT)
BLAMES(large, behind_its_exit, BEHIND_ITS_EXIT)
BLAMES(large, by_freeing_twice, BY_FREEING_TWICE)
BLAMES(large, where_it_allocates_next, WHERE_IT_ALLOCATES_NEXT)
BLAMES(freed, by_the_zero_after_a_text, BY_THE_ZERO_AFTER_A_TEXT)
BLAMES(large, by_the_zero_after_a_whole_granule, BY_THE_ZERO_AFTER_A_WHOLE_GRANULE)

/* The tape leads there and no further; the runs beside it are not affected. */
Test(freed, memory_is_touched_in_these_runs_alone)
{
    moment data[] = {BEFORE_SETTLING, NEVER, NEVER};
    exeunt_check_config config = {.scenario = "scope: {stack: [a]}",
                                  .managers = {{"a", make, data}}};
    const exeunt_check_result *result = checked(config);
    expect_broken(result, "M8 a");
    expect_lines(result->outcomes, result->outcome_count, "raises a.enter");
    const exeunt_violation *found = &result->violations[0];
    expect_lines(found->schedule, found->schedule_count, "a steps", "a admitted");
    expect_broken(replayed(config, found->tape), "M8 a");
    expect_broken(replayed(config, found->tape), "M8 a");
    expect_verdict(replayed(config, "1"), "sampled");
}

Test(large, freed_memory_is_touched_whoever_explores_it)
{
    moment data[] = {IN_ITS_EXIT, NEVER, IN_ITS_EXIT};
    exeunt_check_config config = {.managers = {{"a", make, data}},
                                  .scenario = "scope: {pool: [a, b, c, d, e]}\n"
                                              "managers: {b: {steps: 4}, c: {steps: 4},\n"
                                              "  d: {steps: 5}, e: {steps: 6}}\n",
                                  .snapshots = true,
                                  .no_reduction = true};
    const exeunt_check_result *alone = checked(config);
    config.workers = 3;
    const exeunt_check_result *shared = checked(config);
    expect_broken(alone, "M8 a");
    expect_broken(shared, "M8 a");
    cr_expect_gt(alone->states, 2500, "or they would not share");
    cr_expect_eq(shared->states, alone->states);
    cr_expect_str_eq(shared->violations[0].tape, alone->violations[0].tape);
    config.workers = 0;
    config.snapshots = false;
    config.strategy = EXEUNT_STRATEGY_RANDOM;
    config.runs_max = 10;
    expect_broken(checked(config), "M8 a");
}

static void expect_refused(const exeunt_check_result *result, const char *why)
{
    expect_verdict(result, "invalid");
    cr_assert_eq(result->complaint_count, 1);
    cr_expect_str_eq(result->complaints[0].message, why);
}

/* There is no run yet that could be reported. */
Test(freed, memory_is_touched_by_a_manager_that_is_created)
{
    const char *why = "what is under test breaks M8 when it is created: a touches memory that it "
                      "has freed or never had";
    for (int way = 0; way < 4; way++) {
        expect_refused(checked_in(WHEN_CREATED, way % 2 == 1, way / 2 == 1, false), why);
    }
}

/* --- scopes ----------------------------------------------------------------------------------- */

typedef enum chapter {
    AT_FIRST, /* when it is created */
    WHEN_BEGUN,
    BEHIND_ENTERING,
    WHEN_SETTLED,
    WHEN_THE_BODY_ENDS,
    WHEN_DESTROYED,
    BESIDE_ANOTHER_BREACH
} chapter;

static chapter touches_when;
static bool touches_large;

/* A pool of one manager. */
typedef struct sloppy {
    exeunt_border *border;
    const exeunt_plan *plan;
} sloppy;

static void touch_in(sloppy *self, chapter now)
{
    if (touches_when == now) {
        size_t size = touches_large ? LARGE : BYTES;
        char *block = exeunt_border_allocate(self->border, size);
        exeunt_border_free(self->border, block);
        write_to(block + size - 1, 1);
    }
}

static void exit_settled(exeunt_manager *manager, const exeunt_result *result)
{
    sloppy *self = manager->owner;
    (void)result;
    exeunt_border_close(self->border, &(exeunt_end){.errors = NULL});
}

static void enter_settled(exeunt_manager *manager, const exeunt_result *result)
{
    sloppy *self = manager->owner;
    bool failed = result->settlement == EXEUNT_SETTLED_FAILED;
    touch_in(self, WHEN_SETTLED);
    if (failed) {
        touch_in(self, BESIDE_ANOTHER_BREACH);
    }
    if (!failed || touches_when == BESIDE_ANOTHER_BREACH) {
        exeunt_border_begin_body(self->border);
    } else {
        const exeunt_error *error =
            exeunt_manager_record(manager, EXEUNT_ORIGIN_ENTER, result, NULL);
        exeunt_border_close(self->border, &(exeunt_end){.errors = &error, .error_count = 1});
    }
}

static void begin(void *subject)
{
    sloppy *self = subject;
    touch_in(self, WHEN_BEGUN);
    exeunt_manager_enter(self->plan->entries[0].manager, enter_settled, self);
    touch_in(self, BEHIND_ENTERING);
}

static void body_settled(void *subject, exeunt_body_end end, const exeunt_error *error)
{
    sloppy *self = subject;
    (void)end;
    touch_in(self, WHEN_THE_BODY_ENDS);
    exeunt_manager_exit(self->plan->entries[0].manager, error, exit_settled, self);
}

static void *create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    (void)implementation;
    sloppy *self = exeunt_border_allocate(plan->border, sizeof *self);
    *self = (sloppy){.border = plan->border, .plan = plan};
    touch_in(self, AT_FIRST);
    return self;
}

static void destroy(void *subject)
{
    sloppy *self = subject;
    exeunt_border_free(self->border, self);
    if (touches_when == WHEN_DESTROYED) {
        write_to(subject, 1);
    }
}

static void ignore(void *subject)
{
    (void)subject;
}

static const exeunt_implementation sloppy_implementation = {
    .abi = EXEUNT_IMPLEMENTATION_ABI,
    .name = "sloppy",
    .about = "a pool of one that writes to what it has freed",
    .profile = EXEUNT_PROFILE_EXEUNT,
    .capabilities = EXEUNT_CAN_POOL,
    .create = create,
    .destroy = destroy,
    .begin = begin,
    .body_settled = body_settled,
    .cancel = ignore,
    .expire = ignore,
    .end_grace = ignore,
};

static exeunt_check_config sloppy_config(chapter when)
{
    touches_when = when;
    return (exeunt_check_config){.scenario = "scope: {pool: [a]}",
                                 .implementation = &sloppy_implementation};
}

/* Expects that no manager is blamed for the scope, neither one of the scenario nor one in C. `last`
 * is the last event of the trace with a manager of the scenario. */
static void expect_scope_blamed(chapter when, const char *last)
{
    moment sound[] = {NEVER, NEVER, NEVER};
    exeunt_check_config config = sloppy_config(when);
    const exeunt_check_result *result = checked(config);
    expect_broken(result, "X13 scope");
    const exeunt_violation *found = &result->violations[0];
    cr_expect_str_eq(found->message, "the scope touches memory that it has freed or never had");
    cr_expect_str_eq(found->trace[found->trace_count - 1], last);
    config.managers[0] = (exeunt_check_manager){"a", make, sound};
    expect_broken(checked(config), "X13 scope");
    touches_large = true;
    expect_broken(checked(config), "X13 scope");
}

Test(freed, memory_is_touched_by_a_scope_that_is_created)
{
    expect_refused(checked(sloppy_config(AT_FIRST)),
                   "what is under test breaks X13 when it is created: the scope touches memory "
                   "that it has freed or never had");
}

Test(freed, memory_is_touched_by_a_scope_that_begins)
{
    expect_scope_blamed(WHEN_BEGUN, "a enter begins");
}

Test(freed, memory_is_touched_by_a_scope_that_has_begun_to_enter)
{
    expect_scope_blamed(BEHIND_ENTERING, "a enter begins");
}

Test(freed, memory_is_touched_by_a_scope_whose_manager_settles)
{
    expect_scope_blamed(WHEN_SETTLED, "body begins");
}

Test(freed, memory_is_touched_by_a_scope_whose_body_ends)
{
    expect_scope_blamed(WHEN_THE_BODY_ENDS, "a exit begins");
}

Test(freed, memory_is_touched_by_a_scope_that_is_destroyed)
{
    expect_scope_blamed(WHEN_DESTROYED, "pool closes returns");
}

/* The first breach counts, and the effects of the other one show in no other run. */
Test(freed, memory_is_touched_beside_another_breach)
{
    exeunt_check_config config = sloppy_config(BESIDE_ANOTHER_BREACH);
    config.scenario = "scope: {pool: [a]}\nmanagers: {a: {enter: [fails, enters]}}";
    const exeunt_check_result *result = checked(config);
    expect_broken(result, "X5 scope");
    expect_lines(result->outcomes, result->outcome_count, "returns");
}
