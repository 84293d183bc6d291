/* What a child says has happened, happens at the border. */
#include "adapters/nested.h"

#include "adapters/child_time.h"
#include "adapters/own_manager.h"
#include "base/way_words.h"
#include "stage/actors.h"
#include "stage/body.h"
#include "stage/choices.h"
#include "stage/members.h"
#include "stage/operations.h"

#include <string.h>

static exn_stage *stage_of(const exn_wing *self)
{
    return exn_wing_probe(self)->stage;
}

static const char *text_at(const json_t *event, size_t index)
{
    return json_string_value(json_array_get(event, index));
}

uint32_t exn_wing_member(const exn_wing *self, const char *name)
{
    const exn_view *view = &exn_wing_probe(self)->view;
    uint32_t i = 0;
    while (i < view->member_count && strcmp(exn_member_name(view, i), name) != 0) {
        i += 1;
    }
    return i < view->member_count ? i : EXN_NONE;
}

uint32_t exn_wing_scope_named(const exn_wing *self, const char *name)
{
    const exn_view *view = &exn_wing_probe(self)->view;
    uint32_t i = 0;
    while (i < view->scope_count && strcmp(exn_scope_name(view, i), name) != 0) {
        i += 1;
    }
    return i < view->scope_count ? i : EXN_NONE;
}

/* --- operations settle ------------------------------------------------------------------------ */

/* The border of the outermost scope to which an operation belongs. */
static exeunt_border *border_of(const exn_wing *self, uint32_t member)
{
    exn_probe *probe = exn_wing_probe(self);
    uint32_t task =
        exn_is_body(member) ? exn_task_of_body(member) : exn_task_of_member(&probe->view, member);
    return &probe->borders[probe->view.tasks[task].scope];
}

/* How a failure comes to the scope: each way is tried. */
static uint8_t choose_way(exn_wing *self, uint32_t member)
{
    const exn_adapter *adapter = self->adapter;
    exeunt_choice ways = {.result_count = adapter->way_count,
                          .plain = UINT64_MAX,
                          .results = (const char *const *)(uintptr_t)adapter->way_words};
    return adapter->way_count < 2
               ? 0
               : (uint8_t)(exn_choose_for(border_of(self, member), member, &ways) + 1);
}

static void record(exn_wing *self, uint32_t member, bool is_exit, const exeunt_result *result)
{
    exeunt_error *record = is_exit ? &self->records[member].exit : &self->records[member].enter;
    *record = (exeunt_error){.code = result->code,
                             .origin = is_exit ? EXEUNT_ORIGIN_EXIT : EXEUNT_ORIGIN_ENTER,
                             .source = exn_wing_probe(self)->outer[member]->name,
                             .message = result->message};
}

static exn_how how_of(exn_wing *self, uint32_t member, bool is_exit, const exeunt_result *result)
{
    static const uint8_t as[] = {[EXEUNT_SETTLED_ENTERED] = EXN_AS_ENTERED,
                                 [EXEUNT_SETTLED_CANCELED] = EXN_AS_CANCELED,
                                 [EXEUNT_SETTLED_EXITED] = EXN_AS_EXITED,
                                 [EXEUNT_SETTLED_SUPPRESSED] = EXN_AS_SUPPRESSED,
                                 [EXEUNT_SETTLED_FAILED] = EXN_AS_FAILED};
    exn_how how = {.as = as[result->settlement]};
    if (result->settlement == EXEUNT_SETTLED_ENTERED) {
        self->values[member] = result->value;
    }
    if (result->settlement != EXEUNT_SETTLED_FAILED) {
        return how;
    }
    if (result->error != NULL) {
        how.again = exn_probe_identify(exn_wing_probe(self), result->error);
    } else {
        record(self, member, is_exit, result);
    }
    if (exn_own_manager_at(exn_wing_probe(self), member) != NULL) {
        return how; /* the child knows in which way */
    }
    how.passes = self->settles_here && self->passes;
    how.way = how.passes ? 0 : choose_way(self, member);
    return how;
}

