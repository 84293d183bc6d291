/* behaviour.info: what happens, as a tracefile of lcov over the scenario files. The line of an
 * alternative has been run as often as that was taken, and has a branch for each of its
 * alternatives; the line of an outermost scope has one for each order of two operations, and the
 * line of `cancel` - where there is none, that of the scope, too - one for each phase in which a
 * request may come. A line counts as often as its rarest branch, so that genhtml shows it red
 * where one is missing. */
#include "report/report.h"

#include <inttypes.h>
#include <stdlib.h>

typedef struct line {
    uint64_t least;
    unsigned branches, taken;
} line;

static void put_branch(FILE *out, unsigned number, line *self, uint64_t count)
{
    fprintf(out, "BRDA:%u,0,%u,%" PRIu64 "\n", number, self->branches, count);
    self->least = self->branches == 0 || count < self->least ? count : self->least;
    self->branches += 1;
    self->taken += count > 0;
}

static line put_branches(const exn_result *result, unsigned number, FILE *out)
{
    line self = {0};
    for (size_t i = 0; i < result->behaviour_count; i++) {
        const exn_behaviour_row *row = &result->behaviour[i];
        if (row->line == number) {
            put_branch(out, number, &self, row->count);
        }
        if (row->line == number && row->kind == EXN_BEHAVIOUR_ORDERS) {
            put_branch(out, number, &self, row->other);
        }
    }
    return self;
}

static unsigned last_line(const exn_result *result)
{
    unsigned last = 0;
    for (size_t i = 0; i < result->behaviour_count; i++) {
        last = result->behaviour[i].line > last ? result->behaviour[i].line : last;
    }
    return last;
}

static void put_file(const exn_result *result, const char *path, FILE *out)
{
    unsigned lines = 0, reached = 0, branches = 0, taken = 0;
    fprintf(out, "TN:\nSF:%s\n", path);
    for (unsigned number = 1; number <= last_line(result); number++) {
        line self = put_branches(result, number, out);
        if (self.branches > 0) {
            fprintf(out, "DA:%u,%" PRIu64 "\n", number, self.least);
        }
        lines += self.branches > 0;
        reached += self.branches > 0 && self.least > 0;
        branches += self.branches;
        taken += self.taken;
    }
    fprintf(out, "BRF:%u\nBRH:%u\nLF:%u\nLH:%u\nend_of_record\n", branches, taken, lines, reached);
}

bool exn_has_behaviour(const exn_session *run)
{
    size_t i = 0;
    while (i < run->case_count && !run->cases[i].result->has_behaviour) {
        i += 1;
    }
    return i < run->case_count;
}

/* A scenario that no file holds has no lines. */
int exn_write_behaviour_info(const exn_session *run, FILE *out)
{
    for (size_t i = 0; i < run->case_count; i++) {
        const exn_result *result = run->cases[i].result;
        char *path = result->has_behaviour ? realpath(result->file, NULL) : NULL;
        if (path != NULL) {
            put_file(result, path, out);
        }
        free(path);
    }
    return ferror(out) ? -1 : 0;
}
