/* Planted bugs about the records of errors, and scopes with records of their own. */
#include "keeper.h"
#include "trial.h"

#include <criterion/criterion.h>

#include <stdio.h>

/* An error is its record (E1, E2). A scope that reports another record, or writes something else on
 * it, is convicted in every mode, with the rule, the blame and what is wrong. Scopes that keep
 * records of their own obey the same rules, and pass where they are right. */

typedef struct identity {
    record_bug bug;
    const char *rule;
    const char *message; /* of the shortest schedule */
    const char *scenario;
} identity;

#define STACK_FAILS                                                                                \
    "scope: {stack: [a, b]}\nmanagers: {a: {exit: fails}, b: {exit: fails}}\nbody: raises"
#define POOL_FAILS                                                                                 \
    "scope: {pool: [a, b]}\n"                                                                      \
    "managers: {a: {exit: fails}, b: {exit: [exits, suppresses]}}\nbody: raises"
#define POOL_FAILS_TWICE                                                                           \
    "scope: {pool: [a, b]}\n"                                                                      \
    "managers: {a: {exit: fails}, b: {exit: fails}}\nbody: raises"
#define DEADLINE "scope: {stack: [a, b], deadline: 5ms}\nmanagers: {b: {enter: hangs}}"

static const identity identities[] = {
    {COPIES_CANCELED, "X8", "the exit of a is told a copy of canceled instead of canceled",
     "scope: {pool: [a]}\ncancel: anywhere"},
    {COPIES_THE_BODYS, "X8", "the exit of b is told a copy of body instead of body", STACK_FAILS},
    {COPIES_THE_DEADLINE, "X7",
     "a copy of stack.deadline leaves stack instead of the record itself", DEADLINE},
    {COPIES_FOR_SOME_EXITS, "X8", "the exit of a is told a copy of c.enter instead of c.enter",
     "scope: {pool: [a, b, c]}\nmanagers: {b: {on-cancel: ignores}, c: {enter: fails}}"},
    {COPIES_AT_THE_END, "X7", "a copy of a.exit leaves stack instead of the record itself",
     STACK_FAILS},
    {CHANGES_THE_CODE, "X8", "the exit of a is told b.exit with the code -10005 instead of -10003",
     STACK_FAILS},
    {CHANGES_THE_MESSAGE, "X7",
     "pool ends with a.exit with the message `failed` instead of `injected by the scenario (2)`",
     POOL_FAILS},
    {CHANGES_THE_SOURCE, "X7", "pool ends with a.exit with the name `b` instead of `a`",
     POOL_FAILS},
    {CHANGES_THE_CODE_AT_THE_END, "X7",
     "stack ends with a.exit with the code -10003 instead of -10001", STACK_FAILS},
    {DROPS_A_CONTEXT, "X8", "the exit of a is told b.exit with the context none instead of body",
     STACK_FAILS},
    {DROPS_A_CONTEXT, "X7", "a.exit leaves pool with the context none instead of body", POOL_FAILS},
    {DROPS_THE_LAST_CONTEXT, "X7", "b.exit leaves pool with the context none instead of body",
     POOL_FAILS_TWICE},
    {KEEPS_A_SUPPRESSED_CONTEXT, "X7", "a.exit leaves pool with the context body instead of none",
     POOL_FAILS},
    {TAKES_THE_OLDEST_FOR_CONTEXT, "X7",
     "a.exit leaves stack with the context body instead of b.exit", STACK_FAILS},
};
enum { IDENTITIES = sizeof identities / sizeof *identities };

static const exn_result *explored(record_bug bug, const char *scenario)
{
    planted = bug;
    return checked_with(scenario, (exn_explore_options){.subject = &keeper});
}

static void expect_found(const identity *here)
{
    const exn_result *result = explored(here->bug, here->scenario);
    cr_assert_eq(result->violation_count, 1, "%s: %zu violations", here->message,
                 result->violation_count);
    const exn_violation *found = &result->violations[0];
    cr_expect_str_eq(found->rule, here->rule);
    cr_expect_str_eq(found->blame, "scope");
    cr_expect_str_eq(found->message, here->message);
}

Test(identity, is_the_record_of_the_manager)
{
    keeps_records_itself = false;
    for (size_t i = 0; i < IDENTITIES; i++) {
        expect_found(&identities[i]);
    }
}

/* A record that lies in no manager is identified by its name only. If it was never reported before
 * the end, it cannot be told from another record that is made there. */
Test(identity, is_the_record_that_a_scope_of_its_own_has_shown_first)
{
    keeps_records_itself = true;
    for (size_t i = 0; i < IDENTITIES; i++) {
        if (identities[i].bug != CHANGES_THE_SOURCE && identities[i].bug != COPIES_AT_THE_END) {
            expect_found(&identities[i]);
        }
    }
}

Test(identity, is_kept_by_each_of_these_without_its_bug)
{
    for (size_t i = 0; i < IDENTITIES; i++) {
        keeps_records_itself = i % 2 == 0;
        expect_verdict(explored(NO_BUG, identities[i].scenario), "holds", true);
    }
}

static const char all_that_can_happen[] =
    "managers:\n"
    "  a: {enter: [enters, fails], exit: [exits, suppresses, fails]}\n"
    "  b: {enter: [enters, fails], exit: [exits, suppresses, fails],\n"
    "      on-cancel: [stops, fails]}\n"
    "body: {ends: [returns, raises], on-cancel: [stops, fails]}\n"
    "cancel: anywhere";

Test(identity, is_believed_of_a_scope_that_keeps_its_own_records)
{
    static const char *const scopes[] = {
        "{stack: [a, b]}", "{pool: [a, b]}", "{pool: [a, b], enter: wait-all}",
        "{stack: [a, b], deadline: 5ms}", "{pool: [a, b], deadline: 5ms}"};
    for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++) {
        char text[1024];
        snprintf(text, sizeof text, "scope: %s\n%s", scopes[i], all_that_can_happen);
        keeps_records_itself = true;
        expect_verdict(explored(NO_BUG, text), "holds", true);
        keeps_records_itself = false;
        expect_verdict(explored(NO_BUG, text), "holds", true);
    }
}