static void settled(exn_wing *self, exeunt_manager *manager, const exeunt_result *result,
                    bool is_exit)
{
    uint32_t member = exn_probe_member_at(exn_wing_probe(self), manager);
    if (exn_wing_probe(self)->view.facts[member].inside != EXN_NONE) {
        self->values[member] = result->value;
        return; /* the child has said so */
    }
    exn_how how = how_of(self, member, is_exit, result);
    if (exn_own_manager_at(exn_wing_probe(self), member) != NULL) {
        return; /* it was the child that said so */
    }
    if (self->settles_here && self->asked == member && self->answer.as == EXN_AS_WAITING) {
        self->answer = how;
        return;
    }
    exn_wing_hears(self, (exn_happening){.kind = EXN_HAPPENS_SETTLE,
                                         .is_exit = is_exit,
                                         .scope = EXN_NONE,
                                         .member = member,
                                         .how = how});
}

static void enter_settled(exeunt_manager *manager, const exeunt_result *result)
{
    settled(manager->owner, manager, result, false);
}

static void exit_settled(exeunt_manager *manager, const exeunt_result *result)
{
    settled(manager->owner, manager, result, true);
}

/* --- operations begin ------------------------------------------------------------------------- */

uint32_t exn_wing_member_at(exn_wing *self, const json_t *event, size_t index)
{
    const char *name = text_at(event, index);
    uint32_t member = name != NULL ? exn_wing_member(self, name) : EXN_NONE;
    if (member == EXN_NONE) {
        exn_adapter_object(self->adapter, "there is no manager `%.60s`", name != NULL ? name : "");
    }
    return member;
}

/* Returns the outermost scope that an event is about, or NULL after an objection. */
static exn_wing_scope *scope_at(exn_wing *self, const json_t *event, size_t index)
{
    const char *name = text_at(event, index);
    uint32_t scope = name != NULL ? exn_wing_scope_named(self, name) : EXN_NONE;
    if (scope == EXN_NONE || exn_wing_probe(self)->view.scopes[scope].is->member != EXN_NONE) {
        exn_adapter_object(self->adapter, "there is no scope `%.60s`", name != NULL ? name : "");
        return NULL;
    }
    return exn_wing_scope_at(self, scope);
}

int exn_wing_operation_at(exn_wing *self, const json_t *event, size_t index)
{
    const char *word = text_at(event, index);
    bool is_exit = word != NULL && strcmp(word, "exit") == 0;
    if (is_exit || (word != NULL && strcmp(word, "enter") == 0)) {
        return is_exit ? 1 : 0;
    }
    exn_adapter_object(self->adapter, "an operation is `enter` or `exit`, not `%.60s`",
                       word != NULL ? word : "");
    return -1;
}

static bool take_begins(exn_wing *self, const json_t *event)
{
    uint32_t member = exn_wing_member_at(self, event, 1);
    int is_exit = member != EXN_NONE ? exn_wing_operation_at(self, event, 2) : -1;
    if (is_exit < 0) {
        return false;
    }
    exeunt_manager *manager = exn_wing_probe(self)->outer[member];
    self->asked = member;
    if (is_exit == 0) {
        exeunt_manager_enter(manager, enter_settled, self);
        return true;
    }
    const exeunt_error *cause;
    if (!exn_cause_from(self, member, json_array_get(event, 3), &cause)) {
        return false;
    }
    exeunt_manager_exit(manager, cause, exit_settled, self);
    return true;
}

static bool take_body(exn_wing *self, const json_t *event)
{
    exn_probe *probe = exn_wing_probe(self);
    const exn_wing_scope *scope = scope_at(self, event, 1);
    if (scope == NULL) {
        return false;
    }
    const json_t *values = json_array_get(event, 2);
    size_t index;
    const json_t *one;
    json_array_foreach(values, index, one)
    {
        const char *name = json_string_value(one);
        uint32_t member = name != NULL ? exn_wing_member(self, name) : EXN_NONE;
        exeunt_border_give_value(scope->border, index,
                                 member != EXN_NONE ? self->values[member] : NULL);
    }
    self->asked = exn_body(probe->view.scopes[scope->border->scope].is->task);
    exeunt_border_begin_body(scope->border);
    return true;
}

/* --- cancels ---------------------------------------------------------------------------------- */

/* What an operation does that lets a cancel pass through untouched; NULL: what the scenario says of
 * it does not include that. An exit then fails. */
