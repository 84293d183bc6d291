/* UTF-8 characters, by the table in section 4 of RFC 3629. */
#include "base/characters.h"

#include <stdint.h>
#include <string.h>

size_t exn_utf8_length(const char *bytes, size_t length)
{
    const unsigned char *text = (const unsigned char *)bytes;
    static const struct {
        unsigned char first_min, first_max, second_min, second_max, length;
    } forms[] = {
        {0x00, 0x7f, 0, 0, 1},       {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
        {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
        {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (text[0] < forms[i].first_min || text[0] > forms[i].first_max) {
            continue;
        }
        if (forms[i].length > length) {
            return 0;
        }
        if (forms[i].length > 1 &&
            (text[1] < forms[i].second_min || text[1] > forms[i].second_max)) {
            return 0;
        }
        for (size_t k = 2; k < forms[i].length; k++) {
            if ((text[k] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return forms[i].length;
    }
    return 0;
}

/* Returns how many of the bytes are ASCII before the first eight that are not all so: most of them,
 * in most texts. */
static size_t ascii_length(const char *text, size_t length)
{
    size_t at = 0;
    for (uint64_t eight; length - at >= sizeof eight; at += sizeof eight) {
        memcpy(&eight, text + at, sizeof eight);
        if ((eight & UINT64_C(0x8080808080808080)) != 0) {
            break;
        }
    }
    return at;
}

bool exn_utf8_valid(const char *text, size_t length, size_t *length_valid)
{
    size_t at = 0;
    while (at < length) {
        at += ascii_length(text + at, length - at);
        if (at == length) {
            break;
        }
        size_t sequence = exn_utf8_length(text + at, length - at);
        if (sequence == 0) {
            break;
        }
        at += sequence;
    }
    *length_valid = at;
    return at == length;
}
