#include "world/snapshot.h"

#include <stdlib.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define XXH_INLINE_ALL
#include <xxhash.h>

enum { GRANULES_AT_ONCE = 4 }; /* a cache line */

__extension__ typedef unsigned __int128 sum; /* of hashes, modulo 2^128 */

static bool is_zero(const exn_granule *granule)
{
    return (granule->words[0] | granule->words[1]) == 0;
}

/* Zero granules count nothing, so that memory beyond the last block needs no look.
 *
 * XXH3 only adds its seed to short inputs: with seeds as near to each other as places are, granules
 * that differ as little as counters do would change places without a trace in the sum. So places
 * are spread over all 64 bits first (Knuth's multiplicative hashing). */
static sum hash_of(const exn_granule *granule, uint32_t at)
{
    if (is_zero(granule)) {
        return 0;
    }
    XXH128_hash_t hash =
        XXH3_128bits_withSeed(granule, sizeof *granule, (at + 1) * 0x9E3779B97F4A7C15u);
    return (sum)hash.high64 << 64 | hash.low64;
}

static sum sum_of(exn_hash hash)
{
    return (sum)hash.high << 64 | hash.low;
}

static exn_hash hash_from(sum total)
{
    return (exn_hash){(uint64_t)total, (uint64_t)(total >> 64)};
}

static exn_granule *granule_at(exn_heap *heap, uint32_t at)
{
    return (exn_granule *)(void *)heap + at;
}

static uint32_t place_of(exn_heap *heap, const exn_granule *granule)
{
    return (uint32_t)(granule - (const exn_granule *)(void *)heap);
}

static uint64_t differences(const exn_granule *a, const exn_granule *b)
{
    return (a->words[0] ^ b->words[0]) | (a->words[1] ^ b->words[1]);
}

/* --- comparing -------------------------------------------------------------------------------- */

/* Is given the place of a granule that differs. Returns false to stop. */
typedef bool found_fn(exn_snapshots *snapshots, uint32_t at, void *context);

static bool compare_few(exn_snapshots *snapshots, const exn_granule *live, const exn_granule *kept,
                        size_t count, found_fn *found, void *context)
{
    for (size_t i = 0; i < count; i++) {
        if (differences(&live[i], &kept[i]) != 0 &&
            !found(snapshots, place_of(snapshots->heap, &live[i]), context)) {
            return false;
        }
    }
    return true;
}

/* Whether two granules are the same, as a mask that can be joined with others by `&`. */
#ifdef __SSE2__
typedef __m128i sameness;
static inline sameness same(const exn_granule *a, const exn_granule *b)
{
    return _mm_cmpeq_epi8(_mm_load_si128((const __m128i *)(const void *)a),
                          _mm_load_si128((const __m128i *)(const void *)b));
}
static inline bool is_same(sameness mask)
{
    return _mm_movemask_epi8(mask) == 0xFFFF;
}
#else
typedef uint64_t sameness;
static inline sameness same(const exn_granule *a, const exn_granule *b)
{
    return differences(a, b) == 0 ? UINT64_MAX : 0;
}
static inline bool is_same(sameness mask)
{
    return mask != 0;
}
#endif

static inline bool compare(exn_snapshots *snapshots, exn_span live, exn_span kept, found_fn *found,
                           void *context)
{
    size_t i = 0;
    for (; i + GRANULES_AT_ONCE <= live.count; i += GRANULES_AT_ONCE) {
        const exn_granule *a = &live.first[i];
        const exn_granule *b = &kept.first[i];
        if (is_same(same(&a[0], &b[0]) & same(&a[1], &b[1]) & same(&a[2], &b[2]) &
                    same(&a[3], &b[3]))) {
            continue;
        }
        uint32_t at = place_of(snapshots->heap, a);
        for (uint32_t k = 0; k < GRANULES_AT_ONCE; k++) {
            if (!is_same(same(&a[k], &b[k])) && !found(snapshots, at + k, context)) {
                return false;
            }
        }
    }
    return compare_few(snapshots, &live.first[i], &kept.first[i], live.count - i, found, context);
}

static inline bool compare_all(exn_snapshots *snapshots, found_fn *found, void *context)
{
    size_t live = exn_heap_high(snapshots->heap);
    size_t kept = exn_heap_high(snapshots->kept);
    size_t high = live > kept ? live : kept;
    return compare(snapshots, exn_heap_bookkeeping(snapshots->heap, high),
                   exn_heap_bookkeeping(snapshots->kept, high), found, context) &&
           compare(snapshots, exn_heap_blocks(snapshots->heap, high),
                   exn_heap_blocks(snapshots->kept, high), found, context);
}

/* --- taking and going ------------------------------------------------------------------------- */

/* A granule holds the hash of another one: bytes of the same size. */
_Static_assert(sizeof(exn_hash) == sizeof(exn_granule), "hashes lie where granules would");

static exn_hash *kept_hash(exn_snapshots *snapshots, uint32_t at)
{
    return (exn_hash *)(void *)granule_at(snapshots->hashes, at);
}

