/* Measures pairs of enter and exit: by bare function pointers, in a stack, in a pool. */
#include "bench.h"

#include <exeunt/exeunt.h>

#include <stdio.h>
#include <stdlib.h>

enum { MANAGERS_MAX = 100000 };

static uint64_t held; /* by all managers: an enter increments it, an exit decrements it */

/* --- function pointers ------------------------------------------------------------------------ */

typedef struct bare {
    void (*enter)(struct bare *self);
    void (*exit)(struct bare *self);
} bare;

static bare bares[MANAGERS_MAX];

static void bare_enter(bare *self)
{
    (void)self;
    held += 1;
}

static void bare_exit(bare *self)
{
    (void)self;
    held -= 1;
}

static void init_bares(uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        bares[i] = (bare){bare_enter, bare_exit};
    }
}

static void run_bares(uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        bares[i].enter(&bares[i]);
    }
    for (uint32_t i = count; i-- > 0;) {
        bares[i].exit(&bares[i]);
    }
}

/* --- managers --------------------------------------------------------------------------------- */

static exeunt_manager managers[MANAGERS_MAX];

static void enter(exeunt_manager *manager)
{
    held += 1;
    exeunt_entered(manager, NULL);
}

static void exit_again(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    held -= 1;
    exeunt_exited(manager);
}

static const exeunt_manager_type type = {.enter = enter, .exit = exit_again};

static void on_entered(exeunt_scope *scope)
{
    (void)scope; /* the body is empty: it ends after begin has returned */
}

static void on_closed(exeunt_scope *scope, const exeunt_outcome *outcome)
{
    (void)outcome;
    *(uint32_t *)scope->data += 1;
}

static const exeunt_scope_callbacks callbacks = {.on_entered = on_entered, .on_closed = on_closed};

static exeunt_stack stack;
static exeunt_pool pool;

static void take(int refused)
{
    if (refused != 0) {
        abort();
    }
}

static void init_stack(uint32_t count)
{
    exeunt_stack_init(&stack, "stack", &callbacks);
    for (uint32_t i = 0; i < count; i++) {
        exeunt_manager_init(&managers[i], &type, "manager");
        take(exeunt_stack_add(&stack, &managers[i]));
    }
}

static void run_stack(uint32_t *closed)
{
    stack.scope.data = closed;
    exeunt_stack_begin(&stack);
    exeunt_stack_close(&stack, NULL);
}

static void init_pool(uint32_t count)
{
    exeunt_pool_init(&pool, "pool", &callbacks);
    for (uint32_t i = 0; i < count; i++) {
        exeunt_manager_init(&managers[i], &type, "manager");
        take(exeunt_pool_add(&pool, &managers[i]));
    }
}

static void run_pool(uint32_t *closed)
{
    pool.scope.data = closed;
    exeunt_pool_begin(&pool);
    exeunt_pool_close(&pool, NULL);
}

/* --- measuring -------------------------------------------------------------------------------- */

/* Measures one round, in which all enter and all exit, without its preparation. */
static double round_s(bench_holder holder, uint32_t count)
{
    uint32_t closed = holder == BENCH_FUNCTION_POINTERS ? 1 : 0;
    if (holder == BENCH_FUNCTION_POINTERS) {
        init_bares(count);
    } else if (holder == BENCH_STACK) {
        init_stack(count);
    } else {
        init_pool(count);
    }
    double began_s = bench_now_s();
    if (holder == BENCH_FUNCTION_POINTERS) {
        run_bares(count);
    } else if (holder == BENCH_STACK) {
        run_stack(&closed);
    } else {
        run_pool(&closed);
    }
    double took_s = bench_now_s() - began_s;
    if (held != 0 || closed != 1) {
        fprintf(stderr, "bench: somebody was left entered\n");
        exit(1);
    }
    return took_s;
}

double bench_pair_s(bench_holder holder, uint32_t count, uint32_t rounds)
{
    double fastest_s = 0;
    count = count < MANAGERS_MAX ? count : MANAGERS_MAX;
    for (uint32_t i = 0; i < rounds; i++) {
        double took_s = round_s(holder, count);
        fastest_s = i == 0 || took_s < fastest_s ? took_s : fastest_s;
    }
    return fastest_s / count;
}
