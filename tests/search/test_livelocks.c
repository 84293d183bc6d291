/* Runs that never end. */
#include "trial.h"

#include <criterion/criterion.h>

#include <exeunt/error.h>
#include <exeunt/implementation.h>

#include <stdlib.h>
#include <string.h>

/* X9: a run that reaches a state again need never end. By states that is a cycle, of which one
 * round is shown; by running it is a run that is too long. */

/* --- a pool that tries again ------------------------------------------------------------------ */

/* Holds one manager, and enters it again for as long as its enter fails. */
typedef struct stubborn {
    exeunt_border *border;
    exeunt_manager *manager;
    const exeunt_error *error;
    exeunt_task again;
    bool canceled;
} stubborn;

static void stubborn_close(stubborn *self)
{
    exeunt_border_close(self->border, &(exeunt_end){.errors = &self->error,
                                                    .error_count = self->error != NULL ? 1 : 0,
                                                    .canceled = self->canceled});
}

static void stubborn_entered(exeunt_manager *manager, const exeunt_result *result)
{
    stubborn *self = manager->owner;
    if (result->settlement == EXEUNT_SETTLED_ENTERED) {
        exeunt_border_begin_body(self->border);
    } else if (result->settlement == EXEUNT_SETTLED_CANCELED) {
        stubborn_close(self);
    } else {
        exeunt_border_post(self->border, &self->again);
    }
}

static void stubborn_enter(exeunt_task *task)
{
    stubborn *self = task->data;
    exeunt_manager_enter(self->manager, stubborn_entered, self);
}

static void *stubborn_create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    (void)implementation;
    stubborn *self = exeunt_border_allocate(plan->border, sizeof *self);
    *self = (stubborn){.border = plan->border, .manager = plan->entries[0].manager};
    self->again = (exeunt_task){.run = stubborn_enter, .data = self};
    return self;
}

static void stubborn_destroy(void *subject)
{
    exeunt_border_free(((stubborn *)subject)->border, subject);
}

static void stubborn_begin(void *subject)
{
    stubborn_enter(&((stubborn *)subject)->again);
}

static void stubborn_exited(exeunt_manager *manager, const exeunt_result *result)
{
    (void)result;
    stubborn_close(manager->owner);
}

static void stubborn_body_settled(void *subject, exeunt_body_end how, const exeunt_error *error)
{
    stubborn *self = subject;
    (void)how;
    self->error = error;
    exeunt_manager_exit(self->manager, error, stubborn_exited, self);
}

static void stubborn_cancel(void *subject)
{
    stubborn *self = subject;
    self->canceled = true;
    exeunt_manager_cancel(self->manager);
}

static const exeunt_implementation stubborn_pool = {
    .abi = EXEUNT_IMPLEMENTATION_ABI,
    .name = "stubborn",
    .about = "for tests: a pool of one that never gives up entering",
    .profile = EXEUNT_PROFILE_EXEUNT,
    .capabilities = EXEUNT_CAN_POOL | EXEUNT_CAN_CANCEL | EXEUNT_CAN_WAIT_ALL,
    .create = stubborn_create,
    .destroy = stubborn_destroy,
    .begin = stubborn_begin,
    .body_settled = stubborn_body_settled,
    .cancel = stubborn_cancel,
};

/* --- a manager that asks for ever ------------------------------------------------------------- */

/* Enters when an answer is `ready`; asks again when it is `not yet`. */
typedef struct poller {
    exeunt_manager base;
    exeunt_border *border;
    exeunt_external answer;
} poller;

static void take_answer(exeunt_external *answer, unsigned result)
{
    poller *self = answer->data;
    if (result == 0) {
        exeunt_border_expect(self->border, answer);
    } else {
        exeunt_entered(&self->base, self);
    }
}

static void poller_enter(exeunt_manager *manager)
{
    poller *self = (poller *)manager; /* its first member */
    exeunt_border_expect(self->border, &self->answer);
}

static void poller_exit(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    exeunt_exited(manager);
}

static const exeunt_manager_type poller_type = {poller_enter, poller_exit, NULL};

static const char *const answers[] = {"not-yet", "ready"};

