/* Explores the cases of a run on a pool of hosts: requests, answers, signals, and results in
 * order. */
#include "cli/session.h"

#include "cli/hosts/host_pool.h"
#include "cli/interrupts.h"
#include "cli/loop.h"
#include "cli/manager_operand.h"
#include "cli/memory.h"
#include "cli/progress.h"
#include "result/json/json.h"
#include "world/flight.h"

#include <string.h>

typedef struct run {
    exn_cases *cases; /* the caller owns this and the next three */
    const exn_session_options *options;
    exn_case_done_fn *done;
    void *context;
    size_t workers; /* of each host */
    uv_loop_t loop;
    exn_interrupts interrupts;
    exn_host_pool *pool;
    exn_progress_line *progress;
    exn_result **found; /* for each case that is being shrunk: its result if the host dies; owned */
    size_t reported;    /* cases whose result was passed to `done` */
    size_t hangs;       /* those of them in which code under test hangs */
    size_t end;         /* cases from here on are not run */
    char *why;          /* the reason for that; owned */
    uint64_t began_ns;
    const char *refused; /* why a manager's scenarios are, as it was said last; or NULL */
} run;

/* --- the order of results --------------------------------------------------------------------- */

/* Takes over `why`, as the next function does. */
static void set_why(run *self, char *why)
{
    free(self->why);
    self->why = exn_need(why);
}

static void leave_out(run *self, size_t end, char *why)
{
    if (end >= self->end) {
        free(why);
        return;
    }
    set_why(self, why);
    self->end = end;
    exn_host_pool_stop(self->pool, end);
}

/* Returns NULL when out of memory. */
static char *stopped_after(const exn_case *one)
{
    char *why;
    int length = asprintf(&why, "not run: --fail-fast stopped after %s", one->label);
    return length >= 0 ? why : NULL;
}

static bool tells_of_hang(const char *message)
{
    return strncmp(message, EXN_IT_HANGS, sizeof EXN_IT_HANGS - 1) == 0;
}

static bool hangs(const exn_result *result)
{
    bool found = result->complaint_count > 0 && tells_of_hang(result->complaints[0].message);
    for (size_t i = 0; i < result->violation_count; i++) {
        const exn_violation *violation = &result->violations[i];
        found = found || (violation->kind == EXN_OF_CRASH && tells_of_hang(violation->message));
    }
    return found;
}

/* Reports each known result whose predecessors are all reported. */
static void report_known(run *self)
{
    while (self->reported < self->end && self->cases->items[self->reported].result != NULL) {
        size_t index = self->reported++;
        bool passed = self->cases->items[index].result->passed;
        exn_progress_hide(self->progress);
        if (!self->done(self->context, index)) {
            leave_out(self, self->reported, strdup("not run: the output was closed"));
        }
        if (!passed && self->options->fail_fast) {
            leave_out(self, self->reported, stopped_after(&self->cases->items[index]));
        }
        self->hangs += hangs(self->cases->items[index].result);
        if (self->options->hangs_max > 0 && self->hangs == self->options->hangs_max) {
            leave_out(self, self->reported, strdup("not run: it hangs in earlier scenarios"));
        }
    }
    exn_progress_show(self->progress);
}

/* --- requests --------------------------------------------------------------------------------- */

/* Returns an equal share of the remaining budget for each remaining case. */
static double share_of_budget(const run *self, size_t job)
{
    double left_s = self->options->request.budget_s - (double)(uv_hrtime() - self->began_ns) / 1e9;
    size_t jobs_left = self->cases->count - job;
    size_t at_once = self->options->jobs < jobs_left ? self->options->jobs : jobs_left;
    enum { SHARE_MIN_MS = 1 }; /* 0 would mean no limit */
    double share_s = left_s * (double)at_once / (double)jobs_left;
    return share_s > SHARE_MIN_MS / 1e3 ? share_s : SHARE_MIN_MS / 1e3;
}

/* Returns an equal share of the memory for each host that runs at a time. */
static exn_given_count share_of_memory(const run *self)
{
    size_t cases = self->cases->count;
    size_t at_once = self->options->jobs < cases ? self->options->jobs : cases;
    exn_given_count share = self->options->request.memory_bytes;
    share.value = share.value / at_once > 0 ? share.value / at_once : 1;
    return share;
}

