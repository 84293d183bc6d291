/* Where memory was allocated, for messages: remembered while a world is made and in runs that are
 * shown. A search remembers nothing, as it takes time. */
#ifndef EXN_CONTRACT_ALLOCATIONS_H
#define EXN_CONTRACT_ALLOCATIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Writes where in the source calls were made, by the innermost one that tells something:
 * "pool.c:41". They are return addresses, the innermost one first. Returns false if that is not
 * known. A program that can tell sets it; NULL, as at first: nothing is remembered. */
typedef bool exn_describe_calls_fn(const void *const *calls, size_t count, char *text, size_t size);
void exn_allocations_describe_by(exn_describe_calls_fn *describe);

/* While a world is made. */
void exn_allocations_begin(void);
void exn_allocations_made(void);

/* While a run of it is shown. */
void exn_allocations_begin_shown(void);
void exn_allocations_end_shown(void);

extern bool exn_allocations_remembered; /* one of the two */

/* The code, by a return address, that makes the next allocation; the first call counts: those who
 * allocate for others are called by them. */
void exn_allocation_is_made_by(const void *code);
void exn_allocation_is_made(uint32_t member, const void *memory);
void exn_allocation_is_freed(const void *memory);

static inline void exn_allocation_made_by(const void *code)
{
    if (__builtin_expect(exn_allocations_remembered, 0)) {
        exn_allocation_is_made_by(code);
    }
}

static inline void exn_allocation_note(uint32_t member, const void *memory)
{
    if (__builtin_expect(exn_allocations_remembered, 0)) {
        exn_allocation_is_made(member, memory);
    }
}

static inline void exn_allocation_gone(const void *memory)
{
    if (__builtin_expect(exn_allocations_remembered, 0)) {
        exn_allocation_is_freed(memory);
    }
}

/* Writes where that was allocated which a member has in its hands, or the scopes (EXN_NONE), and
 * not since it was made: "allocated at pool.c:41"; nothing if that is not known. Always
 * terminated. */
void exn_allocations_left(uint32_t member, char *text, size_t size);

#endif
