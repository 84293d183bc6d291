/* Keeps the ways to states of the child: moments.h. */
#include "adapters/moments.h"

#include "base/grow.h"

#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

const exn_hash exn_moment_first = {.low = 1, .high = 0};

static bool is_key(const void *items, uint32_t number, const void *wanted)
{
    const exn_moment *moments = items;
    return exn_hash_equal(moments[number].key, *(const exn_hash *)wanted);
}

static uint64_t hash_of(const void *items, uint32_t number)
{
    const exn_moment *moments = items;
    return moments[number].key.low;
}

bool exn_moments_begin(exn_moments *moments)
{
    moments->count = 1;
    moments->text_length = 0;
    exn_table_clear(&moments->by_key);
    return EXN_MAKE_ROOM(moments->items, moments->capacity, 2) &&
           exn_moments_add(moments, exn_moment_first, 0, 0, "", 0) == 1;
}

void exn_moments_free(exn_moments *moments)
{
    free(moments->items);
    free(moments->texts);
    exn_table_free(&moments->by_key);
    *moments = (exn_moments){.items = NULL};
}

uint32_t exn_moments_find(const exn_moments *moments, exn_hash key)
{
    return exn_table_find(&moments->by_key, key.low, is_key, moments->items, &key);
}

uint32_t exn_moments_add(exn_moments *moments, exn_hash key, uint32_t before, uint32_t variant,
                         const char *line, size_t length)
{
    uint32_t known = exn_moments_find(moments, key);
    if (known != 0) {
        return known;
    }
    if (moments->count >= UINT32_MAX ||
        !EXN_MAKE_ROOM(moments->items, moments->capacity, moments->count + 1) ||
        !EXN_MAKE_ROOM(moments->texts, moments->text_capacity, moments->text_length + length) ||
        !exn_table_make_room(&moments->by_key, hash_of, moments->items)) {
        return 0;
    }
    uint32_t number = (uint32_t)moments->count++;
    uint32_t depth = before != 0 ? moments->items[before].depth + 1 : 0;
    moments->items[number] = (exn_moment){.key = key,
                                          .before = before,
                                          .depth = depth,
                                          .line = moments->text_length,
                                          .length = (uint32_t)length,
                                          .variant = variant};
    if (length > 0) {
        memcpy(moments->texts + moments->text_length, line, length);
        moments->text_length += length;
    }
    exn_table_put(&moments->by_key,
                  exn_table_place(&moments->by_key, key.low, is_key, moments->items, &key), number);
    return number;
}

static exn_hash hash_from(XXH128_hash_t hash)
{
    return (exn_hash){.low = hash.low64, .high = hash.high64};
}

exn_hash exn_moment_key_of_way(exn_hash before, const char *line, size_t length)
{
    return hash_from(XXH3_128bits_withSeed(line, length, before.low ^ (before.high << 1)));
}

exn_hash exn_moment_key_of_text(const char *text, size_t length)
{
    return hash_from(XXH3_128bits(text, length));
}
