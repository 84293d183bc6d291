/* Counts what happens: by the events of each transition, from the view of the state before it. */
#include "search/behaviour.h"

#include "base/own_assert.h"
#include "search/behaviour_counts.h"
#include "stage/stage.h"

#include <stdlib.h>
#include <string.h>

/* --- operations ------------------------------------------------------------------------------- */

static uint32_t enter_of(uint32_t member)
{
    return 2 * member;
}

static uint32_t exit_of(uint32_t member)
{
    return 2 * member + 1;
}

static uint32_t body_of(const exn_behaviour *self, uint32_t task)
{
    exn_assert(task < self->view->task_count);
    return 2 * self->view->member_count + task;
}

/* The operation that an event is about; EXN_NONE: it is about none. */
static uint32_t operation_of(const exn_behaviour *self, const exn_record *record)
{
    switch (record->kind) {
    case EXN_ENTER_BEGINS:
    case EXN_ENTERED:
    case EXN_ENTER_FAILS:
    case EXN_ENTER_CANCELED:
        return enter_of(record->member);
    case EXN_EXIT_BEGINS:
    case EXN_EXITED:
    case EXN_EXIT_SUPPRESSES:
    case EXN_EXIT_FAILS:
        return exit_of(record->member);
    case EXN_BODY_BEGINS:
    case EXN_BODY_RETURNS:
    case EXN_BODY_RAISES:
    case EXN_BODY_CANCELED:
        return body_of(self, self->view->scopes[record->scope].is->task);
    default:
        return EXN_NONE;
    }
}

static bool begins(exn_event_kind kind)
{
    return kind == EXN_ENTER_BEGINS || kind == EXN_EXIT_BEGINS || kind == EXN_BODY_BEGINS;
}

static bool is_fault(exn_event_kind kind)
{
    return kind == EXN_ENTER_FAILS || kind == EXN_EXIT_FAILS || kind == EXN_BODY_RAISES;
}

/* What a nested scope does follows from what its managers do. */
static bool is_nested(const exn_behaviour *self, uint32_t operation)
{
    exn_assert(operation < self->operation_count);
    uint32_t member = operation / 2;
    return member < self->view->member_count && self->view->facts[member].inside != EXN_NONE;
}

/* --- where a task is -------------------------------------------------------------------------- */

static exn_task_phase phase_of(const exn_behaviour *self, uint32_t task)
{
    const exn_scope_view *scope = &self->view->scopes[self->view->tasks[task].scope];
    exn_assert(scope->begun || scope->body == EXN_BODY_IS_NEW);
    return scope->closed                          ? EXN_TASK_NONE
           : scope->body == EXN_BODY_IS_IN_FLIGHT ? EXN_TASK_BODY
           : scope->body > EXN_BODY_IS_IN_FLIGHT  ? EXN_TASK_EXIT
           : scope->unwinding                     ? EXN_TASK_ROLLBACK
           : scope->begun                         ? EXN_TASK_ENTER
                                                  : EXN_TASK_START;
}

/* Takes an event of a task into account. */
static void move_on(exn_behaviour *self, const exn_record *record)
{
    uint32_t task = self->view->scopes[record->scope].is->task;
    exn_task_phase *phase = &self->phases[task];
    exn_assert(record->scope < self->view->scope_count && task < self->view->task_count);
    bool is_outermost = self->view->tasks[task].scope == record->scope;
    if (record->kind == EXN_BODY_BEGINS) {
        *phase = EXN_TASK_BODY;
    } else if (record->kind == EXN_BODY_RETURNS || record->kind == EXN_BODY_RAISES ||
               record->kind == EXN_BODY_CANCELED) {
        *phase = EXN_TASK_EXIT;
    } else if (record->kind == EXN_ENTER_BEGINS && *phase == EXN_TASK_START) {
        *phase = EXN_TASK_ENTER;
    } else if (record->kind == EXN_EXIT_BEGINS && is_outermost && *phase == EXN_TASK_ENTER) {
        *phase = EXN_TASK_ROLLBACK;
    } else if (record->kind == EXN_CLOSES && is_outermost) {
        *phase = EXN_TASK_NONE;
    }
}

