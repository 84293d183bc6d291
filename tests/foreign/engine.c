/* The engine of engine.h: how a scope goes on. engine_errors.c treats its errors. */
#include "engine_internal.h"

#include "outside.h"

static const engine_design *built;

void engine_bite(const engine *self)
{
    *self->design->bitten += 1;
}

/* Returns whether the flaw takes effect this time, by a counter outside every world. */
static bool forgets(const engine *self)
{
    scope_flaw bug = self->design->flaw;
    return bug >= FORGETS_ONE_BY_STATIC &&
           outside_counts((outside)(bug - FORGETS_ONE_BY_STATIC), self->design->period);
}

static exeunt_manager *manager_at(const engine *self, size_t index)
{
    return self->plan->entries[index].manager;
}

static size_t index_of(const engine *self, const exeunt_manager *manager)
{
    size_t index = 0;
    while (manager_at(self, index) != manager) {
        index += 1;
    }
    return index;
}

static void go_on(engine *self);

/* --- going on now, or in a callback ----------------------------------------------------------- */

static void run_task(exeunt_task *task)
{
    engine *self = task->data;
    self->is_posted = false;
    go_on(self);
}

static void post(engine *self)
{
    if (!self->is_posted) {
        self->is_posted = true;
        self->task = (exeunt_task){.run = run_task, .data = self};
        exeunt_border_post(self->plan->border, &self->task);
    }
}

static void go_on_after_settlement(engine *self)
{
    if (self->design->posts_between) {
        post(self);
    } else {
        go_on(self);
    }
}

/* --- enters ----------------------------------------------------------------------------------- */

static bool stops_entering(const engine *self)
{
    return self->is_canceled ||
           (self->has_failed && (engine_is_stack(self) || !self->plan->wait_all));
}

static void cancel_enters(engine *self)
{
    for (size_t i = 0; i < self->plan->entry_count; i++) {
        if (engine_slot(self, i)->state == SLOT_ENTERING) {
            exeunt_manager_cancel(manager_at(self, i));
        }
    }
}

static void exit_one_early(engine *self);

static void enter_settled(exeunt_manager *manager, const exeunt_result *result)
{
    engine *self = manager->owner;
    size_t index = index_of(self, manager);
    engine_entry *slot = engine_slot(self, index);
    self->in_flight -= 1;
    slot->state = result->settlement == EXEUNT_SETTLED_ENTERED ? SLOT_HELD : SLOT_OUT;
    slot->value = result->settlement == EXEUNT_SETTLED_ENTERED ? result->value : NULL;
    if (result->settlement == EXEUNT_SETTLED_FAILED) {
        bool is_first = !self->has_failed;
        engine_note_failed_enter(self, index, result);
        if (is_first && stops_entering(self)) {
            cancel_enters(self);
        }
    }
    if (self->design->flaw == EXITS_EARLY && stops_entering(self) && self->in_flight > 0) {
        exit_one_early(self);
    }
    go_on_after_settlement(self);
}

static void enter_at(engine *self, size_t index)
{
    self->in_flight += 1;
    self->entered += 1;
    engine_slot(self, index)->state = SLOT_ENTERING;
    exeunt_manager_enter(manager_at(self, index), enter_settled, self);
}

static void enter_next(engine *self)
{
    bool in_reverse = self->design->flaw == ENTERS_LATER && engine_is_stack(self);
    size_t last = self->plan->entry_count - 1;
    if (in_reverse && last > 0) {
        engine_bite(self);
    }
    enter_at(self, in_reverse ? last - self->entered : self->entered);
}

/* --- exits ------------------------------------------------------------------------------------ */

static void exit_settled(exeunt_manager *manager, const exeunt_result *result)
{
    engine *self = manager->owner;
    size_t index = index_of(self, manager);
    self->in_flight -= 1;
    engine_slot(self, index)->state = SLOT_OUT;
    engine_note_exit(self, index, result);
    go_on_after_settlement(self);
}

static void exit_at(engine *self, size_t index)
{
    engine_entry *slot = engine_slot(self, index);
    slot->state = SLOT_EXITING;
    slot->told = engine_cause(self);
    self->in_flight += 1;
    exeunt_manager_exit(manager_at(self, index), slot->told, exit_settled, self);
}

static void exit_one_early(engine *self)
{
    for (size_t i = self->plan->entry_count; i > 0; i--) {
        if (engine_slot(self, i - 1)->state == SLOT_HELD) {
            engine_bite(self);
            exit_at(self, i - 1);
            return;
        }
    }
}

static void exit_next(engine *self)
{
    size_t index = self->plan->entry_count - 1 - self->considered++;
    if (engine_slot(self, index)->state != SLOT_HELD) {
        return;
    }
    if (forgets(self)) {
        engine_bite(self);
        return;
    }
    exit_at(self, index);
}

static void begin_exits(engine *self)
{
    self->phase = ENGINE_EXITS;
    engine_choose_cause(self);
}

/* --- one after the other ---------------------------------------------------------------------- */

static void begin_body(engine *self)
{
    for (size_t i = 0; i < self->plan->entry_count; i++) {
        exeunt_border_give_value(self->plan->border, i, engine_slot(self, i)->value);
    }
    self->phase = ENGINE_RUNS_BODY;
    exeunt_border_begin_body(self->plan->border);
}

