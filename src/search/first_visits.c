#include "search/first_visits.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

void exn_first_visits_free(exn_first_visits *first_visits)
{
    free(first_visits->items);
    free(first_visits->places);
    free(first_visits->tapes);
    *first_visits = (exn_first_visits){.items = NULL};
}

size_t exn_first_visits_bytes(const exn_first_visits *first_visits)
{
    return first_visits->capacity * sizeof *first_visits->items +
           first_visits->place_count * sizeof(uint32_t) +
           first_visits->tape_capacity * sizeof *first_visits->tapes;
}

static uint32_t *find_place(const exn_first_visits *first_visits, exn_hash hash)
{
    size_t mask = first_visits->place_count - 1;
    size_t at = (size_t)hash.low & mask;
    while (first_visits->places[at] != 0 &&
           !exn_hash_equal(first_visits->items[first_visits->places[at] - 1].hash, hash)) {
        at = (at + 1) & mask;
    }
    return &first_visits->places[at];
}

const exn_first_visit *exn_first_visits_find(const exn_first_visits *first_visits, exn_hash hash)
{
    uint32_t place = first_visits->place_count == 0 ? 0 : *find_place(first_visits, hash);
    return place == 0 ? NULL : &first_visits->items[place - 1];
}

static bool grow_items(exn_first_visits *first_visits)
{
    size_t capacity = first_visits->capacity == 0 ? 128 : first_visits->capacity * 2;
    exn_first_visit *items = realloc(first_visits->items, capacity * sizeof *items);
    first_visits->items = items != NULL ? items : first_visits->items;
    uint32_t *places = items == NULL ? NULL : calloc(capacity * 2, sizeof *places);
    if (places == NULL) {
        return false;
    }
    free(first_visits->places);
    first_visits->places = places;
    first_visits->place_count = capacity * 2;
    first_visits->capacity = capacity;
    for (size_t i = 0; i < first_visits->count; i++) {
        uint32_t *place = find_place(first_visits, first_visits->items[i].hash);
        assert(*place == 0); /* no state is there twice */
        *place = (uint32_t)i + 1;
    }
    return true;
}

static bool have_room_for_tape(exn_first_visits *first_visits, size_t count)
{
    size_t wanted = first_visits->tape_count + count;
    if (wanted <= first_visits->tape_capacity) {
        return true;
    }
    uint32_t *grown = realloc(first_visits->tapes, wanted * 2 * sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    first_visits->tapes = grown;
    first_visits->tape_capacity = wanted * 2;
    return true;
}

bool exn_first_visits_add(exn_first_visits *first_visits, exn_first_visit first,
                          const uint32_t *tape)
{
    if ((first_visits->count == first_visits->capacity && !grow_items(first_visits)) ||
        !have_room_for_tape(first_visits, first.choices)) {
        return false;
    }
    assert(exn_first_visits_find(first_visits, first.hash) == NULL);
    first.tape = first_visits->tape_count;
    if (first.choices > 0) {
        memcpy(first_visits->tapes + first.tape, tape, first.choices * sizeof *tape);
    }
    first_visits->tape_count += first.choices;
    assert(first_visits->tape_count <= first_visits->tape_capacity);
    first_visits->items[first_visits->count] = first;
    first_visits->count += 1;
    *find_place(first_visits, first.hash) = (uint32_t)first_visits->count;
    return true;
}
