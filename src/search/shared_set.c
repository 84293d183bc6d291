/* A table as in visited.c, in parts, each of which grows by itself.
 *
 * Most hashes that are looked up are known, so a look-up writes nothing. A process that adds a hash
 * writes to its place, and otherwise only to what no other process writes: else processors would
 * take the lines of their caches from each other all the time. So a hash is counted late.
 *
 * While a part grows no process may add to it. A process that is going to add shows to which part,
 * in memory of its own, and then looks whether that part grows. A process that has a part grow says
 * so, and then waits until no process shows that it adds to that part. So none of the two can miss
 * the other. */
#include "search/shared_set.h"

#include "base/own_assert.h"

#include <stdlib.h>
#include <string.h>

enum {
    PARTS = 1024,
    PLACES_AT_FIRST = 128, /* of a part */
    /* Each row has so many places of each part. All parts grow at about the same time, so what is
     * reserved fills from its beginning. */
    PLACES_IN_A_ROW = 32,
    LOAD_NUMERATOR = 3, /* as in visited.c */
    LOAD_DENOMINATOR = 4,
    LATE_DENOMINATOR = 8, /* one in so many places may be taken and not yet counted */
    PROBES_WITHOUT_ADDING = 64
};

/* What each look-up reads, the number of its places, lies apart from this. */
typedef struct part {
    _Atomic uint64_t count; /* of its hashes, but for those that are counted late */
    exn_lock growing;
    char apart[EXN_CACHE_LINE - sizeof(uint64_t) - sizeof(exn_lock)];
} part;

/* A process. */
typedef struct adder {
    _Atomic uint32_t adds_to; /* the part's number and one; 0: to none */
    uint8_t uncounted[PARTS]; /* hashes that this process has added to each part since it counted */
    char apart[EXN_CACHE_LINE - sizeof(uint32_t)];
} adder;

struct exn_shared_set {
    exn_shared_memory *memory;
    exn_hash *places;    /* low is 0: free */
    uint64_t places_max; /* of a part */
    part *parts;
    adder *adders;
    uint32_t adder_count;
    uint32_t counted_at; /* so many are counted at a time */
    _Atomic uint64_t place_counts[PARTS];
    _Atomic uint64_t place_count; /* of all */
    _Atomic size_t gathered; /* bytes from the first place on, in huge pages where there are any */
};

__extension__ typedef unsigned __int128 wide;

/* The upper half of the product: even, without a division. */
static inline uint64_t scale(uint64_t hash, uint64_t count)
{
    return (uint64_t)(((wide)hash * count) >> 64);
}

static inline uint32_t part_of(exn_hash hash)
{
    return (uint32_t)scale(hash.low, PARTS);
}

static inline uint64_t count_places(const exn_shared_set *set, uint32_t number)
{
    return atomic_load_explicit(&set->place_counts[number], memory_order_acquire);
}

/* Where a look-up in a part is. */
typedef struct position {
    uint64_t place_count; /* of the part, when it began */
    uint64_t at;
    exn_hash *place;
} position;

static inline exn_hash *place_at(const exn_shared_set *set, uint32_t number, uint64_t at)
{
    uint64_t row = at / PLACES_IN_A_ROW;
    return set->places + (row * PARTS + number) * PLACES_IN_A_ROW + at % PLACES_IN_A_ROW;
}

static inline position begin_at(const exn_shared_set *set, uint32_t number, exn_hash hash)
{
    uint64_t count = count_places(set, number);
    uint64_t at = scale(hash.high, count);
    return (position){count, at, place_at(set, number, at)};
}

/* The last row of a part is a whole one. */
static inline void go_on(const exn_shared_set *set, uint32_t number, position *x)
{
    x->at += 1;
    x->place += 1;
    if (x->at % PLACES_IN_A_ROW == 0) {
        x->at = x->at == x->place_count ? 0 : x->at;
        x->place = place_at(set, number, x->at);
    }
}

/* --- opening ---------------------------------------------------------------------------------- */

