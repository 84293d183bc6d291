/* The time of managers in C: their timers are due among those of the world, and count as held. */
#include "checked.h"

#include <criterion/criterion.h>

#include <string.h>

typedef enum way {
    SOUND,
    STAYS_ON_TIME,   /* when asked to stop, it forgets its timer (M3) */
    STARTS_LATE,     /* it starts a timer after it has exited (M4) */
    FREES_ITS_TIMER, /* it frees the memory of a running timer (M8) */
    BEATS_FOR_EVER   /* its timer starts itself again while it is entered (M2) */
} way;

/* A call with a time limit; while it is entered it may send heartbeats. */
typedef struct call {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external answer;
    exeunt_timer *timer;
    uint64_t wait_ms;
    unsigned beats, beats_left;
    way way;
} call;

typedef struct order {
    uint64_t wait_ms;
    unsigned beats; /* while it is entered */
    way way;
    bool is_never_answered;
} order;

static void start(call *self)
{
    exeunt_border_start_timer(self->border, self->timer, self->wait_ms);
}

static void on_answer(exeunt_external *answer, unsigned result)
{
    call *self = answer->data;
    (void)result;
    exeunt_border_stop_timer(self->border, self->timer);
    self->beats_left = self->beats;
    if (self->beats > 0) {
        start(self);
    }
    exeunt_entered(&self->manager, self);
}

static void on_time(exeunt_timer *timer)
{
    call *self = timer->data;
    if (self->beats_left > 0) { /* it is entered */
        self->beats_left -= self->way == BEATS_FOR_EVER ? 0 : 1;
        if (self->beats_left > 0) {
            start(self);
        }
        return;
    }
    exeunt_border_withdraw(self->border, &self->answer);
    exeunt_failed(&self->manager, -110, "no answer");
}

static void enter(exeunt_manager *manager)
{
    call *self = (call *)manager;
    self->beats_left = 0;
    if (self->answer.deliver != NULL) {
        exeunt_border_expect(self->border, &self->answer);
    }
    start(self);
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    call *self = (call *)manager;
    (void)cause;
    self->beats_left = 0;
    exeunt_border_stop_timer(self->border, self->timer);
    exeunt_exited(manager);
    if (self->way == STARTS_LATE) {
        start(self);
    }
}

static void cancel(exeunt_manager *manager)
{
    call *self = (call *)manager;
    if (self->way == FREES_ITS_TIMER) {
        exeunt_border_free(self->border, self->timer);
    }
    exeunt_border_withdraw(self->border, &self->answer);
    if (self->way != STAYS_ON_TIME) {
        exeunt_border_stop_timer(self->border, self->timer);
    }
    exeunt_canceled(manager);
}

static exeunt_manager *make_call(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {.enter = enter, .exit = leave, .cancel = cancel};
    static const char *const answering[] = {"answered"};
    const order *given = data;
    call *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->timer = exeunt_border_allocate(border, sizeof *self->timer);
    *self->timer = (exeunt_timer){.fire = on_time, .data = self};
    self->wait_ms = given->wait_ms;
    self->beats = given->beats;
    self->way = given->way;
    self->answer = (exeunt_external){.data = self, .results = answering};
    if (!given->is_never_answered) {
        self->answer.deliver = on_answer;
    }
    return &self->manager;
}

static exeunt_check_config one(order *given, const char *scenario)
{
    return (exeunt_check_config){.scenario = scenario, .managers = {{"db", make_call, given}}};
}

static exeunt_check_config two(order *first, order *second, const char *scenario)
{
    return (exeunt_check_config){.scenario = scenario,
                                 .managers = {{"a", make_call, first}, {"b", make_call, second}}};
}

/* --- time passes ------------------------------------------------------------------------------ */

