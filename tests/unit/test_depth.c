/* The C stack has constant depth (S13, P16), and nothing is touched after the end (X4). */
#include "support.h"

#include <stdint.h>
#include <stdlib.h>

enum {
    MANY = 1000 * 1000,
    FRAMES_MAX = 4096 /* bytes between the shallowest and the deepest call: a few frames */
};

/* --- how deep the C stack was when managers were called --------------------------------------- */

static uintptr_t lowest;
static uintptr_t highest;
static size_t enter_count;
static size_t exit_count;

static void measure(void)
{
    volatile char here = 0;
    uintptr_t address = (uintptr_t)&here;

    lowest = lowest == 0 || address < lowest ? address : lowest;
    highest = address > highest ? address : highest;
}

static void enter(exeunt_manager *manager)
{
    measure();
    enter_count++;
    exeunt_entered(manager, NULL);
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    measure();
    exit_count++;
    exeunt_exited(manager);
}

static void fail_to_leave(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    measure();
    exit_count++;
    exeunt_failed(manager, -5, NULL);
}

static const exeunt_manager_type obliging = {enter, leave, NULL};
static const exeunt_manager_type failing = {enter, fail_to_leave, NULL};

static exeunt_manager *many_managers(const exeunt_manager_type *type)
{
    exeunt_manager *managers = malloc(MANY * sizeof *managers);

    cr_assert_not_null(managers);
    for (size_t i = 0; i < MANY; i++) {
        exeunt_manager_init(&managers[i], type, "manager");
    }
    return managers;
}

static size_t closed_with_errors;
static int closed_count;

static void count_errors(exeunt_scope *scope, const exeunt_outcome *outcome)
{
    (void)scope;
    closed_with_errors = exeunt_outcome_errors(outcome, NULL, 0);
    closed_count++;
}

static void close_stack(exeunt_scope *scope)
{
    exeunt_stack_close((exeunt_stack *)scope, NULL);
}

static void close_pool(exeunt_scope *scope)
{
    exeunt_pool_close((exeunt_pool *)scope, NULL);
}

static const exeunt_scope_callbacks stack_owner = {close_stack, NULL, count_errors, NULL};
static const exeunt_scope_callbacks pool_owner = {close_pool, NULL, count_errors, NULL};

static void expect_constant_stack(size_t enters_wanted)
{
    cr_expect_eq(closed_count, 1);
    cr_expect_eq(enter_count, enters_wanted);
    cr_expect_eq(exit_count, MANY);
    cr_expect_lt(highest - lowest, FRAMES_MAX);
}

TestSuite(depth);

Test(depth, S13_a_million_managers_in_a_stack)
{
    exeunt_manager *managers = many_managers(&obliging);
    exeunt_stack stack;

    exeunt_stack_init(&stack, "stack", &stack_owner);
    for (size_t i = 0; i < MANY; i++) {
        cr_assert_eq(exeunt_stack_add(&stack, &managers[i]), 0);
    }
    exeunt_stack_begin(&stack);
    expect_constant_stack(MANY);
    free(managers);
}

Test(depth, S13_a_million_failing_exits_in_a_stack)
{
    exeunt_manager *managers = many_managers(&failing);
    exeunt_stack stack;

    exeunt_stack_init(&stack, "stack", &stack_owner);
    for (size_t i = 0; i < MANY; i++) {
        cr_assert_eq(exeunt_stack_push(&stack, &managers[i]), 0);
    }
    exeunt_stack_begin(&stack);
    expect_constant_stack(0);
    cr_expect_eq(closed_with_errors, MANY);
    free(managers);
}

Test(depth, P16_a_million_managers_in_a_pool)
{
    exeunt_manager *managers = many_managers(&failing);
    exeunt_pool pool;

    exeunt_pool_init(&pool, "pool", &pool_owner);
    for (size_t i = 0; i < MANY; i++) {
        cr_assert_eq(exeunt_pool_add(&pool, &managers[i]), 0);
    }
    exeunt_pool_begin(&pool);
    expect_constant_stack(MANY);
    cr_expect_eq(closed_with_errors, MANY);
    free(managers);
}

/* --- a body that enters the next one as soon as the last one has entered ---------------------- */

static exeunt_manager *supply;

