/* What managers in C acquire too late, keep, or release though it is not theirs: reported at once,
 * by the right rule, in every mode. */
#include "checked.h"

#include <criterion/criterion.h>

#include <string.h>

enum { BYTES = 48 };

typedef enum misdeed {
    SOUND,
    /* After the end of its exit. */
    HOLDS_LATE,
    ALLOCATES_LATE,
    EXPECTS_LATE,
    POSTS_LATE,
    /* In its exit, which then ends. */
    KEEPS_A_HOLD,
    KEEPS_TWO_HOLDS,
    KEEPS_MEMORY,
    KEEPS_MEMORY_FOR_WHAT_IT_WAS_MADE_OF,
    KEEPS_AN_EXTERNAL,
    KEEPS_A_CALLBACK,
    KEEPS_ALL_OF_IT,
    FAILS_WITH_A_HOLD,
    RELEASES_TWICE,
    RELEASES_TWICE_AND_HOLDS,
    FREES_ANOTHERS,
    WITHDRAWS_ANOTHERS,
    FREES_WHAT_IT_WAITS_FOR,
    FREES_WHAT_IT_HAS_POSTED,
    /* After the end of its enter. */
    FAILS_AND_HOLDS,
    FAILS_AND_ALLOCATES,
    STOPS_AND_EXPECTS,
    /* In its enter. */
    MOVES_ITS_MEMORY_AND_FAILS
} misdeed;

typedef struct keeper {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external step, late;
    exeunt_task task;
    misdeed what;
    void *made_with;
} keeper;

/* In each world, the last manager that does nothing wrong. */
static keeper *honest;

static void come(exeunt_external *external, unsigned result)
{
    (void)external;
    (void)result;
}

static void run(exeunt_task *task)
{
    (void)task;
}

/* Allocates memory that is never freed. */
static void leak(exeunt_border *border, size_t size)
{
    void *lost = exeunt_border_allocate(border, size);
    (void)lost;
}

static void keep_all(keeper *self)
{
    exeunt_hold(&self->manager);
    exeunt_hold(&self->manager);
    leak(self->border, BYTES);
    exeunt_border_expect(self->border, &self->late);
    exeunt_border_post(self->border, &self->task);
}

static void free_with_a_thing_in_it(keeper *self)
{
    struct {
        exeunt_external external;
        exeunt_task task;
    } *block = exeunt_border_allocate(self->border, sizeof *block);
    block->external = self->late;
    block->task = self->task;
    if (self->what == FREES_WHAT_IT_WAITS_FOR) {
        exeunt_border_expect(self->border, &block->external);
    } else {
        exeunt_border_post(self->border, &block->task);
    }
    exeunt_border_free(self->border, block);
}

static void misbehave_in_exit(keeper *self)
{
    switch ((int)self->what) {
    case KEEPS_TWO_HOLDS:
        exeunt_hold(&self->manager);
        exeunt_hold(&self->manager);
        break;
    case KEEPS_A_HOLD:
    case FAILS_WITH_A_HOLD:
        exeunt_hold(&self->manager);
        break;
    case KEEPS_MEMORY_FOR_WHAT_IT_WAS_MADE_OF:
        exeunt_border_free(self->border, self->made_with);
        leak(self->border, BYTES);
        break;
    case KEEPS_MEMORY:
        leak(self->border, BYTES);
        break;
    case KEEPS_AN_EXTERNAL:
        exeunt_border_expect(self->border, &self->late);
        break;
    case KEEPS_A_CALLBACK:
        exeunt_border_post(self->border, &self->task);
        break;
    case KEEPS_ALL_OF_IT:
        keep_all(self);
        break;
    case RELEASES_TWICE:
    case RELEASES_TWICE_AND_HOLDS:
        exeunt_hold(&self->manager);
        exeunt_release(&self->manager);
        exeunt_release(&self->manager);
        if (self->what == RELEASES_TWICE_AND_HOLDS) {
            exeunt_hold(&self->manager);
        }
        break;
    case FREES_ANOTHERS:
        exeunt_border_free(self->border, honest->made_with);
        break;
    case WITHDRAWS_ANOTHERS:
        exeunt_border_withdraw(self->border, &honest->late);
        break;
    case FREES_WHAT_IT_WAITS_FOR:
    case FREES_WHAT_IT_HAS_POSTED:
        free_with_a_thing_in_it(self);
        break;
    default:
        break;
    }
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    keeper *self = (keeper *)manager;
    (void)cause;
    exeunt_border_withdraw(self->border, &self->late);
    misbehave_in_exit(self);
    if (self->what == FAILS_WITH_A_HOLD) {
        exeunt_failed(manager, -5, "it stays");
        return;
    }
    exeunt_exited(manager);
    if (self->what == HOLDS_LATE) {
        exeunt_hold(manager);
    } else if (self->what == ALLOCATES_LATE) {
        leak(self->border, BYTES);
    } else if (self->what == EXPECTS_LATE) {
        exeunt_border_expect(self->border, &self->late);
    } else if (self->what == POSTS_LATE) {
        exeunt_border_post(self->border, &self->task);
    }
}