/* Has the memory for so many places of each part lie in huge pages. One process does it for each
 * page; others need not wait. */
static void gather_places(exn_shared_set *set, uint64_t place_count)
{
    size_t size = place_count * PARTS * sizeof *set->places;
    size_t gathered = set->gathered;
    exn_assert(place_count <= set->places_max && gathered % EXN_HUGE_PAGE == 0);
    while (gathered < size) {
        if (atomic_compare_exchange_strong(&set->gathered, &gathered, gathered + EXN_HUGE_PAGE)) {
            exn_shared_memory_gather((char *)set->places + gathered);
            gathered += EXN_HUGE_PAGE;
        }
    }
}

exn_shared_set *exn_shared_set_open(exn_shared_memory *memory, uint32_t process_count)
{
    exn_shared_set *set = exn_shared_memory_take(memory, sizeof *set);
    part *parts = exn_shared_memory_take(memory, PARTS * sizeof *set->parts);
    adder *adders = exn_shared_memory_take(memory, process_count * sizeof *set->adders);
    if (set == NULL || parts == NULL || adders == NULL) {
        return NULL;
    }
    set->memory = memory;
    size_t size;
    set->places = exn_shared_memory_reserve_half(memory, &size);
    set->places_max = size / sizeof *set->places / PARTS / PLACES_IN_A_ROW * PLACES_IN_A_ROW;
    set->parts = parts;
    set->adders = adders;
    set->adder_count = process_count;
    uint64_t places = PLACES_AT_FIRST; /* or more, so that each process may count one late */
    while (places < (uint64_t)process_count * LATE_DENOMINATOR) {
        places *= 2;
    }
    set->counted_at = (uint32_t)(places / LATE_DENOMINATOR / process_count);
    for (uint32_t i = 0; i < PARTS; i++) {
        set->place_counts[i] = places;
    }
    if (set->places_max < places) {
        return NULL;
    }
    exn_assert(set->counted_at > 0 && places % PLACES_IN_A_ROW == 0);
    set->place_count = PARTS * places;
    gather_places(set, places);
    return set;
}

/* --- growing ---------------------------------------------------------------------------------- */

/* Whether a part is full that has so many places. */
static bool is_full_at(const exn_shared_set *set, uint32_t number, uint64_t place_count)
{
    return set->parts[number].count >= place_count * LOAD_NUMERATOR / LOAD_DENOMINATOR;
}

static bool is_full(const exn_shared_set *set, uint32_t number)
{
    return is_full_at(set, number, count_places(set, number));
}

/* How many places a part has next. */
static uint64_t grown(uint64_t place_count)
{
    return place_count + place_count / 2 / PLACES_IN_A_ROW * PLACES_IN_A_ROW;
}

/* Has the memory that a full part grows into lie in huge pages. Parts grow into the same pages, and
 * all at about the same time: so processes share this work before they grow a part alone. */
static void gather_for(exn_shared_set *set, uint32_t number)
{
    uint64_t count = count_places(set, number);
    if (is_full_at(set, number, count) && grown(count) <= set->places_max) {
        gather_places(set, grown(count));
    }
}

/* Puts a hash that is not there into a part that nobody adds to. In two halves, because others may
 * look it up. */
static void put(exn_shared_set *set, uint32_t number, exn_hash hash)
{
    position x = begin_at(set, number, hash);
    exn_assert(hash.low != 0 && hash.high != 0);
    while (x.place->low != 0) {
        go_on(set, number, &x);
    }
    __atomic_store_n(&x.place->high, hash.high, __ATOMIC_RELAXED);
    __atomic_store_n(&x.place->low, hash.low, __ATOMIC_RELAXED);
}

/* Takes all hashes of a part out of it, to `to`. */
static void take_out(exn_shared_set *set, uint32_t number, uint64_t count, exn_hash *to)
{
    for (uint64_t at = 0; at < count; at += PLACES_IN_A_ROW) {
        exn_hash *row = place_at(set, number, at);
        memcpy(to + at, row, PLACES_IN_A_ROW * sizeof *to);
        memset(row, 0, PLACES_IN_A_ROW * sizeof *to);
    }
}

