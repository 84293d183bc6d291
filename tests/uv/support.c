/* Scopes and bodies on a real loop, and the checks that nothing is left behind. */
#include "support.h"
#include "peers.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

uv_loop_t loop;
exeunt_scope *outermost;

static size_t descriptors_before;
static char end_text[256];
static int end_code;
static int end_count;

/* --- what is open ----------------------------------------------------------------------------- */

static size_t count_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    size_t count = 0;

    cr_assert_not_null(folder);
    while (readdir(folder) != NULL) {
        count++;
    }
    closedir(folder);
    return count;
}

void open_stage(void)
{
    /* libuv opens two descriptors that stay for the process. */
    cr_assert_eq(uv_loop_init(&loop), 0);
    cr_assert_eq(uv_loop_close(&loop), 0);
    descriptors_before = count_descriptors();
    cr_assert_eq(uv_loop_init(&loop), 0);
}

static void name_handle(uv_handle_t *handle, void *context)
{
    (void)context;
    fprintf(stderr, "left on the loop: a %s\n", uv_handle_type_name(uv_handle_get_type(handle)));
}

static void expect_nothing_left(const char *file, int line)
{
    close_peers();
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_walk(&loop, name_handle, NULL);
    cr_assert_eq(uv_loop_close(&loop), 0, "%s:%d: something is left on the loop", file, line);
    cr_assert_eq(count_descriptors(), descriptors_before, "%s:%d: an open descriptor", file, line);
    cr_assert(waitpid(-1, NULL, WNOHANG) == -1 && errno == ECHILD, "%s:%d: a child", file, line);
}

/* --- memory ----------------------------------------------------------------------------------- */

typedef struct block {
    struct block *next;
    max_align_t memory[];
} block;

static block *blocks;

void *make(size_t size)
{
    block *made = calloc(1, sizeof(block) + size);

    cr_assert_not_null(made);
    made->next = blocks;
    blocks = made;
    return made->memory;
}

static bool keeping;

void keep(void)
{
    keeping = true;
}

static void free_blocks(void)
{
    while (blocks != NULL && !keeping) {
        block *next = blocks->next;
        free(blocks);
        blocks = next;
    }
}

/* --- scopes ----------------------------------------------------------------------------------- */

static bool is_pool(const exeunt_scope *scope)
{
    return scope->data != NULL;
}

/* --- the body --------------------------------------------------------------------------------- */

static void return_at_once(exeunt_scope *scope)
{
    end_body(scope, NULL);
}

static void stop_at_once(exeunt_scope *scope)
{
    end_body(scope, exeunt_error_canceled());
}

void (*when_body_begins)(exeunt_scope *scope) = return_at_once;
void (*when_body_is_asked_to_stop)(exeunt_scope *scope) = stop_at_once;

static void do_nothing(void)
{
}

void (*when_closed)(void) = do_nothing;

void wait_in_body(exeunt_scope *scope)
{
    (void)scope;
}

static void on_entered(exeunt_scope *scope)
{
    when_body_begins(scope);
}

static void on_body_cancel(exeunt_scope *scope)
{
    when_body_is_asked_to_stop(scope);
}

void end_body(exeunt_scope *scope, const exeunt_error *cause)
{
    int refusal = is_pool(scope) ? exeunt_pool_close((exeunt_pool *)scope, cause)
                                 : exeunt_stack_close((exeunt_stack *)scope, cause);

    cr_assert_eq(refusal, 0);
}

typedef struct deed {
    uv_timer_t timer;
    void (*act)(void);
} deed;

static void do_deed(uv_timer_t *timer)
{
    uv_close((uv_handle_t *)timer, NULL);
    ((deed *)timer)->act();
}

void later(void (*act)(void))
{
    static deed deeds[4];
    static size_t count;

    cr_assert_lt(count, sizeof(deeds) / sizeof(deeds[0]));
    deed *next = &deeds[count++];
    next->act = act;
    cr_assert_eq(uv_timer_init(&loop, &next->timer), 0);
    cr_assert_eq(uv_timer_start(&next->timer, do_deed, 2, 0), 0);
}

