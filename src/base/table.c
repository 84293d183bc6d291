/* How a table grows: to twice as many places, of which at most half are taken. */
#include "base/table.h"
#include "base/own_assert.h"

#include <stdlib.h>
#include <string.h>

enum { PLACES_AT_FIRST = 64 };

static bool is_none(const void *items, uint32_t number, const void *wanted)
{
    (void)items;
    (void)number;
    (void)wanted;
    return false;
}

bool exn_table_grow(exn_table *table, exn_table_hash_fn *hash_of, const void *items)
{
    exn_table grown = {.place_count =
                           table->place_count == 0 ? PLACES_AT_FIRST : table->place_count * 2};
    grown.places = calloc(grown.place_count, sizeof *grown.places);
    if (grown.places == NULL) {
        return false;
    }
    for (size_t i = 0; i < table->place_count; i++) {
        uint32_t number = table->places[i];
        if (number != 0) {
            uint64_t hash = hash_of(items, number);
            exn_table_put(&grown, exn_table_place(&grown, hash, is_none, items, NULL), number);
        }
    }
    exn_assert(grown.count == table->count);
    free(table->places);
    *table = grown;
    return true;
}

void exn_table_free(exn_table *table)
{
    free(table->places);
    *table = (exn_table){.places = NULL};
}

void exn_table_clear(exn_table *table)
{
    if (table->place_count > 0) {
        memset(table->places, 0, exn_table_bytes(table));
    }
    table->count = 0;
}