static const exn_alternative *passing(const exn_stage *stage, uint32_t member)
{
    bool is_exit = exn_actor_of(stage, member)->is_exit;
    const exn_plan *plan = exn_operation_of(stage, member)->plan;
    for (size_t i = 0; i < plan->on_cancel_count && !is_exit; i++) {
        if (plan->on_cancel[i].ending == EXN_ENDS_STOPS) {
            return &plan->on_cancel[i];
        }
    }
    for (size_t i = 0; i < plan->alternative_count && is_exit; i++) {
        const exn_alternative *one = &plan->alternatives[i];
        if (one->ending == EXN_ENDS_FAILS && !one->has_with) {
            return one;
        }
    }
    return NULL;
}

/* An operation has caught a cancel. Where cancels are exceptions, an enter that then completed as
 * if none had come would hide it: the scope could not know of it, nor be blamed for that. So would
 * a body that returned, if it was the deadline. */
static void owe_cancel(exn_actor *actor, const exn_plan *plan)
{
    actor->owes_cancel = !actor->is_exit && plan->on_cancel_count > 0;
}

/* Whether it is the deadline by which a body is asked to stop. */
static bool has_expired(const exn_view *view, uint32_t body)
{
    return view->scopes[view->tasks[exn_task_of_body(body)].scope].expired;
}

/* An operation that the scenario plays was asked to stop, and is still in flight: it catches the
 * cancel, or lets it pass. */
static void choose_to_pass(exn_wing *self, uint32_t member)
{
    static const char *const words[] = {EXN_CATCHES_CANCEL, EXN_PASSES_CANCEL};
    exn_stage *stage = stage_of(self);
    exn_actor *actor = exn_actor_of(stage, member);
    const exn_alternative *ending = actor->at_work && !actor->waits ? passing(stage, member) : NULL;
    exeunt_choice choice = {.result_count = 2, .plain = UINT64_MAX, .results = words};
    if (!self->settles_here || ending == NULL ||
        exn_choose_for(border_of(self, member), member, &choice) == 0) {
        bool is_owed = !exn_is_body(member) || has_expired(&stage->probe.view, member);
        if (self->adapter->passes_cancels && actor->at_work && is_owed) {
            owe_cancel(actor, exn_operation_of(stage, member)->plan);
        }
        return;
    }
    self->passes = true;
    exn_actor_settle(stage, member, ending);
    self->passes = false;
}

static bool cancel_body(exn_wing *self, const exn_wing_scope *scope)
{
    if (scope == NULL) {
        return false;
    }
    uint32_t task = exn_wing_probe(self)->view.scopes[scope->border->scope].is->task;
    self->asked = exn_body(task);
    if (!exn_wing_probe(self)->view.scopes[scope->border->scope].body_asked) {
        exeunt_border_cancel_body(scope->border);
    }
    if (!exn_has_own_body(stage_of(self), task)) {
        choose_to_pass(self, exn_body(task));
    }
    return true;
}

/* A body that waits for what it has asked for is asked to stop by the request that reaches that. */
static void cancel_waiting_body(exn_wing *self, uint32_t member)
{
    exn_probe *probe = exn_wing_probe(self);
    const exn_scope_view *scope = &probe->view.scopes[probe->view.places[member].holder];
    bool is_asked_for = scope->body == EXN_BODY_IS_IN_FLIGHT && scope->cancel;
    if (is_asked_for && !scope->body_asked) {
        exeunt_border_cancel_body(&probe->borders[probe->view.places[member].holder]);
    }
}

static bool take_cancels(exn_wing *self, const json_t *event)
{
    exn_probe *probe = exn_wing_probe(self);
    const char *operation = text_at(event, 2);
    if (operation != NULL && strcmp(operation, "body") == 0) {
        return cancel_body(self, scope_at(self, event, 1));
    }
    uint32_t member = exn_wing_member_at(self, event, 1);
    if (member == EXN_NONE || exn_wing_operation_at(self, event, 2) < 0) {
        return false;
    }
    exeunt_manager *manager = probe->outer[member];
    self->asked = member;
    bool is_asked_again = manager->cancel_sent && exeunt_manager_in_flight(manager);
    if (is_asked_again && probe->view.members[member]->status == EXN_EXITING) {
        manager->type->cancel(manager); /* exeunt_manager_cancel asks once */
    } else if (!is_asked_again) {       /* to ask an enter again says nothing new (C2) */
        exeunt_manager_cancel(manager);
    }
    if (probe->members[member].inner == NULL) {
        choose_to_pass(self, member);
    }
    cancel_waiting_body(self, member);
    return true;
}

