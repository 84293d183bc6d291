/* Which error a record stands for (E1, E2). The pointer tells: a record that says the same of
 * itself as another one is a copy.
 *
 * What is shown is kept in the world, so only what happens at the border may show anything: listing
 * what may come next looks, and keeps nothing, for a run that is repeated need not list it again.
 *
 * A failure has its record at `raised` of the manager where the scope records through
 * exeunt_manager_record. A scope that keeps records of its own is taken at its word once: the first
 * one that it shows for a failure, for its deadline or for several errors is the one. */
#include "base/own_assert.h"
#include "contract/oracle.h"
#include "contract/probe.h"

#include <string.h>

/* Far from what libuv and the C library use. */
enum { FIRST_ACTOR_CODE = -10000 };
static const char *const actor_messages[] = {
    "injected by the scenario (1)", "injected by the scenario (2)", "injected by the scenario (3)",
    "injected by the scenario (4)", "injected by the scenario (5)", "injected by the scenario (6)",
    "injected by the scenario (7)", "injected by the scenario (8)",
};
enum { ACTOR_MESSAGES = sizeof actor_messages / sizeof *actor_messages };
const char exn_body_source[] = "body";
const char exn_body_message[] = "raised by the scenario";

static bool differ(const char *a, const char *b)
{
    return a != b && (a == NULL || b == NULL || strcmp(a, b) != 0);
}

/* --- records of the scopes' own --------------------------------------------------------------- */

/* The member for whose failure the scope has shown this record, or EXN_NONE. Members mostly come
 * one after the other, so the search begins near the last one. */
static uint32_t shown_for(const exn_probe *probe, const exeunt_error *record)
{
    const exeunt_error *const *shown = probe->shown;
    uint32_t count = probe->view.member_count;
    uint32_t last = probe->recorder->shown_last;
    for (uint32_t i = last > 0 ? last - 1 : 0; i < count && i <= last + 1; i++) {
        if (shown[i] == record) {
            return i;
        }
    }
    uint32_t i = 0;
    while (i < count && shown[i] != record) {
        i += 1;
    }
    return i < count ? i : EXN_NONE;
}

/* Whether no record of this failure has been seen yet. */
static bool awaits_record(const exn_probe *probe, uint32_t member, exn_error_id failure)
{
    return probe->shown[member] == NULL && probe->outer[member]->raised == NULL &&
           probe->view.members[member]->raised == failure;
}

/* A record that was not seen before belongs to the first member of its name that has failed and has
 * no record yet. If there is none, the record is a copy. */
static exn_error_id identify_new(const exn_probe *probe, exn_id_kind kind,
                                 const exeunt_error *record, bool keeps)
{
    exn_error_id alike = exn_id(EXN_ID_UNKNOWN, 0);
    for (uint32_t i = 0; i < probe->view.member_count; i++) {
        if (differ(exn_member_name(&probe->view, i), record->source)) {
            continue;
        }
        exn_error_id failure = exn_id(kind, i);
        if (awaits_record(probe, i, failure)) {
            probe->shown[i] = keeps ? record : NULL;
            probe->recorder->shown_last = i;
            return failure;
        }
        alike = exn_id_kind_of(alike) == EXN_ID_UNKNOWN ? failure | EXN_ID_COPY : alike;
    }
    return alike;
}

static exn_error_id identify_failure(const exn_probe *probe, exn_id_kind kind,
                                     const exeunt_error *record, bool keeps)
{
    uint32_t index = exn_probe_member_at(probe, record);
    if (index != EXN_NONE && &probe->outer[index]->error == record) {
        return exn_id(kind, index);
    }
    uint32_t member = shown_for(probe, record);
    if (member == EXN_NONE) {
        return identify_new(probe, kind, record, keeps);
    }
    exn_assert(probe->shown[member] == record);
    probe->recorder->shown_last = member;
    return exn_id(kind, member);
}

/* A scope has at most one deadline and one combined error. The first record that it shows for one
 * is the right one. */