Test(own_timers, fall_due_before_or_behind_what_else_may_come)
{
    order given = {.wait_ms = 100};
    exeunt_check_config config = one(&given, "scope: {pool: [db]}\nbody: {steps: 0}\n");
    const exeunt_check_result *result = checked(config);
    expect_verdict(result, "holds");
    cr_expect_str_eq(result->interleavings, "2");
    expect_lines(result->outcomes, result->outcome_count, "raises db.enter", "returns");
    const exeunt_check_result *late = replayed(config, "1");
    expect_lines(late->trace, late->trace_count, "db enter begins", "time passes", "db enter fails",
                 "pool closes raises db.enter");
}

Test(own_timers, fire_in_the_order_in_which_they_fall_due)
{
    order slow = {.wait_ms = 20, .is_never_answered = true};
    order fast = {.wait_ms = 10, .is_never_answered = true};
    exeunt_check_config config = two(&slow, &fast, "scope: {pool: [a, b], enter: wait-all}\n");
    const exeunt_check_result *result = checked(config);
    cr_expect_str_eq(result->interleavings, "1");
    const exeunt_check_result *run = replayed(config, "");
    expect_lines(run->trace, run->trace_count, "a enter begins", "b enter begins", "time passes",
                 "b enter fails", "time passes", "a enter fails",
                 "pool closes raises [b.enter, a.enter]");
}

Test(own_timers, that_fall_due_together_fire_in_the_order_of_their_start)
{
    order given = {.wait_ms = 10, .is_never_answered = true};
    exeunt_check_config config = two(&given, &given, "scope: {pool: [a, b], enter: wait-all}\n");
    const exeunt_check_result *result = checked(config);
    cr_expect_str_eq(result->interleavings, "1");
    expect_lines(result->outcomes, result->outcome_count, "raises [a.enter, b.enter]");
}

/* Timers of managers, deadlines, and durations of the scenario are all in one order. */
Test(own_timers, stand_among_those_of_the_world)
{
    order given = {.wait_ms = 30, .is_never_answered = true};
    const exeunt_check_result *early =
        checked(one(&given, "scope: {pool: [db], deadline: 20ms}\n"));
    expect_lines(early->outcomes, early->outcome_count, "raises pool.deadline");
    const exeunt_check_result *late = checked(one(&given, "scope: {pool: [db], deadline: 40ms}\n"));
    expect_lines(late->outcomes, late->outcome_count, "raises db.enter");
    /* The deadline was started first. */
    const exeunt_check_result *same = checked(one(&given, "scope: {pool: [db], deadline: 30ms}\n"));
    expect_lines(same->outcomes, same->outcome_count, "raises pool.deadline");
    const exeunt_check_result *actor =
        checked(one(&given, "scope: {pool: [m, db], enter: wait-all}\n"
                            "managers: {m: {enter: fails, takes: {enter: 30ms}}}\n"));
    expect_lines(actor->outcomes, actor->outcome_count, "raises [m.enter, db.enter]");
}

/* --- again and again -------------------------------------------------------------------------- */

Test(own_timers, may_start_themselves_a_number_of_times)
{
    order given = {.wait_ms = 5, .beats = 2};
    const exeunt_check_result *result =
        checked(one(&given, "scope: {stack: [db]}\nbody: {steps: 2}\n"));
    expect_verdict(result, "holds");
    /* Given up; or answered, and two beats among the two steps of the body. */
    cr_expect_str_eq(result->interleavings, "7");
}

Test(own_timers, that_start_themselves_for_ever_are_endless)
{
    order given = {.wait_ms = 5, .beats = 1, .way = BEATS_FOR_EVER};
    const exeunt_check_result *result = checked(one(&given, "scope: {stack: [db]}"));
    expect_broken(result, "M2 db");
}

/* --- what is held ----------------------------------------------------------------------------- */

Test(own_timers, are_held)
{
    order forgetful = {.wait_ms = 5, .way = STAYS_ON_TIME};
    exeunt_check_config config = one(&forgetful, "scope: {pool: [db]}");
    config.cancels = 1;
    const exeunt_check_result *result = checked(config);
    expect_broken(result, "M3 db");
    cr_expect_str_eq(result->violations[0].message,
                     "db holds 1 timer though its enter did not succeed (since `db enter begins`)");
}

