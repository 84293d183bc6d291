/* The program and the shared libraries that this process has loaded, as their ELF files tell of
 * them: where the data lies that their code may change, and what it is called.
 *
 * Data is what stands in .data and .bss. It is not code's own, and left out: what libraries have in
 * common with the program (copy relocations: stdout, environ), and what sanitizers and coverage
 * keep in it, by the names of their symbols. What somebody marks by another section is none, too
 * (EXEUNT_OUTSIDE of <exeunt/implementation.h>). */
#ifndef EXN_WORLD_OBJECTS_H
#define EXN_WORLD_OBJECTS_H

#include <stdbool.h>
#include <stddef.h>

/* Some bytes, from wherever they begin. */
typedef struct exn_bytes {
    unsigned char *first;
    size_t size;
} exn_bytes;

/* Sets of bytes, in the order of their addresses; none touches another. */
typedef struct exn_bytes_list {
    exn_bytes *items;
    size_t count, capacity;
} exn_bytes_list;

/* Appends the data of the object that `code` lies in; what is there already is not appended twice.
 * NULL, or why it can't be told: static. Then nothing is appended. */
const char *exn_object_data(const void *code, exn_bytes_list *data);

/* Writes what lies at an address: "counter", or "0x1234 of lib.so" if it has no name. Always
 * terminated. */
void exn_object_name(const void *address, char *text, size_t size);

#endif
