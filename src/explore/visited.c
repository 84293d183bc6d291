#include "explore/visited.h"

#include <stdlib.h>

/* Between half and three quarters of the places are taken, so that a state costs at most 32 bytes:
 * 16 / 0.5, just after the table has grown by half. */
enum {
    PLACES_AT_FIRST = 256,
    LOAD_NUMERATOR = 3,
    LOAD_DENOMINATOR = 4,
    PARTS_SHARED = 1024,
    PROBES_WITHOUT_LOCK = 64,
    /* To give memory back stops all processes for a moment: not for little. */
    BYTES_WORTH_DROPPING = 1 << 17
};

__extension__ typedef unsigned __int128 wide;

static bool is_free(exn_hash hash)
{
    return (hash.low | hash.high) == 0;
}

/* All zero means free. */
static exn_hash never_free(exn_hash hash)
{
    hash.low |= is_free(hash) ? 1 : 0;
    return hash;
}

/* The upper half of the product: even, without a division. */
static uint64_t scale(uint64_t hash, uint64_t count)
{
    return (uint64_t)(((wide)hash * count) >> 64);
}

static exn_visited_part *part_of(const exn_visited *visited, exn_hash hash)
{
    return &visited->parts[scale(hash.low, visited->part_count)];
}

/* The place of a hash, or the free one where it belongs. */
static exn_hash *find(const exn_visited_part *part, exn_hash hash)
{
    exn_hash *place = &part->places[scale(hash.high, part->place_count)];
    const exn_hash *end = part->places + part->place_count;
    while (!is_free(*place) && !exn_hash_equal(*place, hash)) {
        place += 1;
        place = place == end ? part->places : place;
    }
    return place;
}

static exn_hash *take_places(exn_shared *shared, uint64_t count)
{
    return shared == NULL ? calloc(count, sizeof(exn_hash))
                          : exn_shared_take(shared, count * sizeof(exn_hash));
}

bool exn_visited_open(exn_visited *visited, exn_shared *shared)
{
    uint32_t part_count = shared == NULL ? 1 : PARTS_SHARED;
    size_t size = part_count * sizeof(exn_visited_part);
    *visited = (exn_visited){.shared = shared, .part_count = part_count};
    visited->parts = shared == NULL ? calloc(1, size) : exn_shared_take(shared, size);
    for (uint32_t i = 0; visited->parts != NULL && i < part_count; i++) {
        visited->parts[i].places = take_places(shared, PLACES_AT_FIRST);
        visited->parts[i].place_count = PLACES_AT_FIRST;
        if (visited->parts[i].places == NULL) {
            return false;
        }
    }
    return visited->parts != NULL;
}

void exn_visited_close(exn_visited *visited)
{
    if (visited->shared == NULL && visited->parts != NULL) {
        free(visited->parts[0].places);
        free(visited->parts);
    }
    *visited = (exn_visited){.parts = NULL};
}

static bool grow(exn_shared *shared, exn_visited_part *part)
{
    exn_visited_part grown = {.place_count = part->place_count + part->place_count / 2};
    grown.places = take_places(shared, grown.place_count);
    if (grown.places == NULL) {
        return false;
    }
    for (uint64_t i = 0; i < part->place_count; i++) {
        if (!is_free(part->places[i])) {
            *find(&grown, part->places[i]) = part->places[i];
        }
    }
    exn_hash *old = part->places;
    uint64_t old_count = part->place_count;
    /* In this order: whoever reads the smaller number with the larger table looks in vain, no more.
     */
    __atomic_store_n(&part->places, grown.places, __ATOMIC_RELEASE);
    __atomic_store_n(&part->place_count, grown.place_count, __ATOMIC_RELAXED);
    if (shared == NULL) {
        free(old);
    } else if (old_count * sizeof *old >= BYTES_WORTH_DROPPING) {
        exn_shared_drop(shared, old, old_count * sizeof *old);
    }
    return true;
}

