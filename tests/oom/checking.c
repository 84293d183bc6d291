#include "checking.h"

#include "explore/explore.h"

exn_result *check(const exn_scenario *scenario)
{
    static exn_flight flight;
    exn_check_options options = {.flight = &flight};
    exn_result *result = exn_check(scenario, &options);
    if (result != NULL)
        result->seconds = 0; /* nothing else depends on the clock */
    return result;
}
