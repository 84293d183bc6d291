/* lines.json: for each line its counts, and the scenarios that reach it. */
#include "coverage/coverage.h"
#include "result/json/json.h"

#include <errno.h>
#include <jansson.h>

static json_t *scenarios_to_json(const exn_coverage *coverage, const exn_coverage_line *line)
{
    json_t *scenarios = json_array();
    for (size_t test = 0; test < coverage->test_count; test++) {
        if (exn_coverage_reaches(line, test)) {
            json_array_append_new(scenarios, exn_json_text(coverage->tests[test].label));
        }
    }
    return scenarios;
}

/* Returns NULL if the line has none. */
static json_t *branches_to_json(const exn_coverage_file *file, size_t line)
{
    json_t *branches = NULL;
    for (size_t i = 0; i < file->branch_count; i++) {
        if (file->branches[i].line != line) {
            continue;
        }
        if (branches == NULL) {
            branches = json_array();
        }
        json_array_append_new(branches, json_integer((json_int_t)file->branches[i].count));
    }
    return branches;
}

static json_t *file_to_json(const exn_coverage *coverage, const exn_coverage_file *file)
{
    json_t *lines = json_array();
    for (size_t number = 0; number < file->line_count; number++) {
        const exn_coverage_line *line = &file->lines[number];
        if (line->tests == NULL) {
            continue;
        }
        json_t *one = json_pack("{s:I, s:I, s:o*, s:o}", "line", (json_int_t)number, "count",
                                (json_int_t)line->count, "branches", branches_to_json(file, number),
                                "scenarios", scenarios_to_json(coverage, line));
        if (json_array_append_new(lines, one) != 0) {
            json_decref(lines);
            return NULL;
        }
    }
    return json_pack("{s:o, s:o}", "file", exn_json_text(file->name), "lines", lines);
}

int exn_coverage_write_json(const exn_coverage *coverage, FILE *out)
{
    json_t *files = json_array();
    bool whole = true;
    for (size_t i = 0; i < coverage->file_count; i++) {
        whole =
            json_array_append_new(files, file_to_json(coverage, &coverage->files[i])) == 0 && whole;
    }
    json_t *json = json_pack("{s:i, s:o}", "version", 1, "files", files);
    if (json == NULL || !whole) {
        json_decref(json);
        errno = ENOMEM;
        return -1;
    }
    int status = json_dumpf(json, out, JSON_COMPACT);
    json_decref(json);
    return status != 0 || fputc('\n', out) == EOF ? -1 : 0;
}
