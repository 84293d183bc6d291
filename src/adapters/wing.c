/* The functions of the implementation that an adapter is: what happens in the world is told to the
 * child, and what the child answers happens at the border. */
#include "adapters/wing.h"

#include "adapters/child_time.h"
#include "adapters/nested.h"
#include "adapters/own_manager.h"
#include "adapters/reach.h"
#include "adapters/turn.h"
#include "adapters/whereabouts.h"
#include "contract/running.h"
#include "stage/body.h"
#include "stage/crashes.h"
#include "stage/leave.h"
#include "stage/members.h"
#include "stage/stage_scopes.h"

#include <stdio.h>
#include <string.h>

enum { HAPPENINGS_MORE = 8 }; /* that may come in one turn, besides one of each member */

/* --- making it -------------------------------------------------------------------------------- */

/* Whether an operation may settle inside the call that begins it. What acts on its scope before
 * does not: the child, which waits for the answer to its question, could not do that. */
static bool settles_inside(const exn_stage *stage, uint32_t member, const exn_operation *operation)
{
    bool is_code = !exn_is_body(member) && stage->probe.members[member].inner != NULL;
    if (is_code && exn_own_manager_at(&stage->probe, member) != NULL) {
        return false; /* the child says when it settles */
    }
    return is_code || (operation->plan->steps == 0 && !operation->plan->takes &&
                       operation->plan->action_count == 0);
}

static void add_inside(exn_line *line, bool *first, const char *name, const char *operation)
{
    exn_line_add(line, "%s\"%s.%s\"", *first ? "" : ",", name, operation);
    *first = false;
}

static void write_inside(const exn_wing *self, exn_line *line)
{
    const exn_stage *stage = exn_wing_probe(self)->stage;
    const exn_view *view = &stage->probe.view;
    bool first = true;
    exn_line_add(line, "\"inside\":[");
    for (uint32_t i = 0; i < view->member_count; i++) {
        const exn_member_plan *plan = &stage->member_plans[i];
        if (view->facts[i].inside != EXN_NONE) {
            continue; /* a nested scope: the child says when it settles */
        }
        if (settles_inside(stage, i, &plan->enter)) {
            add_inside(line, &first, exn_member_name(view, i), "enter");
        }
        if (settles_inside(stage, i, &plan->exit)) {
            add_inside(line, &first, exn_member_name(view, i), "exit");
        }
    }
    for (uint32_t i = 0; i < view->task_count; i++) {
        bool is_in_c = exn_has_own_body(stage, i);
        const exn_operation *operation = &stage->body_plans[i].operation;
        bool acts = operation->plan->action_count > 0;
        if ((is_in_c && !acts) || settles_inside(stage, exn_body(i), operation)) {
            add_inside(line, &first, exn_scope_name(view, view->tasks[i].scope), "body");
        }
    }
    exn_line_add(line, "]");
}

/* Writes a scope without its name, and the scopes in it. Recursion is as deep as scopes nest. */
static void write_scope(const exn_stage *stage, const exeunt_plan *plan, exn_line *line)
{
    static const char *const roles[] = {[EXEUNT_ROLE_ENTER] = "enter",
                                        [EXEUNT_ROLE_PUSH] = "push",
                                        [EXEUNT_ROLE_CALLBACK] = "callback"};
    const exn_node *node = &stage->run->scenario->nodes[stage->scopes[plan->border->scope].node];
    exn_line_add(line, "\"kind\":\"%s\",\"wait all\":%s",
                 plan->kind == EXEUNT_KIND_POOL ? "pool" : "stack",
                 plan->wait_all ? "true" : "false");
    if (node->has_deadline) {
        exn_line_add(line, ",\"deadline\":%ju", (uintmax_t)node->deadline_ms);
    }
    exn_line_add(line, ",\"entries\":[");
    for (size_t i = 0; i < plan->entry_count; i++) {
        const exeunt_entry *entry = &plan->entries[i];
        uint32_t member = exn_probe_member_at(&stage->probe, entry->manager);
        uint32_t inside = stage->probe.view.facts[member].inside;
        exn_line_add(line, "%s{\"manager\":\"%s\",\"role\":\"%s\"", i > 0 ? "," : "",
                     entry->manager->name, roles[entry->role]);
        if (inside != EXN_NONE) {
            exn_line_add(line, ",\"scope\":{");
            write_scope(stage, &stage->scopes[inside].plan, line);
            exn_line_add(line, "}");
        }
        exn_line_add(line, "}");
    }
    exn_line_add(line, "]");
}

