/* Bodies written in C where there are several tasks: one for each, or one that is made for all. */
#include "checked.h"

#include <criterion/criterion.h>

#include <string.h>

/* A body that takes the lock, if it is to, and then waits until its work is done. */
typedef struct worker {
    exeunt_border *border;
    exeunt_external work;
    bool takes_lock, hangs;
} worker;

typedef struct order {
    bool takes_lock, hangs;
} order;

static void on_done(exeunt_external *work, unsigned result)
{
    worker *self = work->data;
    if (result == 0) {
        exeunt_body_returned(self->border);
    } else {
        exeunt_body_raised(self->border, -3, "no paper");
    }
}

static void *create(exeunt_border *border, void *data)
{
    static const char *const results[] = {"is done", "jams"};
    const order *given = data;
    worker *self = exeunt_border_allocate(border, sizeof *self);
    self->border = border;
    self->takes_lock = given->takes_lock;
    self->hangs = given->hangs;
    self->work =
        (exeunt_external){.deliver = on_done, .data = self, .result_count = 2, .results = results};
    return self;
}

static void on_locked(void *context, const exeunt_error *error)
{
    worker *self = context;
    if (error == exeunt_error_canceled()) {
        exeunt_body_canceled(self->border);
    } else if (error != NULL) {
        exeunt_body_raised_again(self->border, error);
    } else if (exeunt_body_value(self->border, "lock") == NULL) {
        exeunt_border_refute(self->border, "the lock that was entered has no value");
    } else {
        exeunt_border_expect(self->border, &self->work);
    }
}

static void begin(void *body)
{
    worker *self = body;
    if (self->takes_lock) {
        int refused = exeunt_body_enter(self->border, "lock", on_locked, self);
        cr_assert_eq(refused, 0);
    } else if (!self->hangs) {
        exeunt_border_expect(self->border, &self->work);
    }
}

static void stop(void *body)
{
    worker *self = body;
    if (self->work.border != NULL) {
        exeunt_border_withdraw(self->border, &self->work);
        exeunt_body_canceled(self->border);
    }
}

static exeunt_body body_of(order *given)
{
    return (exeunt_body){.create = create, .data = given, .begin = begin, .cancel = stop};
}

static void expect_complaint(exeunt_check_config config, const char *message)
{
    const exeunt_check_result *result = checked(config);
    expect_verdict(result, "invalid");
    cr_assert_eq(result->complaint_count, 1);
    cr_expect_str_eq(result->complaints->message, message);
}

static const char two_on_a_lock[] = "tasks:\n"
                                    "  w1: {stack: [], body: {actions: [enter lock]}}\n"
                                    "  w2: {stack: [], body: {actions: [enter lock]}}\n"
                                    "managers: {lock: {tokens: 1, enter: [enters, fails]}}\n";

Test(bodies_of_tasks, one_body_is_made_for_each_task)
{
    order given = {.takes_lock = true};
    exeunt_body body = body_of(&given);
    const exeunt_check_result *result =
        checked((exeunt_check_config){.scenario = two_on_a_lock, .body = &body});
    expect_verdict(result, "holds");
    expect_lines(result->outcomes, result->outcome_count, "w1 raises w1.body, w2 raises w2.body",
                 "w1 raises w1.body, w2 raises w2.lock.enter", "w1 raises w1.body, w2 returns",
                 "w1 raises w1.lock.enter, w2 raises w2.body",
                 "w1 raises w1.lock.enter, w2 raises w2.lock.enter",
                 "w1 raises w1.lock.enter, w2 returns", "w1 returns, w2 raises w2.body",
                 "w1 returns, w2 raises w2.lock.enter", "w1 returns, w2 returns");
}

Test(bodies_of_tasks, requests_go_to_the_body_that_is_canceled)
{
    order given = {.takes_lock = true};
    exeunt_body body = body_of(&given);
    const exeunt_check_result *result =
        checked((exeunt_check_config){.scenario = two_on_a_lock, .body = &body, .cancels = 2});
    expect_verdict(result, "holds");
}

Test(bodies_of_tasks, some_are_in_c_and_the_scenario_plays_the_others)
{
    order given = {.takes_lock = false};
    exeunt_body body = body_of(&given);
    const exeunt_check_result *run = replayed(
        (exeunt_check_config){.scenario = "tasks:\n"
                                          "  printer: {stack: [paper]}\n"
                                          "  clerk: {stack: [], body: raises}\n"
                                          "schedule: [clerk body raises, paper enters, printer "
                                          "body jams, paper exits]\n",
                              .bodies = {{"print*", &body}}},
        "");
    expect_lines(run->trace, run->trace_count, "paper enter begins", "clerk body begins",
                 "clerk body raises", "clerk closes raises clerk.body", "paper entered",
                 "printer body begins", "printer body jams", "printer body raises",
                 "paper exit begins (printer.body)", "paper exited",
                 "printer closes raises printer.body");
}

Test(bodies_of_tasks, a_body_that_never_settles_is_blamed_by_its_task)
{
    order works = {.takes_lock = false}, hangs = {.hangs = true};
    exeunt_body good = body_of(&works), bad = body_of(&hangs);
    const exeunt_check_result *result =
        checked((exeunt_check_config){.scenario = "tasks: {w1: {stack: [a]}, w2: {stack: [b]}}\n",
                                      .body = &good,
                                      .bodies = {{"w2", &bad}}});
    expect_broken(result, "X9 w2 body");
}

Test(bodies_of_tasks, bodies_that_do_not_fit_are_refused)
{
    static const char tasks[] = "tasks: {w1: {stack: [a]}, w2: {stack: [b]}}\n";
    order given = {.takes_lock = false};
    exeunt_body body = body_of(&given), none = {.create = create};
    expect_complaint(
        (exeunt_check_config){.scenario = "scope: {stack: [a]}\n", .bodies = {{"w1", &body}}},
        "`bodies` are of a scenario with `tasks`, and this one has one scope: its "
        "body is `body`");
    expect_complaint((exeunt_check_config){.scenario = tasks, .bodies = {{"w3", &body}}},
                     "no task of the scenario is called `w3`");
    expect_complaint((exeunt_check_config){.scenario = tasks, .bodies = {{"w1", NULL}}},
                     "`bodies` has none for `w1`");
    expect_complaint((exeunt_check_config){.scenario = tasks, .bodies = {{"w1", &none}}},
                     "the body of w1 has no function `begin`");
    expect_complaint((exeunt_check_config){.scenario = tasks, .body = &none},
                     "the body has no function `begin`");
}
