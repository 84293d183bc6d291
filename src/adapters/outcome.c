/* Errors, as the child says them: by name, with what stands behind them. They become the records
 * that the border knows. */
#include "adapters/wing.h"

#include "base/escape.h"
#include "contract/oracle.h"

#include <exeunt/error.h>

#include <stdio.h>
#include <string.h>

enum { DEPTH_MAX = 200 }; /* of errors behind errors */

static const exn_error_id none = 0;

/* --- names ------------------------------------------------------------------------------------ */

exeunt_error *exn_record_of(exn_wing *self, exn_error_id id)
{
    exn_probe *probe = exn_wing_probe(self);
    uint32_t index = exn_id_index(id);
    switch (exn_id_kind_of(id)) {
    case EXN_ID_BODY:
        return &probe->body_errors[index];
    case EXN_ID_ENTER:
        return &self->records[index].enter;
    case EXN_ID_EXIT:
        return &self->records[index].exit;
    case EXN_ID_CANCELED:
        return (exeunt_error *)(uintptr_t)exeunt_error_canceled();
    case EXN_ID_DEADLINE:
        return &exn_wing_scope_at(self, index)->deadline;
    case EXN_ID_NONE:
        return NULL;
    default:
        return &self->stranger;
    }
}

void exn_error_name_add(const exn_wing *self, exn_error_id id, exn_line *line)
{
    const exn_view *view = &exn_wing_probe(self)->view;
    uint32_t index = exn_id_index(id);
    switch (exn_id_kind_of(id)) {
    case EXN_ID_BODY:
        exn_line_add(line, "\"%s.body\"", exn_scope_name(view, view->tasks[index].scope));
        break;
    case EXN_ID_ENTER:
    case EXN_ID_EXIT:
        exn_line_add(line, "\"%s.%s\"", exn_member_name(view, index),
                     exn_id_kind_of(id) == EXN_ID_ENTER ? "enter" : "exit");
        break;
    default:
        exn_line_add(line, "\"canceled\"");
    }
}

/* The error of an operation, if it has failed. */
static exn_error_id id_of_operation(const exn_wing *self, uint32_t member, bool is_exit)
{
    const exn_member_records *records = &self->records[member];
    bool has_failed = (is_exit ? records->exit.code : records->enter.code) != 0;
    return has_failed ? exn_id(is_exit ? EXN_ID_EXIT : EXN_ID_ENTER, member) : none;
}

/* Whether a body has raised an error: by its end, or after it had closed its scope. */
static bool has_raised(const exn_scope_view *scope)
{
    return scope->body == EXN_BODY_HAS_RAISED || exn_id_kind_of(scope->late_error) == EXN_ID_BODY;
}

/* The deadline that is over; none if none is. */
static exn_error_id id_of_deadline(const exn_view *view)
{
    uint32_t scope = 0;
    while (scope < view->scope_count && !view->scopes[scope].expired) {
        scope += 1;
    }
    return scope < view->scope_count ? exn_id(EXN_ID_DEADLINE, scope) : none;
}

/* Returns the error of a name; none if it was not raised. */
static exn_error_id id_of_name(const exn_wing *self, const char *name)
{
    const exn_view *view = &exn_wing_probe(self)->view;
    if (name == NULL) {
        return none;
    }
    if (strcmp(name, "canceled") == 0) {
        return exn_id(EXN_ID_CANCELED, 0);
    }
    if (strcmp(name, "deadline") == 0) {
        return id_of_deadline(view);
    }
    const char *dot = strrchr(name, '.');
    size_t length = dot != NULL ? (size_t)(dot - name) : 0;
    for (uint32_t i = 0; dot != NULL && i < view->member_count; i++) {
        const char *member = exn_member_name(view, i);
        if (strlen(member) == length && strncmp(member, name, length) == 0 &&
            (strcmp(dot, ".enter") == 0 || strcmp(dot, ".exit") == 0)) {
            return id_of_operation(self, i, strcmp(dot, ".exit") == 0);
        }
    }
    for (uint32_t i = 0; dot != NULL && strcmp(dot, ".body") == 0 && i < view->task_count; i++) {
        uint32_t scope = view->tasks[i].scope;
        const char *its = exn_scope_name(view, scope);
        if (strlen(its) == length && strncmp(its, name, length) == 0 &&
            has_raised(&view->scopes[scope])) {
            return exn_id(EXN_ID_BODY, i);
        }
    }
    return none;
}

