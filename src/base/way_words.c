/* Words for the ways of ADAPTER.md. */
#define _GNU_SOURCE
#include "base/way_words.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *way, *words;
} known[] = {{"raises", "raised in its own frame"}, {"future", "came through a future"}};

enum { KNOWN = sizeof known / sizeof *known };

static const char any_other[] = "came by way of ";

char *exn_way_words(const char *way)
{
    for (size_t i = 0; i < KNOWN; i++) {
        if (strcmp(way, known[i].way) == 0) {
            return strdup(known[i].words);
        }
    }
    char *words;
    return asprintf(&words, "%s%s", any_other, way) < 0 ? NULL : words;
}

bool exn_are_way_words(const char *text)
{
    for (size_t i = 0; i < KNOWN; i++) {
        if (strcmp(text, known[i].words) == 0) {
            return true;
        }
    }
    return strcmp(text, EXN_CATCHES_CANCEL) == 0 || strcmp(text, EXN_PASSES_CANCEL) == 0 ||
           strncmp(text, any_other, sizeof any_other - 1) == 0;
}
