/* Writes a scenario as YAML. */
#include "write.h"

#include <string.h>

enum vocabulary { OF_ENTER, OF_EXIT, OF_BODY, OF_CANCEL, VOCABULARIES };

/* The words for the bits of enum brute_result, lowest first; `%s` is the outermost scope, `%b` the
 * body's error. */
enum { WORDS_MAX = 10 };

static const char *const words[VOCABULARIES][WORDS_MAX] = {
    [OF_ENTER] = {"enters", NULL, "fails", NULL, "hangs", NULL, NULL, NULL},
    [OF_EXIT] = {"exits", "suppresses", "fails", "fails with %b", "hangs", NULL, NULL,
                 "fails with %s.deadline"},
    [OF_BODY] = {"returns", NULL, "raises", NULL, "hangs", NULL, NULL, NULL},
    [OF_CANCEL] = {NULL, NULL, "fails", NULL, NULL, "stops", "ignores", NULL, "leaks",
                   "touches later"},
};

static void write_word(const struct brute_scenario *scenario, int task, const char *word,
                       FILE *file)
{
    const char *mark = strchr(word, '%');
    int length = mark != NULL ? (int)(mark - word) : (int)strlen(word);
    char name[BRUTE_NAME_MAX + 16] = "";
    if (mark != NULL && mark[1] == 'b') {
        brute_error_name(scenario, brute_error_body(task), name, sizeof name);
    } else if (mark != NULL) {
        snprintf(name, sizeof name, "%s", scenario->node[scenario->task[task].scope].name);
    }
    fprintf(file, "%.*s%s%s", length, word, name, mark != NULL ? mark + 2 : "");
}

static void write_words(const struct brute_scenario *scenario, int task, unsigned set,
                        enum vocabulary vocabulary, FILE *file)
{
    bool is_list = (set & (set - 1)) != 0;
    const char *separator = "";
    fputs(is_list ? "[" : "", file);
    for (unsigned bit = 0; bit < WORDS_MAX; bit++) {
        if (set & (1U << bit)) {
            fputs(separator, file);
            write_word(scenario, task, words[vocabulary][bit], file);
            separator = ", ";
        }
    }
    fputs(is_list ? "]" : "", file);
}

static void write_scope(const struct brute_scenario *scenario, int scope, FILE *file);

static void write_entry(const struct brute_scenario *scenario, int node, FILE *file)
{
    const struct brute_node *entry = &scenario->node[node];
    switch (entry->kind) {
    case BRUTE_MANAGER:
        fputs(brute_name_in_text(entry), file);
        break;
    case BRUTE_PUSHED:
        fprintf(file, "{push: %s}", entry->name);
        break;
    case BRUTE_CALLBACK:
        fprintf(file, "{callback: %s}", entry->name);
        break;
    case BRUTE_STACK:
    case BRUTE_POOL:
        fputs("{", file);
        write_scope(scenario, node, file);
        fputs("}", file);
        break;
    }
}

/* Writes the members of a scope and its options, without the braces. */
static void write_scope(const struct brute_scenario *scenario, int scope, FILE *file)
{
    const struct brute_node *entry = &scenario->node[scope];
    fprintf(file, "%s: [", entry->kind == BRUTE_POOL ? "pool" : "stack");
    for (int i = 0; i < entry->child_count; i++) {
        if (!scenario->node[entry->child[i]].is_of_body) {
            fputs(i > 0 ? ", " : "", file);
            write_entry(scenario, entry->child[i], file); /* nested at most two levels deep */
        }
    }
    fputs("]", file);
    fputs(entry->wait_all ? ", enter: wait-all" : "", file);
    if (entry->deadline_ms > 0) {
        fprintf(file, ", deadline: %ums", entry->deadline_ms);
    }
    if (entry->grace_ms > 0) {
        fprintf(file, ", grace: %ums", entry->grace_ms);
    }
}

