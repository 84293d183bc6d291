/* The words of what was not expected. */
#include "stage/mismatch.h"

const char *exn_mismatch_word(exn_mismatch_kind kind)
{
    static const char *const words[] = {
#define WORD(kind, word) [kind] = word,
        EXN_MISMATCH_MAP(WORD)
#undef WORD
    };
    return words[kind];
}
