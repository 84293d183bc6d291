/* The program and the shared libraries that this process has loaded, as their ELF files tell of
 * them: where the data lies that their code may change, and what it is called.
 *
 * Data is what stands in .data, .bss and sections of the code's own, and the thread-locals that a
 * library has for the thread that asks. It is not code's own, and left out: what libraries have in
 * common with the program (copy relocations: stdout, environ), and what sanitizers and coverage
 * keep, by the names of their symbols and sections. What somebody marks by EXEUNT_OUTSIDE of
 * <exeunt/implementation.h> is none, too. */
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

/* X(status, text): whether the data of an object is known, or why not. */
#define EXN_DATA_STATUS_MAP(X)                                                                     \
    X(EXN_DATA_KNOWN, "it is known")                                                               \
    X(EXN_DATA_NO_MEMORY, "out of memory")                                                         \
    X(EXN_DATA_NO_OBJECT, "it is not known where the code under test lies")                        \
    X(EXN_DATA_NO_FILE, "the file of the program can't be read")                                   \
    X(EXN_DATA_LINKED_STATICALLY,                                                                  \
      "the program is linked statically: its data is not told from the C library's")               \
    X(EXN_DATA_STRIPPED, "the program is stripped: its data is not told from the sanitizer's")     \
    X(EXN_DATA_OWN_MALLOC,                                                                         \
      "the program has a `malloc` of its own: its data is not told from the heap's")

typedef enum exn_data_status {
#define EXN_DATA_STATUS_ENUM(status, text) status,
    EXN_DATA_STATUS_MAP(EXN_DATA_STATUS_ENUM)
#undef EXN_DATA_STATUS_ENUM
        EXN_DATA_STATUSES
} exn_data_status;

const char *exn_data_status_text(exn_data_status status);

/* Appends the data of the object that `code` lies in, unless it is listed already. Appends nothing
 * if the data is not known. */
exn_data_status exn_object_data(const void *code, exn_bytes_list *data);

/* Writes what lies at an address: "counter", or "0x1234 of lib.so" if it has no name. Always
 * terminated. */
void exn_object_name(const void *address, char *text, size_t size);

#endif
