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
