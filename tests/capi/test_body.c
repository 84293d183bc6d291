/* Bodies written in C: what they wait for, what they ask of their scope, and what they are blamed
 * for. */
#include "checked.h"

#include <criterion/criterion.h>

#include <string.h>

typedef struct work work;

/* What a body does when it begins; each test has one. */
typedef void doing(work *self);

struct work {
    exeunt_border *border;
    exeunt_external row;
    exeunt_timer timer;
    doing *begins, *is_asked;
    exeunt_external *freed;
    unsigned left;
    char words[16];
};

/* If the row does not exist, the body raises. */
static void on_row(exeunt_external *row, unsigned result)
{
    work *self = row->data;
    if (result == 1) {
        exeunt_body_raised(self->border, -2, "no such row");
    } else {
        exeunt_body_returned(self->border);
    }
}

typedef struct order {
    doing *begins, *is_asked;
    unsigned left;
} order;

static void *create(exeunt_border *border, void *data)
{
    static const char *const rows[] = {"finds the row", "finds nothing"};
    const order *given = data;
    work *self = exeunt_border_allocate(border, sizeof *self);
    self->border = border;
    self->begins = given->begins;
    self->is_asked = given->is_asked;
    self->left = given->left;
    self->row =
        (exeunt_external){.deliver = on_row, .data = self, .result_count = 2, .results = rows};
    self->timer.data = self;
    return self;
}

static void begin(void *body)
{
    work *self = body;
    self->begins(self);
}

static void cancel(void *body)
{
    work *self = body;
    self->is_asked(self);
}

static const exeunt_check_result *checked_body(const char *scenario, order given, unsigned cancels)
{
    exeunt_body body = {.create = create, .data = &given, .begin = begin};
    body.cancel = given.is_asked != NULL ? cancel : NULL;
    return checked((exeunt_check_config){.scenario = scenario, .body = &body, .cancels = cancels});
}

static void wait_for_row(work *self)
{
    exeunt_border_expect(self->border, &self->row);
}

static void stop(work *self)
{
    exeunt_border_withdraw(self->border, &self->row);
    exeunt_body_canceled(self->border);
}

/* --- settling --------------------------------------------------------------------------------- */

static const char all_answers[] = "scope: {stack: [a, b]}\n"
                                  "managers: {a: {exit: [exits, suppresses, fails]}}\n";

Test(body, returns_and_raises)
{
    const exeunt_check_result *result =
        checked_body(all_answers, (order){wait_for_row, NULL, 0}, 0);
    expect_verdict(result, "holds");
    expect_lines(result->outcomes, result->outcome_count, "raises [a.exit, body]", "raises a.exit",
                 "raises body", "returns", "suppressed");
}

Test(body, stands_in_the_trace_by_the_words_of_what_it_waits_for)
{
    order given = {wait_for_row, NULL, 0};
    exeunt_body body = {.create = create, .data = &given, .begin = begin};
    const exeunt_check_result *run = replayed(
        (exeunt_check_config){.scenario = "scope: {pool: [a]}\nmanagers: {a: {steps: 0}}\n",
                              .body = &body},
        "1");
    expect_lines(run->trace, run->trace_count, "a enter begins", "a entered", "body begins",
                 "body finds nothing", "body raises", "a exit begins (body)", "a exited",
                 "pool closes raises body");
}

Test(body, stops_when_it_is_asked_or_goes_on)
{
    const exeunt_check_result *stops = checked_body(all_answers, (order){wait_for_row, stop, 0}, 1);
    expect_verdict(stops, "holds");
    const exeunt_check_result *ignores =
        checked_body(all_answers, (order){wait_for_row, NULL, 0}, 1);
    expect_verdict(ignores, "holds");
}

static void return_at_once(work *self)
{
    exeunt_body_returned(self->border);
}

Test(body, may_settle_inside_the_call)
{
    expect_verdict(checked_body("scope: {stack: [a, b]}", (order){return_at_once, NULL, 0}, 1),
                   "holds");
}

static void return_twice(work *self)
{
    exeunt_body_returned(self->border);
    exeunt_body_returned(self->border);
}

static void stop_unasked(work *self)
{
    exeunt_body_canceled(self->border);
}

static void change_its_words(work *self)
{
    strcpy(self->words, "no such row");
    exeunt_body_raised(self->border, -1, self->words);
    strcpy(self->words, "two rows");
}

static void do_nothing(work *self)
{
    (void)self;
}

static void expect_one_broken(const exeunt_check_result *result, const char *rule,
                              const char *message)
{
    expect_broken(result, rule);
    cr_expect_str_eq(result->violations[0].message, message);
}

