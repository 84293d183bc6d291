/* Plays the part of Exeunt with a child, one conversation after the other: kit.h. */
#define _GNU_SOURCE
#include "adapters/kit.h"

#include "adapters/adapter.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 300, FLIGHTS_MAX = 8, STEPS_MAX = 40 };

/* An operation in flight. */
typedef struct flight {
    char manager[64];
    bool is_exit;
} flight;

typedef struct kit {
    exn_adapter *adapter;
    const char *kind; /* "pool" or "stack" */
    flight flights[FLIGHTS_MAX];
    size_t flight_count;
    bool body, closed, asked; /* `asked`: a cancel reached something, or was asked about */
    json_t *outcome;          /* of the scope, once it has closed */
    unsigned answered;        /* questions */
    char why[TEXT_MAX];
} kit;

/* --- talking ---------------------------------------------------------------------------------- */

__attribute__((format(printf, 2, 3))) static bool fail(kit *self, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(self->why, sizeof self->why, format, arguments);
    va_end(arguments);
    return false;
}

/* Sends a line without the number of an answer. */
static bool send_line(kit *self, const char *line)
{
    exn_line_clear(&self->adapter->line);
    exn_line_append(&self->adapter->line, line, strlen(line));
    exn_line_append(&self->adapter->line, "\n", 1);
    return exn_adapter_send(self->adapter) || fail(self, "%.250s", self->adapter->fault.text);
}

static void take_event(kit *self, const json_t *event)
{
    const char *word = json_string_value(json_array_get(event, 0));
    const char *name = json_string_value(json_array_get(event, 1));
    const char *operation = json_string_value(json_array_get(event, 2));
    if (word == NULL) {
        return;
    }
    if (strcmp(word, "begins") == 0 && name != NULL && self->flight_count < FLIGHTS_MAX) {
        flight *one = &self->flights[self->flight_count++];
        snprintf(one->manager, sizeof one->manager, "%s", name);
        one->is_exit = operation != NULL && strcmp(operation, "exit") == 0;
    }
    self->asked = self->asked || strcmp(word, "cancels") == 0;
    self->body = self->body || strcmp(word, "body") == 0;
    if (strcmp(word, "closes") == 0) {
        self->closed = true;
        json_decref(self->outcome);
        self->outcome = json_incref(json_array_get(event, 2));
    }
}

