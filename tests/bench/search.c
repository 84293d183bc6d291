/* Explores the canonical works W(N,k) and WF(N,k), and measures what states cost. */
#include "bench.h"

#include "checker/checker.h"
#include "search/visited.h"
#include "subjects/subjects.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

static exn_flight flight;

static void give_up(const char *what)
{
    fprintf(stderr, "bench: %s\n", what);
    exit(1);
}

/* --- the works -------------------------------------------------------------------------------- */

/* The caller frees the text. */
static char *write_scenario(bench_work work)
{
    const char *declared =
        work.fails ? "enter: [enters, fails], exit: [exits, suppresses, fails], " : "";
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    if (file == NULL) {
        give_up("out of memory");
    }
    fprintf(file, "scenario: %s(%" PRIu32 ",%" PRIu32 ")\nscope: {pool: [m1",
            work.fails ? "WF" : "W", work.managers, work.steps);
    for (uint32_t i = 2; i <= work.managers; i++) {
        fprintf(file, ", m%" PRIu32, i);
    }
    fprintf(file, "]%s}\nmanagers:\n", work.fails ? ", enter: wait-all" : "");
    for (uint32_t i = 1; i <= work.managers; i++) {
        fprintf(file, "  m%" PRIu32 ": {%ssteps: %" PRIu32 "}\n", i, declared, work.steps);
    }
    fprintf(file, "body: {ends: %s, steps: 1}\n", work.fails ? "[returns, raises]" : "returns");
    if (fclose(file) != 0) {
        give_up("out of memory");
    }
    return text;
}

static void complain(void *context, exn_place place, const char *message)
{
    (void)context;
    fprintf(stderr, "bench: %u:%u: %s\n", place.line, place.column, message);
}

static exn_scenario *read_scenario(const char *text)
{
    exn_scenario *scenario = exn_scenario_read("bench", text, strlen(text), complain, NULL);
    if (scenario == NULL) {
        give_up("no scenario");
    }
    return scenario;
}

/* --- exploring them --------------------------------------------------------------------------- */

static double seconds_of(int whose)
{
    struct rusage usage;
    getrusage(whose, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* Returns the processor time of this process and of the workers that it has waited for. */
static double processor_now_s(void)
{
    return seconds_of(RUSAGE_SELF) + seconds_of(RUSAGE_CHILDREN);
}

bench_search bench_search_once(bench_work work, bench_way way)
{
    exn_explore_options options = {.flight = &flight,
                                   .no_snapshots = way.runs_again,
                                   .no_reduction = !way.reduced,
                                   .counts = way.counts,
                                   .workers = way.workers};
    char *text = write_scenario(work);
    double processor_began_s = processor_now_s();
    double began_s = bench_now_s();
    exn_scenario *scenario = read_scenario(text);
    exn_result *result = exn_explore(scenario, &options);
    double verdict_s = bench_now_s() - began_s;
    double processor_s = processor_now_s() - processor_began_s;
    if (result == NULL || result->verdict != EXN_HOLDS || !result->exhaustive) {
        give_up("it does not hold");
    }
    bench_search found = {.states = result->states,
                          .transitions = result->transitions,
                          .runs = result->runs,
                          .seconds = result->seconds,
                          .count_s = result->count_seconds,
                          .verdict_s = verdict_s,
                          .processor_s = processor_s};
    snprintf(found.interleavings, sizeof found.interleavings, "%s",
             result->interleavings != NULL ? result->interleavings : "");
    exn_result_free(result);
    exn_scenario_free(scenario);
    free(text);
    return found;
}

/* --- what is kept ----------------------------------------------------------------------------- */

size_t bench_world_bytes(bench_work work)
{
    char *text = write_scenario(work);
    exn_scenario *scenario = read_scenario(text);
    exn_run run = {.options = {.faults_max = UINT32_MAX, .cancels_limit = UINT32_MAX}};
    if (exn_run_open(&run, scenario, &exn_subject_exeunt, &flight) != 0) {
        give_up("a world has no room");
    }
    size_t bytes = exn_heap_high(exn_run_heap(&run)) * sizeof(exn_granule);
    exn_run_close(&run);
    exn_scenario_free(scenario);
    free(text);
    return bytes;
}

double bench_visited_bytes(uint64_t states, double *worst)
{
    enum { FEW_STATES = 10000 }; /* for fewer states the cost does not matter */
    exn_visited visited;
    double each = 0;
    *worst = 0;
    if (!exn_visited_open(&visited)) {
        give_up("out of memory");
    }
    for (uint64_t i = 1; i <= states; i++) {
        /* Odd constants: as good as random, and no two hashes are equal. */
        exn_hash hash = {i * UINT64_C(0x9e3779b97f4a7c15), i * UINT64_C(0xbf58476d1ce4e5b9)};
        if (exn_visited_add(&visited, hash) != EXN_VISIT_NEW) {
            give_up("a state is not new");
        }
        each = (double)exn_visited_bytes(&visited) / (double)i;
        *worst = i >= FEW_STATES && each > *worst ? each : *worst;
    }
    exn_visited_close(&visited);
    return each;
}
