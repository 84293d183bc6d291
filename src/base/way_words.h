/* The words in which traces and schedules say how something comes to code in another language: the
 * way of a failure, and what becomes of a cancel (docs/ADAPTER.md, Ways). */
#ifndef EXN_BASE_WAY_WORDS_H
#define EXN_BASE_WAY_WORDS_H

#include <stdbool.h>

#define EXN_CATCHES_CANCEL "catches the cancel"
#define EXN_PASSES_CANCEL  "passes the cancel on"

/* Returns a new string: how a failure comes in this way. NULL when out of memory. */
char *exn_way_words(const char *way);

/* Returns whether a text is such words, of a way that an adapter may have. */
bool exn_are_way_words(const char *text);

#endif
