/* The tests of the kit, and their order: kit.h. */
#define _GNU_SOURCE
#include "adapters/kit.h"

#include "adapters/kit_scenes.h"
#include "stage/stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- tests ------------------------------------------------------------------------------------ */

static bool greets(exn_kit *self)
{
    return exn_child_runs(&self->adapter->child);
}

static bool builds(exn_kit *self)
{
    return exn_kit_build(self, "");
}

static bool begins_enters(exn_kit *self)
{
    bool is_pool = strcmp(self->kind, "pool") == 0;
    return exn_kit_begin_scope(self) && (self->flight_count == (is_pool ? 2 : 1) ||
                                         exn_kit_fail(self, "%zu enters of two have begun, of a %s",
                                                      self->flight_count, self->kind));
}

static bool plays_to_the_end(exn_kit *self)
{
    return exn_kit_begin_scope(self) && exn_kit_play_to_end(self) &&
           (json_is_true(json_object_get(self->outcome, "returns")) ||
            exn_kit_fail(self, "the outcome of a run without an error must be {\"returns\":true}"));
}

static bool names_errors(exn_kit *self)
{
    const char *fails_a = "\"do\":[[\"settle\",\"a\",\"enter\",{\"as\":\"failed\"}]],"
                          "\"until\":\"idle\"";
    if (!exn_kit_begin_scope(self)) {
        return false;
    }
    self->flight_count -= 1;
    memmove(self->flights, self->flights + 1, self->flight_count * sizeof *self->flights);
    if (exn_kit_say(self, fails_a) == NULL || !exn_kit_play_to_end(self)) {
        return false;
    }
    char *text = json_dumps(self->outcome, JSON_COMPACT | JSON_ENCODE_ANY);
    bool names = text != NULL && strstr(text, "\"a.enter\"") != NULL;
    free(text);
    return names ||
           exn_kit_fail(self, "the enter of a has failed, and the outcome does not name a.enter");
}

/* Plays a run, and returns all that the child has said; NULL when it fails. */
static char *record(exn_kit *self)
{
    char *all = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&all, &size);
    const json_t *reply = exn_kit_begin_run(self) ? exn_kit_say(self, exn_kit_begins) : NULL;
    while (reply != NULL && file != NULL) {
        json_t *copy = json_copy((json_t *)(uintptr_t)reply);
        json_object_del(copy, "reply");
        json_dumpf(copy, file, JSON_SORT_KEYS);
        json_decref(copy);
        reply = self->closed ? NULL : exn_kit_settle_next(self);
    }
    if (file != NULL) {
        fclose(file);
    }
    return all;
}

static bool repeats_itself(exn_kit *self)
{
    char *first = record(self);
    char *second = record(self);
    bool same = first != NULL && second != NULL && strcmp(first, second) == 0;
    free(first);
    free(second);
    return *self->why == '\0' &&
           (same || exn_kit_fail(self, "the same run is told in another way"));
}

static bool throws_runs_away(exn_kit *self)
{
    return exn_kit_begin_scope(self) && plays_to_the_end(self);
}

/* What is told again is not answered, and leads to the same place. */
static bool goes_without_answers(exn_kit *self)
{
    char first[sizeof self->flights[0].manager];
    if (!exn_kit_begin_scope(self)) {
        return false;
    }
    size_t in_flight = self->flight_count;
    snprintf(first, sizeof first, "%s", self->flights[0].manager);
    if (!exn_kit_begin_run(self) ||
        !exn_kit_send(self, "{\"do\":[[\"begin\",\"scope\"]],\"until\":\"idle\"}")) {
        return false;
    }
    self->flight_count = in_flight;
    snprintf(self->flights[0].manager, sizeof self->flights[0].manager, "%s", first);
    return plays_to_the_end(self);
}

static bool ends_runs(exn_kit *self)
{
    return exn_kit_begin_scope(self) && exn_kit_play_to_end(self) &&
           exn_kit_say(self, "\"end\":true") != NULL;
}

