/* Measures the table of docs/SPEED.md. */
#include "bench.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS_MAX = 99, CHECKS_OF_SMALLEST = 50 };

/* One row of the table: the work of one round. */
typedef enum row {
    ALONE,
    TOGETHER,
    REDUCED,
    FAILING,
    FAILING_TOGETHER,
    SMALLEST,
    AGAIN,
    COUNTED,
    ROWS
} row;

typedef struct row_plan {
    bench_work work;
    bench_way way;
} row_plan;

static const bench_work w31 = {.managers = 3, .steps = 1};
static const bench_work w32 = {.managers = 3, .steps = 2};
static const bench_work w64 = {.managers = 6, .steps = 4};
static const bench_work w84 = {.managers = 8, .steps = 4};
static const bench_work wf42 = {.fails = true, .managers = 4, .steps = 2};
static const bench_work wf83 = {.fails = true, .managers = 8, .steps = 3};

/* With `quick`, a smaller work, which still is large enough for workers to share. */
static row_plan plan_of(row which, bool quick)
{
    bench_work large = quick ? w64 : w84;
    switch (which) {
    case ALONE:
        return (row_plan){large, {.workers = 1}};
    case TOGETHER:
        return (row_plan){large, {.workers = 4}};
    case REDUCED:
        return (row_plan){large, {.workers = 1, .reduced = true}};
    case FAILING:
        return (row_plan){quick ? wf42 : wf83, {.workers = 1, .reduced = true}};
    case FAILING_TOGETHER:
        return (row_plan){quick ? wf42 : wf83, {.workers = 4, .reduced = true}};
    case SMALLEST:
        return (row_plan){w31, {.workers = 1, .reduced = true}};
    case AGAIN:
        return (row_plan){w32, {.workers = 1, .runs_again = true}};
    default:
        return (row_plan){large, {.workers = 1, .reduced = true, .counts = true}};
    }
}

/* --- medians ---------------------------------------------------------------------------------- */

typedef enum figure { SEARCH_S, COUNT_S, VERDICT_S, PROCESSOR_S } figure;

static int compare(const void *left, const void *right)
{
    const double *a = left;
    const double *b = right;
    return (*a > *b) - (*a < *b);
}

