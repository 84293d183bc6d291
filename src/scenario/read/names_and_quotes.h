/* Words as users type them: names, suggestions, and how messages quote them. */
#ifndef EXN_SCENARIO_READ_NAMES_AND_QUOTES_H
#define EXN_SCENARIO_READ_NAMES_AND_QUOTES_H

#include "scenario/read/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Quotes a text for a message: on one line, between backquotes, cut after a few dozen bytes, with
 * control characters escaped so that no file can control a terminal. */
const char *exn_quote(exn_arena *arena, const char *text);

/* Writes any text as a scalar of YAML, between quotes where it needs them (scalars.c). */
void exn_write_text(FILE *file, const char *text);
/* The same, always between quotes. */
void exn_write_quoted(FILE *file, const char *text);

/* Returns "`a`, `b` or `c"`; `last` is "or" or "and". At most twenty words are listed. */
const char *exn_enumerate(exn_arena *arena, const char *const *words, size_t count,
                          const char *last);

/* Returns the text with each run of blanks replaced by one space and no blanks at the ends. */
const char *exn_normalize(exn_arena *arena, const char *text);

/* Returns the rest of `text` after `prefix`, or NULL if it does not begin with that. */
const char *exn_after_prefix(const char *text, const char *prefix);

/* Return whether a text is a name (SCENARIOS.md, "Names"), and whether it is a reserved name. */
bool exn_is_name(const char *text);
bool exn_is_reserved(const char *text);

/* Finds the word that was probably meant by a mistyped one: begin, try each candidate, read
 * `best`. */
typedef struct exn_nearest {
    const char *word;
    const char *best; /* NULL: no word is similar */
    /* Edits (a letter added, removed, changed or swapped) from the word to `best`, or the limit. */
    size_t distance;
    size_t tries; /* after a thousand candidates the search ends */
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
int32_t exn_map_get(const exn_map *map, const char *key); /* EXN_MAP_NONE: not found */

#endif
