#include "scenario/yaml.h"

#include "scenario/text.h"

#include <string.h>

/* --- bytes --------------------------------------------------------------------------------- */

/* Finds what libfyaml would misread or skip in silence: bytes that are no UTF-8, NUL and other
 * control characters. */
static bool bytes_are_text(const char *text, size_t length, exn_complaints *complaints)
{
    size_t length_valid = 0;
    bool is_valid = exn_utf8_valid(text, length, &length_valid);
    exn_place place = {1, 1};
    for (size_t i = 0; i < length_valid; i++) {
        unsigned char byte = (unsigned char)text[i];
        bool is_break = byte == '\n' || (byte == '\r' && (i + 1 == length || text[i + 1] != '\n'));
        if ((byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t') || byte == 0x7f) {
            exn_complain(complaints, place, "control character 0x%02x: a scenario is plain text",
                         byte);
            return false;
        }
        if (is_break)
            place = (exn_place){place.line + 1, 1};
        else if ((byte & 0xc0) != 0x80 && byte != '\r')
            place.column++;
    }
    if (!is_valid)
        exn_complain(complaints, place, "byte 0x%02x: not UTF-8",
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

/* --- looking at a tree --------------------------------------------------------------------- */

bool exn_yaml_is_nothing(const exn_yaml *yaml)
{
    if (yaml->kind != EXN_YAML_SCALAR || !yaml->is_plain)
        return false;
    return yaml->text[0] == '\0' || strcmp(yaml->text, "~") == 0 || strcmp(yaml->text, "null") == 0;
}

const char *exn_yaml_describe(exn_arena *arena, const exn_yaml *yaml)
{
    if (yaml->kind == EXN_YAML_LIST)
        return "a list";
    if (yaml->kind == EXN_YAML_MAPPING)
        return "a mapping";
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