static exn_error_id id_of(const exn_wing *self, const json_t *error)
{
    return id_of_name(self, json_string_value(json_object_get(error, "error")));
}

/* --- what stands behind an error -------------------------------------------------------------- */

/* The first known error of this one and, where it is none, of what stands behind it: an error of
 * the scope's own may wrap another one. A group stands for `wanted`, if that is among its members.
 */
static exn_error_id first_known(const exn_wing *self, const json_t *error, exn_error_id wanted,
                                unsigned depth)
{
    exn_error_id id = id_of(self, error);
    if (id != none || error == NULL || depth == DEPTH_MAX) {
        return id;
    }
    const json_t *members = json_object_get(error, "members");
    size_t index;
    const json_t *one;
    json_array_foreach(members, index, one)
    {
        exn_error_id member = first_known(self, one, wanted, depth + 1);
        id = id == none || member == wanted ? member : id;
    }
    id = id != none ? id : first_known(self, json_object_get(error, "cause"), wanted, depth + 1);
    return id != none ? id
                      : first_known(self, json_object_get(error, "context"), wanted, depth + 1);
}

/* Whether the time of the scope is over to which an operation belongs. */
static bool has_expired(const exn_wing *self, exn_error_id of_operation)
{
    const exn_view *view = &exn_wing_probe(self)->view;
    return view->scopes[view->places[exn_id_index(of_operation)].holder].expired;
}

/* What stands behind an error of an operation. Where the time of the scope is over, a runtime
 * throws the same as where somebody asks; and an enter that has caught that fails as if there was
 * nothing. */
static exn_error_id with_deadline(const exn_wing *self, exn_error_id behind, exn_error_id of)
{
    bool is_cancel = exn_id_kind_of(behind) == EXN_ID_CANCELED || behind == none;
    bool is_enter = exn_id_kind_of(of) == EXN_ID_ENTER;
    uint32_t scope = exn_wing_probe(self)->view.places[exn_id_index(of)].holder;
    bool is_deadline = is_cancel && (behind != none || is_enter) && has_expired(self, of);
    return is_deadline ? exn_id(EXN_ID_DEADLINE, scope) : behind;
}

/* What stands behind an error, and behind the cancels between the two: the record of a cancel has
 * nothing behind it, but one that a runtime has thrown where an error was handled does. */
static exn_error_id behind_cancels(const exn_wing *self, const json_t *error)
{
    exn_error_id id = none;
    unsigned depth = 0;
    do {
        const json_t *context = json_object_get(error, "context");
        const json_t *cause = json_object_get(error, "cause");
        error = json_object_get(cause, "context") != NULL ? cause : context;
        id = first_known(self, error, none, 0);
        depth += 1;
    } while (exn_id_kind_of(id) == EXN_ID_CANCELED && depth < DEPTH_MAX);
    return id;
}

/* Whether an operation has failed with this error, so that its context is known. */
static bool is_raised(const exn_view *view, exn_error_id id)
{
    return view->members[exn_id_index(id)]->raised == id;
}

/* Writes into the records what stands behind each error. Where an error comes a second time it has
 * its name only. */
