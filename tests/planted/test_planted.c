/* Every planted bug is found by its rule, and by no other. */
#include "plantings.h"
#include "trial.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

static const exn_explore_options with_plantings = {.subject = &planted_implementation,
                                                   .manager_factory = planted_manager};

/* Explores a scenario with a bug planted. */
static const exn_result *searched(bug bug_now, const char *scenario)
{
    planted = bug_now;
    return explored_scenario(scenario_of(scenario), with_plantings);
}

/* Explores in every mode. A bug that remembers other runs is different in each, so it is searched
 * only. */
static const exn_result *explored(bug bug_now, const char *scenario)
{
    planted = bug_now;
    return bug_now == REMEMBERS ? searched(bug_now, scenario)
                                : checked_with(scenario, with_plantings);
}

/* Expects that exactly the rules of the planting are broken, and that its scope or manager is
 * blamed. */
static void expect_found(const planting *here)
{
    const exn_result *result = explored(here->bug, here->scenario);
    cr_expect_gt(result->violation_count, 0, "%s: `%s` is not found", here->law, here->text);
    for (size_t i = 0; i < result->violation_count; i++) {
        const exn_violation *found = &result->violations[i];
        cr_expect_str_eq(found->rule, here->rule, "%s: `%s` is found by %s: %s (%s)", here->law,
                         here->text, found->rule, found->message, found->tape);
        cr_expect(found->blame != NULL && strcmp(found->blame, here->blame) == 0,
                  "%s: `%s` blames %s instead of %s", here->law, here->text, found->blame,
                  here->blame);
    }
}

/* Returns the rules of a planting as a set of bits. */
static uint32_t rules_of(const planting *here)
{
    uint32_t rules = 0;
    for (int rule = 0; rule < EXN_RULES; rule++) {
        const char *number = exn_rule_number((exn_rule)rule);
        size_t length = strlen(number);
        const char *behind = here->behind != NULL ? strstr(here->behind, number) : NULL;
        bool is_named = behind != NULL && (behind[length] == '\0' || behind[length] == ',');
        rules |= is_named || strcmp(number, here->rule) == 0 ? (uint32_t)1 << rule : 0;
    }
    return rules;
}

/* Expects that only its rule finds the bug: if that rule is not checked, nothing is found. */
static void expect_missed_without_its_rule(const planting *here)
{
    planted = here->bug;
    const exn_result *result = explored_scenario(
        scenario_of(here->scenario), (exn_explore_options){.subject = &planted_implementation,
                                                           .manager_factory = planted_manager,
                                                           .waived = rules_of(here)});
    for (size_t i = 0; i < result->violation_count; i++) {
        const exn_violation *found = &result->violations[i];
        bool is_foreseen = here->behind != NULL && strcmp(here->behind, found->name) == 0;
        cr_expect(is_foreseen, "%s: `%s` is found by %s as well: %s (%s)", here->law, here->text,
                  found->rule != NULL ? found->rule : found->name, found->message, found->tape);
    }
}

static void expect_sound(const planting *here)
{
    const exn_result *result = explored(NO_BUG, here->sound != NULL ? here->sound : here->scenario);
    cr_expect(result->exhaustive, "%s: `%s`", here->law, here->text);
    for (size_t i = 0; i < result->violation_count; i++) {
        cr_expect_fail("%s: `%s` is no bug: %s %s (%s)", here->law, here->text,
                       result->violations[i].rule, result->violations[i].message,
                       result->violations[i].tape);
    }
}

static void expect_bugs(const char *letter)
{
    size_t found = 0;
    const planting *here;
    for (size_t i = 0; (here = planting_at(i)) != NULL; i++) {
        if (here->law[0] == letter[0]) {
            found += 1;
            expect_found(here);
            expect_missed_without_its_rule(here);
            expect_sound(here);
        }
    }
    cr_assert_gt(found, 0);
}

