/* Exeunt on libuv: deadline and grace by timers, and ready-made managers.
 *
 *     uv_loop_t *loop = uv_default_loop();
 *     exeunt_stack stack;
 *     exeunt_uv_clock clock;
 *     exeunt_uv_signals signals;
 *
 *     exeunt_stack_init(&stack, "stack", &callbacks);
 *     exeunt_uv_clock_init(&clock, loop, &stack.scope, 5000, 1000);
 *     exeunt_uv_signals_init(&signals, loop, "signals", &stack.scope);
 *     exeunt_stack_add(&stack, &signals.manager);       first in, last out: it catches ^C to the
 *     end
 *     exeunt_stack_add(&stack, &database.manager);
 *     exeunt_stack_begin(&stack);                       ... on_entered: run the body ...
 *     uv_run(loop, UV_RUN_DEFAULT);                     ends when everything was exited
 *
 * Everything here lies in the caller's structs, allocates nothing itself, and belongs to the thread
 * of its loop. A struct must neither move nor be freed while it has a handle on the loop; each one
 * below says when that ends. No handle outlives the end that is reported to the owner: when
 * on_closed of the outermost scope is called, nothing of this library is left on the loop, so
 * uv_run returns by itself. A program that stops the loop earlier has to run it again until
 * on_closed, and may close it only then.
 *
 * Time is that of the loop, in milliseconds. Code that starts a timer first updates the loop's time
 * (uv_update_time), so that a busy loop shortens no timer.
 *
 * Codes of errors are libuv's (UV_ECONNREFUSED, ...), messages are those of uv_strerror.
 *
 * The managers below are made to be entered; if one may be pushed instead (stack.h), its comment
 * says so. A manager may be entered again after its exit has settled, or its enter has failed or
 * was canceled (E1).
 *
 * <uv.h> needs the names of POSIX: in strict C11 compile with _POSIX_C_SOURCE=200809L.
 */
#ifndef EXEUNT_UV_H
#define EXEUNT_UV_H

#include <exeunt/api.h>
#include <exeunt/exeunt.h>

#include <stdint.h>
#include <uv.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- deadline and grace (C4, C6) -------------------------------------------------------------- */

/* A clock gives one scope a deadline, a grace time or both. An outermost scope is used as before. A
 * nested one is added through its clock, which stands for the scope as a manager (E5):
 *
 *     exeunt_uv_clock_init(&clock, loop, &inner.scope, 100, 0);
 *     exeunt_stack_add(&outer, &clock.manager);         not &inner.scope.manager
 */
typedef struct exeunt_uv_clock {
    exeunt_manager manager; /* a nested scope with its clock */
    /* ---- private ---- */
    uv_loop_t *loop;
    exeunt_scope *scope;
    uint64_t deadline_ms;
    uint64_t grace_ms;
    const exeunt_scope_callbacks *owner; /* the callbacks that the scope had before; or NULL */
    exeunt_scope_callbacks callbacks;    /* those that it has now */
    uv_timer_t deadline;                 /* on the loop while its data is not NULL */
    uv_timer_t grace;
    bool ended;           /* the scope has ended; reported when both timers are off the loop */
    exeunt_result result; /* how a nested scope settled */
} exeunt_uv_clock;

/* Attaches a clock to a scope. The clock takes the place of the scope's callbacks, and passes each
 * call on to them.
 *
 * Call this after the scope was initialised and before it begins, or is added to another one; once
 * for a scope. From then on the clock is on the loop only while a timer runs, and for one more
 * iteration after a timer was stopped. The end of the scope is reported after that: so on_closed,
 * or the settlement of a nested scope, may come one iteration later than without a clock. The clock
 * must live as long as its scope. Both may be freed inside on_closed; those of a nested scope
 * inside that of the outermost scope.
 *
 * Cannot fail.
 * Args   loop         runs the timers, and whatever else the scope's managers use
 *        scope        its callbacks (borrowed until the end) have no on_clock of their own
 *        deadline_ms  from before the first enter begins until enters and body are over (C6); a
 *                     nested scope's covers its enter; 0: no deadline
 *        grace_ms     from the request or the first exit, whichever is later (C4), after which
 *                     exits in flight get a cancel request; 0: no grace, they are shielded
 */
EXEUNT_API(__nonnull__)
void exeunt_uv_clock_init(exeunt_uv_clock *clock, uv_loop_t *loop, exeunt_scope *scope,
                          uint64_t deadline_ms, uint64_t grace_ms);

/* --- signals ---------------------------------------------------------------------------------- */

/* While this manager is entered, SIGINT and SIGTERM cancel a scope instead of ending the process.
 * It never stops the loop: everything unwinds in its order, and the loop drains. A second signal is
 * a second request, which changes nothing (C2): give the scope a grace time if exits may hang.
 *
 * Enters and exits at once, except for one iteration of the loop that closing handles takes; a
 * cancel request changes nothing. Its value is itself. While it is entered it keeps the loop alive.
 */
typedef struct exeunt_uv_signals {
    exeunt_manager manager;
    int received; /* the first signal that came; 0: none. Readable after the end, too */
    /* ---- private ---- */
    uv_loop_t *loop;
    exeunt_scope *scope;
    uv_signal_t handles[2];
    unsigned open; /* how many of the handles are on the loop */
    int code;      /* of the failed enter; or 0 */
} exeunt_uv_signals;

/* Prepares the manager. Cannot fail. Its enter fails with libuv's code if libuv refuses a handle.
 *
 * Args   name   for messages and error names; lives as long as the manager
 *        scope  what a signal cancels: the scope that holds this manager, or one around that,
 *               usually the outermost one
 */
