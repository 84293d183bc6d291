/* State outside of the border's memory: in statics, in other memory, in the process. */
#include "checked.h"

#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

/* Statics belong to the world as well. Memory outside of the world makes runs differ, or misleads
 * searches. */

typedef struct keeper {
    exeunt_manager base;
    exeunt_border *border;
    exeunt_external done;
    bool first; /* the first of the two managers */
} keeper;

/* Returns, at each exit of a manager, whether the manager shall leave something behind. */
typedef bool memory(const keeper *self);

static memory *remembers; /* never changes while a world lives */

static void settle(exeunt_external *external, unsigned result)
{
    keeper *self = external->data;
    (void)result;
    if (exeunt_manager_in_flight(&self->base)) {
        exeunt_hold(&self->base);
        exeunt_entered(&self->base, self);
    }
}

static void enter(exeunt_manager *manager)
{
    keeper *self = (keeper *)manager;
    exeunt_border_expect(self->border, &self->done);
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    if (!remembers((keeper *)manager)) {
        exeunt_release(manager);
    }
    exeunt_exited(manager);
}

static void stop(exeunt_manager *manager)
{
    (void)manager;
}

static const exeunt_manager_type keeper_type = {enter, leave, stop};

static exeunt_manager *make_keeper(exeunt_border *border, const char *name, void *data)
{
    static const char *const results[] = {"comes"};
    keeper *self = exeunt_border_allocate(border, sizeof *self);
    (void)data;
    exeunt_manager_init(&self->base, &keeper_type, name);
    self->border = border;
    self->done = (exeunt_external){.deliver = settle, .data = self, .results = results};
    self->first = strcmp(name, "a") == 0;
    return &self->base;
}

/* --- in every mode ---------------------------------------------------------------------------- */

enum { RUNNING, SNAPSHOTS, UNREDUCED, WORKERS, RANDOM, PCT, MODES };
static const char *const mode_names[MODES] = {"running", "snapshots", "unreduced",
                                              "workers", "random",    "pct"};

static exeunt_check_config config_of(int mode)
{
    exeunt_check_config config = {.scenario = "scope: {pool: [a, b]}\n",
                                  .managers = {{"*", make_keeper, NULL}}};
    config.snapshots = mode != RUNNING;
    config.no_reduction = mode == UNREDUCED;
    config.workers = mode == WORKERS ? 2 : 0;
    config.strategy = mode == RANDOM ? EXEUNT_STRATEGY_RANDOM
                      : mode == PCT  ? EXEUNT_STRATEGY_PCT
                                     : EXEUNT_STRATEGY_EXHAUSTIVE;
    config.runs_max = config.strategy == EXEUNT_STRATEGY_EXHAUSTIVE ? 0 : 50;
    return config;
}

static const exeunt_check_result *explored(memory *how, int mode)
{
    remembers = how;
    return checked(config_of(mode));
}

/* Expects that every mode finds this rule broken by this manager, and that the tape repeats it. */
static void expect_convicted(memory *how, const char *broken)
{
    for (int mode = 0; mode < MODES; mode++) {
        const exeunt_check_result *result = explored(how, mode);
        cr_expect_str_eq(exeunt_verdict_word(result->verdict), "violated", "%s: %s",
                         mode_names[mode], text_of(result));
        bool is_found = false;
        for (size_t i = 0; i < result->violation_count; i++) {
            const exeunt_violation *found = &result->violations[i];
            char text[80];
            snprintf(text, sizeof text, "%s %s", found->rule, found->blame);
            bool fits = strcmp(text, broken) == 0;
            cr_expect(fits, "%s: %s: %s", mode_names[mode], text, found->message);
            is_found = is_found || fits;
            const exeunt_check_result *again = replayed(config_of(mode), found->tape);
            cr_expect(again->violation_count == 1 &&
                          strcmp(again->violations[0].rule, found->rule) == 0,
                      "%s: does not replay", mode_names[mode]);
        }
        cr_expect(is_found, "%s: %s", mode_names[mode], text_of(result));
    }
}

static void expect_holds(memory *how)
{
    for (int mode = 0; mode < MODES; mode++) {
        const exeunt_check_result *result = explored(how, mode);
        const char *wanted = mode >= RANDOM ? "sampled" : "holds";
        cr_expect_str_eq(exeunt_verdict_word(result->verdict), wanted, "%s: %s", mode_names[mode],
                         text_of(result));
        cr_expect_null(result->fallback, "%s: %s", mode_names[mode], result->fallback);
    }
}

