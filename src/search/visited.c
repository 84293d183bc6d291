/* A table of its own, and no exn_table (base/table.h): the hashes lie in the places, so that a
 * look-up touches one line of memory; it grows by half, and a large one lies in huge pages. */
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

/* What looks like a free place, or like one that is being written (shared_set.c), is given another
 * hash: one in 2^63. */
static inline exn_hash never_free(exn_hash hash)
{
    hash.low += is_free(hash) ? 1 : 0;
    hash.high += hash.high == 0 ? 1 : 0;
    return hash;
}

/* The upper half of the product: even, without a division. */
static uint64_t scale(uint64_t hash, uint64_t count)
{
    return (uint64_t)(((wide)hash * count) >> 64);
}

/* The place of a hash, or the free one where it belongs. */
static inline exn_hash *find(const exn_visited_table *table, exn_hash hash)
{
    exn_hash *place = &table->places[scale(hash.high, table->place_count)];
    const exn_hash *end = table->places + table->place_count;
    while (!exn_hash_equal(*place, hash) && !is_free(*place)) {
        place += 1;
        place = place == end ? table->places : place;
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

bool exn_visited_open(exn_visited *visited)
{
    *visited = (exn_visited){.own = {.places = take_places(PLACES_AT_FIRST)}};
    visited->own.place_count = PLACES_AT_FIRST;
    return visited->own.places != NULL;
}

bool exn_visited_open_shared(exn_visited *visited, exn_shared_memory *memory,
                             uint32_t process_count)
{
    exn_assert(process_count > 0);
    *visited = (exn_visited){.shared = exn_shared_set_open(memory, process_count)};
    visited->recent = calloc(RECENT_COUNT, sizeof *visited->recent); /* or do without */
    return visited->shared != NULL;
}

void exn_visited_join(exn_visited *visited, uint32_t process)
{
    exn_assert(visited->shared != NULL);
    visited->process = process;
}

void exn_visited_close(exn_visited *visited)
{
    free(visited->recent);
    if (visited->own.places != NULL) {
        free_places(visited->own.places, visited->own.place_count);
    }
    *visited = (exn_visited){.shared = NULL};
}

/* Returns how many states were moved. */
static uint64_t move_places(exn_visited_table *to, const exn_hash *places, uint64_t count)
{
    uint64_t moved = 0;
    for (uint64_t i = 0; i < count; i++) {
        if (!is_free(places[i])) {
            *find(to, places[i]) = places[i];
            moved += 1;
        }
    }
    return moved;
}

/* Moves all states and frees the places. States keep their order, so the first places of the new
 * table fill first: those of a large old one are given back piece by piece, and there is never
 * memory for both. */
static uint64_t move_and_free(exn_visited_table *to, exn_hash *places, uint64_t count)
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

static bool grow(exn_visited_table *table)
{
    uint64_t place_count = table->place_count + table->place_count / 2;
    exn_visited_table grown = {.place_count = place_count, .places = take_places(place_count)};
    if (grown.places == NULL) {
        return false;
    }
    uint64_t moved = move_and_free(&grown, table->places, table->place_count);
    exn_assert(moved == table->count && moved < place_count);
    table->places = grown.places;
    table->place_count = grown.place_count;
    return true;
}

static bool is_full(const exn_visited_table *table)
{
    return table->count >= table->place_count * LOAD_NUMERATOR / LOAD_DENOMINATOR;
}

static exn_visit add_private(exn_visited *visited, exn_hash hash)
{
    exn_visited_table *table = &visited->own;
    exn_hash *place = find(table, hash);
    if (!is_free(*place)) {
        return EXN_VISIT_KNOWN;
    }
    if (is_full(table)) {
        if (!grow(table)) {
            return EXN_VISIT_OUT_OF_MEMORY;
        }
        place = find(table, hash);
        exn_assert(!is_full(table));
    }
    exn_assert(is_free(*place) && !is_free(hash));
    *place = hash;
    table->count += 1;
    exn_assert(table->count < table->place_count); /* or a search for a new one would find no end */
    if (visited->recent == NULL && table->place_count >= PLACES_LARGE) {
        visited->recent = calloc(RECENT_COUNT, sizeof *visited->recent); /* or stay without */
    }
    return EXN_VISIT_NEW;
}

static inline exn_visit add_to_table(exn_visited *visited, exn_hash hash)
{
    return visited->shared == NULL ? add_private(visited, hash)
                                   : exn_shared_set_add(visited->shared, visited->process, hash);
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
    const exn_visited_table *table = &other->own;
    exn_assert(table->places != NULL && visited->own.places != table->places);
    for (uint64_t i = 0; i < table->place_count; i++) {
        if (!is_free(table->places[i]) &&
            add_to_table(visited, table->places[i]) > EXN_VISIT_KNOWN) {
            return false;
        }
    }
    return true;
}

bool exn_visited_has(const exn_visited *visited, exn_hash hash)
{
    exn_assert(visited->shared == NULL);
    return !is_free(*find(&visited->own, never_free(hash)));
}

void exn_visited_prefetch(const exn_visited *visited, exn_hash hash)
{
    const exn_visited_table *table = &visited->own;
    if (is_recent(visited, hash)) {
        return;
    }
    if (visited->shared != NULL) {
        exn_shared_set_prefetch(visited->shared, hash);
    } else {
        __builtin_prefetch(&table->places[scale(hash.high, table->place_count)]);
    }
}

uint64_t exn_visited_count(const exn_visited *visited)
{
    return visited->shared == NULL ? visited->own.count : exn_shared_set_count(visited->shared);
}

size_t exn_visited_bytes(const exn_visited *visited)
{
    return visited->shared == NULL ? visited->own.place_count * sizeof *visited->own.places
                                   : exn_shared_set_bytes(visited->shared);
}

double exn_visited_missed(uint64_t count)
{
    exn_assert(count <= UINT64_MAX / 2);
    double pairs = (double)count * (double)(count > 0 ? count - 1 : 0) / 2;
    return pairs * 0x1p-128;
}
