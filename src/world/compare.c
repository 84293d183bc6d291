/* Finds the granules in which two memories differ, in several ways: compare.h. */
#include "world/compare.h"

#include "base/own_assert.h"
#include "world/guard.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

/* Which granules differ of as many as are compared at once: a bit for each. */
typedef unsigned differing_fn(const exn_granule *a, const exn_granule *b);

static inline uint32_t *list_some(unsigned differing, uint32_t at, uint32_t *listed)
{
    for (; differing != 0; differing &= differing - 1) {
        *listed = at + (uint32_t)__builtin_ctz(differing);
        listed += 1;
    }
    return listed;
}

/* Only lists the places. To use them inside this loop would need too many registers. */
static inline __attribute__((always_inline)) uint32_t *list_by(differing_fn *differing,
                                                               size_t at_once, exn_heap *heap,
                                                               exn_span live, exn_span kept,
                                                               uint32_t spans, uint32_t *listed)
{
    uint32_t at = (uint32_t)(live.first - (const exn_granule *)(void *)heap);
    exn_assert(live.count == kept.count && live.count % at_once == 0 && "spans are compared whole");
    for (; spans > 0; spans--) {
        for (size_t i = 0; i < live.count; i += at_once) {
            unsigned some = differing(&live.first[i], &kept.first[i]);
            listed = list_some(some, at + (uint32_t)i, listed);
        }
        at += EXN_PAGE_GRANULES;
        live.first += EXN_PAGE_GRANULES;
        kept.first += EXN_PAGE_GRANULES;
    }
    return listed;
}

static inline unsigned differing_of_one(const exn_granule *a, const exn_granule *b)
{
    return a->words[0] == b->words[0] && a->words[1] == b->words[1] ? 0 : 1;
}

static uint32_t *list_by_one(exn_heap *heap, exn_span live, exn_span kept, uint32_t spans,
                             uint32_t *listed)
{
    return list_by(differing_of_one, 1, heap, live, kept, spans, listed);
}

#ifdef __x86_64__
static inline __m128i same(const exn_granule *a, const exn_granule *b)
{
    return _mm_cmpeq_epi32(_mm_load_si128((const __m128i *)(const void *)a),
                           _mm_load_si128((const __m128i *)(const void *)b));
}

/* Packed twice, each of a granule's four words has become a byte; all four are set where it is the
 * same. */
static inline unsigned differing_of_four(const exn_granule *a, const exn_granule *b)
{
    __m128i first = _mm_packs_epi32(same(&a[0], &b[0]), same(&a[1], &b[1]));
    __m128i second = _mm_packs_epi32(same(&a[2], &b[2]), same(&a[3], &b[3]));
    __m128i whole = _mm_cmpeq_epi32(_mm_packs_epi16(first, second), _mm_set1_epi32(-1));
    return (unsigned)_mm_movemask_ps(_mm_castsi128_ps(whole)) ^ 0xF;
}

static uint32_t *list_by_four(exn_heap *heap, exn_span live, exn_span kept, uint32_t spans,
                              uint32_t *listed)
{
    return list_by(differing_of_four, 4, heap, live, kept, spans, listed);
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
    __m256i whole =
        _mm256_cmpeq_epi32(_mm256_permutevar8x32_epi32(packed, order), _mm256_set1_epi32(-1));
    return (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(whole)) ^ 0xFF;
}

/* For each set of eight bits the numbers of those that are set, a byte for each, the first one
 * lowest: looked up instead of counted, as no processor could predict how many there are. */
#define BIT(set, bit)                                                                              \
    ((set) >> (bit)&1 ? (uint64_t)(bit) << 8 * __builtin_popcount((set) & ((1 << (bit)) - 1)) : 0)
#define BITS(set)                                                                                  \
    (BIT(set, 0) | BIT(set, 1) | BIT(set, 2) | BIT(set, 3) | BIT(set, 4) | BIT(set, 5) |           \
     BIT(set, 6) | BIT(set, 7))
#define BITS_OF_4(set) BITS(set), BITS((set) + 1), BITS((set) + 2), BITS((set) + 3)
#define BITS_OF_16(set)                                                                            \
    BITS_OF_4(set), BITS_OF_4((set) + 4), BITS_OF_4((set) + 8), BITS_OF_4((set) + 12)
#define BITS_OF_64(set)                                                                            \
    BITS_OF_16(set), BITS_OF_16((set) + 16), BITS_OF_16((set) + 32), BITS_OF_16((set) + 48)
static const uint64_t bits_of[256] = {BITS_OF_64(0), BITS_OF_64(64), BITS_OF_64(128),
                                      BITS_OF_64(192)};

WITH_AVX2 static inline uint32_t *list_some_of_eight(unsigned differing, uint32_t at,
                                                     uint32_t *listed)
{
    __m256i places = _mm256_cvtepu8_epi32(_mm_cvtsi64_si128((long long)bits_of[differing]));
    _mm256_storeu_si256((__m256i *)(void *)listed,
                        _mm256_add_epi32(places, _mm256_set1_epi32((int)at)));
    return listed + __builtin_popcount(differing);
}

/* Does not use list_by(): the compiler inlines no AVX2 function into a function for any processor.
 */
WITH_AVX2 static uint32_t *list_by_eight(exn_heap *heap, exn_span live, exn_span kept,
                                         uint32_t spans, uint32_t *listed)
{
    uint32_t at = (uint32_t)(live.first - (const exn_granule *)(void *)heap);
    for (; spans > 0; spans--) {
        for (size_t i = 0; i < live.count; i += 8) {
            unsigned some = differing_of_eight(&live.first[i], &kept.first[i]);
            if (some != 0) {
                listed = list_some_of_eight(some, at + (uint32_t)i, listed);
            }
        }
        at += EXN_PAGE_GRANULES;
        live.first += EXN_PAGE_GRANULES;
        kept.first += EXN_PAGE_GRANULES;
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
