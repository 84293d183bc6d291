/* What an implementation of an exit stack or exit pool must provide to be put under test, and what
 * the world offers to it.
 *
 * An implementation is a table of functions over a `subject`, one instance of its stack or pool.
 * The world creates the subjects of a scenario, innermost first, gives each its managers, begins
 * the outermost one, and answers its calls. A subject takes everything it needs - memory, later
 * callbacks - from the world, so that a run can be repeated and rewound: no malloc, no clock, no
 * random source (D2). A plugin may call malloc (<exeunt/plugin.h>): there it is the world's. What
 * is said of malloc and of thread-locals below is about code that is part of a program.
 *
 * Statics of the code under test, in any section, belong to the world, too: they are restored at
 * the beginning of each run and after the last one, and they are part of a state. This is meant for
 * code that happens to have some, not as a place for state: what they point to is restored only if
 * it lies in the world as well, and a counter in them makes each state a new one. Memory from
 * malloc, thread-locals, the environment, files, and statics of libraries that the code under test
 * calls are not part of the world. If they make the same tape give another trace, that breaks M9.
 * If they only mislead a search that goes back to states, the search may notice where two paths
 * meet (<exeunt/check.h>, `snapshots`). Then the world is explored by running, and the verdict is
 * `sampled` at best. States are compared as bytes, padding included: zero a structure before you
 * store it as a whole; otherwise equal situations may differ, with the same consequence.
 *
 * `exeunt new my-pool.c` writes a pool to start from, with the program that checks it.
 *
 * One thread. Every function below may be called whenever code of the implementation runs. */
#ifndef EXEUNT_IMPLEMENTATION_H
#define EXEUNT_IMPLEMENTATION_H

#include <exeunt/api.h>
#include <exeunt/clock.h>
#include <exeunt/manager.h>
#include <exeunt/promises.h>
#include <exeunt/version.h>

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- what the world offers -------------------------------------------------------------------- */

/* The border between one scope, or one manager, and the world: an argument of create, and the first
 * argument of the calls to the world. A manager may allocate, free, post, expect and withdraw, and
 * start and stop timers.
 *
 * From these calls the world knows what a manager holds: memory that it has allocated and not
 * freed, callbacks that it has posted and that have not run, externals that it waits for, timers
 * that run, and what it reports by exeunt_hold (below). The manager of the border holds it,
 * whichever code makes the call. An enter that settles as failed or canceled, and each exit,
 * releases all of it before it settles. Until the manager begins again it acquires nothing: the
 * first thing that it acquires is a breach at once (M3, M4). It may release only what it holds
 * itself.
 *
 * What a manager acquires while managers are being created does not count as held: it may be kept,
 * or released at any time. A manager that is neither entered nor pushed in a run may hold anything
 * in that run. */
typedef struct exeunt_border exeunt_border;

/* Returns zeroed memory of the world, aligned for every type. Never NULL: a run that needs more
 * than the world has ends as crashed. */
EXEUNT_API(__nonnull__, __warn_unused_result__)
void *exeunt_border_allocate(exeunt_border *border, size_t size);
/* Returns memory that all handles of a manager share, which is created once for each of the tasks
 * that name it (`tasks`), as `w1.lock`, `w2.lock`. Is called while the manager is created, always
 * with one size; the first call gets it zeroed. No handle holds it (M3, M4), and a step that
 * declares itself private may not touch it. */
EXEUNT_API(__nonnull__, __warn_unused_result__)
void *exeunt_border_share(exeunt_border *border, size_t size);
/* As exeunt_border_allocate, but it may return NULL: if the scenario says `faults: {memory:
 * anywhere}`, each call is a choice (exeunt_border_choose, below) between memory and none, which is
 * a fault. Traces and schedules call it "db gets memory" and "db gets no memory". While managers
 * and subjects are being created it never returns NULL. */
