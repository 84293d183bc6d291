/* Writes what managers and the body may do. */
#include "scenario/read/names_and_quotes.h"
#include "scenario/write/writer.h"

#include <inttypes.h>
#include <string.h>

static const char *name_of(const exn_writer *self, exn_node_id id)
{
    return self->scenario->nodes[id].name;
}

static const char *error_name(const exn_writer *self, const exn_error_name *error)
{
    static const char *const operations[] = {
        [EXN_ERROR_ENTER] = "enter", [EXN_ERROR_EXIT] = "exit", [EXN_ERROR_DEADLINE] = "deadline"};
    if (error->kind == EXN_ERROR_BODY) {
        const char *task = self->scenario->tasks[exn_task_of_node_body(error->node)].name;
        return task != NULL ? exn_arena_format(self->arena, "%s.body", task) : "body";
    }
    return exn_arena_format(self->arena, "%s.%s", name_of(self, error->node),
                            operations[error->kind]);
}

static const char *alternative_text(const exn_writer *self, const exn_alternative *alternative)
{
    const char *word = exn_ending_word(alternative->ending);
    const exn_error_name *with = &alternative->with;
    /* If the script does not name the manager, no exit can have received its error. */
    if (!alternative->has_with || (with->node >= 0 && !self->is_named[with->node])) {
        return word;
    }
    return exn_arena_format(self->arena, "%s with %s", word, error_name(self, with));
}

/* Writes a list of outcomes. `plain` replaces deliberate breaches; NULL keeps them. */
static void write_alternatives(const exn_writer *self, const exn_alternative *list, size_t count,
                               const char *plain)
{
    exn_map seen = {.count = 0};
    fputs(count == 1 ? "" : "[", self->file);
    for (size_t i = 0; i < count; i++) {
        bool is_tamed = plain != NULL && exn_ending_is_breach(list[i].ending);
        const char *text = is_tamed ? plain : alternative_text(self, &list[i]);
        if (exn_map_get(&seen, text) != EXN_MAP_NONE) {
            continue;
        }
        exn_map_set(self->arena, &seen, text, 1);
        fprintf(self->file, "%s%s", i > 0 ? ", " : "", text);
    }
    fputs(count == 1 ? "" : "]", self->file);
}

static void write_actions(const exn_writer *self, const exn_plan *plan)
{
    fputs("actions: [", self->file);
    for (size_t i = 0; i < plan->action_count; i++) {
        const exn_action *action = &plan->actions[i];
        fputs(i > 0 ? ", \"" : "\"", self->file);
        if (!action->is_own) {
            fprintf(self->file, "%s ", self->scenario->tasks[action->task].name);
        }
        fputs(exn_action_word(action->kind), self->file);
        if (action->node != EXN_NODE_NONE) {
            const exn_node *node = &self->scenario->nodes[action->node];
            fprintf(self->file, " %s", exn_declared_name(node));
        }
        fprintf(self->file, "%s\"", exn_answer_words(action->answer));
    }
    fputc(']', self->file);
}

static bool is_declared(const exn_plan *plan)
{
    return plan->alternative_count > 0 && plan->alternatives->declared;
}

static bool has_default_answer(const exn_plan *plan)
{
    return plan->on_cancel_count == 1 && !plan->on_cancel->declared;
}

static bool has_default_steps(const exn_plan *plan)
{
    return plan->alternative_count == 0 || plan->takes || plan->steps == 1;
}

static void write_answers(const exn_writer *self, const char *indent, const exn_plan *plan,
                          const char *plain)
{
    if (has_default_answer(plan)) {
        return;
    }
    fprintf(self->file, "%son-cancel: ", indent);
    if (plan->on_cancel_count == 0) {
        fputs("ignores", self->file);
    } else {
        write_alternatives(self, plan->on_cancel, plan->on_cancel_count, plain);
    }
    fputc('\n', self->file);
}

static void write_operation(const exn_writer *self, const char *key, const exn_plan *plan,
                            const char *plain)
{
    if (!is_declared(plan) && plan->action_count == 0) {
        return;
    }
    fprintf(self->file, "    %s:", key);
    if (is_declared(plan)) {
        fputs(plan->action_count > 0 ? "\n      ends: " : " ", self->file);
        write_alternatives(self, plan->alternatives, plan->alternative_count, plain);
    }
    if (plan->action_count > 0) {
        fputs("\n      ", self->file);
        write_actions(self, plan);
    }
    fputc('\n', self->file);
}

