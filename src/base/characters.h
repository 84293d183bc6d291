/* Characters of UTF-8 (RFC 3629). */
#ifndef EXN_BASE_CHARACTERS_H
#define EXN_BASE_CHARACTERS_H

#include <stdbool.h>
#include <stddef.h>

/* The length of the character that `text` begins with, of which `length` bytes (at least one) are
 * there; 0 if its bytes are none: overlong, a surrogate, beyond U+10FFFF, or cut. */
size_t exn_utf8_length(const char *text, size_t length);

/* Whether bytes are UTF-8; `*length_valid` counts the bytes before the first one that is not. */
bool exn_utf8_valid(const char *text, size_t length, size_t *length_valid);

/* Whether a character begins with this byte, where bytes are UTF-8. */
static inline bool exn_utf8_begins(char byte)
{
    return ((unsigned char)byte & 0xc0) != 0x80;
}

/* Whether it is a control character of ASCII. */
static inline bool exn_is_control(char byte)
{
    return (unsigned char)byte < 0x20 || byte == 0x7f;
}

#endif
