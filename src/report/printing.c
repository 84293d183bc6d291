/* Prints text for people: colour, columns, wrapped lines, numbers in groups of three digits. */
#include "report/printing.h"

#include "base/characters.h"
#include "base/escape.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static const char *escape_of(exn_ink ink)
{
    switch (ink) {
    case EXN_PLAIN:
        return "";
    case EXN_BOLD:
        return "\x1b[1m";
    case EXN_DIM:
        return "\x1b[2m";
    case EXN_RED:
        return "\x1b[1;31m";
    case EXN_GREEN:
        return "\x1b[32m";
    case EXN_YELLOW:
        return "\x1b[33m";
    }
    return "";
}

void exn_put(const exn_terminal *terminal, exn_ink ink, const char *format, ...)
{
    char *text;
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    if (length < 0) {
        fputs(EXN_NO_MEMORY, terminal->out);
        return;
    }
    exn_disarm(text, true);
    bool painted = terminal->color && ink != EXN_PLAIN && length > 0;
    fprintf(terminal->out, "%s%s%s", painted ? escape_of(ink) : "", text, painted ? "\x1b[0m" : "");
    free(text);
}

static int width_of(const char *text, size_t length)
{
    int width = 0;
    for (size_t i = 0; i < length; i++) {
        width += exn_utf8_begins(text[i]);
    }
    return width;
}

int exn_text_width(const char *text)
{
    return width_of(text, strlen(text));
}

void exn_put_wrapped(const exn_terminal *terminal, const char *text, int column)
{
    enum { COLUMNS_MAX = 100 };
    bool is_narrower = terminal->columns > column && terminal->columns < COLUMNS_MAX;
    int columns = is_narrower ? terminal->columns : COLUMNS_MAX;
    int at = column;
    for (size_t length; *text != '\0'; text += length + (text[length] == ' ')) {
        length = strcspn(text, " ");
        int width = width_of(text, length);
        if (at > column && at + 1 + width > columns) {
            exn_put(terminal, EXN_PLAIN, "\n%*s", column, "");
            at = column;
        }
        bool is_first = at == column;
        exn_put(terminal, EXN_PLAIN, "%s%.*s", is_first ? "" : " ", (int)length, text);
        at += width + !is_first;
    }
    exn_put(terminal, EXN_PLAIN, "\n");
}

void exn_put_column(const exn_terminal *terminal, exn_ink ink, const char *text, int width)
{
    int filled = exn_text_width(text);
    exn_put(terminal, ink, "%s", text);
    exn_put(terminal, EXN_PLAIN, "%*s", filled < width ? width - filled : 0, "");
}

void exn_put_digits(const exn_terminal *terminal, const char *digits, int width)
{
    size_t length = strlen(digits);
    int columns = (int)(length + (length - 1) / 3);
    exn_put(terminal, EXN_PLAIN, "%*s", columns < width ? width - columns : 0, "");
    for (size_t i = 0; i < length; i++) {
        exn_put(terminal, EXN_PLAIN, "%s%c", i > 0 && (length - i) % 3 == 0 ? "," : "", digits[i]);
    }
}

void exn_put_count(const exn_terminal *terminal, uint64_t count, const char *thing)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%" PRIu64, count);
    exn_put_digits(terminal, digits, 0);
    exn_put(terminal, EXN_PLAIN, " %s%s", thing, count == 1 ? "" : "s");
}

void exn_put_rate(const exn_terminal *terminal, uint64_t count, double seconds, const char *things)
{
    double rate = seconds > 0 ? (double)count / seconds : 0;
    char digits[32];
    snprintf(digits, sizeof digits, "%.0f", rate);
    if (rate >= 1e6) {
        exn_put(terminal, EXN_PLAIN, "%.1f million", rate / 1e6);
    } else {
        exn_put_digits(terminal, digits, 0);
    }
    exn_put(terminal, EXN_PLAIN, " %s/s", things);
}

void exn_put_missed(const exn_terminal *terminal, const char *before, double probability)
{
    int exponent = 0;
    if (!(probability > 0)) {
        return;
    }
    while (probability < 0.1 && exponent < 300) {
        probability *= 10;
        exponent++;
    }
    exn_put(terminal, EXN_PLAIN,
            exponent > 0 ? "%sequal hashes hid a state with a probability of less than 1 in 10^%d"
                         : "%sequal hashes may well have hidden a state",
            before, exponent);
}

void exn_put_rule(const exn_terminal *terminal, exn_ink ink, const exn_violation *violation)
{
    exn_put(terminal, ink, violation->kind != EXN_OF_CRASH ? "%s (%s)" : "%s", violation->name,
            violation->rule);
}