/* What the child builds in each run. */
static void write_build(const exn_wing *self, exn_line *line)
{
    const exn_stage *stage = exn_wing_probe(self)->stage;
    const exn_view *view = &stage->probe.view;
    exn_line_clear(line);
    exn_line_add(line, "\"build\":[");
    for (uint32_t i = 0; i < view->task_count; i++) {
        const exeunt_plan *plan = &stage->scopes[view->tasks[i].scope].plan;
        exn_line_add(line, "%s{\"scope\":\"%s\",", i > 0 ? "," : "", plan->name);
        write_scope(stage, plan, line);
        exn_line_add(line, "}");
    }
    exn_line_add(line, "],");
    exn_own_managers_write(exn_wing_probe(self), line);
    write_inside(self, line);
}

/* Has the child build it; leaves the building if that is impossible. */
static void build(exn_wing *self)
{
    exn_adapter *adapter = self->adapter;
    exn_run *run = ((exn_stage *)exn_wing_probe(self)->stage)->run;
    adapter->pulse = &run->tape.flight->pulse;
    exn_recall_clear(&adapter->recall);
    write_build(self, &adapter->build);
    bool made = exn_moments_begin(&adapter->moments) &&
                (exn_child_runs(&adapter->child) && exn_turn_finish(adapter)
                     ? exn_adapter_build(adapter)
                     : exn_adapter_restart(run, adapter));
    if (!made) {
        exn_leave_unmade(run, "%s", adapter->fault.text);
    }
}

/* Whether a body asks something of its scope. */
static bool bodies_act(const exn_stage *stage)
{
    bool act = false;
    for (uint32_t i = 0; i < stage->probe.view.task_count; i++) {
        act = act || stage->body_plans[i].operation.plan->action_count > 0;
    }
    return act;
}

static exn_wing *create_wing(exeunt_border *border, exn_adapter *adapter)
{
    exn_probe *probe = border->probe;
    exn_stage *stage = probe->stage;
    uint32_t members = probe->view.member_count;
    exn_wing *self = exeunt_border_allocate(border, sizeof *self);
    self->border = border;
    self->adapter = adapter;
    self->state = exn_moment_first;
    self->scopes_left = probe->view.scope_count;
    uint32_t own_managers = exn_own_managers_take(self);
    self->happenings_max =
        members + own_managers * EXN_OWN_EXTERNALS_MAX + probe->view.task_count + HAPPENINGS_MORE;
    self->happenings =
        exeunt_border_allocate(border, self->happenings_max * sizeof *self->happenings);
    self->records = exeunt_border_allocate(border, (members + 1) * sizeof *self->records);
    self->values = exeunt_border_allocate(border, (members + 1) * sizeof *self->values);
    self->stranger.code = -1;
    self->bodies_act = bodies_act(stage);
    self->asked = EXN_NONE;
    stage->takes_turns = adapter->takes_turns;
    return self;
}

/* The last scope is made first, and the child builds them all when the first one is made. */
static void *create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    exeunt_border *border = plan->border;
    exn_probe *probe = border->probe;
    bool is_first_made = border->scope == probe->view.scope_count - 1;
    exn_wing_scope *self = exeunt_border_allocate(border, sizeof *self);
    self->border = border;
    self->plan = plan;
    self->deadline = (exeunt_error){
        .code = EXEUNT_ETIMEDOUT, .origin = EXEUNT_ORIGIN_DEADLINE, .source = plan->name};
    self->wing = is_first_made
                     ? create_wing(border, implementation->data)
                     : ((exn_wing_scope *)probe->borders[border->scope + 1].subject)->wing;
    if (border->scope == 0) {
        build(self->wing);
    }
    return self;
}

static void destroy(void *subject)
{
    exn_wing_scope *self = subject;
    exn_wing *wing = self->wing;
    wing->scopes_left -= 1;
    if (wing->scopes_left == 0) {
        exn_turn_end_run(wing);
        exeunt_border_stop_timer(wing->border, &wing->timer);
        exeunt_border_free(wing->border, wing->happenings);
        exeunt_border_free(wing->border, wing->records);
        exeunt_border_free(wing->border, wing->values);
        exeunt_border_free(wing->border, wing);
    }
    exeunt_border_free(self->border, self);
}

_Noreturn void exn_wing_leave(exn_wing *wing)
{
    const exn_adapter_fault *fault = &wing->adapter->fault;
    exn_run *run = ((exn_stage *)exn_wing_probe(wing)->stage)->run;
    exn_crash_leave(run, fault->hangs, fault->text);
}

