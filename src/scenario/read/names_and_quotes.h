/* Words as users type them: names, what they may have meant, and how a message shows them. */
#ifndef EXN_SCENARIO_READ_NAMES_AND_QUOTES_H
#define EXN_SCENARIO_READ_NAMES_AND_QUOTES_H

#include "scenario/read/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* A text for a message: on one line, between backquotes, cut after a few dozen bytes, with
 * control characters escaped so that no file can play tricks on a terminal. */
const char *exn_quote(exn_arena *arena, const char *text);

/* Any text as a scalar of YAML, between quotes where it needs them (scalars.c). */
void exn_write_text(FILE *file, const char *text);

/* "`a`, `b` or `c`"; `last` is "or" or "and". At most twenty words are listed. */
const char *exn_enumerate(exn_arena *arena, const char *const *words, size_t count,
                          const char *last);

/* The text with each run of blanks as one space and none at the ends. */
const char *exn_normalize(exn_arena *arena, const char *text);

/* What follows `prefix` in `text`, or NULL if it does not begin so. */
const char *exn_after_prefix(const char *text, const char *prefix);

/* Whether a text is a name (SCENARIOS.md "Names"), and whether it is one of the reserved ones. */
bool exn_is_name(const char *text);
bool exn_is_reserved(const char *text);

/* Looks for the word that a mistyped one was meant to be: begin, try candidates, read `best`. */
typedef struct exn_nearest {
    const char *word;
    const char *best; /* NULL: nothing is near */
    size_t
        distance; /* edits (a letter more, less, other or swapped) to `best` or what is allowed */
    size_t tries; /* after a thousand it gives up looking */
} exn_nearest;

exn_nearest exn_nearest_begin(const char *word);
void exn_nearest_try(exn_nearest *nearest, const char *candidate);

/* A table from text to number. Keys are not copied. */
typedef struct exn_map {
    struct exn_map_slot *slots;
    size_t room; /* a power of two, or 0 */
    size_t count;
} exn_map;

enum { EXN_MAP_NONE = -1 };
void exn_map_set(exn_arena *arena, exn_map *map, const char *key, int32_t value);
int32_t exn_map_get(const exn_map *map, const char *key); /* EXN_MAP_NONE: not there */

#endif
