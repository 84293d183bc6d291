#include "planted.h"
#include "trial.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

/* A bug for each rule: in a scope (planted.c), in a manager written in C (clerk.c), or a breach on
 * purpose that a scenario asks of a manager that it plays. README.md shows this table. */
typedef struct planting {
    const char *rule;
    const char *text; /* what is done wrongly: by a scope, or for M by a manager */
    const char *blame;
    bug bug;              /* NO_BUG: the scenario has it */
    const char *scenario; /* in which it shows */
    const char *sound;    /* the same without the bug; NULL: that very scenario */
} planting;

static const planting plantings[] = {
    {"X1", "closes while its first manager is still entered", "scope", FORGETS_THE_OLDEST,
     "{stack: [a, b]}", NULL},
    {"X2", "exits what failed to enter", "scope", EXITS_FAILED_ENTERS,
     "scope: {pool: [a, b]}\nmanagers: {b: {enter: [enters, fails]}}", NULL},
    {"X3", "enters its first manager once more before the body", "scope", ENTERS_TWICE,
     "{pool: [a, b]}", NULL},
    {"X4", "closes as soon as all exits have begun", "scope", AWAITS_NO_EXIT, "{pool: [a, b]}",
     NULL},
    {"X5", "runs its body though an enter failed", "scope", IGNORES_FAILURES,
     "scope: {pool: [a, b]}\nmanagers: {b: {enter: [enters, fails]}}", NULL},
    {"X6", "raises the error of its body though an exit suppressed it", "scope",
     IGNORES_SUPPRESSIONS,
     "scope: {stack: [a]}\nmanagers: {a: {exit: [exits, suppresses]}}\nbody: raises", NULL},
    {"X7", "drops the error of an exit", "scope", DROPS_EXIT_FAILURES,
     "scope: {pool: [a, b]}\nmanagers: {a: {exit: [exits, fails]}}\nbody: [returns, raises]", NULL},
    {"X8", "tells all exits of a stack what the body raised", "scope", TELLS_THE_FIRST_CAUSE,
     "scope: {stack: [a, b]}\nmanagers: {b: {exit: [exits, fails]}}\nbody: raises", NULL},
    {"X9", "waits for the last exit when there was none", "scope", NEVER_CLOSES_EMPTY, "{pool: []}",
     NULL},
    {"X10", "reports its end twice", "scope", CLOSES_TWICE, "{stack: [a]}", NULL},
    {"X11", "passes a cancel request on to its first manager alone", "scope", ASKS_ONLY_THE_FIRST,
     "scope: {pool: [a, b]}\ncancel: anywhere", NULL},
    {"X12", "exits a stack in the order in which it was entered", "scope", EXITS_IN_ENTER_ORDER,
     "{stack: [a, b]}", NULL},
    {"X13", "does not free what it allocated", "scope", LEAKS, "{stack: [a]}", NULL},
    {"M1", "settles its enter twice", "a", NO_BUG,
     "scope: {pool: [a, b]}\nmanagers: {a: {enter: settles twice}}", "{pool: [a, b]}"},
    {"M2", "never settles its exit", "a", NO_BUG,
     "scope: {stack: [a, b]}\nmanagers: {a: {exit: hangs}}", "{stack: [a, b]}"},
    {"M3", "holds something after a failed enter", "a", NO_BUG,
     "scope: {pool: [a, b]}\nmanagers: {a: {enter: leaks}}",
     "scope: {pool: [a, b]}\nmanagers: {a: {enter: fails}}"},
    {"M4", "holds something after its exit", "a", NO_BUG,
     "scope: {pool: [a, b]}\nmanagers: {a: {exit: leaks}}", "{pool: [a, b]}"},
    {"M5", "settles an exit as entered when it is told an error", "clerk", ACCEPTS_NO_CAUSE,
     "scope: {pool: [clerk]}\nbody: [returns, raises]", NULL},
    {"M6", "settles an enter as exited when it is asked to stop", "clerk", STANDS_NO_REQUEST,
     "scope: {pool: [clerk, a]}\nmanagers: {a: {enter: [enters, fails], steps: 0}}", NULL},
    {"M7", "settles its enter canceled though nobody asked it to", "a", NO_BUG,
     "scope: {pool: [a, b]}\nmanagers: {a: {enter: stops unasked}}", "{pool: [a, b]}"},
    {"M8", "touches its operation after it has settled", "a", NO_BUG,
     "scope: {pool: [a, b]}\nmanagers: {a: {exit: touches later}}", "{pool: [a, b]}"},
    {"M9", "lets every second exit of the process suppress, in whatever run", "scope", REMEMBERS,
     "{pool: [clerk]}", NULL},
};
enum { PLANTINGS = sizeof plantings / sizeof *plantings };

/* Explores a scenario with a bug planted, in every way that there is. What remembers other runs is
 * never the same twice. */
static const exn_result *explored(bug bug_now, const char *scenario)
{
    exn_check_options options = {.subject = &planted_implementation, .understudy = planted_manager};
    planted = bug_now;
    return bug_now == REMEMBERS ? explored_scenario(scenario_of(scenario), options)
                                : checked_with(scenario, options);
}

