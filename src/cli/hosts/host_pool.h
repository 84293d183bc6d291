/* A pool of hosts that work through jobs. Each job is one request. A host that dies loses one job
 * and is replaced. */
#ifndef EXN_CLI_HOSTS_HOST_POOL_H
#define EXN_CLI_HOSTS_HOST_POOL_H

#include "cli/hosts/host_process.h"

#include <stddef.h>

typedef struct exn_host_pool exn_host_pool;

/* The work. Every job that was begun ends in one call of `answered` or `died`. */
typedef struct exn_host_jobs {
    size_t job_count;
    /* Returns the request of a job (protocol.h), which the pool frees; or NULL if the job has
     * nothing to do. The pool asks for jobs in order. */
    json_t *(*request)(void *context, size_t job);
    /* `answer` is {"result": ...}, {"implementations": ...} or {"error": ...}. */
    void (*answered)(void *context, size_t job, const json_t *answer);
    void (*died)(void *context, size_t job, const exn_host_death *death);
    /* `progress` is {"progress": ...}. May be NULL. */
    void (*progressed)(void *context, size_t job, const json_t *progress);
    unsigned hang_ms; /* 0: EXN_HANG_MS */
    /* Called before a message is printed on standard error. May be NULL. */
    void (*before_message)(void *context);
    void *context;
} exn_host_jobs;

/* Returns a pool that has begun no job. It borrows `work` until exn_host_pool_run returns. */
exn_host_pool *exn_host_pool_new(uv_loop_t *loop, const char *program, size_t hosts_max,
                                 const exn_host_jobs *work);
void exn_host_pool_free(exn_host_pool *pool);

/* Works until every job has ended. Runs the loop, which may hold other handles if they are unref'd.
 * Returns 0; or a negative error of libuv if a host could not be started, and then some jobs have
 * not been begun. */
int exn_host_pool_run(exn_host_pool *pool);

/* Begins no job from `job_limit` on, and asks the hosts with such a job to stop. May be called at
 * any time; a larger limit than before changes nothing. */
void exn_host_pool_stop(exn_host_pool *pool, size_t job_limit);

/* Kills all hosts at once. The pool must not be used afterwards. */
void exn_host_pool_kill(exn_host_pool *pool);

/* One host does all the work. Returns false, after a message, if it cannot be started. */
bool exn_work_alone(const exn_host_jobs *work);

#endif