/* --- a state ---------------------------------------------------------------------------------- */

/* Sets what is in flight and what has failed so far, as the view has it. */
static void look(exn_behaviour *self)
{
    const exn_view *view = self->view;
    for (uint32_t i = 0; i < view->member_count; i++) {
        const exn_member_view *member = view->members[i];
        exn_id_kind raised = exn_id_kind_of(member->raised & ~EXN_ID_COPY);
        self->in_flight[enter_of(i)] = member->status == EXN_ENTERING;
        self->in_flight[exit_of(i)] = member->status == EXN_EXITING;
        self->has_failed[enter_of(i)] = raised == EXN_ID_ENTER;
        self->has_failed[exit_of(i)] = raised == EXN_ID_EXIT;
    }
    for (uint32_t i = 0; i < view->task_count; i++) {
        uint8_t body = view->scopes[view->tasks[i].scope].body;
        self->in_flight[body_of(self, i)] = body == EXN_BODY_IS_IN_FLIGHT;
        self->has_failed[body_of(self, i)] = body == EXN_BODY_HAS_RAISED;
        self->phases[i] = phase_of(self, i);
    }
}

/* Counts the state that was looked at. */
static void count_state(exn_behaviour *self)
{
    self->states += 1;
    exn_assert(self->operation_count == 2 * self->view->member_count + self->view->task_count);
    for (uint32_t i = 0; i < self->operation_count; i++) {
        for (uint32_t k = 0; self->in_flight[i] && k < self->operation_count; k++) {
            self->together[i * self->operation_count + k] |= k != i && self->in_flight[k];
        }
    }
    for (uint32_t i = 0; i < self->view->task_count; i++) {
        self->moments[i * EXN_TASK_PHASES + self->phases[i]] += 1;
    }
}

void exn_behaviour_at(exn_behaviour *self, bool is_new)
{
    look(self);
    if (is_new) {
        count_state(self);
    }
    memcpy(self->phases_before, self->phases, self->view->task_count * sizeof *self->phases);
    memcpy(self->in_flight_before, self->in_flight, self->operation_count);
    memcpy(self->has_failed_before, self->has_failed, self->operation_count);
}

/* --- a transition ----------------------------------------------------------------------------- */

static void settle(exn_behaviour *self, uint32_t operation, exn_event_kind kind)
{
    uint32_t count = self->operation_count;
    exn_assert(operation < count && kind < EXN_BORDER_KINDS && !begins(kind));
    self->outcomes[operation * EXN_BORDER_KINDS + kind] += 1;
    self->in_flight[operation] = false;
    for (uint32_t i = 0; i < count; i++) {
        self->orders[operation * count + i] += self->in_flight[i];
        self->faults[i * count + operation] += is_fault(kind) && self->has_failed[i];
    }
    self->has_failed[operation] = is_fault(kind);
}

static void count_event(exn_behaviour *self, const exn_record *record)
{
    if (record->kind >= EXN_BORDER_KINDS || record->scope == EXN_NONE) {
        return;
    }
    uint32_t operation = operation_of(self, record);
    exn_assert(operation == EXN_NONE || operation < self->operation_count);
    if (record->kind == EXN_CANCEL) {
        uint32_t task = self->view->scopes[record->scope].is->task;
        self->cancels[task * EXN_TASK_PHASES + self->phases[task]] += 1;
    } else if (operation != EXN_NONE && begins(record->kind)) {
        self->in_flight[operation] = true;
    } else if (operation != EXN_NONE) {
        settle(self, operation, record->kind);
    }
    if (record->kind != EXN_CANCEL && record->kind != EXN_TIME_PASSES) {
        move_on(self, record);
    }
}