/* Returns whether the next step must come in a callback of its own. If so, posts the callback
 * once. */
static bool waits_for_callback(engine *self, bool posts, bool *was_posted)
{
    if (!posts || *was_posted) {
        return false;
    }
    *was_posted = true;
    post(self);
    return true;
}

static bool step_enters(engine *self)
{
    bool begins_more = self->entered < self->plan->entry_count && !stops_entering(self);
    bool one_by_one = engine_is_stack(self) || self->design->flaw == ENTERS_LATER;
    if (self->in_flight > 0 && (one_by_one || !begins_more)) {
        if (begins_more && !engine_is_stack(self)) {
            engine_bite(self);
        }
        return false;
    }
    if (begins_more) {
        enter_next(self);
    } else if (self->is_canceled || self->has_failed) {
        begin_exits(self);
    } else if (!waits_for_callback(self, self->design->posts_body, &self->body_posted)) {
        begin_body(self);
    } else {
        return false;
    }
    return true;
}

static bool step_exits(engine *self)
{
    bool begins_more = self->considered < self->plan->entry_count;
    if (self->in_flight > 0 && (engine_is_stack(self) || !begins_more)) {
        return false;
    }
    if (begins_more) {
        exit_next(self);
        return true;
    }
    if (!waits_for_callback(self, self->design->posts_close, &self->close_posted)) {
        self->phase = ENGINE_CLOSED;
        engine_close(self);
    }
    return false;
}

static bool step(engine *self)
{
    switch (self->phase) {
    case ENGINE_ENTERS:
        return step_enters(self);
    case ENGINE_EXITS:
        return step_exits(self);
    default:
        return false;
    }
}

/* If a call nests in another one, the outermost call goes on. */
static void go_on(engine *self)
{
    if (self->is_stepping || self->is_posted) {
        return;
    }
    self->is_stepping = true;
    while (step(self)) {
    }
    self->is_stepping = false;
}

/* --- the implementation ----------------------------------------------------------------------- */

engine_entry *engine_slot(const engine *self, size_t index)
{
    return self->nodes != NULL ? self->nodes[index] : &self->slots[index];
}

bool engine_is_stack(const engine *self)
{
    return self->plan->kind == EXEUNT_KIND_STACK;
}

static void *create(const exeunt_implementation *implementation, const exeunt_plan *plan)
{
    (void)implementation;
    size_t room = plan->entry_count + 1;
    engine *self = exeunt_border_allocate(plan->border, sizeof *self);
    self->plan = plan;
    self->design = built;
    if (built->has_nodes) {
        self->nodes = exeunt_border_allocate(plan->border, room * sizeof *self->nodes);
        for (size_t i = 0; i < plan->entry_count; i++) {
            self->nodes[i] = exeunt_border_allocate(plan->border, sizeof **self->nodes);
        }
    } else {
        self->slots = exeunt_border_allocate(plan->border, room * sizeof *self->slots);
    }
    return self;
}

static void destroy(void *subject)
{
    engine *self = subject;
    exeunt_border *border = self->plan->border;
    for (size_t i = 0; self->nodes != NULL && i < self->plan->entry_count; i++) {
        exeunt_border_free(border, self->nodes[i]);
    }
    exeunt_border_free(border, self->nodes);
    exeunt_border_free(border, self->slots);
    exeunt_border_free(border, self);
}

static void begin(void *subject)
{
    engine *self = subject;
    self->has_begun = true;
    go_on(self);
}

static void body_settled(void *subject, exeunt_body_end how, const exeunt_error *error)
{
    engine *self = subject;
    self->body_ran = true;
    self->body_stopped = how == EXEUNT_BODY_CANCELED;
    self->body_error = error;
    begin_exits(self);
    go_on(self);
}

static void cancel(void *subject)
{
    engine *self = subject;
    bool is_first = !self->is_canceled;
    self->is_canceled = true;
    if (!is_first) {
        return;
    }
    if (self->phase == ENGINE_RUNS_BODY) {
        exeunt_border_cancel_body(self->plan->border);
    } else if (self->phase == ENGINE_ENTERS) {
        cancel_enters(self);
        if (self->design->flaw == EXITS_EARLY && self->in_flight > 0) {
            exit_one_early(self);
        }
    }
    if (self->has_begun) {
        go_on(self);
    }
}

static void unused(void *subject)
{
    (void)subject;
}

const exeunt_implementation *engine_of(const engine_design *design)
{
    static const exeunt_implementation implementation = {
        .abi = EXEUNT_IMPLEMENTATION_ABI,
        .name = "engine",
        .about = "for tests: an exit stack and exit pool in many builds",
        .profile = EXEUNT_PROFILE_EXEUNT,
        .capabilities =
            EXEUNT_CAN_STACK | EXEUNT_CAN_POOL | EXEUNT_CAN_CANCEL | EXEUNT_CAN_WAIT_ALL,
        .create = create,
        .destroy = destroy,
        .begin = begin,
        .body_settled = body_settled,
        .cancel = cancel,
        .expire = unused,
        .end_grace = unused,
    };
    built = design;
    return &implementation;
}