EXEUNT_API(__nonnull__, __warn_unused_result__)
void *exeunt_border_try_allocate(exeunt_border *border, size_t size);
/* Frees memory; does nothing for NULL. Freed memory must not be touched again. A manager breaks M8,
 * and a scope X13, if it writes to a byte of it, frees it again, frees the memory of another one,
 * or frees an external that it waits for, a running timer, or a posted callback.
 *
 * Between two blocks lie sixteen bytes at least that belong to nobody: who writes past the end of a
 * block, or before its beginning, and no farther, breaks the same rules. That is noticed when the
 * call returns; of the bytes next to the end of a manager's block, when that is freed.
 *
 * A read of freed memory yields zeroes. It is noticed only in pages that are wholly free, 256 KiB
 * and more beyond what the world had in use at the start; or if the program runs with
 * AddressSanitizer or under valgrind's memcheck: for them the world marks free memory while code
 * under test runs, and they report each access in their own way. With AddressSanitizer a write ends
 * the process, too, instead of being a finding. */
EXEUNT_API(__nonnull__(1))
void exeunt_border_free(exeunt_border *border, void *memory);

/* A callback of the ready queue, first in first out (D1). It lies in the caller's memory, zero but
 * for the fields that are set, and is posted at most once at a time, which is asserted. It cannot
 * be withdrawn: a manager that is asked to stop settles after its posted callbacks have run. */
typedef struct exeunt_task {
    void (*run)(struct exeunt_task *task);
    void *data;               /* for the caller */
    struct exeunt_task *next; /* for the world */
    exeunt_border *border;    /* for the world: the border that it was posted by, or NULL */
} exeunt_task;
EXEUNT_API(__nonnull__)
void exeunt_border_post(exeunt_border *border, exeunt_task *task);

/* Begins the body. Only the outermost scope has one, and begins it at most once (X5). The body may
 * settle inside the call. */
EXEUNT_API(__nonnull__)
void exeunt_border_begin_body(exeunt_border *border);
/* Reports the value that the body gets for the manager at `index` of the plan (P7), so that it can
 * be compared with the value that its enter settled with. Before exeunt_border_begin_body;
 * optional. */
EXEUNT_API(__nonnull__(1))
void exeunt_border_give_value(exeunt_border *border, size_t index, const void *value);
/* Reports that the subject now starts or stops a timer of its own (C4, C6). The world runs the
 * timers by what it sees at the border; this call serves to compare. For subjects whose
 * implementation has `shows_clock`. */
EXEUNT_API(__nonnull__)
void exeunt_border_show_clock(exeunt_border *border, exeunt_clock clock);
/* Asks the body in flight to stop (S12). */
EXEUNT_API(__nonnull__)
void exeunt_border_cancel_body(exeunt_border *border);

/* --- errors ----------------------------------------------------------------------------------- */

/* An error is its record (E1, E2). A scope records each failure through exeunt_manager_record, or
 * keeps records of its own. Then, for a failure, for its deadline and for several errors, the first
 * record that it reports with the name in `source` is the error: exits must receive that very
 * record, and it must leave the scope. In both cases the record says what the manager settled with,
 * and its `context` is right when the outermost scope closes (X7; not looked at where the promise
 * is EXEUNT_ERRORS_OLDEST_FIRST): a scope that has recorded an error in a manager may complete it
 * there, in `manager->error.context`. `canceled` is exeunt_error_canceled() (E7): exits receive it
 * as their cause, and it is the context of no error, unless an exit can suppress it
 * (EXEUNT_CANCELLATION_SUPPRESSIBLE). */

/* The end of an outermost scope (E4), exactly once (X10). */
typedef struct exeunt_end {
    const exeunt_error *const *errors; /* the primary one first; borrowed during the call */
    size_t error_count;
    bool canceled;
    bool suppressed;
} exeunt_end;
EXEUNT_API(__nonnull__)
void exeunt_border_close(exeunt_border *border, const exeunt_end *end);