static void write_timing(const struct brute_node *node, FILE *file)
{
    if (node->enter.takes_ms > 0 && node->exit.takes_ms > 0) {
        fprintf(file, ", takes: {enter: %ums, exit: %ums}", node->enter.takes_ms,
                node->exit.takes_ms);
    } else if (node->enter.takes_ms > 0) {
        fprintf(file, ", takes: {enter: %ums}", node->enter.takes_ms);
    } else if (node->kind == BRUTE_MANAGER) {
        fprintf(file, ", steps: {enter: %u, exit: %u}", node->enter.steps, node->exit.steps);
    } else {
        fprintf(file, ", steps: {exit: %u}", node->exit.steps);
    }
}

static void write_manager(const struct brute_scenario *scenario, const struct brute_node *node,
                          FILE *file)
{
    fprintf(file, "  %s: {exit: ", brute_name_in_text(node));
    write_words(scenario, node->task, node->exit.results, OF_EXIT, file);
    if (node->kind == BRUTE_MANAGER) {
        fputs(", enter: ", file);
        write_words(scenario, node->task, node->enter.results, OF_ENTER, file);
    }
    if (node->kind != BRUTE_CALLBACK) {
        fputs(", on-cancel: ", file);
        write_words(scenario, node->task, node->enter.on_cancel, OF_CANCEL, file);
    }
    if (node->tokens > 0) {
        fprintf(file, ", tokens: %u", node->tokens);
    }
    write_timing(node, file);
    fputs("}\n", file);
}

static void write_managers(const struct brute_scenario *scenario, FILE *file)
{
    const char *heading = "managers:\n";
    for (int i = 0; i < scenario->node_count; i++) {
        int first = scenario->node[i].first;
        bool declares = first == BRUTE_NOBODY || first == i;
        if (!brute_is_scope(scenario, i) && declares) {
            fputs(heading, file);
            write_manager(scenario, &scenario->node[i], file);
            heading = "";
        }
    }
}

static void write_actions(const struct brute_scenario *scenario, int index, FILE *file)
{
    const struct brute_task *task = &scenario->task[index];
    const char *opening = ", actions: [";
    const char *closing = "";
    for (int i = 0; i < scenario->node_count; i++) {
        if (scenario->node[i].is_of_body && scenario->node[i].task == index) {
            fprintf(file, "%spush %s%s", opening, scenario->node[i].name,
                    task->attempt_may_succeed ? " -> may be refused" : "");
            opening = ", ";
            closing = "]";
        }
    }
    if (task->attempt != BRUTE_TRIES_NOTHING) {
        fprintf(file, "%s%s %s -> %srefused", opening,
                task->attempt == BRUTE_TRIES_TO_PUSH ? "push" : "enter",
                brute_name_in_text(&scenario->node[task->attempted]),
                task->attempt_may_succeed ? "may be " : "");
        opening = ", ";
        closing = "]";
    }
    if (task->body_cancels) {
        fprintf(file, "%scancel%s", opening, task->attempt_may_succeed ? " -> may be refused" : "");
        closing = "]";
    }
    fputs(closing, file);
}

static void write_body(const struct brute_scenario *scenario, int task, FILE *file)
{
    const struct brute_operation *body = &scenario->task[task].body;
    fprintf(file, "body: {steps: %u, on-cancel: ", body->steps);
    write_words(scenario, task, body->on_cancel, OF_CANCEL, file);
    fputs(", ends: ", file);
    write_words(scenario, task, body->results, OF_BODY, file);
    write_actions(scenario, task, file);
    fputs("}", file);
}

static void write_tasks(const struct brute_scenario *scenario, FILE *file)
{
    fputs("tasks:\n", file);
    for (int i = 0; i < scenario->task_count; i++) {
        int scope = scenario->task[i].scope;
        fprintf(file, "  %s: {", scenario->node[scope].name);
        write_scope(scenario, scope, file);
        fputs(", ", file);
        write_body(scenario, i, file);
        fputs("}\n", file);
    }
}

