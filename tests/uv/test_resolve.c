/* The lookup of a TCP connection: several addresses, no address, and cancels during the lookup. */
#include "peers.h"
#include "resolver.h"
#include "support.h"

#include <string.h>

static void open_both(void)
{
    open_resolver();
    open_stage();
}

TestSuite(uv_resolve, .init = open_both, .timeout = 60);

/* As expect_end; and every address was freed. */
#define expect_end_of_lookups(text) (expect_end(text), expect_no_address())

static void expect_no_address(void)
{
    cr_expect_eq(addresses_left(), 0);
}

Test(uv_resolve, the_second_address_is_tried_when_the_first_refuses)
{
    begin(pool_of(of(tcp_to("a", "two", serving_port()))));
    expect_end_of_lookups("returns");
    cr_expect_eq(served_count(), 1);
}

Test(uv_resolve, when_all_addresses_refuse_it_fails)
{
    begin(stack_of(of(tcp_to("a", "two", refused_port()))));
    expect_end_of_lookups("raises [a.enter]");
    cr_expect_eq(ended_with_code(), UV_ECONNREFUSED);
}

Test(uv_resolve, a_host_that_does_not_exist_fails)
{
    begin(stack_of(of(sleeper_named("a")), of(tcp_to("b", "nobody", 1))));
    expect_end_of_lookups("raises [b.enter]");
    cr_expect_eq(ended_with_code(), UV_EAI_NONAME);
}

Test(uv_resolve, a_lookup_that_cannot_begin_fails)
{
    char *endless = make(4096);
    memset(endless, 'a', 4095); /* longer than a host name may be */

    begin(pool_of(of(tcp_to("a", endless, 1))));
    expect_end_of_lookups("raises [a.enter]");
}

Test(uv_resolve, a_lookup_that_has_begun_is_waited_for)
{
    exeunt_uv_tcp *tcp = tcp_to("a", "slow", serving_port());
    exeunt_scope *pool = pool_of(of(tcp));

    begin(pool);
    wait_for_lookup();
    exeunt_scope_cancel(pool);
    uv_run(&loop, UV_RUN_NOWAIT);
    cr_expect(exeunt_manager_in_flight(of(tcp)), "a worker thread uses its memory");
    release_lookups();
    expect_end_of_lookups("canceled");
    cr_expect_eq(served_count(), 0, "it has not connected any more");
}

Test(uv_resolve, a_lookup_that_has_not_begun_is_canceled_at_once)
{
    int port = refused_port();
    exeunt_uv_tcp *waiting = tcp_to("b", "slow", port);
    exeunt_scope *pool = pool_of(of(tcp_to("a", "slow", port)), of(waiting));

    begin(pool);
    wait_for_lookup();
    exeunt_scope_cancel(pool);
    uv_run(&loop, UV_RUN_ONCE);
    cr_expect_not(exeunt_manager_in_flight(of(waiting)));
    release_lookups();
    expect_end_of_lookups("canceled");
}

Test(uv_resolve, a_cancel_between_two_addresses_tries_no_more)
{
    exeunt_uv_tcp *tcp = tcp_to("a", "two", serving_port());
    exeunt_scope *stack = stack_of(of(tcp));

    begin(stack);
    while (tcp->addresses == NULL) {
        uv_run(&loop, UV_RUN_ONCE); /* until the first connect has begun */
    }
    exeunt_scope_cancel(stack);
    expect_end_of_lookups("canceled");
    cr_expect_eq(served_count(), 0);
}
