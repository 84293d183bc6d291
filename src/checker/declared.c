/* That states cannot be gone back to: an implementation declares it, or a plugin shows it. */
#include "checker/declared.h"

#include "base/own_assert.h"

#include <stdio.h>
#include <string.h>

static bool is_by_states(const exn_explore_options *options)
{
    return options->strategy == EXEUNT_STRATEGY_EXHAUSTIVE && !options->no_snapshots &&
           options->runs_max == 0;
}

bool exn_heed_declared(const exeunt_implementation *implementation, exn_explore_options *options,
                       exn_result *result)
{
    bool by_states = is_by_states(options);
    bool declares = (implementation->capabilities & EXEUNT_NO_SNAPSHOTS) != 0;
    if (!declares && options->outside == NULL) {
        return true;
    }
    options->no_snapshots = true;
    exn_assert(!is_by_states(options) && result->fallback == NULL);
    if (by_states) {
        char text[200];
        snprintf(text, sizeof text, "`%s` declares that its states cannot be gone back to",
                 implementation->name);
        result->fallback = strdup(declares ? text : options->outside);
    }
    return !by_states || result->fallback != NULL;
}