/* --- rules of the code under test ------------------------------------------------------------- */

/* Reports that a rule of the code under test does not hold, instead of an assertion. This breaks U1
 * of the manager whose border it is, of the scope, or of the body. It ends the run, and so does not
 * return; the report shows the shortest schedule that leads there.
 *
 *     if (self->balance < 0) {
 *         exeunt_border_refute(self->border, "the balance is %d", self->balance);
 *     }
 *
 * The text is the message: copied, cut to EXEUNT_REFUTATION_MAX bytes with `...` at its end, and on
 * one line, control characters being blanks. It is part of the trace of a run, so the same tape has
 * to lead to the same text: no addresses (`%p`). `format` is static, and identifies the rule: for
 * each format the shortest schedule is shown, whatever the text says. */
EXEUNT_API(__format__(__printf__, 2, 3), __nonnull__(1, 2))
void exeunt_border_refute(exeunt_border *border, const char *format, ...);
enum { EXEUNT_REFUTATION_MAX = 200 };

/* --- what an implementation provides ---------------------------------------------------------- */

/* X(capability, name, bit): what an implementation declares. A scenario that needs an EXEUNT_CAN_*
 * which is not declared is skipped.
 *
 * EXEUNT_NO_SNAPSHOTS is for an implementation that keeps something that no snapshot reaches - in
 * another process, in memory from malloc, in a thread, in a library with statics of its own - and
 * makes that again in each `begin`. The search then never goes back to a state, whatever the
 * options say: every run starts from its beginning, and the result says so (`fallback` in
 * <exeunt/check.h>). Without this declaration only an audit that sees a difference finds it out. */
#define EXEUNT_CAPABILITY_MAP(X)                                                                   \
    X(EXEUNT_CAN_STACK, "stack", 1u)                                                               \
    X(EXEUNT_CAN_POOL, "pool", 2u)                                                                 \
    X(EXEUNT_CAN_CANCEL, "cancel", 4u)                                                             \
    X(EXEUNT_CAN_DEADLINE, "deadline", 8u)                                                         \
    X(EXEUNT_CAN_GRACE, "grace", 16u)                                                              \
    X(EXEUNT_CAN_MOVE, "move", 32u)                                                                \
    X(EXEUNT_CAN_NEST, "nest", 64u)                                                                \
    X(EXEUNT_CAN_WAIT_ALL, "wait-all", 128u)                                                       \
    X(EXEUNT_NO_SNAPSHOTS, "no-snapshots", 256u)
typedef enum exeunt_capability {
#define EXEUNT_CAPABILITY_ENUM(capability, name, bit) capability = (int)(bit),
    EXEUNT_CAPABILITY_MAP(EXEUNT_CAPABILITY_ENUM)
#undef EXEUNT_CAPABILITY_ENUM
} exeunt_capability;

typedef enum exeunt_role { EXEUNT_ROLE_ENTER, EXEUNT_ROLE_PUSH, EXEUNT_ROLE_CALLBACK } exeunt_role;
typedef enum exeunt_kind { EXEUNT_KIND_STACK, EXEUNT_KIND_POOL } exeunt_kind;

/* One entry of what a scope is to hold, in order; lives as long as the world. */
typedef struct exeunt_entry {
    exeunt_manager *manager;
    exeunt_role role; /* stacks: how it is held; pools: always EXEUNT_ROLE_ENTER */
} exeunt_entry;

typedef struct exeunt_plan {
    const char *name;
    exeunt_kind kind;
    const exeunt_entry *entries;
    size_t entry_count;
    bool wait_all; /* P3; only with EXEUNT_CAN_WAIT_ALL */
    bool nested;   /* it will be entered and exited through `manager` */
    exeunt_border *border;
} exeunt_plan;

