/* Delta debugging: leaves out chunks, then smaller ones, until no single one can be left out. */
#include "shrink/ddmin.h"

#include "base/own_assert.h"

#include <string.h>

typedef struct ddmin {
    bool *kept, *trial;
    size_t count; /* of all */
    size_t left;  /* of those that are kept */
    exn_ddmin_test *test;
    void *context;
} ddmin;

/* Tries what is kept without numbers `from` to `to` of it, or these alone. Takes over what
 * suffices, and returns whether it does. */
static bool try_chunk(ddmin *self, size_t from, size_t to, bool alone)
{
    size_t number = 0, left = 0;
    for (size_t i = 0; i < self->count; i++) {
        bool is_within = number >= from && number < to;
        self->trial[i] = self->kept[i] && is_within == alone;
        number += self->kept[i];
        left += self->trial[i];
    }
    exn_assert(number == self->left && left < self->left);
    if (!self->test(self->context, self->trial)) {
        return false;
    }
    memcpy(self->kept, self->trial, self->count * sizeof *self->kept);
    self->left = left;
    return true;
}

/* Tries each of so many chunks. Returns whether one of them, or all but one, suffice. */
static bool try_chunks(ddmin *self, size_t chunks, bool alone)
{
    for (size_t i = 0; i < chunks; i++) {
        size_t from = self->left * i / chunks, to = self->left * (i + 1) / chunks;
        if (try_chunk(self, from, to, alone)) {
            return true;
        }
    }
    return false;
}

void exn_ddmin(bool *kept, bool *trial, size_t count, exn_ddmin_test *test, void *context)
{
    ddmin self = {kept, trial, count, count, test, context};
    memset(kept, true, count * sizeof *kept);
    if (count == 0 || try_chunk(&self, 0, count, false)) {
        return;
    }
    size_t chunks = 2;
    while (self.left > 1) {
        chunks = chunks < self.left ? chunks : self.left;
        if (chunks > 2 || self.left > 2 ? try_chunks(&self, chunks, true) : false) {
            chunks = 2;
        } else if (try_chunks(&self, chunks, false)) {
            chunks = chunks > 2 ? chunks - 1 : 2;
        } else if (chunks == self.left) {
            return;
        } else {
            chunks *= 2;
        }
    }
}