static exeunt_manager *make_poller(void *context, exeunt_border *border, const char *name)
{
    if (strcmp(name, "poller") != 0) {
        return NULL;
    }
    const unsigned *answer_count = context;
    poller *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->base, &poller_type, name);
    self->border = border;
    self->answer = (exeunt_external){.deliver = take_answer,
                                     .data = self,
                                     .result_count = *answer_count,
                                     .plain = 3,
                                     .results = answers};
    return &self->base;
}

/* --- a manager that never rests --------------------------------------------------------------- */

/* Ticks from its enter to its exit. */
static void tick(exeunt_external *answer, unsigned result)
{
    poller *self = answer->data;
    (void)result;
    exeunt_border_expect(self->border, answer);
}

static void ticker_enter(exeunt_manager *manager)
{
    poller *self = (poller *)manager;
    exeunt_border_expect(self->border, &self->answer);
    exeunt_entered(manager, self);
}

static void ticker_exit(exeunt_manager *manager, const exeunt_error *cause)
{
    poller *self = (poller *)manager;
    (void)cause;
    exeunt_border_withdraw(self->border, &self->answer);
    exeunt_exited(manager);
}

static const exeunt_manager_type ticker_type = {ticker_enter, ticker_exit, NULL};

static exeunt_manager *make_ticker(void *context, exeunt_border *border, const char *name)
{
    static const char *const ticks[] = {"ticks"};
    (void)context;
    if (strcmp(name, "ticker") != 0) {
        return NULL;
    }
    poller *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->base, &ticker_type, name);
    self->border = border;
    self->answer = (exeunt_external){.deliver = tick, .data = self, .results = ticks};
    return &self->base;
}

/* --- what is found ---------------------------------------------------------------------------- */

/* Returns the only breach; `blame` selects the rule: X9 for the scope, M2 for a manager. */
static const exn_violation *only_livelock(const exn_result *result, const char *blame)
{
    expect_verdict(result, "violated", false);
    cr_assert_eq(result->violation_count, 1);
    const exn_violation *only = &result->violations[0];
    cr_assert_str_eq(only->rule, strcmp(blame, "scope") == 0 ? "X9" : "M2", "%s", only->message);
    cr_assert_str_eq(only->blame, blame);
    return only;
}

/* Expects that the tape leads into the loop and once around, and repeats it; by running as well. */
static void expect_loop(const exn_scenario *scenario, exn_explore_options options,
                        const char *blame, const char *const *wanted)
{
    const exn_result *result = checked_scenario(scenario, options);
    const exn_violation *loop = only_livelock(result, blame);
    cr_assert_eq(result->mode, EXN_MODE_SNAPSHOTS);
    cr_assert_null(result->interleavings, "there are infinitely many");
    expect_texts_at(__FILE__, __LINE__, "event", loop->trace, loop->trace_count, wanted);
    const exn_result *again = replayed_with(scenario, loop->tape, options);
    const exn_violation *shown = only_livelock(again, blame);
    cr_assert_str_eq(shown->message, loop->message);
    expect_texts_at(__FILE__, __LINE__, "event", again->trace, again->trace_count, wanted);
}

Test(livelocks, are_an_enter_that_is_tried_again_for_ever)
{
    const exn_scenario *scenario =
        scenario_of("scope: {pool: [a], enter: wait-all}\nmanagers: {a: {enter: fails}}");
    /* it enters a manager that has failed, which breaks X12 at the first time */
    exn_explore_options options = {.subject = &stubborn_pool, .waived = 1u << EXN_X12};
    expect_loop(scenario, options, "scope",
                TEXTS("a enter begins", "a enter fails", "a enter begins", "a enter fails",
                      "a enter begins"));
}

/* If faults are limited, it can fail only that often, and the limit makes each time another
 * state. */
Test(livelocks, are_none_where_the_scenario_limits_faults)
{
    exn_explore_options options = {.subject = &stubborn_pool};
    const exn_result *result = checked_with("scope: {pool: [a], enter: wait-all}\n"
                                            "managers: {a: {enter: [enters, fails]}}\n"
                                            "limits: {faults: 2}",
                                            options);
    for (size_t i = 0; i < result->violation_count; i++) {
        cr_assert_str_neq(result->violations[i].rule, "X9");
    }
}

