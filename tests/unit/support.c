/* The test managers, the scopes around them, and the trace. */
#include "support.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MANAGERS_MAX = 16, SCOPES_MAX = 8, EVENTS_MAX = 64, ERRORS_MAX = 16, TEXT_MAX = 160 };

void (*when_body_begins)(exeunt_scope *scope);
void (*when_body_is_asked_to_stop)(exeunt_scope *scope);

/* --- the trace -------------------------------------------------------------------------------- */

static char events[EVENTS_MAX][TEXT_MAX];
static size_t event_count;

static void __attribute__((format(printf, 1, 2))) trace(const char *format, ...)
{
    va_list arguments;

    cr_assert_lt(event_count, EVENTS_MAX);
    va_start(arguments, format);
    vsnprintf(events[event_count++], TEXT_MAX, format, arguments);
    va_end(arguments);
}

void skip_trace(void)
{
    event_count = 0;
}

void expect_trace_at(const char *file, int line, const char *const *wanted)
{
    size_t i = 0;

    while (wanted[i] != NULL && i < event_count && strcmp(wanted[i], events[i]) == 0) {
        i++;
    }
    cr_assert(wanted[i] == NULL && i == event_count, "%s:%d: event %zu: expected `%s`, found `%s`",
              file, line, i + 1, wanted[i] != NULL ? wanted[i] : "nothing more",
              i < event_count ? events[i] : "nothing more");
    skip_trace();
}

static void __attribute__((format(printf, 2, 3))) append(char *text, const char *format, ...)
{
    size_t length = strlen(text);
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text + length, TEXT_MAX - length, format, arguments);
    va_end(arguments);
}

static const char *name_of(const exeunt_error *error)
{
    static char name[TEXT_MAX];

    exeunt_error_name(error, name, sizeof name);
    return name;
}

/* --- managers --------------------------------------------------------------------------------- */

static test_manager *of(exeunt_manager *manager)
{
    return (test_manager *)manager;
}

static void settle_enter(test_manager *manager, reply how)
{
    switch (how) {
    case SUCCEEDS:
        exeunt_entered(&manager->base, manager);
        break;
    case FAILS:
        exeunt_failed(&manager->base, -5, "it fails");
        break;
    case STOPS:
        exeunt_canceled(&manager->base);
        break;
    default:
        break;
    }
}

static void settle_exit(test_manager *manager, reply how)
{
    static const exeunt_result suppressed_and_failed = {
        .settlement = EXEUNT_SETTLED_FAILED, .suppressed = true, .code = -6, .message = "both"};

    switch (how) {
    case SUCCEEDS:
    case STOPS:
        exeunt_exited(&manager->base);
        break;
    case FAILS:
        exeunt_failed(&manager->base, -6, "it fails");
        break;
    case SUPPRESSES:
        exeunt_suppressed(&manager->base);
        break;
    case SUPPRESSES_AND_FAILS:
        exeunt_settle(&manager->base, &suppressed_and_failed);
        break;
    case RAISES_WHAT_IT_WAS_TOLD:
        exeunt_raised(&manager->base, manager->told);
        break;
    case WAITS:
        break;
    }
}

static void enter(exeunt_manager *base)
{
    test_manager *manager = of(base);

    trace("%s enter begins", base->name);
    manager->exits_now = false;
    if (manager->during_enter != NULL) {
        manager->during_enter();
    }
    settle_enter(manager, manager->enter);
}

static void leave(exeunt_manager *base, const exeunt_error *cause)
{
    test_manager *manager = of(base);

    if (cause != NULL) {
        trace("%s exit begins (%s)", base->name, name_of(cause));
    } else {
        trace("%s exit begins", base->name);
    }
    manager->exits_now = true;
    manager->told = cause;
    if (manager->during_exit != NULL) {
        manager->during_exit();
    }
    settle_exit(manager, manager->exit);
}

static void stop(exeunt_manager *base)
{
    test_manager *manager = of(base);

    trace("%s cancel requested", base->name);
    if (manager->exits_now) {
        settle_exit(manager, manager->when_asked_to_stop);
    } else {
        settle_enter(manager, manager->when_asked_to_stop);
    }
}

test_manager *manager_named(const char *name)
{
    static const exeunt_manager_type type = {enter, leave, stop};
    static test_manager managers[MANAGERS_MAX];
    static size_t count;

    cr_assert_lt(count, MANAGERS_MAX);
    exeunt_manager_init(&managers[count].base, &type, name);
    return &managers[count++];
}

