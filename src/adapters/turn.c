/* One turn after the other: turn.h. */
#include "adapters/turn.h"

#include "adapters/whereabouts.h"
#include "contract/recorder.h"
#include "stage/script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- where the child is ----------------------------------------------------------------------- */

static exn_stage *stage_of(const exn_wing *self)
{
    return exn_wing_probe(self)->stage;
}

bool exn_adapter_restart(exn_run *run, exn_adapter *adapter)
{
    exn_flight *flight = run->tape.flight;
    uint32_t busy = flight->busy;
    flight->busy = EXN_IDLE; /* it is this project that forks */
    bool started = exn_adapter_start(adapter);
    flight->busy = busy;
    return started;
}

/* A run was left while the child waited for an answer: whatever it asks, it is to go on. */
bool exn_turn_finish(exn_adapter *adapter)
{
    while (adapter->owes_reply) {
        exn_line_clear(&adapter->line);
        exn_line_add(&adapter->line, "{\"answer\":null}\n");
        const json_t *message = exn_adapter_send(adapter) ? exn_adapter_receive(adapter) : NULL;
        if (message == NULL) {
            return false;
        }
        adapter->owes_reply = json_object_get(message, "ask") != NULL;
    }
    return true;
}

/* The way to a state is gone in the variant in which it was found. A run that begins anew - an
 * audit, a second look at a breach - has another variant than the one before: code under test that
 * depends on what the language leaves open then does something else (M9). */
static void begin_run(exn_adapter *adapter, uint32_t moment)
{
    bool begins_anew = moment == EXN_MOMENT_BEGINNING;
    adapter->variant = begins_anew ? (adapter->variant + 1) % adapter->variants
                                   : adapter->moments.items[moment].variant;
    adapter->runs += 1;
    exn_line_add(&adapter->line, "{\"run\":%ju", (uintmax_t)adapter->runs);
    if (adapter->variant > 0) {
        exn_line_add(&adapter->line, ",\"variant\":%u", adapter->variant);
    }
    exn_line_add(&adapter->line, "}\n");
}

/* Appends the way from where the child is, or from the beginning of a run, to a moment. */
static void write_way(exn_adapter *adapter, uint32_t moment)
{
    const exn_moments *moments = &adapter->moments;
    uint32_t first = moment;
    size_t size = 0;
    while (first > 1 && first != adapter->at) {
        size += moments->items[first].length;
        first = moments->items[first].before;
    }
    if (first != adapter->at) {
        begin_run(adapter, moment);
    }
    if (size == 0) {
        return;
    }
    size_t end = adapter->line.length + size; /* it is written from its end */
    exn_line_append(&adapter->line, moments->texts, 0);
    for (size_t left = size; left > 0;) {
        static const char blank[64] = "";
        size_t piece = left < sizeof blank ? left : sizeof blank;
        exn_line_append(&adapter->line, blank, piece);
        left -= piece;
    }
    for (uint32_t i = moment; i != first && !adapter->line.failed; i = moments->items[i].before) {
        const exn_moment *one = &moments->items[i];
        end -= one->length;
        memcpy(adapter->line.text + end, moments->texts + one->line, one->length);
    }
}

/* The number of the state in which the world is. */
static uint32_t moment_of(exn_wing *self)
{
    uint32_t moment = exn_moments_find(&self->adapter->moments, self->state);
    if (moment == 0) {
        exn_adapter_object(self->adapter, "a state of its own is not known any more");
        exn_wing_leave(self);
    }
    return moment;
}

/* Begins `line` with what brings the child there. */
static void go_there(exn_wing *self, uint32_t moment)
{
    exn_adapter *adapter = self->adapter;
    bool runs = exn_child_runs(&adapter->child) && exn_turn_finish(adapter);
    if (!runs && !exn_adapter_restart(stage_of(self)->run, adapter)) {
        exn_wing_leave(self);
    }
    exn_line_clear(&adapter->line);
    write_way(adapter, moment);
    adapter->at = moment;
}

/* --- what it has said before ------------------------------------------------------------------ */

/* What the child is told in a state, up to its next answer, and that. */
static exn_hash key_of(exn_hash state, const exn_line *told, const exn_line *answers)
{
    exn_hash key = exn_moment_key_of_way(state, told->text, told->length);
    return exn_moment_key_of_way(key, answers->text, answers->length);
}

/* Whether the child would have to be sent away for what it may have said already. */
static bool may_recall(const exn_adapter *adapter, uint32_t moment)
{
    return moment != EXN_MOMENT_BEGINNING && moment != adapter->at;
}

