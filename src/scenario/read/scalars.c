/* Writes texts as scalars of YAML, and a schedule as a list of them. */
#include "base/characters.h"
#include "scenario/read/names_and_quotes.h"
#include "scenario/scenario.h"

#include <string.h>
#include <strings.h>

/* Returns whether a text reads as itself without quotes, wherever a scenario may have a text. */
static bool is_plain(const char *text)
{
    static const char *const special[] = {"null", "true", "false", "yes", "no", "on", "off"};
    static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-. ";
    for (size_t i = 0; i < sizeof special / sizeof *special; i++) {
        if (strcasecmp(text, special[i]) == 0) {
            return false;
        }
    }
    size_t length = strlen(text);
    return length > 0 && strspn(text, safe) == length && text[length - 1] != ' ' &&
           ((text[0] >= 'a' && text[0] <= 'z') || (text[0] >= 'A' && text[0] <= 'Z'));
}

void exn_write_quoted(FILE *file, const char *text)
{
    size_t length_valid = 0;
    bool is_utf8 = exn_utf8_valid(text, strlen(text), &length_valid);
    fputc('"', file);
    for (const char *at = text; *at != '\0'; at++) {
        unsigned char byte = (unsigned char)*at;
        if (byte == '"' || byte == '\\') {
            fprintf(file, "\\%c", byte);
        } else if (exn_is_control((char)byte) || (byte >= 0x80 && !is_utf8)) {
            fprintf(file, "\\x%02x", byte);
        } else {
            fputc(byte, file);
        }
    }
    fputc('"', file);
}

void exn_write_text(FILE *file, const char *text)
{
    if (is_plain(text)) {
        fputs(text, file);
    } else {
        exn_write_quoted(file, text);
    }
}

/* The same for a text that may become part of a C string, where single quotes need no backslash. */
static void write_apart(FILE *file, const char *text)
{
    static const char printable[] = " !#$%&()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`"
                                    "abcdefghijklmnopqrstuvwxyz{|}~";
    bool is_simple = !is_plain(text) && text[strspn(text, printable)] == '\0';
    if (is_simple) {
        fprintf(file, "'%s'", text);
    } else {
        exn_write_text(file, text);
    }
}

void exn_schedule_write(FILE *file, const char *const *items, size_t count)
{
    fputc('[', file);
    for (size_t i = 0; i < count; i++) {
        fputs(i > 0 ? ", " : "", file);
        write_apart(file, items[i]);
    }
    fputc(']', file);
}