/* Room for as many changes as there may be. */
static bool make_room(exn_snapshots *snapshots, size_t changes)
{
    size_t wanted = snapshots->change_count + changes;
    if (wanted <= snapshots->change_capacity) {
        return true;
    }
    exn_change *grown = realloc(snapshots->changes, wanted * 2 * sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    snapshots->changes = grown;
    snapshots->change_capacity = wanted * 2;
    return true;
}

/* Writes a granule back; its change goes to the stack, where there is room. */
static inline bool take_one(exn_snapshots *snapshots, uint32_t at, void *context)
{
    sum *total = context;
    exn_granule *live = granule_at(snapshots->heap, at);
    sum hash = hash_of(live, at);
    *total += hash - sum_of(*kept_hash(snapshots, at));
    snapshots->changes[snapshots->change_count++] = (exn_change){*live, hash_from(hash), at};
    *live = *granule_at(snapshots->kept, at);
    return true;
}

bool exn_snapshots_take(exn_snapshots *snapshots, exn_hash *hash)
{
    size_t live = exn_heap_high(snapshots->heap);
    size_t kept = exn_heap_high(snapshots->kept);
    size_t high = live > kept ? live : kept;
    if (!make_room(snapshots, high + exn_heap_bookkeeping(snapshots->heap, high).count)) {
        exn_snapshots_revert(snapshots);
        return false;
    }
    sum total = sum_of(snapshots->hash);
    compare_all(snapshots, take_one, &total);
    *hash = hash_from(total);
    return true;
}

bool exn_snapshots_take_within(exn_snapshots *snapshots, const void *first, size_t size,
                               exn_hash *hash)
{
    size_t begin = (size_t)((uintptr_t)first - (uintptr_t)snapshots->heap) / sizeof(exn_granule);
    size_t end =
        (size_t)((uintptr_t)first + size - 1 - (uintptr_t)snapshots->heap) / sizeof(exn_granule);
    const exn_granule *live = granule_at(snapshots->heap, (uint32_t)begin);
    const exn_granule *kept = granule_at(snapshots->kept, (uint32_t)begin);
    if (!make_room(snapshots, end - begin + 1)) {
        exn_snapshots_revert(snapshots);
        return false;
    }
    sum total = sum_of(snapshots->hash);
    compare_few(snapshots, live, kept, end - begin + 1, take_one, &total);
    *hash = hash_from(total);
    return true;
}

static bool revert_one(exn_snapshots *snapshots, uint32_t at, void *context)
{
    (void)context;
    *granule_at(snapshots->heap, at) = *granule_at(snapshots->kept, at);
    return true;
}

void exn_snapshots_revert(exn_snapshots *snapshots)
{
    compare_all(snapshots, revert_one, NULL);
}

void exn_snapshots_go(exn_snapshots *snapshots, exn_change *changes, size_t count, exn_hash hash)
{
    for (size_t i = 0; i < count; i++) {
        exn_granule *kept = granule_at(snapshots->kept, changes[i].at);
        exn_hash *its_hash = kept_hash(snapshots, changes[i].at);
        exn_change before = {*kept, *its_hash, changes[i].at};
        *kept = changes[i].granule;
        *its_hash = changes[i].hash;
        *granule_at(snapshots->heap, changes[i].at) = *kept;
        changes[i] = before;
    }
    snapshots->hash = hash;
}

/* --- from scratch ----------------------------------------------------------------------------- */

static sum hash_span(exn_heap *heap, exn_span span)
{
    sum total = 0;
    for (size_t i = 0; i < span.count; i++) {
        total += hash_of(&span.first[i], place_of(heap, &span.first[i]));
    }
    return total;
}

exn_hash exn_snapshots_hash(exn_heap *heap)
{
    size_t high = exn_heap_high(heap);
    return hash_from(hash_span(heap, exn_heap_bookkeeping(heap, high)) +
                     hash_span(heap, exn_heap_blocks(heap, high)));
}

static void keep_hashes(exn_snapshots *snapshots, exn_span span)
{
    for (size_t i = 0; i < span.count; i++) {
        uint32_t at = place_of(snapshots->heap, &span.first[i]);
        *kept_hash(snapshots, at) = hash_from(hash_of(&span.first[i], at));
    }
}

bool exn_snapshots_open(exn_snapshots *snapshots, exn_heap *heap)
{
    *snapshots =
        (exn_snapshots){.heap = heap, .kept = exn_heap_shadow(), .hashes = exn_heap_shadow()};
    if (snapshots->kept == NULL || snapshots->hashes == NULL) {
        exn_snapshots_close(snapshots);
        return false;
    }
    size_t high = exn_heap_high(heap);
    exn_span bookkeeping = exn_heap_bookkeeping(heap, high);
    exn_span blocks = exn_heap_blocks(heap, high);
    memcpy(exn_heap_bookkeeping(snapshots->kept, high).first, bookkeeping.first,
           bookkeeping.count * sizeof *bookkeeping.first);
    memcpy(exn_heap_blocks(snapshots->kept, high).first, blocks.first,
           blocks.count * sizeof *blocks.first);
    keep_hashes(snapshots, bookkeeping);
    keep_hashes(snapshots, blocks);
    snapshots->hash = exn_snapshots_hash(heap);
    return true;
}

void exn_snapshots_close(exn_snapshots *snapshots)
{
    exn_heap_shadow_free(snapshots->kept);
    exn_heap_shadow_free(snapshots->hashes);
    free(snapshots->changes);
    *snapshots = (exn_snapshots){.heap = NULL};
}
