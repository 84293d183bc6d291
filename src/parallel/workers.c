/* Starts the workers, watches them, and gathers what they report. They are forked from the search
 * that they share, so that all have the same addresses: snapshots hold absolute ones. */
#include "parallel/workers.h"

#include "base/own_assert.h"
#include "parallel/worker.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TICK_MS = 2 };

/* --- when one dies ---------------------------------------------------------------------------- */

static void kill_all(const exn_workers *workers)
{
    for (uint32_t i = 0; i < workers->count; i++) {
        pid_t process = workers->items[i].process;
        if (process > 0) {
            kill(process, SIGKILL);
            while (waitpid(process, NULL, 0) < 0 && errno == EINTR) {
            }
        }
    }
}

/* Shows the tape of a worker in the flight recorder of this process. */
static void show_flight(const exn_search *search, const exn_worker *worker)
{
    exn_flight *own = search->run->tape.flight;
    exn_assert(own != &worker->flight);
    uint32_t choices = worker->flight.choices;
    /* code under test that crashed may have written anything there */
    choices = choices < EXN_FLIGHT_CHOICES_MAX ? choices : EXN_FLIGHT_CHOICES_MAX;
    own->choices = choices;
    memcpy(own->tape, worker->flight.tape, choices * sizeof *own->tape);
    own->busy = worker->flight.busy != EXN_IDLE ? EXN_BUSY_ELSEWHERE : EXN_IDLE;
    own->hangs = worker->flight.hangs;
}

/* The code under test has ended a worker: the others end, too, and this process in the same way,
 * which is what the process that watches this one understands. */
static _Noreturn void exit_as_worker_did(exn_workers *workers, exn_search *search,
                                         exn_worker *worker, int status)
{
    worker->process = 0;
    kill_all(workers);
    show_flight(search, worker);
    exn_crashes_let_be(search->run); /* it was not to be caught */
    if (WIFSIGNALED(status)) {
        raise(WTERMSIG(status)); /* to its handler first: that of exeunt_check shows the tape */
        signal(WTERMSIG(status), SIG_DFL);
        raise(WTERMSIG(status));
    }
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE);
}

/* Reaps those that have ended. Returns how many are left, or -1 if one was killed from outside. */
static int reap(exn_workers *workers, exn_search *search)
{
    int left = 0;
    for (uint32_t i = 0; i < workers->count; i++) {
        exn_worker *worker = &workers->items[i];
        int status;
        if (worker->process == 0) {
            continue;
        }
        pid_t ended = waitpid(worker->process, &status, WNOHANG);
        if (ended == 0 || (ended < 0 && errno == EINTR)) {
            left += 1;
            continue;
        }
        bool has_reported = exn_frontier_report_of(workers->frontier, i) != NULL;
        /* What cannot be waited for another process has reaped, or the system did. */
        bool is_gone = ended < 0;
        bool is_killed = !is_gone && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
        if (!is_gone && !is_killed && !has_reported) {
            exit_as_worker_did(workers, search, worker, status);
        }
        worker->process = 0;
        if (is_killed || (is_gone && !has_reported)) {
            return -1;
        }
    }
    return left;
}

/* --- while they work -------------------------------------------------------------------------- */

/* Counts for how many ticks a worker has been still: it may wait for a state, but not inside code
 * under test. */
static void check_heartbeat(exn_worker *worker)
{
    uint64_t heartbeat = worker->flight.pulse;
    bool is_idle = worker->process == 0 || worker->flight.busy == 0;
    bool beats = is_idle || heartbeat != worker->heartbeat_seen;
    worker->ticks_still = beats ? 0 : worker->ticks_still + 1;
    worker->heartbeat_seen = heartbeat;
    worker->moved = worker->moved || beats;
}

/* Has workers leave the runs in which they hang. */
static void stop_hangs(exn_workers *workers, unsigned hang_ms)
{
    for (uint32_t i = 0; i < workers->count; i++) {
        exn_worker *worker = &workers->items[i];
        if (worker->process > 0 &&
            exn_flight_tick(&worker->watch, &worker->flight, hang_ms) == EXN_FLIGHT_HANGS) {
            kill(worker->process, SIGXCPU);
        }
    }
}