/* Writes `steps: {enter: 2, exit: 0}`, or one of the two. */
static void write_steps(const exn_writer *self, const exn_node *node)
{
    bool has_enter = !has_default_steps(&node->enter), has_exit = !has_default_steps(&node->exit);
    if (has_enter) {
        fprintf(self->file, "    steps: {enter: %" PRIu32, node->enter.steps);
    }
    if (has_exit) {
        fprintf(self->file, "%sexit: %" PRIu32, has_enter ? ", " : "    steps: {",
                node->exit.steps);
    }
    if (has_enter || has_exit) {
        fputs("}\n", self->file);
    }
}

static void write_takes(const exn_writer *self, const exn_node *node)
{
    if (node->enter.takes) {
        fprintf(self->file, "    takes: {enter: %" PRIu64 "ms", node->enter.takes_ms);
    }
    if (node->exit.takes) {
        fprintf(self->file, "%sexit: %" PRIu64 "ms", node->enter.takes ? ", " : "    takes: {",
                node->exit.takes_ms);
    }
    if (node->enter.takes || node->exit.takes) {
        fputs("}\n", self->file);
    }
}

static bool is_default_plan(const exn_plan *plan)
{
    return !is_declared(plan) && plan->action_count == 0 && has_default_steps(plan) &&
           !plan->takes && (plan->alternative_count == 0 || has_default_answer(plan));
}

/* Whether a name is that of a manager, or of one of its handles. */
static bool is_name_of(const char *name, const exn_node *node)
{
    const char *dot = node->is_handle ? strrchr(name, '.') : NULL;
    return strcmp(dot != NULL ? dot + 1 : name, exn_declared_name(node)) == 0;
}

void exn_write_managers(const exn_writer *writer)
{
    const char *culprit = writer->script->culprit;
    bool is_first = true;
    for (size_t i = 0; i < writer->scenario->node_count; i++) {
        const exn_node *node = &writer->scenario->nodes[i];
        bool is_default = node->use == NULL && node->tokens == 0 && is_default_plan(&node->enter) &&
                          is_default_plan(&node->exit);
        if (node->kind != EXN_NODE_LEAF || !writer->is_named[i] || is_default ||
            !exn_declares(writer->scenario, i)) {
            continue;
        }
        fputs(is_first ? "managers:\n  " : "  ", writer->file);
        is_first = false;
        exn_write_text(writer->file, exn_declared_name(node));
        fputs(":\n", writer->file);
        if (node->use != NULL) {
            exn_write_use(writer, node->use);
            continue;
        }
        bool is_culprit = culprit != NULL && is_name_of(culprit, node);
        write_operation(writer, "enter", &node->enter, is_culprit ? NULL : "enters");
        write_operation(writer, "exit", &node->exit, is_culprit ? NULL : "exits");
        write_steps(writer, node);
        write_takes(writer, node);
        write_answers(writer, "    ", &node->exit, is_culprit ? NULL : "stops");
        if (node->tokens > 0) {
            fprintf(writer->file, "    tokens: %" PRIu32 "\n", node->tokens);
        }
    }
}

void exn_write_body(const exn_writer *writer, uint32_t task, const char *indent)
{
    const exn_plan *body = &writer->scenario->tasks[task].body;
    FILE *file = writer->file;
    if (is_default_plan(body)) {
        return;
    }
    fprintf(file, "%sbody:\n", indent);
    if (is_declared(body)) {
        fprintf(file, "%s  ends: ", indent);
        write_alternatives(writer, body->alternatives, body->alternative_count, NULL);
        fputc('\n', file);
    }
    if (!has_default_steps(body)) {
        fprintf(file, "%s  steps: %" PRIu32 "\n", indent, body->steps);
    }
    if (body->takes) {
        fprintf(file, "%s  takes: %" PRIu64 "ms\n", indent, body->takes_ms);
    }
    write_answers(writer, exn_arena_format(writer->arena, "%s  ", indent), body, NULL);
    if (body->action_count > 0) {
        fprintf(file, "%s  ", indent);
        write_actions(writer, body);
        fputc('\n', file);
    }
}
