/* What implementations promise where languages differ (SPEC 8): each answer of each that ships is
 * shown by a scenario which holds under it, and under no other answer to the same question. */
#include "trial.h"

#include "contract/profiles.h"
#include "subjects/subjects.h"

#include <criterion/criterion.h>

#include <string.h>

/* A question, and a scenario in which each answer to it shows. */
static const struct {
    const char *question;
    const char *scenario;
} shown_by[] = {
    {"suppressors", "scope: {stack: [a, b]}\n"
                    "managers: {a: {exit: [exits, suppresses]}, b: {exit: [exits, suppresses]}}\n"
                    "body: raises"},
    {"cancellation suppressible", "scope: {stack: [a, b]}\n"
                                  "managers: {b: {exit: suppresses}}\n"
                                  "cancel: anywhere"},
    {"exits and cancels", "scope: {stack: [a, b]}\n"
                          "managers: {a: {steps: {exit: 3}}, b: {steps: {exit: 2}}}\n"
                          "cancel: anywhere"},
    {"second request", "scope: {stack: [a, b]}\n"
                       "cancel: {where: anywhere, times: 2}"},
    {"order of errors", "scope: {stack: [a, b]}\n"
                        "managers: {a: {exit: fails}, b: {exit: fails}}\n"
                        "body: [returns, raises]"},
    {"use after close",
     "scope: {stack: [inner]}\n"
     "managers:\n"
     "  early: {exit: {ends: exits, actions: [\"push late -> may be refused\"]}}\n"
     "  inner: {exit: {ends: exits, actions: [\"push later -> may be refused\"]}}\n"
     "body: {actions: [move other, push early]}"},
    {"closing again", "scope: {stack: [a]}\n"
                      "managers:\n"
                      "  a: {exit: {ends: exits, actions: [\"close -> may be refused\"]}}"},
    {"held from", "scope: {stack: [a, {push: lock}]}\n"
                  "managers: {a: {enter: [enters, fails]}}"},
};
_Static_assert(sizeof shown_by / sizeof *shown_by == EXN_QUESTIONS, "each question has one");

static bool is_open(const exn_question *question, unsigned answer)
{
    return strcmp(question->answers[answer], "open") == 0;
}

/* Whether an implementation that gave this answer would keep all rules. */
static exn_verdict verdict_under(const exeunt_implementation *subject, int question,
                                 unsigned answer, const char *scenario)
{
    exeunt_promises promises = *exn_promises_made_by(subject);
    exeunt_implementation other = *subject;
    exn_answer_set(&promises, &exn_questions[question], answer);
    other.promises = &promises;
    return checked_with(scenario, (exn_explore_options){.subject = &other})->verdict;
}

/* Where each exit is asked as soon as it can be, a second request finds none to ask. */
static bool leaves_open(const exeunt_implementation *subject, const exn_question *question)
{
    return exn_promises_made_by(subject)->exits == EXEUNT_EXITS_ASKED_AGAIN &&
           strcmp(question->name, "second request") == 0;
}

/* Expects that of all answers to a question only the subject's own is kept. Returns whether the
 * scenario applies to the subject. */
static bool shows_its_answer(const exeunt_implementation *subject, int question,
                             const char *scenario)
{
    const exn_question *asked = &exn_questions[question];
    unsigned own = exn_answer_to(exn_promises_made_by(subject), asked);
    exn_verdict verdict = verdict_under(subject, question, own, scenario);
    if (verdict == EXN_SKIPPED || is_open(asked, own) || leaves_open(subject, asked)) {
        return false;
    }
    cr_expect_eq(verdict, EXN_HOLDS, "%s, %s: %s is %s", subject->name, asked->name,
                 asked->answers[own], exn_verdict_word(verdict));
    for (unsigned answer = 0; answer < asked->answer_count; answer++) {
        if (answer != own && !is_open(asked, answer)) {
            verdict = verdict_under(subject, question, answer, scenario);
            cr_expect_eq(verdict, EXN_VIOLATED, "%s, %s: %s is %s", subject->name, asked->name,
                         asked->answers[answer], exn_verdict_word(verdict));
        }
    }
    return true;
}