/* A single scenario gets all workers; among several, each host has one worker. */
static size_t workers_of_host(const exn_cases *cases, const exn_session_options *options)
{
    enum { WORKERS_MAX = 256 }; /* a host refuses more */
    size_t jobs = options->jobs < WORKERS_MAX ? options->jobs : WORKERS_MAX;
    size_t unexplored = 0;
    for (size_t i = 0; i < cases->count; i++) {
        unexplored += cases->items[i].scenario != NULL;
    }
    return unexplored > 1 ? 1 : jobs;
}

static exn_explore_request request_of(const run *self, size_t job)
{
    exn_explore_request request = self->options->request;
    request.workers = (exn_given_count){.value = self->workers, .given = true};
    if (request.memory_bytes.given) {
        request.memory_bytes = share_of_memory(self);
    }
    if (request.budget_s > 0) {
        request.budget_s = share_of_budget(self, job);
    }
    return request;
}

static json_t *on_request(void *context, size_t job)
{
    run *self = context;
    const exn_case *one = &self->cases->items[job];
    if (one->result != NULL) {
        return NULL;
    }
    json_t *arguments = exn_need(json_pack("{s:o, s:s}", "file", exn_json_text(one->scenario->file),
                                           "text", self->cases->texts[job]));
    exn_explore_request request = request_of(self, job);
    exn_explore_request_write(&request, arguments);
    return exn_need(json_pack("{s:o}", "check", arguments));
}

/* --- answers ---------------------------------------------------------------------------------- */

static exn_result *own_result(const run *self, size_t job, exn_verdict verdict)
{
    const exn_case *one = &self->cases->items[job];
    return exn_case_result(one, one->scenario->file, self->options->request.implementation,
                           verdict);
}

/* What the scenarios of a manager are refused for is mostly in what it is passed, and the same in
 * each of them: it is said once, of the operand that the user has written. */
static void print_complaints(run *self, const exn_result *result)
{
    const char *message = result->complaint_count > 0 ? result->complaints[0].message : "";
    if (!exn_is_manager_operand(result->file)) {
        exn_print_complaints(result);
    } else if (self->refused == NULL || strcmp(self->refused, message) != 0) {
        exn_manager_operand named = exn_manager_operand_read(result->file);
        char *operand = exn_manager_operand_text(&named);
        fprintf(stderr, "%s: %s\n", operand, message);
        free(operand);
        exn_manager_operand_free(&named);
        self->refused = message;
    }
}

static void forget_found(run *self, size_t job)
{
    exn_result_free(self->found[job]);
    self->found[job] = NULL;
}

static void on_answered(void *context, size_t job, const json_t *answer)
{
    run *self = context;
    forget_found(self, job);
    exn_case *one = &self->cases->items[job];
    const json_t *json = json_object_get(answer, "result");
    one->result = json == NULL ? NULL : exn_result_from_json(json);
    exn_progress_moved(self->progress, job, json);
    if (one->result == NULL) {
        const char *error = json_string_value(json_object_get(answer, "error"));
        one->result = own_result(self, job, EXN_CRASHED);
        exn_case_complain(one->result, (exn_place){0},
                          error != NULL ? error : "the host's answer was not understood");
    }
    if (one->result->verdict == EXN_INVALID) {
        exn_progress_hide(self->progress);
        print_complaints(self, one->result);
    }
    report_known(self);
}

/* Takes what was found before the host began to shrink it. */
static void take_found(run *self, size_t job, const exn_host_death *death)
{
    exn_result *result = self->found[job];
    const char *why = death->killed == EXN_KILLED_STOPPING ? "the run was interrupted"
                                                           : "the host died of an attempt";
    for (size_t i = 0; i < result->violation_count; i++) {
        exn_violation *violation = &result->violations[i];
        if (!violation->expected && violation->smallest == NULL) {
            violation->smallest = exn_need(calloc(1, sizeof *violation->smallest));
            violation->smallest->stopped_by = exn_need(strdup(why));
        }
    }
    self->found[job] = NULL;
    self->cases->items[job].result = result;
    report_known(self);
}

