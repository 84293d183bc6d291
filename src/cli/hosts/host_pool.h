/* A pool of hosts that work through jobs, each job one request. A host that dies takes one job with
 * it and is replaced. */
#ifndef EXN_CLI_HOSTS_HOST_POOL_H
#define EXN_CLI_HOSTS_HOST_POOL_H

#include "cli/hosts/host_process.h"

#include <stddef.h>

typedef struct exn_host_pool exn_host_pool;

/* What is to be done. Every job that was begun ends in one `answered` or one `died`. */
typedef struct exn_host_jobs {
    size_t job_count;
    /* The request of a job (protocol.h), the pool's to free; NULL: there is nothing to do for it.
     * Jobs are asked for in order. */
    json_t *(*request)(void *context, size_t job);
    /* `answer` is {"result": ...}, {"implementations": ...} or {"error": ...}. */
    void (*answered)(void *context, size_t job, const json_t *answer);
    void (*died)(void *context, size_t job, const exn_host_death *death);
    /* {"progress": ...}. May be NULL. */
    void (*progressed)(void *context, size_t job, const json_t *progress);
    /* A message is about to be printed on standard error. May be NULL. */
    void (*before_message)(void *context);
    void *context;
} exn_host_jobs;

/* A pool that has nothing begun. `work` is borrowed until exn_host_pool_run returns. */
exn_host_pool *exn_host_pool_new(uv_loop_t *loop, const char *program, size_t hosts_max,
                                 const exn_host_jobs *work);
void exn_host_pool_free(exn_host_pool *pool);

/* Works until every job has ended. Runs the loop, which may hold other handles if they are unref'd.
 * Returns 0, or a negative number of libuv if a host could not be started; then some jobs have not
 * been begun. */
int exn_host_pool_run(exn_host_pool *pool);

/* Begins no job from `job_limit` on any more and asks those in flight to stop. May be called any
 * time; a larger limit than before changes nothing. */
void exn_host_pool_stop(exn_host_pool *pool, size_t job_limit);

/* Kills all hosts at once. The pool must not be used any more. */
void exn_host_pool_kill(exn_host_pool *pool);

/* Has one host do all the work. Returns false, after a message, if there is none to be started. */
bool exn_work_alone(const exn_host_jobs *work);

#endif
