/* getaddrinfo as the test wants it: linking this replaces the one of the C library for the whole
 * program, libuv's threads included. Every name stands for 127.0.0.1 but
 *
 *     two      127.0.0.2, where nobody listens, and then 127.0.0.1
 *     nobody   no such host
 *     slow     127.0.0.1, but not before release_lookups()
 */
#ifndef EXEUNT_TESTS_UV_RESOLVER_H
#define EXEUNT_TESTS_UV_RESOLVER_H

/* To be called first. There is one thread for lookups, so that a second one has to wait. */
void open_resolver(void);

/* Returns when the lookup of `slow` has begun. */
void wait_for_lookup(void);

/* Lets all lookups of `slow` end, from now on. */
void release_lookups(void);

/* How many addresses were handed out and not freed. */
int addresses_left(void);

#endif