static bool asks_inside(exn_kit *self)
{
    if (!exn_kit_build(self, "\"a.enter\",\"a.exit\",\"b.enter\",\"b.exit\",\"scope.body\"") ||
        !exn_kit_begin_run(self) || exn_kit_ask(self, exn_kit_begins, "null") == NULL) {
        return false;
    }
    bool has_asked = self->answered > 0;
    return exn_kit_build(self, "") &&
           (has_asked ||
            exn_kit_fail(self,
                         "an operation of `inside` exn_kit_begins, and the child does not ask"));
}

static bool takes_known_answers(exn_kit *self)
{
    bool taken =
        exn_kit_build(self, "\"a.enter\"") && exn_kit_begin_run(self) &&
        exn_kit_say(self, "\"do\":[[\"begin\",\"scope\"]],\"until\":\"idle\",\"answers\":[null]") !=
            NULL;
    bool has_asked = self->answered > 0;
    return taken && exn_kit_build(self, "") &&
           (!has_asked ||
            exn_kit_fail(self, "the answer is known, and the child asks all the same"));
}

static bool is_canceled_before_it_begins(exn_kit *self)
{
    return exn_kit_begin_run(self) &&
           exn_kit_say(self, "\"do\":[[\"cancel\",\"scope\"]],\"until\":\"idle\"") != NULL &&
           (self->closed || exn_kit_say(self, exn_kit_begins) != NULL) && exn_kit_play_to_end(self);
}

static bool is_canceled(exn_kit *self)
{
    return exn_kit_begin_scope(self) &&
           exn_kit_say(self, "\"do\":[[\"cancel\",\"scope\"]],\"until\":\"idle\"") != NULL;
}

static bool ignores_members(exn_kit *self)
{
    return exn_kit_begin_run(self) &&
           exn_kit_say(self,
                       "\"do\":[[\"begin\",\"scope\"]],\"until\":\"idle\",\"newer\":{\"a\":[1]}") !=
               NULL;
}

/* Whether the child answers by an error, or ends: but it must not hang, nor go on as if all were
 * right. */
static bool is_refused(exn_kit *self, const char *rest)
{
    const json_t *reply = exn_kit_ask(self, rest, "null");
    bool is_silent = reply == NULL && self->adapter->fault.hangs;
    bool accepts = reply != NULL && json_object_get(reply, "error") == NULL;
    if (!is_silent) {
        *self->why = '\0';
    }
    return !is_silent &&
           (!accepts || exn_kit_fail(self, "it is accepted, and must be answered by `error`"));
}

static bool refuses_unknown_messages(exn_kit *self)
{
    return is_refused(self, "\"juggle\":3");
}

static bool refuses_strangers(exn_kit *self)
{
    return exn_kit_begin_scope(self) &&
           is_refused(self, "\"do\":[[\"settle\",\"nobody\",\"enter\",{\"as\":\"entered\"}]],"
                            "\"until\":\"idle\"");
}

static bool survives_garbage(exn_kit *self)
{
    return exn_kit_send(self, "this is no JSON") && is_refused(self, "\"juggle\":3");
}

static bool takes_long_lines(exn_kit *self)
{
    enum { LONG = 1 << 20 };
    char *text = malloc(LONG + 100);
    if (text == NULL || !exn_kit_begin_run(self)) {
        free(text);
        return false;
    }
    int at = sprintf(text, "%s,\"padding\":\"", exn_kit_begins);
    memset(text + at, 'x', LONG);
    strcpy(text + at + LONG, "\"");
    bool taken = exn_kit_say(self, text) != NULL;
    free(text);
    return taken;
}

static bool ends_with_its_input(exn_kit *self)
{
    return exn_child_hang_up(&self->adapter->child, self->adapter->hang_ms) ||
           exn_kit_fail(self, "its input has ended, and it still runs");
}

static bool stops_behind_a_callback(exn_kit *self)
{
    if (!exn_kit_begin_scope(self)) {
        return false;
    }
    const json_t *reply =
        exn_kit_say(self, "\"do\":[[\"settle\",\"a\",\"enter\",{\"as\":\"entered\"}]],"
                          "\"until\":\"first\"");
    return reply != NULL && (json_is_boolean(json_object_get(reply, "ready")) ||
                             exn_kit_fail(self, "the answer to `first` has no `ready`"));
}

