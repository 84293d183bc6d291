/* A table of outcomes, and the outcomes themselves written one after the other: outcome_set.h. */
#include "search/outcome_set.h"

#include "base/grow.h"
#include "base/own_assert.h"

#include <stdlib.h>
#include <string.h>

/* An outcome begins with its number of errors, which stands above these bits. */
enum { CANCELED = 1, SUPPRESSED = 2, FLAG_BITS = 2 };
enum { WORDS_OF_HASH = sizeof(exn_hash) / sizeof(uint32_t) };

_Static_assert(sizeof(exn_error_id) == sizeof(uint32_t), "an error is a word");

/* --- one of them ------------------------------------------------------------------------------ */

static uint32_t head_of(const exn_closing *closing)
{
    exn_assert(closing->error_count <= UINT32_MAX >> FLAG_BITS && "each is a record in memory");
    return closing->error_count << FLAG_BITS | (closing->canceled ? CANCELED : 0u) |
           (closing->suppressed ? SUPPRESSED : 0u);
}

static uint32_t shown_count(uint32_t head)
{
    uint32_t count = head >> FLAG_BITS;
    return count < EXN_OUTCOME_ERRORS_MAX ? count : EXN_OUTCOME_ERRORS_MAX;
}

static bool has_others(uint32_t head)
{
    return head >> FLAG_BITS > EXN_OUTCOME_ERRORS_MAX;
}

static uint32_t word_count_of(uint32_t head)
{
    return 1 + shown_count(head) + (has_others(head) ? WORDS_OF_HASH : 0);
}

static void write(uint32_t *words, const exn_closing *closing)
{
    uint32_t head = head_of(closing);
    uint32_t shown = shown_count(head);
    words[0] = head;
    if (shown > 0) {
        memcpy(words + 1, closing->errors, shown * sizeof *words);
    }
    if (has_others(head)) {
        memcpy(words + 1 + shown, &closing->others, sizeof closing->others);
    }
}

size_t exn_outcome_read(const uint32_t *words, size_t at, exn_closing *closing)
{
    uint32_t head = words[at];
    uint32_t shown = shown_count(head);
    closing->error_count = head >> FLAG_BITS;
    closing->canceled = (head & CANCELED) != 0;
    closing->suppressed = (head & SUPPRESSED) != 0;
    closing->others = (exn_hash){0, 0};
    if (shown > 0) {
        memcpy(closing->errors, words + at + 1, shown * sizeof *words);
    }
    if (has_others(head)) {
        memcpy(&closing->others, words + at + 1 + shown, sizeof closing->others);
    }
    return at + word_count_of(head);
}

/* --- all of them ------------------------------------------------------------------------------ */

static const uint32_t *words_at(const void *words, uint32_t number)
{
    return (const uint32_t *)words + number - 1;
}

/* Compares in place: nearly all outcomes that are added are known. */
static bool is_outcome(const void *words, uint32_t number, const void *wanted)
{
    const uint32_t *is = words_at(words, number);
    const exn_closing *closing = wanted;
    exn_assert(number > 0 && "0 stands for none");
    uint32_t shown = shown_count(is[0]);
    return is[0] == head_of(closing) && memcmp(is + 1, closing->errors, shown * sizeof *is) == 0 &&
           (!has_others(is[0]) ||
            memcmp(is + 1 + shown, &closing->others, sizeof closing->others) == 0);
}

static uint64_t hash_of(const void *words, uint32_t number)
{
    exn_closing closing;
    exn_outcome_read(words, number - 1, &closing);
    return exn_closing_hash(&closing);
}

void exn_outcome_set_free(exn_outcome_set *set)
{
    free(set->words);
    exn_table_free(&set->places);
    *set = (exn_outcome_set){.words = NULL};
}

void exn_outcome_set_clear(exn_outcome_set *set)
{
    exn_table_clear(&set->places);
    set->word_count = 0;
    exn_assert(exn_outcome_set_count(set) == 0);
}

/* Makes room for one more that has so many words; its number has to fit into the table, too. */
static bool make_room(exn_outcome_set *set, uint32_t words)
{
    exn_assert(words > 0 && set->word_count <= set->word_capacity);
    return set->word_count < UINT32_MAX - words &&
           EXN_MAKE_ROOM(set->words, set->word_capacity, set->word_count + words) &&
           exn_table_make_room(&set->places, hash_of, set->words);
}

bool exn_outcome_set_add(exn_outcome_set *set, const exn_closing *closing)
{
    uint64_t hash = exn_closing_hash(closing);
    if (exn_table_find(&set->places, hash, is_outcome, set->words, closing) != 0) {
        return true;
    }
    uint32_t words = word_count_of(head_of(closing));
    if (!make_room(set, words)) {
        return false;
    }
    uint32_t *place = exn_table_place(&set->places, hash, is_outcome, set->words, closing);
    exn_assert(*place == 0 && "an outcome is added once");
    write(set->words + set->word_count, closing);
    exn_table_put(&set->places, place, (uint32_t)set->word_count + 1);
    set->word_count += words;
    exn_assert(is_outcome(set->words, *place, closing) && "it is in the set now");
    return true;
}

bool exn_outcome_set_add_all(exn_outcome_set *set, const uint32_t *words, size_t word_count)
{
    size_t at = 0;
    bool added = true;
    while (at < word_count && added) {
        exn_closing closing;
        at = exn_outcome_read(words, at, &closing);
        added = exn_outcome_set_add(set, &closing);
    }
    exn_assert((!added || at == word_count) && "the last outcome ends where the words do");
    return added;
}