static const json_t *recall(exn_adapter *adapter, exn_hash key)
{
    const char *text = exn_recall_find(&adapter->recall, key);
    return text != NULL ? exn_adapter_recalled(adapter, text) : NULL;
}

/* A turn in which the child hung, in the place of an answer: it would hang again, and each takes
 * seconds. */
static const char hang_member[] = "hangs";

static void keep_hang(exn_adapter *adapter, exn_hash key)
{
    json_t *hang = json_pack("{s:s}", hang_member, adapter->fault.text);
    char *text = hang != NULL ? json_dumps(hang, JSON_COMPACT) : NULL;
    if (text != NULL) {
        exn_recall_keep(&adapter->recall, key, text);
    }
    free(text);
    json_decref(hang);
}

/* Leaves the run if the child hung in this turn before. */
static void leave_if_it_hangs(exn_wing *self, exn_hash key)
{
    exn_adapter *adapter = self->adapter;
    const json_t *known = adapter->has_hung ? recall(adapter, key) : NULL;
    const char *how = json_string_value(json_object_get(known, hang_member));
    if (how != NULL) {
        adapter->fault.hangs = true;
        snprintf(adapter->fault.text, sizeof adapter->fault.text, "%s", how);
        exn_wing_leave(self);
    }
}

static void keep(exn_adapter *adapter, exn_hash key, const json_t *message)
{
    char *text = json_dumps(message, JSON_COMPACT);
    if (text != NULL) {
        exn_recall_keep(&adapter->recall, key, text);
    }
    free(text);
}

/* --- what it is told -------------------------------------------------------------------------- */

static void write_how(const exn_wing *self, exn_how how, exn_line *line)
{
    static const char *const words[] = {
        [EXN_AS_ENTERED] = "entered",       [EXN_AS_FAILED] = "failed",
        [EXN_AS_CANCELED] = "canceled",     [EXN_AS_EXITED] = "exited",
        [EXN_AS_SUPPRESSED] = "suppressed", [EXN_AS_RETURNED] = "returned",
        [EXN_AS_RAISED] = "raised"};
    if (how.as == EXN_AS_WAITING) {
        exn_line_add(line, "null");
        return;
    }
    exn_line_add(line, "{\"as\":\"%s\"", words[how.as]);
    if (how.passes) {
        exn_line_add(line, ",\"way\":\"passes\"");
    } else if (how.way > 0) {
        exn_line_add(line, ",\"way\":\"%s\"", self->adapter->ways[how.way - 1]);
    }
    if (how.again != 0) {
        exn_line_add(line, ",\"again\":");
        exn_error_name_add(self, how.again, line);
    }
    exn_line_add(line, "}");
}

static void write_happening(const exn_wing *self, const exn_happening *one, exn_line *line)
{
    const char *scope = self->plan->name;
    const exn_view *view = &exn_wing_probe(self)->view;
    switch (one->kind) {
    case EXN_HAPPENS_BEGIN:
        exn_line_add(line, "[\"begin\",\"%s\"]", scope);
        break;
    case EXN_HAPPENS_CANCEL:
        exn_line_add(line, "[\"cancel\",\"%s\"]", scope);
        break;
    case EXN_HAPPENS_BODY:
        exn_line_add(line, "[\"body\",\"%s\",", scope);
        write_how(self, one->how, line);
        exn_line_add(line, "]");
        break;
    default:
        exn_line_add(line, "[\"settle\",\"%s\",\"%s\",", exn_member_name(view, one->member),
                     one->is_exit ? "exit" : "enter");
        write_how(self, one->how, line);
        exn_line_add(line, "]");
    }
}

/* Whether a cancel request may come as soon as the first callback has run. */
static bool stops_at_once(const exn_wing *self)
{
    const exn_stage *stage = stage_of(self);
    bool settles = false;
    for (uint32_t i = 0; i < self->happening_count; i++) {
        settles = settles || self->happenings[i].kind != EXN_HAPPENS_CANCEL;
    }
    return self->adapter->stops_at_once && settles && !self->is_ready &&
           (stage->now->cancels_left > 0 || exn_script_active(stage));
}

/* Writes what the child is told; but for its end, `{"do":[...]`. */
static void write_happenings(exn_wing *self, exn_line *line, bool at_once)
{
    exn_line_add(line, "\"do\":[");
    for (uint32_t i = 0; i < self->happening_count; i++) {
        exn_line_add(line, i > 0 ? "," : "");
        write_happening(self, &self->happenings[i], line);
        self->happenings[i] = (exn_happening){.kind = 0};
    }
    self->happening_count = 0;
    exn_line_add(line, "],\"until\":\"%s\"", at_once ? "first" : "idle");
}