static void take_contexts(exn_wing *self, const json_t *error, unsigned depth)
{
    exn_error_id id = id_of(self, error);
    const json_t *context = json_object_get(error, "context");
    const json_t *cause = json_object_get(error, "cause");
    if (error == NULL || depth == DEPTH_MAX) {
        return;
    }
    const json_t *behind = json_object_get(error, "context") != NULL ? context : cause;
    bool is_ours = exn_id_kind_of(id) == EXN_ID_ENTER || exn_id_kind_of(id) == EXN_ID_EXIT;
    bool is_late = exn_id_kind_of(id) == EXN_ID_ENTER && has_expired(self, id);
    if (is_ours && (behind != NULL || is_late)) {
        exn_error_id is_behind = with_deadline(self, first_known(self, behind, none, 0), id);
        const exn_view *view = &exn_wing_probe(self)->view;
        if (exn_id_kind_of(is_behind) == EXN_ID_CANCELED && is_raised(view, id) &&
            behind_cancels(self, error) == exn_expected_context(view, id)) {
            is_behind = exn_expected_context(view, id);
        }
        exn_record_of(self, id)->context = exn_record_of(self, is_behind);
    }
    const json_t *members = json_object_get(error, "members");
    size_t index;
    const json_t *one;
    json_array_foreach(members, index, one)
    {
        take_contexts(self, one, depth + 1);
    }
    take_contexts(self, cause, depth + 1);
    take_contexts(self, context, depth + 1);
}

/* In a pool what stands behind an error is the runtime's affair: its operations run beside each
 * other. It counts as right. */
static void set_contexts_of_pool(exn_wing *self, uint32_t scope)
{
    const exn_view *view = &exn_wing_probe(self)->view;
    for (uint32_t i = 0; i < view->member_count; i++) {
        bool is_of_it = view->places[i].holder == scope;
        for (int is_exit = 0; is_exit < 2; is_exit++) {
            exn_error_id id = id_of_operation(self, i, is_exit != 0);
            if (is_of_it && id != none && view->members[i]->raised == id) {
                exn_record_of(self, id)->context =
                    exn_record_of(self, exn_expected_context(view, id));
            }
        }
    }
}

static bool is_pool(const exn_wing *self, uint32_t scope)
{
    return exn_wing_probe(self)->view.scopes[scope].is->kind == EXEUNT_KIND_POOL;
}

/* --- what exits are told ---------------------------------------------------------------------- */

/* Keeps the text of an error that only the child knows, for messages. */
static void keep_stranger(exn_wing *self, const json_t *error)
{
    static EXEUNT_OUTSIDE char text[200];
    const char *said = json_string_value(json_object_get(error, "text"));
    snprintf(text, sizeof text, "%s", said != NULL ? said : "an error of its own");
    exn_disarm(text, false);
    self->stranger.origin = (exeunt_origin)(EXEUNT_ORIGIN_SEVERAL + 1);
    exn_wing_probe(self)->view.stranger = text;
}

bool exn_cause_from(exn_wing *self, uint32_t member, const json_t *error,
                    const exeunt_error **cause)
{
    const exn_view *view = &exn_wing_probe(self)->view;
    *cause = NULL;
    if (error == NULL || json_is_null(error)) {
        return true;
    }
    if (!json_is_object(error)) {
        return exn_adapter_object(self->adapter, "an error is an object, or null");
    }
    uint32_t scope = view->places[member].holder;
    exn_error_id wanted = exn_expected_cause(view, scope, member);
    exn_error_id id = first_known(self, error, wanted, 0);
    if (id == none) {
        keep_stranger(self, error);
        *cause = &self->stranger;
        return true;
    }
    if (exn_id_kind_of(id) == EXN_ID_CANCELED && exn_id_kind_of(wanted) == EXN_ID_DEADLINE) {
        id = wanted; /* as with_deadline has it */
    }
    if (is_pool(self, scope)) {
        set_contexts_of_pool(self, scope);
    } else {
        take_contexts(self, error, 0);
    }
    *cause = exn_record_of(self, id);
    return true;
}

const exeunt_error *exn_error_of_enter(exn_wing *self, uint32_t member, const json_t *error)
{
    if (error == NULL || json_is_null(error)) {
        return NULL;
    }
    exn_error_id id = first_known(self, error, exn_id(EXN_ID_ENTER, member), 0);
    if (id == none) {
        keep_stranger(self, error);
        return &self->stranger;
    }
    return exn_record_of(self, id);
}

/* --- the outcome ------------------------------------------------------------------------------ */

enum { ERRORS_MAX = 256 };

typedef struct error_list {
    exn_error_id ids[ERRORS_MAX];
    uint32_t count;
    bool is_canceled;
} error_list;

