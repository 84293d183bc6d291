/* One exeunt-host process: its pipes, its flight recorder and its end. */
#ifndef EXN_CLI_HOSTS_HOST_PROCESS_H
#define EXN_CLI_HOSTS_HOST_PROCESS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

typedef struct exn_host_process exn_host_process;

/* Why the command ended a host. */
typedef enum exn_killed {
    EXN_NOT_KILLED,
    EXN_KILLED_HANGING,  /* its pulse stood still */
    EXN_KILLED_BABBLING, /* it wrote what is no answer */
    EXN_KILLED_STOPPING, /* it was to stop, and did not */
} exn_killed;

/* How a host ended. */
typedef struct exn_host_death {
    exn_killed killed;
    int64_t status;     /* its exit status */
    int signal;         /* that ended it, or 0 */
    const char *tape;   /* of the run in flight; "" if it had no choice yet */
    const char *errors; /* the end of what it wrote to its standard error for its last request */
} exn_host_death;

/* Both are called by the loop; what they get is valid during the call. */
typedef struct exn_host_callbacks {
    void (*answered)(exn_host_process *host, const json_t *answer);
    /* The process has ended and everything that it wrote was read. Called exactly once for each
     * host that was started; the host is freed afterwards. */
    void (*ended)(exn_host_process *host, const exn_host_death *death);
} exn_host_callbacks;

/* Where the program of the hosts is: what EXEUNT_HOST names, else beside this program, else in
 * ../libexec/exeunt/. Returns malloc'ed text, or NULL after a message if it is nowhere. */
char *exn_host_find(void);

/* Starts a host. Returns 0 and sets *host, or a negative number of libuv. */
int exn_host_start(uv_loop_t *loop, const char *program, const exn_host_callbacks *callbacks,
                   void *data, exn_host_process **host);

void *exn_host_data(const exn_host_process *host);

/* Sends a request; asks it to stop with the one in hand. Nothing happens if it has ended. */
void exn_host_ask(exn_host_process *host, const json_t *request);
void exn_host_ask_to_stop(exn_host_process *host);

/* Closes its standard input: it ends when it has answered what it was asked. */
void exn_host_finish(exn_host_process *host);

/* Ends it with SIGKILL, and reads no more of it. */
void exn_host_kill(exn_host_process *host, exn_killed why);

/* A number that moves as long as the host gets on. */
uint64_t exn_host_pulse(const exn_host_process *host);

#endif