/* --- all of them ------------------------------------------------------------------------------ */

static bool take_closes(exn_wing *self, const json_t *event)
{
    exn_wing_scope *scope = scope_at(self, event, 1);
    return scope != NULL && exn_close_with(scope, json_array_get(event, 2));
}

/* What the child runs itself settles: a nested scope, or a manager of its own. */
static bool take_settles(exn_wing *self, const json_t *event)
{
    const char *name = text_at(event, 1);
    uint32_t member = name != NULL ? exn_wing_member(self, name) : EXN_NONE;
    uint32_t inside =
        member != EXN_NONE ? exn_wing_probe(self)->view.facts[member].inside : EXN_NONE;
    if (inside == EXN_NONE) {
        return exn_own_manager_settles(self, event);
    }
    int is_exit = exn_wing_operation_at(self, event, 2);
    return is_exit >= 0 &&
           (exn_nested_settles(exn_wing_scope_at(self, inside), is_exit == 1,
                               json_array_get(event, 3)) ||
            exn_adapter_object(self->adapter, "`%.60s` does not settle like that", name));
}

/* The enter that a body has asked for is over. */
static bool take_entered(exn_wing *self, const json_t *event)
{
    exn_wing_scope *scope = scope_at(self, event, 1);
    uint32_t member = scope != NULL ? exn_wing_member_at(self, event, 2) : EXN_NONE;
    if (member == EXN_NONE) {
        return false;
    }
    void (*entered)(void *, const exeunt_error *) = scope->entered;
    if (entered == NULL) {
        return exn_adapter_object(self->adapter, "no body waits for the enter of %.60s",
                                  text_at(event, 2));
    }
    scope->entered = NULL;
    entered(scope->context, exn_error_of_enter(self, member, json_array_get(event, 3)));
    return true;
}

/* What was asked is refused: whoever has asked knows it already (turn.c). */
static bool take_refuses(exn_wing *self, const json_t *event)
{
    return scope_at(self, event, 1) != NULL;
}

/* Whose rule it is: a manager's that is named, or else the scope's. */
static bool take_breaks(exn_wing *self, const json_t *event)
{
    const char *text = text_at(event, 1);
    const char *manager = text_at(event, 2);
    const exn_probe *probe = exn_wing_probe(self);
    uint32_t member = manager != NULL ? exn_wing_member(self, manager) : EXN_NONE;
    bool is_own = exn_own_manager_at(probe, member) != NULL;
    exeunt_border_refute(is_own ? &probe->own_borders[member] : self->border, "%s",
                         text != NULL ? text : "a rule of its own");
    return true;
}

typedef struct event_name {
    const char *word;
    bool (*take)(exn_wing *self, const json_t *event);
} event_name;

bool exn_event_happens(exn_wing *wing, const json_t *event)
{
    static const event_name names[] = {{"begins", take_begins},
                                       {"cancels", take_cancels},
                                       {"body", take_body},
                                       {"closes", take_closes},
                                       {"entered", take_entered},
                                       {"refuses", take_refuses},
                                       {"breaks", take_breaks},
                                       {"timer", exn_child_time_take},
                                       {"waits", exn_own_manager_waits},
                                       {"withdraws", exn_own_manager_withdraws},
                                       {"holds", exn_own_manager_holds},
                                       {"releases", exn_own_manager_releases},
                                       {"settles", take_settles}};
    const char *word = text_at(event, 0);
    for (size_t i = 0; word != NULL && i < sizeof names / sizeof *names; i++) {
        if (strcmp(word, names[i].word) == 0) {
            return names[i].take(wing, event);
        }
    }
    return exn_adapter_object(wing->adapter, "there is no event `%.60s`", word != NULL ? word : "");
}
