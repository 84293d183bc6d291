/* A TCP connection: resolve, connect; later shut down, close.
 *
 * A handle that failed to connect cannot be used again: each address gets a fresh handle, after the
 * last one has left the loop.
 */
#include "uv/common.h"

#include <netdb.h>

static exeunt_uv_tcp *tcp_of(exeunt_manager *manager)
{
    return (exeunt_uv_tcp *)manager; /* its first member */
}

static exeunt_uv_tcp *tcp_of_handle(uv_handle_t *handle)
{
    return exn_uv_holder(handle, exeunt_uv_tcp, handle);
}

static uv_handle_t *handle_of(exeunt_uv_tcp *tcp)
{
    return (uv_handle_t *)&tcp->handle;
}

/* --- enter ------------------------------------------------------------------------------------ */

static void forget_addresses(exeunt_uv_tcp *tcp)
{
    uv_freeaddrinfo(tcp->addresses);
    tcp->addresses = NULL;
    tcp->next_address = NULL;
}

static void connect_to_next(exeunt_uv_tcp *tcp);

/* The handle of a failed attempt has left the loop: tries the next address, or gives up. */
static void on_attempt_closed(uv_handle_t *handle)
{
    exeunt_uv_tcp *tcp = tcp_of_handle(handle);

    if (tcp->next_address != NULL && !tcp->stops) {
        connect_to_next(tcp);
        return;
    }
    forget_addresses(tcp);
    if (tcp->stops) {
        exeunt_canceled(&tcp->manager);
    } else {
        exn_uv_fail(&tcp->manager, tcp->code);
    }
}

static void on_connected(uv_connect_t *request, int status)
{
    exeunt_uv_tcp *tcp = request->data;

    if (uv_is_closing(handle_of(tcp))) {
        return; /* canceled: settles when the handle is closed */
    }
    tcp->code = status;
    if (status != 0) {
        uv_close(handle_of(tcp), on_attempt_closed);
    } else {
        forget_addresses(tcp);
        exeunt_entered(&tcp->manager, &tcp->handle);
    }
}

static void connect_to_next(exeunt_uv_tcp *tcp)
{
    const struct addrinfo *address = tcp->next_address;

    tcp->next_address = address->ai_next;
    tcp->connect.data = tcp;
    uv_tcp_init(tcp->loop, &tcp->handle); /* opens no socket yet, so it cannot fail */
    tcp->code = uv_tcp_connect(&tcp->connect, &tcp->handle, address->ai_addr, on_connected);
    if (tcp->code != 0) {
        uv_close(handle_of(tcp), on_attempt_closed);
    }
}

static void on_resolved(uv_getaddrinfo_t *request, int status, struct addrinfo *addresses)
{
    exeunt_uv_tcp *tcp = request->data;

    tcp->addresses = addresses;
    tcp->next_address = addresses;
    if (tcp->stops) {
        forget_addresses(tcp);
        exeunt_canceled(&tcp->manager);
    } else if (status != 0) {
        exn_uv_fail(&tcp->manager, status);
    } else {
        connect_to_next(tcp);
    }
}

static void enter(exeunt_manager *manager)
{
    static const struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_protocol = IPPROTO_TCP};
    exeunt_uv_tcp *tcp = tcp_of(manager);

    tcp->exits = false;
    tcp->stops = false;
    tcp->resolve.data = tcp;
    int code =
        uv_getaddrinfo(tcp->loop, &tcp->resolve, on_resolved, tcp->host, tcp->service, &hints);
    if (code != 0) {
        exn_uv_fail(manager, code);
    }
}

/* --- exit ------------------------------------------------------------------------------------- */

static void on_closed(uv_handle_t *handle)
{
    exeunt_uv_tcp *tcp = tcp_of_handle(handle);

    if (tcp->code != 0) {
        exn_uv_fail(&tcp->manager, tcp->code);
    } else {
        exeunt_exited(&tcp->manager);
    }
}

/* A peer that has gone away needs no shutdown. */
static void on_shut_down(uv_shutdown_t *request, int status)
{
    exeunt_uv_tcp *tcp = request->data;

    if (!uv_is_closing(handle_of(tcp))) {
        tcp->code = status != UV_ENOTCONN ? status : 0;
        uv_close(handle_of(tcp), on_closed);
    }
}

static void exit_tcp(exeunt_manager *manager, const exeunt_error *cause)
{
    exeunt_uv_tcp *tcp = tcp_of(manager);

    (void)cause;
    tcp->exits = true;
    tcp->code = 0;
    tcp->shutdown.data = tcp;
    if (uv_shutdown(&tcp->shutdown, (uv_stream_t *)&tcp->handle, on_shut_down) != 0) {
        uv_close(handle_of(tcp), on_closed); /* no longer connected */
    }
}

/* --- both ------------------------------------------------------------------------------------- */

/* A lookup that a worker thread has begun cannot be interrupted; it is waited for. */
static void cancel(exeunt_manager *manager)
{
    exeunt_uv_tcp *tcp = tcp_of(manager);

    tcp->stops = true;
    if (!tcp->exits && tcp->addresses == NULL) {
        uv_cancel((uv_req_t *)&tcp->resolve);
    } else if (!uv_is_closing(handle_of(tcp))) {
        uv_close(handle_of(tcp), tcp->exits ? on_closed : on_attempt_closed);
    }
}

static const exeunt_manager_type tcp_type = {enter, exit_tcp, cancel};

void exeunt_uv_tcp_init(exeunt_uv_tcp *tcp, uv_loop_t *loop, const char *name, const char *host,
                        const char *service)
{
    *tcp = (exeunt_uv_tcp){.loop = loop, .host = host, .service = service};
    exeunt_manager_init(&tcp->manager, &tcp_type, name);
}
