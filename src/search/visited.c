/* A table of its own, and no exn_table (base/table.h): the hashes lie in the places, so that a
 * look-up touches one line of memory; processes share it, and look up without a lock; it grows by
 * half, and a large one lies in huge pages. */
#define _DEFAULT_SOURCE
#include "search/visited.h"

#include "base/own_assert.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* Between half and three quarters of the places are taken, so that a state costs at most 32 bytes:
 * 16 / 0.5, just after the table has grown by half. */
enum {
    PLACES_AT_FIRST = 256, /* a page */
    LOAD_NUMERATOR = 3,
    LOAD_DENOMINATOR = 4,
    PARTS_SHARED = 128,
    PROBES_WITHOUT_LOCK = 64,
    BYTES_WORTH_MAPPING = 1 << 21,
    /* Direct mapped. Most states are known, and most of these were met not long ago: then no line
     * of the table has to come from far away, or from another processor's cache. */
    RECENT_BITS = 15
};
#define RECENT_COUNT ((size_t)1 << RECENT_BITS)
#define PLACES_LARGE (RECENT_COUNT * 4)

__extension__ typedef unsigned __int128 wide;

static inline bool is_free(exn_hash hash)
{
    return hash.low == 0;
}

/* What looks like a free place is given another hash: one in 2^64. */
static inline exn_hash never_free(exn_hash hash)
{
    hash.low += is_free(hash) ? 1 : 0;
    return hash;
}

/* The upper half of the product: even, without a division. */
static uint64_t scale(uint64_t hash, uint64_t count)
{
    return (uint64_t)(((wide)hash * count) >> 64);
}

static inline exn_visited_part *part_of(const exn_visited *visited, exn_hash hash)
{
    return visited->shared == NULL ? visited->parts
                                   : &visited->parts[scale(hash.low, visited->part_count)];
}

/* The place of a hash, or the free one where it belongs. */
static inline exn_hash *find(const exn_visited_part *part, exn_hash hash)
{
    exn_hash *place = &part->places[scale(hash.high, part->place_count)];
    const exn_hash *end = part->places + part->place_count;
    while (!exn_hash_equal(*place, hash) && !is_free(*place)) {
        place += 1;
        place = place == end ? part->places : place;
    }
    return place;
}

/* A large table is looked up all over. In huge pages, where the system has them, the processor
 * finds a place without walking through its tables of pages. */
static exn_hash *map_places(size_t size)
{
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        return NULL;
    }
    madvise(memory, size, MADV_HUGEPAGE); /* a hint */
    return memory;
}

static exn_hash *take_places(uint64_t count)
{
    size_t size = count * sizeof(exn_hash);
    exn_assert(count > 0 && size / sizeof(exn_hash) == count);
    return size < BYTES_WORTH_MAPPING ? calloc(count, sizeof(exn_hash)) : map_places(size);
}

static void free_places(exn_hash *places, uint64_t count)
{
    size_t size = count * sizeof *places;
    if (size < BYTES_WORTH_MAPPING) {
        free(places);
    } else {
        munmap(places, size);
    }
}

static bool open_private(exn_visited *visited)
{
    *visited = (exn_visited){.part_count = 1};
    visited->parts = calloc(1, sizeof *visited->parts);
    exn_hash *places = visited->parts == NULL ? NULL : take_places(PLACES_AT_FIRST);
    if (places == NULL) {
        return false;
    }
    *visited->parts = (exn_visited_part){.places = places, .place_count = PLACES_AT_FIRST};
    return true;
}

