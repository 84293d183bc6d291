/* Finds the granules in which two memories differ, in several ways: compare.h. */
#include "world/compare.h"

#include "base/own_assert.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

/* Which granules differ of as many as are compared at once: a nibble for each, zero if it is the
 * same. */
typedef unsigned differing_fn(const exn_granule *a, const exn_granule *b);

static inline exn_change *list_some(unsigned nibbles, uint32_t at, exn_change *listed)
{
    while (nibbles != 0) {
        unsigned place = (unsigned)__builtin_ctz(nibbles) / 4;
        nibbles &= ~(0xFu << (place * 4));
        listed->at = at + place;
        listed += 1;
    }
    return listed;
}

/* Only lists the places. To use them inside this loop would need too many registers. */
static inline __attribute__((always_inline)) exn_change *list_by(differing_fn *differing,
                                                                 size_t at_once, exn_heap *heap,
                                                                 exn_span live, exn_span kept,
                                                                 exn_change *listed)
{
    uint32_t at = (uint32_t)(live.first - (const exn_granule *)(void *)heap);
    exn_assert(live.count == kept.count && live.count % at_once == 0 && "spans are compared whole");
    for (size_t i = 0; i < live.count; i += at_once) {
        unsigned nibbles = differing(&live.first[i], &kept.first[i]);
        listed = list_some(nibbles, at + (uint32_t)i, listed);
    }
    return listed;
}

static inline unsigned differing_of_one(const exn_granule *a, const exn_granule *b)
{
    bool same = a->words[0] == b->words[0] && a->words[1] == b->words[1];
    return same ? 0 : 0xF;
}

static exn_change *list_by_one(exn_heap *heap, exn_span live, exn_span kept, exn_change *listed)
{
    return list_by(differing_of_one, 1, heap, live, kept, listed);
}

#ifdef __x86_64__
static inline __m128i same(const exn_granule *a, const exn_granule *b)
{
    return _mm_cmpeq_epi32(_mm_load_si128((const __m128i *)(const void *)a),
                           _mm_load_si128((const __m128i *)(const void *)b));
}

/* Packed twice, each of a granule's four words has become a bit. */
static inline unsigned differing_of_four(const exn_granule *a, const exn_granule *b)
{
    __m128i first = _mm_packs_epi32(same(&a[0], &b[0]), same(&a[1], &b[1]));
    __m128i second = _mm_packs_epi32(same(&a[2], &b[2]), same(&a[3], &b[3]));
    return (unsigned)_mm_movemask_epi8(_mm_packs_epi16(first, second)) ^ 0xFFFF;
}

static exn_change *list_by_four(exn_heap *heap, exn_span live, exn_span kept, exn_change *listed)
{
    return list_by(differing_of_four, 4, heap, live, kept, listed);
}

#define WITH_AVX2 __attribute__((target("avx2")))

WITH_AVX2 static inline __m256i same_pair(const exn_granule *a, const exn_granule *b)
{
    return _mm256_cmpeq_epi32(_mm256_loadu_si256((const __m256i *)(const void *)a),
                              _mm256_loadu_si256((const __m256i *)(const void *)b));
}

/* Packing works on halves, so the even granules come first; they are put in their order. */
WITH_AVX2 static inline unsigned differing_of_eight(const exn_granule *a, const exn_granule *b)
{
    __m256i first = _mm256_packs_epi32(same_pair(&a[0], &b[0]), same_pair(&a[2], &b[2]));
    __m256i second = _mm256_packs_epi32(same_pair(&a[4], &b[4]), same_pair(&a[6], &b[6]));
    __m256i packed = _mm256_packs_epi16(first, second);
    __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    return ~(unsigned)_mm256_movemask_epi8(_mm256_permutevar8x32_epi32(packed, order));
}

/* Does not use list_by(): the compiler inlines no AVX2 function into a function for any processor.
 */
WITH_AVX2 static exn_change *list_by_eight(exn_heap *heap, exn_span live, exn_span kept,
                                           exn_change *listed)
{
    uint32_t at = (uint32_t)(live.first - (const exn_granule *)(void *)heap);
    for (size_t i = 0; i < live.count; i += 8) {
        unsigned nibbles = differing_of_eight(&live.first[i], &kept.first[i]);
        listed = list_some(nibbles, at + (uint32_t)i, listed);
    }
    return listed;
}
#endif

size_t exn_list_ways(exn_list_fn *ways[EXN_LIST_WAYS_MAX])
{
    size_t count = 0;
    ways[count++] = list_by_one;
#ifdef __x86_64__
    ways[count++] = list_by_four;
    if (__builtin_cpu_supports("avx2")) {
        ways[count++] = list_by_eight;
    }
#endif
    exn_assert(count > 0 && count <= EXN_LIST_WAYS_MAX);
    return count;
}