static exn_error_id identify_scope(const exn_probe *probe, exn_id_kind kind,
                                   const exeunt_error *record, bool keeps)
{
    uint32_t scope = 0;
    while (scope < probe->view.scope_count &&
           differ(exn_scope_name(&probe->view, scope), record->source)) {
        scope += 1;
    }
    if (scope == probe->view.scope_count) {
        return exn_id(EXN_ID_UNKNOWN, 0);
    }
    uint32_t behind = kind == EXN_ID_DEADLINE ? 0 : probe->view.scope_count;
    exn_assert((kind == EXN_ID_DEADLINE || kind == EXN_ID_SEVERAL) && "a scope has one of each");
    const exeunt_error **shown = &probe->shown[probe->view.member_count + behind + scope];
    bool is_first = *shown == NULL;
    if (is_first && keeps) {
        *shown = record;
    }
    return exn_id(kind, scope) | (is_first || *shown == record ? 0 : EXN_ID_COPY);
}

/* The error of a body lies in the world, one for each task. Apart, because it is seldom there. */
__attribute__((noinline)) static exn_error_id identify_body(const exn_probe *probe,
                                                            const exeunt_error *error)
{
    const exn_view *view = &probe->view;
    exn_assert(error != NULL && error->origin == EXEUNT_ORIGIN_BODY);
    for (uint32_t i = 0; i < view->task_count; i++) {
        if (error == &probe->body_errors[i]) {
            return exn_id(EXN_ID_BODY, i);
        }
    }
    uint32_t task = 0;
    while (task < view->task_count && differ(error->source, view->tasks[task].body_source)) {
        task += 1;
    }
    return task < view->task_count ? exn_id(EXN_ID_BODY, task) | EXN_ID_COPY
                                   : exn_id(EXN_ID_UNKNOWN, 0);
}

static exn_error_id identify(const exn_probe *probe, const exeunt_error *error, bool keeps)
{
    if (error == NULL) {
        return exn_id(EXN_ID_NONE, 0);
    }
    switch (error->origin) {
    case EXEUNT_ORIGIN_BODY:
        return error == probe->body_errors ? exn_id(EXN_ID_BODY, 0) : identify_body(probe, error);
    case EXEUNT_ORIGIN_CANCEL:
        return exn_id(EXN_ID_CANCELED, 0) | (error == exeunt_error_canceled() ? 0 : EXN_ID_COPY);
    case EXEUNT_ORIGIN_ENTER:
        return identify_failure(probe, EXN_ID_ENTER, error, keeps);
    case EXEUNT_ORIGIN_EXIT:
        return identify_failure(probe, EXN_ID_EXIT, error, keeps);
    case EXEUNT_ORIGIN_DEADLINE:
        return identify_scope(probe, EXN_ID_DEADLINE, error, keeps);
    case EXEUNT_ORIGIN_SEVERAL:
        return identify_scope(probe, EXN_ID_SEVERAL, error, keeps);
    default:
        return exn_id(EXN_ID_UNKNOWN, 0);
    }
}

exn_error_id exn_probe_identify(const exn_probe *probe, const exeunt_error *error)
{
    return identify(probe, error, true);
}

/* --- what a record says ----------------------------------------------------------------------- */

static inline uint32_t failure_of(uint32_t member, bool exits)
{
    return 2 * member + (exits ? 1 : 0);
}

int exn_actor_code(uint32_t member, bool exits)
{
    return FIRST_ACTOR_CODE - (int)failure_of(member, exits);
}

const char *exn_actor_message(uint32_t member, bool exits)
{
    return actor_messages[failure_of(member, exits) % ACTOR_MESSAGES];
}

/* What the record of a failure, or of the body's error, must contain. */
static exeunt_error said_by(const exn_probe *probe, exn_error_id id)
{
    if (exn_id_kind_of(id) == EXN_ID_BODY) {
        uint32_t task = exn_id_index(id);
        const exn_told *body = probe->bodies_told != NULL ? &probe->bodies_told[task] : NULL;
        bool is_in_c = body != NULL && body->code != 0; /* the scenario plays the others */
        return (exeunt_error){.code = is_in_c ? body->code : EXN_BODY_CODE,
                              .source = probe->view.tasks[task].body_source,
                              .message = is_in_c ? body->message : exn_body_message};
    }
    exn_assert(exn_id_kind_of(id) == EXN_ID_ENTER || exn_id_kind_of(id) == EXN_ID_EXIT);
    uint32_t member = exn_id_index(id);
    bool exits = exn_id_kind_of(id) == EXN_ID_EXIT;
    const exn_told *told = probe->members[member].told;
    return (exeunt_error){
        .code = told != NULL ? told->code : exn_actor_code(member, exits),
        .source = exn_member_name(&probe->view, member),
        .message = told != NULL ? told->message : exn_actor_message(member, exits),
    };
}

