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
    if (!EXN_MAKE_ROOM(moments->items, moments->capacity, 2)) {
        return false;
    }
    moments->items[0] = (exn_moment){.length = 0};
    return exn_moments_add(moments, exn_moment_first, 0, 0, "", 0) == 1;
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

/* --- ways ------------------------------------------------------------------------------------- */

static const char stops[] = "\"until\":\"first\"}\n";
static const char to_idle[] = "\"until\":\"idle\"}\n";
static const char goes_on[] = "{\"do\":[],\"until\":\"idle\"}\n";

/* Whether `line` goes on behind the first callback of the turn that led to the moment before. */
static bool completes_turn(const exn_moments *moments, uint32_t before, const char *line,
                           size_t length)
{
    const exn_moment *turn = &moments->items[before];
    size_t of_stop = sizeof stops - 1;
    return length == sizeof goes_on - 1 && memcmp(line, goes_on, length) == 0 &&
           turn->length >= of_stop &&
           memcmp(moments->texts + turn->line + turn->length - of_stop, stops, of_stop) == 0;
}

static void append(exn_moments *moments, const char *text, size_t length)
{
    memcpy(moments->texts + moments->text_length, text, length);
    moments->text_length += length;
}

/* Makes room for a way that is at most as long as the one before and `length` bytes more. */
static bool make_room(exn_moments *moments, uint32_t before, size_t length)
{
    size_t most = moments->text_length + moments->items[before].length + length;
    return moments->count < UINT32_MAX &&
           EXN_MAKE_ROOM(moments->items, moments->capacity, moments->count + 1) &&
           EXN_MAKE_ROOM(moments->texts, moments->text_capacity, most) &&
           exn_table_make_room(&moments->by_key, hash_of, moments->items);
}

uint32_t exn_moments_add(exn_moments *moments, exn_hash key, uint32_t before, uint32_t variant,
                         const char *line, size_t length)
{
    uint32_t known = exn_moments_find(moments, key);
    if (known != 0) {
        return known;
    }
    if (!make_room(moments, before, length)) {
        return 0;
    }
    uint32_t number = (uint32_t)moments->count++;
    exn_moment *made = &moments->items[number];
    *made = (exn_moment){.key = key, .line = moments->text_length, .variant = variant};
    if (completes_turn(moments, before, line, length)) {
        const exn_moment *turn = &moments->items[before];
        append(moments, moments->texts + turn->line, turn->length - (sizeof stops - 1));
        append(moments, to_idle, sizeof to_idle - 1);
        before = turn->before;
    } else if (length > 0) {
        append(moments, line, length);
    }
    made->before = before;
    made->length = (uint32_t)(moments->text_length - made->line);
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
