/* Where code lies, in words: for what is found.
 *
 * Functions and lines come from the debug information of the objects, which libdw (elfutils) reads
 * if this system has it: it is loaded when it is needed, so that nothing depends on it. Otherwise
 * only functions that an object exports have a name. */
#ifndef EXN_BASE_PLACE_H
#define EXN_BASE_PLACE_H

#include <stdbool.h>
#include <stddef.h>

enum { EXN_PLACE_SIZE = 160, EXN_PLACES_SIZE = 320 };

/* Writes where the instruction at an address lies: "on_row (my-db.c:41)", "on_row", or
 * "libdb.so+0x1234". Of a return address pass the byte before it. Always terminated. Takes some
 * milliseconds, and memory of malloc. */
void exn_place_write(const void *address, char *text, size_t size);

/* Writes the part of a stack that is code under test, the innermost function first: "abort, on_row
 * (my-db.c:41), query (my-db.c:17)". `frames` are return addresses, as of backtrace(); all from
 * where the simulator has called that code on is left out. Writes nothing if there is none. Always
 * terminated. */
void exn_places_write(void *const *frames, int count, char *text, size_t size);

/* Writes the line of the innermost of some calls that is in a source of the author's, not in a
 * header of the system: "pool.c:41". `frames` are return addresses, the innermost one first.
 * Returns false, and writes nothing, if there is none. */
bool exn_place_write_line(const void *const *frames, size_t count, char *text, size_t size);

#endif
