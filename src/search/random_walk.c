/* Two ways of drawing a run.
 *
 * `random` draws every choice evenly among what is allowed: a random walk.
 *
 * `pct` (Burckhardt, Kothari, Musuvathi, Nagarakatte: A Randomized Scheduler with Probabilistic
 * Guarantees of Finding Bugs, ASPLOS 2010) draws priorities. A bug of depth d shows whenever d
 * ordering constraints are met; in a program of n threads and at most k steps a run finds it with a
 * probability of at least 1 / (n k^(d-1)). The threads here are: the owner of each operation (a
 * manager, the body), the timers, the one that cancels, the one that runs ready callbacks while a
 * cancel might come at once (D3), actions out of the blue, and the end of all progress. Each run
 * gives all of them a random order of priorities; the first one that can do something does; and at
 * d - 1 random ones of its k steps the thread that was about to act falls below all the others. The
 * guarantee is about the order alone: with which result an operation settles is drawn evenly.
 *
 * n and k are not known before: they are the threads and the longest run that were seen so far. So
 * the bound holds from the run on in which the last of them was seen. */
#include "search/random_walk.h"

#include "base/own_assert.h"
#include "search/budget.h"
#include "search/prng.h"
#include "search/stateless.h"

#include <stdlib.h>

enum {
    RUNS_UNASKED = 10000,
    DRAWS_BETWEEN_CHECKS = 256, /* at the clock and for a request to stop */
    BUG_DEPTH_UNASKED = 3
};

/* The threads beside those of the members. */
typedef enum extra_thread {
    BODY,
    TIMERS,
    CANCELER,
    CALLBACKS, /* that are ready, and what begins the scope */
    OUT_OF_THE_BLUE,
    NO_PROGRESS,
    EXTRA_THREADS
} extra_thread;

typedef struct sampler {
    exn_run *run;
    const exn_explore_options *options;
    exn_prng random;
    bool by_priority;
    uint32_t member_count, thread_count;
    bool *seen;      /* [thread_count] */
    uint64_t *ranks; /* [thread_count]: priorities, the highest goes first */
    uint32_t change_count;
    uint64_t
        *changes;   /* [change_count]: the steps of this run whose thread falls below all others */
    uint64_t steps; /* of this run: moments at which the order was to be chosen */
    uint64_t steps_max;
} sampler;

/* --- by priority ------------------------------------------------------------------------------ */

/* The bodies of the tasks after the first one come last. */
static uint32_t thread_of_body(const sampler *self, uint32_t body)
{
    uint32_t task = exn_task_of_body(body);
    return self->member_count + (task == 0 ? (uint32_t)BODY : EXTRA_THREADS - 1 + task);
}

static uint32_t thread_of(const sampler *self, const exn_delivery *delivery)
{
    switch (delivery->kind) {
    case EXN_DELIVER_TIME:
        return self->member_count + TIMERS;
    case EXN_DELIVER_CANCEL:
    case EXN_DELIVER_ASK:
        return self->member_count + CANCELER;
    case EXN_DELIVER_CALL:
        return self->member_count + OUT_OF_THE_BLUE;
    case EXN_DELIVER_NOTHING:
        return self->member_count + NO_PROGRESS;
    case EXN_DELIVER_CALLBACKS:
        return self->member_count + CALLBACKS;
    default:
        return exn_is_body(delivery->member) ? thread_of_body(self, delivery->member)
                                             : delivery->member;
    }
}

/* Whose alternative it is. Where a cancel may come at once there are two, and no list: to go on,
 * and to cancel. */
static uint32_t owner(const sampler *self, const bool *allowed, uint32_t alternative)
{
    if (allowed == self->run->enabled.allowed) {
        return thread_of(self, &self->run->enabled.items[alternative]);
    }
    return self->member_count + (alternative == 0 ? CALLBACKS : CANCELER);
}

static uint32_t first_thread(const sampler *self, uint32_t count, const bool *allowed)
{
    uint32_t first = EXN_NONE;
    for (uint32_t i = 0; i < count; i++) {
        if (allowed[i]) {
            uint32_t thread = owner(self, allowed, i);
            exn_assert(thread < self->thread_count);
            self->seen[thread] = true;
            first = first == EXN_NONE || self->ranks[thread] > self->ranks[first] ? thread : first;
        }
    }
    exn_assert(first != EXN_NONE);
    return first;
}

/* Draws one of the alternatives of a thread. */
static uint32_t draw_result(sampler *self, uint32_t thread, uint32_t count, const bool *allowed)
{
    uint32_t choice = 0;
    uint64_t candidates = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (allowed[i] && owner(self, allowed, i) == thread) {
            candidates += 1;
            bool takes = candidates == 1 || exn_prng_below(&self->random, candidates) == 0;
            choice = takes ? i : choice;
        }
    }
    exn_assert(candidates > 0);
    return choice;
}

static uint32_t pick_by_priority(sampler *self, uint32_t count, const bool *allowed)
{
    bool is_inside_call =
        allowed == self->run->enabled.allowed && self->run->enabled.items[0].inside_call;
    if (is_inside_call) {
        return exn_prng_pick(&self->random, count,
                             allowed); /* a result, and no other thread's turn */
    }
    self->steps += 1;
    uint32_t thread = first_thread(self, count, allowed);
    for (uint32_t i = 0; i < self->change_count; i++) {
        if (self->changes[i] == self->steps) {
            self->ranks[thread] = i;
            thread = first_thread(self, count, allowed);
        }
    }
    return draw_result(self, thread, count, allowed);
}