void exn_behaviour_made(exn_behaviour *self)
{
    const exn_run *run = self->run;
    exn_assert(self->states > 0 && run->stage != NULL); /* it is at a state */
    memcpy(self->phases, self->phases_before, self->view->task_count * sizeof *self->phases);
    memcpy(self->in_flight, self->in_flight_before, self->operation_count);
    memcpy(self->has_failed, self->has_failed_before, self->operation_count);
    for (size_t i = 0; i < run->recorder.trace_count; i++) {
        count_event(self, &run->recorder.trace[i]);
    }
    for (uint32_t i = 0; i < run->delivered.count; i++) {
        const exn_alternative *ending = run->delivered.items[i].ending;
        if (ending != NULL) {
            exn_assert(ending->number <= run->scenario->number_max);
            self->alternatives[ending->number] += 1;
        }
    }
}

void exn_behaviour_checked(exn_behaviour *self, const exn_tally *before)
{
    exn_assert(before != NULL && before != &self->run->totals.tally);
    for (int rule = 0; rule < EXN_RULES; rule++) {
        exn_assert(self->run->totals.tally.checked[rule] >= before->checked[rule]);
        self->conditions[rule] = self->run->totals.tally.checked[rule] - before->checked[rule];
    }
}

bool exn_behaviour_has_order(const exn_behaviour *self, uint32_t first, uint32_t second)
{
    exn_assert(first < self->operation_count && second < self->operation_count);
    return self->together[first * self->operation_count + second] && !is_nested(self, first) &&
           !is_nested(self, second);
}

bool exn_behaviour_has_faults(const exn_behaviour *self, uint32_t first, uint32_t second)
{
    exn_assert(first < self->operation_count && second < self->operation_count);
    return self->faults[first * self->operation_count + second] > 0 && !is_nested(self, first) &&
           !is_nested(self, second);
}

/* --- memory ----------------------------------------------------------------------------------- */

exn_behaviour *exn_behaviour_new(exn_run *run)
{
    exn_behaviour *self = calloc(1, sizeof *self);
    if (self == NULL) {
        return NULL;
    }
    const exn_view *view = exn_run_view(run);
    uint32_t count = 2 * view->member_count + view->task_count;
    exn_assert(view->member_count <= EXN_BEHAVIOUR_MEMBERS_MAX && view->task_count > 0);
    exn_assert(count < EXN_NONE / count); /* pairs of operations have numbers */
    size_t phases = (size_t)view->task_count * EXN_TASK_PHASES;
    size_t pairs = (size_t)count * count;
    size_t numbers = (size_t)run->scenario->number_max + 1;
    size_t counters = (size_t)count * EXN_BORDER_KINDS + 2 * pairs + 2 * phases + numbers;
    self->run = run;
    self->view = view;
    self->operation_count = count;
    self->counters = calloc(counters, sizeof *self->counters);
    self->flags = calloc(4 * (size_t)count + pairs, sizeof *self->flags);
    self->phases = calloc(2 * (size_t)view->task_count, sizeof *self->phases);
    if (self->counters == NULL || self->flags == NULL || self->phases == NULL) {
        exn_behaviour_free(self);
        return NULL;
    }
    self->outcomes = self->counters;
    self->orders = self->outcomes + (size_t)count * EXN_BORDER_KINDS;
    self->faults = self->orders + pairs;
    self->cancels = self->faults + pairs;
    self->moments = self->cancels + phases;
    self->alternatives = self->moments + phases;
    self->in_flight = self->flags;
    self->has_failed = self->in_flight + count;
    self->in_flight_before = self->has_failed + count;
    self->has_failed_before = self->in_flight_before + count;
    self->together = self->has_failed_before + count;
    self->phases_before = self->phases + view->task_count;
    return self;
}

void exn_behaviour_free(exn_behaviour *behaviour)
{
    if (behaviour != NULL) {
        free(behaviour->counters);
        free(behaviour->flags);
        free(behaviour->phases);
        free(behaviour);
    }
}
