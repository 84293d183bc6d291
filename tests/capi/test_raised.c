/* Errors that managers written in C raise without having received them (E1): each is recorded as a
 * new error of the manager, and nothing is blamed. */
#include "checked.h"

#include <exeunt/error.h>

#include <criterion/criterion.h>

static const exeunt_error home_made = {.code = -71, .source = "somebody", .message = "else"};
static const exeunt_error looks_like_canceled = {
    .code = EXEUNT_ECANCELED, .origin = EXEUNT_ORIGIN_CANCEL, .source = "canceled"};

/* The error that the next raiser raises: in its enter if the name has an odd number of bytes. */
typedef struct raiser {
    exeunt_manager manager; /* first */
    const exeunt_error *error;
} raiser;

static void enter(exeunt_manager *manager)
{
    exeunt_entered(manager, NULL);
}

static void fail(exeunt_manager *manager)
{
    exeunt_raised(manager, ((raiser *)manager)->error);
}

static void leave(exeunt_manager *manager, const exeunt_error *cause)
{
    (void)cause;
    fail(manager);
}

/* Raises its cause without the newest error of the chain: an error that it has received, too. */
static void leave_with_the_oldest(exeunt_manager *manager, const exeunt_error *cause)
{
    const exeunt_error *oldest = cause;
    while (oldest != NULL && oldest->context != NULL) {
        oldest = oldest->context;
    }
    exeunt_raised(manager, oldest != NULL ? oldest : &home_made);
}

static exeunt_manager *make(exeunt_border *border, const char *name, const exeunt_error *error,
                            const exeunt_manager_type *type)
{
    raiser *self = exeunt_border_allocate(border, sizeof *self);
    exeunt_manager_init(&self->manager, type, name);
    self->error = error;
    return &self->manager;
}

static exeunt_manager *make_exits(exeunt_border *border, const char *name, void *error)
{
    static const exeunt_manager_type type = {enter, leave, NULL};
    return make(border, name, error, &type);
}

static exeunt_manager *make_enters(exeunt_border *border, const char *name, void *error)
{
    static const exeunt_manager_type type = {fail, leave, NULL};
    return make(border, name, error, &type);
}

static exeunt_manager *make_oldest(exeunt_border *border, const char *name, void *error)
{
    static const exeunt_manager_type type = {enter, leave_with_the_oldest, NULL};
    return make(border, name, error, &type);
}

#define RAISES(name, create, error)                                                                \
    {                                                                                              \
        name, create, (void *)(uintptr_t)(error)                                                   \
    }

Test(raised, is_a_new_error_where_it_was_not_told)
{
    const exeunt_check_result *result = checked((exeunt_check_config){
        .scenario = "scope: {stack: [a, b, c]}\n"
                    "managers: {a: {exit: [exits, suppresses]}}\n"
                    "body: [returns, raises]",
        .managers = {RAISES("b", make_exits, &home_made), RAISES("c", make_exits, &home_made)}});
    expect_verdict(result, "holds");
    expect_lines(result->outcomes, result->outcome_count, "raises [b.exit, c.exit, body]",
                 "raises [b.exit, c.exit]", "suppressed");
}

Test(raised, is_a_new_error_in_a_pool_and_in_what_is_nested)
{
    const exeunt_check_result *result = checked((exeunt_check_config){
        .scenario = "scope: {pool: [{stack: [a, b]}, c]}\nbody: [returns, raises]",
        .managers = {RAISES("b", make_exits, &home_made),
                     RAISES("c", make_exits, &looks_like_canceled)},
        .cancels = 1});
    expect_verdict(result, "holds");
}

Test(raised, is_a_new_error_in_an_enter_which_was_told_nothing)
{
    const exeunt_check_result *result = checked(
        (exeunt_check_config){.scenario = "scope: {stack: [a, {pool: [b, c]}]}",
                              .managers = {RAISES("c", make_enters, exeunt_error_canceled())},
                              .cancels = 1});
    expect_verdict(result, "holds");
    expect_lines(result->outcomes, result->outcome_count, "canceled", "raises c.enter",
                 "raises c.enter + canceled");
}

Test(raised, is_a_new_error_in_a_callback_which_was_told_nothing)
{
    const exeunt_check_result *result =
        checked((exeunt_check_config){.scenario = "scope: {stack: [a, {callback: log}]}\n"
                                                  "body: [returns, raises]",
                                      .managers = {RAISES("log", make_exits, &home_made)}});
    expect_verdict(result, "holds");
    expect_lines(result->outcomes, result->outcome_count, "raises [log.exit, body]",
                 "raises log.exit");
}

Test(raised, is_the_same_error_where_it_was_told)
{
    const exeunt_check_result *result =
        checked((exeunt_check_config){.scenario = "scope: {stack: [a, b], deadline: 5ms}\n"
                                                  "managers: {b: {exit: [exits, fails]}}\n"
                                                  "body: {ends: [returns, raises], takes: 9ms}",
                                      .managers = {RAISES("a", make_oldest, NULL)}});
    expect_verdict(result, "holds");
}
