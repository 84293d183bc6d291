/* The TCP connection: to a real server, to a port without one, and to peers that never answer or
 * never read. */
#include "peers.h"
#include "support.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

/* Longer than any test takes. */
enum { AN_HOUR_MS = 3600 * 1000 };

/* More than the buffers of a connection take when its peer does not read. */
enum { LONG_MESSAGE = 32 * 1024 * 1024 };

TestSuite(uv_tcp, .init = open_stage, .timeout = 60);

static exeunt_uv_tcp *tcp_named(const char *name, int port)
{
    return tcp_to(name, "127.0.0.1", port);
}

/* --- connecting ------------------------------------------------------------------------------- */

Test(uv_tcp, two_in_a_pool_connect_and_close)
{
    int port = serving_port();
    exeunt_uv_tcp *a = tcp_named("a", port);
    exeunt_uv_tcp *b = tcp_named("b", port);
    keep();

    begin(pool_of(of(a), of(b)));
    expect_end("returns");
    cr_expect_eq(served_count(), 2);
    cr_expect_eq(a->manager.value, &a->handle);
}

Test(uv_tcp, two_in_a_stack_connect_and_close)
{
    int port = serving_port();

    begin(stack_of(of(tcp_named("a", port)), of(tcp_named("b", port))));
    expect_end("returns");
    cr_expect_eq(served_count(), 2);
}

Test(uv_tcp, a_refused_connection_fails_a_pool)
{
    sleeper *b = sleeper_named("b");
    b->enter_ms = FOR_EVER;

    begin(pool_of(of(tcp_named("a", refused_port())), of(b), of(tcp_named("c", silent_port()))));
    expect_end("raises [a.enter]");
    cr_expect_eq(ended_with_code(), UV_ECONNREFUSED);
}

Test(uv_tcp, a_refused_connection_unwinds_a_stack)
{
    begin(stack_of(of(tcp_named("a", serving_port())), of(tcp_named("b", refused_port()))));
    expect_end("raises [b.enter]");
    cr_expect_eq(ended_with_code(), UV_ECONNREFUSED);
    cr_expect_eq(served_count(), 1);
}

Test(uv_tcp, the_deadline_ends_a_connect_that_is_never_answered)
{
    exeunt_scope *pool =
        pool_of(of(tcp_named("a", silent_port())), of(tcp_named("b", serving_port())));

    timed(pool, 20, 0);
    begin(pool);
    expect_end("raises [pool.deadline]");
}

static void cancel_outermost(void)
{
    exeunt_scope_cancel(outermost);
}

Test(uv_tcp, a_cancel_ends_a_connect_that_is_never_answered_in_a_pool)
{
    begin(pool_of(of(tcp_named("a", serving_port())), of(tcp_named("b", silent_port()))));
    later(cancel_outermost);
    expect_end("canceled");
}

Test(uv_tcp, a_cancel_ends_a_connect_that_is_never_answered_in_a_stack)
{
    begin(stack_of(of(tcp_named("a", serving_port())), of(tcp_named("b", silent_port()))));
    later(cancel_outermost);
    expect_end("canceled");
}

Test(uv_tcp, a_cancel_may_come_at_once)
{
    exeunt_scope *pool = pool_of(of(tcp_named("a", serving_port())));

    begin(pool);
    exeunt_scope_cancel(pool);
    expect_end("canceled");
}

/* --- the body --------------------------------------------------------------------------------- */

static exeunt_uv_tcp *writer;
static uv_write_t write_request;
static int write_status;

static void on_written(uv_write_t *request, int status)
{
    (void)request;
    write_status = status;
}

static void write_and_return(exeunt_scope *scope)
{
    uv_buf_t buffer = uv_buf_init(make(LONG_MESSAGE), LONG_MESSAGE);

    write_status = 1;
    cr_assert_eq(
        uv_write(&write_request, (uv_stream_t *)writer->manager.value, &buffer, 1, on_written), 0);
    end_body(scope, NULL);
}

Test(uv_tcp, what_the_body_wrote_arrives_before_the_close)
{
    writer = tcp_named("a", serving_port());
    when_body_begins = write_and_return;

    begin(pool_of(of(writer)));
    expect_end("returns");
    cr_expect_eq(write_status, 0);
    cr_expect_eq(served_bytes(), LONG_MESSAGE);
}

static void write_and_stop(exeunt_scope *scope)
{
    exeunt_scope_cancel(scope);
    write_and_return(scope);
}

Test(uv_tcp, grace_ends_a_shutdown_whose_peer_never_reads)
{
    writer = tcp_named("a", deaf_port());
    exeunt_scope *pool = pool_of(of(writer), of(tcp_named("b", serving_port())));
    timed(pool, 0, 5);
    when_body_begins = write_and_stop;
    when_body_is_asked_to_stop = wait_in_body;

    begin(pool);
    expect_end("canceled");
    cr_expect_eq(write_status, UV_ECANCELED);
}

