/* A stage on a real loop: scopes, managers that take real time, and checks of what is left behind.
 *
 *     sleeper *a = sleeper_named("a");
 *     exeunt_scope *pool = pool_of(of(a), of(dialer_named("b", refused_port())));
 *     begin(pool);
 *     expect_end("raises [b.enter]");      runs the loop until it drains
 *
 * Everything that is made here is freed inside on_closed of the outermost scope, so that
 * AddressSanitizer catches any code that touches it later. A test that looks at a manager
 * afterwards calls keep() first. Each test is a process of its own, so the stage is never shared.
 */
#ifndef EXEUNT_TESTS_UV_SUPPORT_H
#define EXEUNT_TESTS_UV_SUPPORT_H

#include <criterion/criterion.h>

#include <exeunt/uv.h>

/* The loop of the test. */
extern uv_loop_t loop;

/* For TestSuite(.init): opens the loop and counts the descriptors. */
void open_stage(void);

/* Returns zeroed memory that lives until the outermost scope has closed or, after keep(),
 * longer. */
void *make(size_t size);
void keep(void);

/* --- managers --------------------------------------------------------------------------------- */

/* The duration of an operation of a sleeper that settles only when it is asked to stop. */
#define FOR_EVER UINT64_MAX

/* Sleeps while it enters and while it exits: a millisecond each, unless a test sets another time; 0
 * settles inside the call. When asked to stop, its enter settles as canceled, its exit as
 * exited. */
typedef struct sleeper {
    exeunt_manager manager;
    uint64_t enter_ms;
    uint64_t exit_ms;
    int exit_code; /* its exit fails with this code; 0: it does not fail */
    const exeunt_error *told;
    uv_timer_t timer;
    bool enters;
    bool stops;
} sleeper;

sleeper *sleeper_named(const char *name);

/* Connects to a port of 127.0.0.1, shuts down and closes. */
typedef struct dialer {
    exeunt_manager manager;
    int port;
    uv_tcp_t tcp;
    uv_connect_t connect;
    uv_shutdown_t shutdown;
    bool enters;
    int code;
} dialer;

dialer *dialer_named(const char *name, int port);

/* The managers of the library. */
exeunt_uv_tcp *tcp_to(const char *name, const char *host, int port);

#define of(thing) (&(thing)->manager)

/* --- scopes ----------------------------------------------------------------------------------- */

/* Return an outermost scope, or one to be nested, that holds these managers in order. */
#define stack_of(...)   new_stack("stack", (exeunt_manager *const[]){__VA_ARGS__, NULL})
#define pool_of(...)    new_pool("pool", (exeunt_manager *const[]){__VA_ARGS__, NULL})
#define pool_of_none()  new_pool("pool", (exeunt_manager *const[]){NULL})
#define stack_of_none() new_stack("stack", (exeunt_manager *const[]){NULL})
exeunt_scope *new_stack(const char *name, exeunt_manager *const *managers);
exeunt_scope *new_pool(const char *name, exeunt_manager *const *managers);
/* Adds a manager before the scope begins. */
void add(exeunt_scope *scope, exeunt_manager *manager);

/* Attaches a clock. Returns the clock, which stands for the scope if that is nested. */
exeunt_uv_clock *timed(exeunt_scope *scope, uint64_t deadline_ms, uint64_t grace_ms);

void begin(exeunt_scope *scope);
/* Ends the body. */
void end_body(exeunt_scope *scope, const exeunt_error *cause);

/* What the body does when it begins, and when it is asked to stop. By default it returns at once,
 * and stops at once. */
extern void (*when_body_begins)(exeunt_scope *scope);
extern void (*when_body_is_asked_to_stop)(exeunt_scope *scope);
/* What the owner does inside on_closed, before everything is freed. */
extern void (*when_closed)(void);
/* A body that waits until it is asked to stop. */
void wait_in_body(exeunt_scope *scope);
/* Calls `act` in a later iteration of the loop, which stays alive until then. */
void later(void (*act)(void));
/* The outermost scope; NULL once it has closed. */
extern exeunt_scope *outermost;

/* --- the end ---------------------------------------------------------------------------------- */

/* Runs the loop until it drains. Then expects that the scope has ended like this, in the words of
 * scenarios (`returns`, `canceled`, `raises [a.exit, body] + canceled`), that no handle is left on
 * the loop, that no descriptor is open that was not open before, and that there is no child, not
 * even a zombie. */
#define expect_end(text) expect_end_at(text, __FILE__, __LINE__)
void expect_end_at(const char *text, const char *file, int line);

/* The code of the first error of the outcome. */
int ended_with_code(void);

#endif