static bool has(const error_list *list, exn_error_id id)
{
    uint32_t i = 0;
    while (i < list->count && list->ids[i] != id) {
        i += 1;
    }
    return i < list->count;
}

static void add(error_list *list, exn_error_id id)
{
    if (list->count < ERRORS_MAX && !has(list, id)) {
        list->ids[list->count++] = id;
    }
}

/* Whether an error is a context that the runtime has added, and not the scope: what is raised while
 * the exits of a pool run has the error of the body as its context, be it suppressed or not. */
static bool is_noise(const exn_wing_scope *self, exn_error_id id, bool as_context)
{
    uint32_t scope = self->border->scope;
    return as_context && is_pool(self->wing, scope) && exn_id_kind_of(id) == EXN_ID_BODY &&
           exn_wing_probe(self->wing)->view.scopes[scope].suppressed;
}

/* Lists each error that is reached, and returns whether one of them is known. One that nobody knows
 * counts if it leads to none that is.
 */
static bool collect(exn_wing_scope *self, const json_t *error, bool as_context, error_list *list,
                    unsigned depth)
{
    if (error == NULL || depth == DEPTH_MAX) {
        return false;
    }
    exn_error_id id = id_of(self->wing, error);
    if (is_noise(self, id, as_context)) {
        return false;
    }
    bool is_canceled = exn_id_kind_of(id) == EXN_ID_CANCELED;
    bool leads_to_known = id != none;
    list->is_canceled = list->is_canceled || is_canceled;
    if (id != none && !is_canceled) {
        add(list, id);
    }
    const json_t *members = json_object_get(error, "members");
    size_t index;
    const json_t *one;
    json_array_foreach(members, index, one)
    {
        leads_to_known = collect(self, one, false, list, depth + 1) || leads_to_known;
    }
    const json_t *cause = json_object_get(error, "cause");
    const json_t *context = json_object_get(error, "context");
    leads_to_known = collect(self, cause, false, list, depth + 1) || leads_to_known;
    leads_to_known = collect(self, context, true, list, depth + 1) || leads_to_known;
    if (!leads_to_known) {
        keep_stranger(self->wing, error);
        add(list, exn_id(EXN_ID_UNKNOWN, 0));
    }
    return leads_to_known;
}

/* Of a pool the order in which a group has its members means nothing: what stands in both comes in
 * the order that is right (P13). */
static void sort(const exn_wing_scope *self, error_list *list)
{
    exn_error_id right[ERRORS_MAX];
    error_list sorted = {.count = 0};
    uint32_t count = exn_expected_errors(&exn_wing_probe(self->wing)->view, self->border->scope,
                                         right, ERRORS_MAX);
    for (uint32_t i = 0; i < count && i < ERRORS_MAX; i++) {
        if (has(list, right[i])) {
            add(&sorted, right[i]);
        }
    }
    for (uint32_t i = 0; i < list->count; i++) {
        add(&sorted, list->ids[i]);
    }
    memcpy(list->ids, sorted.ids, sizeof list->ids);
    list->count = sorted.count;
}

/* Whether the request shows in the outcome: where nothing else does, the scope must raise what the
 * cancel threw, if its body stopped or never ran and nobody has suppressed that. Where an error
 * outranks it, or the operations went on as if nothing was, it shows nowhere. */
static bool shows_cancel(const exn_wing_scope *self, const error_list *list, bool raises)
{
    const exn_view *view = &exn_wing_probe(self->wing)->view;
    uint32_t scope = self->border->scope;
    bool must_show = exn_is_stopped(view, scope) && !view->scopes[scope].suppressed;
    bool shows = raises && list->is_canceled && list->count == 0;
    return shows || (self->was_canceled && (raises || !must_show));
}

static bool has_exit_raised(const exn_view *view, uint32_t scope)
{
    uint32_t member = 0;
    while (member < view->member_count &&
           (view->places[member].holder != scope || view->members[member]->raised == none)) {
        member += 1;
    }
    return member < view->member_count;
}