/* Looks for hangs when it is time to, by a clock. */
static void look_for_hangs(exn_workers *workers, const exn_explore_options *options)
{
    if (options->hang_ms > 0 && exn_now_s() >= workers->next_look_s) {
        workers->next_look_s = exn_now_s() + exn_flight_tick_ms(options->hang_ms) / 1e3;
        stop_hangs(workers, options->hang_ms);
    }
}

/* The heartbeat of all is that of the slowest: it comes when each worker has moved since it came
 * the last time, however seldom that is where there are more workers than processors. A worker that
 * hangs stops it, and has been still for longer than any other: its tape is the one to show. */
static void check_heartbeats(exn_workers *workers, const exn_search *search)
{
    const exn_worker *stillest = NULL;
    bool all_moved = true;
    for (uint32_t i = 0; i < workers->count; i++) {
        exn_worker *worker = &workers->items[i];
        check_heartbeat(worker);
        all_moved = all_moved && worker->moved;
        if (worker->ticks_still > (stillest == NULL ? 0 : stillest->ticks_still)) {
            stillest = worker;
        }
    }
    if (stillest != NULL) {
        show_flight(search, stillest);
    }
    if (all_moved) {
        search->run->tape.flight->pulse += 1;
        for (uint32_t i = 0; i < workers->count; i++) {
            workers->items[i].moved = false;
        }
    }
}

static void report_and_check_limits(const exn_workers *workers, exn_search *search)
{
    exn_progress progress = {.states = exn_workers_count_states(workers),
                             .transitions = search->successors.made_count,
                             .depth = search->stats->depth_max};
    for (uint32_t i = 0; i < workers->count; i++) {
        progress.transitions += workers->items[i].transitions;
    }
    size_t bytes = exn_shared_memory_bytes(workers->shared) + exn_visited_bytes(&search->visited);
    exn_budget_check(&search->budget, &progress, bytes);
    if (search->budget.stopped_by != EXN_STOP_NONE) {
        exn_frontier_stop(workers->frontier, search->budget.stopped_by);
    }
}

/* --- what they report ------------------------------------------------------------------------- */

/* Adds what all have found. */
static exn_search_status gather(const exn_workers *workers, exn_search *search)
{
    exn_search_status status = EXN_SEARCH_DONE;
    for (uint32_t i = 0; i < workers->count && status != EXN_SEARCH_OUT_OF_MEMORY; i++) {
        const exn_worker_report *report = exn_frontier_report_of(workers->frontier, i);
        exn_assert(report != NULL); /* else it has not ended in order, and reap has noticed */
        bool merged =
            report->status != EXN_SEARCH_OUT_OF_MEMORY && exn_worker_report_merge(report, search);
        status = !merged                                ? EXN_SEARCH_OUT_OF_MEMORY
                 : report->status == EXN_SEARCH_REFUTED ? EXN_SEARCH_REFUTED
                                                        : status;
    }
    return status;
}

static exn_search_status watch_and_gather(exn_workers *workers, exn_search *search, int ends)
{
    int left = (int)workers->count;
    while (left > 0) {
        struct pollfd end = {.fd = ends};
        bool all_ended = poll(&end, 1, TICK_MS) > 0;
        ends = all_ended ? -1 : ends; /* once: code under test may have closed it before its end */
        check_heartbeats(workers, search);
        look_for_hangs(workers, search->options);
        report_and_check_limits(workers, search);
        left = reap(workers, search);
    }
    exn_assert(left <= (int)workers->count);
    search->run->tape.flight->busy = EXN_IDLE; /* what check_heartbeats has shown was a worker's */
    if (left < 0) {
        kill_all(workers);
        return EXN_SEARCH_KILLED;
    }
    if (exn_frontier_has_too_many_states(workers->frontier) &&
        search->budget.stopped_by == EXN_STOP_NONE) {
        return EXN_SEARCH_TOO_MANY;
    }
    return gather(workers, search);
}

