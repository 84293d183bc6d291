/* Exhausted memory as a choice: an allocation that may fail succeeds in one run and fails in
 * another. */
#include "subjects/subjects.h"

#include <exeunt/check.h>

#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

/* A connection with two buffers; it allocates both when it enters. */
typedef struct connection {
    exeunt_manager manager; /* first */
    exeunt_border *border;
    bool is_sloppy; /* if the second allocation fails, it forgets the first buffer (M3) */
    void *in, *out;
} connection;

enum { NO_MEMORY = -12 };

static void enter(exeunt_manager *manager)
{
    connection *self = (connection *)manager;
    self->in = exeunt_border_try_allocate(self->border, 64);
    if (self->in == NULL) {
        exeunt_failed(manager, NO_MEMORY, "no memory to read into");
        return;
    }
    self->out = exeunt_border_try_allocate(self->border, 64);
    if (self->out == NULL) {
        if (!self->is_sloppy) {
            exeunt_border_free(self->border, self->in);
        }
        exeunt_failed(manager, NO_MEMORY, "no memory to write from");
        return;
    }
    exeunt_entered(manager, self);
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    connection *self = (connection *)manager;
    (void)cause;
    exeunt_border_free(self->border, self->in);
    exeunt_border_free(self->border, self->out);
    exeunt_exited(manager);
}

static exeunt_manager *make_connection(exeunt_border *border, const char *name, void *is_sloppy)
{
    static const exeunt_manager_type type = {.enter = enter, .exit = leave};
    connection *self = exeunt_border_try_allocate(border, sizeof *self);
    cr_assert_not_null(self, "nothing is refused while things are created");
    exeunt_manager_init(&self->manager, &type, name);
    self->border = border;
    self->is_sloppy = is_sloppy != NULL;
    return &self->manager;
}

static const bool sloppy = true;
#define SCOPE "scope: {pool: [a, db]}\n"
#define SLOPPY                                                                                     \
    {                                                                                              \
        {                                                                                          \
            "db", make_connection, (void *)(uintptr_t)&sloppy                                      \
        }                                                                                          \
    }
#define TIDY                                                                                       \
    {                                                                                              \
        {                                                                                          \
            "db", make_connection, NULL                                                            \
        }                                                                                          \
    }

static exeunt_check_result *check(exeunt_check_config config)
{
    exeunt_check_result *result = exeunt_check(&config);
    cr_assert_not_null(result);
    return result;
}

static void expect_verdict(exeunt_check_config config, exeunt_verdict verdict)
{
    exeunt_check_result *result = check(config);
    char *text = exeunt_check_text(result);
    cr_expect_eq(result->verdict, verdict, "%s", text);
    free(text);
    exeunt_check_free(result);
}

/* --- nothing ---------------------------------------------------------------------------------- */

static void enter_with_nothing(exeunt_manager *manager)
{
    connection *self = (connection *)manager;
    self->in = exeunt_border_allocate(self->border, 0);
    self->out = exeunt_border_allocate(self->border, 16);
    cr_assert_neq(self->in, self->out);
    exeunt_entered(manager, self);
}

static exeunt_manager *make_with_nothing(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {.enter = enter_with_nothing, .exit = leave};
    exeunt_manager *made = make_connection(border, name, data);
    exeunt_manager_init(made, &type, name);
    return made;
}

Test(memory, of_no_size_is_a_block_like_any_other)
{
    expect_verdict(
        (exeunt_check_config){.scenario = SCOPE, .managers = {{"db", make_with_nothing, NULL}}},
        EXEUNT_VERDICT_HOLDS);
}

/* --- managers --------------------------------------------------------------------------------- */

static bool has(const exeunt_violation *violation, const char *event)
{
    size_t at = 0;
    while (at < violation->trace_count && strcmp(violation->trace[at], event) != 0) {
        at += 1;
    }
    return at < violation->trace_count;
}

static void expect_leak(exeunt_check_config config)
{
    exeunt_check_result *result = check(config);
    char *text = exeunt_check_text(result);
    cr_assert_eq(result->verdict, EXEUNT_VERDICT_VIOLATED, "%s", text);
    cr_assert_eq(result->violation_count, 1, "%s", text);
    const exeunt_violation *leak = &result->violations[0];
    cr_expect_str_eq(leak->rule, "M3");
    cr_expect_str_eq(leak->blame, "db");
    cr_expect_eq(leak->faults, 1);
    cr_expect(has(leak, "db gets memory") && has(leak, "db gets no memory"), "%s", text);

    exeunt_check_result *again = exeunt_replay(&config, leak->tape);
    cr_assert_eq(again->violation_count, 1);
    cr_expect_str_eq(again->violations[0].message, leak->message);
    cr_expect_eq(again->violations[0].trace_count, leak->trace_count);
    exeunt_check_free(again);
    free(text);
    exeunt_check_free(result);
}

