/* One mapping, from which memory is taken and never given back. */
#define _DEFAULT_SOURCE
#include "search/shared_memory.h"

#include "base/own_assert.h"

#include <sched.h>
#include <sys/mman.h>

#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25 /* of Linux 6.1 */
#endif

enum { MOMENTS_BEFORE_YIELDING = 200 };
#define SIZE_MAX_WANTED ((size_t)64 << 30)
#define SIZE_MIN_USEFUL ((size_t)1 << 30)

static size_t round_up(size_t size, size_t unit)
{
    return (size + unit - 1) / unit * unit;
}

/* Shared memory that begins where a huge page may begin. NULL if it can't be mapped. */
static void *map_shared(size_t size)
{
    char *room = mmap(NULL, size + EXN_HUGE_PAGE, PROT_NONE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (room == MAP_FAILED) {
        return NULL;
    }
    char *begin = room + (round_up((uintptr_t)room, EXN_HUGE_PAGE) - (uintptr_t)room);
    void *shared = mmap(begin, size, PROT_READ | PROT_WRITE,
                        MAP_FIXED | MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (shared == MAP_FAILED) {
        munmap(room, size + EXN_HUGE_PAGE);
        return NULL;
    }
    if (begin > room) {
        munmap(room, (size_t)(begin - room));
    }
    exn_assert((uintptr_t)begin % EXN_HUGE_PAGE == 0 && begin <= room + EXN_HUGE_PAGE);
    munmap(begin + size, (size_t)(room + EXN_HUGE_PAGE - begin));
    return shared;
}

exn_shared_memory *exn_shared_memory_open(void)
{
    for (size_t size = SIZE_MAX_WANTED; size >= SIZE_MIN_USEFUL; size /= 2) {
        exn_shared_memory *shared = map_shared(size);
        if (shared != NULL) {
            shared->size = size;
            shared->mapped = size;
            shared->taken = round_up(sizeof *shared, EXN_CACHE_LINE);
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
    size_t rounded = round_up(size, EXN_CACHE_LINE);
    if (rounded > shared->size) {
        return NULL;
    }
    size_t at = atomic_fetch_add(&shared->taken, rounded);
    if (at > shared->size - rounded) {
        atomic_fetch_sub(&shared->taken, rounded);
        return NULL;
    }
    exn_assert(at % EXN_CACHE_LINE == 0 && at >= sizeof *shared);
    return (char *)shared + at;
}

void *exn_shared_memory_reserve_half(exn_shared_memory *shared, size_t *size)
{
    exn_assert(shared->size == shared->mapped); /* nothing was reserved yet */
    *size = (shared->size - shared->taken) / 2 / EXN_HUGE_PAGE * EXN_HUGE_PAGE;
    shared->size -= *size;
    exn_assert(shared->taken <= shared->size);
    return (char *)shared + shared->size;
}

/* The system gathers only what is not all absent: so one of the small pages is touched first. */
void exn_shared_memory_gather(void *page)
{
    exn_assert((uintptr_t)page % EXN_HUGE_PAGE == 0);
    (void)*(volatile char *)page;
    madvise(page, EXN_HUGE_PAGE, MADV_COLLAPSE); /* a hint */
}

size_t exn_shared_memory_bytes(const exn_shared_memory *shared)
{
    return shared->taken;
}

bool exn_shared_memory_wait(const exn_shared_memory *shared, unsigned *moments)
{
    *moments += 1;
    if (*moments > MOMENTS_BEFORE_YIELDING) {
        sched_yield(); /* the other process may wait for this processor */
    }
    return !atomic_load_explicit(&shared->stop, memory_order_relaxed);
}

bool exn_lock_take(exn_lock *lock, const exn_shared_memory *shared)
{
    unsigned moments = 0;
    uint32_t open = 0;
    while (!atomic_compare_exchange_weak_explicit(lock, &open, 1, memory_order_acquire,
                                                  memory_order_relaxed)) {
        if (!exn_shared_memory_wait(shared, &moments)) {
            return false;
        }
        open = 0;
    }
    return true;
}

void exn_lock_release(exn_lock *lock)
{
    exn_assert(atomic_load_explicit(lock, memory_order_relaxed) == 1);
    atomic_store_explicit(lock, 0, memory_order_release);
}
