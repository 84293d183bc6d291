/* From bytes to YAML: refuses what the parser must not see. */
#include "base/characters.h"
#include "scenario/read/names_and_quotes.h"
#include "scenario/read/yaml.h"

#include <string.h>

enum { BLANKS_MAX = 200 };

/* The line and column of a byte, and the blanks before it. */
typedef struct position {
    exn_place place;
    unsigned blanks; /* blanks in a row, line ends included */
} position;

static void advance(position *at, const char *byte, bool is_last)
{
    bool is_return = *byte == '\r' && (is_last || byte[1] != '\n');
    bool is_blank = *byte == ' ' || *byte == '\t' || *byte == '\n' || *byte == '\r';
    at->blanks = is_blank ? at->blanks + 1 : 0;
    if (*byte == '\n' || is_return) {
        at->place = (exn_place){at->place.line + 1, 1};
    } else if (exn_utf8_begins(*byte) && *byte != '\r') {
        at->place.column++;
    }
}

/* Finds what libfyaml misreads, skips silently or needs minutes for: bytes that are not UTF-8, NUL
 * and other control characters, directives, and long runs of blanks. */
static bool bytes_are_text(const char *text, size_t length, exn_complaints *complaints)
{
    size_t length_valid = 0;
    bool is_valid = exn_utf8_valid(text, length, &length_valid);
    position at = {.place = {1, 1}};
    for (size_t i = 0; i < length_valid; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (byte > ' ' && byte < 0x7f && byte != '%') { /* most bytes are so */
            at.place.column++;
            at.blanks = 0;
            continue;
        }
        bool is_blank = byte == '\n' || byte == '\r' || byte == '\t';
        if (exn_is_control(text[i]) && !is_blank) {
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
    if (!is_valid) {
        exn_complain(complaints, at.place, "byte 0x%02x: not UTF-8",
                     (unsigned char)text[length_valid]);
    }
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
    if (!bytes_are_text(text, length, complaints)) {
        return NULL;
    }
    return exn_yaml_compose(text, length, complaints);
}
