/* What code under test must not do to its host. */
#ifndef EXN_HOST_FORBIDDEN_H
#define EXN_HOST_FORBIDDEN_H

/* From now on code under test must not close or replace this descriptor, as it must not its
 * standard input, output and error. */
void exn_keep_descriptor(int descriptor);

/* Finds the function of libc whose name the host has taken, and writes it to `function`, a pointer
 * to a function. */
void exn_find_next(const char *name, void *function);

#endif
