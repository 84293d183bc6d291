/* UTF-8 characters (RFC 3629). */
#ifndef EXN_BASE_CHARACTERS_H
#define EXN_BASE_CHARACTERS_H

#include <stdbool.h>
#include <stddef.h>

/* Returns the length of the first character of `bytes`, an array of `length` bytes (at least one).
 * Returns 0 if it begins with no character: with an overlong form, a surrogate, a value above
 * U+10FFFF, or a character that is cut off. */
size_t exn_utf8_length(const char *bytes, size_t length);

/* Returns whether the bytes are valid UTF-8; `*length_valid` counts the bytes before the first
 * invalid one. */
bool exn_utf8_valid(const char *text, size_t length, size_t *length_valid);

/* Returns whether this byte of valid UTF-8 is the first one of a character. */
static inline bool exn_utf8_begins(char byte)
{
    return ((unsigned char)byte & 0xc0) != 0x80;
}

/* Returns whether this byte is an ASCII control character. */
static inline bool exn_is_control(char byte)
{
    return (unsigned char)byte < 0x20 || byte == 0x7f;
}

#endif
