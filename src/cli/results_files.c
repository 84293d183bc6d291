/* Files of results, read and joined. */
#include "cli/results_files.h"

#include "cli/memory.h"
#include "result/json/json.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* --- reading ---------------------------------------------------------------------------------- */

static bool refuse(const char *path, const char *why)
{
    fprintf(stderr, "exeunt: %s: %s\n", path, why);
    return false;
}

/* Takes the scenarios of a file. Returns false if one of them is none. */
static bool take_cases(exn_results_file *file)
{
    const json_t *scenarios = json_object_get(file->json, "scenarios");
    size_t count = json_array_size(scenarios);
    file->cases = exn_need(calloc(count + 1, sizeof *file->cases));
    for (size_t i = 0; i < count; i++) {
        const json_t *scenario = json_array_get(scenarios, i);
        const char *label = json_string_value(json_object_get(scenario, "label"));
        exn_result *result = label == NULL ? NULL : exn_result_from_json(scenario);
        if (result == NULL) {
            return false;
        }
        file->cases[file->case_count++] = (exn_case){.label = label, .result = result};
    }
    return json_is_array(scenarios);
}

/* Takes which shard it is, if it is one. Returns false if that makes no sense. */
static bool take_shard(exn_results_file *file)
{
    const json_t *shard = json_object_get(file->run, "shard");
    json_int_t index = json_integer_value(json_object_get(shard, "index"));
    json_int_t count = json_integer_value(json_object_get(shard, "count"));
    if (shard != NULL && (index < 1 || index > count)) {
        return false;
    }
    file->shard_index = (unsigned long long)index;
    file->shard_count = (unsigned long long)count;
    return json_is_object(file->run);
}

static bool read_file(const char *path, exn_results_files *files)
{
    files->items = exn_need(realloc(files->items, (files->count + 1) * sizeof *files->items));
    exn_results_file *file = &files->items[files->count++];
    json_error_t error;
    errno = 0;
    *file =
        (exn_results_file){.path = exn_need(strdup(path)), .json = json_load_file(path, 0, &error)};
    if (file->json == NULL) {
        return refuse(path, errno != 0 ? strerror(errno) : error.text);
    }
    file->run = json_object_get(file->json, "run");
    if (json_integer_value(json_object_get(file->json, "version")) != 1 || !take_shard(file) ||
        !take_cases(file)) {
        return refuse(path, "this is no results.json of this version of exeunt");
    }
    return true;
}

/* --- folders ---------------------------------------------------------------------------------- */

static int is_shard(const struct dirent *entry)
{
    unsigned long long index;
    unsigned long long count;
    int end = 0;
    sscanf(entry->d_name, "results.shard-%llu-of-%llu.json%n", &index, &count, &end);
    return end > 0 && entry->d_name[end] == '\0';
}

static bool read_in(const char *folder, const char *name, exn_results_files *files)
{
    char *path;
    if (asprintf(&path, "%s/%s", folder, name) < 0) {
        exn_out_of_memory();
    }
    bool is_read = read_file(path, files);
    free(path);
    return is_read;
}

static bool read_folder(const char *folder, exn_results_files *files)
{
    struct dirent **shards = NULL;
    int count = scandir(folder, &shards, is_shard, alphasort);
    if (count < 0) {
        return refuse(folder, strerror(errno));
    }
    bool is_read = count > 0 || read_in(folder, "results.json", files);
    for (int i = 0; i < count; i++) {
        is_read = is_read && read_in(folder, shards[i]->d_name, files);
        free(shards[i]);
    }
    free(shards);
    return is_read;
}

bool exn_results_files_read(char *const *paths, size_t path_count, exn_results_files *files)
{
    bool is_read = true;
    for (size_t i = 0; i < path_count && is_read; i++) {
        struct stat status;
        bool is_folder = stat(paths[i], &status) == 0 && S_ISDIR(status.st_mode);
        is_read = is_folder ? read_folder(paths[i], files) : read_file(paths[i], files);
    }
    return is_read;
}

