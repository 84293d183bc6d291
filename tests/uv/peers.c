/* A server on the loop of the test, and bare sockets. */
#include "peers.h"
#include "support.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SOCKETS_MAX = 8, PEERS_MAX = 8 };

static int sockets[SOCKETS_MAX];
static int socket_count;

static uv_tcp_t server;
static bool serving;
static uv_tcp_t peers[PEERS_MAX];
static int peer_count;
static size_t byte_count;

static struct sockaddr_in any_port(void)
{
    return (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

/* --- a server --------------------------------------------------------------------------------- */

static void give_room(uv_handle_t *handle, size_t size, uv_buf_t *buffer)
{
    static char room[64 * 1024];

    (void)handle;
    (void)size;
    *buffer = uv_buf_init(room, sizeof(room));
}

static void on_read(uv_stream_t *peer, ssize_t length, const uv_buf_t *buffer)
{
    (void)buffer;
    if (length < 0) {
        uv_close((uv_handle_t *)peer, NULL);
    } else {
        byte_count += (size_t)length;
    }
}

static void on_connection(uv_stream_t *listener, int status)
{
    cr_assert_eq(status, 0);
    cr_assert_lt(peer_count, PEERS_MAX);
    uv_tcp_t *peer = &peers[peer_count++];
    cr_assert_eq(uv_tcp_init(&loop, peer), 0);
    cr_assert_eq(uv_accept(listener, (uv_stream_t *)peer), 0);
    cr_assert_eq(uv_read_start((uv_stream_t *)peer, give_room, on_read), 0);
}

int serving_port(void)
{
    struct sockaddr_in address = any_port();
    int size = sizeof(address);

    serving = true;
    peer_count = 0;
    byte_count = 0;
    cr_assert_eq(uv_tcp_init(&loop, &server), 0);
    cr_assert_eq(uv_tcp_bind(&server, (struct sockaddr *)&address, 0), 0);
    cr_assert_eq(uv_listen((uv_stream_t *)&server, PEERS_MAX, on_connection), 0);
    cr_assert_eq(uv_tcp_getsockname(&server, (struct sockaddr *)&address, &size), 0);
    uv_unref((uv_handle_t *)&server);
    return ntohs(address.sin_port);
}

int served_count(void)
{
    return peer_count;
}

size_t served_bytes(void)
{
    return byte_count;
}

/* --- bare sockets ----------------------------------------------------------------------------- */

static int new_socket(int flags)
{
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0);

    cr_assert_geq(descriptor, 0);
    cr_assert_lt(socket_count, SOCKETS_MAX);
    sockets[socket_count++] = descriptor;
    return descriptor;
}

static int bound_socket(struct sockaddr_in *address)
{
    int descriptor = new_socket(0);
    socklen_t size = sizeof(*address);

    *address = any_port();
    cr_assert_eq(bind(descriptor, (struct sockaddr *)address, size), 0);
    cr_assert_eq(getsockname(descriptor, (struct sockaddr *)address, &size), 0);
    return descriptor;
}

int refused_port(void)
{
    struct sockaddr_in address;

    bound_socket(&address); /* it never listens, and no other process gets the port meanwhile */
    return ntohs(address.sin_port);
}

int silent_port(void)
{
    struct sockaddr_in address;
    int listener = bound_socket(&address);

    cr_assert_eq(listen(listener, 0), 0);
    for (int guest = 0; guest < 3; guest++) {
        int descriptor = new_socket(SOCK_NONBLOCK);
        (void)!connect(descriptor, (struct sockaddr *)&address, sizeof(address)); /* in progress */
    }
    return ntohs(address.sin_port);
}

static int deaf_listener;

int deaf_port(void)
{
    struct sockaddr_in address;

    deaf_listener = bound_socket(&address);
    cr_assert_eq(listen(deaf_listener, 4), 0);
    return ntohs(address.sin_port);
}

void reset_guest(void)
{
    struct linger now = {.l_onoff = 1, .l_linger = 0};
    int guest = accept(deaf_listener, NULL, NULL);

    cr_assert_geq(guest, 0);
    cr_assert_eq(setsockopt(guest, SOL_SOCKET, SO_LINGER, &now, sizeof(now)), 0);
    close(guest);
}

int connected_socket(int port)
{
    struct sockaddr_in address = any_port();
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    address.sin_port = htons((uint16_t)port);
    cr_assert_eq(connect(descriptor, (struct sockaddr *)&address, sizeof(address)), 0);
    return descriptor;
}

void close_peers(void)
{
    while (socket_count > 0) {
        close(sockets[--socket_count]);
    }
    if (serving) {
        serving = false;
        uv_close((uv_handle_t *)&server, NULL);
    }
}