static void move_and_fail(keeper *self)
{
    void *block = exeunt_border_allocate(self->border, 1);
    for (size_t size = 2; size <= BYTES; size++) {
        void *grown = exeunt_border_allocate(self->border, size);
        exeunt_border_free(self->border, block);
        block = grown;
    }
    exeunt_failed(&self->manager, -5, "refused");
}

static void on_step(exeunt_external *external, unsigned result)
{
    keeper *self = external->data;
    (void)result;
    switch ((int)self->what) {
    case FAILS_AND_HOLDS:
        exeunt_failed(&self->manager, -5, "refused");
        exeunt_hold(&self->manager);
        break;
    case FAILS_AND_ALLOCATES:
        exeunt_failed(&self->manager, -5, "refused");
        leak(self->border, BYTES);
        break;
    case MOVES_ITS_MEMORY_AND_FAILS:
        move_and_fail(self);
        break;
    case WITHDRAWS_ANOTHERS: /* and the honest ones */
    default:
        exeunt_border_expect(self->border, &self->late); /* while it is entered */
        exeunt_entered(&self->manager, self);
        break;
    }
}

static void enter(exeunt_manager *manager)
{
    keeper *self = (keeper *)manager;
    exeunt_border_expect(self->border, &self->step);
}

static void stop(exeunt_manager *manager)
{
    keeper *self = (keeper *)manager;
    if (self->step.border == NULL) {
        return;
    }
    exeunt_border_withdraw(self->border, &self->step);
    exeunt_canceled(manager);
    if (self->what == STOPS_AND_EXPECTS) {
        exeunt_border_expect(self->border, &self->late);
    }
}

static exeunt_manager *make(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {.enter = enter, .exit = leave, .cancel = stop};
    static const char *const late[] = {"late"};
    keeper *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->what = *(const misdeed *)data;
    self->made_with = exeunt_border_allocate(border, BYTES);
    self->step = (exeunt_external){.deliver = on_step, .data = self};
    self->late = (exeunt_external){.deliver = come, .data = self, .results = late};
    self->task = (exeunt_task){.run = run, .data = self};
    honest = self->what == SOUND ? self : honest;
    return &self->manager;
}

/* Checks by running and with snapshots. */
static const exeunt_check_result *checked_with(misdeed what, const char *scenario)
{
    misdeed sound = SOUND;
    return checked((exeunt_check_config){.scenario = scenario,
                                         .managers = {{"a", make, &what}, {"other", make, &sound}},
                                         .cancels = 1});
}

static void expect_told(misdeed what, const char *rule, const char *message)
{
    const exeunt_check_result *result = checked_with(what, "scope: {stack: [other, a]}");
    expect_verdict(result, "violated");
    expect_broken(result, rule);
    cr_expect_str_eq(result->violations[0].message, message, "%s", result->violations[0].message);
}

Test(holds, nothing_wrong)
{
    expect_verdict(checked_with(SOUND, "scope: {stack: [other, a]}"), "holds");
    expect_verdict(checked_with(SOUND, "scope: {pool: [other, a]}"), "holds");
}

