/* Finds the first of equal texts: first_texts.h. */
#include "base/first_texts.h"

#include "base/grow.h"

#include <stdlib.h>
#include <string.h>

typedef struct exn_placed_text {
    const char *text;
    size_t place;
} placed_text;

/* FNV-1a */
static uint64_t hash_of_text(const char *text)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (; *text != '\0'; text++) {
        hash = (hash ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    }
    return hash;
}

static uint64_t hash_of(const void *items, uint32_t number)
{
    return hash_of_text(((const placed_text *)items)[number - 1].text);
}

static bool is_text(const void *items, uint32_t number, const void *wanted)
{
    return strcmp(((const placed_text *)items)[number - 1].text, wanted) == 0;
}

bool exn_first_place(exn_first_texts *self, const char *text, size_t place, size_t *first)
{
    if (!exn_table_make_room(&self->numbers, hash_of, self->items) ||
        !EXN_MAKE_ROOM(self->items, self->room, self->count + 1)) {
        return false;
    }
    uint32_t *number =
        exn_table_place(&self->numbers, hash_of_text(text), is_text, self->items, text);
    if (*number != 0) {
        *first = self->items[*number - 1].place;
        return true;
    }
    self->items[self->count++] = (placed_text){text, place};
    exn_table_put(&self->numbers, number, (uint32_t)self->count);
    *first = place;
    return true;
}

void exn_first_texts_free(exn_first_texts *self)
{
    exn_table_free(&self->numbers);
    free(self->items);
    *self = (exn_first_texts){0};
}
