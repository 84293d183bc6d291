/* A stage for tests of the core: managers that do what the test says, and a trace of what the
 * scopes do with them.
 *
 *     test_manager *a = manager_named("a");                  waits until the test settles it
 *     test_manager *b = manager_named("b");
 *     exeunt_pool *pool = pool_of(a, b);
 *     exeunt_pool_begin(pool);
 *     expect_trace("a enter begins", "b enter begins");      everything since the last expect_trace
 *     enters(a);
 *     enter_fails(b);
 *     expect_trace("a exit begins (b.enter)");
 *     exits(a);
 *     expect_trace("pool closes (raises [b.enter])");
 *
 * The trace has the calls that managers, bodies and owners receive. It does not have what the test
 * settles itself. Each test is a process of its own, so the stage is never shared.
 */
#ifndef EXEUNT_TESTS_UNIT_SUPPORT_H
#define EXEUNT_TESTS_UNIT_SUPPORT_H

#include <criterion/criterion.h>

#include <exeunt/exeunt.h>

/* What a manager does by itself when an operation begins, or when it is asked to stop. */
typedef enum reply {
    WAITS, /* the default: the test settles it, and it ignores a request to stop */
    SUCCEEDS,
    FAILS,
    STOPS, /* an enter settles canceled, an exit as exited */
    SUPPRESSES,
    SUPPRESSES_AND_FAILS, /* E6 */
    RAISES_WHAT_IT_WAS_TOLD
} reply;

typedef struct test_manager {
    exeunt_manager base;
    reply enter;
    reply exit;
    reply when_asked_to_stop;
    void (*during_enter)(void); /* called inside `enter`, before that settles */
    void (*during_exit)(void);
    bool exits_now; /* which operation is in flight: the exit, or the enter */
    const exeunt_error *told;
} test_manager;

test_manager *manager_named(const char *name);
/* A manager whose operations succeed inside the call. */
test_manager *inline_manager_named(const char *name);

/* These settle the operation in flight. */
void enters(test_manager *manager);
void enter_fails(test_manager *manager);
void enter_stops(test_manager *manager);
void exits(test_manager *manager);
void suppresses(test_manager *manager);
void exit_fails(test_manager *manager);
void suppresses_and_fails(test_manager *manager);

/* A scope that holds these in order: test managers, and stacks and pools made here. Its name is its
 * kind, or the name given. */
#define stack_of(...)          new_stack("stack", (void *const[]){__VA_ARGS__, NULL})
#define pool_of(...)           new_pool("pool", (void *const[]){__VA_ARGS__, NULL})
#define stack_named(name, ...) new_stack(name, (void *const[]){__VA_ARGS__, NULL})
#define pool_named(name, ...)  new_pool(name, (void *const[]){__VA_ARGS__, NULL})
#define stack_of_none()        new_stack("stack", (void *const[]){NULL})
#define pool_of_none()         new_pool("pool", (void *const[]){NULL})
exeunt_stack *new_stack(const char *name, void *const *managers);
exeunt_pool *new_pool(const char *name, void *const *managers);

/* What the body does when it begins, and when it is asked to stop; NULL: nothing. */
extern void (*when_body_begins)(exeunt_scope *scope);
extern void (*when_body_is_asked_to_stop)(exeunt_scope *scope);
/* The error named `body`. */
const exeunt_error *body_error(void);
/* To be passed to exeunt_stack_enter: traces what the body receives. */
void trace_body(exeunt_stack *stack, exeunt_manager *manager, const exeunt_error *error);
/* From now on the trace has every clock notification, too. */
void trace_clocks(void);

/* Expects that the trace since the last call is exactly this. */
#define expect_trace(...)                                                                          \
    expect_trace_at(__FILE__, __LINE__, (const char *const[]){__VA_ARGS__, NULL})
#define expect_silence() expect_trace_at(__FILE__, __LINE__, (const char *const[]){NULL})
void expect_trace_at(const char *file, int line, const char *const *wanted);
/* Forgets the trace so far. */
void skip_trace(void);

/* The flag `suppressed` of the scope that closed last. */
bool ended_suppressed(void);
/* Returns the chain of contexts that begins at an error: `b.exit < a.exit < body`. */
const char *chain_of(const exeunt_error *error);

#endif
