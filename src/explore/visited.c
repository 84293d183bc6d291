#include "explore/visited.h"

#include <stdlib.h>

/* Between half and three quarters of the places are taken, so that a state costs at most 32 bytes:
 * 16 / 0.5, just after the table has grown by half. */
enum { PLACES_AT_FIRST = 256, LOAD_NUMERATOR = 3, LOAD_DENOMINATOR = 4 };

static bool is_free(exn_hash hash)
{
    return (hash.low | hash.high) == 0;
}

static uint64_t first_place(const exn_visited *visited, exn_hash hash)
{
    /* The upper half of the product: even, without a division. */
    __extension__ typedef unsigned __int128 wide;
    return (uint64_t)(((wide)hash.high * visited->place_count) >> 64);
}

/* The place of a hash, or the free one where it belongs. */
static exn_hash *find(const exn_visited *visited, exn_hash hash)
{
    exn_hash *place = &visited->places[first_place(visited, hash)];
    const exn_hash *end = visited->places + visited->place_count;
    while (!is_free(*place) && !exn_hash_equal(*place, hash)) {
        place += 1;
        place = place == end ? visited->places : place;
    }
    return place;
}

bool exn_visited_open(exn_visited *visited)
{
    *visited = (exn_visited){.place_count = PLACES_AT_FIRST};
    visited->places = calloc(visited->place_count, sizeof *visited->places);
    return visited->places != NULL;
}

void exn_visited_close(exn_visited *visited)
{
    free(visited->places);
    *visited = (exn_visited){.places = NULL};
}

static bool grow(exn_visited *visited)
{
    exn_visited grown = {.place_count = visited->place_count + visited->place_count / 2};
    grown.places = calloc(grown.place_count, sizeof *grown.places);
    if (grown.places == NULL) {
        return false;
    }
    for (uint64_t i = 0; i < visited->place_count; i++) {
        if (!is_free(visited->places[i])) {
            *find(&grown, visited->places[i]) = visited->places[i];
        }
    }
    grown.count = visited->count;
    free(visited->places);
    *visited = grown;
    return true;
}

/* All zero means free. */
static exn_hash never_free(exn_hash hash)
{
    hash.low |= is_free(hash) ? 1 : 0;
    return hash;
}

bool exn_visited_has(const exn_visited *visited, exn_hash hash)
{
    return !is_free(*find(visited, never_free(hash)));
}

exn_visit exn_visited_add(exn_visited *visited, exn_hash hash)
{
    hash = never_free(hash);
    exn_hash *place = find(visited, hash);
    if (!is_free(*place)) {
        return EXN_VISIT_KNOWN;
    }
    if (visited->count >= visited->place_count / LOAD_DENOMINATOR * LOAD_NUMERATOR) {
        if (!grow(visited)) {
            return EXN_VISIT_NO_MEMORY;
        }
        place = find(visited, hash);
    }
    *place = hash;
    visited->count += 1;
    return EXN_VISIT_NEW;
}

void exn_visited_prefetch(const exn_visited *visited, exn_hash hash)
{
    __builtin_prefetch(&visited->places[first_place(visited, hash)]);
}

size_t exn_visited_bytes(const exn_visited *visited)
{
    return visited->place_count * sizeof *visited->places;
}

double exn_visited_missed(uint64_t count)
{
    double pairs = (double)count * (double)(count > 0 ? count - 1 : 0) / 2;
    return pairs * 0x1p-128;
}