static void give_room(uv_handle_t *handle, size_t size, uv_buf_t *buffer)
{
    static char room[64];

    (void)handle;
    (void)size;
    *buffer = uv_buf_init(room, sizeof(room));
}

static int read_status;

static void on_read(uv_stream_t *stream, ssize_t length, const uv_buf_t *buffer)
{
    (void)stream;
    (void)buffer;
    read_status = (int)length;
    end_body(outermost, NULL);
}

static void be_reset(exeunt_scope *scope)
{
    (void)scope;
    reset_guest();
    cr_assert_eq(uv_read_start(writer->manager.value, give_room, on_read), 0);
}

Test(uv_tcp, a_peer_that_was_seen_to_go_needs_no_shutdown)
{
    writer = tcp_named("a", deaf_port());
    when_body_begins = be_reset;

    begin(stack_of(of(writer)));
    expect_end("returns");
    cr_expect_eq(read_status, UV_ECONNRESET);
}

static void be_reset_and_return(exeunt_scope *scope)
{
    reset_guest();
    end_body(scope, NULL);
}

Test(uv_tcp, a_peer_that_goes_unseen_needs_no_shutdown)
{
    when_body_begins = be_reset_and_return;

    begin(stack_of(of(tcp_named("a", deaf_port()))));
    expect_end("returns");
}

/* --- the loop --------------------------------------------------------------------------------- */

static void write_and_stop_loop(exeunt_scope *scope)
{
    write_and_return(scope);
    uv_stop(&loop);
}

Test(uv_tcp, a_loop_that_was_stopped_goes_on_with_the_exits)
{
    writer = tcp_named("a", serving_port());
    when_body_begins = write_and_stop_loop; /* the server reads in the same loop */

    begin(pool_of(of(writer), of(sleeper_named("b"))));
    uv_run(&loop, UV_RUN_DEFAULT);
    cr_assert_not_null(outermost, "it was stopped");
    cr_expect(exeunt_manager_in_flight(of(writer)));
    expect_end("returns");
    cr_expect_eq(served_bytes(), LONG_MESSAGE);
}

Test(uv_tcp, a_connection_of_the_owner_is_pushed)
{
    exeunt_uv_tcp *tcp = tcp_named("a", 0);
    exeunt_scope *stack = stack_of_none();
    cr_assert_eq(uv_tcp_init(&loop, &tcp->handle), 0);
    cr_assert_eq(uv_tcp_open(&tcp->handle, connected_socket(serving_port())), 0);
    cr_assert_eq(exeunt_stack_add_pushed((exeunt_stack *)stack, of(tcp)), 0);

    begin(stack);
    expect_end("returns");
    cr_expect_eq(served_count(), 1);
}

Test(uv_tcp, one_that_was_canceled_can_be_entered_again)
{
    exeunt_uv_tcp *tcp = tcp_named("a", serving_port());
    exeunt_scope *first = pool_of(of(tcp));
    exeunt_scope *second = pool_of(of(tcp));
    keep();

    begin(first);
    exeunt_scope_cancel(first);
    uv_run(&loop, UV_RUN_DEFAULT);
    cr_expect_null(outermost);
    cr_expect_null(tcp->manager.value);

    begin(second);
    expect_end("returns");
    cr_expect_eq(served_count(), 1);
}

Test(uv_tcp, connections_of_a_nested_pool)
{
    int port = serving_port();
    exeunt_scope *inner = pool_of(of(tcp_named("a", port)), of(tcp_named("b", silent_port())));

    begin(stack_of(of(tcp_named("c", port)), of(timed(inner, 20, 0))));
    expect_end("raises [pool.deadline]");
    cr_expect_eq(served_count(), 2);
}

/* --- at any moment ---------------------------------------------------------------------------- */

static void cancel_in_iteration(int iteration)
{
    open_stage();
    int port = serving_port();
    exeunt_scope *stack = stack_of(of(tcp_named("a", port)), of(tcp_named("b", port)));
    timed(stack, 0, AN_HOUR_MS);

    begin(stack);
    for (int count = 0; count < iteration && outermost != NULL; count++) {
        uv_run(&loop, UV_RUN_ONCE);
    }
    bool ended = outermost == NULL;
    if (!ended) {
        exeunt_scope_cancel(stack);
    }
    expect_end(ended ? "returns" : "canceled");
}

/* Cancels at each moment from before the lookup to after the end, which takes about ten
 * iterations. */
Test(uv_tcp_any_moment, a_cancel_leaves_nothing_behind, .timeout = 60)
{
    for (int iteration = 0; iteration < 16; iteration++) {
        cancel_in_iteration(iteration);
    }
}
