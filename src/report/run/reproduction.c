/* A program in Python that shows a breach without this project: report.h. The program is
 * src/adapters/python/reproduction.py, with what was found in place of what stands in it, and with
 * further parts where they are needed. */
#define _GNU_SOURCE
#include "base/own_assert.h"
#include "contract/profiles.h"
#include "report/report.h"
#include "report/run/draft.h"
#include "report/run/reproduction_tasks.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* Between these two lines the program has what was found. */
static const char first_line[] = "FOLDERS = ", end_line[] = "# @END@\n", title[] = "@TITLE@";
/* In place of the first two stands what comes after the third one in other files. */
static const char runtime_line[] = "# @RUNTIME@\n", part_line[] = "# @PART@\n";
static const char begin_line[] = "# @BEGIN@";

const char *exn_not_to_reproduce(const exn_violation *violation)
{
    if (violation->kind == EXN_OF_CRASH) {
        return "a program, too, would end there, or never return";
    }
    bool is_seen_anywhere = strstr(violation->message, "has caught a cancel") != NULL;
    if (exn_violation_breaks(violation, EXN_U1) && !is_seen_anywhere) {
        return "only a simulated world has that rule";
    }
    if (exn_violation_breaks(violation, EXN_M9)) {
        return "plain Python decides itself what the language leaves open";
    }
    return NULL;
}

bool exn_reproduction_is_on_trio(const exn_result *result)
{
    exeunt_profile profile;
    return exn_profile_from_name(result->profile, &profile) &&
           strcmp(exn_profile_name(profile), "trio") == 0;
}

/* A member of what was found: what stands before it, its value, which is freed, and after it.
 * Returns false when out of memory. */
static bool put(FILE *file, const char *before, json_t *value, const char *after)
{
    fputs(before, file);
    bool complete = exn_put_python(file, value);
    fputs(after, file);
    json_decref(value);
    return complete;
}

static json_t *list(char *const *items, size_t count)
{
    json_t *all = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(all, json_string(items[i]));
    }
    return all;
}

/* Returns the folders in which modules are looked for: that of the file, and the current one. NULL
 * when out of memory. */
static json_t *folders_of(const exn_python_place *place)
{
    char *here = realpath(".", NULL);
    json_t *folders = json_array();
    if (*place->folder != '\0' && (here == NULL || strcmp(place->folder, here) != 0)) {
        json_array_append_new(folders, json_string(place->folder));
    }
    if (here != NULL) {
        json_array_append_new(folders, json_string(here));
    }
    free(here);
    return folders;
}

/* Where the code is, which part of it, and what it is: `pools:gather_cm#pool`, `dir/pools.py:...`.
 */
static bool put_subject(FILE *file, const char *subject)
{
    exn_python_place place = {NULL, NULL, NULL};
    const char *colon = strrchr(subject, ':');
    const char *hash = colon != NULL ? strchr(colon, '#') : NULL;
    const char *kind = hash != NULL ? hash + 1 : "";
    size_t length = hash != NULL ? (size_t)(hash - subject) : strlen(subject);
    bool complete = exn_python_place_read(subject, length, &place) &&
                    put(file, "FOLDERS = ", folders_of(&place),
                        "  # where the code under test is looked for\n") &&
                    put(file, "MODULE = ", json_string(place.module), "\n") &&
                    put(file, "NAME = ", json_string(place.name), "\n") &&
                    put(file, "KIND = ", json_stringn(kind, strcspn(kind, "@")), "\n");
    exn_python_place_free(&place);
    return complete;
}

/* Each task on a line of its own. */
static bool put_tasks(FILE *file, const exn_scenario *scenario)
{
    json_t *tasks = exn_reproduced_tasks(scenario);
    bool complete = tasks != NULL;
    fputs("TASKS = [  # what runs beside each other\n", file);
    for (size_t i = 0; i < json_array_size(tasks); i++) {
        complete = put(file, "    ", json_incref(json_array_get(tasks, i)), ",\n") && complete;
    }
    fputs("]\n", file);
    json_decref(tasks);
    return complete;
}

static bool put_found(FILE *file, const exn_scenario *scenario, const exn_violation *violation,
                      const char *subject)
{
    return put_subject(file, subject) && put_tasks(file, scenario) &&
           put(file, "SCHEDULE = ", list(violation->schedule, violation->schedule_count),
               "  # what comes, and how\n") &&
           put(file, "TRACE = ", list(violation->trace, violation->trace_count),
               "  # what is then seen\n") &&
           put(file, "RULE = ", json_string(violation->rule), "\n") &&
           fputs(violation->at_rest ? "AT_REST = True" : "AT_REST = False", file) != EOF &&
           fputs("  # whether nothing must come after that\n", file) != EOF &&
           put(file, "SYMPTOM = ", json_string(violation->message), "\n");
}

/* Writes what a part has behind the line at which it begins. */
static void put_part(FILE *file, const char *part)
{
    const char *begin = strstr(part, begin_line);
    exn_assert(begin != NULL && "a part says where it begins");
    fputs(strchr(begin, '\n') + 1, file);
}

/* Writes the text up to a line, and returns what follows that. */
static const char *put_up_to(FILE *file, const char *text, const char *line)
{
    const char *place = strstr(text, line);
    exn_assert(place != NULL && "the program has a place for further parts");
    fwrite(text, 1, (size_t)(place - text), file);
    return place + strlen(line);
}

/* Writes the rest of the program, with its parts. */
static void put_rest(FILE *file, const exn_program_texts *texts, const char *rest)
{
    rest = put_up_to(file, rest, runtime_line);
    put_part(file, texts->runtime);
    rest = put_up_to(file, rest, part_line);
    for (size_t i = 0; i < texts->part_count; i++) {
        put_part(file, texts->parts[i]);
        fputc('\n', file);
    }
    fputs(rest, file);
}

bool exn_reproduction_needs_parts(const exn_scenario *scenario, const char *subject)
{
    static const char own[] = "exeunt:"; /* its scopes are in the parts */
    return strncmp(subject, own, sizeof own - 1) == 0 || exn_reproduces_more(scenario);
}

int exn_write_reproduction(const exn_scenario *scenario, const exn_violation *violation,
                           const char *subject, const exn_program_texts *texts, const char *path)
{
    const char *program = texts->program;
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
    put_rest(draft.file, texts, end + strlen(end_line));
    if (exn_draft_finish(&draft) != 0 || !written) {
        exn_draft_drop(&draft);
        return -1;
    }
    return exn_draft_publish(&draft);
}
