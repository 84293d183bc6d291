/* What happens, as rows of a result. */
#include "base/own_assert.h"
#include "search/behaviour_counts.h"
#include "stage/stage.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct reporting {
    const exn_behaviour *of;
    exn_result *result;
    bool complete; /* memory has sufficed so far */
} reporting;

static void add(reporting *self, const exn_behaviour_row *row)
{
    exn_assert(row->of[0] != NULL && row->kind < EXN_BEHAVIOUR_KINDS);
    self->complete = self->complete && exn_result_add_behaviour(self->result, row);
}

/* --- names ------------------------------------------------------------------------------------ */

typedef struct operation_name {
    const char *of;   /* "vm1"; "body" */
    const char *word; /* "enter"; of a body too: "body" */
    char text[400];   /* "vm1 enter" */
} operation_name;

static void name_operation(const exn_behaviour *of, uint32_t operation, operation_name *name)
{
    uint32_t member = operation / 2;
    exn_assert(operation < of->operation_count);
    if (member < of->view->member_count) {
        name->of = exn_member_name(of->view, member);
        name->word = operation % 2 == 0 ? "enter" : "exit";
        snprintf(name->text, sizeof name->text, "%s %s", name->of, name->word);
    } else {
        name->of = of->view->tasks[operation - 2 * of->view->member_count].body;
        name->word = "body";
        snprintf(name->text, sizeof name->text, "%s", name->of);
    }
}

/* --- alternatives ----------------------------------------------------------------------------- */

static void list_alternatives(reporting *self, const char *name, const char *word,
                              const exn_alternative *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        exn_assert(list[i].number <= self->of->run->scenario->number_max);
        if (list[i].declared) {
            uint64_t taken = self->of->alternatives[list[i].number];
            add(self, &(exn_behaviour_row){.kind = EXN_BEHAVIOUR_ALTERNATIVES,
                                           .of = {(char *)(uintptr_t)name, (char *)(uintptr_t)word,
                                                  (char *)(uintptr_t)list[i].text},
                                           .line = list[i].place.line,
                                           .count = taken,
                                           .gap = taken == 0});
        }
    }
}

static void list_plans(reporting *self)
{
    const exn_scenario *scenario = self->of->run->scenario;
    for (size_t i = 0; i < scenario->node_count; i++) {
        const exn_node *node = &scenario->nodes[i];
        const char *name = exn_declared_name(node);
        if (node->kind == EXN_NODE_LEAF && exn_declares(scenario, i)) {
            list_alternatives(self, name, "enter", node->enter.alternatives,
                              node->enter.alternative_count);
            list_alternatives(self, name, "exit", node->exit.alternatives,
                              node->exit.alternative_count);
            list_alternatives(self, name, "on-cancel", node->exit.on_cancel,
                              node->exit.on_cancel_count);
        }
    }
    for (uint32_t i = 0; i < scenario->task_count; i++) {
        const char *name = self->of->view->tasks[i].body;
        const exn_plan *body = &scenario->tasks[i].body;
        list_alternatives(self, name, "body", body->alternatives, body->alternative_count);
        list_alternatives(self, name, "on-cancel", body->on_cancel, body->on_cancel_count);
    }
}

/* --- events ----------------------------------------------------------------------------------- */

static void list_outcomes(reporting *self, uint32_t operation)
{
    static const char *const words[] = {
#define EVENT_WORDS(kind, text) [kind] = text,
        EXN_EVENT_MAP(EVENT_WORDS)
#undef EVENT_WORDS
    };
    operation_name name;
    name_operation(self->of, operation, &name);
    exn_assert(name.of != NULL && name.word != NULL);
    for (uint32_t kind = 0; kind < EXN_BORDER_KINDS; kind++) {
        uint64_t count = self->of->outcomes[operation * EXN_BORDER_KINDS + kind];
        if (count > 0) {
            add(self, &(exn_behaviour_row){.kind = EXN_BEHAVIOUR_OUTCOMES,
                                           .of = {(char *)(uintptr_t)name.of,
                                                  (char *)(uintptr_t)name.word,
                                                  (char *)(uintptr_t)words[kind]},
                                           .count = count});
        }
    }
}

