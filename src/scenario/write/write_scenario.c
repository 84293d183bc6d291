/* Writes a scenario that repeats one schedule. Only what differs from the defaults is written. */
#include "scenario/write/writer.h"

#include "scenario/read/names_and_quotes.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

static void write_pair(FILE *file, const char *key, const char *text)
{
    if (text == NULL) {
        return;
    }
    fprintf(file, "%s: ", key);
    exn_write_text(file, text);
    fputc('\n', file);
}

/* --- the scope -------------------------------------------------------------------------------- */

static void write_leaf(FILE *file, const exn_node *node)
{
    if (node->role != EXN_ROLE_ENTER) {
        fprintf(file, "{%s: ", node->role == EXN_ROLE_PUSH ? "push" : "callback");
    }
    exn_write_text(file, exn_declared_name(node));
    if (node->times != 1) {
        fprintf(file, ", times: %" PRIu32, node->times);
    }
    if (node->role != EXN_ROLE_ENTER) {
        fputc('}', file);
    }
}

static void write_options(FILE *file, const exn_node *node, const char *before, const char *behind)
{
    if (node->wait_all) {
        fprintf(file, "%senter: wait-all%s", before, behind);
    }
    if (node->has_deadline) {
        fprintf(file, "%sdeadline: %" PRIu64 "ms%s", before, node->deadline_ms, behind);
    }
    if (node->has_grace) {
        fprintf(file, "%sgrace: %" PRIu64 "ms%s", before, node->grace_ms, behind);
    }
}

static bool is_dropped(const exn_writer *self, size_t node)
{
    return self->script->dropped != NULL && self->script->dropped[node];
}

static bool is_spliced(const exn_writer *self, size_t node)
{
    return self->script->spliced != NULL && self->script->spliced[node];
}

/* Returns the number of the node after `at` and all that is in it. */
static size_t end_of(const exn_scenario *scenario, size_t at)
{
    size_t next = at + 1;
    for (uint32_t i = 0; i < scenario->nodes[at].child_count; i++) {
        next = end_of(scenario, next);
    }
    return next;
}

static void write_members(const exn_writer *self, size_t at);

static void write_node(const exn_writer *self, size_t at)
{
    FILE *file = self->file;
    const exn_node *node = &self->scenario->nodes[at];
    if (node->kind == EXN_NODE_LEAF) {
        write_leaf(file, node);
        return;
    }
    fprintf(file, "{%s: ", node->kind == EXN_NODE_POOL ? "pool" : "stack");
    write_members(self, at);
    write_options(file, node, ", ", "");
    fputc('}', file);
}

/* Writes the members of a scope, and those of a spliced one in its place. */
static void write_list(const exn_writer *self, size_t at, bool *is_first)
{
    size_t member = at + 1;
    for (uint32_t i = 0; i < self->scenario->nodes[at].child_count; i++) {
        if (is_spliced(self, member) && !is_dropped(self, member)) {
            write_list(self, member, is_first);
        } else if (!is_dropped(self, member)) {
            fputs(*is_first ? "" : ", ", self->file);
            *is_first = false;
            write_node(self, member);
        }
        member = end_of(self->scenario, member);
    }
}

static void write_members(const exn_writer *self, size_t at)
{
    bool is_first = true;
    fputc('[', self->file);
    write_list(self, at, &is_first);
    fputc(']', self->file);
}

static uint32_t count_tasks(const exn_writer *self)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < self->scenario->task_count; i++) {
        count += !is_dropped(self, (size_t)self->scenario->tasks[i].scope);
    }
    return count;
}

/* Writes `scope`, or `tasks` with their bodies. */
static void write_tasks(const exn_writer *self)
{
    const exn_scenario *scenario = self->scenario;
    FILE *file = self->file;
    fputs(self->task_count == 1 ? "\nscope: " : "\ntasks:\n", file);
    for (uint32_t i = 0; i < scenario->task_count; i++) {
        size_t at = (size_t)scenario->tasks[i].scope;
        const exn_node *node = &scenario->nodes[at];
        if (is_dropped(self, at)) {
            continue;
        }
        if (self->task_count == 1) {
            write_node(self, at);
            fputc('\n', file);
            continue;
        }
        fprintf(file, "  %s:\n    %s: ", scenario->tasks[i].name,
                node->kind == EXN_NODE_POOL ? "pool" : "stack");
        write_members(self, at);
        fputc('\n', file);
        write_options(file, node, "    ", "\n");
        exn_write_body(self, i, "    ");
    }
}

/* Writes the body of the only task. */
static void write_only_body(const exn_writer *self)
{
    for (uint32_t i = 0; i < self->scenario->task_count; i++) {
        if (!is_dropped(self, (size_t)self->scenario->tasks[i].scope)) {
            exn_write_body(self, i, "");
        }
    }
}

/* --- what the run shows ----------------------------------------------------------------------- */

