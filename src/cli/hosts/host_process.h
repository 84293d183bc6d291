/* One process of exeunt-host: its pipes, its flight recorder and its end. */
#ifndef EXN_CLI_HOSTS_HOST_PROCESS_H
#define EXN_CLI_HOSTS_HOST_PROCESS_H

#include "world/flight.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

typedef struct exn_host_process exn_host_process;

/* Why the command ended a host. */
typedef enum exn_killed {
    EXN_NOT_KILLED,
    EXN_KILLED_HANGING,  /* its pulse stood still */
    EXN_KILLED_BABBLING, /* it wrote something other than an answer */
    EXN_KILLED_STOPPING, /* it was asked to stop, and did not */
} exn_killed;

/* How a host ended. */
typedef struct exn_host_death {
    exn_killed killed;
    int64_t status;     /* its exit status */
    int signal;         /* the signal that ended it, or 0 */
    const char *tape;   /* of the run in flight; "" if that had no choice yet */
    const char *errors; /* the end of what it wrote to standard error for its last request */
} exn_host_death;

/* The loop calls both; their arguments are valid during the call. */
typedef struct exn_host_callbacks {
    void (*answered)(exn_host_process *host, const json_t *answer);
    /* The process has ended and all its output was read. Called exactly once for each host that was
     * started; the host is freed afterwards. */
    void (*ended)(exn_host_process *host, const exn_host_death *death);
} exn_host_callbacks;

/* Finds the program of the hosts: the path in EXEUNT_HOST, else beside this program, else in
 * ../libexec/exeunt/. Returns malloc'ed text, or NULL after a message. */
char *exn_host_find(void);

/* Starts a host. Returns 0 and sets *host, or returns a negative error of libuv. */
int exn_host_start(uv_loop_t *loop, const char *program, const exn_host_callbacks *callbacks,
                   void *data, exn_host_process **host);

void *exn_host_data(const exn_host_process *host);

/* exn_host_ask sends a request; the second asks the host to stop the request in hand. Both do
 * nothing if the host has ended. */
void exn_host_ask(exn_host_process *host, const json_t *request);
void exn_host_ask_to_stop(exn_host_process *host);

/* Closes the standard input of the host, which then ends after its current answer. */
void exn_host_finish(exn_host_process *host);

/* Ends the host with SIGKILL and reads nothing more from it. */
void exn_host_kill(exn_host_process *host, exn_killed why);

/* Looks whether code under test hangs in the host; to be called at each tick (world/flight.h). */
exn_flight_state exn_host_look(const exn_host_process *host, exn_flight_watch *watch,
                               unsigned hang_ms);

/* Has the host leave the run in which code under test hangs. */
void exn_host_leave_run(exn_host_process *host);

/* Returns a number that changes as long as the host makes progress. */
uint64_t exn_host_pulse(const exn_host_process *host);

#endif
