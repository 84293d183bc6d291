/* How code under test says that a rule of its own is broken (U1). */
#include "base/own_assert.h"
#include "contract/probe.h"

#include "world/fence.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Whether this byte continues a character of UTF-8. */
static bool goes_on(char byte)
{
    return ((unsigned char)byte & 0xC0u) == 0x80;
}

/* Text that was cut ends with a whole character and an ellipsis. */
static void mark_cut(char *text, size_t size)
{
    static const char mark[] = "...";
    exn_assert(text[size - 1] == '\0' && size > sizeof mark && "there is room for the mark");
    size_t at = size - sizeof mark;
    while (at > 0 && goes_on(text[at])) {
        at -= 1;
    }
    memcpy(text + at, mark, sizeof mark);
}

/* Reports show it on one line. */
static void put_on_one_line(char *text)
{
    for (char *at = text; *at != '\0'; at++) {
        *at = (unsigned char)*at < ' ' || *at == 0x7F ? ' ' : *at;
    }
}

void exeunt_border_refute(exeunt_border *border, const char *format, ...)
{
    char text[EXEUNT_REFUTATION_MAX + 1];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length >= (int)sizeof text) {
        mark_cut(text, sizeof text);
    }
    put_on_one_line(text);
    exn_fence_pause(); /* exn_record_event() does not return, */
    exn_event event = {.kind = EXN_REFUTES,
                       .scope = border->scope,
                       .member = border->member,
                       .refutation = {.rule = format, .message = text}};
    exn_record_event(border->probe->recorder, &border->probe->view, &event);
    exn_fence_resume(); /* ... unless the rule is waived */
}