Test(memory, that_is_refused_is_found_in_every_mode)
{
    exeunt_check_config config = {.scenario = SCOPE "faults: {memory: anywhere}\n",
                                  .managers = SLOPPY};
    expect_leak(config);
    config.snapshots = true;
    expect_leak(config);
    config.no_reduction = true;
    expect_leak(config);
    config.workers = 2;
    expect_leak(config);
    config = (exeunt_check_config){.scenario = SCOPE, .managers = SLOPPY, .memory_fails = true};
    for (config.strategy = EXEUNT_STRATEGY_RANDOM; config.strategy <= EXEUNT_STRATEGY_PCT;
         config.strategy += 1) {
        config.runs_max = 100;
        expect_leak(config);
    }
}

Test(memory, that_is_given_back_breaks_nothing)
{
    exeunt_check_config config = {.scenario = SCOPE, .managers = TIDY, .memory_fails = true};
    expect_verdict(config, EXEUNT_VERDICT_HOLDS);
    config.snapshots = true;
    expect_verdict(config, EXEUNT_VERDICT_HOLDS);
}

Test(memory, is_not_refused_unless_the_scenario_says_so)
{
    expect_verdict((exeunt_check_config){.scenario = SCOPE, .managers = SLOPPY},
                   EXEUNT_VERDICT_HOLDS);
    expect_verdict(
        (exeunt_check_config){.scenario = SCOPE "faults: {memory: never}", .managers = SLOPPY},
        EXEUNT_VERDICT_HOLDS);
}

/* A failed allocation is a fault, and each is a choice of its own: none fails, the first, the
 * second. */
Test(memory, is_counted_among_the_faults)
{
    exeunt_check_config config = {.scenario = "scope: {stack: [db]}\n"
                                              "faults: {memory: anywhere}\n"
                                              "expect: {interleavings: 3}\n",
                                  .managers = TIDY,
                                  .snapshots = true};
    expect_verdict(config, EXEUNT_VERDICT_HOLDS);
    config.scenario = "scope: {stack: [db]}\n"
                      "faults: {memory: anywhere}\n"
                      "limits: {faults: 0}\n"
                      "expect: {interleavings: 1}\n";
    expect_verdict(config, EXEUNT_VERDICT_VACUOUS);
}

Test(memory, that_nobody_asks_for_is_vacuous)
{
    exeunt_check_result *result =
        check((exeunt_check_config){.scenario = "scope: {pool: [a]}", .memory_fails = true});
    cr_expect_eq(result->verdict, EXEUNT_VERDICT_VACUOUS);
    cr_assert_eq(result->vacuous_count, 1);
    cr_expect_str_eq(result->vacuous[0], "faults: {memory: anywhere}");
    exeunt_check_free(result);
}

/* --- scopes ----------------------------------------------------------------------------------- */

/* This project's pool, whose owner allocates a notebook before it begins. */
static exeunt_border *border_of_pool;
static void *notebook;

static void *create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    border_of_pool = plan->border;
    return exn_subject_exeunt.create(implementation, plan);
}

static void begin_with_notebook(void *subject)
{
    notebook = exeunt_border_try_allocate(border_of_pool, 64);
    if (notebook != NULL) {
        exn_subject_exeunt.begin(subject);
    }
}

static void begin_anyway(void *subject)
{
    notebook = exeunt_border_try_allocate(border_of_pool, 64);
    exn_subject_exeunt.begin(subject);
}

static void destroy(void *subject)
{
    exeunt_border_free(border_of_pool, notebook);
    exn_subject_exeunt.destroy(subject);
}

/* If an allocation fails, the pool closes before a request is possible. The scenario demands a
 * request, so no run has a failed allocation. */
Test(memory, that_no_run_refuses_is_told)
{
    expect_verdict((exeunt_check_config){.scenario = "scope: {pool: [db]}\n"
                                                     "cancel: {where: anywhere, at-least: 1}",
                                         .managers = TIDY,
                                         .memory_fails = true},
                   EXEUNT_VERDICT_VACUOUS);
}

Test(memory, may_be_refused_to_a_scope)
{
    exeunt_implementation pool = exn_subject_exeunt;
    pool.name = "fastidious";
    pool.create = create;
    pool.destroy = destroy;
    pool.begin = begin_with_notebook;
    exeunt_check_config config = {
        .scenario = "scope: {pool: [a]}", .implementation = &pool, .memory_fails = true};
    for (int snapshots = 0; snapshots <= 1; snapshots++) {
        config.snapshots = snapshots != 0;
        pool.begin = begin_with_notebook;
        exeunt_check_result *result = check(config);
        cr_assert_eq(result->violation_count, 1);
        cr_expect_str_eq(result->violations[0].rule, "X12");
        cr_assert_eq(result->violations[0].trace_count, 1);
        cr_expect_str_eq(result->violations[0].trace[0], "pool gets no memory");
        exeunt_check_free(result);
        pool.begin = begin_anyway;
        expect_verdict(config, EXEUNT_VERDICT_HOLDS);
    }
}