static double median(const bench_search *rounds, uint32_t count, figure which)
{
    double values[ROUNDS_MAX];
    for (uint32_t i = 0; i < count; i++) {
        values[i] = which == SEARCH_S    ? rounds[i].seconds
                    : which == COUNT_S   ? rounds[i].count_s
                    : which == VERDICT_S ? rounds[i].verdict_s
                                         : rounds[i].processor_s;
    }
    qsort(values, count, sizeof *values, compare);
    return count % 2 == 1 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

/* --- the lines -------------------------------------------------------------------------------- */

static const char *name_of(bench_work work)
{
    static char name[40];
    snprintf(name, sizeof name, "%s(%" PRIu32 ",%" PRIu32 ")", work.fails ? "WF" : "W",
             work.managers, work.steps);
    return name;
}

static void begin_line(bench_work work, const char *how)
{
    printf("  %-7s %-28s", name_of(work), how);
}

static void show_unreduced(bench_search (*found)[ROUNDS_MAX], uint32_t rounds, bool quick)
{
    const bench_search *alone = found[ALONE];
    const bench_search *together = found[TOGETHER];
    bench_work work = plan_of(ALONE, quick).work;
    double alone_s = median(alone, rounds, SEARCH_S);
    double together_s = median(together, rounds, SEARCH_S);
    double millions = 1e-6 * (double)alone->transitions;
    begin_line(work, "unreduced, one worker");
    printf("%8.2f million transitions/s  %" PRIu64 " states, %" PRIu64 " transitions, %.0f ms\n",
           millions / alone_s, alone->states, alone->transitions, 1e3 * alone_s);
    begin_line(work, "unreduced, four workers");
    printf("%8.2f million transitions/s  %.2f times as fast, for %.2f times the processor time\n",
           millions / together_s, alone_s / together_s,
           median(together, rounds, PROCESSOR_S) / median(alone, rounds, PROCESSOR_S));
}

static void show_reduced(bench_search (*found)[ROUNDS_MAX], uint32_t rounds, bool quick)
{
    static const row reduced[] = {REDUCED, FAILING, FAILING_TOGETHER};
    for (size_t i = 0; i < sizeof reduced / sizeof *reduced; i++) {
        row which = reduced[i];
        row_plan plan = plan_of(which, quick);
        begin_line(plan.work,
                   plan.way.workers == 1 ? "reduced, one worker" : "reduced, four workers");
        printf("%8.2f ms                     %" PRIu64 " states, %" PRIu64 " transitions\n",
               1e3 * median(found[which], rounds, SEARCH_S), found[which]->states,
               found[which]->transitions);
    }
}

static void show_others(bench_search (*found)[ROUNDS_MAX], uint32_t rounds, bool quick)
{
    double again_s = median(found[AGAIN], rounds, SEARCH_S);
    begin_line(w31, "from text to verdict");
    printf("%8.0f microseconds           %" PRIu64 " states\n",
           1e6 * median(found[SMALLEST], rounds, VERDICT_S), found[SMALLEST]->states);
    begin_line(w32, "by running again");
    printf("%8.2f million runs/s         %" PRIu64 " runs, %.0f ns a step\n",
           1e-6 * (double)found[AGAIN]->runs / again_s, found[AGAIN]->runs,
           1e9 * again_s / (double)found[AGAIN]->transitions);
    begin_line(plan_of(COUNTED, quick).work, "counting, one worker");
    printf("%8.2f s                      %s interleavings\n",
           median(found[COUNTED], rounds, COUNT_S), found[COUNTED]->interleavings);
}

static void show_memory(const bench_search *alone, bench_work work)
{
    double worst = 0;
    double each = bench_visited_bytes(alone->states, &worst);
    begin_line(work, "the table of visited states");
    printf("%8.1f bytes a state          at most %.1f, just after it has grown\n", each, worst);
    begin_line(work, "the world");
    printf("%8zu bytes\n", bench_world_bytes(work));
}

/* --- measuring -------------------------------------------------------------------------------- */

/* 2 (k+1)^N: each manager is at one of its k steps or after them, before the body or after it. */
static void check_states(const bench_search *found, bench_work work)
{
    double expected = 2 * pow(work.steps + 1, work.managers);
    if ((double)found->states != expected) {
        fprintf(stderr, "bench: %s has %" PRIu64 " states, not %.0f\n", name_of(work),
                found->states, expected);
        exit(1);
    }
}

static bench_search measure(row which, bool quick)
{
    row_plan plan = plan_of(which, quick);
    bench_search found = bench_search_once(plan.work, plan.way);
    if (which == SMALLEST) { /* too short to be measured once */
        for (uint32_t i = 1; i < CHECKS_OF_SMALLEST; i++) {
            found.verdict_s += bench_search_once(plan.work, plan.way).verdict_s;
        }
        found.verdict_s /= CHECKS_OF_SMALLEST;
    }
    if (which == ALONE || which == TOGETHER) {
        check_states(&found, plan.work);
    }
    return found;
}

void bench_show_table(uint32_t rounds, bool quick)
{
    static bench_search found[ROWS][ROUNDS_MAX];
    rounds = rounds < ROUNDS_MAX ? rounds : ROUNDS_MAX;
    for (uint32_t i = 0; i < rounds; i++) {
        for (int which = 0; which < ROWS; which++) {
            found[which][i] = measure((row)which, quick);
        }
    }
    printf("exploring: medians of %" PRIu32 " interleaved rounds, audits included\n", rounds);
    show_unreduced(found, rounds, quick);
    show_reduced(found, rounds, quick);
    show_others(found, rounds, quick);
    show_memory(found[ALONE], plan_of(ALONE, quick).work);
}