/* Whether the scope raises the cancellation that has stopped its body, although an exit suppressed
 * it (X6). It is that one and no later one if there was one request, which nothing raises again,
 * and no exit has raised. */
static bool raises_suppressed_stop(const exn_wing_scope *self, const error_list *list)
{
    const exn_view *view = &exn_wing_probe(self->wing)->view;
    uint32_t index = self->border->scope;
    const exn_scope_view *scope = &view->scopes[index];
    bool comes_once = view->promises.exits != EXEUNT_EXITS_ASKED_AGAIN;
    bool may_end = view->promises.cancellation == EXEUNT_CANCELLATION_SUPPRESSIBLE;
    return may_end && comes_once && list->is_canceled && list->count == 0 &&
           scope->body == EXN_BODY_HAS_STOPPED && scope->cause_suppressed && self->was_canceled &&
           !self->was_canceled_more && !has_exit_raised(view, index);
}

static bool close_as(exn_wing_scope *self, error_list *list, bool raises)
{
    const exn_view *view = &exn_wing_probe(self->wing)->view;
    const exeunt_error *errors[ERRORS_MAX];
    if (is_pool(self->wing, self->border->scope)) {
        sort(self, list);
        set_contexts_of_pool(self->wing, self->border->scope);
    }
    const exn_scope_view *scope = &view->scopes[self->border->scope];
    /* A deadline shows alone, if at all; and not where the body has returned all the same. */
    if (scope->expired && (raises || scope->suppressed || scope->body == EXN_BODY_HAS_RETURNED)) {
        add(list, exn_id(EXN_ID_DEADLINE, self->border->scope));
    }
    for (uint32_t i = 0; i < list->count; i++) {
        errors[i] = exn_record_of(self->wing, list->ids[i]);
    }
    bool refuted = raises && raises_suppressed_stop(self, list);
    /* Whether an error was suppressed no runtime says, but for the body's, which then leaves or
     * does not (X6). */
    exeunt_end end = {.errors = errors,
                      .error_count = list->count,
                      .canceled = shows_cancel(self, list, raises),
                      .suppressed = scope->suppressed && !refuted};
    exeunt_border_close(self->border, &end);
    return true;
}

bool exn_close_with(exn_wing_scope *self, const json_t *outcome)
{
    const json_t *raised = json_object_get(outcome, "raises");
    bool ends_well = json_is_true(json_object_get(outcome, "returns")) ||
                     json_is_true(json_object_get(outcome, "suppresses"));
    error_list list = {.count = 0};
    if (ends_well) {
        return close_as(self, &list, false);
    }
    if (!json_is_object(raised)) {
        return exn_adapter_object(self->wing->adapter,
                                  "an outcome has `returns`, `suppresses` or `raises`");
    }
    if (!is_pool(self->wing, self->border->scope)) {
        take_contexts(self->wing, raised, 0);
    }
    collect(self, raised, false, &list, 0);
    return close_as(self, &list, true);
}

/* Whether a member is in this scope, or in one that is nested in it. */
static bool is_inside(const exn_view *view, uint32_t member, uint32_t scope)
{
    uint32_t holder = view->places[member].holder;
    while (holder != scope && view->scopes[holder].is->member != EXN_NONE) {
        holder = view->places[view->scopes[holder].is->member].holder;
    }
    return holder == scope;
}

const exeunt_error *exn_error_out_of(exn_wing_scope *self, const json_t *error)
{
    const exn_view *view = &exn_wing_probe(self->wing)->view;
    error_list list = {.count = 0};
    take_contexts(self->wing, error, 0);
    collect(self, error, false, &list, 0);
    for (uint32_t i = 0; i < list.count; i++) {
        exn_id_kind kind = exn_id_kind_of(list.ids[i]);
        bool is_failure = kind == EXN_ID_ENTER || kind == EXN_ID_EXIT;
        if (kind == EXN_ID_UNKNOWN ||
            (is_failure && is_inside(view, exn_id_index(list.ids[i]), self->border->scope))) {
            return exn_record_of(self->wing, list.ids[i]);
        }
    }
    return NULL;
}
