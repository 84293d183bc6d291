/* Finds the first of equal texts: names and labels, of which a run may have thousands. */
#ifndef EXN_BASE_FIRST_TEXTS_H
#define EXN_BASE_FIRST_TEXTS_H

#include "base/table.h"

#include <stddef.h>

/* All zero is an empty list. */
typedef struct exn_first_texts {
    struct exn_placed_text *items;
    size_t count;
    size_t room;
    exn_table numbers;
} exn_first_texts;

/* Takes the text of this place, unless an equal one was taken before: `*first` is the place of the
 * one that was. The text is not copied: it must stay as it is. Returns false when out of memory. */
bool exn_first_place(exn_first_texts *self, const char *text, size_t place, size_t *first);

void exn_first_texts_free(exn_first_texts *self);

#endif