static void write_cancel_of_tasks(const struct brute_scenario *scenario, FILE *file)
{
    const char *task = scenario->cancel_task == BRUTE_NOBODY
                           ? "any"
                           : scenario->node[scenario->task[scenario->cancel_task].scope].name;
    fprintf(file, "cancel: {task: %s%s%s}\n", task,
            scenario->cancel_demanded ? ", at-least: 1" : "",
            scenario->asks_operations ? ", operations: anywhere" : "");
}

static void write_cancel(const struct brute_scenario *scenario, FILE *file)
{
    if (scenario->has_tasks && scenario->cancel_anywhere) {
        write_cancel_of_tasks(scenario, file);
        return;
    }
    const char *where = scenario->cancel_anywhere ? "anywhere" : "never";
    if (!scenario->cancel_demanded && !scenario->asks_operations) {
        fprintf(file, "cancel: %s\n", where);
        return;
    }
    fprintf(file, "cancel: {where: %s%s%s}\n", where,
            scenario->cancel_demanded ? ", at-least: 1" : "",
            scenario->asks_operations ? ", operations: anywhere" : "");
}

static void write_event(const struct brute_scenario *scenario, struct brute_event event, FILE *file)
{
    static const char *const texts[BRUTE_EVENTS] = {"%s enter begins",
                                                    "%s entered",
                                                    "%s enter fails",
                                                    "%s enter canceled",
                                                    "%s cancel requested",
                                                    "%s asked",
                                                    "%s exit begins",
                                                    "%s exited",
                                                    "%s exit suppresses",
                                                    "%s exit fails",
                                                    "call %tpush %s",
                                                    "call %tpush %s refused",
                                                    "call %tenter %s refused",
                                                    "%s closes",
                                                    "%tbody begins",
                                                    "%tbody returns",
                                                    "%tbody raises",
                                                    "%tbody canceled",
                                                    "cancel %t",
                                                    "call %tcancel",
                                                    "time passes"};
    const struct brute_node *node = &scenario->node[event.node];
    bool is_call = event.kind == BRUTE_CALLS_PUSH || event.kind == BRUTE_CALLS_PUSH_REFUSED ||
                   event.kind == BRUTE_CALLS_ENTER_REFUSED;
    for (const char *at = texts[event.kind]; *at != '\0'; at++) {
        bool is_last = *at == ' ' && at[1] == '%' && at[3] == '\0';
        if (is_last && at[2] == 't' && !scenario->has_tasks) {
            break; /* "cancel" */
        } else if (*at != '%') {
            fputc(*at, file);
        } else if (*++at == 's') {
            fputs(is_call ? brute_name_in_text(node) : node->name, file);
        } else if (scenario->has_tasks) { /* the task, and a space unless it comes last */
            fputs(scenario->node[scenario->task[node->task].scope].name, file);
            fputs(at[1] != '\0' ? " " : "", file);
        }
    }
}

static void write_whenever(const struct brute_scenario *scenario, FILE *file)
{
    fputs("expect: {whenever: [{", file);
    write_event(scenario, scenario->first, file);
    fputs(": ", file);
    write_event(scenario, scenario->second, file);
    fputs("}]}\n", file);
}

void brute_write(const struct brute_scenario *scenario, FILE *file)
{
    fprintf(file, "scenario: %s\n", scenario->title);
    if (scenario->has_tasks) {
        write_tasks(scenario, file);
        write_managers(scenario, file);
    } else {
        fputs("scope: ", file);
        write_entry(scenario, BRUTE_OUTERMOST, file);
        fputs("\n", file);
        write_managers(scenario, file);
        write_body(scenario, 0, file);
        fputs("\n", file);
    }
    write_cancel(scenario, file);
    if (scenario->expects_later) {
        write_whenever(scenario, file);
    }
}