static const planting *planting_for(const char *rule)
{
    size_t i = 0;
    while (strcmp(plantings[i].rule, rule) != 0) {
        i += 1;
        cr_assert_lt(i, PLANTINGS, "no bug is planted for %s", rule);
    }
    return &plantings[i];
}

/* The set of broken rules is exactly this one, and the right one is to blame. */
static void expect_found(const char *rule)
{
    const planting *here = planting_for(rule);
    const exn_result *result = explored(here->bug, here->scenario);
    cr_assert_gt(result->violation_count, 0, "%s: nothing is found", rule);
    for (size_t i = 0; i < result->violation_count; i++) {
        const exn_violation *found = &result->violations[i];
        cr_expect_str_eq(found->rule, rule, "%s is found by %s: %s", rule, found->rule,
                         found->message);
        cr_expect(found->blame != NULL && strcmp(found->blame, here->blame) == 0,
                  "%s: blames %s instead of %s", rule, found->blame, here->blame);
    }
}

#define FOUND_BY(rule)                                                                             \
    Test(planted, is_found_by_##rule)                                                              \
    {                                                                                              \
        expect_found(#rule);                                                                       \
    }
FOUND_BY(X1)
FOUND_BY(X2)
FOUND_BY(X3)
FOUND_BY(X4)
FOUND_BY(X5)
FOUND_BY(X6)
FOUND_BY(X7)
FOUND_BY(X8)
FOUND_BY(X9)
FOUND_BY(X10)
FOUND_BY(X11)
FOUND_BY(X12)
FOUND_BY(X13)
FOUND_BY(M1)
FOUND_BY(M2)
FOUND_BY(M3)
FOUND_BY(M4)
FOUND_BY(M5)
FOUND_BY(M6)
FOUND_BY(M7)
FOUND_BY(M8)
FOUND_BY(M9)

/* --- without a bug nothing is found --- */

/* What is printed is the shortest schedule of all: brute force, every run there is, has found none
 * that is shorter, and has found the same (checked_with compares). */
Test(planted, is_shown_by_a_schedule_that_brute_force_finds_no_shorter_one_for)
{
    for (size_t i = 0; i < PLANTINGS; i++) {
        const planting *here = &plantings[i];
        const exn_result *result = explored(here->bug, here->scenario);
        const exn_violation *shown = &result->violations[0];
        cr_assert_gt(result->violation_count, 0);
        if (here->bug == REMEMBERS) {
            cr_expect_eq(result->mode, EXN_MODE_REEXECUTION, "the audit has not noticed");
            continue;
        }
        cr_expect_eq(result->mode, EXN_MODE_SNAPSHOTS, "%s", here->rule);
        cr_expect(shown->shortest, "%s is not known to be the shortest", here->rule);
        const exn_result *all =
            ran_with(here->scenario, (exn_check_options){.subject = &planted_implementation,
                                                         .understudy = planted_manager});
        cr_assert(all->exhaustive && all->violation_count == result->violation_count);
        const exn_violation *brute = &all->violations[0];
        cr_expect(shown->faults == brute->faults && shown->cancels == brute->cancels &&
                      shown->steps == brute->steps,
                  "%s: %u faults, %u cancels and %lu steps instead of %u, %u and %lu", here->rule,
                  shown->faults, shown->cancels, (unsigned long)shown->steps, brute->faults,
                  brute->cancels, (unsigned long)brute->steps);
        cr_expect_str_eq(shown->tape, brute->tape, "%s", here->rule);
    }
}

Test(sound, is_each_scenario_without_its_bug)
{
    for (size_t i = 0; i < PLANTINGS; i++) {
        const planting *here = &plantings[i];
        expect_verdict(explored(NO_BUG, here->sound != NULL ? here->sound : here->scenario),
                       "holds", true);
    }
}

/* So that a bug is the one thing that is wrong: all that can happen, with none planted. */
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

/* --- the table is complete, and README.md shows it --- */

Test(planted, is_one_bug_for_each_rule)
{
    cr_expect_eq(PLANTINGS, (int)EXN_RULES);
    for (int rule = 0; rule < EXN_RULES; rule++) {
        planting_for(exn_rule_number((exn_rule)rule));
    }
    for (size_t i = 0; i < PLANTINGS; i++) {
        for (size_t k = 0; k < i; k++) {
            bool shared = plantings[i].bug == plantings[k].bug &&
                          (plantings[i].bug != NO_BUG ||
                           strcmp(plantings[i].scenario, plantings[k].scenario) == 0);
            cr_expect_not(shared, "%s and %s share their bug", plantings[i].rule,
                          plantings[k].rule);
        }
    }
}

Test(planted, is_shown_in_the_readme)
{
    static char readme[1 << 16];
    FILE *file = fopen(EXEUNT_SOURCE_DIR "/tests/planted/README.md", "r");
    cr_assert_not_null(file);
    readme[fread(readme, 1, sizeof readme - 1, file)] = '\0';
    fclose(file);
    for (int rule = 0; rule < EXN_RULES; rule++) {
        const planting *here = planting_for(exn_rule_number((exn_rule)rule));
        char row[300];
        snprintf(row, sizeof row, "\n| %s %s | %s | %s |", here->rule,
                 exn_rule_name((exn_rule)rule), here->text, here->blame);
        cr_expect_not_null(strstr(readme, row), "README.md has no row%s", row);
    }
}