Test(large, promises_are_shown_by_a_scenario_that_fails_under_each_other_answer)
{
    bool shown[EXN_QUESTIONS][4] = {{false}};
    for (int profile = 0; profile < EXN_PROFILES; profile++) {
        const exeunt_implementation *subject =
            exn_subject_named(exn_profile_name((exeunt_profile)profile));
        cr_assert_not_null(subject, "the profile has an implementation of its name");
        cr_expect_eq((int)subject->profile, profile);
        for (int i = 0; i < EXN_QUESTIONS; i++) {
            cr_assert_str_eq(exn_questions[i].name, shown_by[i].question);
            unsigned own = exn_answer_to(exn_promises_made_by(subject), &exn_questions[i]);
            shown[i][own] |= shows_its_answer(subject, i, shown_by[i].scenario);
        }
    }
    for (int i = 0; i < EXN_QUESTIONS; i++) {
        for (unsigned answer = 0; answer < exn_questions[i].answer_count; answer++) {
            bool by_a_pool = strcmp(exn_questions[i].answers[answer], "all exits") == 0;
            cr_expect(shown[i][answer] || by_a_pool || is_open(&exn_questions[i], answer),
                      "%s: %s is shown by none", exn_questions[i].name,
                      exn_questions[i].answers[answer]);
        }
    }
}

/* No profile has this answer; a pool as it is published has. */
Test(promises, of_a_pool_whose_exits_must_all_suppress)
{
    static const exeunt_promises all = {.suppressors = EXEUNT_SUPPRESSORS_ALL};
    exeunt_implementation pool = *exn_subject_named("gather-cm");
    pool.promises = &all;
    cr_expect(shows_its_answer(
        &pool, 0,
        "scope: {pool: [a, b]}\n"
        "managers: {a: {exit: [exits, suppresses]}, b: {exit: [exits, suppresses]}}\n"
        "body: [returns, raises]"));
    const exn_result *result = checked_with("{pool: [a]}", (exn_explore_options){.subject = &pool});
    cr_assert_str_eq(result->profile, "own");
}

/* SPEC 8: it counts where the implementation's answers are those of the profile. */
Test(promises, decide_whose_expectations_count)
{
    static const char expects[] = "scope: {stack: [a]}\nprofile: java\nexpect: {outcome: canceled}";
    expect_verdict(checked(expects), "violated", false);
    const exn_result *other =
        checked_with(expects, (exn_explore_options){.implementation = "exeunt"});
    expect_verdict(other, "holds", true);
    cr_assert_eq(other->remark_count, 1);
    cr_assert_str_eq(other->remarks[0], "`expect` is not asked: it is of profile `java`");
    other = checked_with("scope: {stack: [a]}\nprofile: java",
                         (exn_explore_options){.implementation = "exeunt"});
    cr_assert_eq(other->remark_count, 0, "nothing is expected");
    exeunt_implementation alike = exn_subject_exeunt;
    alike.promises = exn_promises_of(EXEUNT_PROFILE_JAVA);
    expect_verdict(checked_with(expects, (exn_explore_options){.subject = &alike}), "violated",
                   false);
}

Test(promises, let_a_profile_run_its_own_implementation)
{
    const exn_result *result = checked("scope: {stack: [a]}\nprofile: go");
    cr_assert_str_eq(result->implementation, "go");
    cr_assert_str_eq(result->profile, "go");
    result = checked("scope: {stack: [a]}\nprofile: go\nimplementation: exeunt");
    cr_assert_str_eq(result->implementation, "exeunt");
    cr_assert_str_eq(result->profile, "exeunt");
}

/* --- rules that are waived -------------------------------------------------------------------- */

Test(promises, may_leave_out_rules)
{
    static const char twice[] = "scope: {stack: [a, b]}\n"
                                "managers: {b: {exit: {ends: exits, actions: [close]}}}";
    static const char *const order[] = {"order", NULL};
    exeunt_implementation python = exn_subject_python;
    expect_verdict(checked_with(twice, (exn_explore_options){.subject = &python}), "violated",
                   false);
    python.waives = order;
    const exn_result *result = checked_with(twice, (exn_explore_options){.subject = &python});
    expect_verdict(result, "holds", true);
    cr_assert_eq(result->waived_count, 1);
    cr_assert_str_eq(result->waived[0], "X12");
}
