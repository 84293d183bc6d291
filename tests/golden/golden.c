/* Runs one schedule and compares its trace, or its breach, with the one expected. */
#include "golden.h"

#include <string.h>

static const exn_result *run(const char *file, int line, const char *scenario, const char *schedule,
                             const char *const *events)
{
    const exn_result *result = replayed(scripted(scenario, schedule), "");
    cr_assert(result->verdict != EXN_INVALID,
              "%s:%d: %s",
              file,
              line,
              result->complaint_count > 0 ? result->complaints[0].message : "invalid");
    expect_texts_at(file, line, "event", result->trace, result->trace_count, events);
    return result;
}

void expect_trace_at(const char *file, int line, const char *scenario, const char *schedule,
                     const char *const *events)
{
    const exn_result *result = run(file, line, scenario, schedule, events);
    cr_assert(result->violation_count == 0,
              "%s:%d: %s: %s",
              file,
              line,
              result->violations[0].name,
              result->violations[0].message);
}

static void expect_text(const char *file, int line, const char *what, const char *found,
                        const char *wanted)
{
    bool same = found == NULL || wanted == NULL ? found == wanted : strcmp(found, wanted) == 0;
    cr_assert(same,
              "%s:%d: %s: expected `%s`, found `%s`",
              file,
              line,
              what,
              wanted != NULL ? wanted : "none",
              found != NULL ? found : "none");
}

void expect_breach_at(const char *file, int line, const char *scenario, const char *schedule,
                      const breach *wanted, const char *const *events)
{
    const exn_result *result = run(file, line, scenario, schedule, events);
    cr_assert(result->violation_count == 1, "%s:%d: nothing was broken", file, line);
    const exn_violation *found = &result->violations[0];
    expect_text(file, line, "rule", found->rule, wanted->rule);
    expect_text(file, line, "blame", found->blame, wanted->blame);
    expect_text(file, line, "message", found->message, wanted->message);
    expect_text(file, line, "note", found->note, wanted->note);
}
