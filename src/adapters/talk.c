/* Messages to and from the child, and what is wrong with them. */
#define _GNU_SOURCE
#include "adapters/adapter.h"

#include "base/escape.h"
#include "base/grow.h"
#include "world/flight.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SAID_MAX = 200 };

/* --- lines ------------------------------------------------------------------------------------ */

void exn_line_append(exn_line *line, const char *text, size_t length)
{
    if (!EXN_MAKE_ROOM(line->text, line->capacity, line->length + length + 1)) {
        line->failed = true;
        return;
    }
    memcpy(line->text + line->length, text, length);
    line->length += length;
    line->text[line->length] = '\0';
}

void exn_line_join(exn_line *line, ...)
{
    va_list texts;
    va_start(texts, line);
    const char *text = va_arg(texts, const char *);
    for (; text != NULL; text = va_arg(texts, const char *)) {
        exn_line_append(line, text, strlen(text));
    }
    va_end(texts);
}

void exn_line_add(exn_line *line, const char *format, ...)
{
    char text[600]; /* names are shorter, and long texts are appended */
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    line->failed = line->failed || length < 0 || (size_t)length >= sizeof text;
    exn_line_append(line, text, strlen(text));
}

/* --- what is wrong ---------------------------------------------------------------------------- */

static void add_said(exn_adapter *adapter)
{
    char said[SAID_MAX];
    exn_child_said_text(&adapter->child, said, sizeof said);
    size_t length = strlen(adapter->fault.text);
    if (*said != '\0') {
        snprintf(adapter->fault.text + length, sizeof adapter->fault.text - length,
                 "; it printed: %s", said);
    }
}

/* The child is of no use any more. */
static void give_up(exn_adapter *adapter)
{
    exn_disarm(adapter->fault.text, false);
    exn_child_stop(&adapter->child);
    adapter->at = 0;
    adapter->owes_reply = false;
}

bool exn_adapter_object(exn_adapter *adapter, const char *format, ...)
{
    char text[EXN_ADAPTER_TEXT_MAX - SAID_MAX];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    adapter->fault.hangs = false;
    snprintf(adapter->fault.text, sizeof adapter->fault.text, "the adapter breaks its protocol: %s",
             text);
    add_said(adapter);
    give_up(adapter);
    return false;
}

static void take_end(exn_adapter *adapter)
{
    char said[SAID_MAX];
    char how[80];
    bool in_line = adapter->child.length > adapter->child.taken;
    exn_child_said_text(&adapter->child, said, sizeof said);
    exn_child_end_text(&adapter->child, how, sizeof how);
    snprintf(adapter->fault.text, sizeof adapter->fault.text, "the adapter %s%s%s%s", how,
             in_line ? ", in the midst of a line" : "", *said != '\0' ? "; it printed: " : "",
             said);
}

/* Takes what has gone wrong. Returns false. */
static bool fail(exn_adapter *adapter, exn_child_status status)
{
    adapter->fault = (exn_adapter_fault){.hangs = status == EXN_CHILD_IS_SILENT};
    adapter->has_hung = adapter->has_hung || adapter->fault.hangs;
    switch (status) {
    case EXN_CHILD_ENDED:
        take_end(adapter);
        break;
    case EXN_CHILD_IS_SILENT:
        snprintf(adapter->fault.text, sizeof adapter->fault.text,
                 EXN_IT_HANGS "the adapter does not answer");
        exn_child_abort(&adapter->child);
        add_said(adapter);
        break;
    case EXN_CHILD_TALKS_LONG:
        return exn_adapter_object(adapter, "a line has more than %d MiB", EXN_CHILD_LINE_MAX >> 20);
    default:
        snprintf(adapter->fault.text, sizeof adapter->fault.text, "out of memory");
    }
    give_up(adapter);
    return false;
}

/* --- messages --------------------------------------------------------------------------------- */

static unsigned wait_ms(const exn_adapter *adapter)
{
    unsigned to_start = adapter->hang_ms > EXN_HANG_MS ? adapter->hang_ms : EXN_HANG_MS;
    return adapter->is_starting ? to_start
           : adapter->has_hung  ? adapter->hang_ms / 4 + 1
                                : adapter->hang_ms;
}

