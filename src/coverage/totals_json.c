/* totals.json: how many lines and branches were reached, of each file and of all. */
#include "coverage/coverage.h"
#include "result/json/json.h"

#include <errno.h>
#include <jansson.h>

static json_t *share_to_json(exn_coverage_share share)
{
    return json_pack("{s:I, s:I}", "reached", (json_int_t)share.part, "of",
                     (json_int_t)share.whole);
}

static void add(exn_coverage_share *sum, exn_coverage_share share)
{
    sum->part += share.part;
    sum->whole += share.whole;
}

int exn_coverage_write_totals(const exn_coverage *coverage, FILE *out)
{
    json_t *files = json_array();
    exn_coverage_share lines = {0};
    exn_coverage_share branches = {0};
    bool whole = true;
    for (size_t i = 0; i < coverage->file_count; i++) {
        const exn_coverage_file *file = &coverage->files[i];
        exn_coverage_share own_lines = exn_coverage_lines(file);
        exn_coverage_share own_branches = exn_coverage_branches(file, 0);
        add(&lines, own_lines);
        add(&branches, own_branches);
        whole = json_array_append_new(files, json_pack("{s:o, s:o, s:o}", "file",
                                                       exn_json_text(file->name), "lines",
                                                       share_to_json(own_lines), "branches",
                                                       share_to_json(own_branches))) == 0 &&
                whole;
    }
    json_t *json = json_pack("{s:i, s:o, s:I, s:o, s:o, s:o}", "version", 1, "implementation",
                             exn_json_text(coverage->implementation), "scenarios",
                             (json_int_t)coverage->test_count, "lines", share_to_json(lines),
                             "branches", share_to_json(branches), "files", files);
    if (json == NULL || !whole) {
        json_decref(json);
        errno = ENOMEM;
        return -1;
    }
    int status = json_dumpf(json, out, JSON_INDENT(2));
    json_decref(json);
    return status != 0 || fputc('\n', out) == EOF ? -1 : 0;
}
