/* The words of managers written in C for what comes to them: in schedules, in expectations, and in
 * traces. */
#include "checked.h"
#include "session.h"

#include <criterion/criterion.h>

#include <string.h>

/* --- a manager whose words are those of the format -------------------------------------------- */

typedef struct echo {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    exeunt_external answer, nap;
} echo;

static void on_answer(exeunt_external *answer, unsigned result)
{
    echo *self = answer->data;
    if (result == 1) {
        exeunt_failed(&self->manager, -1, "no");
    } else {
        exeunt_entered(&self->manager, self);
    }
}

static void on_nap(exeunt_external *nap, unsigned result)
{
    echo *self = nap->data;
    (void)result;
    exeunt_border_expect(self->border, &self->answer);
}

static void enter(exeunt_manager *manager)
{
    echo *self = (echo *)manager;
    exeunt_border_expect(self->border, &self->nap);
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    exeunt_exited(manager);
}

static exeunt_manager *make_echo(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {.enter = enter, .exit = leave};
    static const char *const answers[] = {"entered", "fails"};
    static const char *const naps[] = {"naps"};
    echo *self = exeunt_border_allocate(border, sizeof *self);
    (void)data;
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->nap =
        (exeunt_external){.deliver = on_nap, .data = self, .results = naps, .private_step = true};
    self->answer = (exeunt_external){
        .deliver = on_answer, .data = self, .result_count = 2, .results = answers};
    return &self->manager;
}

static exeunt_check_config echoes(const char *scenario)
{
    return (exeunt_check_config){.scenario = scenario, .managers = {{"?", make_echo, NULL}}};
}

static void expect_complaint(const char *scenario, const char *message)
{
    const exeunt_check_result *result =
        checked((exeunt_check_config){.scenario = scenario, .managers = {{"a", make_echo, NULL}}});
    expect_verdict(result, "invalid");
    cr_assert_eq(result->complaint_count, 1);
    cr_expect_str_eq(result->complaints[0].message, message);
}

/* --- in schedules ----------------------------------------------------------------------------- */

Test(words, are_items_of_schedules)
{
    const exeunt_check_result *result =
        checked(echoes("scope: {pool: [a, b]}\n"
                       "schedule: [a naps, b naps, b word fails, a entered]\n"
                       "expect: {outcome: raises b.enter, interleavings: 1}\n"));
    expect_verdict(result, "holds");
}

Test(words, that_are_taken_are_marked_in_traces)
{
    const exeunt_check_result *result = replayed(echoes("scope: {stack: [a]}"), "1");
    expect_lines(result->trace, result->trace_count, "a enter begins", "a naps", "a word fails",
                 "a enter fails", "stack closes raises a.enter");
}

Test(words, that_are_not_possible_are_told_with_what_is)
{
    expect_complaint("scope: {pool: [a]}\nschedule: [a naps, a begins]",
                     "`a begins` is not possible at this moment; possible: a word entered, "
                     "a word fails");
    expect_complaint("scope: {pool: [a]}\nschedule: [a naps, a steps]",
                     "`a steps` is not possible at this moment; possible: a word entered, "
                     "a word fails");
}

Test(words, are_had_by_managers_in_c_alone)
{
    expect_complaint("scope: {pool: [a, b]}\nschedule: [a naps, b naps]",
                     "unknown outcome `naps`: a manager `enters`, `exits`, `fails`, `fails with "
                     "NAME.op`, `suppresses`, `stops`, `settles twice`, `stops unasked`, `leaks`, "
                     "`touches later` or `steps`; only one that is written in C has words of its "
                     "own");
    expect_complaint("scope: {pool: [a, b]}\nschedule: [a naps, b word naps]",
                     "`word naps`: only a manager written in C has words of its own, and `b` is "
                     "none");
    expect_complaint("scope: {pool: [a, b]}\nschedule: [body word naps]",
                     "`word naps`: only a manager written in C has words of its own, and `body` "
                     "is none");
    expect_complaint("scope: {pool: [a, b]}\nexpect: {never: [b word naps]}",
                     "`word naps`: only a manager written in C has words of its own, and `b` is "
                     "none");
}

/* --- in what is expected ---------------------------------------------------------------------- */

/* A private step is tried at one moment only, unless an expectation observes it. */
Test(words, are_heard_in_every_order)
{
    expect_verdict(checked(echoes("scope: {pool: [a, b]}\n"
                                  "limits: {faults: 0}\n"
                                  "expect: {order: [a naps, a word entered]}\n")),
                   "holds");
    const exeunt_check_result *result =
        checked(echoes("scope: {pool: [a, b]}\nexpect: {order: [a naps, b naps]}\n"));
    expect_verdict(result, "violated");
    cr_expect_str_eq(result->violations[0].message,
                     "`b naps` does not happen, or not in its place");
    result = checked(echoes("scope: {pool: [a, b]}\nexpect: {order: [b naps, a naps]}\n"));
    expect_verdict(result, "violated");
}

Test(words, are_what_happens_always_or_never)
{
    const exeunt_check_result *result =
        checked(echoes("scope: {pool: [a]}\nexpect: {always: [a naps, a word entered]}\n"));
    expect_verdict(result, "violated");
    cr_expect_str_eq(result->violations[0].message, "`a word entered` does not happen");
    expect_lines(result->violations[0].schedule, result->violations[0].schedule_count, "a naps",
                 "a word fails");
    result = checked(echoes("scope: {pool: [a]}\nexpect: {never: [a word fails]}\n"));
    expect_verdict(result, "violated");
    cr_expect_str_eq(result->violations[0].message, "`a word fails` was never to happen, and does");
}

Test(words, that_nobody_has_are_told)
{
    const exeunt_check_result *result =
        checked(echoes("scope: {pool: [a]}\nexpect: {never: [a wakes, a naps twice]}\n"));
    expect_verdict(result, "vacuous");
    expect_lines(result->vacuous, result->vacuous_count,
                 "never `a wakes` (line 2): a waits for nothing of that name",
                 "never `a naps twice` (line 2): a waits for nothing of that name");
}

/* The word is possible but forbidden by a limit: so it is not a wrong word. */
Test(words, that_never_come_are_not_told)
{
    exeunt_check_config config = {.scenario = "scope: {pool: [db]}\n"
                                              "limits: {faults: 0}\n"
                                              "expect: {never: [db refused]}\n",
                                  .managers = {SESSION("db", SESSION_SOUND)}};
    expect_verdict(checked(config), "holds");
}