/* Grows in place, because memory that was not touched yet is dear, for each process anew. A process
 * that looks something up meanwhile may miss a hash that is there. */
static bool grow(exn_shared_set *set, uint32_t number)
{
    uint64_t before_count = count_places(set, number);
    uint64_t count = grown(before_count);
    exn_hash *before = count > set->places_max ? NULL : malloc(before_count * sizeof *before);
    if (before == NULL) {
        return false;
    }
    set->place_count += count - before_count;
    exn_assert(count > before_count && count % PLACES_IN_A_ROW == 0);
    take_out(set, number, before_count, before);
    atomic_store_explicit(&set->place_counts[number], count, memory_order_release);
    for (uint64_t i = 0; i < before_count; i++) {
        if (before[i].low != 0) {
            put(set, number, before[i]);
        }
    }
    free(before);
    return true;
}

/* Waits until no process adds to a part that grows. Returns false if all are to stop. */
static bool wait_for_adders(const exn_shared_set *set, uint32_t number)
{
    unsigned moments = 0;
    bool goes_on = true;
    exn_assert(set->parts[number].growing != 0); /* so none begins any more */
    for (uint32_t i = 0; i < set->adder_count; i++) {
        while (goes_on && set->adders[i].adds_to == number + 1) {
            goes_on = exn_shared_memory_wait(set->memory, &moments);
        }
    }
    return goes_on;
}

/* Has a full part grow, unless another process has done so meanwhile. Returns NEW if there is room
 * now. */
static exn_visit make_room(exn_shared_set *set, uint32_t number)
{
    part *full = &set->parts[number];
    gather_for(set, number);
    if (!exn_lock_take(&full->growing, set->memory)) {
        return EXN_VISIT_STOPPED;
    }
    exn_visit visit = EXN_VISIT_NEW;
    if (is_full(set, number)) {
        atomic_thread_fence(memory_order_seq_cst); /* begin_adding() has its counterpart */
        visit = !wait_for_adders(set, number) ? EXN_VISIT_STOPPED
                : grow(set, number)           ? EXN_VISIT_NEW
                                              : EXN_VISIT_OUT_OF_MEMORY;
    }
    exn_lock_release(&full->growing);
    return visit;
}

/* --- adding ----------------------------------------------------------------------------------- */

static inline void end_adding(adder *self)
{
    atomic_store_explicit(&self->adds_to, 0, memory_order_release);
}

/* Shows that a process adds to a part; waits while that grows. Returns false if all are to stop. */
static bool begin_adding(exn_shared_set *set, adder *self, uint32_t number)
{
    const exn_lock *growing = &set->parts[number].growing;
    unsigned moments = 0;
    bool goes_on = true;
    exn_assert(self->adds_to == 0 && number < PARTS);
    self->adds_to = number + 1; /* before it looks: sequentially consistent, as wait_for_adders() */
    while (goes_on && *growing != 0) {
        end_adding(self);
        goes_on = exn_shared_memory_wait(set->memory, &moments);
        self->adds_to = number + 1;
    }
    if (!goes_on) {
        end_adding(self);
    }
    return goes_on;
}

/* The other half of a hash whose first half another process may just have written. 0: all are to
 * stop. */
static uint64_t wait_for_high(const exn_shared_set *set, const exn_hash *place)
{
    unsigned moments = 0;
    bool goes_on = true;
    uint64_t high = __atomic_load_n(&place->high, __ATOMIC_RELAXED);
    while (high == 0 && goes_on) {
        goes_on = exn_shared_memory_wait(set->memory, &moments);
        high = __atomic_load_n(&place->high, __ATOMIC_RELAXED);
    }
    return high;
}

/* Looks a hash up while others may add it, or have its part grow. True is certain, since no other
 * hash has either half, and a place that has this one's held it; false is not. All places up to
 * where it ends have others. */