static void write_limits(const exn_writer *self)
{
    const exn_scenario *scenario = self->scenario;
    bool has_steps = scenario->steps_max != EXN_STEPS_MAX_DEFAULT;
    if (!scenario->has_faults_limit && !has_steps && scenario->states_max == 0) {
        return;
    }
    fputs("limits:\n", self->file);
    if (scenario->has_faults_limit) {
        fprintf(self->file, "  faults: %" PRIu32 "\n", scenario->faults_max);
    }
    if (has_steps) {
        fprintf(self->file, "  steps: %" PRIu64 "\n", scenario->steps_max);
    }
    if (scenario->states_max > 0) {
        fprintf(self->file, "  states: %" PRIu64 "\n", scenario->states_max);
    }
}

static void write_cancel(const exn_writer *self)
{
    const exn_scenario *scenario = self->scenario;
    const char *where = scenario->cancels > 0 ? "anywhere" : "never";
    bool is_of_one = scenario->cancel_task < scenario->task_count && self->task_count > 1;
    bool has_more = scenario->cancels > 1 || scenario->cancels_min > 0 ||
                    scenario->asks_operations || is_of_one;
    if (!has_more && scenario->cancels == 0) {
        return;
    }
    fprintf(self->file, has_more ? "cancel: {where: %s" : "cancel: %s", where);
    if (is_of_one) {
        fprintf(self->file, ", task: %s", scenario->tasks[scenario->cancel_task].name);
    }
    if (scenario->cancels > 1) {
        fprintf(self->file, ", times: %" PRIu32, scenario->cancels);
    }
    if (scenario->cancels_min > 0) {
        fprintf(self->file, ", at-least: %" PRIu32, scenario->cancels_min);
    }
    if (scenario->asks_operations) {
        fputs(", operations: anywhere", self->file);
    }
    fputs(has_more ? "}\n" : "\n", self->file);
}

static void write_faults(const exn_writer *self)
{
    if (self->scenario->memory_fails) {
        fprintf(self->file, "faults: {memory: %s}\n",
                self->scenario->memory_may_suffice ? "if-asked" : "anywhere");
    }
}

static void write_schedule(const exn_writer *self, const exn_script *script)
{
    fputs(script->item_count > 0 ? "schedule:\n" : "schedule: []\n", self->file);
    for (size_t i = 0; i < script->item_count; i++) {
        fputs("  - ", self->file);
        if (strcmp(script->items[i], "...") == 0) {
            fputs("...", self->file); /* it ends a document at the beginning of a line only */
        } else {
            exn_write_text(self->file, script->items[i]);
        }
        fputc('\n', self->file);
    }
}

/* Begins an item; before the first one, writes the key. So an empty list is not written at all. */
static void begin_item(exn_writer *self, const char *key, bool *has_items)
{
    if (!self->has_expect) {
        fputs("\nexpect:\n", self->file);
    }
    self->has_expect = true;
    if (!*has_items) {
        fprintf(self->file, "  %s:\n", key);
    }
    *has_items = true;
    fputs("    - ", self->file);
}

static void write_item(exn_writer *self, const char *key, bool *has_items, const char *text)
{
    begin_item(self, key, has_items);
    exn_write_text(self->file, text);
    fputc('\n', self->file);
}

static void write_patterns(exn_writer *self, const char *key, const exn_pattern *patterns,
                           size_t count)
{
    bool has_items = false;
    for (size_t i = 0; i < count; i++) {
        if (patterns[i].node < 0 || self->is_named[patterns[i].node]) {
            write_item(self, key, &has_items, patterns[i].text);
        }
    }
}

static bool is_named(const exn_writer *self, const exn_pattern *pattern)
{
    return pattern->node < 0 || self->is_named[pattern->node];
}

/* Leaves out a pair with an event of a node that the script does not name: it cannot happen. */
static void write_whenever(exn_writer *self)
{
    const exn_scenario *scenario = self->scenario;
    bool has_items = false;
    for (size_t i = 0; i < scenario->whenever_count; i++) {
        const exn_response *pair = &scenario->whenever[i];
        if (!is_named(self, &pair->first) || !is_named(self, &pair->second)) {
            continue;
        }
        begin_item(self, "whenever", &has_items);
        fputc('{', self->file);
        exn_write_text(self->file, pair->first.text);
        fputs(": ", self->file);
        exn_write_text(self->file, pair->second.text);
        fputs("}\n", self->file);
    }
}

/* Begins an outcome of a task, after those of the task before. */
static void begin_task(exn_writer *self, bool *has_items, uint32_t task, uint32_t *last)
{
    if (!*has_items) {
        fputs(self->has_expect ? "  outcome:\n" : "\nexpect:\n  outcome:\n", self->file);
    }
    self->has_expect = true;
    *has_items = true;
    if (*last != task) {
        fprintf(self->file, "    %s:\n", self->scenario->tasks[task].name);
    }
    *last = task;
    fputs("      - ", self->file);
}