Test(body, is_blamed_for_how_it_settles)
{
    expect_one_broken(checked_body("scope: {pool: [a]}", (order){change_its_words, NULL, 0}, 0),
                      "M8 body", "the body changes the message of an error that it has raised");
    expect_one_broken(checked_body("scope: {pool: [a]}", (order){return_twice, NULL, 0}, 0),
                      "U1 body", "the body settles with nothing in flight");
    expect_one_broken(checked_body("scope: {pool: [a]}", (order){stop_unasked, NULL, 0}, 0),
                      "U1 body", "the body settles canceled though nobody asked it to stop");
    expect_one_broken(
        checked_body("scope: {pool: [a]}", (order){do_nothing, NULL, 0}, 0), "X9 body",
        "the body never settles: a cancel request (`at-least: 1`) or a deadline would "
        "ask it to stop");
}

/* --- what it asks of its scope ---------------------------------------------------------------- */

static void then_return(void *context, const exeunt_error *error)
{
    work *self = context;
    if (error == NULL) {
        cr_assert_not_null(exeunt_body_value(self->border, "late"));
    }
    /* The failed enter was reported to the body, which ignores it. */
    exeunt_body_returned(self->border);
}

static void then_raise(void *context, const exeunt_error *error)
{
    work *self = context;
    if (error == exeunt_error_canceled()) {
        exeunt_body_canceled(self->border);
    } else if (error != NULL) {
        exeunt_body_raised_again(self->border, error);
    } else {
        exeunt_body_returned(self->border);
    }
}

static void enter_late(work *self)
{
    if (exeunt_body_value(self->border, "a") == NULL ||
        exeunt_body_value(self->border, "late") != NULL ||
        exeunt_body_value(self->border, "nobody") != NULL) {
        exeunt_border_refute(self->border, "it has other values than what is held");
    }
    if (exeunt_body_enter(self->border, "late", then_return, self) != 0) {
        exeunt_border_refute(self->border, "it may not enter what it was promised");
    }
    if (exeunt_body_enter(self->border, "late", then_raise, self) != EXEUNT_EBUSY) {
        exeunt_border_refute(self->border, "it may enter two at once");
    }
}

static void enter_late_and_raise(work *self)
{
    if (exeunt_body_enter(self->border, "late", then_raise, self) != 0) {
        exeunt_border_refute(self->border, "it may not enter what it was promised");
    }
}

static const char entering[] = "scope: {stack: [a]}\n"
                               "managers: {a: {exit: [exits, suppresses]},\n"
                               "           late: {enter: [enters, fails], exit: [exits, fails]}}\n"
                               "body: {actions: [enter late]}\n";

Test(body, enters_and_goes_on_when_that_fails)
{
    const exeunt_check_result *result = checked_body(entering, (order){enter_late, NULL, 0}, 0);
    expect_verdict(result, "holds");
    expect_lines(result->outcomes, result->outcome_count, "raises late.exit", "returns",
                 "suppressed");
}

Test(body, enters_and_raises_when_that_fails)
{
    const exeunt_check_result *result =
        checked_body(entering, (order){enter_late_and_raise, NULL, 0}, 1);
    expect_verdict(result, "holds");
    expect_lines(result->outcomes, result->outcome_count, "canceled", "raises late.enter",
                 "raises late.enter + canceled", "raises late.exit", "raises late.exit + canceled",
                 "returns", "suppressed"); /* a cancellation cannot be suppressed (C5) */
}

static void push_move_and_close(work *self)
{
    int refused = exeunt_body_push(self->border, "p");
    refused += exeunt_body_callback(self->border, "c");
    refused += exeunt_body_move(self->border, "kept");
    refused += exeunt_body_close(self->border);
    if (refused != 0 || exeunt_body_close(self->border) != EXEUNT_ECLOSED) {
        exeunt_border_refute(self->border, "something was refused");
    }
    wait_for_row(self);
}

Test(body, pushes_moves_and_closes)
{
    expect_verdict(checked_body("scope: {stack: [a]}\n"
                                "body: {actions: [push p, callback c, move kept, close]}\n",
                                (order){push_move_and_close, NULL, 0}, 1),
                   "holds");
}

static void cancel_its_scope(work *self)
{
    wait_for_row(self);
    exeunt_body_cancel(self->border);
}

Test(body, cancels)
{
    const exeunt_check_result *result = checked_body(
        "scope: {stack: [a]}\nbody: {actions: [cancel]}\n", (order){cancel_its_scope, stop, 0}, 0);
    expect_verdict(result, "holds");
    expect_lines(result->outcomes, result->outcome_count, "canceled");
}

Test(body, asks_for_nothing_that_the_scenario_does_not_have)
{
    expect_one_broken(checked_body("scope: {stack: [a]}\nbody: {actions: [enter other, close]}\n",
                                   (order){enter_late_and_raise, NULL, 0}, 0),
                      "U1 body",
                      "the body is not to `enter late`: its scenario has no such action");
}

/* --- time, choices, rules, memory ------------------------------------------------------------- */

static void on_time(exeunt_timer *timer)
{
    work *self = timer->data;
    self->left -= self->left == UINT32_MAX ? 0 : 1;
    if (self->left > 0) {
        exeunt_border_start_timer(self->border, timer, 10);
    } else {
        exeunt_body_returned(self->border);
    }
}