/* --- what it answers -------------------------------------------------------------------------- */

static void take_events(exn_wing *self, const json_t *message)
{
    json_t *events = json_object_get(message, "events");
    exn_adapter *adapter = self->adapter;
    size_t count = json_array_size(events);
    for (size_t i = 0; i < count; i++) {
        exn_whereabouts_tell_event(self, json_array_get(events, i));
        if (!exn_event_happens(self, json_array_get(events, i))) {
            exn_wing_leave(self);
        }
    }
    if (events != NULL && !json_is_array(events)) {
        exn_adapter_object(adapter, "`events` must be a list");
        exn_wing_leave(self);
    }
}

/* A question is an event, within which the operation may settle. */
static void answer(exn_wing *self, const json_t *question, exn_line *answers)
{
    exn_adapter *adapter = self->adapter;
    self->settles_here = true;
    self->asked = EXN_NONE;
    self->answer = (exn_how){.as = EXN_AS_WAITING};
    if (!exn_event_happens(self, question)) {
        exn_wing_leave(self);
    }
    self->settles_here = false;
    self->asked = EXN_NONE;
    exn_line_clear(&adapter->line);
    exn_line_add(&adapter->line, "{\"answer\":");
    write_how(self, self->answer, &adapter->line);
    exn_line_add(&adapter->line, "}\n");
    exn_line_add(answers, answers->length > 0 ? "," : "");
    write_how(self, self->answer, answers);
    self->answer = (exn_how){.as = EXN_AS_WAITING};
}

/* What the child said of a moment. */
typedef struct arrival {
    exn_hash key;
    bool is_ready, spins;
} arrival;

/* Writes a turn, but for its beginning: `"do":...,"until":...,"answers":[...]}`. */
static void write_turn(exn_line *line, const exn_line *told, const exn_line *answers)
{
    exn_line_append(line, told->text, told->length);
    if (answers->length > 0) {
        exn_line_add(line, ",\"answers\":[");
        exn_line_append(line, answers->text, answers->length);
        exn_line_append(line, "]", 1);
    }
    exn_line_append(line, "}\n", 2);
}

/* Keeps where the turn has led; the child is there, too, unless its answer was recalled. */
static arrival arrive(exn_wing *self, const json_t *reply, uint32_t from, const exn_line *again,
                      bool is_there)
{
    exn_adapter *adapter = self->adapter;
    const json_t *state = json_object_get(reply, "state");
    const char *no_state = json_string_value(json_object_get(reply, "no state"));
    arrival at = {.is_ready = json_is_true(json_object_get(reply, "ready")),
                  .spins = json_object_get(reply, "spins") != NULL};
    if (no_state != NULL && adapter->no_states == NULL) {
        adapter->no_states = strdup(no_state);
    }
    bool is_compared = adapter->no_states == NULL && json_is_string(state) && !at.is_ready;
    at.key =
        is_compared
            ? exn_moment_key_of_text(json_string_value(state), json_string_length(state))
            : exn_moment_key_of_way(adapter->moments.items[from].key, again->text, again->length);
    uint32_t moment = exn_moments_add(&adapter->moments, at.key, from, adapter->variant,
                                      again->text, again->length);
    adapter->at = is_there ? moment : adapter->at;
    return at;
}

/* The lines that a turn needs; they outlive it, for a breach leaves it anywhere. */
static EXEUNT_OUTSIDE exn_line told, answers, again;

/* Sends the child to a state, and tells it the turn, with the answers that are known. */
static void tell(exn_wing *self, uint32_t from)
{
    exn_adapter *adapter = self->adapter;
    go_there(self, from);
    exn_line_add(&adapter->line, "{\"reply\":%ju,", (uintmax_t)exn_adapter_number(adapter));
    write_turn(&adapter->line, &told, &answers);
    adapter->at = 0;
}

/* Returns what comes next in a turn: recalled, or heard of the child, which `is_there` then. */
static const json_t *next_message(exn_wing *self, uint32_t from, bool recalls, bool *is_there)
{
    exn_adapter *adapter = self->adapter;
    exn_hash key = key_of(self->state, &told, &answers);
    leave_if_it_hangs(self, key);
    const json_t *message = recalls && !*is_there ? recall(adapter, key) : NULL;
    if (message != NULL) {
        return message;
    }
    if (!*is_there) {
        *is_there = true;
        tell(self, from);
    }
    message = exn_adapter_send(adapter) ? exn_adapter_receive(adapter) : NULL;
    bool is_question = json_object_get(message, "ask") != NULL;
    if (message == NULL && adapter->fault.hangs) {
        keep_hang(adapter, key);
    }
    if (message == NULL ||
        (!is_question && !exn_adapter_is_reply(adapter, message, adapter->replies))) {
        exn_wing_leave(self);
    }
    adapter->owes_reply = is_question;
    keep(adapter, key, message);
    return message;
}