EXEUNT_API(__nonnull__)
void exeunt_uv_signals_init(exeunt_uv_signals *signals, uv_loop_t *loop, const char *name,
                            exeunt_scope *scope);

/* --- a time limit ----------------------------------------------------------------------------- */

/* While this manager is entered a timer runs, which cancels a scope when it fires. Unlike a
 * deadline it has a place in the order: in a stack it covers what was entered after it - enters,
 * the body, and the exits of these, where a request starts the grace time (C4) - and in a pool the
 * other enters and the body.
 *
 * If this timer stopped the scope, the exit of the manager fails with UV_ETIMEDOUT (`NAME.exit`),
 * in addition to the flag `canceled`. Otherwise it exits after one iteration of the loop. It enters
 * at once. A cancel request changes nothing. Its value is itself.
 */
typedef struct exeunt_uv_timeout {
    exeunt_manager manager;
    bool expired; /* whether it stopped the scope; readable after the end, too */
    /* ---- private ---- */
    uv_loop_t *loop;
    exeunt_scope *scope;
    uint64_t timeout_ms;
    uv_timer_t timer;
} exeunt_uv_timeout;

/* Prepares the manager. Cannot fail, and neither can its enter.
 *
 * Args   name        for messages and error names; lives as long as the manager
 *        scope       what it cancels: the scope that holds this manager, or one around that; only
 *                    the outermost scope passes the request to a body
 *        timeout_ms  from its enter on; 0: in the next iteration of the loop
 */
EXEUNT_API(__nonnull__)
void exeunt_uv_timeout_init(exeunt_uv_timeout *timeout, uv_loop_t *loop, const char *name,
                            exeunt_scope *scope, uint64_t timeout_ms);

/* --- a TCP connection ------------------------------------------------------------------------- */

/* Enter: looks the host up, then connects to its addresses one after the other, in the order of the
 * lookup, until one accepts. If none does, it fails with the code of the last one (UV_ECONNREFUSED,
 * ...), or of the lookup (UV_EAI_NONAME, ...). Its value is `handle`, a uv_stream_t that the body
 * reads and writes; the body neither shuts it down nor closes it. A cancel request ends a connect
 * at once; a lookup that has begun is waited for, because the threads of libuv cannot be
 * interrupted.
 *
 * Exit: shuts down, which waits until everything was written, and closes; it does not wait for the
 * peer to close. It fails if shutting down fails, but not if the peer has gone away. A cancel
 * request closes at once; writes in flight then end with UV_ECANCELED, and the exit settles as
 * exited.
 *
 * May be pushed onto a stack instead of being entered: `handle` is then a connection that the owner
 * has initialised and accepted or connected.
 */
typedef struct exeunt_uv_tcp {
    exeunt_manager manager;
    uv_tcp_t handle; /* its `data` is for the owner */
    /* ---- private ---- */
    uv_loop_t *loop;
    const char *host;
    const char *service;
    uv_getaddrinfo_t resolve;
    uv_connect_t connect;
    uv_shutdown_t shutdown;
    struct addrinfo *addresses;          /* NULL: not yet resolved, or no longer needed */
    const struct addrinfo *next_address; /* to be tried if the connect in flight fails */
    int code;                            /* of the last attempt, or of the shutdown */
    bool exits;                          /* the operation in flight, or the last one, is the exit */
    bool stops;                          /* it was asked to stop */
} exeunt_uv_tcp;

/* Prepares the manager. Cannot fail.
 *
 * Args   name     for messages and error names; lives as long as the manager, as do the next two
 *        host     a name or a numeric address, IPv4 or IPv6
 *        service  a name or a number in decimal: "http", "80"
 */
EXEUNT_API(__nonnull__)
void exeunt_uv_tcp_init(exeunt_uv_tcp *tcp, uv_loop_t *loop, const char *name, const char *host,
                        const char *service);

/* --- a child process -------------------------------------------------------------------------- */

/* Enter: spawns the child, inside the call; fails with libuv's code (UV_ENOENT, ...). Its value is
 * `handle`, whose pid and `data` may be used. The child may end at any time: then options->exit_cb
 * is called, in the body or during the exit, and it may end the body. The owner judges that the
 * child ended, and how; it is never an error of the exit.
 *
 * Exit: sends SIGTERM and, after a time, SIGKILL; waits until the child has ended and is reaped. A
 * cancel request sends SIGKILL at once. Never fails. It does nothing about children of the child.
 */
typedef struct exeunt_uv_process {
    exeunt_manager manager;
    uv_process_t handle; /* its `data` is for the owner */
    /* Whether the child has ended and was reaped; the next two say how. All three are readable
     * after the end, too. */
    bool ended;
    int64_t status;
    int signal; /* that ended it; or 0 */
    /* ---- private ---- */
    uv_loop_t *loop;
    const uv_process_options_t *options;
    uint64_t terminate_ms;
    uv_timer_t timer; /* on the loop while the exit waits for SIGTERM to work */
    unsigned open;    /* how many of handle and timer are on the loop */
    int code;         /* of the failed enter; or 0 */
    bool exits;       /* its exit has begun */
} exeunt_uv_process;

/* Prepares the manager. Cannot fail.
 *
 * Args   name          for messages and error names; lives as long as the manager
 *        options       as for uv_spawn; borrowed as long as the manager is entered. Handles for
 *                      its stdio belong to the owner: another manager has to close them
 *        terminate_ms  between SIGTERM and SIGKILL; 0: SIGKILL at once, and no SIGTERM
 */
EXEUNT_API(__nonnull__)
void exeunt_uv_process_init(exeunt_uv_process *process, uv_loop_t *loop, const char *name,
                            const uv_process_options_t *options, uint64_t terminate_ms);

#ifdef __cplusplus
}
#endif

#endif
