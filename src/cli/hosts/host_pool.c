/* A pool of hosts: gives each host jobs, watches its pulse, and replaces a host that died. */
#include "cli/hosts/host_pool.h"

#include "cli/loop.h"
#include "cli/memory.h"

#include <signal.h>
#include <string.h>

enum {
    STOP_TICKS = 10, /* a host that was asked to stop is killed after this many ticks */
};

/* A place in the pool: a host and its job. */
typedef struct seat {
    exn_host_pool *pool;
    exn_host_process *host; /* NULL: vacant */
    bool busy;
    bool fresh;   /* the job is the first one of the host */
    bool again;   /* a fresh host is to begin the job again ... */
    bool retried; /* ... because the first host was killed from outside; at most once */
    size_t job;
    uint64_t pulse_before; /* when the job began */
    exn_flight_watch watch;
    unsigned ticks_stopping; /* since the host was asked to stop; 0: it was not */
} seat;

struct exn_host_pool {
    uv_loop_t *loop;
    const char *program;
    const exn_host_jobs *work;
    uv_timer_t ticker;
    size_t next_job;
    size_t job_limit;
    int error;
    size_t seat_count;
    seat seats[];
};

static void occupy(seat *at);

/* --- jobs ------------------------------------------------------------------------------------- */

/* Returns the request of the next job that has anything to do, or NULL if there is none. */
static json_t *next_request(seat *at)
{
    exn_host_pool *pool = at->pool;
    const exn_host_jobs *work = pool->work;
    bool again = at->again && at->job < pool->job_limit;
    at->again = false;
    if (again) {
        return work->request(work->context, at->job);
    }
    at->retried = false;
    while (pool->next_job < pool->job_limit) {
        at->job = pool->next_job++;
        json_t *request = work->request(work->context, at->job);
        if (request != NULL) {
            return request;
        }
    }
    return NULL;
}

static void begin(seat *at, const json_t *request, bool fresh)
{
    at->busy = true;
    at->fresh = fresh;
    at->pulse_before = exn_host_pulse(at->host);
    at->watch.ticks_still = 0;
    at->ticks_stopping = 0;
    exn_host_ask(at->host, request);
}

/* Gives a host its next job, or lets it end. */
static void assign(seat *at)
{
    json_t *request = next_request(at);
    if (request != NULL) {
        begin(at, request, false);
    } else {
        exn_host_finish(at->host);
    }
    json_decref(request);
}

static void on_answered(exn_host_process *host, const json_t *answer)
{
    seat *at = exn_host_data(host);
    const exn_host_jobs *work = at->pool->work;
    if (!at->busy) {
        return;
    }
    const json_t *progress = json_object_get(answer, "progress");
    if (progress != NULL) {
        if (work->progressed != NULL) {
            work->progressed(work->context, at->job, progress);
        }
        return;
    }
    at->busy = false;
    work->answered(work->context, at->job, answer);
    assign(at);
}

/* Returns whether a host died of an earlier job: it had one, and did not begin this one. */
static bool died_of_earlier_job(const seat *at, const exn_host_death *death)
{
    return !at->fresh && death->killed == EXN_NOT_KILLED &&
           exn_host_pulse(at->host) == at->pulse_before;
}

/* Returns whether another process killed the host: the system because memory ran out, or a user.
 * Then its job is done again, once. */
static bool killed_from_outside(seat *at, const exn_host_death *death)
{
    bool killed = death->killed == EXN_NOT_KILLED && death->signal == SIGKILL && !at->retried;
    at->retried = at->retried || killed;
    return killed;
}

/* Reports a host whose end is no finding. */
static void report_bad_end(const seat *at, const exn_host_death *death)
{
    const exn_host_jobs *work = at->pool->work;
    if (work->before_message != NULL) {
        work->before_message(work->context);
    }
    fprintf(stderr, "exeunt: a host ended badly %s (status %d, signal %d)\n%s",
            at->retried && at->again ? "and its scenario is explored again"
            : at->again              ? "between two scenarios"
                                     : "after its work",
            (int)death->status, death->signal, death->errors);
}

static void on_ended(exn_host_process *host, const exn_host_death *death)
{
    seat *at = exn_host_data(host);
    const exn_host_jobs *work = at->pool->work;
    bool ended_well = death->status == 0 && death->signal == 0;
    at->again = at->busy && (died_of_earlier_job(at, death) || killed_from_outside(at, death));
    if (at->busy && !at->again) {
        work->died(work->context, at->job, death);
    } else if (!ended_well) {
        report_bad_end(at, death);
    }
    at->busy = false;
    at->host = NULL;
    occupy(at);
}

