/* Arrays that grow, by one rule: by half, and to at least 16 elements. */
#ifndef EXN_BASE_GROW_H
#define EXN_BASE_GROW_H

#include <stdbool.h>
#include <stddef.h>

/* Makes room for `wanted` elements. `items` is a pointer to the array, which may move, or NULL if
 * there is none yet; `capacity` is a size_t variable, the number of elements that it has room for.
 * The caller frees the array. Returns false when out of memory; then nothing has changed. */
#define EXN_MAKE_ROOM(items, capacity, wanted)                                                     \
    ((wanted) <= (capacity) || exn_grow(&(items), &(capacity), (wanted), sizeof *(items)))

/* The same for elements of `size` bytes; `array` is the address of the pointer. Called by the
 * macro. */
bool exn_grow(void *array, size_t *capacity, size_t wanted, size_t size);

#endif
