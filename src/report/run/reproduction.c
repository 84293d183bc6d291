/* A program in Python that shows a breach without this project: report.h. The program is
 * src/adapters/python/reproduction.py, with the schedule in place of the one that stands in it. */
#define _GNU_SOURCE
#include "base/own_assert.h"
#include "report/report.h"
#include "report/run/draft.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* Between these two lines the program has what was found. */
static const char first_line[] = "FOLDERS = ", end_line[] = "# @END@\n", title[] = "@TITLE@";

/* Why what was found happens under Exeunt only; NULL: it happens without, too. */
static const char *only_here(const exn_violation *violation)
{
    if (violation->kind == EXN_OF_CRASH) {
        return "a program, too, would end there, or never return";
    }
    if (exn_violation_breaks(violation, EXN_U1)) {
        return "only a simulated world has that rule";
    }
    if (exn_violation_breaks(violation, EXN_M9)) {
        return "plain Python decides itself what the language leaves open";
    }
    return NULL;
}

const char *exn_not_to_reproduce(const exn_scenario *scenario, const exn_violation *violation)
{
    const exn_node *root = &scenario->nodes[0];
    const char *why_not = only_here(violation);
    if (why_not != NULL) {
        return why_not;
    }
    if (scenario->task_count > 1) {
        return "it has several tasks";
    }
    if (scenario->tasks[0].body.action_count > 0) {
        return "the body asks the scope for something";
    }
    for (size_t i = 1; i < scenario->node_count; i++) {
        const exn_node *node = &scenario->nodes[i];
        if (node->kind != EXN_NODE_LEAF) {
            return "a scope stands in another one";
        }
        if (node->parent == EXN_NODE_NONE || node->role != EXN_ROLE_ENTER) {
            return "a manager is not entered by the scope, but pushed or called back";
        }
        if (node->use != NULL) {
            return "a manager is written in Python";
        }
    }
    exn_assert(root->kind != EXN_NODE_LEAF);
    return NULL;
}

/* Text as JSON and Python write it; or a list. Returns false when out of memory. */
static bool put(FILE *file, const char *before, json_t *value, const char *after)
{
    char *text = value == NULL ? NULL : json_dumps(value, JSON_ENCODE_ANY);
    if (text != NULL) {
        fprintf(file, "%s%s%s", before, text, after);
    }
    free(text);
    json_decref(value);
    return text != NULL;
}

static json_t *list(char *const *items, size_t count)
{
    json_t *all = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(all, json_string(items[i]));
    }
    return all;
}

static json_t *names_of_managers(const exn_scenario *scenario)
{
    json_t *names = json_array();
    for (size_t i = 1; i < scenario->node_count; i++) {
        json_array_append_new(names, json_string(scenario->nodes[i].name));
    }
    return names;
}

/* Returns the folders in which the code is looked for: first that of its file, if `path` is one, as
 * Python has it, then the current one. NULL when out of memory, or if there is no current one. */
static json_t *folders_of(const char *path, size_t length)
{
    char *here = realpath(".", NULL);
    char *folder = strndup(path, length);
    char *of_file = folder != NULL && length > 0 ? realpath(folder, NULL) : NULL;
    json_t *folders = here != NULL ? json_pack("[s]", here) : NULL;
    if (folders != NULL && of_file != NULL && strcmp(of_file, here) != 0) {
        json_array_insert_new(folders, 0, json_string(of_file));
    }
    free(here);
    free(folder);
    free(of_file);
    return folders;
}

/* Where the code is, which part of it, and what it is: `pools:gather_cm#pool`, `dir/pools.py:...`.
 */
static bool put_subject(FILE *file, const char *subject)
{
    const char *colon = strrchr(subject, ':');
    const char *hash = colon != NULL ? strchr(colon, '#') : NULL;
    size_t length = hash != NULL ? (size_t)(hash - subject) : strlen(subject);
    size_t module = colon != NULL ? (size_t)(colon - subject) : length;
    size_t name = colon != NULL ? module + 1 : length;
    size_t from = 0;
    bool is_file = module > 3 && strncmp(subject + module - 3, ".py", 3) == 0;
    for (size_t i = 0; is_file && i < module; i++) {
        from = subject[i] == '/' ? i + 1 : from;
    }
    module -= is_file ? 3 : 0;
    return put(file, "FOLDERS = ", folders_of(subject, from),
               "  # where the code under test is looked for\n") &&
           put(file, "MODULE = ", json_stringn(subject + from, module - from), "\n") &&
           put(file, "NAME = ", json_stringn(subject + name, length - name), "\n") &&
           put(file, "KIND = ", json_string(hash != NULL ? hash + 1 : ""), "\n");
}

static bool put_found(FILE *file, const exn_scenario *scenario, const exn_violation *violation,
                      const char *subject)
{
    return put_subject(file, subject) &&
           put(file, "SCOPE = ", json_string(scenario->nodes[0].name), "\n") &&
           put(file, "MANAGERS = ", names_of_managers(scenario), "\n") &&
           put(file, "SCHEDULE = ", list(violation->schedule, violation->schedule_count),
               "  # what comes, and how\n") &&
           put(file, "TRACE = ", list(violation->trace, violation->trace_count),
               "  # what is then seen\n") &&
           put(file, "RULE = ", json_string(violation->rule), "\n") &&
           fputs(violation->at_rest ? "AT_REST = True" : "AT_REST = False", file) != EOF &&
           fputs("  # whether nothing must come after that\n", file) != EOF &&
           put(file, "SYMPTOM = ", json_string(violation->message), "\n");
}

int exn_write_reproduction(const exn_scenario *scenario, const exn_violation *violation,
                           const char *subject, const char *program, const char *path)
{
    const char *heading = strstr(program, title);
    const char *begin = heading != NULL ? strstr(heading, first_line) : NULL;
    const char *end = begin != NULL ? strstr(begin, end_line) : NULL;
    exn_draft draft;
    exn_assert(end != NULL && "the program has a place for what was found");
    if (exn_draft_begin_at(&draft, path) != 0) {
        return -1;
    }
    fprintf(draft.file, "%.*s%s (%s)", (int)(heading - program), program, violation->name,
            violation->rule);
    fwrite(heading + strlen(title), 1, (size_t)(begin - heading) - strlen(title), draft.file);
    bool written = put_found(draft.file, scenario, violation, subject);
    fputs(end + strlen(end_line), draft.file);
    if (exn_draft_finish(&draft) != 0 || !written) {
        exn_draft_drop(&draft);
        return -1;
    }
    return exn_draft_publish(&draft);
}