static const exeunt_scope_callbacks callbacks;

void add(exeunt_scope *scope, exeunt_manager *manager)
{
    int refusal = is_pool(scope) ? exeunt_pool_add((exeunt_pool *)scope, manager)
                                 : exeunt_stack_add((exeunt_stack *)scope, manager);

    cr_assert_eq(refusal, 0);
}

static exeunt_scope *add_all(exeunt_scope *scope, exeunt_manager *const *managers)
{
    for (; *managers != NULL; managers++) {
        add(scope, *managers);
    }
    return scope;
}

exeunt_scope *new_stack(const char *name, exeunt_manager *const *managers)
{
    exeunt_stack *stack = make(sizeof(*stack));

    exeunt_stack_init(stack, name, &callbacks);
    return add_all(&stack->scope, managers);
}

exeunt_scope *new_pool(const char *name, exeunt_manager *const *managers)
{
    exeunt_pool *pool = make(sizeof(*pool));

    exeunt_pool_init(pool, name, &callbacks);
    pool->scope.data = pool; /* see is_pool */
    return add_all(&pool->scope, managers);
}

exeunt_uv_clock *timed(exeunt_scope *scope, uint64_t deadline_ms, uint64_t grace_ms)
{
    exeunt_uv_clock *clock = make(sizeof(*clock));

    exeunt_uv_clock_init(clock, &loop, scope, deadline_ms, grace_ms);
    return clock;
}

void begin(exeunt_scope *scope)
{
    outermost = scope;
    end_text[0] = '\0';
    end_count = 0;
    cr_assert_eq(is_pool(scope) ? exeunt_pool_begin((exeunt_pool *)scope)
                                : exeunt_stack_begin((exeunt_stack *)scope),
                 0);
}

/* --- the end ---------------------------------------------------------------------------------- */

static void add_text(const char *text)
{
    strncat(end_text, text, sizeof(end_text) - strlen(end_text) - 1);
}

static void add_errors(const exeunt_outcome *outcome)
{
    const exeunt_error *errors[8];
    size_t count = exeunt_outcome_errors(outcome, errors, 8);

    cr_assert_leq(count, 8);
    add_text("raises [");
    for (size_t index = 0; index < count; index++) {
        char name[64];
        exeunt_error_name(errors[index], name, sizeof(name));
        add_text(index > 0 ? ", " : "");
        add_text(name);
    }
    add_text(outcome->canceled ? "] + canceled" : "]");
    end_code = errors[0]->code;
}

static void on_closed(exeunt_scope *scope, const exeunt_outcome *outcome)
{
    static const char *const words[] = {[EXEUNT_ENDING_RETURNS] = "returns",
                                        [EXEUNT_ENDING_SUPPRESSES] = "suppressed",
                                        [EXEUNT_ENDING_CANCELS] = "canceled"};
    exeunt_ending ending = exeunt_outcome_ending(outcome);

    cr_assert_eq(scope, outermost);
    cr_assert_eq(++end_count, 1);
    outermost = NULL;
    if (ending == EXEUNT_ENDING_RAISES) {
        add_errors(outcome);
    } else {
        add_text(words[ending]);
    }
    when_closed();
    free_blocks();
}

static const exeunt_scope_callbacks callbacks = {
    .on_entered = on_entered, .on_body_cancel = on_body_cancel, .on_closed = on_closed};

void expect_end_at(const char *text, const char *file, int line)
{
    uv_run(&loop, UV_RUN_DEFAULT);
    cr_assert_eq(end_count, 1, "%s:%d: the scope has not ended", file, line);
    cr_expect_str_eq(end_text, text, "%s:%d: ended as %s", file, line, end_text);
    expect_nothing_left(file, line);
}

int ended_with_code(void)
{
    return end_code;
}
