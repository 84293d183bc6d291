#include "parallel/frontier.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* The workers of a search: processes that are forked from it, so that all have the same addresses
 * (DESIGN: snapshots hold absolute ones), one set of visited states and one frontier. */

enum { TICK_MS = 2, MOVES_BETWEEN_COUNTS = 256 };

/* --- a worker --------------------------------------------------------------------------------- */

/* Gives away the move that has most below it: one of the shallowest frame that has any left. */
static void share_a_move(exn_team *team, exn_search *self, size_t *shallowest)
{
    for (size_t at = *shallowest; at < self->frame_count; at++) {
        exn_frame *frame = &self->frames[at];
        bool last = at + 1 == self->frame_count;
        size_t end = last ? self->successors.move_count : self->frames[at + 1].mark.moves;
        *shallowest = at;
        if (frame->next < end) {
            if (exn_team_offer(team, self, at, &self->successors.moves[frame->next])) {
                frame->next += 1;
            }
            return;
        }
    }
}

static void count(exn_worker *worker, const exn_search *self)
{
    atomic_store_explicit(&worker->states, self->states, memory_order_relaxed);
    atomic_store_explicit(&worker->transitions, self->successors.transitions, memory_order_relaxed);
}

static uint64_t count_states(const exn_team *team)
{
    uint64_t states = team->states_before;
    for (uint32_t i = 0; i < team->worker_count; i++) {
        states += atomic_load_explicit(&team->workers[i].states, memory_order_relaxed);
    }
    return states;
}

/* Looks now and then whether to go on; where states are limited, always. Who comes beyond the limit
 * stops all. */
static bool may_go_on(exn_team *team, exn_worker *worker, const exn_search *self)
{
    uint64_t states_max = self->options->states_max;
    if (states_max == 0 && self->moves_followed % MOVES_BETWEEN_COUNTS != 0) {
        return true;
    }
    count(worker, self);
    if (states_max > 0 && count_states(team) > states_max) {
        team->excess = true;
        team->shared->stop = true;
    }
    return !atomic_load_explicit(&team->shared->stop, memory_order_relaxed);
}

/* Goes where a prefix leads. That is an audit, too: the state must be the same again. */
static bool arrive(exn_search *self, const exn_work_item *prefix)
{
    exn_transition way;
    self->moves_before = prefix->moves;
    if (!exn_successors_make(&self->successors, prefix->tape, &prefix->path, prefix->moves, &way)) {
        return false;
    }
    self->stats->states_audited += 1;
    self->stats->audit_failed = !exn_hash_equal(way.hash, prefix->hash);
    if (self->stats->audit_failed) {
        self->stats->difference = (exn_difference){
            .happened = true,
            .blamed = EXN_NONE,
            .text = "a tape leads one worker to another state than it led another one"};
    }
    return !self->stats->audit_failed && exn_search_arrive(self, &way);
}

/* Explores what a prefix leads to, but for what is given away. */
static bool explore_prefix(exn_team *team, exn_worker *worker, exn_search *self,
                           const exn_work_item *prefix)
{
    size_t shallowest = 0;
    bool going = arrive(self, prefix);
    while (going && self->frame_count > 0 && !self->stats->audit_failed) {
        going = exn_search_go_on(self);
        shallowest = shallowest < self->frame_count ? shallowest : 0;
        if (going && exn_team_hungers(team)) {
            share_a_move(team, self, &shallowest);
        }
        going = going && may_go_on(team, worker, self);
    }
    exn_successors_drop(&self->successors, (exn_successors_mark){0});
    return going;
}

static void work(exn_team *team, exn_worker *worker, exn_search *self)
{
    exn_search_stats stats = {.mode = EXN_MODE_SNAPSHOTS};
    exn_findings findings = {.found = NULL};
    exn_run *run = self->run;
    self->stats = &stats;
    self->findings = &findings;
    self->states = 0;
    self->states_max = UINT64_MAX; /* who watches how many all of them find is may_go_on */
    self->all_audited = team->states_before < EXN_STATES_ALL_AUDITED
                            ? (EXN_STATES_ALL_AUDITED - team->states_before) / team->worker_count
                            : 0;
    self->merges =
        EXN_MERGES_ALL_AUDITED - (self->merges < EXN_MERGES_ALL_AUDITED
                                      ? (EXN_MERGES_ALL_AUDITED - self->merges) / team->worker_count
                                      : 0);
    self->next_audit = 0;
    self->next_end_audit = 0;
    self->successors.transitions = 0;
    run->totals.tally = (exn_tally){.checked = {0}};
    run->tape.flight = &worker->flight;
    bool going = true;
    exn_work_item *prefix = NULL;
    while (going && (prefix = exn_team_take(team)) != NULL) {
        going = explore_prefix(team, worker, self, prefix);
        going = going && !stats.audit_failed;
    }
    run->totals.tally.checked[EXN_M9] = 0; /* how often depends on who did what */
    bool stopped = team->shared->stop;
    worker->failed = !going && !stopped && !stats.audit_failed;
    worker->failed = !exn_team_report(team, worker, self) || worker->failed;
    team->shared->stop = team->shared->stop || worker->failed || stats.audit_failed;
    worker->done = true;
}