static void on_died(void *context, size_t job, const exn_host_death *death)
{
    run *self = context;
    if (self->found[job] != NULL) {
        take_found(self, job, death);
        return;
    }
    if (death->killed == EXN_KILLED_STOPPING) {
        return; /* it is left out, like the cases that were not begun */
    }
    exn_result *result = own_result(self, job, EXN_CRASHED);
    exn_report_death(result, death);
    self->cases->items[job].result = result;
    report_known(self);
}

static void on_progressed(void *context, size_t job, const json_t *progress)
{
    run *self = context;
    const json_t *found = json_object_get(progress, "found");
    if (found != NULL) {
        forget_found(self, job);
        self->found[job] = exn_result_from_json(found);
    } else {
        exn_progress_moved(self->progress, job, progress);
    }
}

static void on_message(void *context)
{
    run *self = context;
    exn_progress_hide(self->progress); /* the next tick shows it again */
}

/* --- signals ---------------------------------------------------------------------------------- */

static void on_interrupted(void *context)
{
    run *self = context;
    set_why(self, strdup("not run to its end: the run was interrupted"));
    self->end = self->cases->count; /* results that still come in count */
    exn_host_pool_stop(self->pool, 0);
}

static void on_ending(void *context)
{
    run *self = context;
    exn_host_pool_kill(self->pool);
    exn_progress_hide(self->progress);
}

/* --- the run ---------------------------------------------------------------------------------- */

/* Gives each case without a result one that says why it has none. Results after the end that came
 * early are dropped, so that the number of jobs makes no difference. */
static void fill_up(run *self)
{
    for (size_t i = 0; i < self->cases->count; i++) {
        exn_case *one = &self->cases->items[i];
        if (one->result != NULL && (i < self->end || one->result->verdict == EXN_INVALID)) {
            continue;
        }
        exn_result_free(one->result);
        one->result = own_result(self, i, EXN_SKIPPED);
        exn_case_complain(one->result, (exn_place){0}, self->why);
        self->cases->left_out++;
    }
    self->end = self->cases->count;
    free(self->why);
    self->why = NULL;
}

static int work(run *self, const char *program)
{
    const exn_host_jobs jobs = {.job_count = self->cases->count,
                                .hang_ms = exn_hang_ms(self->options->request.hang_s),
                                .request = on_request,
                                .answered = on_answered,
                                .died = on_died,
                                .progressed = on_progressed,
                                .before_message = on_message,
                                .context = self};
    self->pool = exn_host_pool_new(&self->loop, program, self->options->jobs, &jobs);
    self->progress =
        exn_progress_new(&self->loop, self->cases->count, &self->reported,
                         self->options->request.budget_s, self->options->show_progress);
    exn_interrupts_begin(&self->interrupts, &self->loop);
    report_known(self);
    int error = exn_host_pool_run(self->pool);
    exn_progress_free(self->progress);
    exn_interrupts_end(&self->interrupts);
    uv_run(&self->loop, UV_RUN_DEFAULT);
    exn_host_pool_free(self->pool);
    return error;
}

int exn_explore_cases(exn_cases *cases, const exn_session_options *options, exn_case_done_fn *done,
                      void *context)
{
    char *program = exn_host_find();
    if (program == NULL) {
        return -1;
    }
    run self = {.cases = cases,
                .options = options,
                .done = done,
                .context = context,
                .workers = workers_of_host(cases, options),
                .end = cases->count,
                .found = exn_need(calloc(cases->count + 1, sizeof *self.found)),
                .began_ns = uv_hrtime()};
    self.interrupts =
        (exn_interrupts){.interrupted = on_interrupted, .ending = on_ending, .context = &self};
    exn_loop_open(&self.loop);
    int error = work(&self, program);
    uv_loop_close(&self.loop);
    for (size_t i = 0; i < cases->count; i++) {
        forget_found(&self, i);
    }
    free(self.found);
    if (error != 0) {
        fprintf(stderr, "exeunt: cannot start %s: %s\n", program, uv_strerror(error));
    }
    free(program);
    if (error != 0) {
        return -1;
    }
    fill_up(&self);
    while (self.reported < cases->count) {
        done(context, self.reported++);
    }
    return self.interrupts.signal;
}
