#include "bench.h"

#include "explore/explore.h"
#include "subjects/subjects.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* W(N,k): a pool of N managers with k steps each and a body of one, with ((N*k)! / k!^N)^2
 * interleavings: 8,100 of W(3,2). */
static const char w32[] = "scenario: W(3,2)\n"
                          "scope: {pool: [a, b, c]}\n"
                          "managers: {a: {steps: 2}, b: {steps: 2}, c: {steps: 2}}\n"
                          "expect: {interleavings: 8100}\n";
static const char w84[] =
    "scenario: W(8,4)\n"
    "scope: {pool: [a, b, c, d, e, f, g, h]}\n"
    "managers: {a: {steps: 4}, b: {steps: 4}, c: {steps: 4}, d: {steps: 4},\n"
    "           e: {steps: 4}, f: {steps: 4}, g: {steps: 4}, h: {steps: 4}}\n";

static exn_flight flight;

static void complain(void *context, exn_place place, const char *message)
{
    (void)context;
    fprintf(stderr, "bench: %u:%u: %s\n", place.line, place.column, message);
}

static exn_scenario *read_scenario(const char *text)
{
    exn_scenario *scenario = exn_scenario_read("bench", text, strlen(text), complain, NULL);
    if (scenario == NULL) {
        exit(1);
    }
    return scenario;
}

bench_exploration bench_explore(void)
{
    exn_check_options options = {.flight = &flight, .no_snapshots = true};
    exn_scenario *scenario = read_scenario(w32);
    exn_result *result = exn_check(scenario, &options);
    if (result == NULL || result->verdict != EXN_HOLDS) {
        fprintf(stderr, "bench: W(3,2) does not hold\n");
        exit(1);
    }
    bench_exploration found = {result->runs, result->transitions, result->seconds};
    exn_result_free(result);
    exn_scenario_free(scenario);
    return found;
}

size_t bench_world_bytes(void)
{
    exn_scenario *scenario = read_scenario(w84);
    exn_run run = {.faults_max = UINT32_MAX, .cancels_limit = UINT32_MAX};
    if (exn_run_open(&run, scenario, &exn_subject_exeunt, &flight) != 0) {
        fprintf(stderr, "bench: W(8,4) has no room\n");
        exit(1);
    }
    size_t bytes = exn_heap_high(exn_run_heap(&run)) * sizeof(exn_granule);
    exn_run_close(&run);
    exn_scenario_free(scenario);
    return bytes;
}