static unsigned line_of_task(const exn_behaviour *of, uint32_t task)
{
    const exn_scenario *scenario = of->run->scenario;
    exn_assert(task < scenario->task_count);
    return scenario->nodes[scenario->tasks[task].scope].place.line;
}

/* The line that decides whether requests come to a task: that of `cancel`, if it is about this
 * task, or else that of its scope. */
static unsigned line_of_requests(const exn_behaviour *of, uint32_t task)
{
    const exn_scenario *scenario = of->run->scenario;
    bool is_of_task = scenario->cancel_task == UINT32_MAX || scenario->cancel_task == task;
    bool is_written = scenario->cancel_place.line > 0;
    return is_written && is_of_task ? scenario->cancel_place.line : line_of_task(of, task);
}

static void list_cancels(reporting *self, uint32_t task)
{
    static const char *const words[] = {
        [EXN_TASK_START] = "start", [EXN_TASK_ENTER] = "enter", [EXN_TASK_ROLLBACK] = "rollback",
        [EXN_TASK_BODY] = "body",   [EXN_TASK_EXIT] = "exit",
    };
    const exn_behaviour *of = self->of;
    for (uint32_t phase = 0; phase < EXN_TASK_NONE; phase++) {
        uint64_t moments = of->moments[task * EXN_TASK_PHASES + phase];
        uint64_t count = of->cancels[task * EXN_TASK_PHASES + phase];
        exn_assert(moments <= of->states);
        if (moments > 0 || count > 0) {
            const char *scope = exn_scope_name(of->view, of->view->tasks[task].scope);
            add(self, &(exn_behaviour_row){
                          .kind = EXN_BEHAVIOUR_CANCELS,
                          .of = {(char *)(uintptr_t)scope, (char *)(uintptr_t)words[phase], NULL},
                          .line = line_of_requests(of, task),
                          .count = count,
                          .other = moments,
                          .gap = count == 0});
        }
    }
}

static void list_pair(reporting *self, uint32_t first, uint32_t second)
{
    const exn_behaviour *of = self->of;
    operation_name one, two;
    exn_assert(first < of->operation_count && second < of->operation_count);
    uint64_t count = of->orders[first * of->operation_count + second];
    uint64_t reversed = of->orders[second * of->operation_count + first];
    name_operation(of, first, &one);
    name_operation(of, second, &two);
    if (first < second && exn_behaviour_has_order(of, first, second)) {
        add(self, &(exn_behaviour_row){.kind = EXN_BEHAVIOUR_ORDERS,
                                       .of = {one.text, two.text, NULL},
                                       .line = line_of_task(of, 0),
                                       .count = count,
                                       .other = reversed,
                                       .gap = count == 0 || reversed == 0});
    }
    if (exn_behaviour_has_faults(of, first, second)) {
        add(self, &(exn_behaviour_row){.kind = EXN_BEHAVIOUR_FAULTS,
                                       .of = {one.text, two.text, NULL},
                                       .count = of->faults[first * of->operation_count + second]});
    }
}

static void list_conditions(reporting *self)
{
    for (int rule = 0; rule < EXN_RULES; rule++) {
        uint64_t count = self->of->conditions[rule];
        exn_assert(count < UINT64_MAX / 2); /* no tally was taken back too often */
        if (count > 0) {
            const char *number = exn_rule_number((exn_rule)rule);
            add(self, &(exn_behaviour_row){.kind = EXN_BEHAVIOUR_CONDITIONS,
                                           .of = {(char *)(uintptr_t)number, NULL, NULL},
                                           .count = count});
        }
    }
}

bool exn_behaviour_report(const exn_behaviour *behaviour, exn_result *result)
{
    reporting self = {.of = behaviour, .result = result, .complete = true};
    uint32_t count = behaviour->operation_count;
    exn_assert(result->behaviour_count == 0);
    result->has_behaviour = true;
    list_plans(&self);
    for (uint32_t i = 0; i < count; i++) {
        list_outcomes(&self, i);
    }
    for (uint32_t i = 0; i < behaviour->view->task_count; i++) {
        list_cancels(&self, i);
    }
    for (uint32_t i = 0; i < count * count; i++) {
        list_pair(&self, i / count, i % count);
    }
    list_conditions(&self);
    return self.complete;
}
