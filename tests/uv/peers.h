/* Who is at the other end of a connection: somebody, nobody, or one who never answers. All on
 * 127.0.0.1, on a port that the system chose. */
#ifndef EXEUNT_TESTS_UV_PEERS_H
#define EXEUNT_TESTS_UV_PEERS_H

/* A server on the loop of the test that reads until its peers shut down. It keeps the loop alive
 * only while a peer is connected. Returns its port. */
int serving_port(void);
/* How many peers have connected to it so far. */
int served_count(void);

/* A port where nobody listens. */
int refused_port(void);

/* A port where connecting neither succeeds nor fails: its queue is full. */
int silent_port(void);

/* Closes all of these; takes the server off the loop, which must run once more. */
void close_peers(void);

#endif
