/* Finds the scenario files that a command line names, gives each a label, and reads files. */
#include "cli/scenario_files.h"

#include "base/first_texts.h"
#include "base/grow.h"
#include "base/table.h"
#include "cli/generated_scenarios.h"
#include "cli/installed.h"
#include "cli/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_SIZE_MAX = 1 << 24 }; /* far more than a user writes */

static bool is_input(const char *path)
{
    return strcmp(path, "-") == 0;
}

/* --- names ------------------------------------------------------------------------------------ */

/* Returns where `.yaml` or `.yml` begins at the end of a name, or NULL if the name has another
 * end. */
static char *suffix_of(char *name)
{
    char *dot = strrchr(name, '.');
    return dot != NULL && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0) ? dot : NULL;
}

/* Returns the part of `path` that tells files apart: what follows the last folder named
 * `scenarios`, else what follows the folder that was searched, else the name of the file. */
static const char *distinct_part(const char *path, const char *searched)
{
    static const char scenarios[] = "scenarios/";
    const char *part = NULL;
    for (const char *at = path; (at = strstr(at, scenarios)) != NULL; at += sizeof scenarios - 1) {
        if (at == path || at[-1] == '/') {
            part = at + sizeof scenarios - 1;
        }
    }
    if (part != NULL) {
        return part;
    }
    size_t length = strlen(searched);
    if (strncmp(path, searched, length) == 0 && path[length] != '\0') {
        return path + length + strspn(path + length, "/");
    }
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static char *without_suffix(const char *path)
{
    char *label = exn_need(strdup(path));
    char *suffix = suffix_of(label);
    if (suffix != NULL) {
        *suffix = '\0';
    }
    return label;
}

/* --- the list --------------------------------------------------------------------------------- */

/* Which file it is: one that is named twice, or reached by a link, too, is taken once. */
typedef struct identity {
    dev_t device;
    ino_t number;
} identity;

typedef struct search {
    exn_files *files;
    size_t file_room;
    identity *seen; /* files */
    size_t seen_count;
    size_t seen_room;
    exn_table seen_places;
    exn_first_texts operands; /* of generated scenarios */
    size_t met;               /* files met, those included that were known already */
    bool failed;
} search;

static uint64_t hash_of_file(identity file)
{
    return ((uint64_t)file.number ^ (uint64_t)file.device << 40) * UINT64_C(0x9e3779b97f4a7c15) >>
           20;
}

static uint64_t hash_of_seen(const void *seen, uint32_t number)
{
    return hash_of_file(((const identity *)seen)[number - 1]);
}

static bool is_file(const void *seen, uint32_t number, const void *wanted)
{
    const identity *one = (const identity *)seen + number - 1, *other = wanted;
    return one->device == other->device && one->number == other->number;
}

/* Returns whether a file was seen before, and takes it as seen. */
static bool is_known(search *self, const struct stat *status)
{
    identity file = {status->st_dev, status->st_ino};
    if (!exn_table_make_room(&self->seen_places, hash_of_seen, self->seen) ||
        !EXN_MAKE_ROOM(self->seen, self->seen_room, self->seen_count + 1)) {
        exn_out_of_memory();
    }
    uint32_t *place =
        exn_table_place(&self->seen_places, hash_of_file(file), is_file, self->seen, &file);
    if (*place != 0) {
        return true;
    }
    self->seen[self->seen_count++] = file;
    exn_table_put(&self->seen_places, place, (uint32_t)self->seen_count);
    return false;
}

static void append(search *into, exn_file file)
{
    exn_files *files = into->files;
    if (!EXN_MAKE_ROOM(files->items, into->file_room, files->count + 1)) {
        exn_out_of_memory();
    }
    files->items[files->count++] = file;
}

static void add(search *into, const char *path, const char *searched, const struct stat *status)
{
    into->met++;
    if (is_known(into, status)) {
        return;
    }
    append(into,
           (exn_file){.path = exn_need(strdup(path)),
                      .label = is_input(path) ? exn_need(strdup("stdin"))
                                              : without_suffix(distinct_part(path, searched))});
}

static void add_generated(void *context, exn_generated generated)
{
    search *into = context;
    size_t place = into->files->count, first;
    if (!exn_first_place(&into->operands, generated.operand, place, &first)) {
        exn_out_of_memory();
    }
    if (first != place) {
        free(generated.operand);
        free(generated.label);
        free(generated.text);
        return;
    }
    append(into,
           (exn_file){.path = generated.operand, .label = generated.label, .text = generated.text});
}

/* Pages and messages name scenarios that ship as they lie in this project. */
static bool may_be_installed(const char *path)
{
    static const char scenarios[] = "scenarios";
    size_t length = sizeof scenarios - 1;
    return strncmp(path, scenarios, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

static void fail(search *in, const char *path, int error)
{
    bool is_meant = error == ENOENT && may_be_installed(path);
    fprintf(stderr, "exeunt: %s: %s%s\n", path, strerror(error),
            is_meant ? "; those that are installed are `" EXN_INSTALLED "`" : "");
    in->failed = true;
}

/* Adds standard input. */
static void add_input(search *into)
{
    struct stat status;
    if (fstat(STDIN_FILENO, &status) != 0) {
        fail(into, "-", errno);
    } else {
        add(into, "-", "-", &status);
    }
}

static int by_name(const FTSENT **left, const FTSENT **right)
{
    return strcmp((*left)->fts_name, (*right)->fts_name);
}

static void visit(search *in, FTS *tree, FTSENT *entry, const char *searched)
{
    bool is_named = entry->fts_level == FTS_ROOTLEVEL;
    /* The name decides. A file that cannot be read is added too: the run then reports it. */
    bool is_scenario = entry->fts_name[0] != '.' && suffix_of(entry->fts_name) != NULL;
    switch (entry->fts_info) {
    case FTS_D:
        if (!is_named && entry->fts_name[0] == '.') {
            fts_set(tree, entry, FTS_SKIP);
        }
        break;
    case FTS_F:
    case FTS_DEFAULT: /* for example a pipe */
        if (is_named || is_scenario) {
            add(in, entry->fts_path, searched, entry->fts_statp);
        }
        break;
    case FTS_SLNONE:
        if (is_named) {
            fail(in, entry->fts_path, ENOENT);
        } else if (is_scenario) {
            add(in, entry->fts_path, searched, entry->fts_statp);
        }
        break;
    case FTS_DNR:
    case FTS_ERR:
    case FTS_NS:
        fail(in, entry->fts_path, entry->fts_errno != 0 ? entry->fts_errno : ENOENT);
        break;
    }
}

static void search_path(search *in, const char *path)
{
    /* Without slashes at the end: the files of `scenarios/` are called scenarios/x.yaml. */
    char *searched = exn_need(strdup(path));
    for (size_t end = strlen(searched); end > 1 && searched[end - 1] == '/'; end--) {
        searched[end - 1] = '\0';
    }
    char *roots[] = {searched, NULL};
    size_t met_before = in->met;
    bool failed_before = in->failed;
    in->failed = false;
    FTS *tree = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name);
    if (tree == NULL) {
        fail(in, path, errno);
    } else {
        for (FTSENT *entry; (entry = fts_read(tree)) != NULL;) {
            visit(in, tree, entry, searched);
        }
        fts_close(tree);
    }
    if (in->met == met_before && !in->failed) {
        fprintf(stderr, "exeunt: no scenario was found in %s: a folder must hold *.yaml files\n",
                path);
        in->failed = true;
    }
    in->failed = in->failed || failed_before;
    free(searched);
}

static bool is_installed(const char *operand)
{
    return strncmp(operand, EXN_INSTALLED, sizeof EXN_INSTALLED - 1) == 0;
}

static void search_installed(search *in, const char *operand)
{
    char *path = exn_installed_scenario(operand);
    if (path == NULL) {
        in->failed = true;
    } else {
        search_path(in, path);
    }
    free(path);
}

/* Where files in folders that were named one by one have the same label, the whole path becomes the
 * label. */
static void tell_apart(exn_files *files)
{
    exn_first_texts labels = {0};
    for (size_t i = 0; i < files->count; i++) {
        exn_file *file = &files->items[i];
        size_t first;
        bool is_taken = exn_first_place(&labels, file->label, i, &first);
        if (is_taken && first != i) {
            free(file->label);
            file->label = without_suffix(file->path);
            is_taken = exn_first_place(&labels, file->label, i, &first);
        }
        if (!is_taken) {
            exn_out_of_memory();
        }
    }
    exn_first_texts_free(&labels);
}

bool exn_files_find(char *const *paths, size_t path_count, exn_files *files)
{
    *files = (exn_files){0};
    search all = {.files = files};
    for (size_t i = 0; i < path_count; i++) {
        if (is_input(paths[i])) {
            add_input(&all);
        } else if (exn_is_generated(paths[i])) {
            bool is_there = exn_generate(paths[i], add_generated, &all);
            all.failed = all.failed || !is_there;
        } else if (is_installed(paths[i])) {
            search_installed(&all, paths[i]);
        } else {
            search_path(&all, paths[i]);
        }
    }
    free(all.seen);
    exn_table_free(&all.seen_places);
    exn_first_texts_free(&all.operands);
    tell_apart(files);
    return !all.failed;
}

void exn_files_free(exn_files *files)
{
    for (size_t i = 0; i < files->count; i++) {
        free(files->items[i].path);
        free(files->items[i].label);
        free(files->items[i].text);
    }
    free(files->items);
}

/* Opens a file for reading. A pipe without a writer then is empty; otherwise open() would block for
 * ever. */
static FILE *open_without_waiting(const char *path)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0) {
        return NULL;
    }
    FILE *file = fdopen(descriptor, "rb");
    if (file == NULL) {
        close(descriptor);
    } else {
        fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK);
    }
    return file;
}

/* Returns the whole file, or the first bytes of it, more than FILE_SIZE_MAX, if it is longer;
 * terminated. */
static char *read_all(FILE *file, size_t *length)
{
    enum { ROOM_AT_FIRST = 1 << 12 }; /* enough for most scenarios */
    char *bytes = NULL;
    size_t room = ROOM_AT_FIRST / 2;
    *length = 0;
    do {
        room *= 2;
        bytes = exn_need(realloc(bytes, room + 1));
        *length += fread(bytes + *length, 1, room - *length, file);
    } while (*length == room && room <= FILE_SIZE_MAX);
    bytes[*length] = '\0';
    return bytes;
}

char *exn_file_read(const char *path, size_t *length)
{
    FILE *file = is_input(path) ? stdin : open_without_waiting(path);
    if (file == NULL) {
        return NULL;
    }
    char *bytes = read_all(file, length);
    int error = ferror(file) ? errno : *length > FILE_SIZE_MAX ? EFBIG : 0;
    if (file != stdin) {
        fclose(file);
    }
    if (error != 0) {
        free(bytes);
        errno = error;
        return NULL;
    }
    return bytes;
}
