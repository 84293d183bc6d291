/* Memory that code under test takes from the world: at its border, or by the functions of the C
 * library, which a loader has replaced (src/plugins/allocators.c). */
#ifndef EXN_CONTRACT_BORDER_MEMORY_H
#define EXN_CONTRACT_BORDER_MEMORY_H

#include "contract/border.h"

#include <stdbool.h>
#include <stddef.h>

/* What exeunt_border_allocate does, aligned to `alignment` bytes, a power of two. */
void *exn_border_allocate_aligned(exeunt_border *border, size_t size, size_t alignment);

/* The same for what is passed on, and given back by whoever has it last: no rule counts it. */
void *exn_border_allocate_for_all(exeunt_border *border, size_t size);

/* How much room there is for it where it lies; 0: no block of this border begins there. */
size_t exn_border_size_of(const exeunt_border *border, const void *memory);

/* How much of it the owner may write to: of a manager's block as much as was asked for. */
size_t exn_border_usable_size(const exeunt_border *border, const void *memory);

/* Makes it larger or smaller where it lies; what comes to it is zero. Returns false, and does
 * nothing, if it does not fit there, or if no block of this border begins there. */
bool exn_border_resize(exeunt_border *border, void *memory, size_t size);

#endif