test_manager *inline_manager_named(const char *name)
{
    test_manager *manager = manager_named(name);

    manager->enter = SUCCEEDS;
    manager->exit = SUCCEEDS;
    return manager;
}

void enters(test_manager *manager)
{
    settle_enter(manager, SUCCEEDS);
}

void enter_fails(test_manager *manager)
{
    settle_enter(manager, FAILS);
}

void enter_stops(test_manager *manager)
{
    settle_enter(manager, STOPS);
}

void exits(test_manager *manager)
{
    settle_exit(manager, SUCCEEDS);
}

void suppresses(test_manager *manager)
{
    settle_exit(manager, SUPPRESSES);
}

void exit_fails(test_manager *manager)
{
    settle_exit(manager, FAILS);
}

void suppresses_and_fails(test_manager *manager)
{
    settle_exit(manager, SUPPRESSES_AND_FAILS);
}

/* --- scopes and their owner ------------------------------------------------------------------- */

static bool clocks_are_traced;
static bool last_suppressed;

void trace_clocks(void)
{
    clocks_are_traced = true;
}

bool ended_suppressed(void)
{
    return last_suppressed;
}

static void on_entered(exeunt_scope *scope)
{
    trace("body begins");
    if (when_body_begins != NULL) {
        when_body_begins(scope);
    }
}

static void on_body_cancel(exeunt_scope *scope)
{
    trace("body cancel requested");
    if (when_body_is_asked_to_stop != NULL) {
        when_body_is_asked_to_stop(scope);
    }
}

static void on_closed(exeunt_scope *scope, const exeunt_outcome *outcome)
{
    static const char *const words[] = {"returns", "suppressed", "canceled", "raises "};
    exeunt_ending ending = exeunt_outcome_ending(outcome);
    const exeunt_error *errors[ERRORS_MAX];
    size_t count = exeunt_outcome_errors(outcome, errors, ERRORS_MAX);
    char text[TEXT_MAX] = "";

    for (size_t i = 0; i < count; i++) {
        append(text, "%s%s%s", i == 0 ? "[" : ", ", name_of(errors[i]), i + 1 == count ? "]" : "");
    }
    last_suppressed = outcome->suppressed;
    trace("%s closes (%s%s%s)", scope->manager.name, words[ending], text,
          ending == EXEUNT_ENDING_RAISES && outcome->canceled ? " + canceled" : "");
}

static void on_clock(exeunt_scope *scope, exeunt_clock clock)
{
    static const char *const words[] = {"deadline starts", "deadline stops", "grace starts",
                                        "grace stops"};

    if (clocks_are_traced) {
        trace("%s %s", scope->manager.name, words[clock]);
    }
}

static const exeunt_scope_callbacks callbacks = {on_entered, on_body_cancel, on_closed, on_clock};

exeunt_stack *new_stack(const char *name, void *const *managers)
{
    static exeunt_stack stacks[SCOPES_MAX];
    static size_t count;
    exeunt_stack *stack = &stacks[count++];

    cr_assert_leq(count, SCOPES_MAX);
    exeunt_stack_init(stack, name, &callbacks);
    for (; *managers != NULL; managers++) {
        cr_assert_eq(exeunt_stack_add(stack, *managers), 0);
    }
    return stack;
}

exeunt_pool *new_pool(const char *name, void *const *managers)
{
    static exeunt_pool pools[SCOPES_MAX];
    static size_t count;
    exeunt_pool *pool = &pools[count++];

    cr_assert_leq(count, SCOPES_MAX);
    exeunt_pool_init(pool, name, &callbacks);
    for (; *managers != NULL; managers++) {
        cr_assert_eq(exeunt_pool_add(pool, *managers), 0);
    }
    return pool;
}

const exeunt_error *body_error(void)
{
    static exeunt_error error;

    if (error.code == 0) {
        exeunt_error_init(&error, -2, "body", "no such row");
    }
    return &error;
}

void trace_body(exeunt_stack *stack, exeunt_manager *manager, const exeunt_error *error)
{
    (void)stack;
    if (error == NULL) {
        trace("body is told: %s entered", manager->name);
    } else {
        trace("body is told: %s", name_of(error));
    }
}

const char *chain_of(const exeunt_error *error)
{
    static char text[TEXT_MAX];

    text[0] = '\0';
    for (; error != NULL; error = error->context) {
        append(text, "%s%s", text[0] != '\0' ? " < " : "", name_of(error));
    }
    return text;
}
