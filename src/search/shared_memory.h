/* Memory that a search shares with its workers, processes that are forked from it: it is mapped
 * before they are, at one address in all of them, and is gone with the last of them. */
#ifndef EXN_SEARCH_SHARED_MEMORY_H
#define EXN_SEARCH_SHARED_MEMORY_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { EXN_CACHE_LINE = 64, EXN_HUGE_PAGE = 1 << 21 };

typedef struct exn_shared_memory {
    _Atomic size_t taken; /* bytes, this head included */
    size_t size;          /* of what can be taken */
    size_t mapped;        /* that, and what was reserved */
    _Atomic bool stop;    /* all workers leave off, and none waits for a lock any more */
} exn_shared_memory;

/* Reserves room, of which only what is touched costs memory. NULL if it can't be mapped. */
exn_shared_memory *exn_shared_memory_open(void);
void exn_shared_memory_close(exn_shared_memory *shared); /* NULL is allowed */

/* Zeroed memory, at the beginning of a line of caches; NULL if nothing is left. */
void *exn_shared_memory_take(exn_shared_memory *shared, size_t size);

/* The half of what is not yet taken, zeroed, for its owner to use as far as it grows; from a huge
 * page's beginning. To be called before any other process has the memory. */
void *exn_shared_memory_reserve_half(exn_shared_memory *shared, size_t *size);

/* Has the memory of one huge page lie in one where the system has any, so that processors find it
 * without walking through tables of pages; what is there stays. Others may use it meanwhile. */
void exn_shared_memory_gather(void *page);

/* What was taken. What was reserved is its owner's to count. */
size_t exn_shared_memory_bytes(const exn_shared_memory *shared);

/* Lets a moment pass, for one who waits for what another process does; it may die before. Returns
 * false if all are to stop. `moments`: so many have passed; zero at first. */
bool exn_shared_memory_wait(const exn_shared_memory *shared, unsigned *moments);

/* A lock whose holder may die: a process that waits for it also looks at `stop`, and then returns
 * false without the lock. */
typedef _Atomic uint32_t exn_lock;
bool exn_lock_take(exn_lock *lock, const exn_shared_memory *shared);
void exn_lock_release(exn_lock *lock);

#endif