#define TELLS(name, what, rule, message)                                                           \
    Test(holds, what_it_##name)                                                                    \
    {                                                                                              \
        expect_told(what, rule " a", "a " message);                                                \
    }
TELLS(holds_behind_its_exit, HOLDS_LATE, "M4", "acquires a hold after its exit")
TELLS(allocates_behind_its_exit, ALLOCATES_LATE, "M4", "acquires 48 bytes after its exit")
TELLS(expects_behind_its_exit, EXPECTS_LATE, "M4", "acquires the external `late` after its exit")
TELLS(posts_behind_its_exit, POSTS_LATE, "M4", "acquires a callback after its exit")
TELLS(keeps_of_holds, KEEPS_A_HOLD, "M4", "holds 1 hold after its exit (since `a exit begins`)")
TELLS(keeps_of_two_holds, KEEPS_TWO_HOLDS, "M4",
      "holds 2 holds after its exit (since `a exit begins`)")
TELLS(keeps_of_memory, KEEPS_MEMORY, "M4", "holds 48 bytes after its exit (since `a exit begins`)")
TELLS(keeps_for_what_it_was_made_of, KEEPS_MEMORY_FOR_WHAT_IT_WAS_MADE_OF, "M4",
      "holds 48 bytes after its exit (since `a exit begins`)")
TELLS(keeps_waiting_for, KEEPS_AN_EXTERNAL, "M4",
      "holds 1 external (`late`) after its exit (since `a exit begins`)")
TELLS(keeps_posted, KEEPS_A_CALLBACK, "M4",
      "holds 1 callback after its exit (since `a exit begins`)")
TELLS(keeps_of_all, KEEPS_ALL_OF_IT, "M4",
      "holds 1 external (`late`), 1 callback, 2 holds, 48 bytes after its exit "
      "(since `a exit begins`)")
TELLS(keeps_when_its_exit_fails, FAILS_WITH_A_HOLD, "M4",
      "holds 1 hold after its exit (since `a exit begins`)")
TELLS(releases_twice, RELEASES_TWICE, "M4", "releases a hold that it does not hold")
TELLS(releases_twice_and_holds, RELEASES_TWICE_AND_HOLDS, "M4",
      "releases a hold that it does not hold")
TELLS(frees_of_another, FREES_ANOTHERS, "M8", "touches memory that it has freed or never had")
TELLS(withdraws_of_another, WITHDRAWS_ANOTHERS, "M4",
      "releases the external `late` that it does not hold")
TELLS(frees_while_it_waits, FREES_WHAT_IT_WAITS_FOR, "M8",
      "frees the memory of the external `late`, which it waits for")
TELLS(frees_when_it_has_posted_it, FREES_WHAT_IT_HAS_POSTED, "M8",
      "frees the memory of a callback that it has posted")
TELLS(holds_behind_its_failed_enter, FAILS_AND_HOLDS, "M3",
      "acquires a hold though its enter did not succeed")
TELLS(allocates_behind_its_failed_enter, FAILS_AND_ALLOCATES, "M3",
      "acquires 48 bytes though its enter did not succeed")
TELLS(expects_behind_its_canceled_enter, STOPS_AND_EXPECTS, "M3",
      "acquires the external `late` though its enter did not succeed")
TELLS(moves_and_keeps, MOVES_ITS_MEMORY_AND_FAILS, "M3",
      "holds 48 bytes though its enter did not succeed (since `a steps`)")

/* A search by several processes finds the same, in the same words. */
Test(large, what_is_held_is_the_same_with_workers)
{
    static misdeed deeds[] = {HOLDS_LATE, KEEPS_ALL_OF_IT};
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++) {
        exeunt_check_config config = {.managers = {{"a", make, &deeds[i]}},
                                      .scenario = "scope: {pool: [a, b, c, d, e]}\n"
                                                  "managers: {b: {steps: 4}, c: {steps: 4},\n"
                                                  "  d: {steps: 5}, e: {steps: 6}}\n",
                                      .snapshots = true,
                                      .no_reduction = true};
        const exeunt_check_result *alone = checked(config);
        config.workers = 2;
        const exeunt_check_result *shared = checked(config);
        cr_expect_gt(alone->states, 2500, "or they would not share");
        cr_expect_eq(shared->states, alone->states);
        cr_assert(alone->violation_count == 1 && shared->violation_count == 1);
        cr_expect_str_eq(shared->violations[0].message, alone->violations[0].message);
        cr_expect_str_eq(shared->violations[0].tape, alone->violations[0].tape);
    }
}

/* --- what is not held ------------------------------------------------------------------------- */

/* A lock that is pushed: it is held from its creation on, and its timer runs while it is held. */
typedef struct lock {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external beat;
    exeunt_task posted;
    void *key, *found;
    bool keeps_what_it_finds;
} lock;

static void on_beat(exeunt_external *external, unsigned result)
{
    lock *self = external->data;
    (void)result;
    self->found = exeunt_border_allocate(self->border, BYTES); /* perhaps it is not pushed yet */
}

static void unlock(exeunt_manager *manager, const exeunt_error *cause)
{
    lock *self = (lock *)manager;
    (void)cause;
    exeunt_border_withdraw(self->border, &self->beat);
    exeunt_border_free(self->border, self->key);
    if (!self->keeps_what_it_finds) {
        exeunt_border_free(self->border, self->found);
    }
    exeunt_release(manager);
    exeunt_exited(manager);
}

static exeunt_manager *make_lock(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {.exit = unlock};
    lock *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->keeps_what_it_finds = data != NULL;
    self->key = exeunt_border_allocate(border, BYTES);
    self->beat = (exeunt_external){.deliver = on_beat, .data = self};
    self->posted = (exeunt_task){.run = run, .data = self};
    exeunt_hold(&self->manager);
    exeunt_border_expect(border, &self->beat);
    exeunt_border_post(border, &self->posted);
    return &self->manager;
}

static const char pushed[] = "scope: {stack: [b, {push: a}]}\n"
                             "managers: {b: {enter: [enters, fails]}}";

Test(holds, nothing_of_what_it_was_made_with)
{
    expect_verdict(checked((exeunt_check_config){
                       .scenario = pushed, .managers = {{"a", make_lock, NULL}}, .cancels = 1}),
                   "holds");
}

/* Until a manager is pushed, what it acquires belongs to its owner; afterwards it must release
 * it. */
Test(holds, what_it_acquires_before_it_is_pushed)
{
    int keeps = 1;
    const exeunt_check_result *result =
        checked((exeunt_check_config){.scenario = pushed, .managers = {{"a", make_lock, &keeps}}});
    expect_broken(result, "M4 a");
    cr_expect_str_eq(result->violations[0].message,
                     "a holds 48 bytes after its exit (since `a steps`)");
}
