#include "search/first_visits.h"

#include <stdlib.h>
#include <string.h>

void exn_first_visits_free(exn_first_visits *firsts)
{
    free(firsts->items);
    free(firsts->places);
    free(firsts->tapes);
    *firsts = (exn_first_visits){.items = NULL};
}

size_t exn_first_visits_bytes(const exn_first_visits *firsts)
{
    return firsts->capacity * sizeof *firsts->items + firsts->place_count * sizeof(uint32_t) +
           firsts->tape_capacity * sizeof *firsts->tapes;
}

static uint32_t *find_place(const exn_first_visits *firsts, exn_hash hash)
{
    size_t mask = firsts->place_count - 1;
    size_t at = (size_t)hash.low & mask;
    while (firsts->places[at] != 0 &&
           !exn_hash_equal(firsts->items[firsts->places[at] - 1].hash, hash)) {
        at = (at + 1) & mask;
    }
    return &firsts->places[at];
}

const exn_first *exn_first_visits_find(const exn_first_visits *firsts, exn_hash hash)
{
    uint32_t place = firsts->place_count == 0 ? 0 : *find_place(firsts, hash);
    return place == 0 ? NULL : &firsts->items[place - 1];
}

static bool grow_items(exn_first_visits *firsts)
{
    size_t capacity = firsts->capacity == 0 ? 128 : firsts->capacity * 2;
    exn_first *items = realloc(firsts->items, capacity * sizeof *items);
    firsts->items = items != NULL ? items : firsts->items;
    uint32_t *places = items == NULL ? NULL : calloc(capacity * 2, sizeof *places);
    if (places == NULL) {
        return false;
    }
    free(firsts->places);
    firsts->places = places;
    firsts->place_count = capacity * 2;
    firsts->capacity = capacity;
    for (size_t i = 0; i < firsts->count; i++) {
        *find_place(firsts, firsts->items[i].hash) = (uint32_t)i + 1;
    }
    return true;
}

static bool have_room_for_tape(exn_first_visits *firsts, size_t count)
{
    size_t wanted = firsts->tape_count + count;
    if (wanted <= firsts->tape_capacity) {
        return true;
    }
    uint32_t *grown = realloc(firsts->tapes, wanted * 2 * sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    firsts->tapes = grown;
    firsts->tape_capacity = wanted * 2;
    return true;
}

bool exn_first_visits_add(exn_first_visits *firsts, exn_first first, const uint32_t *tape)
{
    if ((firsts->count == firsts->capacity && !grow_items(firsts)) ||
        !have_room_for_tape(firsts, first.choices)) {
        return false;
    }
    first.tape = firsts->tape_count;
    if (first.choices > 0) {
        memcpy(firsts->tapes + first.tape, tape, first.choices * sizeof *tape);
    }
    firsts->tape_count += first.choices;
    firsts->items[firsts->count] = first;
    firsts->count += 1;
    *find_place(firsts, first.hash) = (uint32_t)firsts->count;
    return true;
}
