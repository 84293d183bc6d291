/* Escaping by the rules of each target language. */
#include "base/escape.h"

#include "base/characters.h"

#include <string.h>

void exn_put_markup(FILE *out, char character)
{
    switch (character) {
    case '&':
        fputs("&amp;", out);
        break;
    case '<':
        fputs("&lt;", out);
        break;
    case '>':
        fputs("&gt;", out);
        break;
    case '"':
        fputs("&quot;", out);
        break;
    default:
        fputc(character, out);
    }
}

void exn_put_markup_text(FILE *out, const char *text)
{
    for (size_t left = strlen(text); left > 0;) {
        size_t length = exn_utf8_length(text, left);
        if (length == 0) {
            fputs("\xef\xbf\xbd", out);
        } else if (length > 1) {
            fwrite(text, 1, length, out);
        } else {
            exn_put_markup(out, exn_is_control(*text) && *text != '\n' ? '?' : *text);
        }
        text += length > 0 ? length : 1;
        left -= length > 0 ? length : 1;
    }
}

void exn_put_markdown(FILE *out, char character)
{
    if (exn_is_control(character)) {
        fputc(' ', out);
    } else if (character == '<' || character == '>' || character == '&') {
        exn_put_markup(out, character);
    } else {
        if (character != '\0' && strchr("\\`*_{}[]#|~!", character) != NULL) {
            fputc('\\', out);
        }
        fputc(character, out);
    }
}

void exn_put_script(FILE *out, const char *json)
{
    for (; *json != '\0'; json++) {
        if (*json == '<') { /* occurs in strings only */
            fputs("\\u003c", out);
        } else {
            fputc(*json, out);
        }
    }
}

void exn_disarm(char *text, bool keeps_lines)
{
    for (; *text != '\0'; text++) {
        if (exn_is_control(*text) && !(keeps_lines && *text == '\n')) {
            *text = '?';
        }
    }
}
