/* Reads the outcomes of operations: which word may occur where. */
#include "scenario/read/reader.h"

#include <string.h>

enum {
    ENTER = EXN_OF_ENTER,
    EXIT = EXN_OF_EXIT,
    BODY = EXN_OF_BODY,
    MANAGER = ENTER | EXIT,
    ANY = MANAGER | BODY
};

static const char *const ending_words[EXN_ENDINGS] = {
#define WORD(ending, word) [ending] = word,
    EXN_ENDING_MAP(WORD)
#undef WORD
};

typedef struct ending_rule {
    unsigned char declared;  /* the operations that may declare it as an outcome */
    unsigned char scheduled; /* the operations that a schedule may end with it */
    bool is_breach;
} ending_rule;

static const ending_rule rules[EXN_ENDINGS] = {
    [EXN_ENDS_ENTERS] = {ENTER, ENTER, false},
    [EXN_ENDS_EXITS] = {EXIT, EXIT, false},
    [EXN_ENDS_RETURNS] = {BODY, BODY, false},
    [EXN_ENDS_FAILS] = {MANAGER, MANAGER, false},
    [EXN_ENDS_SUPPRESSES] = {EXIT, EXIT, false},
    [EXN_ENDS_RAISES] = {BODY, BODY, false},
    [EXN_ENDS_HANGS] = {ANY, 0, false},
    [EXN_ENDS_STOPS] = {0, ANY, false},
    [EXN_ENDS_SETTLES_TWICE] = {MANAGER, MANAGER, true},
    [EXN_ENDS_STOPS_UNASKED] = {MANAGER, MANAGER, true},
    [EXN_ENDS_LEAKS] = {MANAGER, MANAGER, true},
    [EXN_ENDS_TOUCHES_LATER] = {MANAGER, MANAGER, true},
    [EXN_ENDS_STOPS_LEAKING] = {0, 0, true},
    [EXN_ENDS_STOPS_TOUCHING] = {0, 0, true},
};

const char *exn_ending_word(exn_ending ending)
{
    return ending_words[ending];
}

bool exn_ending_is_breach(exn_ending ending)
{
    return rules[ending].is_breach;
}

unsigned exn_ending_operations(exn_ending ending, exn_ending_use use)
{
    return use == EXN_ENDING_DECLARED ? rules[ending].declared : rules[ending].scheduled;
}

bool exn_is_ending(const char *text)
{
    int i = 0;
    while (i < EXN_ENDINGS && strcmp(ending_words[i], text) != 0) {
        i++;
    }
    return i < EXN_ENDINGS || exn_after_prefix(text, "fails with ") != NULL;
}

static const char *whose(unsigned operations)
{
    switch (operations) {
    case ENTER:
        return "an enter";
    case EXIT:
        return "an exit";
    case BODY:
        return "a body";
    default:
        return "a manager";
    }
}

/* Lists every word that is allowed there; returns how many. */
static size_t list_words(unsigned operations, exn_ending_use use, const char **words)
{
    size_t count = 0;
    for (int i = 0; i < EXN_ENDINGS; i++) {
        if ((exn_ending_operations((exn_ending)i, use) & operations) == 0) {
            continue;
        }
        words[count++] = ending_words[i];
        if (i == EXN_ENDS_FAILS && (operations & EXIT) != 0) {
            words[count++] = "fails with NAME.op";
        }
    }
    if (use == EXN_ENDING_SCHEDULED) {
        words[count++] = "steps";
    }
    return count;
}

/* Complains about a word that is no outcome, or not an outcome of these operations. */
static void complain_ending(exn_reader *reader, exn_place place, const char *word,
                            unsigned operations, exn_ending_use use)
{
    const char *words[EXN_ENDINGS + 2];
    size_t word_count = list_words(operations, use, words);
    bool is_known = exn_is_ending(word);
    exn_nearest nearest = exn_nearest_begin(word);
    for (size_t i = 0; i < word_count; i++) {
        exn_nearest_try(&nearest, words[i]);
    }
    const char *quoted = exn_quote(reader->arena, word);
    if (!is_known && nearest.best != NULL) {
        exn_complain(&reader->complaints, place, "unknown outcome %s: did you mean `%s`?", quoted,
                     nearest.best);
    } else {
        exn_complain(&reader->complaints, place, "%s %s: %s %s%s",
                     is_known ? "outcome" : "unknown outcome", quoted, whose(operations),
                     exn_enumerate(reader->arena, words, word_count, "or"),
                     !is_known && use == EXN_ENDING_SCHEDULED && operations != BODY
                         ? "; only one that is written in C has words of its own"
                         : "");
    }
}

/* Reads `fails with NAME.op`: an exit raises the error again that it received as its cause. */
static bool read_fails_with(exn_reader *reader, exn_place place, const char *name,
                            unsigned operations, exn_alternative *ending)
{
    if ((operations & EXIT) == 0) {
        exn_complain(&reader->complaints, place,
                     "`fails with`: only an exit is told an error that it can raise again, %s %s",
                     whose(operations), operations == BODY ? "`raises`" : "`fails`");
        return false;
    }
    if (!exn_read_error_name(reader, place, name, EXN_USE_TO_RAISE, &ending->with)) {
        return false;
    }
    ending->ending = EXN_ENDS_FAILS;
    ending->has_with = true;
    return true;
}

bool exn_read_ending(exn_reader *reader, exn_place place, const char *text, unsigned operations,
                     exn_ending_use use, exn_alternative *ending)
{
    text = exn_normalize(reader->arena, text);
    *ending = (exn_alternative){.declared = true, .text = text, .place = place};
    const char *name = exn_after_prefix(text, "fails with ");
    if (name != NULL) {
        return read_fails_with(reader, place, name, operations, ending);
    }
    for (int i = 0; i < EXN_ENDINGS; i++) {
        if (strcmp(ending_words[i], text) != 0 ||
            (exn_ending_operations((exn_ending)i, use) & operations) == 0) {
            continue;
        }
        ending->ending = (exn_ending)i;
        return true;
    }
    complain_ending(reader, place, text, operations, use);
    return false;
}
