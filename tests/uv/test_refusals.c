/* What the system refuses: descriptors, signals, a shutdown. The definitions of shutdown and of
 * uv_signal_* below replace the real ones in the whole program. */
#include "peers.h"
#include "support.h"

#include <dlfcn.h>
#include <errno.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { NEVER = -1 };

/* How many calls succeed before one is refused. */
static int inits_left = NEVER;
static int starts_left = NEVER;
static bool shutdown_fails;

TestSuite(uv_refusals, .init = open_stage, .timeout = 60);

static bool is_refused(int *left)
{
    bool refused = *left == 0;

    *left = *left > 0 ? *left - 1 : NEVER;
    return refused;
}

int uv_signal_init(uv_loop_t *on, uv_signal_t *handle)
{
    int (*real)(uv_loop_t *, uv_signal_t *);

    *(void **)&real = dlsym(RTLD_NEXT, "uv_signal_init");
    return is_refused(&inits_left) ? UV_ENOMEM : real(on, handle);
}

int uv_signal_start(uv_signal_t *handle, uv_signal_cb fire, int number)
{
    int (*real)(uv_signal_t *, uv_signal_cb, int);

    *(void **)&real = dlsym(RTLD_NEXT, "uv_signal_start");
    return is_refused(&starts_left) ? UV_EINVAL : real(handle, fire, number);
}

int shutdown(int descriptor, int how)
{
    int (*real)(int, int);

    if (shutdown_fails) {
        errno = EIO;
        return -1;
    }
    *(void **)&real = dlsym(RTLD_NEXT, "shutdown");
    return real(descriptor, how);
}

/* --- signals ---------------------------------------------------------------------------------- */

static exeunt_scope *stack_with_signals(void)
{
    exeunt_scope *stack = stack_of(of(sleeper_named("a")));
    exeunt_uv_signals *signals = make(sizeof(*signals));

    exeunt_uv_signals_init(signals, &loop, "signals", stack);
    add(stack, of(signals));
    return stack;
}

Test(uv_refusals, the_first_signal_handle)
{
    inits_left = 0;

    begin(stack_with_signals());
    expect_end("raises [signals.enter]");
    cr_expect_eq(ended_with_code(), UV_ENOMEM);
}

Test(uv_refusals, the_second_signal_handle)
{
    inits_left = 1;

    begin(stack_with_signals());
    expect_end("raises [signals.enter]");
    cr_expect_eq(ended_with_code(), UV_ENOMEM);
}

Test(uv_refusals, to_listen_to_the_second_signal)
{
    starts_left = 1;

    begin(stack_with_signals());
    expect_end("raises [signals.enter]");
    cr_expect_eq(ended_with_code(), UV_EINVAL);
}

/* --- descriptors ------------------------------------------------------------------------------ */

static struct rlimit limit_before;

/* Makes the system refuse every new descriptor from now on. */
static void forbid_descriptors(void)
{
    int next = dup(0);
    struct rlimit limit;

    cr_assert_eq(close(next), 0);
    cr_assert_eq(getrlimit(RLIMIT_NOFILE, &limit_before), 0);
    limit = limit_before;
    limit.rlim_cur = (rlim_t)next;
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

/* Runs the loop here, because expect_end needs a descriptor itself to see which ones are open. */
static void run_without_descriptors(exeunt_scope *scope)
{
    forbid_descriptors();
    begin(scope);
    uv_run(&loop, UV_RUN_DEFAULT);
    cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit_before), 0);
}

Test(uv_refusals, a_descriptor_for_a_connection)
{
    int port = refused_port();

    run_without_descriptors(stack_of(of(sleeper_named("a")), of(tcp_to("b", "127.0.0.1", port))));
    expect_end("raises [b.enter]");
    cr_expect_eq(ended_with_code(), UV_EMFILE);
}

Test(uv_refusals, a_descriptor_for_a_child)
{
    char *arguments[] = {"true", NULL};
    uv_process_options_t options = {.file = "true", .args = arguments};
    exeunt_uv_process *process = make(sizeof(*process));
    exeunt_uv_process_init(process, &loop, "b", &options, 1);

    run_without_descriptors(pool_of(of(sleeper_named("a")), of(process)));
    expect_end("raises [b.enter]");
    cr_expect_eq(ended_with_code(), UV_EMFILE);
}

/* --- shutdown --------------------------------------------------------------------------------- */

Test(uv_refusals, a_shutdown_that_fails_is_followed_by_a_close)
{
    exeunt_uv_tcp *tcp = tcp_to("a", "127.0.0.1", serving_port());
    shutdown_fails = true;

    begin(pool_of(of(tcp)));
    expect_end("raises [a.exit]");
    cr_expect_eq(ended_with_code(), UV_EIO);
    cr_expect_eq(served_count(), 1);
}
