/* A hash table of numbers, by open addressing, so that items are found by what they are. The items
 * lie elsewhere, mostly in an array; a number stands for one of them, and 0 for none. */
#ifndef EXN_BASE_TABLE_H
#define EXN_BASE_TABLE_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All zero is an empty table. */
typedef struct exn_table {
    uint32_t *places;   /* 0: free */
    size_t place_count; /* a power of two, or 0: there are none yet */
    size_t count;
} exn_table;

/* Whether the item of this number is the wanted one; and the hash of an item. */
typedef bool exn_table_is_fn(const void *items, uint32_t number, const void *wanted);
typedef uint64_t exn_table_hash_fn(const void *items, uint32_t number);

/* Makes room for one more item, of those that are there `hash_of` tells the hash. Returns false when
 * out of memory; then nothing has changed. */
bool exn_table_grow(exn_table *table, exn_table_hash_fn *hash_of, const void *items);
static inline bool exn_table_make_room(exn_table *table, exn_table_hash_fn *hash_of,
                                       const void *items)
{
    return table->count < table->place_count / 2 || exn_table_grow(table, hash_of, items);
}

void exn_table_free(exn_table *table);

/* Forgets all items, and keeps the room. */
void exn_table_clear(exn_table *table);

/* The place of an item with this hash, or the free one where it belongs. There has to be room. The
 * compiler makes one function of this and a known `is`. */
static inline uint32_t *exn_table_place(const exn_table *table, uint64_t hash, exn_table_is_fn *is,
                                        const void *items, const void *wanted)
{
    size_t mask = table->place_count - 1;
    size_t at = (size_t)hash & mask;
    while (table->places[at] != 0 && !is(items, table->places[at], wanted)) {
        at = (at + 1) & mask;
    }
    return &table->places[at];
}

/* The number of the item; 0: it is not there. */
static inline uint32_t exn_table_find(const exn_table *table, uint64_t hash, exn_table_is_fn *is,
                                      const void *items, const void *wanted)
{
    return table->place_count == 0 ? 0 : *exn_table_place(table, hash, is, items, wanted);
}

/* Puts an item into its place, or another one that is the same in its stead. */
static inline void exn_table_put(exn_table *table, uint32_t *place, uint32_t number)
{
    assert(number != 0);
    table->count += *place == 0 ? 1 : 0;
    *place = number;
    assert(table->count < table->place_count); /* or a search for another item would find no end */
}

static inline size_t exn_table_bytes(const exn_table *table)
{
    return table->place_count * sizeof *table->places;
}

#endif