static void take_events(kit *self, const json_t *message)
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
static const json_t *ask(kit *self, const char *rest, const char *answer)
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
            fail(self, "%.250s", adapter->fault.text);
            return NULL;
        }
        take_events(self, message);
        if (question == NULL) {
            json_int_t reply = json_integer_value(json_object_get(message, "reply"));
            if (reply != (json_int_t)number) {
                fail(self, "`reply` is not the number of the message");
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
static const json_t *say(kit *self, const char *rest)
{
    const json_t *reply = ask(self, rest, "null");
    const char *error = json_string_value(json_object_get(reply, "error"));
    if (error != NULL) {
        fail(self, "the child answers by an error: %.200s", error);
    }
    return error == NULL ? reply : NULL;
}

/* --- scenes ----------------------------------------------------------------------------------- */

static bool build(kit *self, const char *inside)
{
    char text[400];
    snprintf(text, sizeof text,
             "\"build\":[{\"scope\":\"scope\",\"kind\":\"%s\",\"wait all\":false,\"entries\":["
             "{\"manager\":\"a\",\"role\":\"enter\"},{\"manager\":\"b\",\"role\":\"enter\"}]}],"
             "\"inside\":[%s]",
             self->kind, inside);
    return say(self, text) != NULL;
}

static bool begin_run(kit *self)
{
    self->flight_count = 0;
    self->body = false;
    self->closed = false;
    self->asked = false;
    self->answered = 0;
    self->adapter->runs += 1;
    char text[60];
    snprintf(text, sizeof text, "{\"run\":%ju}", (uintmax_t)self->adapter->runs);
    return send_line(self, text);
}

static const char begins[] = "\"do\":[[\"begin\",\"scope\"]],\"until\":\"idle\"";

static bool begin_scope(kit *self)
{
    return begin_run(self) && say(self, begins) != NULL &&
           (self->flight_count > 0 || fail(self, "no enter begins"));
}

/* The oldest operation in flight settles well. */
static const json_t *settle_next(kit *self)
{
    char text[200];
    if (self->flight_count > 0) {
        flight one = self->flights[0];
        self->flight_count -= 1;
        memmove(self->flights, self->flights + 1, self->flight_count * sizeof *self->flights);
        snprintf(text, sizeof text,
                 "\"do\":[[\"settle\",\"%s\",\"%s\",{\"as\":\"%s\"}]],\"until\":\"idle\"",
                 one.manager, one.is_exit ? "exit" : "enter", one.is_exit ? "exited" : "entered");
        return say(self, text);
    }
    if (self->body) {
        self->body = false;
        return say(self, "\"do\":[[\"body\",\"scope\",{\"as\":\"returned\"}]],\"until\":\"idle\"");
    }
    fail(self, "nothing is in flight, and the scope has not closed");
    return NULL;
}

static bool play_to_end(kit *self)
{
    for (int i = 0; i < STEPS_MAX && !self->closed; i++) {
        if (settle_next(self) == NULL) {
            return false;
        }
    }
    return self->closed || fail(self, "the scope never closes");
}

/* --- tests ------------------------------------------------------------------------------------ */

static bool greets(kit *self)
{
    return exn_child_runs(&self->adapter->child);
}

static bool builds(kit *self)
{
    return build(self, "");
}

static bool begins_enters(kit *self)
{
    bool is_pool = strcmp(self->kind, "pool") == 0;
    return begin_scope(self) &&
           (self->flight_count == (is_pool ? 2 : 1) ||
            fail(self, "%zu enters of two have begun, of a %s", self->flight_count, self->kind));
}

static bool plays_to_the_end(kit *self)
{
    return begin_scope(self) && play_to_end(self) &&
           (json_is_true(json_object_get(self->outcome, "returns")) ||
            fail(self, "the outcome of a run without an error must be {\"returns\":true}"));
}

static bool names_errors(kit *self)
{
    const char *fails_a = "\"do\":[[\"settle\",\"a\",\"enter\",{\"as\":\"failed\"}]],"
                          "\"until\":\"idle\"";
    if (!begin_scope(self)) {
        return false;
    }
    self->flight_count -= 1;
    memmove(self->flights, self->flights + 1, self->flight_count * sizeof *self->flights);
    if (say(self, fails_a) == NULL || !play_to_end(self)) {
        return false;
    }
    char *text = json_dumps(self->outcome, JSON_COMPACT | JSON_ENCODE_ANY);
    bool names = text != NULL && strstr(text, "\"a.enter\"") != NULL;
    free(text);
    return names || fail(self, "the enter of a has failed, and the outcome does not name a.enter");
}

/* Plays a run, and returns all that the child has said; NULL when it fails. */
static char *record(kit *self)
{
    char *all = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&all, &size);
    const json_t *reply = begin_run(self) ? say(self, begins) : NULL;
    while (reply != NULL && file != NULL) {
        json_t *copy = json_copy((json_t *)(uintptr_t)reply);
        json_object_del(copy, "reply");
        json_dumpf(copy, file, JSON_SORT_KEYS);
        json_decref(copy);
        reply = self->closed ? NULL : settle_next(self);
    }
    if (file != NULL) {
        fclose(file);
    }
    return all;
}

static bool repeats_itself(kit *self)
{
    char *first = record(self);
    char *second = record(self);
    bool same = first != NULL && second != NULL && strcmp(first, second) == 0;
    free(first);
    free(second);
    return *self->why == '\0' && (same || fail(self, "the same run is told in another way"));
}

static bool throws_runs_away(kit *self)
{
    return begin_scope(self) && plays_to_the_end(self);
}

/* What is told again is not answered, and leads to the same place. */
static bool goes_without_answers(kit *self)
{
    char first[sizeof self->flights[0].manager];
    if (!begin_scope(self)) {
        return false;
    }
    size_t in_flight = self->flight_count;
    snprintf(first, sizeof first, "%s", self->flights[0].manager);
    if (!begin_run(self) ||
        !send_line(self, "{\"do\":[[\"begin\",\"scope\"]],\"until\":\"idle\"}")) {
        return false;
    }
    self->flight_count = in_flight;
    snprintf(self->flights[0].manager, sizeof self->flights[0].manager, "%s", first);
    return plays_to_the_end(self);
}

static bool ends_runs(kit *self)
{
    return begin_scope(self) && play_to_end(self) && say(self, "\"end\":true") != NULL;
}

static bool asks_inside(kit *self)
{
    if (!build(self, "\"a.enter\",\"a.exit\",\"b.enter\",\"b.exit\",\"scope.body\"") ||
        !begin_run(self) || ask(self, begins, "null") == NULL) {
        return false;
    }
    bool has_asked = self->answered > 0;
    return build(self, "") &&
           (has_asked || fail(self, "an operation of `inside` begins, and the child does not ask"));
}

static bool takes_known_answers(kit *self)
{
    bool taken =
        build(self, "\"a.enter\"") && begin_run(self) &&
        say(self, "\"do\":[[\"begin\",\"scope\"]],\"until\":\"idle\",\"answers\":[null]") != NULL;
    bool has_asked = self->answered > 0;
    return taken && build(self, "") &&
           (!has_asked || fail(self, "the answer is known, and the child asks all the same"));
}

static bool is_canceled_before_it_begins(kit *self)
{
    return begin_run(self) &&
           say(self, "\"do\":[[\"cancel\",\"scope\"]],\"until\":\"idle\"") != NULL &&
           (self->closed || say(self, begins) != NULL) && play_to_end(self);
}

static bool is_canceled(kit *self)
{
    return begin_scope(self) &&
           say(self, "\"do\":[[\"cancel\",\"scope\"]],\"until\":\"idle\"") != NULL;
}

static bool ignores_members(kit *self)
{
    return begin_run(self) &&
           say(self, "\"do\":[[\"begin\",\"scope\"]],\"until\":\"idle\",\"newer\":{\"a\":[1]}") !=
               NULL;
}

/* Whether the child answers by an error, or ends: but it must not hang, nor go on as if all were
 * right. */
static bool is_refused(kit *self, const char *rest)
{
    const json_t *reply = ask(self, rest, "null");
    bool is_silent = reply == NULL && self->adapter->fault.hangs;
    bool accepts = reply != NULL && json_object_get(reply, "error") == NULL;
    if (!is_silent) {
        *self->why = '\0';
    }
    return !is_silent &&
           (!accepts || fail(self, "it is accepted, and must be answered by `error`"));
}

static bool refuses_unknown_messages(kit *self)
{
    return is_refused(self, "\"juggle\":3");
}

static bool refuses_strangers(kit *self)
{
    return begin_scope(self) &&
           is_refused(self, "\"do\":[[\"settle\",\"nobody\",\"enter\",{\"as\":\"entered\"}]],"
                            "\"until\":\"idle\"");
}

static bool survives_garbage(kit *self)
{
    return send_line(self, "this is no JSON") && is_refused(self, "\"juggle\":3");
}

static bool takes_long_lines(kit *self)
{
    enum { LONG = 1 << 20 };
    char *text = malloc(LONG + 100);
    if (text == NULL || !begin_run(self)) {
        free(text);
        return false;
    }
    int at = sprintf(text, "%s,\"padding\":\"", begins);
    memset(text + at, 'x', LONG);
    strcpy(text + at + LONG, "\"");
    bool taken = say(self, text) != NULL;
    free(text);
    return taken;
}

static bool ends_with_its_input(kit *self)
{
    return exn_child_hang_up(&self->adapter->child, self->adapter->hang_ms) ||
           fail(self, "its input has ended, and it still runs");
}

static bool stops_behind_a_callback(kit *self)
{
    if (!begin_scope(self)) {
        return false;
    }
    const json_t *reply = say(self, "\"do\":[[\"settle\",\"a\",\"enter\",{\"as\":\"entered\"}]],"
                                    "\"until\":\"first\"");
    return reply != NULL && (json_is_boolean(json_object_get(reply, "ready")) ||
                             fail(self, "the answer to `first` has no `ready`"));
}

static bool takes_two_in_a_turn(kit *self)
{
    bool is_pool = strcmp(self->kind, "pool") == 0;
    return !is_pool ||
           (begin_scope(self) &&
            say(self,
                "\"do\":[[\"settle\",\"a\",\"enter\",{\"as\":\"entered\"}],"
                "[\"settle\",\"b\",\"enter\",{\"as\":\"entered\"}]],\"until\":\"idle\"") != NULL &&
            (self->body || fail(self, "both have entered, and the body does not begin")));
}

static bool tells_states(kit *self)
{
    const json_t *reply = begin_run(self) ? say(self, begins) : NULL;
    char *before = NULL;
    const json_t *state = json_object_get(reply, "state");
    if (json_is_string(state)) {
        before = strdup(json_string_value(state));
    }
    reply = before != NULL ? settle_next(self) : NULL;
    const char *after = json_string_value(json_object_get(reply, "state"));
    bool differs = before != NULL && after != NULL && strcmp(before, after) != 0;
    free(before);
    return differs ||
           (*self->why == '\0' && fail(self, "`state` is missing, or the same after an enter"));
}

static bool tells_where(kit *self)
{
    return begin_scope(self) && say(self, "\"where\":true") != NULL;
}

/* --- all of them ------------------------------------------------------------------------------ */

typedef enum need {
    NEEDS_NOTHING,
    NEEDS_CANCEL,
    NEEDS_AT_ONCE,
    NEEDS_TURNS,
    NEEDS_STATES,
    NEEDS_WHERE
} need;

static const struct {
    const char *what;
    bool (*test)(kit *self);
    need needs;
} tests[] = {
    {"answers hello", greets, NEEDS_NOTHING},
    {"builds a scope of two managers", builds, NEEDS_NOTHING},
    {"begins the enters", begins_enters, NEEDS_NOTHING},
    {"runs to the end, and returns", plays_to_the_end, NEEDS_NOTHING},
    {"names an error that leaves the scope", names_errors, NEEDS_NOTHING},
    {"says the same when a run is made again", repeats_itself, NEEDS_NOTHING},
    {"throws a run away in its midst", throws_runs_away, NEEDS_NOTHING},
    {"does what it was told before without answering", goes_without_answers, NEEDS_NOTHING},
    {"ends a run", ends_runs, NEEDS_NOTHING},
    {"asks where an operation may settle inside its call", asks_inside, NEEDS_NOTHING},
    {"does not ask where the answer is known", takes_known_answers, NEEDS_NOTHING},
    {"is canceled before it begins", is_canceled_before_it_begins, NEEDS_CANCEL},
    {"is canceled while it enters", is_canceled, NEEDS_CANCEL},
    {"stops behind the first callback", stops_behind_a_callback, NEEDS_AT_ONCE},
    {"takes two things in one turn", takes_two_in_a_turn, NEEDS_TURNS},
    {"tells states apart", tells_states, NEEDS_STATES},
    {"tells where operations wait", tells_where, NEEDS_WHERE},
    {"ignores members that it does not know", ignores_members, NEEDS_NOTHING},
    {"takes a line of a megabyte", takes_long_lines, NEEDS_NOTHING},
    {"refuses a message that it does not know", refuses_unknown_messages, NEEDS_NOTHING},
    {"refuses a manager that does not exist", refuses_strangers, NEEDS_NOTHING},
    {"does not hang when it is told no JSON", survives_garbage, NEEDS_NOTHING},
    {"ends with its input", ends_with_its_input, NEEDS_NOTHING},
};

static bool can(const exn_adapter *adapter, need needs)
{
    switch (needs) {
    case NEEDS_CANCEL:
        return (adapter->table.capabilities & EXEUNT_CAN_CANCEL) != 0;
    case NEEDS_AT_ONCE:
        return adapter->stops_at_once;
    case NEEDS_TURNS:
        return adapter->takes_turns;
    case NEEDS_STATES:
        return adapter->has_states;
    case NEEDS_WHERE:
        return adapter->tells_where;
    default:
        return true;
    }
}

/* A child that a test has ended, or left in doubt, is started again. */
static bool refresh(kit *self)
{
    exn_adapter *adapter = self->adapter;
    *self->why = '\0';
    if (exn_child_runs(&adapter->child)) {
        return true;
    }
    adapter->has_hung = false;
    bool started = exn_adapter_start(adapter) || fail(self, "%.250s", adapter->fault.text);
    bool can_pool = (adapter->table.capabilities & EXEUNT_CAN_POOL) != 0;
    self->kind = can_pool ? "pool" : "stack";
    return started;
}

bool exn_kit_run(const char *name, unsigned hang_ms, exn_kit_report *report, void *context)
{
    kit self = {.adapter = exn_adapter_named(name), .kind = "pool"};
    if (self.adapter == NULL) {
        return false;
    }
    self.adapter->hang_ms = hang_ms;
    exn_child_stop(&self.adapter->child);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        bool was_running = exn_child_runs(&self.adapter->child);
        bool is_there = refresh(&self);
        bool is_built = is_there && (was_running || i < 2 || build(&self, ""));
        if (is_there && !can(self.adapter, tests[i].needs)) {
            report(context, tests[i].what, EXN_KIT_LEFT_OUT, "it does not say that it can");
            continue;
        }
        bool passed = is_built && tests[i].test(&self);
        report(context, tests[i].what, passed ? EXN_KIT_PASSED : EXN_KIT_FAILED, self.why);
        if (!passed) {
            exn_child_stop(&self.adapter->child);
        }
        if (!is_there) {
            break; /* nothing more can be said of it */
        }
    }
    json_decref(self.outcome);
    exn_child_stop(&self.adapter->child);
    return true;
}
