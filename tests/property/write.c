/* Writes a scenario as YAML. */
#include "write.h"

#include <string.h>

enum vocabulary { OF_ENTER, OF_EXIT, OF_BODY, OF_CANCEL, VOCABULARIES };

/* The words for the bits of enum brute_result, lowest first; `%s` is the outermost scope. */
enum { WORDS_MAX = 10 };

static const char *const words[VOCABULARIES][WORDS_MAX] = {
    [OF_ENTER] = {"enters", NULL, "fails", NULL, "hangs", NULL, NULL, NULL},
    [OF_EXIT] = {"exits", "suppresses", "fails", "fails with body", "hangs", NULL, NULL,
                 "fails with %s.deadline"},
    [OF_BODY] = {"returns", NULL, "raises", NULL, "hangs", NULL, NULL, NULL},
    [OF_CANCEL] = {NULL, NULL, "fails", NULL, NULL, "stops", "ignores", NULL, "leaks",
                   "touches later"},
};

static void write_words(const struct brute_scenario *scenario, unsigned set,
                        enum vocabulary vocabulary, FILE *file)
{
    bool is_list = (set & (set - 1)) != 0;
    const char *separator = "";
    fputs(is_list ? "[" : "", file);
    for (unsigned bit = 0; bit < WORDS_MAX; bit++) {
        if (set & (1U << bit)) {
            const char *word = words[vocabulary][bit];
            const char *name = strstr(word, "%s");
            int length = name != NULL ? (int)(name - word) : (int)strlen(word);
            fprintf(file, "%s%.*s", separator, length, word);
            if (name != NULL) {
                fprintf(file, "%s%s", scenario->node[BRUTE_OUTERMOST].name, name + 2);
            }
            separator = ", ";
        }
    }
    fputs(is_list ? "]" : "", file);
}

static void write_entry(const struct brute_scenario *scenario, int node, FILE *file)
{
    const struct brute_node *entry = &scenario->node[node];
    switch (entry->kind) {
    case BRUTE_MANAGER:
        fputs(entry->name, file);
        return;
    case BRUTE_PUSHED:
        fprintf(file, "{push: %s}", entry->name);
        return;
    case BRUTE_CALLBACK:
        fprintf(file, "{callback: %s}", entry->name);
        return;
    case BRUTE_STACK:
    case BRUTE_POOL:
        break;
    }
    fprintf(file, "{%s: [", entry->kind == BRUTE_POOL ? "pool" : "stack");
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
    fputs("}", file);
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
    fprintf(file, "  %s: {exit: ", node->name);
    write_words(scenario, node->exit.results, OF_EXIT, file);
    if (node->kind == BRUTE_MANAGER) {
        fputs(", enter: ", file);
        write_words(scenario, node->enter.results, OF_ENTER, file);
    }
    if (node->kind != BRUTE_CALLBACK) {
        fputs(", on-cancel: ", file);
        write_words(scenario, node->enter.on_cancel, OF_CANCEL, file);
    }
    write_timing(node, file);
    fputs("}\n", file);
}

static void write_managers(const struct brute_scenario *scenario, FILE *file)
{
    const char *heading = "managers:\n";
    for (int i = 0; i < scenario->node_count; i++) {
        if (!brute_is_scope(scenario, i)) {
            fputs(heading, file);
            write_manager(scenario, &scenario->node[i], file);
            heading = "";
        }
    }
}

static void write_actions(const struct brute_scenario *scenario, FILE *file)
{
    const char *opening = ", actions: [";
    const char *closing = "";
    for (int i = 0; i < scenario->node_count; i++) {
        if (scenario->node[i].is_of_body) {
            fprintf(file, "%spush %s%s", opening, scenario->node[i].name,
                    scenario->attempt_may_succeed ? " -> may be refused" : "");
            opening = ", ";
            closing = "]";
        }
    }
    if (scenario->attempt != BRUTE_TRIES_NOTHING) {
        fprintf(file, "%s%s %s -> %srefused", opening,
                scenario->attempt == BRUTE_TRIES_TO_PUSH ? "push" : "enter",
                scenario->node[scenario->attempted].name,
                scenario->attempt_may_succeed ? "may be " : "");
        opening = ", ";
        closing = "]";
    }
    if (scenario->body_cancels) {
        fprintf(file, "%scancel%s", opening,
                scenario->attempt_may_succeed ? " -> may be refused" : "");
        closing = "]";
    }
    fputs(closing, file);
}

static void write_cancel(const struct brute_scenario *scenario, FILE *file)
{
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
                                                    "call push %s",
                                                    "call push %s refused",
                                                    "call enter %s refused",
                                                    "%s closes",
                                                    "body begins",
                                                    "body returns",
                                                    "body raises",
                                                    "body canceled",
                                                    "cancel",
                                                    "time passes",
                                                    "call cancel"};
    const char *text = texts[event.kind];
    const char *name = strstr(text, "%s");
    if (name == NULL) {
        fputs(text, file);
    } else {
        fprintf(file, "%.*s%s%s", (int)(name - text), text, scenario->node[event.node].name,
                name + 2);
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
    fprintf(file, "scenario: %s\nscope: ", scenario->title);
    write_entry(scenario, BRUTE_OUTERMOST, file);
    fputs("\n", file);
    write_managers(scenario, file);
    fprintf(file, "body: {steps: %u, on-cancel: ", scenario->body.steps);
    write_words(scenario, scenario->body.on_cancel, OF_CANCEL, file);
    fputs(", ends: ", file);
    write_words(scenario, scenario->body.results, OF_BODY, file);
    write_actions(scenario, file);
    fputs("}\n", file);
    write_cancel(scenario, file);
    if (scenario->expects_later) {
        write_whenever(scenario, file);
    }
}
