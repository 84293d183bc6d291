/* Words that programs choose for what their managers wait for, where they meet the words of the
 * format: event.h. */
#include "contract/event.h"

#include <stddef.h>
#include <string.h>

static bool begins_with(const char *word, const char *prefix)
{
    return strncmp(word, prefix, strlen(prefix)) == 0;
}

/* The words of events that only the body has, or that stand alone, never follow the name of a
 * manager. */
static bool is_of_manager(int kind)
{
    bool is_of_body = kind >= EXN_BODY_BEGINS && kind <= EXN_BODY_CANCELED;
    return !is_of_body && kind != EXN_CANCEL && kind != EXN_TIME_PASSES && kind != EXN_CLOSES;
}

static bool is_event(const char *word, bool of_manager)
{
    static const char *const events[EXN_BORDER_KINDS] = {
#define WORDS(kind, words) [kind] = words,
        EXN_EVENT_MAP(WORDS)
#undef WORDS
    };
    int kind = 0;
    while (kind < EXN_BORDER_KINDS &&
           (strcmp(events[kind], word) != 0 || (of_manager && !is_of_manager(kind)))) {
        kind += 1;
    }
    return kind < EXN_BORDER_KINDS;
}

static bool is_ending(const char *word)
{
    static const char *const endings[EXN_ENDINGS] = {
#define WORDS(ending, words) [ending] = words,
        EXN_ENDING_MAP(WORDS)
#undef WORDS
    };
    int ending = 0;
    while (ending < EXN_ENDINGS && strcmp(endings[ending], word) != 0) {
        ending += 1;
    }
    return ending < EXN_ENDINGS;
}

bool exn_word_is_taken(const char *word, bool of_manager)
{
    return is_event(word, of_manager) || is_ending(word) || begins_with(word, "word ") ||
           begins_with(word, "fails with ") || begins_with(word, "exit begins (");
}
