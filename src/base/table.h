/* A hash table of numbers, by open addressing, that finds items by their content. The items lie
 * elsewhere, mostly in an array. A number stands for an item; 0 stands for none. */
#ifndef EXN_BASE_TABLE_H
#define EXN_BASE_TABLE_H

#include "base/own_assert.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All zero is an empty table. */
typedef struct exn_table {
    uint32_t *places;   /* 0: free */
    size_t place_count; /* a power of two; or 0: none yet */
    size_t count;
} exn_table;

/* Returns whether the item of this number is the wanted one; and the hash of an item. */
typedef bool exn_table_is_fn(const void *items, uint32_t number, const void *wanted);
typedef uint64_t exn_table_hash_fn(const void *items, uint32_t number);

/* Makes room for one more item; `hash_of` returns the hashes of those in the table. Returns false
 * when out of memory; then nothing has changed. */
bool exn_table_grow(exn_table *table, exn_table_hash_fn *hash_of, const void *items);
static inline bool exn_table_make_room(exn_table *table, exn_table_hash_fn *hash_of,
                                       const void *items)
{
    return table->count < table->place_count / 2 || exn_table_grow(table, hash_of, items);
}

void exn_table_free(exn_table *table);

/* Removes all items, and keeps the room. */
void exn_table_clear(exn_table *table);

/* Returns the place of an item with this hash, or the free place where it belongs. There must be a
 * free place. The compiler makes this and a constant `is` one function. */
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

/* Returns the number of the item, or 0 if the table does not have it. */
static inline uint32_t exn_table_find(const exn_table *table, uint64_t hash, exn_table_is_fn *is,
                                      const void *items, const void *wanted)
{
    return table->place_count == 0 ? 0 : *exn_table_place(table, hash, is, items, wanted);
}

/* Puts an item into its place; it replaces an equal one. */
static inline void exn_table_put(exn_table *table, uint32_t *place, uint32_t number)
{
    exn_assert(number != 0);
    table->count += *place == 0 ? 1 : 0;
    *place = number;
    exn_assert(table->count <
               table->place_count); /* else a search for another item would not end */
}

static inline size_t exn_table_bytes(const exn_table *table)
{
    return table->place_count * sizeof *table->places;
}

#endif
