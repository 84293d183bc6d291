/* Plays the part of Exeunt with a child: kit_scenes.h. */
#include "adapters/kit_scenes.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { STEPS_MAX = 40 };

/* --- talking ---------------------------------------------------------------------------------- */

bool exn_kit_fail(exn_kit *self, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(self->why, sizeof self->why, format, arguments);
    va_end(arguments);
    return false;
}

/* Sends a line without the number of an answer. */
bool exn_kit_send(exn_kit *self, const char *line)
{
    exn_line_clear(&self->adapter->line);
    exn_line_append(&self->adapter->line, line, strlen(line));
    exn_line_append(&self->adapter->line, "\n", 1);
    return exn_adapter_send(self->adapter) ||
           exn_kit_fail(self, "%.250s", self->adapter->fault.text);
}

static void take_event(exn_kit *self, const json_t *event)
{
    const char *word = json_string_value(json_array_get(event, 0));
    const char *name = json_string_value(json_array_get(event, 1));
    const char *operation = json_string_value(json_array_get(event, 2));
    if (word == NULL) {
        return;
    }
    if (strcmp(word, "begins") == 0 && name != NULL && self->flight_count < EXN_KIT_FLIGHTS_MAX) {
        exn_kit_flight *one = &self->flights[self->flight_count++];
        snprintf(one->manager, sizeof one->manager, "%s", name);
        one->is_exit = operation != NULL && strcmp(operation, "exit") == 0;
    }
    self->asked = self->asked || strcmp(word, "cancels") == 0;
    self->body = self->body || strcmp(word, "body") == 0;
    self->refused = self->refused || strcmp(word, "refuses") == 0;
    self->told_enter = self->told_enter || strcmp(word, "entered") == 0;
    if (strcmp(word, "closes") == 0) {
        self->closed = true;
        json_decref(self->outcome);
        self->outcome = json_incref(json_array_get(event, 2));
    }
}

static void take_events(exn_kit *self, const json_t *message)
{
    size_t index;
    const json_t *event;
    json_array_foreach(json_object_get(message, "events"), index, event)
    {
        take_event(self, event);
    }
}

/* Sends a message that is answered, `rest` being all but its number; answers questions by `answer`.
 * Returns the reply, which may be an error; NULL when the child fails. */
const json_t *exn_kit_ask(exn_kit *self, const char *rest, const char *answer)
{
    exn_adapter *adapter = self->adapter;
    uint64_t number = exn_adapter_number(adapter);
    exn_line_clear(&adapter->line);
    exn_line_add(&adapter->line, "{\"reply\":%ju,", (uintmax_t)number);
    exn_line_append(&adapter->line, rest, strlen(rest));
    exn_line_append(&adapter->line, "}\n", 2);
    for (;;) {
        const json_t *message = exn_adapter_send(adapter) ? exn_adapter_receive(adapter) : NULL;
        const json_t *question = json_object_get(message, "ask");
        if (message == NULL) {
            exn_kit_fail(self, "%.250s", adapter->fault.text);
            return NULL;
        }
        take_events(self, message);
        if (question == NULL) {
            json_int_t reply = json_integer_value(json_object_get(message, "reply"));
            if (reply != (json_int_t)number) {
                exn_kit_fail(self, "`reply` is not the number of the message");
            }
            return reply == (json_int_t)number ? message : NULL;
        }
        take_event(self, question);
        self->answered += 1;
        exn_line_clear(&adapter->line);
        exn_line_add(&adapter->line, "{\"answer\":%s}\n", answer);
    }
}

/* The same of a message that must be understood. */
const json_t *exn_kit_say(exn_kit *self, const char *rest)
{
    const json_t *reply = exn_kit_ask(self, rest, "null");
    const char *error = json_string_value(json_object_get(reply, "error"));
    if (error != NULL) {
        exn_kit_fail(self, "the child answers by an error: %.200s", error);
    }
    return error == NULL ? reply : NULL;
}

/* --- scenes ----------------------------------------------------------------------------------- */

bool exn_kit_build(exn_kit *self, const char *inside)
{
    char text[400];
    snprintf(text, sizeof text,
             "\"build\":[{\"scope\":\"scope\",\"kind\":\"%s\",\"wait all\":false,\"entries\":["
             "{\"manager\":\"a\",\"role\":\"enter\"},{\"manager\":\"b\",\"role\":\"enter\"}]}],"
             "\"inside\":[%s]",
             self->kind, inside);
    return exn_kit_say(self, text) != NULL;
}

bool exn_kit_begin_run(exn_kit *self)
{
    self->flight_count = 0;
    self->body = false;
    self->closed = false;
    self->asked = false;
    self->refused = false;
    self->told_enter = false;
    self->answered = 0;
    self->adapter->runs += 1;
    char text[60];
    snprintf(text, sizeof text, "{\"run\":%ju%s}", (uintmax_t)self->adapter->runs,
             self->adapter->tells_where ? ",\"lines\":true" : "");
    return exn_kit_send(self, text);
}

const char exn_kit_begins[] = "\"do\":[[\"begin\",\"scope\"]],\"until\":\"idle\"";

bool exn_kit_begin_scope(exn_kit *self)
{
    return exn_kit_begin_run(self) && exn_kit_say(self, exn_kit_begins) != NULL &&
           (self->flight_count > 0 || exn_kit_fail(self, "no enter begins"));
}

/* The oldest operation in flight settles well. */
const json_t *exn_kit_settle_next(exn_kit *self)
{
    char text[200];
    if (self->flight_count > 0) {
        exn_kit_flight one = self->flights[0];
        self->flight_count -= 1;
        memmove(self->flights, self->flights + 1, self->flight_count * sizeof *self->flights);
        snprintf(text, sizeof text,
                 "\"do\":[[\"settle\",\"%s\",\"%s\",{\"as\":\"%s\"}]],\"until\":\"idle\"",
                 one.manager, one.is_exit ? "exit" : "enter", one.is_exit ? "exited" : "entered");
        return exn_kit_say(self, text);
    }
    if (self->body) {
        self->body = false;
        return exn_kit_say(
            self, "\"do\":[[\"body\",\"scope\",{\"as\":\"returned\"}]],\"until\":\"idle\"");
    }
    exn_kit_fail(self, "nothing is in flight, and the scope has not closed");
    return NULL;
}

bool exn_kit_play_to_body(exn_kit *self)
{
    for (int i = 0; i < STEPS_MAX && !self->body; i++) {
        if (exn_kit_settle_next(self) == NULL) {
            return false;
        }
    }
    return self->body || exn_kit_fail(self, "the body never begins");
}

bool exn_kit_play_to_end(exn_kit *self)
{
    for (int i = 0; i < STEPS_MAX && !self->closed; i++) {
        if (exn_kit_settle_next(self) == NULL) {
            return false;
        }
    }
    return self->closed || exn_kit_fail(self, "the scope never closes");
}
