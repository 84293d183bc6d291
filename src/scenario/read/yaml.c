#include "scenario/read/yaml.h"

#include "scenario/read/names_and_quotes.h"

#include <string.h>

/* --- bytes ------------------------------------------------------------------------------------ */

enum { BLANKS_MAX = 200 };

/* The line and column of a byte, and what stands before it. */
typedef struct position {
    exn_place place;
    unsigned blanks; /* in a row, line ends included */
} position;

static void advance(position *at, const char *byte, bool is_last)
{
    bool is_return = *byte == '\r' && (is_last || byte[1] != '\n');
    bool is_blank = *byte == ' ' || *byte == '\t' || *byte == '\n' || *byte == '\r';
    at->blanks = is_blank ? at->blanks + 1 : 0;
    if (*byte == '\n' || is_return)
        at->place = (exn_place){at->place.line + 1, 1};
    else if (((unsigned char)*byte & 0xc0) != 0x80 && *byte != '\r')
        at->place.column++;
}

/* Finds what libfyaml misreads, skips in silence or takes minutes for: bytes that are no UTF-8, NUL
 * and other control characters, directives, and long runs of blanks. */
static bool bytes_are_text(const char *text, size_t length, exn_complaints *complaints)
{
    size_t length_valid = 0;
    bool is_valid = exn_utf8_valid(text, length, &length_valid);
    position at = {.place = {1, 1}};
    for (size_t i = 0; i < length_valid; i++) {
        unsigned char byte = (unsigned char)text[i];
        bool is_control = byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t';
        if (is_control || byte == 0x7f) {
            exn_complain(complaints, at.place, "control character 0x%02x: a scenario is plain text",
                         byte);
            return false;
        }
        if (byte == '%' && at.place.column == 1) {
            exn_complain(complaints, at.place,
                         "a directive (`%%`): a scenario is YAML 1.2 and needs none");
            return false;
        }
        exn_place here = at.place;
        advance(&at, &text[i], i + 1 == length);
        if (at.blanks > BLANKS_MAX) {
            exn_complain(complaints, here, "more than %d blanks in a row: leave some out",
                         BLANKS_MAX);
            return false;
        }
    }
    if (!is_valid)
        exn_complain(complaints, at.place, "byte 0x%02x: not UTF-8",
                     (unsigned char)text[length_valid]);
    return is_valid;
}

exn_yaml *exn_yaml_read(const char *text, size_t length, exn_complaints *complaints)
{
    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3; /* a byte order mark */
        length -= 3;
    }
    if (length > EXN_YAML_TEXT_MAX) {
        exn_complain(complaints, (exn_place){1, 1}, "%zu bytes: a scenario has at most %d", length,
                     EXN_YAML_TEXT_MAX);
        return NULL;
    }
    if (!bytes_are_text(text, length, complaints))
        return NULL;
    return exn_yaml_compose(text, length, complaints);
}

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
        if (strstr(message, known[i].found) != NULL)
            return known[i].advice;
    }
    return "";
}

/* --- looking at a tree ------------------------------------------------------------------------ */

bool exn_yaml_is_nothing(const exn_yaml *yaml)
{
    if (yaml->kind != EXN_YAML_SCALAR || !yaml->is_plain)
        return false;
    return yaml->text[0] == '\0' || strcmp(yaml->text, "~") == 0 || strcmp(yaml->text, "null") == 0;
}

bool exn_yaml_is_text(const exn_yaml *yaml)
{
    return yaml->kind == EXN_YAML_SCALAR && !exn_yaml_is_nothing(yaml) && yaml->text[0] != '\0';
}

const char *exn_yaml_describe(exn_arena *arena, const exn_yaml *yaml)
{
    if (yaml->kind == EXN_YAML_LIST)
        return "a list";
    if (yaml->kind == EXN_YAML_MAPPING)
        return "a mapping";
    if (!yaml->is_plain && yaml->text[0] == '\0')
        return "an empty text";
    return exn_yaml_is_nothing(yaml) ? "nothing" : exn_quote(arena, yaml->text);
}

exn_yaml *exn_yaml_key(const exn_yaml *mapping, const char *name)
{
    for (exn_yaml *key = mapping->first; key != NULL; key = key->next) {
        if (strcmp(key->text, name) == 0)
            return key;
    }
    return NULL;
}