/* Each part has room of its own to grow in, for good. */
static bool open_shared(exn_visited *visited, exn_shared_memory *shared)
{
    *visited = (exn_visited){.shared = shared, .part_count = PARTS_SHARED};
    visited->parts = exn_shared_memory_take(shared, PARTS_SHARED * sizeof *visited->parts);
    visited->recent = calloc(RECENT_COUNT, sizeof *visited->recent); /* or do without */
    if (visited->parts == NULL) {
        return false;
    }
    size_t size;
    exn_hash *places = exn_shared_memory_reserve_half(shared, &size);
    visited->places_max = size / sizeof *places / PARTS_SHARED / PLACES_AT_FIRST * PLACES_AT_FIRST;
    for (uint32_t i = 0; i < PARTS_SHARED; i++) {
        visited->parts[i].places = places + i * visited->places_max;
        visited->parts[i].place_count = PLACES_AT_FIRST;
    }
    exn_assert(PARTS_SHARED * visited->places_max * sizeof *places <= size);
    return visited->places_max >= PLACES_AT_FIRST;
}

bool exn_visited_open(exn_visited *visited, exn_shared_memory *shared)
{
    return shared == NULL ? open_private(visited) : open_shared(visited, shared);
}

void exn_visited_close(exn_visited *visited)
{
    free(visited->recent);
    if (visited->shared == NULL && visited->parts != NULL) {
        free_places(visited->parts[0].places, visited->parts[0].place_count);
        free(visited->parts);
    }
    *visited = (exn_visited){.parts = NULL};
}

/* A hash is written in two halves while others may read it. */
static void write_hash(exn_hash *place, exn_hash hash)
{
    __atomic_store_n(&place->high, hash.high, __ATOMIC_RELAXED);
    __atomic_store_n(&place->low, hash.low, __ATOMIC_RELAXED);
}

/* Returns how many states were moved. */
static uint64_t move_places(exn_visited_part *to, const exn_hash *places, uint64_t count)
{
    uint64_t moved = 0;
    for (uint64_t i = 0; i < count; i++) {
        if (!is_free(places[i])) {
            write_hash(find(to, places[i]), places[i]);
            moved += 1;
        }
    }
    return moved;
}

/* Moves all states and frees the places. States keep their order, so the first places of the new
 * table fill first: those of a large old one are given back piece by piece, and there is never
 * memory for both. */
static uint64_t move_and_free(exn_visited_part *to, exn_hash *places, uint64_t count)
{
    enum { PIECE = BYTES_WORTH_MAPPING / sizeof(exn_hash) };
    uint64_t moved = 0;
    while (count >= 2 * PIECE) {
        moved += move_places(to, places, PIECE);
        munmap(places, PIECE * sizeof *places);
        places += PIECE;
        count -= PIECE;
    }
    exn_assert(count > 0 && "the last piece is freed in the way in which it was taken");
    moved += move_places(to, places, count);
    free_places(places, count);
    return moved;
}

static bool grow_private(exn_visited_part *part, uint64_t place_count)
{
    exn_visited_part grown = {.place_count = place_count, .places = take_places(place_count)};
    if (grown.places == NULL) {
        return false;
    }
    uint64_t moved = move_and_free(&grown, part->places, part->place_count);
    exn_assert(moved == part->count && moved < place_count);
    part->places = grown.places;
    part->place_count = grown.place_count;
    return true;
}

/* Grows in place, because memory that was not touched yet is dear, for each process anew. A process
 * that looks up without the lock meanwhile may miss a state that is there, and then waits for the
 * lock. */
static bool grow_shared(exn_visited_part *part, uint64_t place_count, uint64_t places_max)
{
    uint64_t count = part->place_count;
    exn_hash *before = place_count > places_max ? NULL : malloc(count * sizeof *before);
    if (before == NULL) {
        return false;
    }
    memcpy(before, part->places, count * sizeof *before);
    memset(part->places, 0, count * sizeof *before);
    __atomic_store_n(&part->place_count, place_count, __ATOMIC_RELAXED);
    uint64_t moved = move_places(part, before, count);
    exn_assert(moved == part->count && moved < place_count);
    free(before);
    return true;
}

/* Looks a state up without the lock. True is certain, since no other state has either half, and a
 * place that has this one's held it; false is not: the state may be added, or the part may grow, at
 * this moment. */