/* --- what happens ----------------------------------------------------------------------------- */

static void go_on(exeunt_task *task);

static void go_on_later(exn_wing *self)
{
    self->goes_on = true;
    self->go_on = (exeunt_task){.run = go_on, .data = self};
    exeunt_border_post(self->border, &self->go_on);
}

/* Where the child stands behind a callback, it goes on after what may come at once. */
static void take_turn(exn_wing *self)
{
    exn_turn_take(self);
    if (self->is_ready && !self->goes_on) {
        go_on_later(self);
    }
}

static void go_on(exeunt_task *task)
{
    exn_wing *self = task->data;
    self->goes_on = false;
    take_turn(self);
}

static void add_happening(exn_wing *self, exn_happening happening)
{
    if (self->happening_count == self->happenings_max) {
        exn_adapter_object(self->adapter, "more happens in one turn than there are managers");
        exn_wing_leave(self);
    }
    self->happenings[self->happening_count++] = happening;
}

bool exn_wing_asks(exn_wing *self, exn_happening happening)
{
    if (self->settles_here) {
        snprintf(self->adapter->fault.text, sizeof self->adapter->fault.text,
                 "a body asks for something while it is asked to stop, and the child waits");
        exn_wing_leave(self);
    }
    if (self->in_turn) {
        exn_turn_finish_events(self);
    }
    add_happening(self, happening);
    return exn_turn_ask(self);
}

void exn_wing_hears(exn_wing *self, exn_happening happening)
{
    add_happening(self, happening);
    bool comes_anew = happening.kind != EXN_HAPPENS_BEGIN && happening.kind != EXN_HAPPENS_CANCEL;
    if (self->in_turn || self->goes_on) {
        return; /* it comes in the next turn */
    }
    if (comes_anew && self->adapter->takes_turns) {
        go_on_later(self); /* what comes until then comes in the same turn */
    } else {
        take_turn(self);
    }
}

static void begin(void *subject)
{
    exn_wing_scope *self = subject;
    exn_wing_hears(self->wing, (exn_happening){.kind = EXN_HAPPENS_BEGIN,
                                               .scope = self->border->scope,
                                               .member = EXN_NONE});
}

static void body_settled(void *subject, exeunt_body_end end, const exeunt_error *error)
{
    static const uint8_t as[] = {[EXEUNT_BODY_RETURNED] = EXN_AS_RETURNED,
                                 [EXEUNT_BODY_RAISED] = EXN_AS_RAISED,
                                 [EXEUNT_BODY_CANCELED] = EXN_AS_CANCELED};
    exn_wing_scope *self = subject;
    exn_wing *wing = self->wing;
    exn_probe *probe = exn_wing_probe(wing);
    uint32_t task = probe->view.scopes[self->border->scope].is->task;
    exn_error_id id = exn_probe_identify(probe, error);
    bool is_own = exn_id_kind_of(id) == EXN_ID_BODY || error == NULL;
    exn_how how = {.as = as[end], .again = is_own ? 0 : id};
    if (wing->settles_here && wing->asked == exn_body(task)) {
        wing->answer = how;
        return;
    }
    exn_wing_hears(wing, (exn_happening){.kind = EXN_HAPPENS_BODY,
                                         .scope = self->border->scope,
                                         .member = EXN_NONE,
                                         .how = how});
}

static void cancel(void *subject)
{
    exn_wing_scope *self = subject;
    self->was_canceled_more = self->was_canceled;
    self->was_canceled = true;
    exn_whereabouts_tell_cancel(self);
    exn_wing_hears(self->wing, (exn_happening){.kind = EXN_HAPPENS_CANCEL,
                                               .scope = self->border->scope,
                                               .member = EXN_NONE});
}

/* The time of the scope is over: the child learns that by a timer of its own. */
static void expire(void *subject)
{
    exn_wing_scope *self = subject;
    exn_wing *wing = self->wing;
    exn_child_time_catch_up(wing);
    if (wing->happening_count > 0 && !wing->in_turn && !wing->goes_on) {
        take_turn(wing);
    }
}

void exn_adapter_fill_table(exeunt_implementation *table)
{
    table->create = create;
    table->destroy = destroy;
    table->begin = begin;
    table->body_settled = body_settled;
    table->cancel = cancel;
    table->expire = expire;
    table->manager = exn_nested_manager;
}