static void write_outcomes(exn_writer *self)
{
    const exn_scenario *scenario = self->scenario;
    bool has_items = false;
    uint32_t last = EXN_TASKS_MAX;
    for (size_t i = 0; i < scenario->outcome_count; i++) {
        const exn_expected_outcome *outcome = &scenario->outcomes[i];
        bool is_named = !is_dropped(self, (size_t)scenario->tasks[outcome->task].scope);
        for (size_t k = 0; k < outcome->error_count; k++) {
            exn_node_id node = outcome->errors[k].node;
            is_named = is_named && (node < 0 || self->is_named[node]);
        }
        if (is_named && self->task_count > 1) {
            begin_task(self, &has_items, outcome->task, &last);
            exn_write_text(self->file, outcome->text);
            fputc('\n', self->file);
        } else if (is_named) {
            write_item(self, "outcome", &has_items, outcome->text);
        }
    }
}

/* Writes everything but the number of interleavings, because a script has exactly one. */
static void write_expect(exn_writer *self)
{
    const exn_scenario *scenario = self->scenario;
    write_outcomes(self);
    write_patterns(self, "order", scenario->order, scenario->order_count);
    write_patterns(self, "always", scenario->always, scenario->always_count);
    write_patterns(self, "never", scenario->never, scenario->never_count);
    write_whenever(self);
}

/* --- the file --------------------------------------------------------------------------------- */

static void mark_actions(exn_writer *self, const exn_plan *plan)
{
    for (size_t i = 0; i < plan->action_count; i++) {
        if (plan->actions[i].node >= 0) {
            self->is_named[plan->actions[i].node] = true;
        }
    }
}

/* Marks the nodes that the script names: those of the tree, those in an action of an operation, and
 * those in a call that the script contains. */
static void mark_named(exn_writer *self, const exn_script *script)
{
    const exn_scenario *scenario = self->scenario;
    self->is_named = exn_arena_take(self->arena, scenario->node_count * sizeof *self->is_named);
    exn_map called = {.count = 0};
    for (size_t i = 0; i < script->item_count; i++) {
        const char *action = exn_after_prefix(script->items[i], "call ");
        const char *name = action != NULL ? strchr(action, ' ') : NULL;
        if (name != NULL && scenario->tasks[0].name != NULL) { /* behind that of the task */
            name = strchr(name + 1, ' ');
        }
        if (name != NULL) {
            exn_map_set(self->arena, &called,
                        exn_arena_copy(self->arena, name + 1, strcspn(name + 1, " ")), 1);
        }
    }
    for (size_t i = 0; i < scenario->node_count; i++) {
        const exn_node *node = &scenario->nodes[i];
        self->is_named[i] = scenario->tasks[node->task].scope == (exn_node_id)i ||
                            node->parent != EXN_NODE_NONE || self->is_named[i] ||
                            exn_map_get(&called, exn_declared_name(node)) != EXN_MAP_NONE;
        mark_actions(self, &node->enter);
        mark_actions(self, &node->exit);
    }
    for (uint32_t i = 0; i < scenario->task_count; i++) {
        mark_actions(self, &scenario->tasks[i].body);
    }
    for (size_t i = 0; script->dropped != NULL && i < scenario->node_count; i++) {
        size_t end = script->dropped[i] ? end_of(scenario, i) : i;
        for (size_t k = i; k < end; k++) {
            self->is_named[k] = false;
        }
    }
}

/* Does all the work of writing that needs memory: called in a guard. */
static void write_file(void *context)
{
    exn_writer *self = context;
    const exn_script *script = self->script;
    FILE *file = self->file;
    mark_named(self, script);
    self->task_count = count_tasks(self);
    write_pair(file, "scenario", script->name);
    write_pair(file, "about", script->about);
    write_pair(file, "implementation", script->implementation);
    write_pair(file, "profile", script->profile);
    write_tasks(self);
    exn_write_managers(self);
    if (self->task_count == 1) {
        write_only_body(self);
    }
    write_cancel(self);
    write_faults(self);
    write_limits(self);
    if (!script->is_open) {
        fputs("\nkept: true\n", file);
        write_schedule(self, script);
    }
    if (script->expects) {
        write_expect(self);
    }
}

int exn_scenario_write(FILE *file, const exn_scenario *scenario, const exn_script *script)
{
    exn_arena *arena = exn_arena_new();
    exn_writer self = {.file = file, .scenario = scenario, .script = script, .arena = arena};
    bool is_whole = arena != NULL && exn_arena_guard(arena, write_file, &self);
    exn_arena_free(arena);
    if (!is_whole) {
        errno = ENOMEM;
        return -1;
    }
    return fflush(file) == 0 && !ferror(file) ? 0 : -1;
}
