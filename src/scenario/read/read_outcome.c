/* Reads the outcomes that a scenario expects: `raises [body, vm1.exit] + canceled`. */
#include "scenario/read/reader.h"

#include <string.h>

static const char *const outcome_words[] = {[EXN_OUTCOME_RETURNS] = "returns",
                                            [EXN_OUTCOME_SUPPRESSED] = "suppressed",
                                            [EXN_OUTCOME_CANCELED] = "canceled",
                                            [EXN_OUTCOME_RAISES] = "raises"};
enum { OUTCOME_WORDS = 4 };

typedef struct error_list {
    exn_reader *reader;
    exn_place place;
    exn_expected_outcome *outcome;
    size_t room;
    exn_map seen;
} error_list;

static bool add_error(error_list *list, const char *name)
{
    exn_error_name error;
    exn_expected_outcome *outcome = list->outcome;
    if (!exn_read_error_name(list->reader, list->place, name, EXN_USE_IN_OUTCOME, &error)) {
        return false;
    }
    if (exn_map_get(&list->seen, name) != EXN_MAP_NONE) {
        exn_complain(&list->reader->complaints, list->place,
                     "error %s twice: every error stands once in an outcome",
                     exn_quote(list->reader->arena, name));
        return false;
    }
    exn_map_set(list->reader->arena, &list->seen, name, 1);
    if (outcome->error_count == list->room) {
        outcome->errors = exn_arena_grow(list->reader->arena, outcome->errors, &list->room,
                                         sizeof *outcome->errors);
    }
    outcome->errors[outcome->error_count++] = error;
    return true;
}

/* Reads `vm1.enter` or `[body, vm1.exit]`. */
static bool read_errors(error_list *list, const char *text)
{
    exn_arena *arena = list->reader->arena;
    size_t length = strlen(text);
    if (text[0] != '[') {
        return add_error(list, text);
    }
    if (text[length - 1] != ']') {
        exn_complain(&list->reader->complaints, list->place, "`raises %s`: the `]` is missing",
                     text);
        return false;
    }
    const char *at = text + 1, *last = text + length - 1;
    while (at <= last) {
        const char *comma = memchr(at, ',', (size_t)(last - at));
        const char *end = comma != NULL ? comma : last;
        const char *name = exn_normalize(arena, exn_arena_copy(arena, at, (size_t)(end - at)));
        if (!add_error(list, name)) {
            return false;
        }
        at = end + 1;
    }
    return true;
}

/* Removes ` + canceled` or ` + not canceled` from the end, and sets the flag. */
static bool read_flag(exn_reader *reader, exn_place place, const char **text,
                      exn_flag_demand *demand)
{
    const char *plus = strchr(*text, '+');
    if (plus == NULL) {
        return true;
    }
    const char *flag = exn_normalize(reader->arena, plus + 1);
    if (strcmp(flag, "canceled") == 0) {
        *demand = EXN_FLAG_SET;
    } else if (strcmp(flag, "not canceled") == 0) {
        *demand = EXN_FLAG_CLEAR;
    } else {
        exn_complain(&reader->complaints, place,
                     "unknown flag %s: behind `+` there may be `canceled` or `not canceled`",
                     exn_quote(reader->arena, flag));
        return false;
    }
    *text =
        exn_normalize(reader->arena, exn_arena_copy(reader->arena, *text, (size_t)(plus - *text)));
    return true;
}

bool exn_read_outcome(exn_reader *reader, exn_place place, const char *text,
                      exn_expected_outcome *outcome)
{
    text = exn_normalize(reader->arena, text);
    *outcome = (exn_expected_outcome){.text = text, .place = place};
    if (!read_flag(reader, place, &text, &outcome->canceled)) {
        return false;
    }

    const char *errors = exn_after_prefix(text, "raises ");
    const char *word = errors != NULL ? "raises" : text;
    int kind = 0;
    while (kind < OUTCOME_WORDS && strcmp(word, outcome_words[kind]) != 0) {
        kind++;
    }
    if (kind == OUTCOME_WORDS) {
        const char *space = strchr(text, ' ');
        if (space != NULL) {
            text = exn_arena_copy(reader->arena, text, (size_t)(space - text));
        }
        exn_complain_unknown(reader, place, "outcome of a scope", text, outcome_words,
                             OUTCOME_WORDS);
        return false;
    }
    outcome->word = (exn_outcome_word)kind;
    if (outcome->word == EXN_OUTCOME_RAISES && errors == NULL) {
        exn_complain(&reader->complaints, place,
                     "`raises` what? write `raises vm1.enter` or `raises [body, vm1.exit]`");
        return false;
    }
    if (outcome->word != EXN_OUTCOME_RAISES && outcome->canceled != EXN_FLAG_OPEN) {
        exn_complain(&reader->complaints, place,
                     "`%s` with `+`: only `raises` leaves the flag open, without errors it is "
                     "the outcome `canceled`",
                     text);
        return false;
    }
    error_list list = {.reader = reader, .place = place, .outcome = outcome};
    return outcome->word != EXN_OUTCOME_RAISES || read_errors(&list, errors);
}