/* Compares a record with what it must contain. */
static bool is_flawed(const exn_probe *probe, exn_error_id id, const exeunt_error *record,
                      exn_flaw *flaw)
{
    exeunt_error said = said_by(probe, id);
    *flaw = (exn_flaw){.of = id};
    if (record->code != said.code) {
        flaw->kind = EXN_FLAW_CODE;
        flaw->code = record->code;
        flaw->wanted_code = said.code;
        return true;
    }
    bool source = differ(record->source, said.source);
    flaw->kind = source ? EXN_FLAW_SOURCE : EXN_FLAW_MESSAGE;
    flaw->text = source ? record->source : record->message;
    flaw->wanted_text = source ? said.source : said.message;
    return source || differ(record->message, said.message);
}

bool exn_probe_is_flawed(const exn_probe *probe, const exeunt_error *record)
{
    exn_error_id id = identify(probe, record, false);
    exn_id_kind kind = exn_id_kind_of(id);
    exn_flaw flaw;
    bool says_it = kind == EXN_ID_BODY || kind == EXN_ID_ENTER || kind == EXN_ID_EXIT;
    return says_it && is_flawed(probe, id, record, &flaw);
}

/* A scope writes the records of its deadline and of its combined error as it likes, but a code must
 * be negative. */
static bool is_no_code(exn_error_id id, const exeunt_error *record, exn_flaw *flaw)
{
    *flaw = (exn_flaw){.of = id, .kind = EXN_FLAW_NO_CODE, .code = record->code};
    return record->code >= 0;
}

/* Most errors are failures of actors that the scope has recorded in their managers, and say all
 * that they have to: reads such a one at a glance. Returns false if it is another one. */
static inline bool read_of_actor(const exn_probe *probe, const exeunt_error *record,
                                 exn_error_id *id)
{
    uint32_t member = exn_probe_member_at(probe, record);
    if (member == EXN_NONE || record != &probe->outer[member]->error) {
        return false;
    }
    bool exits = record->origin == EXEUNT_ORIGIN_EXIT;
    *id = exn_id(exits ? EXN_ID_EXIT : EXN_ID_ENTER, member);
    exn_assert(member < probe->view.member_count);
    return (exits || record->origin == EXEUNT_ORIGIN_ENTER) &&
           probe->members[member].told == NULL && record->code == exn_actor_code(member, exits) &&
           record->source == exn_member_name(&probe->view, member) &&
           record->message == exn_actor_message(member, exits);
}

static exn_error_id read(const exn_probe *probe, const exeunt_error *record, exn_event *event)
{
    exn_error_id id = exn_probe_identify(probe, record);
    exn_flaw *flaw = &probe->recorder->flaw;
    bool found = false;
    if (event->flaw != NULL) {
        return id;
    }
    switch (exn_id_kind_of(id)) {
    case EXN_ID_BODY:
    case EXN_ID_ENTER:
    case EXN_ID_EXIT:
        exn_probe_look_at_text(probe, id);
        found = is_flawed(probe, id, record, flaw);
        break;
    case EXN_ID_DEADLINE:
    case EXN_ID_SEVERAL:
        found = is_no_code(id, record, flaw);
        break;
    default:
        break;
    }
    event->flaw = found ? flaw : NULL;
    return id;
}

exn_error_id exn_probe_read(const exn_probe *probe, const exeunt_error *record, exn_event *event)
{
    exn_error_id id;
    return read_of_actor(probe, record, &id) ? id : read(probe, record, event);
}

/* --- lists ------------------------------------------------------------------------------------ */

/* Whether a chain never ends: one pointer runs ahead, and another one follows at half the pace. */
static bool goes_round(const exeunt_error *error, const exeunt_error *until)
{
    const exeunt_error *behind = error;
    bool both = false;
    while (error != NULL && error != until) {
        error = error->context;
        if (error == behind) {
            return true;
        }
        behind = both ? behind->context : behind;
        both = !both;
    }
    return false;
}

