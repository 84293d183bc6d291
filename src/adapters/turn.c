/* One turn after the other: turn.h. */
#include "adapters/turn.h"

#include "adapters/own_manager.h"
#include "adapters/reach.h"
#include "adapters/tell.h"
#include "adapters/whereabouts.h"
#include "base/own_assert.h"
#include "contract/recorder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static exn_stage *stage_of(const exn_wing *self)
{
    return exn_wing_probe(self)->stage;
}

/* --- what it has said before ------------------------------------------------------------------ */

/* What the child is told in a state, up to its next answer, and that. An answer without a state is
 * none where states are compared. */
static exn_hash key_of(const exn_wing *self, const exn_line *told, const exn_line *answers)
{
    exn_hash from = self->state;
    from.high ^= self->adapter->ignores_states ? UINT64_C(1) << 62 : 0;
    exn_hash key = exn_moment_key_of_way(from, told->text, told->length);
    return exn_moment_key_of_way(key, answers->text, answers->length);
}

/* Whether the child would have to be sent away for what it may have said already. A run from the
 * beginning hears the child itself, unless it is one of an exploration by running, or of a look
 * beside a schedule, where each run repeats most of the one before. */
static bool may_recall(const exn_wing *self, uint32_t moment)
{
    const exn_run_options *options = &stage_of(self)->run->options;
    bool is_made_anew = moment == EXN_MOMENT_BEGINNING && !options->follows && !options->recalls;
    return !is_made_anew && moment != self->adapter->at;
}

enum { MOMENTS_MAX = 1 << 17 }; /* that an exploration by running keeps: some 40 MB */

/* At the beginning of a run. Where no state is gone back to, memory is kept within bounds here. A
 * run that the child has begun for one that ignores states is of no use to others. */
static void forget(exn_wing *self)
{
    exn_adapter *adapter = self->adapter;
    const exn_run_options *options = &stage_of(self)->run->options;
    bool is_too_much =
        (options->follows || options->recalls) && adapter->moments.count > MOMENTS_MAX;
    if (is_too_much && !exn_moments_begin(&adapter->moments)) {
        exn_adapter_object(adapter, "out of memory");
        exn_wing_leave(self);
    }
    if (is_too_much) {
        exn_recall_clear(&adapter->recall);
    }
    if (is_too_much || options->ignores_states != adapter->ignores_states) {
        adapter->at = 0;
    }
    adapter->ignores_states = options->ignores_states;
}

static const json_t *recall(exn_adapter *adapter, exn_hash key)
{
    json_t *answer = exn_recall_find(&adapter->recall, key);
    return answer != NULL ? exn_adapter_recalled(adapter, answer) : NULL;
}

/* A turn in which the child hung, in the place of an answer: it would hang again, and each takes
 * seconds. */
static const char hang_member[] = "hangs";

