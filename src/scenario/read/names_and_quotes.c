/* Words as users type them: names, suggestions, and how a message quotes what was typed. */
#include "scenario/read/names_and_quotes.h"

#include "base/characters.h"

#include <string.h>

enum {
    QUOTE_LENGTH_MAX = 60,
    ENUMERATE_MAX = 20,
    NEAREST_LENGTH_MAX = 40,
    NEAREST_TRIES_MAX = 1000
};

/* --- quotes ----------------------------------------------------------------------------------- */

const char *exn_quote(exn_arena *arena, const char *text)
{
    static const char ellipsis[] = "…";
    size_t length = strlen(text);
    char quoted[QUOTE_LENGTH_MAX * 4 + sizeof ellipsis + 2];
    char *end = quoted;
    *end++ = '`';
    size_t at = 0;
    while (at < length && at < QUOTE_LENGTH_MAX) {
        unsigned char byte = (unsigned char)text[at];
        size_t sequence = exn_utf8_length(text + at, length - at);
        bool is_control = exn_is_control(text[at]) ||
                          (byte == 0xc2 && sequence == 2 && (unsigned char)text[at + 1] < 0xa0);
        if (sequence == 0 || is_control) {
            static const char digits[] = "0123456789abcdef";
            *end++ = '\\';
            *end++ = 'x';
            *end++ = digits[byte >> 4];
            *end++ = digits[byte & 15];
            at++;
        } else {
            memcpy(end, text + at, sequence);
            end += sequence;
            at += sequence;
        }
    }
    if (at < length) {
        memcpy(end, ellipsis, sizeof ellipsis - 1);
        end += sizeof ellipsis - 1;
    }
    *end++ = '`';
    return exn_arena_copy(arena, quoted, (size_t)(end - quoted));
}

const char *exn_enumerate(exn_arena *arena, const char *const *words, size_t count,
                          const char *last)
{
    const char *text = "";
    size_t shown = count > ENUMERATE_MAX ? ENUMERATE_MAX : count;
    for (size_t i = 0; i < shown; i++) {
        const char *joint = i == 0 ? "" : ", ";
        if (i > 0 && i + 1 == count) {
            joint = exn_arena_format(arena, " %s ", last);
        }
        text = exn_arena_format(arena, "%s%s%s", text, joint, exn_quote(arena, words[i]));
    }
    return shown < count ? exn_arena_format(arena, "%s, …", text) : text;
}

const char *exn_normalize(exn_arena *arena, const char *text)
{
    char *normal = exn_arena_take(arena, strlen(text) + 1);
    size_t length = 0;
    for (const char *at = text; *at != '\0'; at++) {
        bool is_blank = *at == ' ' || *at == '\t' || *at == '\n';
        if (!is_blank) {
            normal[length++] = *at;
        } else if (length > 0 && normal[length - 1] != ' ') {
            normal[length++] = ' ';
        }
    }
    if (length > 0 && normal[length - 1] == ' ') {
        length--;
    }
    normal[length] = '\0';
    return normal;
}

const char *exn_after_prefix(const char *text, const char *prefix)
{
    size_t length = strlen(prefix);
    return strncmp(text, prefix, length) == 0 ? text + length : NULL;
}

/* --- names ------------------------------------------------------------------------------------ */

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

bool exn_is_name(const char *text)
{
    if (!is_letter(text[0])) {
        return false;
    }
    for (const char *at = text; *at != '\0'; at++) {
        if (!is_letter(*at) && !(*at >= '0' && *at <= '9') && *at != '_' && *at != '-') {
            return false;
        }
    }
    return true;
}

bool exn_is_reserved(const char *text)
{
    static const char *const reserved[] = {"body", "cancel", "time", "pool", "stack"};
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++) {
        if (strcmp(text, reserved[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* --- what was meant --------------------------------------------------------------------------- */

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Returns the optimal string alignment distance. Both texts are at most NEAREST_LENGTH_MAX long. */
static size_t edits(const char *from, const char *to)
{
    size_t from_length = strlen(from), to_length = strlen(to);
    size_t cost[NEAREST_LENGTH_MAX + 1][NEAREST_LENGTH_MAX + 1];
    for (size_t i = 0; i <= from_length; i++) {
        for (size_t k = 0; k <= to_length; k++) {
            if (i == 0 || k == 0) {
                cost[i][k] = i + k;
                continue;
            }
            size_t other = from[i - 1] == to[k - 1] ? 0 : 1;
            cost[i][k] =
                least(least(cost[i - 1][k], cost[i][k - 1]) + 1, cost[i - 1][k - 1] + other);
            if (i > 1 && k > 1 && from[i - 1] == to[k - 2] && from[i - 2] == to[k - 1]) {
                cost[i][k] = least(cost[i][k], cost[i - 2][k - 2] + 1);
            }
        }
    }
    return cost[from_length][to_length];
}

exn_nearest exn_nearest_begin(const char *word)
{
    /* A third of the letters may be wrong, and always one. */
    size_t length = strlen(word);
    return (exn_nearest){.word = word, .distance = length < 6 ? 2 : length / 3 + 1};
}

void exn_nearest_try(exn_nearest *nearest, const char *candidate)
{
    size_t length = strlen(nearest->word), candidate_length = strlen(candidate);
    if (length > NEAREST_LENGTH_MAX || candidate_length > NEAREST_LENGTH_MAX || length < 2 ||
        nearest->tries++ >= NEAREST_TRIES_MAX) {
        return;
    }
    size_t distance = edits(nearest->word, candidate);
    if (distance < nearest->distance) {
        nearest->distance = distance;
        nearest->best = candidate;
    }
}

/* --- tables ----------------------------------------------------------------------------------- */

struct exn_map_slot {
    const char *key;
    int32_t value;
};

static struct exn_map_slot *find_slot(const exn_map *map, const char *key)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (const char *at = key; *at != '\0'; at++) {
        hash = (hash ^ (unsigned char)*at) * 1099511628211u;
    }
    size_t index = (size_t)(hash ^ hash >> 32) & (map->room - 1);
    while (map->slots[index].key != NULL && strcmp(map->slots[index].key, key) != 0) {
        index = (index + 1) & (map->room - 1);
    }
    return &map->slots[index];
}

static void grow_map(exn_arena *arena, exn_map *map)
{
    exn_map larger = {.room = map->room == 0 ? 16 : map->room * 2, .count = map->count};
    larger.slots = exn_arena_take(arena, larger.room * sizeof *larger.slots);
    for (size_t i = 0; i < map->room; i++) {
        if (map->slots[i].key != NULL) {
            *find_slot(&larger, map->slots[i].key) = map->slots[i];
        }
    }
    *map = larger;
}

void exn_map_set(exn_arena *arena, exn_map *map, const char *key, int32_t value)
{
    if (map->count * 2 >= map->room) {
        grow_map(arena, map);
    }
    struct exn_map_slot *slot = find_slot(map, key);
    if (slot->key == NULL) {
        map->count++;
    }
    *slot = (struct exn_map_slot){.key = key, .value = value};
}

int32_t exn_map_get(const exn_map *map, const char *key)
{
    if (map->room == 0) {
        return EXN_MAP_NONE;
    }
    const struct exn_map_slot *slot = find_slot(map, key);
    return slot->key != NULL ? slot->value : EXN_MAP_NONE;
}