#define BUGS_OF(letter, suite)                                                                     \
    Test(suite, is_found_by_its_rule_alone_##letter)                                               \
    {                                                                                              \
        expect_bugs(#letter);                                                                      \
    }
BUGS_OF(E, planted)
BUGS_OF(S, large)
BUGS_OF(P, large)
BUGS_OF(C, planted)
BUGS_OF(X, planted)
BUGS_OF(M, planted)
BUGS_OF(U, planted)

/* --- without a bug nothing is found ----------------------------------------------------------- */

/* The printed schedule is the shortest: brute force runs every schedule, finds none that is
 * shorter, and finds the same breach. */
Test(large, a_bug_is_shown_by_a_schedule_that_brute_force_finds_no_shorter_one_for)
{
    const planting *here;
    for (size_t i = 0; (here = planting_at(i)) != NULL; i++) {
        const exn_result *result = searched(here->bug, here->scenario);
        const exn_violation *shown = &result->violations[0];
        cr_assert_gt(result->violation_count, 0);
        if (here->bug == REMEMBERS) {
            cr_expect_eq(result->mode, EXN_MODE_REEXECUTION, "the audit has not noticed");
            continue;
        }
        cr_expect_eq(result->mode, EXN_MODE_SNAPSHOTS, "%s", here->text);
        cr_expect(shown->shortest, "%s is not known to be the shortest", here->text);
        const exn_result *all =
            ran_with(here->scenario, (exn_explore_options){.subject = &planted_implementation,
                                                           .manager_factory = planted_manager});
        cr_assert(all->exhaustive && all->violation_count == result->violation_count);
        const exn_violation *brute = &all->violations[0];
        cr_expect(shown->faults == brute->faults && shown->cancels == brute->cancels &&
                      shown->steps == brute->steps,
                  "%s: %u faults, %u cancels and %lu steps instead of %u, %u and %lu", here->text,
                  shown->faults, shown->cancels, (unsigned long)shown->steps, brute->faults,
                  brute->cancels, (unsigned long)brute->steps);
        cr_expect_str_eq(shown->tape, brute->tape, "%s", here->text);
    }
}

/* Without a planted bug, in everything that can happen, nothing is found. */
Test(sound, is_the_stack_that_bugs_are_planted_in)
{
    const char *managers = "scope: {stack: [a, b]}\n"
                           "managers:\n"
                           "  a: {enter: [enters, fails], exit: [exits, suppresses, fails]}\n"
                           "  b: {enter: [enters, fails], exit: [exits, suppresses, fails],\n"
                           "      on-cancel: [stops, fails]}\n"
                           "body: {ends: [returns, raises], on-cancel: [stops, fails]}\n"
                           "cancel: {where: anywhere, times: 2}";
    expect_verdict(explored(NO_BUG, managers), "holds", true);
}

Test(sound, is_the_pool_that_bugs_are_planted_in)
{
    const char *managers = "managers:\n"
                           "  a: {enter: [enters, fails], exit: [exits, suppresses, fails]}\n"
                           "  b: {enter: [enters, fails], exit: [exits, suppresses, fails],\n"
                           "      on-cancel: [stops, fails]}\n"
                           "body: {ends: [returns, raises], on-cancel: [stops, fails]}\n"
                           "cancel: {where: anywhere, times: 2}";
    char text[1024];
    snprintf(text, sizeof text, "scope: {pool: [a, b]}\n%s", managers);
    expect_verdict(explored(NO_BUG, text), "holds", true);
    snprintf(text, sizeof text, "scope: {pool: [a, b], enter: wait-all}\n%s", managers);
    expect_verdict(explored(NO_BUG, text), "holds", true);
}

Test(sound, is_the_manager_that_bugs_are_planted_in)
{
    expect_verdict(explored(NO_BUG,
                            "scope: {pool: [clerk, a, b]}\n"
                            "managers: {a: {enter: [enters, fails], exit: [exits, fails]}}\n"
                            "body: [returns, raises]\n"
                            "cancel: anywhere"),
                   "holds", true);
}

/* --- the table is complete -------------------------------------------------------------------- */

Test(planted, is_a_bug_for_each_rule)
{
    uint32_t found = 0;
    const planting *here;
    for (size_t i = 0; (here = planting_at(i)) != NULL; i++) {
        exn_rule rule = EXN_X1;
        while (strcmp(exn_rule_number(rule), here->rule) != 0) {
            rule = (exn_rule)(rule + 1);
        }
        found |= (uint32_t)1 << rule;
    }
    cr_expect_eq(found, ((uint32_t)1 << EXN_RULES) - 1);
}

/* No two plantings have the same text or the same bug. */
Test(planted, is_nowhere_the_same)
{
    const planting *here;
    for (size_t i = 0; (here = planting_at(i)) != NULL; i++) {
        for (size_t k = 0; k < i; k++) {
            const planting *other = planting_at(k);
            cr_expect_str_neq(here->text, other->text);
            cr_expect_not(here->bug == other->bug && strcmp(here->scenario, other->scenario) == 0,
                          "%s", here->text);
        }
    }
}