bool exn_adapter_send(exn_adapter *adapter)
{
    exn_child_status status =
        adapter->line.failed
            ? EXN_CHILD_NO_MEMORY
            : exn_child_send(&adapter->child, adapter->line.text, adapter->line.length,
                             wait_ms(adapter), adapter->pulse);
    adapter->line.failed = false;
    return status == EXN_CHILD_SPEAKS || fail(adapter, status);
}

const json_t *exn_adapter_receive(exn_adapter *adapter)
{
    char *line;
    size_t length;
    json_error_t error;
    exn_child_status status =
        exn_child_receive(&adapter->child, &line, &length, wait_ms(adapter), adapter->pulse);
    json_decref(adapter->message);
    adapter->message = NULL;
    if (status != EXN_CHILD_SPEAKS) {
        fail(adapter, status);
        return NULL;
    }
    adapter->text = line;
    adapter->text_length = length;
    adapter->message = json_loadb(line, length, JSON_REJECT_DUPLICATES, &error);
    if (!json_is_object(adapter->message)) {
        exn_adapter_object(adapter, "`%.60s%s` is no JSON object: %s", line,
                           length > 60 ? "..." : "",
                           adapter->message == NULL ? error.text : "it is another value");
        return NULL;
    }
    return adapter->message;
}

const json_t *exn_adapter_recalled(exn_adapter *adapter, json_t *answer)
{
    json_incref(answer); /* first: it may be the same */
    json_decref(adapter->message);
    adapter->message = answer;
    return answer;
}

bool exn_adapter_is_reply(exn_adapter *adapter, const json_t *message, uint64_t number)
{
    const json_t *reply = json_object_get(message, "reply");
    const char *error = json_string_value(json_object_get(message, "error"));
    if (!json_is_integer(reply) || (uint64_t)json_integer_value(reply) != number) {
        return exn_adapter_object(adapter, "`reply` must be %ju", (uintmax_t)number);
    }
    if (error != NULL) {
        adapter->fault.hangs = false;
        snprintf(adapter->fault.text, sizeof adapter->fault.text, "%s", error);
        add_said(adapter);
        give_up(adapter);
        return false;
    }
    return true;
}

/* --- the beginning ---------------------------------------------------------------------------- */

static bool say_hello(exn_adapter *adapter)
{
    uint64_t number = exn_adapter_number(adapter);
    exn_line_clear(&adapter->line);
    exn_line_add(&adapter->line, "{\"reply\":%ju,\"hello\":1", (uintmax_t)number);
    if (adapter->argument != NULL) {
        json_t *text = json_string(adapter->argument);
        char *quoted = json_dumps(text, JSON_ENCODE_ANY);
        exn_line_add(&adapter->line, ",\"implementation\":");
        exn_line_append(&adapter->line, quoted != NULL ? quoted : "null",
                        quoted != NULL ? strlen(quoted) : 4);
        free(quoted);
        json_decref(text);
    }
    exn_line_add(&adapter->line, "}\n");
    const json_t *hello = exn_adapter_send(adapter) ? exn_adapter_receive(adapter) : NULL;
    return hello != NULL && exn_adapter_is_reply(adapter, hello, number) &&
           exn_adapter_take_hello(adapter, hello);
}

bool exn_adapter_build(exn_adapter *adapter)
{
    uint64_t number = exn_adapter_number(adapter);
    exn_line_clear(&adapter->line);
    exn_line_add(&adapter->line, "{\"reply\":%ju,", (uintmax_t)number);
    exn_line_append(&adapter->line, adapter->build.text, adapter->build.length);
    exn_line_add(&adapter->line, "}\n");
    adapter->at = 0; /* until it has begun a run */
    const json_t *built = exn_adapter_send(adapter) ? exn_adapter_receive(adapter) : NULL;
    return built != NULL && exn_adapter_is_reply(adapter, built, number);
}

bool exn_adapter_start(exn_adapter *adapter)
{
    if (!exn_child_start(&adapter->child, adapter->command, adapter->variables)) {
        adapter->fault = (exn_adapter_fault){.hangs = false};
        snprintf(adapter->fault.text, sizeof adapter->fault.text,
                 "the adapter cannot be started: %s", strerror(errno));
        return false;
    }
    adapter->owes_reply = false;
    adapter->is_starting = true;
    bool started = say_hello(adapter) && (adapter->build.length == 0 || exn_adapter_build(adapter));
    adapter->is_starting = false;
    return started;
}