static void keep_hang(exn_adapter *adapter, exn_hash key)
{
    json_t *hang = json_pack("{s:s}", hang_member, adapter->fault.text);
    char *text = hang != NULL ? json_dumps(hang, JSON_COMPACT) : NULL;
    if (text != NULL) {
        exn_recall_keep(&adapter->recall, key, text, strlen(text));
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

static void keep(exn_adapter *adapter, exn_hash key)
{
    exn_recall_keep(&adapter->recall, key, adapter->text, adapter->text_length);
}

/* --- what it answers -------------------------------------------------------------------------- */

/* What the child has said has happened, and has not yet happened at the border. A body may ask for
 * something in the midst of it, and the child's answer to that comes after the rest. */
static EXEUNT_OUTSIDE json_t *heard;
static EXEUNT_OUTSIDE size_t next_heard;

static void hear_events(exn_wing *self, const json_t *message)
{
    json_t *events = json_object_get(message, "events");
    heard = heard != NULL ? heard : json_array();
    if (events != NULL && json_array_extend(heard, events) != 0) {
        exn_adapter_object(self->adapter, "`events` must be a list");
        exn_wing_leave(self);
    }
}

static void take_events(exn_wing *self)
{
    while (next_heard < json_array_size(heard)) {
        const json_t *event = json_array_get(heard, next_heard);
        next_heard += 1;
        exn_whereabouts_tell_event(self, event);
        if (!exn_event_happens(self, event)) {
            exn_wing_leave(self);
        }
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
    exn_tell_how(self, self->answer, &adapter->line);
    exn_line_add(&adapter->line, "}\n");
    exn_line_add(answers, answers->length > 0 ? "," : "");
    exn_tell_how(self, self->answer, answers);
    self->answer = (exn_how){.as = EXN_AS_WAITING};
}

/* What the child said of a moment. */
typedef struct arrival {
    exn_hash key;
    bool is_ready, spins;
    uint32_t spins_for; /* a manager of the child's own; EXN_NONE: the scope */
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

static uint32_t who_spins(const exn_wing *self, const json_t *reply)
{
    const char *name = json_string_value(json_object_get(reply, "of"));
    uint32_t member = name != NULL ? exn_wing_member(self, name) : EXN_NONE;
    bool is_own = exn_own_manager_at(exn_wing_probe(self), member) != NULL;
    return is_own ? member : EXN_NONE;
}

/* Keeps where the turn has led; the child is there, too, unless its answer was recalled. */
static arrival arrive(exn_wing *self, const json_t *reply, uint32_t from, const exn_line *again,
                      bool is_there)
{
    exn_adapter *adapter = self->adapter;
    const json_t *state = json_object_get(reply, "state");
    const char *no_state = json_string_value(json_object_get(reply, "no state"));
    arrival at = {.is_ready = json_is_true(json_object_get(reply, "ready")),
                  .spins = json_object_get(reply, "spins") != NULL,
                  .spins_for = who_spins(self, reply)};
    if (no_state != NULL && adapter->no_states == NULL) {
        adapter->no_states = strdup(no_state);
        adapter->table.capabilities |= EXEUNT_NO_SNAPSHOTS; /* for the search, which begins anew */
    }
    bool is_compared = adapter->no_states == NULL && !adapter->ignores_states &&
                       json_is_string(state) && !at.is_ready;
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
    exn_wing_go_to(self, from);
    exn_line_add(&adapter->line, "{\"reply\":%ju,", (uintmax_t)exn_adapter_number(adapter));
    write_turn(&adapter->line, &told, &answers);
    adapter->at = 0;
}

/* Returns what comes next in a turn: recalled, or heard of the child, which `is_there` then. */
static const json_t *next_message(exn_wing *self, uint32_t from, bool recalls, bool *is_there)
{
    exn_adapter *adapter = self->adapter;
    exn_hash key = key_of(self, &told, &answers);
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
    keep(adapter, key);
    return message;
}

/* --- turns ------------------------------------------------------------------------------------ */

/* The turn under way, or the last one. It lies outside of the world, for a breach leaves it
 * anywhere. */
static EXEUNT_OUTSIDE struct {
    uint32_t from;     /* the state in which it begins */
    bool recalls;      /* what the child has said before need not be asked again */
    bool is_there;     /* the child itself takes part */
    bool is_under_way; /* its answer has not come */
    json_t *question;  /* that is to be answered next; NULL: there is none */
    bool *refused;     /* what the child is asked in it */
    arrival at;        /* where it has led */
} turn;

static void forget_turn(void)
{
    json_array_clear(heard);
    next_heard = 0;
    json_decref(turn.question);
    turn.question = NULL;
    turn.is_under_way = false;
}

/* `stops_again`: it is to run one more callback of the turn before. */
static void begin_turn(exn_wing *self, bool *refused, bool stops_again)
{
    exn_assert(!turn.is_under_way && next_heard == json_array_size(heard));
    turn.from = exn_wing_moment(self);
    turn.recalls = may_recall(self, turn.from);
    turn.is_there = false;
    turn.is_under_way = true;
    turn.refused = refused;
    exn_line_clear(&told);
    exn_line_clear(&answers);
    exn_tell_happenings(self, &told, stops_again);
}

/* Whether the child refuses what it was asked in the turn. */
static bool refuses(const json_t *message)
{
    const json_t *events = json_object_get(message, "events");
    bool does = false;
    size_t index;
    const json_t *one;
    json_array_foreach(events, index, one)
    {
        const char *word = json_string_value(json_array_get(one, 0));
        does = does || (word != NULL && strcmp(word, "refuses") == 0);
    }
    return does;
}

/* The child says what comes next in the turn: a question, or that it is over. */
static void hear_next(exn_wing *self)
{
    const json_t *message = next_message(self, turn.from, turn.recalls, &turn.is_there);
    json_t *question = json_object_get(message, "ask");
    hear_events(self, message);
    *turn.refused = *turn.refused || refuses(message);
    if (question != NULL) {
        turn.question = json_incref(question);
        return;
    }
    exn_line_clear(&again);
    exn_line_append(&again, "{", 1);
    write_turn(&again, &told, &answers);
    turn.is_under_way = false;
    turn.at = arrive(self, message, turn.from, &again, turn.is_there);
    self->state = turn.at.key;
    self->is_ready = turn.at.is_ready;
    if (turn.is_there) {
        exn_whereabouts_ask(self);
    }
}

/* Answers the question that the child has asked last. */
static void answer_next(exn_wing *self)
{
    json_t *question = turn.question;
    turn.question = NULL;
    json_array_append_new(heard, question);
    next_heard += 1;
    answer(self, question, &answers);
}

/* What happens at the border may ask the child for something, and so finish the turn from within.
 */
void exn_turn_finish_events(exn_wing *self)
{
    take_events(self);
    while (turn.is_under_way) {
        if (turn.question != NULL) {
            answer_next(self);
        }
        hear_next(self);
        take_events(self);
    }
}

/* A runtime that does not come to rest: neither does what stands for it here (D5). */
static void spin(exeunt_task *task)
{
    exn_wing *self = task->data;
    exeunt_border_post(self->spins, &self->go_on);
}

/* In how many tasks something settles in the turn that begins. Where that is several, a request may
 * come when each has gone on: before, the completion would be untrue (D3). */
static uint32_t count_of_tasks(const exn_wing *self)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < self->happening_count; i++) {
        uint8_t kind = self->happenings[i].kind;
        count += kind == EXN_HAPPENS_SETTLE || kind == EXN_HAPPENS_BODY ? 1 : 0;
    }
    return exn_wing_probe(self)->view.task_count > 1 ? count : 0;
}

static void take_turns(exn_wing *self, bool *refused)
{
    self->adapter->pulse = &stage_of(self)->run->tape.flight->pulse;
    forget_turn();
    if (exn_hash_equal(self->state, exn_moment_first)) {
        forget(self);
    }
    self->in_turn = true;
    bool of_others = false;
    bool stops_again = false;
    uint32_t stops_left = count_of_tasks(self);
    do {
        begin_turn(self, refused, stops_again);
        refused = &of_others;
        exn_turn_finish_events(self);
        stops_left -= stops_left > 0 ? 1 : 0;
        stops_again = turn.at.is_ready && stops_left > 0;
    } while (!turn.at.spins && (stops_again || (!turn.at.is_ready && self->happening_count > 0)));
    self->in_turn = false;
    if (turn.at.spins) {
        uint32_t of = turn.at.spins_for;
        self->spins = of != EXN_NONE ? &exn_wing_probe(self)->own_borders[of] : self->border;
        self->goes_on = true;
        self->go_on = (exeunt_task){.run = spin, .data = self};
        exeunt_border_post(self->spins, &self->go_on);
    }
}

void exn_turn_take(exn_wing *self)
{
    bool refused = false;
    take_turns(self, &refused);
}

bool exn_turn_ask(exn_wing *self)
{
    bool refused = false;
    if (self->in_turn) {
        begin_turn(self, &refused, false);
        exn_turn_finish_events(self);
    } else {
        take_turns(self, &refused);
    }
    return refused;
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
    uint32_t moment = exn_wing_moment(self);
    exn_hash key = key_of(self, &end, &none);
    const json_t *message = may_recall(self, moment) ? recall(adapter, key) : NULL;
    if (message != NULL) {
        return message;
    }
    exn_wing_go_to(self, moment);
    uint64_t number = exn_adapter_number(adapter);
    exn_line_add(&adapter->line, "{\"reply\":%ju,\"end\":true}\n", (uintmax_t)number);
    adapter->at = 0;
    message = exn_adapter_send(adapter) ? exn_adapter_receive(adapter) : NULL;
    if (message == NULL || !exn_adapter_is_reply(adapter, message, number)) {
        exn_wing_leave(self);
    }
    keep(adapter, key);
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
