/* Queries of a YAML tree, and advice for syntax errors. */
#include "scenario/read/yaml.h"

#include "scenario/read/names_and_quotes.h"

#include <stdlib.h>
#include <string.h>

/* --- syntax errors ---------------------------------------------------------------------------- */

const char *exn_yaml_advice(const char *message)
{
    static const struct {
        const char *found;
        const char *advice;
    } known[] = {
        {"comma in flow mapping", "; is a `}` missing, or quotes around a text?"},
        {"comma in flow sequence", "; is a `]` missing, or quotes around a text with `[` or `{`?"},
        {"extra closing bracket", "; leave the `]` out"},
        {"extra closing brace", "; leave the `}` out"},
        {"closing bracket", "; end the list with `]`"},
        {"closing brace", "; end the mapping with `}`"},
        {"mismatched flow sequence end", "; a `]` ends what a `[` began"},
        {"mismatched flow mapping end", "; a `}` ends what a `{` began"},
        {"closing quote", "; end the text with its quote"},
        {"comma", "; leave the `,` out"},
        {"multiline plain key", "; is a line indented too far, or by a tab?"},
        {"mapping on the same line", "; a text with `: ` needs quotes"},
        {"value after mapping", "; begin a new line behind the `}`"},
        {"expected ':'", "; behind a key stand `: ` and its value"},
        {"expected node content", "; a value is missing"},
        {"cannot start with", "; put the text between quotes"},
        {"indentation indicator 0", "; leave the `0` out"},
        {"no linebreak", "; begin the text on the next line"},
        {"scalar at the end", "; indent what belongs together alike"},
        {"invalid indentation", "; indent what belongs together alike"},
        {"wrongly indented", "; indent it further than its key"},
        {"tab", "; indent by spaces"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strstr(message, known[i].found) != NULL) {
            return known[i].advice;
        }
    }
    return "";
}

/* --- looking at a tree ------------------------------------------------------------------------ */

bool exn_yaml_is_nothing(const exn_yaml *yaml)
{
    if (yaml->kind != EXN_YAML_SCALAR || !yaml->is_plain) {
        return false;
    }
    return yaml->text[0] == '\0' || strcmp(yaml->text, "~") == 0 || strcmp(yaml->text, "null") == 0;
}

bool exn_yaml_is_text(const exn_yaml *yaml)
{
    return yaml->kind == EXN_YAML_SCALAR && !exn_yaml_is_nothing(yaml) && yaml->text[0] != '\0';
}

const char *exn_yaml_describe(exn_arena *arena, const exn_yaml *yaml)
{
    if (yaml->kind == EXN_YAML_LIST) {
        return "a list";
    }
    if (yaml->kind == EXN_YAML_MAPPING) {
        return "a mapping";
    }
    if (!yaml->is_plain && yaml->text[0] == '\0') {
        return "an empty text";
    }
    return exn_yaml_is_nothing(yaml) ? "nothing" : exn_quote(arena, yaml->text);
}

exn_yaml *exn_yaml_key(const exn_yaml *mapping, const char *name)
{
    for (exn_yaml *key = mapping->first; key != NULL; key = key->next) {
        if (strcmp(key->text, name) == 0) {
            return key;
        }
    }
    return NULL;
}

/* --- keys that stand twice -------------------------------------------------------------------- */

static int compare_keys(const void *left, const void *right)
{
    const exn_yaml *a = *(const exn_yaml *const *)left, *b = *(const exn_yaml *const *)right;
    int order = strcmp(a->text, b->text);
    if (order != 0) {
        return order;
    }
    if (a->place.line != b->place.line) {
        return a->place.line < b->place.line ? -1 : 1;
    }
    return a->place.column < b->place.column ? -1 : a->place.column > b->place.column;
}

void exn_yaml_refuse_duplicate_keys(const exn_yaml *mapping, exn_complaints *complaints)
{
    const exn_yaml **keys = exn_arena_take(complaints->arena, mapping->count * sizeof *keys);
    size_t count = 0;
    for (const exn_yaml *key = mapping->first; key != NULL; key = key->next) {
        keys[count++] = key;
    }
    qsort(keys, count, sizeof *keys, compare_keys);
    for (size_t i = 1; i < count; i++) {
        if (strcmp(keys[i - 1]->text, keys[i]->text) != 0) {
            continue;
        }
        if (exn_complaints_suffice(complaints)) {
            return;
        }
        exn_complain(complaints, keys[i]->place, "key %s stands twice: first at %u:%u",
                     exn_quote(complaints->arena, keys[i]->text), keys[i - 1]->place.line,
                     keys[i - 1]->place.column);
    }
}