static void wait_for_time(work *self)
{
    self->timer.fire = on_time;
    exeunt_border_start_timer(self->border, &self->timer, 10);
}

Test(body, has_timers)
{
    const exeunt_check_result *early =
        checked_body("scope: {pool: [a], deadline: 25ms}\n", (order){wait_for_time, NULL, 2}, 0);
    expect_verdict(early, "holds");
    cr_expect_str_eq(early->interleavings, "3"); /* it may expire before `a` has entered */
    expect_one_broken(
        checked_body("scope: {pool: [a]}\n", (order){wait_for_time, NULL, UINT32_MAX}, 0),
        "X9 body", "the run never ends: all is as it was after step 1, and goes round");
}

static void choose(work *self)
{
    static const char *const words[] = {"is done", "is lazy"};
    exeunt_choice choice = {.result_count = 2, .results = words};
    if (exeunt_border_choose(self->border, &choice) == 1) {
        exeunt_border_refute(self->border, "it was to be done");
    }
    exeunt_body_returned(self->border);
}

Test(body, chooses_and_refutes)
{
    const exeunt_check_result *result =
        checked_body("scope: {pool: []}\n", (order){choose, NULL, 0}, 0);
    expect_one_broken(result, "U1 body", "it was to be done");
    expect_lines(result->violations[0].trace, result->violations[0].trace_count, "body begins",
                 "body is lazy");
    expect_lines(result->violations[0].schedule, result->violations[0].schedule_count,
                 "body is lazy");
}

static void write_to_freed(work *self)
{
    char *memory = exeunt_border_allocate(self->border, 64);
    exeunt_border_free(self->border, memory);
    exeunt_border_free(self->border, memory);
    exeunt_body_returned(self->border);
}

Test(body, is_blamed_for_memory_that_it_frees_twice)
{
    expect_one_broken(checked_body("scope: {pool: [a]}\n", (order){write_to_freed, NULL, 0}, 0),
                      "M8 body", "the body touches memory that it has freed or never had");
}

static void leave_memory(work *self)
{
    void *lost = exeunt_border_allocate(self->border, 64);
    (void)lost;
    exeunt_body_returned(self->border);
}

Test(body, may_leave_memory)
{
    expect_verdict(checked_body("scope: {pool: [a]}\n", (order){leave_memory, NULL, 0}, 0),
                   "holds");
}

static _Thread_local unsigned begun;

static void raise_every_second_time(work *self)
{
    begun += 1;
    if (begun % 2 == 0) {
        exeunt_body_raised(self->border, -1, NULL);
    } else {
        exeunt_body_returned(self->border);
    }
}

Test(body, is_blamed_for_what_it_remembers)
{
    order given = {raise_every_second_time, NULL, 0};
    exeunt_body body = {.create = create, .data = &given, .begin = begin};
    exeunt_check_result *result =
        exeunt_check(&(exeunt_check_config){.scenario = "scope: {pool: [a]}", .body = &body});
    expect_broken(result, "M9 body");
    exeunt_check_free(result);
}

/* --- what is no body -------------------------------------------------------------------------- */

static void *create_nothing(exeunt_border *border, void *data)
{
    (void)border;
    (void)data;
    return NULL;
}

Test(body, is_to_be_there)
{
    exeunt_body none = {.create = NULL, .begin = begin};
    const exeunt_check_result *result =
        checked((exeunt_check_config){.scenario = "scope: {pool: [a]}", .body = &none});
    expect_verdict(result, "invalid");
    cr_expect_str_eq(result->complaints[0].message, "the body has no function `create`");
    exeunt_body unmade = {.create = create_nothing, .begin = begin};
    result = checked((exeunt_check_config){.scenario = "scope: {pool: [a]}", .body = &unmade});
    expect_verdict(result, "invalid");
    cr_expect_str_eq(result->complaints[0].message,
                     "`create` returned NULL for the body: what is to be tested must be made");
}

/* --- a step that says that it is private ------------------------------------------------------ */

static void on_private_step(exeunt_external *row, unsigned result)
{
    work *self = row->data;
    (void)result;
    *row = (exeunt_external){.deliver = on_row, .data = self};
    exeunt_border_expect(self->border, row);
}

static void take_a_private_step(work *self)
{
    self->row = (exeunt_external){.deliver = on_private_step, .data = self, .private_step = true};
    exeunt_border_expect(self->border, &self->row);
}

/* A body has no region of the world's memory to itself: its steps are tried in every order. */
Test(body, has_no_private_steps)
{
    order given = {.begins = take_a_private_step};
    exeunt_body body = {.create = create, .data = &given, .begin = begin};
    exeunt_check_config config = {.scenario = "scope: {pool: [a]}", .body = &body};
    for (int audits = 0; audits < 2; audits++) {
        config.audits_privacy = audits == 1;
        const exeunt_check_result *result = checked(config);
        cr_expect_eq(result->verdict, EXEUNT_VERDICT_HOLDS);
    }
}
