/* getaddrinfo for the tests. If this is linked, it replaces the one of the C library in the whole
 * program, the threads of libuv included. Every name stands for 127.0.0.1 but
 *
 *     two      127.0.0.2, where no server listens, and then 127.0.0.1
 *     nobody   no such host
 *     slow     127.0.0.1, but not before release_lookups()
 */
#ifndef EXEUNT_TESTS_UV_RESOLVER_H
#define EXEUNT_TESTS_UV_RESOLVER_H

/* Call this first. There is one thread for lookups, so that a second lookup has to wait. */
void open_resolver(void);

/* Returns when the lookup of `slow` has begun. */
void wait_for_lookup(void);

/* From now on lets all lookups of `slow` end. */
void release_lookups(void);

/* Returns how many addresses were returned and not freed. */
int addresses_left(void);

#endif
