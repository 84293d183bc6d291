/* The functions of the implementation that an adapter is: what happens in the world is told to the
 * child, and what the child answers happens at the border. */
#include "adapters/wing.h"

#include "adapters/turn.h"
#include "adapters/whereabouts.h"
#include "contract/running.h"
#include "stage/body.h"
#include "stage/crashes.h"
#include "stage/leave.h"
#include "stage/members.h"
#include "stage/stage_scopes.h"

#include <string.h>

enum { HAPPENINGS_MORE = 8 }; /* that may come in one turn, besides one of each member */

/* --- making it -------------------------------------------------------------------------------- */

/* Whether an operation may settle inside the call that begins it. */
static bool settles_inside(const exn_stage *stage, uint32_t member, const exn_operation *operation)
{
    bool is_in_c = !exn_is_body(member) && stage->probe.members[member].inner != NULL;
    return is_in_c || (operation->plan->steps == 0 && !operation->plan->takes);
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
        if (settles_inside(stage, i, &plan->enter)) {
            add_inside(line, &first, exn_member_name(view, i), "enter");
        }
        if (settles_inside(stage, i, &plan->exit)) {
            add_inside(line, &first, exn_member_name(view, i), "exit");
        }
    }
    for (uint32_t i = 0; i < view->task_count; i++) {
        if (exn_has_own_body(stage, i) ||
            settles_inside(stage, exn_body(i), &stage->body_plans[i].operation)) {
            add_inside(line, &first, exn_scope_name(view, view->tasks[i].scope), "body");
        }
    }
    exn_line_add(line, "]");
}

/* What the child builds in each run. */
static void write_build(const exn_wing *self, exn_line *line)
{
    static const char *const roles[] = {[EXEUNT_ROLE_ENTER] = "enter",
                                        [EXEUNT_ROLE_PUSH] = "push",
                                        [EXEUNT_ROLE_CALLBACK] = "callback"};
    const exeunt_plan *plan = self->plan;
    exn_line_clear(line);
    exn_line_add(line, "\"build\":[{\"scope\":\"%s\",\"kind\":\"%s\",\"wait all\":%s,\"entries\":[",
                 plan->name, plan->kind == EXEUNT_KIND_POOL ? "pool" : "stack",
                 plan->wait_all ? "true" : "false");
    for (size_t i = 0; i < plan->entry_count; i++) {
        const exeunt_entry *entry = &plan->entries[i];
        exn_line_add(line, "%s{\"manager\":\"%s\",\"role\":\"%s\"}", i > 0 ? "," : "",
                     entry->manager->name, roles[entry->role]);
    }
    exn_line_add(line, "]}],");
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

static void *create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    exn_probe *probe = plan->border->probe;
    uint32_t members = probe->view.member_count;
    exn_wing *self = exeunt_border_allocate(plan->border, sizeof *self);
    self->border = plan->border;
    self->plan = plan;
    self->adapter = implementation->data;
    self->state = exn_moment_first;
    self->happenings_max = members + HAPPENINGS_MORE;
    self->happenings =
        exeunt_border_allocate(plan->border, self->happenings_max * sizeof *self->happenings);
    self->records = exeunt_border_allocate(plan->border, (members + 1) * sizeof *self->records);
    self->values = exeunt_border_allocate(plan->border, (members + 1) * sizeof *self->values);
    self->stranger.code = -1;
    ((exn_stage *)probe->stage)->takes_turns = self->adapter->takes_turns;
    self->asked = EXN_NONE;
    build(self);
    return self;
}

static void destroy(void *subject)
{
    exn_wing *self = subject;
    exn_turn_end_run(self);
    exeunt_border_free(self->border, self->happenings);
    exeunt_border_free(self->border, self->records);
    exeunt_border_free(self->border, self->values);
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

void exn_wing_hears(exn_wing *self, exn_happening happening)
{
    if (self->happening_count == self->happenings_max) {
        exn_adapter_object(self->adapter, "more happens in one turn than there are managers");
        exn_wing_leave(self);
    }
    self->happenings[self->happening_count++] = happening;
    bool settles = happening.kind == EXN_HAPPENS_SETTLE || happening.kind == EXN_HAPPENS_BODY;
    if (self->in_turn || self->goes_on) {
        return; /* it comes in the next turn */
    }
    if (settles && self->adapter->takes_turns) {
        go_on_later(self); /* what comes until then comes in the same turn */
    } else {
        take_turn(self);
    }
}

static void begin(void *subject)
{
    exn_wing_hears(subject, (exn_happening){.kind = EXN_HAPPENS_BEGIN, .member = EXN_NONE});
}

static void body_settled(void *subject, exeunt_body_end end, const exeunt_error *error)
{
    static const uint8_t as[] = {[EXEUNT_BODY_RETURNED] = EXN_AS_RETURNED,
                                 [EXEUNT_BODY_RAISED] = EXN_AS_RAISED,
                                 [EXEUNT_BODY_CANCELED] = EXN_AS_CANCELED};
    exn_wing *self = subject;
    exn_probe *probe = exn_wing_probe(self);
    uint32_t task = probe->view.scopes[self->border->scope].is->task;
    exn_error_id id = exn_probe_identify(probe, error);
    bool is_own = exn_id_kind_of(id) == EXN_ID_BODY || error == NULL;
    exn_how how = {.as = as[end], .again = is_own ? 0 : id};
    if (self->settles_here && self->asked == exn_body(task)) {
        self->answer = how;
        return;
    }
    exn_wing_hears(self, (exn_happening){.kind = EXN_HAPPENS_BODY, .member = EXN_NONE, .how = how});
}

static void cancel(void *subject)
{
    exn_wing *self = subject;
    self->was_canceled = true;
    exn_whereabouts_tell_cancel(self);
    exn_wing_hears(self, (exn_happening){.kind = EXN_HAPPENS_CANCEL, .member = EXN_NONE});
}

void exn_adapter_fill_table(exeunt_implementation *table)
{
    table->create = create;
    table->destroy = destroy;
    table->begin = begin;
    table->body_settled = body_settled;
    table->cancel = cancel;
}
