/* Reads lcov's tracefile: lines of `KEY:values`; see man geninfo, "FILES". */
#include "coverage/coverage.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum { LINES_MAX = 1 << 20 }; /* a source with more lines is refused */

typedef struct reader {
    exn_coverage *coverage;
    size_t test;             /* the test that the current records belong to */
    exn_coverage_file *file; /* NULL between records */
    size_t branch;           /* where the next branch of this file is probably found */
} reader;

/* Returns an array with room for one more than `count` elements; it doubles when it is full. */
static void *grown(void *array, size_t count, size_t size)
{
    bool is_power = (count & (count - 1)) == 0;
    return !is_power ? array : realloc(array, (count == 0 ? 1 : 2 * count) * size);
}

static int refuse(void)
{
    errno = EINVAL;
    return -1;
}

/* --- tests and files -------------------------------------------------------------------------- */

/* Finds a test by name. The search starts at the last one, because records of a test are
 * adjacent. */
static int take_test(reader *self, const char *name)
{
    const exn_coverage *coverage = self->coverage;
    for (size_t i = 0; i < coverage->test_count; i++) {
        size_t test = (self->test + i) % coverage->test_count;
        if (strcmp(coverage->tests[test].name, name) == 0) {
            self->test = test;
            return 0;
        }
    }
    return refuse();
}

/* Returns the part of a path that is known in the project: from the last folder `src` on, or what
 * comes after the current folder. */
static const char *name_in_project(const char *path)
{
    char folder[PATH_MAX];
    size_t length = getcwd(folder, sizeof folder) != NULL ? strlen(folder) : 0;
    bool is_inside = length > 0 && strncmp(path, folder, length) == 0 && path[length] == '/';
    const char *name = is_inside ? path + length + 1 : path;
    for (const char *at = path; (at = strstr(at, "/src/")) != NULL;) {
        name = ++at;
    }
    return name;
}

static int take_file(reader *self, const char *path)
{
    exn_coverage *coverage = self->coverage;
    self->branch = 0;
    for (size_t i = 0; i < coverage->file_count; i++) {
        self->file = &coverage->files[i];
        if (strcmp(self->file->path, path) == 0) {
            return 0;
        }
    }
    exn_coverage_file *files = grown(coverage->files, coverage->file_count, sizeof *files);
    if (files == NULL) {
        return -1;
    }
    coverage->files = files;
    char *copy = strdup(path);
    if (copy == NULL) {
        return -1;
    }
    self->file = &files[coverage->file_count++];
    *self->file = (exn_coverage_file){.path = copy, .name = name_in_project(copy)};
    return 0;
}

/* --- lines and branches ----------------------------------------------------------------------- */

static int make_room(exn_coverage_file *file, size_t line_count)
{
    if (line_count <= file->line_count) {
        return 0;
    }
    exn_coverage_line *lines = realloc(file->lines, line_count * sizeof *lines);
    if (lines == NULL) {
        return -1;
    }
    memset(&lines[file->line_count], 0, (line_count - file->line_count) * sizeof *lines);
    file->lines = lines;
    file->line_count = line_count;
    return 0;
}

/* `DA:line,count` */
static int take_line(reader *self, const char *values)
{
    uint32_t number;
    uint64_t count;
    if (sscanf(values, "%" SCNu32 ",%" SCNu64, &number, &count) != 2 || number >= LINES_MAX) {
        return refuse();
    }
    if (make_room(self->file, (size_t)number + 1) != 0) {
        return -1;
    }
    exn_coverage_line *line = &self->file->lines[number];
    if (line->tests == NULL) {
        line->tests = calloc(self->coverage->test_count / 64 + 1, sizeof *line->tests);
    }
    if (line->tests == NULL) {
        return -1;
    }
    line->count += count;
    if (count > 0 && !exn_coverage_reaches(line, self->test)) {
        line->tests[self->test / 64] |= UINT64_C(1) << (self->test % 64);
        line->test_count++;
    }
    return 0;
}