/* How a body settled. */
typedef enum exeunt_body_end {
    EXEUNT_BODY_RETURNED,
    EXEUNT_BODY_RAISED,
    EXEUNT_BODY_CANCELED
} exeunt_body_end;

/* The number of the binary interface of this header. It grows by one with each change of what the
 * world and code under test share here - a structure, a callback, the meaning of a number - and by
 * a thousand with that of the core (EXEUNT_ABI), whose structures they share, too. So the one field
 * `abi` of an implementation stands for everything that it passes to the world: managers' types,
 * externals, timers, tasks and choices need no number of their own. */
#define EXEUNT_IMPLEMENTATION_ABI (EXEUNT_ABI * 1000 + 2)

/* The functions that the capabilities need must be there; otherwise the check is invalid. The
 * others may be NULL. The table is read only, and must exist as long as the worlds in which it is
 * used. */
typedef struct exeunt_implementation exeunt_implementation;
struct exeunt_implementation {
    /* EXEUNT_IMPLEMENTATION_ABI of the header that the table was compiled with. It stays the first
     * field for ever. It is read before anything else of the table; if it is not the number of the
     * simulator, the check is invalid. */
    unsigned abi;
    const char *name;  /* as in `implementation:` */
    const char *about; /* one line */
    exeunt_profile profile;
    /* Its own answers to the questions of SPEC 8; NULL: those of its profile. */
    const exeunt_promises *promises;
    /* The rules that it does not promise to keep, by name, with NULL after the last one:
     * {"order", NULL}. NULL: there is none. They are not checked, and every verdict says so. */
    const char *const *waives;
    unsigned capabilities; /* of exeunt_capability */
    bool shows_clock;      /* its subjects report each start and stop of deadline and grace time */
    void *data;            /* for create: the caller's; it is not restored */

    /* Makes a subject in the border's memory. Calls no manager. Returns it, or NULL if that is
     * impossible: then nothing is tested, and the check is invalid. `implementation` is this table,
     * so that one function may serve several tables, which differ in `data`.
     *
     *     static void *create(const exeunt_implementation *implementation,
     *                         const exeunt_plan *plan)
     *     {
     *         my_pool *self = exeunt_border_allocate(plan->border, sizeof *self);
     *         self->border = plan->border;
     *         self->failed = exeunt_border_allocate(plan->border, plan->entry_count);
     *         return self;
     *     }
     *
     * Called once for all runs: each begins with the memory of the world as this call left it. So
     * `begin` is called many times, and `destroy` nearly as often, for this one subject. Memory
     * from malloc is not restored: the second run finds it as the first run left it, or freed, and
     * may break a rule that no first run breaks. A subject that lies neither in the world nor in
     * statics is refused: the check is invalid. If it lies there, but something else was taken by
     * malloc here (an array that it points to), the printed result says so. Memory that a run takes
     * by malloc, and frees before it ends, does no harm, except that states cannot be gone back to
     * (`snapshots` in <exeunt/check.h>). */
    void *(*create)(const exeunt_implementation *implementation, const exeunt_plan *plan);
    /* Frees the subject by exeunt_border_free, after its end or instead of it, in each run that
     * broke no rule: memory that is left then breaks X13. */
    void (*destroy)(void *subject);
    /* Begins an outermost subject: enters its managers, then calls exeunt_border_begin_body, and in
     * the end exeunt_border_close. */
    void (*begin)(void *subject);
    /* The body has settled; `error` is what it raised, NULL unless RAISED. */
    void (*body_settled)(void *subject, exeunt_body_end end, const exeunt_error *error);
    /* A cancel request to an outermost subject (EXEUNT_CAN_CANCEL); it may come before begin,
     * too. */
    void (*cancel)(void *subject);
    /* The subject's deadline has expired (EXEUNT_CAN_DEADLINE). The world runs the timer: from
     * before the first enter until enters and body are over. */
    void (*expire)(void *subject);
    /* The subject's grace time has ended (EXEUNT_CAN_GRACE). The world runs the timer: from the
     * request or the first exit, whichever is later. */
    void (*end_grace)(void *subject);
    /* An exit in flight, of a manager that is no scope, has gone on after the subject had asked it
     * to stop, and waits again (EXEUNT_EXITS_ASKED_AGAIN needs this function, and no other answer
     * does). The subject now asks it once more, by manager->type->cancel: exeunt_manager_cancel
     * asks an operation only once. */
    void (*waits_anew)(void *subject, exeunt_manager *manager);
    /* Returns the subject as a manager of another one (EXEUNT_CAN_NEST). */
    exeunt_manager *(*manager)(void *subject);