Test(livelocks, are_a_manager_that_asks_for_ever)
{
    unsigned answer_count = 1;
    exn_explore_options options = {.manager_factory = make_poller,
                                   .manager_factory_context = &answer_count};
    expect_loop(scenario_of("{pool: [poller]}"), options, "poller",
                TEXTS("poller enter begins", "poller not-yet"));
    answer_count = 2;
    expect_loop(scenario_of("{pool: [poller]}"), options, "poller",
                TEXTS("poller enter begins", "poller not-yet"));
}

/* A run that goes around for a while and then ends does not end the search. */
Test(livelocks, do_not_hide_what_else_there_is)
{
    unsigned answer_count = 2;
    exn_explore_options options = {.manager_factory = make_poller,
                                   .manager_factory_context = &answer_count};
    const exn_result *result =
        explored_scenario(scenario_of("scope: {pool: [poller]}\nbody: [returns, raises]"), options);
    expect_outcomes(result, "raises body", "returns");
    cr_assert(result->exhaustive);
}

/* It is found by running, too: such a run does not end. */
Test(livelocks, exceed_the_limit_of_steps_by_running)
{
    exn_explore_options options = {.subject = &stubborn_pool, .waived = 1u << EXN_X12};
    const exn_violation *loop =
        only_livelock(ran_with("scope: {pool: [a], enter: wait-all}\nmanagers: {a: {enter: "
                               "fails}}\nlimits: {steps: 50}",
                               options),
                      "scope");
    cr_assert_gt(loop->steps, 40);
}

#define LARGE(name)                                                                                \
    "scope: {pool: [" name ", a, b, c, d, e, f, g, h], enter: wait-all}\n"                         \
    "managers: {a: {steps: 3}, b: {steps: 3}, c: {steps: 3}, d: {steps: 3}, e: {steps: 2},\n"      \
    "           f: {steps: 2}, g: {enter: [enters, fails]}, h: {enter: [enters, fails]}}\n"

/* More states than are counted without a request: loops are still looked for. */
Test(large, livelocks_are_found_among_many_states)
{
    unsigned answer_count = 2;
    exn_explore_options options = {.manager_factory = make_poller,
                                   .manager_factory_context = &answer_count};
    const exn_result *result = explored_scenario(scenario_of(LARGE("poller")), options);
    cr_assert_gt(result->states, 20000);
    only_livelock(result, "poller");
}

/* None of its operations is in flight while it goes around. */
Test(large, livelocks_are_an_idle_manager_that_never_rests)
{
    exn_explore_options options = {.manager_factory = make_ticker};
    expect_loop(scenario_of("{pool: [ticker]}"), options, "ticker",
                TEXTS("ticker enter begins", "ticker entered", "body begins", "ticker ticks"));
    const exn_result *result = explored_scenario(scenario_of(LARGE("ticker")), options);
    cr_assert_gt(result->states, 20000);
    only_livelock(result, "ticker");
}

/* A limit that cuts something else does not hide a loop. */
Test(livelocks, are_found_within_limits)
{
    unsigned answer_count = 2;
    exn_explore_options options = {.manager_factory = make_poller,
                                   .manager_factory_context = &answer_count,
                                   .has_faults = true};
    const exn_result *result = explored_scenario(
        scenario_of("scope: {pool: [poller, a]}\nmanagers: {a: {enter: [enters, fails]}}"),
        options);
    only_livelock(result, "poller");
}

/* --- whose fault it is ------------------------------------------------------------------------ */

/* The manager that goes on is to blame, not one that was in flight before and waits. */
Test(livelocks, blame_nobody_who_only_waits)
{
    unsigned answer_count = 1;
    exn_explore_options options = {.manager_factory = make_poller,
                                   .manager_factory_context = &answer_count};
    const exn_result *result = checked_with("scope: {pool: [a, poller, b]}\n"
                                            "managers: {a: {enter: [enters, fails], steps: 2}}\n"
                                            "cancel: anywhere",
                                            options);
    const exn_violation *loop = only_livelock(result, "poller");
    cr_assert_eq(loop->steps, 1);
    cr_assert(loop->shortest);
    cr_assert_str_eq(
        loop->message,
        "the enter of poller never ends: all is as it was after step 0, and goes round");
}

/* Two of them, independent of each other: both are reported, and the older one with both rounds. */
static exeunt_manager *make_two(void *context, exeunt_border *border, const char *name)
{
    return strcmp(name, "a") == 0 ? NULL : make_poller(context, border, "poller");
}

