/* Keeps lists of words, each at a place that goes by its hash: word_lists.h. */
#include "adapters/word_lists.h"

#include <exeunt/implementation.h>

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

typedef struct word_list {
    const char *words[EXN_WORDS_MAX];
    size_t length; /* of the text; 0: there is no list here */
    char text[EXN_WORD_LIST_TEXT_MAX];
} word_list;

static EXEUNT_OUTSIDE word_list *lists; /* [EXN_WORD_LISTS_MAX] */

void exn_word_lists_open(void)
{
    if (lists == NULL) {
        lists = calloc(EXN_WORD_LISTS_MAX, sizeof *lists); /* pages that nobody touches cost none */
    }
}

/* Writes the words one after the other, each terminated. Returns the length; 0: they are too long.
 */
static size_t join(const char *const *words, unsigned count, char *text)
{
    size_t length = 0;
    for (unsigned i = 0; i < count; i++) {
        size_t size = strlen(words[i]) + 1;
        if (size > EXN_WORD_LIST_TEXT_MAX - length) {
            return 0;
        }
        memcpy(text + length, words[i], size);
        length += size;
    }
    return length;
}

static void fill(word_list *list, const char *text, size_t length)
{
    unsigned count = 0;
    memcpy(list->text, text, length);
    list->length = length;
    for (size_t at = 0; at < length; at += strlen(list->text + at) + 1) {
        list->words[count++] = list->text + at;
    }
}

const char *const *exn_word_list_keep(const char *const *words, unsigned count)
{
    char text[EXN_WORD_LIST_TEXT_MAX];
    size_t length = count <= EXN_WORDS_MAX ? join(words, count, text) : 0;
    if (length == 0 || lists == NULL) {
        return NULL;
    }
    size_t first = XXH3_64bits(text, length) % EXN_WORD_LISTS_MAX;
    for (size_t i = 0; i < EXN_WORD_LISTS_MAX; i++) {
        word_list *list = &lists[(first + i) % EXN_WORD_LISTS_MAX];
        if (list->length == 0) {
            fill(list, text, length);
        }
        if (list->length == length && memcmp(list->text, text, length) == 0) {
            return list->words;
        }
    }
    return NULL;
}