    /* What a body or a manager may ask of an outermost stack meanwhile. Each returns 0, or a
     * negative number if it refused, for which it needs a reason (S9-S11). NULL: not supported.
     *
     * A manager whose error stands must be refused when it is entered, pushed or registered again
     * (S15; X7 sees it if not). A manager that no scope holds, and whose error does not stand, must
     * be accepted (S10, X1). This can be checked only of a scope that records errors by
     * exeunt_manager_record, in the managers: for one that keeps its own records S15 is not
     * checked. */
    int (*enter)(void *subject, exeunt_manager *manager,
                 void (*settled)(void *context, const exeunt_error *error), void *context);
    int (*push)(void *subject, exeunt_manager *manager);
    int (*callback)(void *subject, exeunt_manager *manager);
    int (*move)(void *subject, void *to); /* EXEUNT_CAN_MOVE; `to` was created without entries */
    int (*close)(void *subject);          /* as if the body had ended without an error */
};

/* --- for managers in a world ------------------------------------------------------------------ */

/* Something that a manager waits for, whose moment and result the world decides (D3): a connection
 * that is made, a reply, a piece of its own work that goes on. Every order in which such things can
 * come is explored, with every result.
 *
 * It lies in the manager's memory, zero but for the fields that are set, and stays there while the
 * manager waits for it. It counts as held meanwhile (M3, M4): withdraw it before the operation
 * settles. */
typedef struct exeunt_external {
    /* It has come, with this result: an inner step, or the end of the operation. The manager no
     * longer waits for it, and may expect it again. */
    void (*deliver)(struct exeunt_external *external, unsigned result);
    void *data;            /* for the manager */
    unsigned result_count; /* 0 counts as 1; at most 64 */
    uint64_t plain;        /* result 0 is a plain one; of the others, those whose bit is set here
                            * (the rest are faults) */
    /* The word of each result in schedules, `expect` and traces, after the name of the manager ("db
     * connected", "db refused"): static, on one line, with single blanks. NULL: "steps". A word
     * that is already an outcome or an event of the format ("fails", "entered") is written "db word
     * fails". */
    const char *const *results;
    /* This delivery is an inner step: it touches nothing but its manager's memory, which no other
     * code reads; it settles nothing, and asks nothing of the world except to be expected again;
     * and it makes no difference whether a cancel request, or anything else, comes before or after
     * it. Searches then need not try it at every moment. Valid only if it has one result. */
    bool private_step;
    /* ---- for the world ---- */
    bool made_with;        /* waited for since its manager was made */
    uint32_t owner;        /* the member that waits for it, by its number */
    exeunt_border *border; /* NULL: not waited for */
    struct exeunt_external *next;
} exeunt_external;

/* Waits for it. The border is the one that the manager was made with. The manager must not wait for
 * it already. */
EXEUNT_API(__nonnull__)
void exeunt_border_expect(exeunt_border *border, exeunt_external *external);
/* It will not come any more. Does nothing if the manager does not wait for it. A manager must not
 * withdraw what was expected on another border (M3, M4). */
EXEUNT_API(__nonnull__)
void exeunt_border_withdraw(exeunt_border *border, exeunt_external *external);