Test(livelocks, blame_each_of_two)
{
    unsigned answer_count = 2;
    exn_explore_options options = {.manager_factory = make_two,
                                   .manager_factory_context = &answer_count};
    const exn_scenario *scenario = scenario_of("{pool: [first, a, second]}");
    for (int running = 0; running < 2; running++) {
        options.no_snapshots = running == 1;
        const exn_result *result = explored_scenario(scenario, options);
        expect_verdict(result, "violated", false);
        cr_assert_eq(result->violation_count, 2);
        for (size_t i = 0; i < 2; i++) {
            cr_assert_str_eq(result->violations[i].rule, "M2");
            cr_assert_str_eq(result->violations[i].blame, i == 0 ? "first" : "second");
            cr_assert_eq(result->violations[i].steps, 1);
        }
    }
}

/* --- a manager that counts how often it has asked --------------------------------------------- */

typedef struct counter {
    poller poller; /* first */
    uint64_t times;
} counter;

static void count_answer(exeunt_external *answer, unsigned result)
{
    counter *self = answer->data;
    (void)result;
    self->times += 1;
    exeunt_border_expect(self->poller.border, answer);
}

static exeunt_manager *make_counter(void *context, exeunt_border *border, const char *name)
{
    (void)context;
    if (strcmp(name, "counter") != 0) {
        return NULL;
    }
    counter *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->poller.base, &poller_type, name);
    self->poller.border = border;
    self->poller.answer = (exeunt_external){.deliver = count_answer, .data = self};
    return &self->poller.base;
}

/* No state is reached twice: a run is too long, and the manager that goes on is to blame. */
Test(livelocks, are_a_manager_that_is_never_as_it_was)
{
    exn_explore_options options = {.manager_factory = make_counter, .steps_max = 30};
    const exn_result *result = checked_with("{pool: [a, counter, b]}", options);
    const exn_violation *found = only_livelock(result, "counter");
    cr_assert_eq(found->steps, 30);
    cr_assert(found->shortest);
    cr_assert_str_eq(found->message,
                     "the run exceeds its step limit: the enter of counter does not end");
    only_livelock(checked_with("{pool: [a, counter, b]}\nlimits: {steps: 20}", options), "counter");
}

/* A body with more steps than a run may have is to blame itself; so is a manager. */
Test(livelocks, are_operations_that_are_too_long)
{
    const exn_result *result =
        checked("scope: {pool: [a]}\nbody: {steps: 30}\nlimits: {steps: 20}");
    expect_verdict(result, "violated", false);
    cr_assert_eq(result->violation_count, 1);
    cr_assert_str_eq(result->violations[0].rule, "X9");
    cr_assert_str_eq(result->violations[0].blame, "body");
    cr_assert_str_eq(result->violations[0].message,
                     "the run exceeds its step limit: the body does not end");
    only_livelock(checked("scope: {pool: [a]}\nmanagers: {a: {steps: 30}}\nlimits: {steps: 20}"),
                  "a");
}

/* --- a manager that counts where no search sees it -------------------------------------------- */

/* The state is the same, and yet the third answer is the last one. */
static void hide_answer(exeunt_external *answer, unsigned result)
{
    poller *self = answer->data;
    static EXEUNT_OUTSIDE uint64_t *hidden;
    (void)result;
    if (hidden == NULL) {
        hidden = calloc(1, sizeof *hidden);
    }
    *hidden += 1;
    if (*hidden % 3 == 0) {
        exeunt_entered(&self->base, self);
    } else {
        exeunt_border_expect(self->border, answer);
    }
}

static exeunt_manager *make_hider(void *context, exeunt_border *border, const char *name)
{
    (void)context;
    if (strcmp(name, "hider") != 0) {
        return NULL;
    }
    poller *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->base, &poller_type, name);
    self->border = border;
    self->answer = (exeunt_external){.deliver = hide_answer, .data = self};
    return &self->base;
}

Test(livelocks, are_not_what_ends_by_what_lies_outside_the_world)
{
    exn_explore_options options = {.manager_factory = make_hider, .no_snapshots = true};
    const exn_result *result = explored_scenario(scenario_of("{pool: [hider, a]}"), options);
    for (size_t i = 0; i < result->violation_count; i++) {
        cr_assert_str_eq(result->violations[i].rule, "M9", "%s", result->violations[i].message);
    }
}
