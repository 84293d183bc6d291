/* Keeps what the child says of where it waits, and puts it beside the events of the trace:
 * whereabouts.h. */
#include "adapters/whereabouts.h"

#include "contract/event_lines.h"

#include <string.h>

/* What the child said last, and in which of its runs. It outlives a turn, for a breach leaves that
 * anywhere. */
static EXEUNT_OUTSIDE struct {
    json_t *lines;
    uint64_t run;
    size_t events; /* so many had happened then */
} waiting;

static exn_recorder *recorder_of(const exn_wing *self)
{
    return exn_wing_probe(self)->recorder;
}

bool exn_whereabouts_are_asked(const exn_wing *self)
{
    return self->adapter->tells_where && recorder_of(self)->lines.are_kept;
}

/* Returns the line of an operation, or of a scope ("scope"); NULL: none is known. */
static const char *line_of(const exn_wing *self, const char *who, const char *what)
{
    size_t index;
    const json_t *one;
    json_array_foreach(waiting.lines, index, one)
    {
        if (waiting.run != self->adapter->runs) {
            return NULL;
        }
        const char *its_name = json_string_value(json_array_get(one, 0));
        const char *its_word = json_string_value(json_array_get(one, 1));
        const char *line = json_string_value(json_array_get(one, 2));
        bool is_it = its_name != NULL && its_word != NULL && strcmp(its_name, who) == 0 &&
                     strcmp(its_word, what) == 0;
        if (is_it && line != NULL && strcmp(line, "?") != 0) {
            return line;
        }
    }
    return NULL;
}

static void tell(exn_wing *self, size_t event, const char *line)
{
    if (line != NULL) {
        exn_event_lines_put(&recorder_of(self)->lines, event, line);
    }
}

/* --- what has begun inside a call ------------------------------------------------------------- */

/* An operation that has begun by a question stands in the trace before the child says where it
 * waits. */
static void tell_operation(exn_wing *self, uint32_t member, bool is_exit, const char *line)
{
    const exn_recorder *recorder = recorder_of(self);
    exn_event_kind kind = is_exit ? EXN_EXIT_BEGINS : EXN_ENTER_BEGINS;
    size_t at = recorder->trace_count;
    while (at > 0 &&
           (recorder->trace[at - 1].kind != kind || recorder->trace[at - 1].member != member)) {
        at -= 1;
    }
    if (at > 0 && exn_event_line(&recorder->lines, at - 1) == NULL) {
        tell(self, at - 1, line);
    }
}

static void tell_those_in_flight(exn_wing *self)
{
    const exn_view *view = &exn_wing_probe(self)->view;
    for (uint32_t i = 0; i < view->member_count; i++) {
        const char *name = exn_member_name(view, i);
        const char *enter = line_of(self, name, "enter");
        const char *exit = line_of(self, name, "exit");
        if (enter != NULL) {
            tell_operation(self, i, false, enter);
        }
        if (exit != NULL) {
            tell_operation(self, i, true, exit);
        }
    }
}

/* What a manager of the child's own has waited for has come: at the line where it waited. */
static void tell_what_came(exn_wing *self)
{
    const exn_recorder *recorder = recorder_of(self);
    const exn_view *view = &exn_wing_probe(self)->view;
    bool is_same_run = waiting.run == self->adapter->runs;
    for (size_t i = waiting.events; is_same_run && i < recorder->trace_count; i++) {
        const exn_record *record = &recorder->trace[i];
        bool came = record->kind == EXN_WORD && record->scope == EXN_NONE; /* was not chosen */
        if (came && record->member < view->member_count) {
            const char *name = exn_member_name(view, record->member);
            const char *enter = line_of(self, name, "enter");
            tell(self, i, enter != NULL ? enter : line_of(self, name, "exit"));
        }
    }
}

/* --- asking ----------------------------------------------------------------------------------- */

/* Where a scope was before it closed is its line still, if the child knows no better one. */
static void keep_line(exn_wing *self, json_t *now, const char *scope)
{
    const char *before = line_of(self, scope, "scope");
    json_t *last = before == NULL ? NULL : json_pack("[s, s, s]", scope, "scope", before);
    if (json_is_array(now) && last != NULL) {
        json_array_append(now, last); /* what stands there first counts */
    }
    json_decref(last);
}

static void take(exn_wing *self, const json_t *answer)
{
    const exn_view *view = &exn_wing_probe(self)->view;
    json_t *now = json_deep_copy(json_object_get(answer, "where"));
    for (uint32_t i = 0; i < view->task_count; i++) {
        keep_line(self, now, exn_scope_name(view, view->tasks[i].scope));
    }
    json_decref(waiting.lines);
    waiting.lines = now;
    waiting.run = self->adapter->runs;
    waiting.events = recorder_of(self)->trace_count;
}

void exn_whereabouts_ask(exn_wing *self)
{
    exn_adapter *adapter = self->adapter;
    if (!exn_whereabouts_are_asked(self)) {
        return;
    }
    json_t *answered = json_incref(adapter->message);
    uint64_t number = exn_adapter_number(adapter);
    exn_line_clear(&adapter->line);
    exn_line_add(&adapter->line, "{\"reply\":%ju,\"where\":true}\n", (uintmax_t)number);
    const json_t *answer = exn_adapter_send(adapter) ? exn_adapter_receive(adapter) : NULL;
    if (answer == NULL || !exn_adapter_is_reply(adapter, answer, number)) {
        json_decref(answered);
        exn_wing_leave(self);
    }
    tell_what_came(self);
    take(self, answer);
    json_decref(adapter->message);
    adapter->message = answered;
    tell_those_in_flight(self);
}

/* --- telling ---------------------------------------------------------------------------------- */

void exn_whereabouts_tell_event(exn_wing *self, const json_t *event)
{
    if (!exn_whereabouts_are_asked(self)) {
        return; /* as in each event of a search */
    }
    const char *word = json_string_value(json_array_get(event, 0));
    const char *who = json_string_value(json_array_get(event, 1));
    const char *what = json_string_value(json_array_get(event, 2));
    if (word == NULL || who == NULL) {
        return;
    }
    if (strcmp(word, "begins") == 0 && what != NULL) {
        tell(self, recorder_of(self)->trace_count, line_of(self, who, what));
    } else if (strcmp(word, "closes") == 0) {
        tell(self, recorder_of(self)->trace_count, line_of(self, who, "scope"));
    } else if (strcmp(word, "settles") == 0) {
        const json_t *how = json_array_get(event, 3);
        const char *line = json_string_value(json_object_get(how, "where"));
        tell(self, recorder_of(self)->trace_count, line);
    }
}

void exn_whereabouts_tell_cancel(const exn_wing_scope *scope)
{
    exn_wing *self = scope->wing;
    const exn_recorder *recorder = recorder_of(self);
    size_t count = recorder->trace_count;
    /* Neither before a scope has begun nor while the body runs does the scope wait at a line. */
    bool waits =
        !exn_hash_equal(self->state, exn_moment_first) &&
        exn_wing_probe(self)->view.scopes[scope->border->scope].body != EXN_BODY_IS_IN_FLIGHT;
    if (exn_whereabouts_are_asked(self) && waits && count > 0 &&
        recorder->trace[count - 1].kind == EXN_CANCEL) {
        tell(self, count - 1, line_of(self, scope->plan->name, "scope"));
    }
}