/* --- statics ---------------------------------------------------------------------------------- */

static int exits;

static bool leaks_the_first_time(const keeper *self)
{
    (void)self;
    exits += 1;
    return exits == 1;
}

Test(statics, belong_to_the_world)
{
    expect_convicted(leaks_the_first_time, "M4 b");
}

static bool leaks_the_third_time(const keeper *self)
{
    static int calls; /* two in a run: so the limit is never reached */
    (void)self;
    calls += 1;
    return calls == 3;
}

Test(statics, are_new_in_each_run)
{
    expect_holds(leaks_the_third_time);
}

static bool leaks_the_first_time_of_its_section(const keeper *self)
{
    static __attribute__((section("registry"))) int exits_registered;
    return self != NULL && exits_registered++ == 0;
}

Test(statics, may_lie_in_a_section_of_their_own)
{
    expect_convicted(leaks_the_first_time_of_its_section, "M4 b");
}

static bool leaks_when_the_other_has_exited(const keeper *self)
{
    static bool has_exited[2];
    has_exited[self->first] = true;
    return has_exited[!self->first];
}

Test(statics, are_what_their_function_knows)
{
    expect_convicted(leaks_when_the_other_has_exited, "M4 a");
}

static int entered_last; /* 1: a, 2: b */

static void settle_and_remember(exeunt_external *external, unsigned result)
{
    keeper *self = external->data;
    entered_last = self->first ? 1 : 2;
    settle(external, result);
}

static exeunt_manager *make_rememberer(exeunt_border *border, const char *name, void *data)
{
    exeunt_manager *made = make_keeper(border, name, data);
    ((keeper *)made)->done.deliver = settle_and_remember;
    return made;
}

static bool leaks_if_b_came_before_a(const keeper *self)
{
    return entered_last == 1 && self->first;
}

/* Two paths lead to the same memory of the border, but to different states. */
Test(statics, keep_states_apart)
{
    for (int mode = 0; mode < MODES; mode++) {
        exeunt_check_config config = config_of(mode);
        config.managers[0].create = make_rememberer;
        remembers = leaks_if_b_came_before_a;
        const exeunt_check_result *result = checked(config);
        cr_assert_eq(result->violation_count, 1, "%s: %s", mode_names[mode], text_of(result));
        cr_expect_str_eq(result->violations[0].rule, "M4");
        cr_expect_null(result->fallback, "%s: %s", mode_names[mode], result->fallback);
    }
}

/* --- harmless ones ---------------------------------------------------------------------------- */

static const int table[] = {0, 0, 0, 0};
static int squares[64];

static bool looks_up(const keeper *self)
{
    if (squares[1] == 0) { /* computed when first needed */
        for (int i = 0; i < 64; i++) {
            squares[i] = i * i;
        }
    }
    return squares[2] != 4 || table[self->first] != 0;
}

Test(statics, may_be_made_when_they_are_needed_first)
{
    expect_holds(looks_up);
}

static unsigned long calls_counted;

static bool counts(const keeper *self)
{
    (void)self;
    calls_counted += 1;
    return false;
}

Test(statics, may_count_what_decides_nothing)
{
    expect_holds(counts);
    cr_expect_eq(calls_counted, 0, "it is not as it was before");
}

static EXEUNT_OUTSIDE unsigned long calls_seen;

static bool is_watched(const keeper *self)
{
    (void)self;
    calls_seen += 1;
    return false;
}

Test(statics, may_be_the_tests_own)
{
    expect_holds(is_watched);
    cr_expect_gt(calls_seen, 0);
}

Test(statics, are_named_in_a_note)
{
    for (int mode = 0; mode < MODES; mode++) {
        const exeunt_check_result *result = explored(counts, mode);
        cr_assert_eq(result->note_count, 1, "%s", mode_names[mode]);
        cr_expect_str_eq(result->notes[0],
                         "state lies in statics, which belong to the world: `calls_counted`");
    }
}

enum { LARGE = 10 << 20 };
static unsigned char large[LARGE];

static bool writes_far_apart(const keeper *self)
{
    large[self->first ? LARGE / 3 : LARGE / 3 * 2] += 1;
    return large[LARGE / 3] + large[LARGE / 3 * 2] == 2;
}

