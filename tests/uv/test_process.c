/* The child process, with real children: some obey, some do not. */
#include "support.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

/* Longer than any test takes. */
enum { AN_HOUR_MS = 3600 * 1000 };

static int said[2];  /* children write to it */
static int quiet[2]; /* children read from it: nothing comes, and its end comes if the test dies */

static void close_pipes(void)
{
    for (int end = 0; end < 2; end++) {
        close(said[end]);
        close(quiet[end]);
    }
}

static void open_stage_and_pipes(void)
{
    open_stage();
    cr_assert_eq(pipe2(said, O_CLOEXEC), 0);
    cr_assert_eq(pipe2(quiet, O_CLOEXEC), 0);
    when_closed = close_pipes; /* until then children inherit them */
}

TestSuite(uv_process, .init = open_stage_and_pipes, .timeout = 60);

/* --- children --------------------------------------------------------------------------------- */

/* The options of a child, which must live as long as the child. */
typedef struct child {
    exeunt_uv_process process;
    uv_process_options_t options;
    uv_stdio_container_t stdio[2];
    char *arguments[4];
} child;

static child *child_that_runs(const char *name, char *program, char *option, char *text,
                              uint64_t terminate_ms)
{
    child *made = make(sizeof(*made));

    made->arguments[0] = program;
    made->arguments[1] = option;
    made->arguments[2] = text;
    made->stdio[0] = (uv_stdio_container_t){.flags = UV_INHERIT_FD, .data.fd = quiet[0]};
    made->stdio[1] = (uv_stdio_container_t){.flags = UV_INHERIT_FD, .data.fd = said[1]};
    made->options.file = program;
    made->options.args = made->arguments;
    made->options.stdio = made->stdio;
    made->options.stdio_count = 2;
    exeunt_uv_process_init(&made->process, &loop, name, &made->options, terminate_ms);
    return made;
}

/* A child that reads until its input ends; SIGTERM ends it. */
static child *child_that_listens(const char *name)
{
    return child_that_runs(name, "cat", NULL, NULL, AN_HOUR_MS);
}

/* Writes a letter when it is ready, then waits in the shell itself, without a child of its own. */
#define LISTENS "echo r; read nothing"

static child *child_that_ignores_sigterm(const char *name, uint64_t terminate_ms)
{
    return child_that_runs(name, "sh", "-c", "trap '' TERM; " LISTENS, terminate_ms);
}

static void wait_until_ready(void)
{
    char letters[2];

    cr_assert_eq(read(said[0], letters, 2), 2);
}

static void wait_and_return(exeunt_scope *scope)
{
    wait_until_ready();
    end_body(scope, NULL);
}

#define of_child(made) (&(made)->process.manager)

/* --- obedient ones ---------------------------------------------------------------------------- */

Test(uv_process, two_in_a_pool_are_terminated_and_reaped)
{
    child *a = child_that_listens("a");
    child *b = child_that_listens("b");
    keep();

    begin(pool_of(of_child(a), of_child(b)));
    expect_end("returns");
    cr_expect_eq(a->process.signal, SIGTERM);
    cr_expect_eq(b->process.signal, SIGTERM);
    cr_expect(a->process.ended && b->process.ended);
}

Test(uv_process, two_in_a_stack_are_terminated_and_reaped)
{
    child *a = child_that_listens("a");
    child *b = child_that_listens("b");
    keep();

    begin(stack_of(of_child(a), of(sleeper_named("c")), of_child(b)));
    expect_end("returns");
    cr_expect_eq(a->process.signal, SIGTERM);
    cr_expect_eq(b->process.signal, SIGTERM);
}

Test(uv_process, one_that_takes_its_leave_ends_with_a_status)
{
    child *a = child_that_runs("a", EXEUNT_LEAVER, NULL, NULL, AN_HOUR_MS);
    when_body_begins = wait_and_return;
    keep();

    begin(pool_of(of_child(a)));
    expect_end("returns");
    cr_expect_eq(a->process.status, 3);
    cr_expect_eq(a->process.signal, 0);
}

static void end_body_and_note(uv_process_t *handle, int64_t status, int number)
{
    *(int64_t *)handle->data = status;
    cr_expect_eq(number, 0);
    end_body(outermost, NULL);
}

Test(uv_process, one_that_ends_by_itself_may_end_the_body)
{
    int64_t status = -1;
    child *a = child_that_runs("a", "sh", "-c", "exit 7", AN_HOUR_MS);
    a->process.handle.data = &status;
    a->options.exit_cb = end_body_and_note;
    when_body_begins = wait_in_body;

    begin(pool_of(of_child(a)));
    expect_end("returns");
    cr_expect_eq(status, 7);
}

static void note_signal(uv_process_t *handle, int64_t status, int number)
{
    cr_expect_eq(status, 0);
    *(int *)handle->data = number;
}

Test(uv_process, its_end_during_the_exit_is_told_too)
{
    int number = 0;
    child *a = child_that_listens("a");
    a->process.handle.data = &number;
    a->options.exit_cb = note_signal;

    begin(stack_of(of_child(a)));
    expect_end("returns");
    cr_expect_eq(number, SIGTERM);
}

