/* Scenarios as texts of a line or two, and what the simulator makes of them.
 *
 *     const exn_result *result = checked("scope: {pool: [a, b]}\n"
 *                                        "cancel: anywhere");
 *     expect_outcomes(result, "canceled", "returns");
 *
 * The text of a scenario is what stands behind its name: every key of SCENARIOS.md but `scenario:`.
 * If it begins with `{` it is the scope alone. A scenario that cannot be read fails the test with
 * what the reader complained of.
 *
 * All that is returned here lives until the end of the test, which is a process of its own. */
#ifndef EXEUNT_TESTS_SIMULATOR_TRIAL_H
#define EXEUNT_TESTS_SIMULATOR_TRIAL_H

#include "checker/checker.h"

/* Reads a scenario; never NULL. The second one adds a schedule: items joined by ", ". */
const exn_scenario *scenario_of(const char *text);
const exn_scenario *scripted(const char *text, const char *schedule);

/* Explores all of it, or as far as the options allow; `flight` need not be set. Never NULL. What
 * leaves the way of exploring open is explored in all of them that one process has (modes.h): the
 * test fails if they differ, and what the default found is returned. */
const exn_result *checked(const char *text);
const exn_result *checked_with(const char *text, exn_explore_options options);
const exn_result *checked_scenario(const exn_scenario *scenario, exn_explore_options options);

/* Explores it once. */
const exn_result *explored_scenario(const exn_scenario *scenario, exn_explore_options options);

/* Explores it by running: `runs` are counted, and the schedules that show something. */
const exn_result *ran(const char *text);
const exn_result *ran_with(const char *text, exn_explore_options options);

/* Runs one tape. Never NULL. */
const exn_result *replayed(const exn_scenario *scenario, const char *tape);
const exn_result *replayed_with(const exn_scenario *scenario, const char *tape,
                                exn_explore_options options);

/* Tests whether lists of texts are equal. `what` names the list in the message. */
void expect_texts_at(const char *file, int line, const char *what, char *const *found, size_t count,
                     const char *const *wanted);
#define TEXTS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* The outcomes that were reached are exactly these, sorted. */
#define expect_outcomes(result, ...)                                                               \
    expect_texts_at(__FILE__, __LINE__, "outcome", (result)->outcomes, (result)->outcome_count,    \
                    TEXTS(__VA_ARGS__))

/* The verdict in a word, and whether it passed. */
#define expect_verdict(result, word, has_passed)                                                   \
    expect_verdict_at(__FILE__, __LINE__, result, word, has_passed)
void expect_verdict_at(const char *file, int line, const exn_result *result, const char *word,
                       bool passed);

#endif
