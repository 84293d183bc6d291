/* Looks for the moment that decides, by bisection: what is decided stays so. */
#include "shrink/decision.h"

#include "base/own_assert.h"

#include <stdlib.h>

/* --- the smallest scenario -------------------------------------------------------------------- */

char *exn_decided_text(exn_shrinking *self, const exn_sketch *sketch)
{
    const char **items = calloc(self->breach->schedule_count + 1, sizeof *items);
    exn_attempt_schedule schedule = {.items = NULL};
    if (items == NULL) {
        return NULL;
    }
    if (self->is_guided) {
        schedule = exn_attempt_follow(self, sketch, items);
    }
    char *text = exn_attempt_text(self, sketch, &schedule);
    free(items);
    return text;
}

/* --- the moment ------------------------------------------------------------------------------- */

/* Whether every run that begins with so many items breaks the rule, and breaks no other one. */
static bool is_decided(exn_shrinking *self, const exn_sketch *sketch, size_t count)
{
    const exn_attempt_schedule schedule = {.items = (const char *const *)self->breach->schedule,
                                           .count = count};
    exn_scenario *scenario;
    char *text = exn_attempt_text(self, sketch, &schedule);
    exn_result *result = exn_attempt_explore(self, text, &scenario);
    free(text);
    bool decided = result != NULL && result->exhaustive && result->outcome_count == 0 &&
                   result->violation_count == 1 && exn_find_breach(self, scenario, result) != NULL;
    exn_result_free(result);
    exn_scenario_free(scenario);
    return decided;
}

/* Where attempts are guided there is too much else that may happen. */
static bool may_be_decided(const exn_shrinking *self)
{
    return self->wanted->kind != EXN_OF_EXPECTATION && !self->is_guided;
}

size_t exn_decides_after(exn_shrinking *self, const exn_sketch *sketch)
{
    size_t all = self->breach->schedule_count;
    if (!may_be_decided(self)) {
        return all;
    }
    size_t low = 0, high = all; /* after `high` it is decided */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (is_decided(self, sketch, middle)) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    exn_assert(high <= all);
    return high;
}
