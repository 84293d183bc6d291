/* Sums over what the scenarios reach: lines, branches, rows of missed lines. */
#include "coverage/coverage.h"

#include <stdlib.h>

void exn_coverage_free(exn_coverage *coverage)
{
    for (size_t i = 0; i < coverage->file_count; i++) {
        exn_coverage_file *file = &coverage->files[i];
        for (size_t line = 0; line < file->line_count; line++) {
            free(file->lines[line].tests);
        }
        free(file->lines);
        free(file->branches);
        free(file->path);
    }
    free(coverage->files);
    *coverage = (exn_coverage){0};
}

exn_coverage_share exn_coverage_lines(const exn_coverage_file *file)
{
    exn_coverage_share share = {0};
    for (size_t line = 0; line < file->line_count; line++) {
        share.whole += file->lines[line].tests != NULL;
        share.part += file->lines[line].count > 0;
    }
    return share;
}

exn_coverage_share exn_coverage_branches(const exn_coverage_file *file, size_t line)
{
    exn_coverage_share share = {0};
    for (size_t i = 0; i < file->branch_count; i++) {
        if (line != 0 && file->branches[i].line != line) {
            continue;
        }
        share.whole++;
        share.part += file->branches[i].count > 0;
    }
    return share;
}

double exn_coverage_percent(exn_coverage_share share)
{
    if (share.whole == 0) {
        return 100;
    }
    return (double)(share.part * 1000 / share.whole) / 10;
}

bool exn_coverage_reaches(const exn_coverage_line *line, size_t test)
{
    return (line->tests[test / 64] >> (test % 64) & 1) != 0;
}

static bool is_missed(const exn_coverage_line *line)
{
    return line->tests != NULL && line->count == 0;
}

bool exn_coverage_next_missed(const exn_coverage_file *file, size_t *first, size_t *last)
{
    while (*first < file->line_count && !is_missed(&file->lines[*first])) {
        ++*first;
    }
    *last = *first;
    for (size_t line = *first; line < file->line_count && file->lines[line].count == 0; line++) {
        if (is_missed(&file->lines[line])) {
            *last = line;
        }
    }
    return *first < file->line_count;
}
