/* Words that a child has said, and that outlive the message: what its managers wait for, what they
 * fail with. A world has only their address. So the same words have the same address in each
 * process of a search, whichever of them hears the words first: it goes by their hash. */
#ifndef EXN_ADAPTERS_WORD_LISTS_H
#define EXN_ADAPTERS_WORD_LISTS_H

enum { EXN_WORDS_MAX = 64, EXN_WORD_LIST_TEXT_MAX = 1500, EXN_WORD_LISTS_MAX = 4096 };

/* Makes room; to be called before a search is shared by processes. */
void exn_word_lists_open(void);

/* Returns the same words, which stay until this process ends; NULL: there is no room, because they
 * have more than EXN_WORD_LIST_TEXT_MAX bytes, or there are EXN_WORD_LISTS_MAX other lists. */
const char *const *exn_word_list_keep(const char *const *words, unsigned count);

#endif