/* A cancellation that can be suppressed stands behind errors as others do (contexts.c), and is none
 * of those that leave (E7); what stands first is what the scope raises, be it a cancellation.
 * Returns how many there are without it. */
static size_t leave_out_cancellation(const exeunt_error **records, size_t count)
{
    size_t left = count > 0 ? 1 : 0;
    for (size_t i = 1; i < count; i++) {
        records[left] = records[i];
        left += records[i] != exeunt_error_canceled() ? 1 : 0;
    }
    return left;
}

void exn_probe_list(const exn_probe *probe, const exeunt_error *error, const exeunt_error *until,
                    exn_event *event)
{
    exn_recorder *recorder = probe->recorder;
    bool round = goes_round(error, until);
    size_t count = round ? 1 : exeunt_error_list(error, until, NULL, 0);
    exn_recorder_make_room(recorder, count);
    exn_assert((error != NULL || count == 0) && "no error, no list");
    if (round) {
        recorder->room.records[0] = error;
        recorder->flaw = (exn_flaw){.of = exn_probe_identify(probe, error), .kind = EXN_FLAW_CYCLE};
        event->flaw = &recorder->flaw;
    } else {
        exeunt_error_list(error, until, recorder->room.records, count);
    }
    if (probe->view.promises.cancellation == EXEUNT_CANCELLATION_SUPPRESSIBLE) {
        count = leave_out_cancellation(recorder->room.records, count);
    }
    exn_probe_read_all(probe, recorder->room.records, count, event);
}

void exn_probe_read_all(const exn_probe *probe, const exeunt_error *const *records, size_t count,
                        exn_event *event)
{
    exn_recorder_make_room(probe->recorder, count);
    exn_error_id *ids = probe->recorder->room.ids;
    exn_assert(count <= probe->recorder->room.capacity);
    for (size_t i = 0; i < count; i++) {
        if (!read_of_actor(probe, records[i], &ids[i])) {
            ids[i] = read(probe, records[i], event);
        }
    }
    event->errors = ids;
    event->error_count = (uint32_t)count;
}

void exn_probe_read_contexts(const exn_probe *probe, const exeunt_error *const *records,
                             exn_event *event)
{
    exn_recorder *recorder = probe->recorder;
    exn_error_id combined = exn_id(EXN_ID_NONE, 0); /* that was read last: many share one */
    const exeunt_error *last = NULL;                /* the context that was read last: likewise */
    exn_error_id last_id = exn_id(EXN_ID_NONE, 0);
    recorder->room.context_count = 0;
    for (uint32_t i = 0; i < event->error_count; i++) {
        const exeunt_error *record = records[i];
        exn_context_link link = {event->errors[i], exn_id(EXN_ID_NONE, 0)};
        bool goes_on = record != NULL;
        while (goes_on) {
            record = record->context;
            last_id = record == last ? last_id : exn_probe_identify(probe, record);
            last = record;
            link.context = last_id;
            exn_recorder_add_context(recorder, link);
            goes_on = exn_id_kind_of(link.context) == EXN_ID_SEVERAL && link.context != combined &&
                      recorder->room.context_count <
                          2 * (size_t)event->error_count + probe->view.scope_count;
            combined = goes_on ? link.context : combined;
            link.error = link.context;
        }
    }
    event->contexts = recorder->room.contexts;
    event->context_count = (uint32_t)recorder->room.context_count;
}

const exeunt_error *exn_probe_told_error(const exn_probe *probe, uint32_t member, exn_error_id id)
{
    const exeunt_error *cause = probe->members[member].told->cause;
    exn_assert(probe->view.members[member]->status == EXN_EXITING &&
               "only an exit was told a cause");
    if (identify(probe, cause, false) == id) {
        return cause;
    }
    if (goes_round(cause, NULL)) {
        return NULL; /* X7 when its scope ends */
    }
    exn_recorder *recorder = probe->recorder;
    size_t count = exeunt_error_list(cause, NULL, NULL, 0);
    exn_recorder_make_room(recorder, count);
    exeunt_error_list(cause, NULL, recorder->room.records, count);
    for (size_t i = 0; i < count; i++) {
        if (identify(probe, recorder->room.records[i], false) == id) {
            return recorder->room.records[i];
        }
    }
    return NULL;
}
