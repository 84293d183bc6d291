/* malloc and its kin for the code of plugins: what they allocate while code under test runs is the
 * world's, in the region of whoever runs (contract/running.h), and counts as its own (M3, M4, X13).
 * At all other times, and in other threads, it is the C library's. `free` decides by address.
 *
 * Where the scenario says `faults: {memory: anywhere}`, each call is a choice between memory and
 * none, as that of exeunt_border_try_allocate is. An exception of C++, with what is allocated while
 * it is made, never fails by choice, because it may be the one that says that there is no memory;
 * and it does not count as held, because a manager may settle while it handles one, or keep it
 * (std::exception_ptr) for another one. All memory is zeroed: what code reads before it writes must
 * be the same in every run. */
#ifndef EXN_PLUGINS_ALLOCATORS_H
#define EXN_PLUGINS_ALLOCATORS_H

#include <stddef.h>

/* The function that a plugin gets in the place of one of this name; NULL: none. */
void *exn_replacement_of(const char *name);

/* A plugin has been loaded: where it throws std::bad_alloc. `handle` is that of dlopen. */
void exn_operators_find(void *handle);

/* --- for operators.c -------------------------------------------------------------------------- */

/* As malloc and aligned_alloc; the caller is a return address, for messages. */
void *exn_plugin_allocate(size_t size, size_t alignment, const void *caller);
void exn_plugin_free(void *memory);

/* As exn_replacement_of, of the C++ runtime: operators go by their mangled names. */
void *exn_operator_replacement(const char *name);

#endif
