/* Memory that code under test takes from the world: at its border, or by the functions of the C
 * library, which a loader has replaced (src/plugins/allocators.c). */
#ifndef EXN_CONTRACT_BORDER_MEMORY_H
#define EXN_CONTRACT_BORDER_MEMORY_H

#include "contract/border.h"

#include <stdbool.h>
#include <stddef.h>

/* What exeunt_border_allocate does, aligned to `alignment` bytes, a power of two. */
void *exn_border_allocate_aligned(exeunt_border *border, size_t size, size_t alignment);

/* The same for what the owner has for a moment only, and need not give back before it settles: no
 * rule counts it. */
void *exn_border_allocate_uncounted(exeunt_border *border, size_t size);

/* How much of it the owner may use; 0: no block of this border begins there. */
size_t exn_border_size_of(const exeunt_border *border, const void *memory);

/* Makes it larger or smaller where it lies; what comes to it is zero. Returns false, and does
 * nothing, if it does not fit there, or if no block of this border begins there. */
bool exn_border_resize(exeunt_border *border, void *memory, size_t size);

#endif
