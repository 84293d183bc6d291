/* Reads mappings by their tables of keys; lists; and typed scalars. */
#include "scenario/read/reader.h"

#include <string.h>

/* --- mappings and lists ----------------------------------------------------------------------- */

static bool is_known_key(const exn_keys *keys, const char *name)
{
    for (size_t i = 0; i < keys->count; i++) {
        if (strcmp(keys->keys[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static void complain_unknown_key(exn_reader *reader, const exn_yaml *key, const exn_keys *keys)
{
    const char **names = exn_arena_take(reader->arena, keys->count * sizeof *names);
    for (size_t i = 0; i < keys->count; i++) {
        names[i] = keys->keys[i].name;
    }
    const char *what = exn_arena_format(reader->arena, "key of %s", keys->what);
    exn_complain_unknown(reader, key->place, what, key->text, names, keys->count);
}

void exn_read_mapping(exn_reader *reader, const exn_yaml *mapping, const exn_keys *keys,
                      void *target)
{
    for (size_t i = 0; i < keys->count; i++) {
        const exn_yaml *key = exn_yaml_key(mapping, keys->keys[i].name);
        if (key != NULL) {
            keys->keys[i].read(reader, key, target);
        } else if (keys->keys[i].is_required) {
            exn_complain(&reader->complaints, mapping->place, "`%s` is missing: %s needs it",
                         keys->keys[i].name, keys->what);
        }
    }
    for (const exn_yaml *key = mapping->first; key != NULL; key = key->next) {
        if (exn_complaints_suffice(&reader->complaints)) {
            return;
        }
        if (!is_known_key(keys, key->text)) {
            complain_unknown_key(reader, key, keys);
        }
    }
}

void exn_read_list(exn_reader *reader, const exn_yaml *value, const char *what, exn_value_fn *read,
                   void *target)
{
    if (value->kind != EXN_YAML_LIST) {
        exn_complain(&reader->complaints, value->place, "`%s` is %s: it must be a list", what,
                     exn_yaml_describe(reader->arena, value));
        return;
    }
    if (value->count == 0) {
        exn_complain(&reader->complaints, value->place,
                     "`%s` is an empty list: say something or leave it out", what);
    }
    for (const exn_yaml *item = value->first; item != NULL; item = item->next) {
        if (exn_complaints_suffice(&reader->complaints)) {
            return;
        }
        read(reader, item, target);
    }
}

void exn_read_one_or_list(exn_reader *reader, const exn_yaml *value, const char *what,
                          exn_value_fn *read, void *target)
{
    if (value->kind == EXN_YAML_LIST) {
        exn_read_list(reader, value, what, read, target);
    } else if (exn_yaml_is_text(value)) {
        read(reader, value, target);
    } else {
        exn_complain(&reader->complaints, value->place,
                     "`%s` is %s: it must be a text, or a list of them", what,
                     exn_yaml_describe(reader->arena, value));
    }
}

/* --- scalars ---------------------------------------------------------------------------------- */

const char *exn_read_text(exn_reader *reader, const exn_yaml *value, const char *what)
{
    if (exn_yaml_is_text(value)) {
        return value->text;
    }
    exn_complain(&reader->complaints, value->place, "`%s` is %s: it must be a text", what,
                 exn_yaml_describe(reader->arena, value));
    return NULL;
}

const char *exn_read_item(exn_reader *reader, const exn_yaml *item, const char *what)
{
    if (exn_yaml_is_text(item)) {
        return item->text;
    }
    exn_complain(&reader->complaints, item->place, "%s in `%s`: what stands there must be a text",
                 exn_yaml_describe(reader->arena, item), what);
    return NULL;
}

/* Reads decimal digits; a number above UINT64_MAX becomes UINT64_MAX. Returns the text after
 * them. */
static const char *digits(const char *text, uint64_t *number)
{
    *number = 0;
    for (; *text >= '0' && *text <= '9'; text++) {
        uint64_t digit = (uint64_t)(*text - '0');
        *number = *number > (UINT64_MAX - digit) / 10 ? UINT64_MAX : *number * 10 + digit;
    }
    return text;
}

bool exn_read_number(exn_reader *reader, const exn_yaml *value, const char *what, uint64_t least,
                     uint64_t most, uint64_t *number)
{
    const char *described = exn_yaml_describe(reader->arena, value);
    const char *text = value->kind == EXN_YAML_SCALAR && value->is_plain ? value->text : "";
    uint64_t found = 0;
    const char *rest = digits(text, &found);
    bool is_number = rest != text && *rest == '\0';
    bool is_negative = text[0] == '-' && text[1] != '\0' && *digits(text + 1, &found) == '\0';
    if (!is_number && !is_negative) {
        const char *quoted = value->kind == EXN_YAML_SCALAR && !value->is_plain ? "the text " : "";
        exn_complain(&reader->complaints, value->place, "`%s` is %s%s: it must be a whole number",
                     what, quoted, described);
    } else if (is_number && text[0] == '0' && text[1] != '\0') {
        exn_complain(&reader->complaints, value->place,
                     "`%s` is %s: write it without leading zeros", what, described);
    } else if (is_negative || found < least) {
        exn_complain(&reader->complaints, value->place, "`%s` is %s: it must be at least %ju", what,
                     described, (uintmax_t)least);
    } else if (found > most) {
        exn_complain(&reader->complaints, value->place, "`%s` is %s: it must be at most %ju", what,
                     described, (uintmax_t)most);
    } else {
        *number = found;
        return true;
    }
    return false;
}

bool exn_read_duration(exn_reader *reader, const exn_yaml *value, const char *what,
                       uint64_t *duration_ms)
{
    static const struct {
        const char *unit;
        uint64_t unit_ms;
    } units[] = {{"ms", 1}, {"s", 1000}, {"min", 60000}};
    const uint64_t most_ms = UINT64_C(1000) * 1000 * 1000 * 1000;

    const char *described = exn_yaml_describe(reader->arena, value);
    const char *text = value->kind == EXN_YAML_SCALAR ? value->text : "";
    uint64_t number = 0;
    const char *unit = digits(text, &number);
    if (unit == text || (text[0] == '0' && unit - text > 1)) {
        exn_complain(&reader->complaints, value->place,
                     "`%s` is %s: it must be a duration like `10ms`", what, described);
        return false;
    }
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (strcmp(unit, units[i].unit) != 0) {
            continue;
        }
        if (number > most_ms / units[i].unit_ms) {
            exn_complain(&reader->complaints, value->place, "`%s` is %s: it must be at most %jus",
                         what, described, (uintmax_t)(most_ms / 1000));
            return false;
        }
        *duration_ms = number * units[i].unit_ms;
        return true;
    }
    if (*unit == '\0') {
        exn_complain(&reader->complaints, value->place,
                     "`%s` is %s: a duration has a unit, like `%sms`", what, described, text);
    } else {
        exn_complain(&reader->complaints, value->place,
                     "`%s` is %s: a duration is a whole number of `ms`, `s` or `min`, like `10ms`",
                     what, described);
    }
    return false;
}

void exn_complain_unknown(exn_reader *reader, exn_place place, const char *what, const char *word,
                          const char *const *known, size_t known_count)
{
    exn_nearest nearest = exn_nearest_begin(word);
    for (size_t i = 0; i < known_count; i++) {
        exn_nearest_try(&nearest, known[i]);
    }
    const char *quoted = exn_quote(reader->arena, word);
    if (nearest.best != NULL) {
        exn_complain(&reader->complaints, place, "unknown %s %s: did you mean `%s`?", what, quoted,
                     nearest.best);
    } else {
        exn_complain(&reader->complaints, place, "unknown %s %s: it may be %s", what, quoted,
                     exn_enumerate(reader->arena, known, known_count, "or"));
    }
}