Test(statics, may_be_large)
{
    expect_convicted(writes_far_apart, "M4 a");
}

/* --- outside of the world --------------------------------------------------------------------- */

static _Thread_local int of_the_thread;

static bool leaks_once_in_this_thread(const keeper *self)
{
    (void)self;
    of_the_thread += 1;
    return of_the_thread == 1;
}

/* Each mode runs in a process of its own, so that each sees the first time. */
static void expect_m9(int mode, memory *how)
{
    remembers = how;
    exeunt_check_config config = config_of(mode);
    config.runs_max = mode == RUNNING ? 1000 : config.runs_max;
    const exeunt_check_result *result = checked(config);
    cr_assert_eq(result->violation_count, 1, "%s: %s", mode_names[mode], text_of(result));
    const exeunt_violation *found = &result->violations[0];
    cr_expect_str_eq(found->rule, "M9");
    cr_expect_not_null(strstr(text_of(result), "no run puts back: memory by malloc"));
    cr_expect_str_eq(found->blame, "b", "%s", found->blame);
    static const char first[] =
        "the same tape gives another trace: after step 2: a breach of M4 (b ";
    static const char second[] = " the first time, `a exit begins` the second time";
    cr_expect_eq(strncmp(found->message, first, sizeof first - 1), 0, "%s", found->message);
    cr_expect_not_null(strstr(found->message, second), "%s", found->message);
}