static void enter_next(exeunt_stack *stack, exeunt_manager *manager, const exeunt_error *error)
{
    (void)manager;
    cr_assert_null(error);
    measure();
    if (enter_count < MANY) {
        cr_assert_eq(exeunt_stack_enter(stack, &supply[enter_count], enter_next), 0);
    } else {
        exeunt_stack_close(stack, NULL);
    }
}

static void enter_first(exeunt_scope *scope)
{
    cr_assert_eq(exeunt_stack_enter((exeunt_stack *)scope, &supply[0], enter_next), 0);
}

Test(depth, S13_a_body_that_enters_a_million_managers)
{
    static const exeunt_scope_callbacks owner = {enter_first, NULL, count_errors, NULL};
    exeunt_stack stack;

    supply = many_managers(&obliging);
    exeunt_stack_init(&stack, "stack", &owner);
    exeunt_stack_begin(&stack);
    expect_constant_stack(MANY);
    free(supply);
}

/* --- an exit that pushes the next one --------------------------------------------------------- */

static exeunt_stack *pushed_on;

static void push_next(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    measure();
    exit_count++;
    if (exit_count < MANY) {
        cr_assert_eq(exeunt_stack_push(pushed_on, &supply[exit_count]), 0);
    }
    exeunt_exited(manager);
}

Test(depth, S13_a_million_exits_that_each_push_the_next)
{
    static const exeunt_manager_type pushing = {NULL, push_next, NULL};
    exeunt_stack stack;

    supply = many_managers(&pushing);
    pushed_on = &stack;
    exeunt_stack_init(&stack, "stack", &stack_owner);
    cr_assert_eq(exeunt_stack_push(&stack, &supply[0]), 0);
    exeunt_stack_begin(&stack);
    expect_constant_stack(0);
    free(supply);
}

/* --- the scope is freed inside on_closed: the sanitizers see every later touch ---------------- */

typedef struct world {
    exeunt_stack outer;
    exeunt_pool inner;
    exeunt_manager manager;
} world;

static exeunt_manager *in_flight;

static void wait_to_enter(exeunt_manager *manager)
{
    in_flight = manager;
}

static void wait_to_leave(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    in_flight = manager;
}

static void stop_entering(exeunt_manager *manager)
{
    exeunt_canceled(manager);
}

static void free_world(exeunt_scope *scope, const exeunt_outcome *outcome)
{
    (void)outcome;
    closed_count++;
    free(scope->data);
}

static world *new_world(void (*on_entered)(exeunt_scope *scope))
{
    static const exeunt_manager_type waiting = {wait_to_enter, wait_to_leave, stop_entering};
    static exeunt_scope_callbacks owner;
    world *made = malloc(sizeof *made);

    cr_assert_not_null(made);
    owner = (exeunt_scope_callbacks){.on_entered = on_entered, .on_closed = free_world};
    exeunt_stack_init(&made->outer, "outer", &owner);
    exeunt_pool_init(&made->inner, "inner", NULL);
    exeunt_manager_init(&made->manager, &waiting, "manager");
    made->outer.scope.data = made;
    cr_assert_eq(exeunt_pool_add(&made->inner, &made->manager), 0);
    cr_assert_eq(exeunt_stack_add(&made->outer, &made->inner.scope.manager), 0);
    exeunt_stack_begin(&made->outer);
    return made;
}

Test(depth, X4_everything_may_be_freed_when_the_last_exit_settles)
{
    new_world(close_stack);

    exeunt_entered(in_flight, NULL);
    exeunt_exited(in_flight);
    cr_expect_eq(closed_count, 1);
}

Test(depth, X4_everything_may_be_freed_inside_a_cancel_request)
{
    world *made = new_world(close_stack);

    exeunt_scope_cancel(&made->outer.scope);
    cr_expect_eq(closed_count, 1);
}

Test(depth, X4_everything_may_be_freed_inside_close)
{
    static const exeunt_scope_callbacks owner = {.on_entered = close_stack,
                                                 .on_closed = free_world};
    exeunt_stack *stack = malloc(sizeof *stack);

    cr_assert_not_null(stack);
    exeunt_stack_init(stack, "stack", &owner);
    stack->scope.data = stack;
    cr_expect_eq(exeunt_stack_begin(stack), 0);
    cr_expect_eq(closed_count, 1);
}