extern void __gcov_dump(void) __attribute__((weak));

static _Noreturn void be_worker(exn_team *team, exn_worker *worker, exn_search *search,
                                pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (search->options->worker_begins != NULL) {
        search->options->worker_begins(&worker->flight);
    }
    if (getppid() == parent) { /* else it has died before its death could be a signal */
        work(team, worker, search);
    }
    if (__gcov_dump != NULL) {
        __gcov_dump();
    }
    _exit(EXIT_SUCCESS); /* what is buffered belongs to the parent */
}

/* --- the one that watches --------------------------------------------------------------------- */

static void kill_all(const exn_team *team)
{
    for (uint32_t i = 0; i < team->worker_count; i++) {
        if (team->workers[i].process > 0) {
            kill(team->workers[i].process, SIGKILL);
            while (waitpid(team->workers[i].process, NULL, 0) < 0 && errno == EINTR) {
            }
        }
    }
}

static void show_flight(const exn_search *search, const exn_worker *worker)
{
    exn_flight *own = search->run->tape.flight;
    uint32_t choices = worker->flight.choices;
    /* whoever crashed may have written anything */
    choices = choices < EXN_FLIGHT_CHOICES_MAX ? choices : EXN_FLIGHT_CHOICES_MAX;
    own->choices = choices;
    memcpy(own->tape, worker->flight.tape, choices * sizeof *own->tape);
    own->busy = worker->flight.busy;
    own->hangs = worker->flight.hangs;
}

/* The code under test has ended a worker: the others end, too, and this process in the same way,
 * which is what whoever watches it understands. */
static _Noreturn void die_like(exn_team *team, exn_search *search, exn_worker *worker, int status)
{
    worker->process = 0;
    kill_all(team);
    show_flight(search, worker);
    exn_crashes_let_be(search->run); /* it was not to be caught */
    if (WIFSIGNALED(status)) {
        raise(WTERMSIG(status)); /* to whoever handles it first: exeunt_check tells the tape */
        signal(WTERMSIG(status), SIG_DFL);
        raise(WTERMSIG(status));
    }
    _exit(WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE);
}

/* Reaps those that have ended. Returns how many are left, or -1 if one was killed from outside. */
static int reap(exn_team *team, exn_search *search)
{
    int left = 0;
    for (uint32_t i = 0; i < team->worker_count; i++) {
        exn_worker *worker = &team->workers[i];
        int status;
        if (worker->process == 0) {
            continue;
        }
        pid_t ended = waitpid(worker->process, &status, WNOHANG);
        if (ended == 0 || (ended < 0 && errno == EINTR)) {
            left += 1;
        } else if (ended < 0) { /* somebody else has reaped it, or nobody is to: all are gone */
            worker->process = 0;
            if (!worker->done) {
                return -1;
            }
        } else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) {
            worker->process = 0;
            return -1;
        } else if (!worker->done) {
            die_like(team, search, worker, status);
        } else {
            worker->process = 0;
        }
    }
    return left;
}

/* The pulse of all is that of the slowest: it moves when each has moved since it did the last time,
 * however seldom that is where there are more workers than processors. One that hangs stops it, and
 * has been still for longer than any other: its tape is the one to show. */
static void feel_pulses(exn_team *team, const exn_search *search)
{
    const exn_worker *stillest = NULL;
    bool all_moved = true;
    for (uint32_t i = 0; i < team->worker_count; i++) {
        exn_worker *worker = &team->workers[i];
        uint64_t pulse = worker->flight.pulse;
        bool idle = worker->process == 0 || worker->flight.busy == 0;
        worker->ticks_still = idle || pulse != worker->pulse_felt ? 0 : worker->ticks_still + 1;
        worker->pulse_felt = pulse;
        worker->moved = worker->moved || worker->ticks_still == 0;
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
        for (uint32_t i = 0; i < team->worker_count; i++) {
            team->workers[i].moved = false;
        }
    }
}