static bool is_surely_known(const exn_visited_part *part, exn_hash hash)
{
    const exn_hash *places = part->places;
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

static bool is_full(const exn_visited_part *part)
{
    return part->count >= part->place_count * LOAD_NUMERATOR / LOAD_DENOMINATOR;
}

static bool grow(exn_visited *visited, exn_visited_part *part)
{
    uint64_t place_count = part->place_count + part->place_count / 2;
    return visited->shared == NULL ? grow_private(part, place_count)
                                   : grow_shared(part, place_count, visited->places_max);
}

/* Adds what is not there; `place` is where it belongs. */
static exn_visit add(exn_visited *visited, exn_visited_part *part, exn_hash *place, exn_hash hash)
{
    if (is_full(part)) {
        if (!grow(visited, part)) {
            return EXN_VISIT_OUT_OF_MEMORY;
        }
        place = find(part, hash);
        exn_assert(!is_full(part));
    }
    exn_assert(is_free(*place) && !is_free(hash));
    write_hash(place, hash);
    part->count += 1;
    exn_assert(part->count < part->place_count); /* or a search for a new state would find no end */
    return EXN_VISIT_NEW;
}

static exn_visit add_shared(exn_visited *visited, exn_hash hash)
{
    exn_visited_part *part = part_of(visited, hash);
    if (is_surely_known(part, hash)) {
        return EXN_VISIT_KNOWN;
    }
    if (!exn_lock_take(&part->lock, visited->shared)) {
        return EXN_VISIT_STOPPED;
    }
    exn_hash *place = find(part, hash);
    exn_visit visit = is_free(*place) ? add(visited, part, place, hash) : EXN_VISIT_KNOWN;
    exn_lock_release(&part->lock);
    return visit;
}

static exn_visit add_private(exn_visited *visited, exn_hash hash)
{
    exn_hash *place = find(visited->parts, hash);
    if (!is_free(*place)) {
        return EXN_VISIT_KNOWN;
    }
    exn_visit visit = add(visited, visited->parts, place, hash);
    if (visited->recent == NULL && visited->parts->place_count >= PLACES_LARGE) {
        visited->recent = calloc(RECENT_COUNT, sizeof *visited->recent); /* or stay without */
    }
    return visit;
}

static inline exn_visit add_to_table(exn_visited *visited, exn_hash hash)
{
    return visited->shared == NULL ? add_private(visited, hash) : add_shared(visited, hash);
}

static inline exn_hash *recent_place(const exn_visited *visited, exn_hash hash)
{
    return &visited->recent[hash.low >> (64 - RECENT_BITS)];
}

static inline bool is_recent(const exn_visited *visited, exn_hash hash)
{
    return visited->recent != NULL && exn_hash_equal(*recent_place(visited, hash), hash);
}

exn_visit exn_visited_add(exn_visited *visited, exn_hash hash)
{
    hash = never_free(hash);
    if (is_recent(visited, hash)) {
        return EXN_VISIT_KNOWN;
    }
    exn_visit visit = add_to_table(visited, hash);
    if (visited->recent != NULL && visit <= EXN_VISIT_KNOWN) {
        *recent_place(visited, hash) = hash;
    }
    return visit;
}

bool exn_visited_add_all(exn_visited *visited, const exn_visited *other)
{
    exn_assert(visited->parts != other->parts);
    for (uint32_t i = 0; i < other->part_count; i++) {
        const exn_visited_part *part = &other->parts[i];
        for (uint64_t k = 0; k < part->place_count; k++) {
            if (!is_free(part->places[k]) &&
                add_to_table(visited, part->places[k]) > EXN_VISIT_KNOWN) {
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
    if (!is_recent(visited, hash)) {
        const exn_visited_part *part = part_of(visited, hash);
        __builtin_prefetch(&part->places[scale(hash.high, part->place_count)]);
    }
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
    exn_assert(count <= UINT64_MAX / 2);
    double pairs = (double)count * (double)(count > 0 ? count - 1 : 0) / 2;
    return pairs * 0x1p-128;
}