#define DIFFERS_IN(mode)                                                                           \
    Test(differing, is_seen_when_##mode##_in_a_thread_local)                                       \
    {                                                                                              \
        expect_m9(mode, leaks_once_in_this_thread);                                                \
    }                                                                                              \
    Test(differing, is_seen_when_##mode##_in_the_environment)                                      \
    {                                                                                              \
        expect_m9(mode, leaks_once_in_this_environment);                                           \
    }                                                                                              \
    Test(differing, is_seen_when_##mode##_on_the_heap)                                             \
    {                                                                                              \
        on_the_heap = calloc(1, sizeof *on_the_heap);                                              \
        expect_m9(mode, leaks_once_in_this_cache);                                                 \
        free(on_the_heap);                                                                         \
    }

static bool leaks_once_in_this_environment(const keeper *self)
{
    (void)self;
    bool is_first = getenv("EXEUNT_TEST_SEEN") == NULL;
    setenv("EXEUNT_TEST_SEEN", "1", 1);
    return is_first;
}

static int *on_the_heap;

static bool leaks_once_in_this_cache(const keeper *self)
{
    (void)self;
    *on_the_heap += 1;
    return *on_the_heap == 1;
}

Test(differing, is_a_breach_of_M9_that_tells_which_event_differs)
{
    expect_m9(SNAPSHOTS, leaks_once_in_this_environment);
}

/* The address of a local variable is no part of a tape, whichever of its bits decides. */
static bool leaks_by_an_address(const keeper *self)
{
    uintptr_t local = (uintptr_t)__builtin_frame_address(0);
    (void)self;
    return (local >> 13 & 1) != 0;
}

Test(differing, is_seen_where_an_address_of_the_stack_decides)
{
    remembers = leaks_by_an_address;
    for (int mode = 0; mode < MODES; mode++) {
        exeunt_check_config config = config_of(mode);
        config.runs_max = mode == RUNNING ? 1000 : config.runs_max;
        const exeunt_check_result *result = checked(config);
        bool is_found = false;
        for (size_t i = 0; i < result->violation_count; i++) {
            is_found = is_found || strcmp(result->violations[i].rule, "M9") == 0;
        }
        cr_expect(is_found, "%s: %s", mode_names[mode], text_of(result));
    }
}

DIFFERS_IN(RUNNING)
DIFFERS_IN(SNAPSHOTS)
DIFFERS_IN(UNREDUCED)
DIFFERS_IN(WORKERS)
DIFFERS_IN(RANDOM)
DIFFERS_IN(PCT)

/* --- outside of the world, and no breach ------------------------------------------------------ */

static volatile int copy_of_count;

static void settle_and_copy_from_the_heap(exeunt_external *external, unsigned result)
{
    *on_the_heap += 1;
    copy_of_count = *on_the_heap;
    settle(external, result);
}

static exeunt_manager *make_copier(exeunt_border *border, const char *name, void *data)
{
    exeunt_manager *made = make_keeper(border, name, data);
    ((keeper *)made)->done.deliver = settle_and_copy_from_the_heap;
    return made;
}

/* No border shows it, and the next schedule may go by it: what was run is no proof. */
Test(astray, holds_for_nothing)
{
    on_the_heap = calloc(1, sizeof *on_the_heap);
    remembers = is_watched;
    for (int mode = SNAPSHOTS; mode <= WORKERS; mode++) {
        exeunt_check_config config = config_of(mode);
        config.managers[0].create = make_copier;
        const exeunt_check_result *result = checked(config);
        cr_expect_str_eq(exeunt_verdict_word(result->verdict), "sampled", "%s: %s",
                         mode_names[mode], text_of(result));
        cr_assert_eq(result->left_out_count, 1, "%s", mode_names[mode]);
        cr_expect_not_null(strstr(result->left_out[0], "something else outside of the world: "),
                           "%s", result->left_out[0]);
        cr_expect_not_null(strstr(result->left_out[0], result->fallback));
    }
    free(on_the_heap);
}

static const volatile void *volatile kept_local;

__attribute__((noinline)) static bool keeps_an_address(const keeper *self)
{
    volatile int local = 0;
    (void)self;
    kept_local = &local;
    return local != 0;
}

/* Nothing goes by it, and it is the same each time. */
Test(astray, is_not_who_keeps_an_address_of_the_stack)
{
    expect_holds(keeps_an_address);
}

static _Thread_local int entered_last_in_thread;

static void settle_and_remember_in_thread(exeunt_external *external, unsigned result)
{
    keeper *self = external->data;
    entered_last_in_thread = self->first ? 1 : 2;
    settle(external, result);
}

static exeunt_manager *make_rememberer_in_thread(exeunt_border *border, const char *name,
                                                 void *data)
{
    exeunt_manager *made = make_keeper(border, name, data);
    ((keeper *)made)->done.deliver = settle_and_remember_in_thread;
    return made;
}

static bool leaks_if_b_came_before_a_in_thread(const keeper *self)
{
    return entered_last_in_thread == 1 && self->first;
}

/* Each run sets the variable before it reads it, so the tape determines every run. But a search
 * that goes back to states takes two different states for one, which only a second look by another
 * path reveals. */
Test(astray, is_noticed_where_two_ways_meet)
{
    for (int mode = 0; mode < MODES; mode++) {
        exeunt_check_config config = config_of(mode);
        config.managers[0].create = make_rememberer_in_thread;
        remembers = leaks_if_b_came_before_a_in_thread;
        const exeunt_check_result *result = checked(config);
        cr_assert_eq(result->violation_count, 1, "%s: %s", mode_names[mode], text_of(result));
        cr_expect_str_eq(result->violations[0].rule, "M4", "%s: %s", mode_names[mode],
                         text_of(result));
        cr_expect_str_eq(result->violations[0].blame, "a");
        const exeunt_check_result *again = replayed(config, result->violations[0].tape);
        cr_expect_eq(again->violation_count, 1);
        bool goes_back = config.snapshots && config.strategy == EXEUNT_STRATEGY_EXHAUSTIVE;
        cr_assert_eq(result->fallback != NULL, goes_back, "%s", mode_names[mode]);
        if (goes_back) {
            cr_expect_not_null(strstr(result->fallback, "a"), "%s", result->fallback);
            cr_expect_not_null(strstr(text_of(result), "explored by running: "));
            cr_expect_not_null(strstr(text_of(result), "no run puts back: memory by malloc"));
        }
    }
}

/* Most ways that meet differ only in when c counts down, and are not looked at. Those on which a
 * and b have settled in another order must be. */
Test(astray, is_noticed_where_most_ways_call_the_same)
{
    exeunt_check_config config = config_of(UNREDUCED);
    config.scenario = "scope: {pool: [c, a, b]}\nmanagers: {c: {steps: 6}}\n";
    config.managers[0] = (exeunt_check_manager){"[ab]", make_rememberer_in_thread, NULL};
    remembers = leaks_if_b_came_before_a_in_thread;
    const exeunt_check_result *result = checked(config);
    cr_expect_eq(result->violation_count, 1, "%s", text_of(result));
    cr_expect_not_null(result->fallback, "%s", text_of(result));
}
