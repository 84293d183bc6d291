/* One mapping, from which memory is taken and never given back. */
#include "search/shared_memory.h"

#include "base/own_assert.h"

#include <sched.h>
#include <sys/mman.h>
#include <unistd.h>

enum { ALIGNMENT = 16, SPINS_BEFORE_YIELDING = 200 };
#define SIZE_MAX_WANTED ((size_t)64 << 30)
#define SIZE_MIN_USEFUL ((size_t)1 << 30)

exn_shared_memory *exn_shared_memory_open(void)
{
    for (size_t size = SIZE_MAX_WANTED; size >= SIZE_MIN_USEFUL; size /= 2) {
        exn_shared_memory *shared = mmap(NULL, size, PROT_READ | PROT_WRITE,
                                         MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (shared != MAP_FAILED) {
            shared->size = size;
            shared->mapped = size;
            shared->taken = (sizeof *shared + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            return shared;
        }
    }
    return NULL;
}

void exn_shared_memory_close(exn_shared_memory *shared)
{
    if (shared != NULL) {
        munmap(shared, shared->mapped);
    }
}

void *exn_shared_memory_take(exn_shared_memory *shared, size_t size)
{
    size_t rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (rounded > shared->size) {
        return NULL;
    }
    size_t at = atomic_fetch_add(&shared->taken, rounded);
    if (at > shared->size - rounded) {
        atomic_fetch_sub(&shared->taken, rounded);
        return NULL;
    }
    exn_assert(at % ALIGNMENT == 0 && at >= sizeof *shared);
    return (char *)shared + at;
}

void *exn_shared_memory_reserve_half(exn_shared_memory *shared, size_t *size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    exn_assert(shared->size == shared->mapped); /* nothing was reserved yet */
    *size = (shared->size - shared->taken) / 2 / page * page;
    shared->size -= *size;
    exn_assert(shared->taken <= shared->size);
    return (char *)shared + shared->size;
}

size_t exn_shared_memory_bytes(const exn_shared_memory *shared)
{
    return shared->taken;
}

bool exn_lock_take(exn_lock *lock, const exn_shared_memory *shared)
{
    for (unsigned spins = 0;; spins++) {
        uint32_t open = 0;
        if (atomic_compare_exchange_weak_explicit(lock, &open, 1, memory_order_acquire,
                                                  memory_order_relaxed)) {
            return true;
        }
        if (atomic_load_explicit(&shared->stop, memory_order_relaxed)) {
            return false;
        }
        if (spins > SPINS_BEFORE_YIELDING) {
            sched_yield(); /* its holder may wait for this processor */
        }
    }
}

void exn_lock_release(exn_lock *lock)
{
    exn_assert(atomic_load_explicit(lock, memory_order_relaxed) == 1);
    atomic_store_explicit(lock, 0, memory_order_release);
}