static inline bool is_surely_known(const exn_shared_set *set, uint32_t number, exn_hash hash,
                                   position *x)
{
    *x = begin_at(set, number, hash);
    for (int probes = 0; probes < PROBES_WITHOUT_ADDING; probes++) {
        uint64_t low = __atomic_load_n(&x->place->low, __ATOMIC_RELAXED);
        if (low == 0 || low == hash.low) { /* its other half may not be written yet */
            return low != 0 && __atomic_load_n(&x->place->high, __ATOMIC_RELAXED) == hash.high;
        }
        go_on(set, number, x);
    }
    return false;
}

/* Adds a hash to a part that does not grow, unless it is there. `x`: where it was not found. */
static exn_visit add(exn_shared_set *set, uint32_t number, exn_hash hash, position x)
{
    if (x.place_count != count_places(set, number)) {
        x = begin_at(set, number, hash);
    }
    for (uint64_t probes = 0; probes < x.place_count; probes++) {
        uint64_t low = __atomic_load_n(&x.place->low, __ATOMIC_RELAXED);
        if (low == 0 && __atomic_compare_exchange_n(&x.place->low, &low, hash.low, false,
                                                    __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
            __atomic_store_n(&x.place->high, hash.high, __ATOMIC_RELAXED);
            return EXN_VISIT_NEW;
        }
        uint64_t high = low == hash.low ? wait_for_high(set, x.place) : 0;
        if (low == hash.low && (high == 0 || high == hash.high)) {
            return high == 0 ? EXN_VISIT_STOPPED : EXN_VISIT_KNOWN;
        }
        go_on(set, number, &x);
    }
    exn_assert(false && "a part always has free places");
    return EXN_VISIT_OUT_OF_MEMORY;
}

/* One more is in a part. Other processes learn that when it is worth while. */
static inline void count_added(exn_shared_set *set, adder *self, uint32_t number)
{
    uint8_t *uncounted = &self->uncounted[number];
    exn_assert(*uncounted < set->counted_at);
    *uncounted += 1;
    if (*uncounted == set->counted_at) {
        atomic_fetch_add_explicit(&set->parts[number].count, *uncounted, memory_order_relaxed);
        *uncounted = 0;
    }
}

/* Adds a hash, unless it is there after all. `x`: where it was not found. */
__attribute__((noinline)) static exn_visit add_new(exn_shared_set *set, uint32_t process,
                                                   exn_hash hash, position x)
{
    uint32_t number = part_of(hash);
    adder *self = &set->adders[process];
    exn_assert(hash.low != 0 && hash.high != 0 && process < set->adder_count);
    exn_visit visit = is_full(set, number) ? make_room(set, number) : EXN_VISIT_NEW;
    if (visit != EXN_VISIT_NEW) {
        return visit;
    }
    if (!begin_adding(set, self, number)) {
        return EXN_VISIT_STOPPED;
    }
    visit = add(set, number, hash, x);
    end_adding(self);
    if (visit == EXN_VISIT_NEW) {
        count_added(set, self, number);
    }
    return visit;
}

exn_visit exn_shared_set_add(exn_shared_set *set, uint32_t process, exn_hash hash)
{
    position x;
    return is_surely_known(set, part_of(hash), hash, &x) ? EXN_VISIT_KNOWN
                                                         : add_new(set, process, hash, x);
}

/* Not a part of its caller, which stays small for a search alone. */
__attribute__((noinline)) void exn_shared_set_prefetch(const exn_shared_set *set, exn_hash hash)
{
    __builtin_prefetch(begin_at(set, part_of(hash), hash).place);
}

/* --- totals ----------------------------------------------------------------------------------- */

uint64_t exn_shared_set_count(const exn_shared_set *set)
{
    uint64_t count = 0;
    for (uint32_t i = 0; i < PARTS; i++) {
        count += set->parts[i].count;
        for (uint32_t k = 0; k < set->adder_count; k++) {
            count += set->adders[k].uncounted[i];
        }
    }
    return count;
}

size_t exn_shared_set_bytes(const exn_shared_set *set)
{
    return set->place_count * sizeof *set->places;
}