/* Finds or appends a branch. The search starts after the last one, because every test lists the
 * branches of a file in the same order. */
static exn_coverage_branch *find_branch(reader *self, const exn_coverage_branch *like)
{
    exn_coverage_file *file = self->file;
    for (size_t i = 0; i < file->branch_count; i++) {
        exn_coverage_branch *branch = &file->branches[(self->branch + i) % file->branch_count];
        if (branch->line == like->line && branch->block == like->block &&
            branch->number == like->number) {
            return branch;
        }
    }
    exn_coverage_branch *branches = grown(file->branches, file->branch_count, sizeof *branches);
    if (branches == NULL) {
        return NULL;
    }
    file->branches = branches;
    branches[file->branch_count] = *like;
    return &branches[file->branch_count++];
}

/* `BRDA:line,block,branch,taken`; taken is `-` if the line did not run. */
static int take_branch(reader *self, const char *values)
{
    exn_coverage_branch like = {0};
    int taken_at = 0;
    int matched = sscanf(values, "%" SCNu32 ",%" SCNu32 ",%" SCNu32 ",%n", &like.line, &like.block,
                         &like.number, &taken_at);
    if (matched != 3 || taken_at == 0) {
        return refuse();
    }
    exn_coverage_branch *branch = find_branch(self, &like);
    if (branch == NULL) {
        return -1;
    }
    branch->count += strtoull(values + taken_at, NULL, 10);
    self->branch = (size_t)(branch - self->file->branches) + 1;
    return 0;
}

/* --- the whole -------------------------------------------------------------------------------- */

static int take(reader *self, const char *record)
{
    static const struct {
        const char *key;
        bool in_file;
        int (*take)(reader *self, const char *values);
    } keys[] = {{"TN:", false, take_test},
                {"SF:", false, take_file},
                {"DA:", true, take_line},
                {"BRDA:", true, take_branch}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        size_t length = strlen(keys[i].key);
        if (strncmp(record, keys[i].key, length) == 0) {
            return keys[i].in_file && self->file == NULL ? refuse()
                                                         : keys[i].take(self, record + length);
        }
    }
    if (strcmp(record, "end_of_record") == 0) {
        self->file = NULL;
    }
    return 0; /* ignored: sums and functions, which follow from the lines */
}

static int by_name(const void *left, const void *right)
{
    return strcmp(((const exn_coverage_file *)left)->name,
                  ((const exn_coverage_file *)right)->name);
}

static int by_place(const void *left, const void *right)
{
    const exn_coverage_branch *first = left;
    const exn_coverage_branch *second = right;
    if (first->line != second->line) {
        return first->line < second->line ? -1 : 1;
    }
    if (first->block != second->block) {
        return first->block < second->block ? -1 : 1;
    }
    return (first->number > second->number) - (first->number < second->number);
}

static void sort(exn_coverage *coverage)
{
    if (coverage->file_count == 0) {
        return;
    }
    qsort(coverage->files, coverage->file_count, sizeof *coverage->files, by_name);
    for (size_t i = 0; i < coverage->file_count; i++) {
        exn_coverage_file *file = &coverage->files[i];
        if (file->branch_count > 0) {
            qsort(file->branches, file->branch_count, sizeof *file->branches, by_place);
        }
    }
}

int exn_coverage_read(FILE *tracefile, const exn_coverage_test *tests, size_t test_count,
                      exn_coverage *coverage)
{
    *coverage = (exn_coverage){.tests = tests, .test_count = test_count};
    reader self = {.coverage = coverage};
    char *line = NULL;
    size_t room = 0;
    int status = 0;
    errno = 0;
    for (ssize_t length; status == 0 && (length = getline(&line, &room, tracefile)) >= 0;) {
        if (length > 0 && line[length - 1] == '\n') {
            line[length - 1] = '\0';
        }
        status = take(&self, line);
    }
    if (status == 0 && ferror(tracefile)) {
        status = -1;
    }
    int error = errno;
    free(line);
    sort(coverage);
    errno = error;
    return status;
}