void exn_results_files_free(exn_results_files *files)
{
    for (size_t i = 0; i < files->count; i++) {
        exn_results_file *file = &files->items[i];
        for (size_t k = 0; k < file->case_count; k++) {
            exn_result_free(file->cases[k].result);
        }
        free(file->cases);
        free(file->path);
        json_decref(file->json);
    }
    free(files->items);
    free(files->joined);
}

/* --- joining ---------------------------------------------------------------------------------- */

/* Whether two files are of the same command line, but for which shard they are. */
static bool is_of_same_run(const exn_results_file *one, const exn_results_file *other)
{
    static const char *const keys[] = {"implementation", "profile", "plugins", "require_exhaustive",
                                       "conformance"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const json_t *its = json_object_get(one->run, keys[i]);
        const json_t *others = json_object_get(other->run, keys[i]);
        if (its != others && !json_equal(its, others)) { /* a missing one is NULL */
            fprintf(stderr, "exeunt: %s and %s do not have the same `%s`: one report is of one\n",
                    one->path, other->path, keys[i]);
            return false;
        }
    }
    if (one->shard_count != other->shard_count) {
        fprintf(stderr, "exeunt: %s and %s are not shards of the same run\n", one->path,
                other->path);
        return false;
    }
    return true;
}

static exn_results_file *find_shard(const exn_results_files *files, unsigned long long index)
{
    for (size_t i = 0; i < files->count; i++) {
        if (files->items[i].shard_index == index) {
            return &files->items[i];
        }
    }
    return NULL;
}

/* Looks whether each shard is there once. Returns false after a message. */
static bool is_whole(const exn_results_files *files)
{
    unsigned long long count = files->items[0].shard_count;
    for (size_t i = 0; i < files->count && count > 0; i++) {
        const exn_results_file *first = find_shard(files, files->items[i].shard_index);
        if (first != &files->items[i]) {
            fprintf(stderr, "exeunt: %s and %s are the same shard\n", first->path,
                    files->items[i].path);
            return false;
        }
    }
    for (unsigned long long i = 1; i <= count; i++) {
        if (find_shard(files, i) == NULL) {
            fprintf(stderr, "exeunt: shard %llu/%llu is missing\n", i, count);
            return false;
        }
    }
    return true;
}

/* Takes the scenarios in the order in which they were dealt out: the first of each shard, then the
 * second of each. */
static void take_in_turn(const exn_results_files *files, exn_session *run)
{
    size_t before = SIZE_MAX;
    for (size_t row = 0; before != run->case_count; row++) {
        before = run->case_count;
        for (unsigned long long i = 1; i <= files->items[0].shard_count; i++) {
            const exn_results_file *file = find_shard(files, i);
            if (row < file->case_count) {
                files->joined[run->case_count++] = file->cases[row];
            }
        }
    }
}

static void take_in_order(const exn_results_files *files, exn_session *run)
{
    for (size_t i = 0; i < files->count; i++) {
        for (size_t k = 0; k < files->items[i].case_count; k++) {
            files->joined[run->case_count++] = files->items[i].cases[k];
        }
    }
}

bool exn_results_files_join(exn_results_files *files, exn_session *run)
{
    const exn_results_file *first = &files->items[0];
    size_t cases = 0;
    *run = (exn_session){
        .implementation = json_string_value(json_object_get(first->run, "implementation")),
        .profile = json_string_value(json_object_get(first->run, "profile")),
        .plugins = json_string_value(json_object_get(first->run, "plugins")),
        .requires_exhaustive = json_is_true(json_object_get(first->run, "require_exhaustive"))};
    for (size_t i = 0; i < files->count; i++) {
        const exn_results_file *file = &files->items[i];
        if (!is_of_same_run(first, file)) {
            return false;
        }
        cases += file->case_count;
        run->seconds += json_number_value(json_object_get(file->json, "seconds"));
        run->ended_early =
            run->ended_early || json_is_true(json_object_get(file->run, "ended_early"));
    }
    if (!is_whole(files)) {
        return false;
    }
    files->joined = exn_need(calloc(cases + 1, sizeof *files->joined));
    run->cases = files->joined;
    if (first->shard_count > 0) {
        take_in_turn(files, run);
    } else {
        take_in_order(files, run);
    }
    return true;
}
