/* The distinct outcomes that runs came to, each as long as it is: there may be millions. */
#ifndef EXN_SEARCH_OUTCOME_SET_H
#define EXN_SEARCH_OUTCOME_SET_H

#include "base/table.h"
#include "contract/outcomes.h"

/* All zero is an empty set. */
typedef struct exn_outcome_set {
    uint32_t
        *words; /* one outcome after the other: a head, the errors, a hash of those not shown */
    size_t word_count, word_capacity;
    exn_table places; /* where each begins in `words`, and one */
} exn_outcome_set;

void exn_outcome_set_free(exn_outcome_set *set);

/* Removes all outcomes, and keeps the room. */
void exn_outcome_set_clear(exn_outcome_set *set);

/* Adds an outcome, unless it is known. Returns false when out of memory; then nothing has changed.
 */
bool exn_outcome_set_add(exn_outcome_set *set, const exn_closing *closing);

/* Adds those that stand in `words`, which another set has written. Returns false when out of
 * memory. */
bool exn_outcome_set_add_all(exn_outcome_set *set, const uint32_t *words, size_t word_count);

/* Reads the outcome that begins at `at`; returns where the next one does. The first one is at 0,
 * and behind the last one is `word_count`. */
size_t exn_outcome_read(const uint32_t *words, size_t at, exn_closing *closing);

static inline size_t exn_outcome_set_count(const exn_outcome_set *set)
{
    return set->places.count;
}

static inline size_t exn_outcome_set_bytes(const exn_outcome_set *set)
{
    return set->word_capacity * sizeof *set->words + exn_table_bytes(&set->places);
}

#endif