Test(own_timers, are_not_started_by_who_has_exited)
{
    order late = {.wait_ms = 5, .way = STARTS_LATE};
    const exeunt_check_result *result = checked(one(&late, "scope: {pool: [db]}"));
    expect_broken(result, "M4 db");
    cr_expect_str_eq(result->violations[0].message, "db acquires a timer after its exit");
}

Test(own_timers, are_not_freed_while_they_run)
{
    order freeing = {.wait_ms = 5, .way = FREES_ITS_TIMER};
    exeunt_check_config config = one(&freeing, "scope: {pool: [db]}");
    config.cancels = 1;
    const exeunt_check_result *result = checked(config);
    expect_broken(result, "M8 db");
    cr_expect_str_eq(result->violations[0].message,
                     "db frees the memory of a timer that it has started");
}

/* --- of whom, and since when ------------------------------------------------------------------ */

static exeunt_timer *lent; /* of `a` */
static bool is_restarted;

static exeunt_manager *make_lender(exeunt_border *border, const char *name, void *data)
{
    exeunt_manager *made = make_call(border, name, data);
    lent = ((call *)made)->timer;
    return made;
}

static void enter_by_stopping(exeunt_manager *manager)
{
    call *self = (call *)manager;
    exeunt_border_stop_timer(self->border, lent);
    exeunt_entered(manager, self);
}

static exeunt_manager *make_thief(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {.enter = enter_by_stopping, .exit = leave};
    exeunt_manager *made = make_call(border, name, data);
    made->type = &type;
    return made;
}

Test(own_timers, of_others_are_not_to_be_stopped)
{
    order given = {.wait_ms = 5};
    const exeunt_check_result *result = checked(
        (exeunt_check_config){.scenario = "scope: {pool: [a, b]}",
                              .managers = {{"a", make_lender, &given}, {"b", make_thief, &given}}});
    expect_broken(result, "M3 b");
    cr_expect_str_eq(result->violations[0].message, "b releases a timer that it does not hold");
}

static void enter_twice_on_time(exeunt_manager *manager)
{
    call *self = (call *)manager;
    if (is_restarted) {
        exeunt_border_start_timer(self->border, self->timer, 50);
    }
    start(self);
    if (is_restarted) {
        start((call *)(void *)lent->data); /* after this one, and held once */
    }
}

static exeunt_manager *make_restarting(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {.enter = enter_twice_on_time, .exit = leave};
    exeunt_manager *made = make_call(border, name, data);
    made->type = &type;
    return made;
}

Test(own_timers, that_are_started_anew_stand_behind_the_others)
{
    order given = {.wait_ms = 5, .is_never_answered = true};
    exeunt_check_config config = {
        .scenario = "scope: {pool: [a, b], enter: wait-all}\n",
        .managers = {{"a", make_lender, &given}, {"b", make_restarting, &given}}};
    is_restarted = false;
    const exeunt_check_result *result = checked(config);
    expect_lines(result->outcomes, result->outcome_count, "raises [a.enter, b.enter]");
    is_restarted = true;
    result = checked(config);
    expect_lines(result->outcomes, result->outcome_count, "raises [b.enter, a.enter]");
}

static exeunt_manager *make_on_time(exeunt_border *border, const char *name, void *data)
{
    exeunt_manager *made = make_call(border, name, data);
    call *self = (call *)made;
    self->beats_left = 1;
    start(self); /* a timer from its creation is not held, and is due all the same */
    return made;
}

Test(own_timers, may_run_since_their_manager_was_made)
{
    order given = {.wait_ms = 5};
    exeunt_check_config config = {.scenario = "scope: {pool: [m]}",
                                  .managers = {{"m", make_on_time, &given}}};
    expect_verdict(checked(config), "holds");
}
