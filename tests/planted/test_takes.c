/* Stacks that accept what they must refuse, and refuse what they must accept (S10, S15): this
 * project's stack with one function changed. */
#include "subjects/subjects.h"
#include "trial.h"

#include <exeunt/exeunt.h>

#include <criterion/criterion.h>

static const char *const scenario = "scope: {stack: [a, b]}\n"
                                    "managers:\n"
                                    "  a: {exit: {ends: exits, actions: [push p -> refused]}}\n"
                                    "  b: {exit: [exits, fails]}\n"
                                    "  p: {exit: fails}\n"
                                    "body: {actions: [push p]}\n";

static const char *const free_again = "scope: {stack: [a, b]}\n"
                                      "managers:\n"
                                      "  a: {exit: {ends: exits, actions: [push p]}}\n"
                                      "  b: {exit: suppresses}\n"
                                      "  p: {exit: fails}\n"
                                      "body: {actions: [push p]}\n"
                                      "limits: {steps: 40}\n"
                                      "schedule: [a enters, b enters, ..., a exits, ...]\n";

/* Accepts a manager whose error stands, and hides that by a record that looks new. */
static int push_whatever_stands(void *subject, exeunt_manager *manager)
{
    manager->error.standing = 0;
    return exn_subject_exeunt.push(subject, manager);
}

static int enter_whatever_stands(void *subject, exeunt_manager *manager,
                                 void (*settled)(void *, const exeunt_error *), void *context)
{
    manager->error.standing = 0;
    return exn_subject_exeunt.enter(subject, manager, settled, context);
}

/* Never forgets that a manager has failed. */
static int push_only_what_never_failed(void *subject, exeunt_manager *manager)
{
    return manager->error.code != 0 ? EXEUNT_ESTANDS : exn_subject_exeunt.push(subject, manager);
}

/* Keeps its own records, so that no rule can decide which of them stand. */
static int push_with_own_records(void *subject, exeunt_manager *manager)
{
    exeunt_manager_init(manager, manager->type, manager->name);
    manager->watched = true;
    return exn_subject_exeunt.push(subject, manager);
}

/* Answers that a manager was taken, whatever the stack has said. */
static int push_as_if_taken(void *subject, exeunt_manager *manager)
{
    int refused = exn_subject_exeunt.push(subject, manager);
    return refused == EXEUNT_EINVAL ? 0 : refused;
}

static exeunt_implementation with_push(int (*push)(void *, exeunt_manager *))
{
    exeunt_implementation changed = exn_subject_exeunt;
    changed.push = push;
    return changed;
}

static const exn_result *explored(const exeunt_implementation *subject, const char *text)
{
    return checked_with(text, (exn_explore_options){.subject = subject});
}

static void expect_breach(const exn_result *result, const char *rule, const char *message)
{
    cr_assert_geq(result->violation_count, 1);
    cr_expect_str_eq(result->violations[0].rule, rule);
    cr_expect_str_eq(result->violations[0].message, message);
}

Test(takes, nothing_that_stands)
{
    exeunt_implementation subject = with_push(push_whatever_stands);
    expect_verdict(explored(&exn_subject_exeunt, scenario), "holds", true);
    expect_breach(explored(&subject, scenario), "X7",
                  "stack takes p though p.exit still stands and would be overwritten");
}

Test(takes, nothing_to_enter_that_stands)
{
    const char *text = "scope: {stack: [a]}\n"
                       "managers:\n"
                       "  a: {exit: {ends: exits, actions: [enter tx -> refused]}}\n"
                       "  tx: {enter: fails}\n"
                       "body: {actions: [enter tx]}\n";
    exeunt_implementation subject = exn_subject_exeunt;
    subject.enter = enter_whatever_stands;
    expect_verdict(explored(&exn_subject_exeunt, text), "holds", true);
    expect_breach(explored(&subject, text), "X7",
                  "stack takes tx though tx.enter still stands and would be overwritten");
}

Test(takes, whatever_is_free)
{
    exeunt_implementation subject = with_push(push_only_what_never_failed);
    expect_verdict(explored(&exn_subject_exeunt, free_again), "holds", true);
    expect_breach(explored(&subject, free_again), "X1",
                  "stack refuses p, which nobody holds and whose error does not stand");
}

Test(takes, what_it_wants_under_records_of_its_own)
{
    exeunt_implementation subject = with_push(push_with_own_records);
    const exn_result *result = explored(&subject, scenario);
    cr_assert_eq(result->violation_count, 1);
    cr_expect_str_eq(result->violations[0].rule, "expect");
}

/* X1: each push is answered by an exit of its own, and a manager is exited once. */
Test(takes, nothing_that_is_held)
{
    const char *text = "scope: {stack: [a, b]}\n"
                       "body: {actions: [push p, push p -> may be refused]}\n";
    exeunt_implementation subject = with_push(push_as_if_taken);
    expect_verdict(explored(&exn_subject_exeunt, text), "holds", true);
    expect_breach(explored(&subject, text), "X1", "stack takes p, which is held already");
}
