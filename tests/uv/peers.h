/* Who is at the other end of a connection: somebody, nobody, or one who never answers. All on
 * 127.0.0.1, on a port that the system chose. */
#ifndef EXEUNT_TESTS_UV_PEERS_H
#define EXEUNT_TESTS_UV_PEERS_H

#include <stddef.h>

/* A server on the loop of the test that reads until its peers shut down. It keeps the loop alive
 * only while a peer is connected. Returns its port. */
int serving_port(void);
/* How many peers have connected to it so far, and what they have sent. */
int served_count(void);
size_t served_bytes(void);

/* A socket that is connected to a port; the caller's. */
int connected_socket(int port);

/* A port where nobody listens. */
int refused_port(void);

/* A port where connecting neither succeeds nor fails: its queue is full. */
int silent_port(void);

/* A port where connecting succeeds, and then nobody reads. */
int deaf_port(void);
/* Resets the connection of the first guest there. */
void reset_guest(void);

/* Closes all of these; takes the server off the loop, which must run once more. */
void close_peers(void);

#endif