/* --- before ----------------------------------------------------------------------------------- */

/* Moves all that the search has left to do to the frontier; then it is at the start again. */
static bool hand_over(exn_frontier *frontier, exn_search *search)
{
    bool handed = true;
    while (search->frame_count > 0 && handed) {
        size_t at = search->frame_count - 1;
        while (search->frames[at].next < search->successors.transition_count && handed) {
            handed = exn_work_offer_transition(frontier, search, at);
            search->frames[at].next += 1;
        }
        exn_search_leave(search);
    }
    exn_assert(!handed || exn_successors_are_kept(&search->successors));
    return handed;
}

/* The visited states move to shared memory. */
static bool share_visited(exn_shared_memory *shared, exn_search *search)
{
    exn_visited visited;
    if (!exn_visited_open_shared(&visited, shared, search->options->workers) ||
        !exn_visited_add_all(&visited, &search->visited)) {
        exn_visited_close(&visited);
        return false;
    }
    exn_assert(exn_visited_count(&visited) == exn_visited_count(&search->visited));
    exn_visited_close(&search->visited);
    search->visited = visited;
    return true;
}

static bool open_workers(exn_workers *workers, exn_search *search)
{
    exn_shared_memory *shared = exn_shared_memory_open();
    if (shared == NULL) {
        return false;
    }
    uint32_t count = search->options->workers;
    *workers =
        (exn_workers){.shared = shared,
                      .frontier = exn_frontier_open(shared, count),
                      .items = exn_shared_memory_take(shared, count * sizeof *workers->items),
                      .count = count,
                      .states_before = search->states};
    if (workers->frontier == NULL || workers->items == NULL || !share_visited(shared, search)) {
        exn_shared_memory_close(shared);
        return false;
    }
    return true;
}

/* As many as can be had. Returns false if that is none. */
static bool fork_all(exn_workers *workers, exn_search *search)
{
    pid_t parent = getpid();
    uint32_t forked = 0;
    bool more = true;
    while (more && forked < workers->count) {
        pid_t process = fork();
        if (process == 0) {
            exn_worker_main(workers, forked, search, parent);
        }
        more = process > 0;
        if (more) {
            workers->items[forked].process = process;
            forked += 1;
        }
    }
    exn_assert(forked <= workers->count);
    workers->count = forked;
    exn_frontier_set_workers(workers->frontier, forked);
    return forked > 0;
}

/* How many states wait to be expanded. */
static size_t count_waiting(const exn_search *search)
{
    size_t waiting = 0;
    for (size_t at = 0; at < search->frame_count; at++) {
        waiting += exn_search_transitions_end(search, at) - search->frames[at].next;
    }
    return waiting;
}

static exn_search_status run_workers(exn_workers *workers, exn_search *search)
{
    void (*before)(int) = signal(SIGCHLD, SIG_DFL); /* ignored, it would hide how they end */
    int ends[2] = {-1, -1}; /* of a pipe that only workers hold open, unless there is none */
    bool piped = pipe(ends) == 0;
    bool forked = fork_all(workers, search);
    if (piped) {
        close(ends[1]);
    }
    exn_search_status status =
        forked ? watch_and_gather(workers, search, ends[0]) : EXN_SEARCH_OUT_OF_MEMORY;
    if (piped) {
        close(ends[0]);
    }
    signal(SIGCHLD, before);
    return status;
}

exn_search_status exn_explore_in_parallel(exn_search *search)
{
    exn_workers workers;
    if (count_waiting(search) > EXN_FRONTIER_MAX || !open_workers(&workers, search)) {
        return EXN_SEARCH_NOT_SHARED;
    }
    bool handed = hand_over(workers.frontier, search);
    exn_search_status status = handed ? run_workers(&workers, search) : EXN_SEARCH_OUT_OF_MEMORY;
    /* Each new state was counted by the one worker that has added it. */
    exn_assert(status != EXN_SEARCH_DONE || exn_visited_count(&search->visited) == search->states);
    exn_visited_close(&search->visited);
    exn_shared_memory_close(workers.shared);
    return status;
}