static void report_and_check_limits(const exn_team *team, exn_search *search)
{
    exn_progress progress = {.states = count_states(team),
                             .transitions = search->successors.transitions,
                             .depth = search->stats->depth_max};
    for (uint32_t i = 0; i < team->worker_count; i++) {
        progress.transitions += team->workers[i].transitions;
    }
    size_t bytes = exn_shared_memory_bytes(team->shared) + exn_visited_bytes(&search->visited);
    exn_budget_check(&search->budget, &progress, bytes);
    team->shared->stop = team->shared->stop || search->budget.stopped_by != NULL;
}

static exn_parallel_end watch_workers(exn_team *team, exn_search *search, int ends)
{
    int left = (int)team->worker_count;
    while (left > 0) {
        struct pollfd end = {.fd = ends};
        bool all_ended = poll(&end, 1, TICK_MS) > 0;
        ends = all_ended ? -1 : ends; /* once: code under test may have closed it before its end */
        feel_pulses(team, search);
        report_and_check_limits(team, search);
        left = reap(team, search);
    }
    if (left < 0) {
        kill_all(team);
        return EXN_PARALLEL_KILLED;
    }
    search->run->tape.flight->busy = 0;
    if (team->excess && search->budget.stopped_by == NULL) {
        return EXN_PARALLEL_EXCESS;
    }
    return exn_team_gather(team, search) ? EXN_PARALLEL_DONE : EXN_PARALLEL_FAILED;
}

/* --- before ----------------------------------------------------------------------------------- */

/* All that the search has left to do goes to the frontier; then it is at the start again. */
static bool hand_over(exn_team *team, exn_search *search)
{
    bool handed = true;
    while (search->frame_count > 0 && handed) {
        exn_frame *at = &search->frames[search->frame_count - 1];
        while (at->next < search->successors.move_count && handed) {
            handed = exn_team_offer(team, search, search->frame_count - 1,
                                    &search->successors.moves[at->next]);
            at->next += 1;
        }
        exn_search_leave(search);
    }
    return handed;
}

static exn_team *open_team(exn_search *search)
{
    exn_shared_memory *shared = exn_shared_memory_open();
    exn_team *team = shared == NULL ? NULL : exn_shared_memory_take(shared, sizeof *team);
    exn_visited visited = {.parts = NULL};
    if (team == NULL) {
        return NULL;
    }
    team->shared = shared;
    team->worker_count = search->options->workers;
    team->states_before = search->states;
    team->workers = exn_shared_memory_take(shared, team->worker_count * sizeof *team->workers);
    if (team->workers == NULL || !exn_visited_open(&visited, shared) ||
        !exn_visited_add_all(&visited, &search->visited)) {
        exn_visited_close(&visited);
        exn_shared_memory_close(shared);
        return NULL;
    }
    exn_visited_close(&search->visited);
    search->visited = visited;
    return team;
}

/* As many as can be had. Returns false if that is none. */
static bool fork_all(exn_team *team, exn_search *search)
{
    pid_t parent = getpid();
    for (uint32_t i = 0; i < search->options->workers; i++) {
        exn_worker *worker = &team->workers[i];
        pid_t process = fork();
        if (process == 0) {
            be_worker(team, worker, search, parent);
        }
        if (process < 0) {
            team->worker_count = i;
            break;
        }
        worker->process = process;
    }
    return team->worker_count > 0;
}

/* How many states wait to be expanded. */
static size_t count_waiting(const exn_search *search)
{
    size_t waiting = 0;
    size_t end = search->successors.move_count;
    for (size_t at = search->frame_count; at > 0; at--) {
        waiting += end - search->frames[at - 1].next;
        end = search->frames[at - 1].mark.moves;
    }
    return waiting;
}

exn_parallel_end exn_search_in_parallel(exn_search *search)
{
    exn_team *team = count_waiting(search) <= EXN_FRONTIER_MAX ? open_team(search) : NULL;
    if (team == NULL) {
        return EXN_PARALLEL_NOT;
    }
    exn_shared_memory *shared = team->shared;
    exn_parallel_end end = EXN_PARALLEL_FAILED;
    if (hand_over(team, search)) {
        void (*before)(int) = signal(SIGCHLD, SIG_DFL); /* ignored, it would hide how they end */
        int ends[2] = {-1, -1}; /* of a pipe that only workers hold open, unless there is none */
        bool piped = pipe(ends) == 0;
        bool forked = fork_all(team, search);
        if (piped) {
            close(ends[1]);
        }
        end = forked ? watch_workers(team, search, ends[0]) : EXN_PARALLEL_FAILED;
        if (piped) {
            close(ends[0]);
        }
        signal(SIGCHLD, before);
    }
    exn_visited_close(&search->visited);
    exn_shared_memory_close(shared);
    return end;
}
