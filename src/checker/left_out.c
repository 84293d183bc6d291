/* The one place where reasons to stop become words. */
#include "checker/left_out.h"

#include "base/own_assert.h"

#include <inttypes.h>
#include <stdio.h>

/* Those that need no number: the limits of states and of memory are written below. */
static const char *const reasons[] = {
    [EXN_STOP_NONE] = "",
    [EXN_STOP_TIME] = "the time budget was used up",
    [EXN_STOP_RUNS] = "the number of runs was reached",
    [EXN_STOP_INTERRUPTED] = "the run was interrupted",
    [EXN_STOP_TAPE_FULL] = "a run made more choices than a tape holds",
    [EXN_STOP_WORKERS_KILLED] = "workers were killed from outside, twice",
    [EXN_STOP_HANGS] =
        "what follows from some of the states: each hang takes time, and after three "
        "of them no more is explored",
    [EXN_STOP_NOT_REPEATABLE] = "all else: what is not the same the second time can't be explored",
    [EXN_STOP_STATES_UNKNOWN] = "all that follows from a state that cannot be told",
    [EXN_STOP_LONG_RUNS_HIDE] = "what follows from some states where runs exceed the limit of "
                                "steps",
    [EXN_STOP_LONG_RUNS_MANY] = "what follows from some states where runs exceed the limit of "
                                "steps: looking behind them was given up",
    [EXN_STOP_LENGTH_GIVEN_UP] = "whether some run exceeds the limit of steps: looking for it was "
                                 "given up",
    [EXN_STOP_LOOPS_GIVEN_UP] = "whether every run ends: looking for loops was given up",
    [EXN_STOP_COUNT_GIVEN_UP] = "counting the interleavings was given up",
};

/* Of pct: how likely each run finds a bug. */
static void write_bound(const exn_sampling *sampling, char *text, size_t size)
{
    exn_assert(sampling->bug_depth > 0 && sampling->steps_max > 0);
    snprintf(text, size,
             "; each finds a bug of %" PRIu32
             " ordering constraints with a probability of at least 1/(%" PRIu32 " * %" PRIu64
             "^%" PRIu32 ") = %.2g (n = %" PRIu32 " and k = %" PRIu64 " as seen so far)",
             sampling->bug_depth, sampling->threads, sampling->steps_max, sampling->bug_depth - 1,
             sampling->found_probability, sampling->threads, sampling->steps_max);
}

/* Whatever ended it, what was not drawn is left out; that as many runs were drawn as were asked for
 * needs no words. */
static void write_drawn(const exn_exploration *x, char text[EXN_LEFT_OUT_SIZE])
{
    const exn_search_stats *stats = &x->stats;
    const char *why = stats->stopped_by == EXN_STOP_RUNS ? "" : reasons[stats->stopped_by];
    exn_assert(stats->stopped_by != EXN_STOP_NONE && why != NULL);
    char bound[260] = "";
    char runs[80];
    if (stats->mode == EXN_MODE_PCT) {
        write_bound(&x->sampling, bound, sizeof bound);
    }
    if (stats->runs > 0) {
        snprintf(runs, sizeof runs, "what %" PRIu64 " %s run%s (seed %" PRIu64 ") did not meet",
                 stats->runs, exn_mode_word(stats->mode), stats->runs == 1 ? "" : "s",
                 x->sampling.seed);
    } else {
        snprintf(runs, sizeof runs, "everything: no run (seed %" PRIu64 ") kept to the schedule",
                 x->sampling.seed);
    }
    snprintf(text, EXN_LEFT_OUT_SIZE, "%s%s%s%s", runs, bound, *why != '\0' ? "; " : "", why);
}

void exn_left_out_text(const exn_exploration *x, char text[EXN_LEFT_OUT_SIZE])
{
    exn_mode mode = x->stats.mode;
    exn_stop_reason reason = x->stats.stopped_by;
    if (exn_mode_is_drawn(mode)) {
        write_drawn(x, text);
    } else if (reason == EXN_STOP_STATES) {
        snprintf(text, EXN_LEFT_OUT_SIZE,
                 "what follows from some of the states: the limit of %" PRIu64 " was reached",
                 x->options.states_max);
    } else if (reason == EXN_STOP_MEMORY) {
        snprintf(text, EXN_LEFT_OUT_SIZE,
                 "what follows from some of the states: the limit of %" PRIu64
                 " bytes for them was reached",
                 x->options.memory_max_bytes);
    } else {
        exn_assert(reasons[reason] != NULL);
        snprintf(text, EXN_LEFT_OUT_SIZE, "%s", reasons[reason]);
    }
}