/* --- the time of managers --------------------------------------------------------------------- */

/* The place of a timer among all running timers; for the world. */
typedef struct exeunt_timer_place {
    struct exeunt_timer_place *next;
    uint64_t wait_ms; /* after the previous timer */
    uint32_t purpose, index;
    bool armed;
} exeunt_timer_place;

/* A timer of a manager. Time is virtual (C8): it moves only when no callback is ready, and then to
 * the timer that is due first. That is one of the things that may come next (`time passes`); the
 * others may come before it, however long they take. Among timers that are due together, the one
 * that was started first fires first; deadlines, grace times and `takes` of the scenario are among
 * them.
 *
 * It lies in the manager's memory, zero but for the fields that are set, and stays there while it
 * runs. A running timer counts as held (M3, M4): stop it before the operation settles. A manager
 * that starts a timer again whenever it fires has endless runs (M2); it must limit how often it
 * does so. */
typedef struct exeunt_timer {
    /* The time has passed. The timer does not run any more, and may be started again. */
    void (*fire)(struct exeunt_timer *timer);
    void *data; /* for the manager */
    /* ---- for the world ---- */
    bool made_with;        /* runs since its manager was made */
    exeunt_border *border; /* NULL: it does not run */
    exeunt_timer_place place;
} exeunt_timer;

/* Starts the timer: it fires when `wait_ms` have passed; 0: as soon as time passes. A running timer
 * is started again, with its place after those that are due together with it. The border is the one
 * that the manager was made with. */
EXEUNT_API(__nonnull__)
void exeunt_border_start_timer(exeunt_border *border, exeunt_timer *timer, uint64_t wait_ms);
/* It will not fire. Does nothing if it does not run. A manager must not stop or restart a timer
 * that was started on another border (M3, M4). */
EXEUNT_API(__nonnull__)
void exeunt_border_stop_timer(exeunt_border *border, exeunt_timer *timer);

/* --- what a manager holds that is not memory (M3, M4) ----------------------------------------- */

/* Report to the world that `manager` acquired, or released, one thing; while the manager is being
 * created, something that it is made with, such as a lock that is only pushed. Releasing what is
 * not held is a breach at once (M4; M3 in an enter or after a failed one). For managers in a world;
 * elsewhere they do nothing. */
EXEUNT_API(__nonnull__)
void exeunt_hold(exeunt_manager *manager);
EXEUNT_API(__nonnull__)
void exeunt_release(exeunt_manager *manager);

/* --- for bodies in a world -------------------------------------------------------------------- */

/* A body written in C, in place of the one that the scenario would play. All its memory is that of
 * its border, by which it also waits (exeunt_border_expect, _post, _start_timer), chooses (_choose)
 * and refutes (_refute), as a manager does; what it holds is not counted. */
typedef struct exeunt_body {
    /* Makes it. Called once for all runs; each run begins with its memory as this call left it.
     * Returns it, or NULL if that is impossible: then nothing is tested, and the check is
     * invalid. */
    void *(*create)(exeunt_border *border, void *data);
    void *data; /* for create: the caller's */
    /* Begins it, at most once in a run (X5). It settles once, inside the call or later, by one of
     * the functions below. */
    void (*begin)(void *body);
    /* Asks it to stop while it is in flight (S12). It may settle inside the call, settle later, or
     * go on. NULL: it goes on. */
    void (*cancel)(void *body);
} exeunt_body;

/* These settle the body. Settling when it is not in flight, or as canceled without a request to
 * stop, breaks U1 of the body. A body that never settles breaks X9, and is blamed. */
EXEUNT_API(__nonnull__)
void exeunt_body_returned(exeunt_border *border);
/* `code` is negative, `message` static, its own, or NULL. */
EXEUNT_API(__nonnull__(1))
void exeunt_body_raised(exeunt_border *border, int code, const char *message);
/* Raises the error of a failed enter that the body asked for (S1). Any other error is recorded as a
 * new one with the same code and message. */
