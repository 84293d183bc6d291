/* One run of a scenario, event by event.
 *
 * Each trace was derived by hand from SPEC.md; the comment above the test names the rules that it
 * shows. The scenario is a text as in trial.h, the schedule its items joined by ", ". The schedule
 * must leave nothing open: the run has no choices. */
#ifndef EXEUNT_TESTS_GOLDEN_H
#define EXEUNT_TESTS_GOLDEN_H

#include "trial.h"

#include <criterion/criterion.h>

/* Expects that the run breaks no rule, and that its trace is exactly this. */
#define cr_expect_trace(scenario, schedule, ...)                                                   \
    expect_trace_at(__FILE__, __LINE__, scenario, schedule, TEXTS(__VA_ARGS__))
void expect_trace_at(const char *file, int line, const char *scenario, const char *schedule,
                     const char *const *events);

/* How a breach is reported. */
typedef struct breach {
    const char *rule;    /* "X1" */
    const char *blame;   /* "scope", or a manager */
    const char *message; /* in one line */
    const char *note;    /* after the last event, or NULL */
} breach;

/* Expects that the run ends with this breach, at the last event of this trace. */
#define cr_expect_breach(scenario, schedule, breach, ...)                                          \
    expect_breach_at(__FILE__, __LINE__, scenario, schedule, breach, TEXTS(__VA_ARGS__))
void expect_breach_at(const char *file, int line, const char *scenario, const char *schedule,
                      const breach *wanted, const char *const *events);

#endif