/* --- seats ------------------------------------------------------------------------------------ */

/* Starts a host for a vacant seat, if there is a job for it. */
static void occupy(seat *at)
{
    static const exn_host_callbacks callbacks = {.answered = on_answered, .ended = on_ended};
    exn_host_pool *pool = at->pool;
    json_t *request = pool->error == 0 ? next_request(at) : NULL;
    if (request == NULL) {
        return;
    }
    pool->error = exn_host_start(pool->loop, pool->program, &callbacks, at, &at->host);
    if (pool->error == 0) {
        begin(at, request, true);
    } else {
        exn_host_pool_stop(pool, 0);
    }
    json_decref(request);
}

static unsigned hang_ms_of(const exn_host_jobs *work)
{
    return work->hang_ms > 0 ? work->hang_ms : EXN_HANG_MS;
}

/* Has the hosts that hang leave their runs, and kills those that cannot, and those that were asked
 * to stop and did not. */
static void on_tick(uv_timer_t *ticker)
{
    exn_host_pool *pool = ticker->data;
    for (size_t i = 0; i < pool->seat_count; i++) {
        seat *at = &pool->seats[i];
        if (at->host == NULL) {
            continue;
        }
        exn_flight_state state = exn_host_look(at->host, &at->watch, hang_ms_of(pool->work));
        if (at->ticks_stopping > 0 && at->ticks_stopping++ > STOP_TICKS) {
            exn_host_kill(at->host, EXN_KILLED_STOPPING);
        } else if (state == EXN_FLIGHT_HANGS) {
            exn_host_leave_run(at->host);
        } else if (state == EXN_FLIGHT_LOST) {
            exn_host_kill(at->host, EXN_KILLED_HANGING);
        }
    }
}

/* --- the pool --------------------------------------------------------------------------------- */

exn_host_pool *exn_host_pool_new(uv_loop_t *loop, const char *program, size_t hosts_max,
                                 const exn_host_jobs *work)
{
    size_t seat_count = hosts_max < work->job_count ? hosts_max : work->job_count;
    exn_host_pool *pool = exn_need(calloc(1, sizeof *pool + seat_count * sizeof *pool->seats));
    *pool = (exn_host_pool){.loop = loop,
                            .program = program,
                            .work = work,
                            .job_limit = work->job_count,
                            .seat_count = seat_count};
    for (size_t i = 0; i < seat_count; i++) {
        pool->seats[i].pool = pool;
    }
    return pool;
}

void exn_host_pool_free(exn_host_pool *pool)
{
    free(pool);
}

int exn_host_pool_run(exn_host_pool *pool)
{
    uv_timer_init(pool->loop, &pool->ticker);
    pool->ticker.data = pool;
    unsigned tick_ms = exn_flight_tick_ms(hang_ms_of(pool->work));
    uv_timer_start(&pool->ticker, on_tick, tick_ms, tick_ms);
    uv_unref((uv_handle_t *)&pool->ticker);
    for (size_t i = 0; i < pool->seat_count; i++) {
        occupy(&pool->seats[i]);
    }
    uv_run(pool->loop, UV_RUN_DEFAULT);
    uv_close((uv_handle_t *)&pool->ticker, NULL);
    uv_run(pool->loop, UV_RUN_DEFAULT);
    return pool->error;
}

void exn_host_pool_stop(exn_host_pool *pool, size_t job_limit)
{
    if (job_limit >= pool->job_limit) {
        return;
    }
    pool->job_limit = job_limit;
    for (size_t i = 0; i < pool->seat_count; i++) {
        seat *at = &pool->seats[i];
        if (at->busy && at->job >= job_limit && at->ticks_stopping == 0) {
            at->ticks_stopping = 1;
            exn_host_ask_to_stop(at->host);
        }
    }
}

void exn_host_pool_kill(exn_host_pool *pool)
{
    for (size_t i = 0; i < pool->seat_count; i++) {
        if (pool->seats[i].host != NULL) {
            exn_host_kill(pool->seats[i].host, EXN_KILLED_STOPPING);
        }
    }
}

bool exn_work_alone(const exn_host_jobs *work)
{
    char *program = exn_host_find();
    if (program == NULL) {
        return false;
    }
    uv_loop_t loop;
    exn_loop_open(&loop);
    exn_host_pool *pool = exn_host_pool_new(&loop, program, 1, work);
    int error = exn_host_pool_run(pool);
    exn_host_pool_free(pool);
    uv_loop_close(&loop);
    if (error != 0) {
        fprintf(stderr, "exeunt: cannot start %s: %s\n", program, uv_strerror(error));
    }
    free(program);
    return error == 0;
}