/* A hash is written in two halves while others may read it. */
static void write_hash(exn_hash *place, exn_hash hash)
{
    __atomic_store_n(&place->high, hash.high, __ATOMIC_RELAXED);
    __atomic_store_n(&place->low, hash.low, __ATOMIC_RELAXED);
}

/* Looks a state up without the lock. True is certain, since no other state has both halves; false
 * is not: the state may be added, or the part may grow, at this moment. What was dropped stays
 * mapped, and reads as zero. */
static bool is_surely_known(const exn_visited_part *part, exn_hash hash)
{
    const exn_hash *places = __atomic_load_n(&part->places, __ATOMIC_ACQUIRE);
    uint64_t count = __atomic_load_n(&part->place_count, __ATOMIC_RELAXED);
    uint64_t at = scale(hash.high, count);
    for (int probes = 0; probes < PROBES_WITHOUT_LOCK; probes++) {
        exn_hash found = {__atomic_load_n(&places[at].low, __ATOMIC_RELAXED),
                          __atomic_load_n(&places[at].high, __ATOMIC_RELAXED)};
        if (is_free(found) || exn_hash_equal(found, hash)) {
            return !is_free(found);
        }
        at = at + 1 == count ? 0 : at + 1;
    }
    return false;
}

static exn_visit add(exn_shared *shared, exn_visited_part *part, exn_hash hash)
{
    exn_hash *place = find(part, hash);
    if (!is_free(*place)) {
        return EXN_VISIT_KNOWN;
    }
    if (part->count >= part->place_count * LOAD_NUMERATOR / LOAD_DENOMINATOR) {
        if (!grow(shared, part)) {
            return EXN_VISIT_FAILED;
        }
        place = find(part, hash);
    }
    write_hash(place, hash);
    part->count += 1;
    return EXN_VISIT_NEW;
}

exn_visit exn_visited_add(exn_visited *visited, exn_hash hash)
{
    hash = never_free(hash);
    exn_visited_part *part = part_of(visited, hash);
    if (visited->shared == NULL) {
        return add(NULL, part, hash);
    }
    if (is_surely_known(part, hash)) {
        return EXN_VISIT_KNOWN;
    }
    if (!exn_lock_take(&part->lock, visited->shared)) {
        return EXN_VISIT_FAILED;
    }
    exn_visit visit = add(visited->shared, part, hash);
    exn_lock_release(&part->lock);
    return visit;
}

bool exn_visited_add_all(exn_visited *visited, const exn_visited *other)
{
    for (uint32_t i = 0; i < other->part_count; i++) {
        const exn_visited_part *part = &other->parts[i];
        for (uint64_t k = 0; k < part->place_count; k++) {
            if (!is_free(part->places[k]) &&
                exn_visited_add(visited, part->places[k]) == EXN_VISIT_FAILED) {
                return false;
            }
        }
    }
    return true;
}

bool exn_visited_has(const exn_visited *visited, exn_hash hash)
{
    hash = never_free(hash);
    return !is_free(*find(part_of(visited, hash), hash));
}

void exn_visited_prefetch(const exn_visited *visited, exn_hash hash)
{
    const exn_visited_part *part = part_of(visited, hash);
    __builtin_prefetch(&part->places[scale(hash.high, part->place_count)]);
}

uint64_t exn_visited_count(const exn_visited *visited)
{
    uint64_t count = 0;
    for (uint32_t i = 0; i < visited->part_count; i++) {
        count += visited->parts[i].count;
    }
    return count;
}

size_t exn_visited_bytes(const exn_visited *visited)
{
    size_t bytes = visited->part_count * sizeof *visited->parts;
    for (uint32_t i = 0; i < visited->part_count; i++) {
        bytes += visited->parts[i].place_count * sizeof *visited->parts[i].places;
    }
    return bytes;
}

double exn_visited_missed(uint64_t count)
{
    double pairs = (double)count * (double)(count > 0 ? count - 1 : 0) / 2;
    return pairs * 0x1p-128;
}