EXEUNT_API(__nonnull__)
void exeunt_body_raised_again(exeunt_border *border, const exeunt_error *error);
EXEUNT_API(__nonnull__)
void exeunt_body_canceled(exeunt_border *border);

/* Returns the value that the enter of a manager has settled with, as long as the manager is held;
 * otherwise, or if there is no such manager, NULL. For a manager that the scenario plays it is not
 * NULL, and must not be read. */
EXEUNT_API(__nonnull__, __warn_unused_result__)
void *exeunt_body_value(exeunt_border *border, const char *name);

/* What a body may ask of the outermost scope meanwhile, in any order and any number of times. Each
 * returns the answer of the scope: 0, or a negative number if it refused. The scenario says what
 * the body may ask, and so which names there are (`body: {actions: [enter NAME, close]}`): anything
 * else breaks U1. */
EXEUNT_API(__nonnull__, __warn_unused_result__)
int exeunt_body_push(exeunt_border *border, const char *name);
EXEUNT_API(__nonnull__, __warn_unused_result__)
int exeunt_body_callback(exeunt_border *border, const char *name);
EXEUNT_API(__nonnull__, __warn_unused_result__)
int exeunt_body_move(exeunt_border *border, const char *name);
EXEUNT_API(__nonnull__)
int exeunt_body_close(exeunt_border *border);
EXEUNT_API(__nonnull__)
int exeunt_body_cancel(exeunt_border *border); /* a request to the outermost scope */
/* `settled` is called once when the enter ends, inside the call or later, unless it was refused:
 * with NULL, its error, or exeunt_error_canceled(). One enter at a time: until it has ended,
 * another one is refused. */
EXEUNT_API(__nonnull__(1, 2, 3), __warn_unused_result__)
int exeunt_body_enter(exeunt_border *border, const char *name,
                      void (*settled)(void *context, const exeunt_error *error), void *context);

/* --- choices inside calls --------------------------------------------------------------------- */

/* A question that the world answers at once: for example, whether a request that is under way can
 * still be withdrawn, or how much a buffer takes. For an answer that comes later, use an
 * exeunt_external. */
typedef struct exeunt_choice {
    unsigned result_count; /* 0 counts as 1, which is no choice; at most 64 */
    uint64_t plain;        /* as in exeunt_external: result 0 is plain, the rest are faults unless
                            * their bit is set here; `limits: {faults: ...}` counts them */
    /* The word of each result in traces and schedules, after the name of the manager, the scope or
     * `body`: "db busy". Static; required unless there is only one result. */
    const char *const *results;
} exeunt_choice;

/* Chooses one of the results: returns its number. For managers, scopes and bodies, at any time
 * except while they are being created.
 *
 *     static const char *const words[] = {"stopped", "busy"};
 *     exeunt_choice taken_back = {.result_count = 2, .results = words};
 *     if (exeunt_border_choose(self->border, &taken_back) == 0) {
 *         exeunt_canceled(manager);
 *     }
 *
 * Every result is explored. For each result, the step with the choice, or the whole run, is
 * repeated from its beginning up to that choice. So the code before it must change nothing but the
 * memory of the world and statics, which are restored. A `private_step` makes no choice: an audit
 * convicts it. */
EXEUNT_API(__nonnull__, __warn_unused_result__)
unsigned exeunt_border_choose(exeunt_border *border, const exeunt_choice *choice);

/* --- what is no part of the world ------------------------------------------------------------- */

/* The prefix of a variable that outlives the worlds on purpose, such as a test's own count of what
 * it has seen: it is not restored, and is part of no state. No code under test may read it.
 *
 *     static EXEUNT_OUTSIDE unsigned made; */
#define EXEUNT_OUTSIDE __attribute__((section("exeunt_outside")))

#ifdef __cplusplus
}
#endif

#endif