static arrival take_one(exn_wing *self)
{
    exn_adapter *adapter = self->adapter;
    uint32_t from = moment_of(self);
    bool recalls = may_recall(adapter, from);
    bool is_there = false;
    exn_line_clear(&told);
    exn_line_clear(&answers);
    write_happenings(self, &told, stops_at_once(self));
    for (;;) {
        const json_t *message = next_message(self, from, recalls, &is_there);
        const json_t *question = json_object_get(message, "ask");
        if (question == NULL) {
            exn_line_clear(&again);
            exn_line_append(&again, "{", 1);
            write_turn(&again, &told, &answers);
            arrival at = arrive(self, message, from, &again, is_there);
            self->state = at.key;
            self->is_ready = at.is_ready;
            if (is_there) {
                exn_whereabouts_ask(self);
            }
            take_events(self, adapter->message);
            return at;
        }
        take_events(self, message);
        answer(self, question, &answers);
    }
}

/* A runtime that does not come to rest: neither does what stands for it here (D5). */
static void spin(exeunt_task *task)
{
    exn_wing *self = task->data;
    exeunt_border_post(self->border, &self->go_on);
}

void exn_turn_take(exn_wing *self)
{
    exn_adapter *adapter = self->adapter;
    adapter->pulse = &stage_of(self)->run->tape.flight->pulse;
    arrival at;
    self->in_turn = true;
    do {
        at = take_one(self);
    } while (!at.is_ready && !at.spins && self->happening_count > 0);
    self->in_turn = false;
    if (at.spins) {
        self->goes_on = true;
        self->go_on = (exeunt_task){.run = spin, .data = self};
        exeunt_border_post(self->border, &self->go_on);
    }
}

/* --- the end of a run ------------------------------------------------------------------------- */

/* Appends what a list of the child's names, as "a, b". */
static void add_names(const json_t *list, const char *before, exn_line *text)
{
    size_t index;
    const json_t *one;
    json_array_foreach(list, index, one)
    {
        const char *name = json_string_value(one);
        exn_line_append(text, text->length > 0 ? ", " : "", text->length > 0 ? 2 : 0);
        exn_line_append(text, before, strlen(before));
        exn_line_append(text, name != NULL ? name : "?", name != NULL ? strlen(name) : 1);
    }
}

/* Returns what the child says at the end of a run. */
static const json_t *ask_for_end(exn_wing *self)
{
    static const exn_line end = {.text = "end", .length = 3};
    static const exn_line none = {.text = "", .length = 0};
    exn_adapter *adapter = self->adapter;
    uint32_t moment = moment_of(self);
    exn_hash key = key_of(self->state, &end, &none);
    const json_t *message = may_recall(adapter, moment) ? recall(adapter, key) : NULL;
    if (message != NULL) {
        return message;
    }
    go_there(self, moment);
    uint64_t number = exn_adapter_number(adapter);
    exn_line_add(&adapter->line, "{\"reply\":%ju,\"end\":true}\n", (uintmax_t)number);
    adapter->at = 0;
    message = exn_adapter_send(adapter) ? exn_adapter_receive(adapter) : NULL;
    if (message == NULL || !exn_adapter_is_reply(adapter, message, number)) {
        exn_wing_leave(self);
    }
    keep(adapter, key, message);
    return message;
}

void exn_turn_end_run(exn_wing *self)
{
    exn_adapter *adapter = self->adapter;
    adapter->pulse = &stage_of(self)->run->tape.flight->pulse;
    const json_t *message = ask_for_end(self);
    exn_line_clear(&told);
    exn_line_append(&told, "", 0);
    add_names(json_object_get(message, "left"), "", &told);
    add_names(json_object_get(message, "unawaited"), "what was never awaited of ", &told);
    add_names(json_object_get(message, "unretrieved"), "an unretrieved error, ", &told);
    if (told.length > 0) {
        exn_probe *probe = exn_wing_probe(self);
        exn_event event = {.kind = EXN_WORLD_ENDS,
                           .member = EXN_NONE,
                           .scope = self->border->scope,
                           .left = {.what = told.text}};
        exn_record_event(probe->recorder, &probe->view, &event);
    }
}
