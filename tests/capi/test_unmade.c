/* Managers and scopes that cannot be made: this is reported, and nothing is tested. */
#include "checked.h"
#include "session.h"

#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

static exeunt_manager *make_nothing(exeunt_border *border, const char *name, void *data)
{
    (void)border;
    (void)name;
    (void)data;
    return NULL;
}

static void *create_nothing(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    (void)implementation;
    (void)plan;
    return NULL;
}

static void *create_with_inner(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    (void)implementation;
    return plan->nested ? NULL : exeunt_border_allocate(plan->border, 8);
}

static exeunt_manager *of_nobody(void *subject)
{
    (void)subject;
    cr_assert_fail("there is no subject");
    return NULL;
}

static void expect_unmade(exeunt_check_config config, const char *name)
{
    char wanted[200];
    snprintf(wanted, sizeof wanted,
             "`create` returned NULL for `%s`: what is to be tested must be made", name);
    const exeunt_check_result *result = checked(config);
    expect_verdict(result, "invalid");
    cr_assert_eq(result->complaint_count, 1);
    cr_expect_not_null(strstr(result->complaints[0].message, wanted), "%s",
                       result->complaints[0].message);
}

Test(unmade, may_be_a_manager)
{
    expect_unmade((exeunt_check_config){.scenario = "scope: {stack: [db, {pool: [cache]}]}",
                                        .managers = {SESSION("db", SESSION_SOUND),
                                                     {"cache", make_nothing, NULL}}},
                  "cache");
}

/* The table must be complete, though nothing of it is called after `create`. */
static void never(void *subject)
{
    (void)subject;
    abort();
}

static void never_settled(void *subject, exeunt_body_end end, const exeunt_error *error)
{
    (void)end;
    (void)error;
    never(subject);
}

Test(unmade, may_be_a_scope)
{
    exeunt_implementation nothing = {.abi = EXEUNT_IMPLEMENTATION_ABI,
                                     .name = "nothing",
                                     .create = create_nothing,
                                     .destroy = never,
                                     .begin = never,
                                     .body_settled = never_settled,
                                     .manager = of_nobody,
                                     .capabilities = EXEUNT_CAN_STACK | EXEUNT_CAN_NEST};
    expect_unmade(
        (exeunt_check_config){.scenario = "scope: {stack: [a]}", .implementation = &nothing},
        "stack");
    nothing.create = create_with_inner;
    expect_unmade((exeunt_check_config){.scenario = "scope: {stack: [{stack: [a]}]}",
                                        .implementation = &nothing},
                  "stack.stack");
}

/* --- what is made in memory of malloc --------------------------------------------------------- */

/* Nothing else frees what is refused; each check makes it again. */
static EXEUNT_OUTSIDE void *leftover;
static void *take(size_t size)
{
    free(leftover);
    leftover = calloc(1, size);
    return leftover;
}

static void *create_in_malloc(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    (void)implementation;
    (void)plan;
    return take(200);
}

static void never_enters(exeunt_manager *manager)
{
    never(manager);
}

static void never_exits(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    never(manager);
}

static exeunt_manager *make_in_malloc(exeunt_border *border, const char *name, void *data)
{
    static const exeunt_manager_type type = {.enter = never_enters, .exit = never_exits};
    exeunt_manager *manager = take(sizeof *manager);
    (void)border;
    (void)data;
    exeunt_manager_init(manager, &type, name);
    return manager;
}

static void expect_refused(exeunt_check_config config, const char *name)
{
    char wanted[200];
    snprintf(wanted, sizeof wanted,
             "`create` returned memory for `%s` that no run puts back, of malloc perhaps", name);
    const exeunt_check_result *result = checked(config);
    free(leftover);
    leftover = NULL;
    expect_verdict(result, "invalid");
    cr_assert_eq(result->complaint_count, 1);
    cr_expect(strncmp(result->complaints[0].message, wanted, strlen(wanted)) == 0, "%s",
              result->complaints[0].message);
}

Test(unmade, is_a_scope_in_malloc)
{
    exeunt_implementation pool = {.abi = EXEUNT_IMPLEMENTATION_ABI,
                                  .name = "forgetful",
                                  .create = create_in_malloc,
                                  .destroy = never,
                                  .begin = never,
                                  .body_settled = never_settled,
                                  .capabilities = EXEUNT_CAN_POOL};
    expect_refused((exeunt_check_config){.scenario = "scope: {pool: [a]}", .implementation = &pool},
                   "pool");
}

Test(unmade, is_a_manager_in_malloc)
{
    expect_refused((exeunt_check_config){.managers = {{"db", make_in_malloc, NULL}}}, "db");
}

/* It lies in the world itself; its data do not. */
static exeunt_manager *make_beside_malloc(exeunt_border *border, const char *name, void *data)
{
    leftover = calloc(1, 1 << 13);
    return make_session(border, name, data);
}

/* Returns whether the printed result says that memory was taken by malloc. */
static bool reports_malloc(exeunt_manager *(*create)(exeunt_border *, const char *, void *),
                           session_bug bug)
{
    exeunt_check_result *result =
        exeunt_check(&(exeunt_check_config){.managers = {{"db", create, &bug}}, .cancels = 1});
    char *text = exeunt_check_text(result);
    bool tells = strstr(text, "`create` has taken memory by malloc, which no run puts") != NULL;
    free(text);
    exeunt_check_free(result);
    free(leftover);
    leftover = NULL;
    return tells;
}

Test(unmade, is_told_of_what_else_lies_in_malloc)
{
    cr_expect(reports_malloc(make_beside_malloc, SESSION_STAYS_CONNECTED));
    cr_expect(reports_malloc(make_beside_malloc, SESSION_SOUND));
    cr_expect_not(reports_malloc(make_session, SESSION_STAYS_CONNECTED));
    cr_expect_not(reports_malloc(make_session, SESSION_SOUND));
}

static exeunt_manager *make_twin(exeunt_border *border, const char *name, void *data)
{
    static exeunt_manager *first;
    first = *name == 'a' ? make_session(border, name, data) : first;
    return first;
}

/* One manager cannot play two: its operations would be mistaken for each other. */
Test(unmade, is_what_was_made_for_another_one)
{
    const exeunt_check_result *result = checked((exeunt_check_config){
        .scenario = "scope: {stack: [a, b]}", .managers = {{"?", make_twin, NULL}}});
    expect_verdict(result, "invalid");
    cr_expect_str_eq(result->complaints[0].message, "`create` returned one of another name for "
                                                    "`b`: what is to be tested must be made");
}