/* --- those that are not ----------------------------------------------------------------------- */

Test(uv_process, one_that_ignores_sigterm_is_killed_after_a_time)
{
    child *a = child_that_ignores_sigterm("a", 5);
    when_body_begins = wait_and_return;
    keep();

    begin(pool_of(of_child(a)));
    expect_end("returns");
    cr_expect_eq(a->process.signal, SIGKILL);
}

static void wait_and_stop(exeunt_scope *scope)
{
    wait_until_ready();
    exeunt_scope_cancel(scope);
}

Test(uv_process, one_that_ignores_sigterm_is_killed_when_grace_ends)
{
    child *a = child_that_ignores_sigterm("a", AN_HOUR_MS);
    exeunt_scope *stack = stack_of(of(sleeper_named("b")), of_child(a));
    timed(stack, 0, 5);
    when_body_begins = wait_and_stop;
    keep();

    begin(stack);
    expect_end("canceled");
    cr_expect_eq(a->process.signal, SIGKILL);
}

Test(uv_process, without_a_time_it_is_killed_at_once)
{
    child *a = child_that_runs("a", "cat", NULL, NULL, 0);
    keep();

    begin(pool_of(of_child(a)));
    expect_end("returns");
    cr_expect_eq(a->process.signal, SIGKILL);
}

/* --- those that never were -------------------------------------------------------------------- */

Test(uv_process, a_program_that_does_not_exist_fails_a_pool)
{
    child *a = child_that_runs("a", "/no/such/program", NULL, NULL, AN_HOUR_MS);
    child *b = child_that_listens("b");

    begin(pool_of(of_child(b), of_child(a)));
    expect_end("raises [a.enter]");
    cr_expect_eq(ended_with_code(), UV_ENOENT);
}

Test(uv_process, a_program_that_does_not_exist_unwinds_a_stack)
{
    child *a = child_that_listens("a");
    child *b = child_that_runs("b", "/no/such/program", NULL, NULL, AN_HOUR_MS);

    begin(stack_of(of_child(a), of_child(b)));
    exeunt_scope_cancel(outermost); /* in the middle of its failing enter */
    expect_end("raises [b.enter] + canceled");
    cr_expect_eq(ended_with_code(), UV_ENOENT);
}

/* --- cancel, the loop, nesting ---------------------------------------------------------------- */

Test(uv_process, a_cancel_while_another_one_enters_ends_it)
{
    sleeper *b = sleeper_named("b");
    exeunt_scope *pool = pool_of(of_child(child_that_listens("a")), of(b));
    b->enter_ms = FOR_EVER;

    begin(pool);
    exeunt_scope_cancel(pool);
    expect_end("canceled");
}

Test(uv_process, the_deadline_ends_it_while_another_one_enters)
{
    sleeper *b = sleeper_named("b");
    exeunt_scope *stack = stack_of(of_child(child_that_listens("a")), of(b));
    b->enter_ms = FOR_EVER;
    timed(stack, 5, 0);

    begin(stack);
    expect_end("raises [stack.deadline]");
}

static void return_and_stop_loop(exeunt_scope *scope)
{
    wait_until_ready();
    end_body(scope, NULL);
    uv_stop(&loop);
}

Test(uv_process, a_loop_that_was_stopped_goes_on_with_the_exits)
{
    child *a = child_that_ignores_sigterm("a", 5);
    child *b = child_that_listens("b");
    when_body_begins = return_and_stop_loop;

    begin(pool_of(of_child(a), of(sleeper_named("c")), of_child(b)));
    uv_run(&loop, UV_RUN_DEFAULT);
    cr_expect_not_null(outermost, "it was stopped");
    cr_expect(exeunt_manager_in_flight(of_child(a)));
    expect_end("returns");
}

Test(uv_process, children_of_a_nested_stack)
{
    exeunt_scope *inner =
        stack_of(of_child(child_that_listens("a")), of_child(child_that_listens("b")));

    begin(pool_of(of(timed(inner, AN_HOUR_MS, 0)), of_child(child_that_listens("c"))));
    expect_end("returns");
}

/* --- at any moment ---------------------------------------------------------------------------- */

static void cancel_in_iteration(int iteration)
{
    open_stage_and_pipes();
    exeunt_scope *pool =
        pool_of(of_child(child_that_listens("a")), of_child(child_that_ignores_sigterm("b", 1)),
                of(sleeper_named("c")));
    timed(pool, 0, AN_HOUR_MS);

    begin(pool);
    for (int count = 0; count < iteration && outermost != NULL; count++) {
        uv_run(&loop, UV_RUN_ONCE);
    }
    bool ended = outermost == NULL;
    if (!ended) {
        exeunt_scope_cancel(pool);
    }
    expect_end(ended ? "returns" : "canceled");
}

/* Cancels at each moment from the spawn to after the end, which takes about six iterations. */
Test(uv_process_any_moment, a_cancel_leaves_nothing_behind, .timeout = 60)
{
    for (int iteration = 0; iteration < 10; iteration++) {
        cancel_in_iteration(iteration);
    }
}
