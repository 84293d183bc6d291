/* Scenarios as texts of a line or two, and what the simulator finds in them.
 *
 *     const exn_result *result = checked("scope: {pool: [a, b]}\n"
 *                                        "cancel: anywhere");
 *     expect_outcomes(result, "canceled", "returns");
 *
 * The text of a scenario is what follows its name: every key of SCENARIOS.md but `scenario:`. If it
 * begins with `{` it is the scope alone. A scenario that cannot be read fails the test with the
 * complaints of the reader.
 *
 * Everything that is returned here lives until the end of the test, which is a process of its
 * own. */
#ifndef EXEUNT_TESTS_SIMULATOR_TRIAL_H
#define EXEUNT_TESTS_SIMULATOR_TRIAL_H

#include "checker/checker.h"

/* Reads a scenario; never NULL. The second one adds a schedule: items joined by ", ". */
const exn_scenario *scenario_of(const char *text);
const exn_scenario *scripted(const char *text, const char *schedule);

/* Explores all of a scenario, or as far as the options allow; `flight` need not be set. Never NULL.
 * If the options leave the mode open, the scenario is explored in all modes of one process
 * (modes.h): the test fails if they differ, and the result of the default mode is returned. */
const exn_result *checked(const char *text);
const exn_result *checked_with(const char *text, exn_explore_options options);
const exn_result *checked_scenario(const exn_scenario *scenario, exn_explore_options options);

/* Explores it once. */
const exn_result *explored_scenario(const exn_scenario *scenario, exn_explore_options options);

/* Explores it by running: the result counts `runs`, and the schedules that show something. */
const exn_result *ran(const char *text);
const exn_result *ran_with(const char *text, exn_explore_options options);

/* Runs one tape. Never NULL. */
const exn_result *replayed(const exn_scenario *scenario, const char *tape);
const exn_result *replayed_with(const exn_scenario *scenario, const char *tape,
                                exn_explore_options options);

/* Expects that lists of texts are equal. `what` names the list in the message. */
void expect_texts_at(const char *file, int line, const char *what, char *const *found, size_t count,
                     const char *const *wanted);
#define TEXTS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Expects that exactly these outcomes were reached, sorted. */
#define expect_outcomes(result, ...)                                                               \
    expect_texts_at(__FILE__, __LINE__, "outcome", (result)->outcomes, (result)->outcome_count,    \
                    TEXTS(__VA_ARGS__))

/* Expects this verdict, as a word, and whether it passed. */
#define expect_verdict(result, word, has_passed)                                                   \
    expect_verdict_at(__FILE__, __LINE__, result, word, has_passed)
void expect_verdict_at(const char *file, int line, const exn_result *result, const char *word,
                       bool passed);

#endif