/* A random order (Fisher and Yates), above those ranks to which threads fall. */
static void begin_by_priority(sampler *self)
{
    for (uint32_t i = 0; i < self->thread_count; i++) {
        uint32_t place = (uint32_t)exn_prng_below(&self->random, (uint64_t)i + 1);
        self->ranks[i] = self->ranks[place];
        self->ranks[place] = (uint64_t)self->change_count + i;
        exn_assert(self->ranks[i] >= self->change_count); /* above those to which threads fall */
    }
    for (uint32_t i = 0; i < self->change_count; i++) {
        self->changes[i] = 1 + exn_prng_below(&self->random, self->steps_max);
    }
    self->steps = 0;
}

/* --- runs ------------------------------------------------------------------------------------- */

static uint32_t pick(void *context, uint32_t count, const bool *allowed)
{
    sampler *self = context;
    return self->by_priority ? pick_by_priority(self, count, allowed)
                             : exn_prng_pick(&self->random, count, allowed);
}

static bool open_sampler(sampler *self, exn_run *run, const exn_explore_options *options)
{
    uint32_t depth = options->bug_depth > 0 ? options->bug_depth : BUG_DEPTH_UNASKED;
    uint32_t member_count = exn_run_view(run)->member_count;
    *self =
        (sampler){.run = run,
                  .options = options,
                  .random.state = options->seed,
                  .by_priority = options->strategy == EXEUNT_STRATEGY_PCT,
                  .member_count = member_count,
                  .thread_count = member_count + EXTRA_THREADS + exn_run_view(run)->task_count - 1,
                  .change_count = depth - 1,
                  .steps_max = 1};
    self->seen = calloc(self->thread_count, sizeof *self->seen);
    self->ranks = calloc(self->thread_count, sizeof *self->ranks);
    self->changes = calloc((size_t)self->change_count + 1, sizeof *self->changes);
    run->tape.decided = 0;
    run->tape.pick = pick;
    run->tape.pick_context = self;
    return self->seen != NULL && self->ranks != NULL && self->changes != NULL;
}

static void close_sampler(sampler *self)
{
    self->run->tape.pick = NULL;
    free(self->seen);
    free(self->ranks);
    free(self->changes);
}

/* Draws runs until a limit ends it, or one had nothing to choose. */
static exn_search_status draw_runs(sampler *self, exn_budget *budget, exn_findings *findings,
                                   exn_search_stats *stats)
{
    exn_run *run = self->run;
    const exn_explore_options *options = self->options;
    bool is_limited = options->runs_max > 0 || options->budget_s > 0;
    uint64_t draws_max = is_limited ? options->runs_max : RUNS_UNASKED;
    bool has_choice = true;
    exn_search_status status = EXN_SEARCH_DONE;
    /* A draw may lead off the schedule: then it is no run. */
    for (uint64_t draws = 0;
         status == EXN_SEARCH_DONE && has_choice && budget->stopped_by == EXN_STOP_NONE;) {
        if (self->by_priority) {
            begin_by_priority(self);
        }
        exn_run_end end = exn_run_once(run);
        has_choice = run->tape.flight->choices > 0;
        self->steps_max = self->steps > self->steps_max ? self->steps : self->steps_max;
        status = exn_take_run(run, end, findings, stats);
        exn_budget_count_hang(budget, run);
        draws += 1;
        if (draws % DRAWS_BETWEEN_CHECKS == 0) {
            exn_progress progress = {
                .runs = stats->runs, .transitions = stats->transitions, .depth = stats->depth_max};
            exn_budget_check(budget, &progress, 0);
        }
        if (draws == draws_max && budget->stopped_by == EXN_STOP_NONE) {
            budget->stopped_by = EXN_STOP_RUNS;
        }
    }
    stats->mode = !has_choice         ? EXN_MODE_REEXECUTION
                  : self->by_priority ? EXN_MODE_PCT
                                      : EXN_MODE_RANDOM;
    return status;
}

/* --- the bound -------------------------------------------------------------------------------- */

static uint32_t count_threads(const sampler *self)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < self->thread_count; i++) {
        count += self->seen[i];
    }
    return count;
}

static void write_bound(const sampler *self, exn_sampling *sampled)
{
    sampled->bug_depth = self->change_count + 1;
    sampled->threads = count_threads(self);
    sampled->steps_max = self->steps_max;
    sampled->found_probability = 1.0 / (sampled->threads > 0 ? sampled->threads : 1);
    for (uint32_t i = 0; i < self->change_count; i++) {
        sampled->found_probability /= (double)self->steps_max;
    }
    exn_assert(0 < sampled->found_probability && sampled->found_probability <= 1);
}

exn_search_status exn_random_walk(exn_run *run, const exn_explore_options *options,
                                  exn_findings *findings, exn_search_stats *stats,
                                  exn_sampling *sampled)
{
    sampler self;
    exn_budget budget;
    *stats = (exn_search_stats){.mode = EXN_MODE_RANDOM};
    *sampled = (exn_sampling){.seed = options->seed};
    exn_budget_begin(&budget, options);
    bool opened = open_sampler(&self, run, options);
    exn_search_status status =
        opened ? draw_runs(&self, &budget, findings, stats) : EXN_SEARCH_OUT_OF_MEMORY;
    if (status == EXN_SEARCH_DONE && stats->mode == EXN_MODE_PCT) {
        write_bound(&self, sampled);
    }
    stats->stopped_by = stats->mode == EXN_MODE_REEXECUTION ? EXN_STOP_NONE : budget.stopped_by;
    close_sampler(&self);
    return status;
}