static bool takes_two_in_a_turn(exn_kit *self)
{
    bool is_pool = strcmp(self->kind, "pool") == 0;
    return !is_pool ||
           (exn_kit_begin_scope(self) &&
            exn_kit_say(self,
                        "\"do\":[[\"settle\",\"a\",\"enter\",{\"as\":\"entered\"}],"
                        "[\"settle\",\"b\",\"enter\",{\"as\":\"entered\"}]],\"until\":\"idle\"") !=
                NULL &&
            (self->body || exn_kit_fail(self, "both have entered, and the body does not begin")));
}

static bool tells_states(exn_kit *self)
{
    const json_t *reply = exn_kit_begin_run(self) ? exn_kit_say(self, exn_kit_begins) : NULL;
    char *before = NULL;
    const json_t *state = json_object_get(reply, "state");
    if (json_is_string(state)) {
        before = strdup(json_string_value(state));
    }
    reply = before != NULL ? exn_kit_settle_next(self) : NULL;
    const char *after = json_string_value(json_object_get(reply, "state"));
    bool differs = before != NULL && after != NULL && strcmp(before, after) != 0;
    free(before);
    return differs || (*self->why == '\0' &&
                       exn_kit_fail(self, "`state` is missing, or the same after an enter"));
}

static bool tells_where(exn_kit *self)
{
    return exn_kit_begin_scope(self) && exn_kit_say(self, "\"where\":true") != NULL;
}

/* --- all of them ------------------------------------------------------------------------------ */

typedef enum need {
    NEEDS_NOTHING,
    NEEDS_CANCEL,
    NEEDS_AT_ONCE,
    NEEDS_TURNS,
    NEEDS_STATES,
    NEEDS_WHERE,
    NEEDS_PUSH,
    NEEDS_CALLBACK,
    NEEDS_ENTER,
    NEEDS_CLOSE,
    NEEDS_TASKS,
    NEEDS_NEST
} need;

static const struct {
    const char *what;
    bool (*test)(exn_kit *self);
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
    {"holds what the body pushes", exn_kit_pushes, NEEDS_PUSH},
    {"holds what the body registers as a callback", exn_kit_registers, NEEDS_CALLBACK},
    {"enters what the body asks for", exn_kit_enters, NEEDS_ENTER},
    {"closes when the body asks for it", exn_kit_closes, NEEDS_CLOSE},
    {"runs two scopes at a time", exn_kit_runs_tasks, NEEDS_TASKS},
    {"enters a scope within a scope", exn_kit_nests, NEEDS_NEST},
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
    case NEEDS_PUSH:
        return adapter->asks.push;
    case NEEDS_CALLBACK:
        return adapter->asks.callback;
    case NEEDS_ENTER:
        return adapter->asks.enter;
    case NEEDS_CLOSE:
        return adapter->asks.close;
    case NEEDS_TASKS:
        return (adapter->table.capabilities & EXN_CHILD_HAS_TASKS) != 0;
    case NEEDS_NEST:
        return (adapter->table.capabilities & EXEUNT_CAN_NEST) != 0;
    default:
        return true;
    }
}

/* A child that a test has ended, or left in doubt, is started again. */
static bool refresh(exn_kit *self)
{
    exn_adapter *adapter = self->adapter;
    *self->why = '\0';
    if (exn_child_runs(&adapter->child)) {
        return true;
    }
    adapter->has_hung = false;
    bool started = exn_adapter_start(adapter) || exn_kit_fail(self, "%.250s", adapter->fault.text);
    self->kind = (adapter->table.capabilities & EXEUNT_CAN_POOL) != 0 ? "pool" : "stack";
    return started;
}

bool exn_kit_run(const char *name, unsigned hang_ms, exn_kit_report *report, void *context)
{
    exn_kit self = {.adapter = exn_adapter_named(name), .kind = "pool"};
    if (self.adapter == NULL) {
        return false;
    }
    self.adapter->hang_ms = hang_ms;
    exn_child_stop(&self.adapter->child);
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        bool was_running = exn_child_runs(&self.adapter->child);
        bool is_there = refresh(&self);
        bool is_built = is_there && (was_running || i < 2 || exn_kit_build(&self, ""));
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
