/* Reads and parses the scenarios of a command line, and makes the results of those refused. */
#include "cli/cases.h"

#include "base/code_name.h"
#include "base/first_texts.h"
#include "cli/memory.h"

#include <errno.h>
#include <fnmatch.h>
#include <string.h>

/* --- results that the command makes itself ---------------------------------------------------- */

exn_result *exn_case_result(const exn_case *one, const char *file, const char *implementation,
                            exn_verdict verdict)
{
    exn_result *result = exn_need(exn_result_new());
    const char *name = one->scenario != NULL ? one->scenario->name : one->label;
    result->scenario = exn_need(strdup(name));
    result->file = exn_need(strdup(file));
    if (one->scenario != NULL) {
        const char *named = one->scenario->implementation;
        result->implementation =
            exn_need(implementation != NULL
                         ? strdup(implementation)
                         : exn_code_name_in(one->scenario->file, named != NULL ? named : "exeunt"));
    }
    result->verdict = verdict;
    result->passed = verdict == EXN_SKIPPED;
    return result;
}

void exn_print_complaints(const exn_result *result)
{
    for (size_t i = 0; i < result->complaint_count; i++) {
        const exn_complaint *complaint = &result->complaints[i];
        fprintf(stderr, "%s:", result->file);
        if (complaint->line > 0) {
            fprintf(stderr, "%u:%u:", complaint->line, complaint->column);
        }
        fprintf(stderr, " %s\n", complaint->message);
    }
}

void exn_case_complain(exn_result *result, exn_place place, const char *message)
{
    if (!exn_result_complain(result, place.line, place.column, message)) {
        exn_out_of_memory();
    }
}

/* --- reading ---------------------------------------------------------------------------------- */

static void on_complaint(void *context, exn_place place, const char *message)
{
    if (message == NULL) {
        exn_out_of_memory();
    }
    exn_case_complain(context, place, message);
}

/* Reads and parses one file. Errors become its result. */
static void load(const exn_file *file, exn_case *one, char **text)
{
    *one = (exn_case){.label = file->label};
    exn_result *refusal = exn_case_result(one, file->path, NULL, EXN_INVALID);
    size_t length = 0;
    if (file->text != NULL) {
        *text = exn_need(strdup(file->text));
        length = strlen(file->text);
    } else {
        *text = exn_file_read(file->path, &length);
    }
    if (*text == NULL) {
        exn_case_complain(refusal, (exn_place){0}, strerror(errno));
    } else {
        one->scenario = exn_scenario_read(file->path, *text, length, on_complaint, refusal);
    }
    if (one->scenario == NULL) {
        one->result = refusal;
    } else {
        exn_result_free(refusal);
    }
}

/* A scenario that cannot be read matches every filter, because its name and tags are unknown. */
static bool fits(const exn_case *one, const char *filter)
{
    if (filter == NULL || one->scenario == NULL || fnmatch(filter, one->label, 0) == 0 ||
        fnmatch(filter, one->scenario->name, 0) == 0) {
        return true;
    }
    for (size_t i = 0; i < one->scenario->tag_count; i++) {
        if (fnmatch(filter, one->scenario->tags[i], 0) == 0) {
            return true;
        }
    }
    return false;
}

static void refuse_name(exn_case *one, const exn_scenario *first)
{
    const exn_scenario *second = one->scenario;
    char *message;
    if (asprintf(&message, "the name `%s` stands at %s:%u:%u already, and is unique in a run",
                 second->name, first->file, first->name_place.line, first->name_place.column) < 0) {
        exn_out_of_memory();
    }
    one->result = exn_case_result(one, second->file, NULL, EXN_INVALID);
    exn_case_complain(one->result, second->name_place, message);
    free(message);
}

/* Names are unique in a run: the second scenario of a name is invalid. */
static void refuse_second_of_a_name(exn_cases *cases)
{
    exn_first_texts names = {0};
    for (size_t i = 0; i < cases->count; i++) {
        const exn_scenario *scenario = cases->items[i].scenario;
        size_t first = i;
        if (scenario != NULL && !exn_first_place(&names, scenario->name, i, &first)) {
            exn_out_of_memory();
        }
        if (first != i) {
            refuse_name(&cases->items[i], cases->items[first].scenario);
        }
    }
    exn_first_texts_free(&names);
}

static void free_case(exn_case *one, char *text)
{
    exn_scenario_free((exn_scenario *)one->scenario);
    exn_result_free(one->result);
    free(text);
}

/* A generated scenario has no tags, and its name is its label: if that does not fit it need not be
 * read. */
static bool may_fit(const exn_file *file, const char *filter)
{
    return file->text == NULL || filter == NULL || fnmatch(filter, file->label, 0) == 0;
}

/* Frees the cases of other shards. */
static void keep_shard(exn_cases *cases, exn_shard shard)
{
    size_t all = cases->count;
    cases->count = 0;
    for (size_t i = 0; i < all; i++) {
        if (shard.count > 0 && i % shard.count != shard.index - 1) {
            free_case(&cases->items[i], cases->texts[i]);
            continue;
        }
        cases->items[cases->count] = cases->items[i];
        cases->texts[cases->count++] = cases->texts[i];
    }
    if (cases->count == 0 && all > 0) {
        fprintf(stderr, "exeunt: shard %llu/%llu is empty: there %s only %zu scenario%s\n",
                shard.index, shard.count, all == 1 ? "is" : "are", all, all == 1 ? "" : "s");
    }
}

bool exn_cases_load(char *const *paths, size_t path_count, const exn_selection *selection,
                    exn_cases *cases)
{
    *cases = (exn_cases){0};
    if (!exn_files_find(paths, path_count, &cases->files)) {
        return false;
    }
    size_t file_count = cases->files.count;
    cases->items = exn_need(calloc(file_count + 1, sizeof *cases->items));
    cases->texts = exn_need(calloc(file_count + 1, sizeof *cases->texts));
    for (size_t i = 0; i < file_count; i++) {
        size_t at = cases->count;
        if (!may_fit(&cases->files.items[i], selection->filter)) {
            continue;
        }
        load(&cases->files.items[i], &cases->items[at], &cases->texts[at]);
        if (fits(&cases->items[at], selection->filter)) {
            cases->count++;
        } else {
            free_case(&cases->items[at], cases->texts[at]);
        }
    }
    refuse_second_of_a_name(cases);
    size_t fitting = cases->count;
    keep_shard(cases, selection->shard);
    for (size_t i = 0; i < cases->count; i++) {
        if (cases->items[i].result != NULL) {
            exn_print_complaints(cases->items[i].result);
        }
    }
    if (fitting == 0) {
        fprintf(stderr, "exeunt: no scenario fits --filter %s\n", selection->filter);
    }
    return fitting > 0;
}

void exn_cases_free(exn_cases *cases)
{
    for (size_t i = 0; i < cases->count; i++) {
        free_case(&cases->items[i], cases->texts[i]);
    }
    free(cases->items);
    free(cases->texts);
    exn_files_free(&cases->files);
}
