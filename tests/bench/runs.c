#include "bench.h"

#include "explore/explore.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* W(3,2): a pool of three managers with two steps each and a body of one: ((3*2)! / 2!^3)^2. */
static const char text[] = "scenario: W(3,2)\n"
                           "scope: {pool: [vm1, vm2, vm3]}\n"
                           "managers: {vm1: {steps: 2}, vm2: {steps: 2}, vm3: {steps: 2}}\n"
                           "expect: {interleavings: 8100}\n";

static exn_flight flight;

static void complain(void *context, exn_place place, const char *message)
{
    (void)context;
    fprintf(stderr, "bench: %u:%u: %s\n", place.line, place.column, message);
}

bench_exploration bench_explore(void)
{
    exn_check_options options = {.flight = &flight};
    exn_scenario *scenario = exn_scenario_read("W(3,2)", text, strlen(text), complain, NULL);
    exn_result *result = scenario == NULL ? NULL : exn_check(scenario, &options);
    if (result == NULL || result->verdict != EXN_HOLDS) {
        fprintf(stderr, "bench: W(3,2) does not hold\n");
        exit(1);
    }
    bench_exploration found = {result->runs, result->transitions, result->seconds};
    exn_result_free(result);
    exn_scenario_free(scenario);
    return found;
}
