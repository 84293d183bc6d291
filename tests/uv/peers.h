/* The other end of a connection: a server, a port without one, or a peer that never answers. All
 * are on 127.0.0.1, on a port that the system chose. */
#ifndef EXEUNT_TESTS_UV_PEERS_H
#define EXEUNT_TESTS_UV_PEERS_H

#include <stddef.h>

/* Starts a server on the loop of the test, which reads until its peers shut down. It keeps the loop
 * alive only while a peer is connected. Returns its port. */
int serving_port(void);
/* How many peers have connected to the server so far; and how many bytes they have sent. */
int served_count(void);
size_t served_bytes(void);

/* Returns a socket that is connected to a port; the caller closes it. */
int connected_socket(int port);

/* Returns a port that refuses connections. */
int refused_port(void);

/* Returns a port where connecting neither succeeds nor fails, because its queue is full. */
int silent_port(void);

/* Returns a port where connecting succeeds, and no process reads. */
int deaf_port(void);
/* Resets the first connection to that port. */
void reset_guest(void);

/* Closes all of these, and takes the server off the loop, which must run once more. */
void close_peers(void);

#endif
