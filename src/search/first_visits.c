/* A table of states by their hash, and their tapes one after the other. */
#include "search/first_visits.h"

#include "base/grow.h"
#include "base/own_assert.h"

#include <stdlib.h>
#include <string.h>

static bool is_state(const void *items, uint32_t number, const void *wanted)
{
    return exn_hash_equal(((const exn_first_visit *)items)[number - 1].hash,
                          *(const exn_hash *)wanted);
}

static uint64_t hash_of(const void *items, uint32_t number)
{
    return ((const exn_first_visit *)items)[number - 1].hash.low;
}

void exn_first_visits_free(exn_first_visits *first_visits)
{
    free(first_visits->items);
    exn_table_free(&first_visits->numbers);
    free(first_visits->tapes);
    *first_visits = (exn_first_visits){.items = NULL};
}

size_t exn_first_visits_bytes(const exn_first_visits *first_visits)
{
    return first_visits->capacity * sizeof *first_visits->items +
           exn_table_bytes(&first_visits->numbers) +
           first_visits->tape_capacity * sizeof *first_visits->tapes;
}

exn_first_visit *exn_first_visits_find(const exn_first_visits *first_visits, exn_hash hash)
{
    uint32_t number =
        exn_table_find(&first_visits->numbers, hash.low, is_state, first_visits->items, &hash);
    return number == 0 ? NULL : &first_visits->items[number - 1];
}

bool exn_first_visits_add(exn_first_visits *first_visits, exn_first_visit first,
                          const uint32_t *tape)
{
    exn_table *numbers = &first_visits->numbers;
    if (!EXN_MAKE_ROOM(first_visits->items, first_visits->capacity, first_visits->count + 1) ||
        !EXN_MAKE_ROOM(first_visits->tapes, first_visits->tape_capacity,
                       first_visits->tape_count + first.choices) ||
        !exn_table_make_room(numbers, hash_of, first_visits->items)) {
        return false;
    }
    uint32_t *place =
        exn_table_place(numbers, first.hash.low, is_state, first_visits->items, &first.hash);
    exn_assert(*place == 0); /* each state is visited first once */
    first.tape = first_visits->tape_count;
    if (first.choices > 0) {
        memcpy(first_visits->tapes + first.tape, tape, first.choices * sizeof *tape);
    }
    first_visits->tape_count += first.choices;
    first_visits->items[first_visits->count] = first;
    first_visits->count += 1;
    first_visits->followed_count += first.followed ? 1 : 0;
    exn_table_put(numbers, place, (uint32_t)first_visits->count);
    exn_assert(numbers->count == first_visits->count);
    return true;
}
