/* lines.html: the sources, and for each line the scenarios that reach it. */
#include "base/escape.h"
#include "coverage/coverage.h"
#include "coverage/page.h"
#include "result/json/json.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

/* The page. Lines that the same scenarios reach share one list of them. */
typedef struct page {
    const exn_coverage *coverage;
    FILE *out;
    const exn_coverage_line **sets; /* one representative line for each list */
    size_t set_count;
} page;

/* --- text ------------------------------------------------------------------------------------- */

static void put_text(FILE *out, const char *text)
{
    while (*text != '\0') {
        exn_put_markup(out, *text++);
    }
}

/* Writes one line of C, its comments marked. `in_comment` carries over from line to line. */
static void put_code(FILE *out, const char *code, bool *in_comment)
{
    if (*in_comment) {
        fputs("<i>", out);
    }
    for (; *code != '\0'; code++) {
        if (!*in_comment && strncmp(code, "/*", 2) == 0) {
            fputs("<i>/*", out);
            *in_comment = true;
            code++;
        } else if (*in_comment && strncmp(code, "*/", 2) == 0) {
            fputs("*/</i>", out);
            *in_comment = false;
            code++;
        } else {
            exn_put_markup(out, *code);
        }
    }
    if (*in_comment) {
        fputs("</i>", out);
    }
}

/* --- the sets of scenarios -------------------------------------------------------------------- */

static bool same_tests(const exn_coverage_line *left, const exn_coverage_line *right, size_t count)
{
    return memcmp(left->tests, right->tests, (count / 64 + 1) * sizeof *left->tests) == 0;
}

/* Returns the number of the list of scenarios that reach a line; appends a list if it is new. */
static size_t set_of(page *self, const exn_coverage_line *line)
{
    for (size_t i = 0; i < self->set_count; i++) {
        if (same_tests(self->sets[i], line, self->coverage->test_count)) {
            return i;
        }
    }
    self->sets[self->set_count] = line;
    return self->set_count++;
}

/* Makes room for one list per line that holds code, the highest possible number. */
static bool prepare_sets(page *self)
{
    size_t count = 1;
    for (size_t i = 0; i < self->coverage->file_count; i++) {
        count += self->coverage->files[i].line_count;
    }
    self->sets = calloc(count, sizeof(const exn_coverage_line *));
    return self->sets != NULL;
}

static json_t *data_to_json(const page *self)
{
    const exn_coverage *coverage = self->coverage;
    json_t *scenarios = json_array();
    for (size_t test = 0; test < coverage->test_count; test++) {
        json_array_append_new(scenarios, exn_json_text(coverage->tests[test].label));
    }
    json_t *sets = json_array();
    for (size_t i = 0; i < self->set_count; i++) {
        json_t *set = json_array();
        for (size_t test = 0; test < coverage->test_count; test++) {
            if (exn_coverage_reaches(self->sets[i], test)) {
                json_array_append_new(set, json_integer((json_int_t)test));
            }
        }
        json_array_append_new(sets, set);
    }
    return json_pack("{s:o, s:o}", "scenarios", scenarios, "sets", sets);
}

/* Returns false when out of memory. */
static bool put_data(const page *self)
{
    json_t *data = data_to_json(self);
    char *text = data == NULL ? NULL : json_dumps(data, JSON_COMPACT);
    json_decref(data);
    fputs("<script type=\"application/json\" id=\"data\">", self->out);
    if (text != NULL) {
        exn_put_script(self->out, text);
    }
    fputs("</script>\n", self->out);
    free(text);
    return text != NULL;
}

/* --- the table of files ----------------------------------------------------------------------- */

static void put_share(FILE *out, exn_coverage_share share)
{
    double percent = exn_coverage_percent(share);
    fprintf(out,
            "<td><meter min=\"0\" max=\"100\" low=\"75\" high=\"90\" optimum=\"100\" "
            "value=\"%.1f\"></meter></td><td class=\"number\">%.1f %%</td>"
            "<td class=\"number\">%zu/%zu</td>",
            percent, percent, share.part, share.whole);
}

/* Writes a link to each row of lines that no scenario reaches. */
static void put_missed(FILE *out, const exn_coverage_file *file)
{
    size_t last;
    for (size_t first = 1; exn_coverage_next_missed(file, &first, &last); first = last + 1) {
        fputs("<a href=\"#", out);
        put_text(out, file->name);
        fprintf(out, ":%zu\">%zu", first, first);
        if (last > first) {
            fprintf(out, "–%zu", last);
        }
        fputs("</a> ", out);
    }
}

static void put_files(const page *self)
{
    FILE *out = self->out;
    exn_coverage_share lines = {0};
    exn_coverage_share branches = {0};
    fputs("<table class=\"files\">\n<tr><th>file</th><th colspan=\"3\">lines</th>"
          "<th colspan=\"3\">branches</th><th>lines that no scenario reaches</th></tr>\n",
          out);
    for (size_t i = 0; i < self->coverage->file_count; i++) {
        const exn_coverage_file *file = &self->coverage->files[i];
        exn_coverage_share of_lines = exn_coverage_lines(file);
        exn_coverage_share of_branches = exn_coverage_branches(file, 0);
        lines = (exn_coverage_share){lines.part + of_lines.part, lines.whole + of_lines.whole};
        branches = (exn_coverage_share){branches.part + of_branches.part,
                                        branches.whole + of_branches.whole};
        fputs("<tr><td><a href=\"#", out);
        put_text(out, file->name);
        fputs("\">", out);
        put_text(out, file->name);
        fputs("</a></td>", out);
        put_share(out, of_lines);
        put_share(out, of_branches);
        fputs("<td class=\"missed\">", out);
        put_missed(out, file);
        fputs("</td></tr>\n", out);
    }
    fputs("<tr><td>all</td>", out);
    put_share(out, lines);
    put_share(out, branches);
    fputs("<td></td></tr>\n</table>\n", out);
}

/* --- the sources ------------------------------------------------------------------------------ */

static void put_branches(FILE *out, const exn_coverage_file *file, size_t number)
{
    exn_coverage_share share = exn_coverage_branches(file, number);
    if (share.whole == 0) {
        fputs("<td></td>", out);
        return;
    }
    fprintf(out,
            "<td class=\"number%s\" title=\"taken:", share.part < share.whole ? " partly" : "");
    for (size_t i = 0; i < file->branch_count; i++) {
        if (file->branches[i].line == number) {
            fprintf(out, " %" PRIu64, file->branches[i].count);
        }
    }
    fprintf(out, "\">%zu/%zu</td>", share.part, share.whole);
}

/* Writes the first four cells of a line that holds code. */
static void put_counts(page *self, const exn_coverage_file *file, size_t number)
{
    FILE *out = self->out;
    const exn_coverage_line *line = &file->lines[number];
    size_t percent = line->test_count * 100 / (self->coverage->test_count + 1);
    fprintf(out, "<tr id=\"");
    put_text(out, file->name);
    fprintf(out, ":%zu\" data-set=\"%zu\"%s><td class=\"number\">%zu</td>", number,
            set_of(self, line), line->count == 0 ? " class=\"nobody\"" : "", number);
    fprintf(out,
            "<td class=\"number share\" style=\"--n:%zu\" title=\"ran %" PRIu64 " times\">%zu</td>",
            percent, line->count, line->test_count);
    put_branches(out, file, number);
}

/* Returns 0, or -1 (errno) if the source cannot be read. */
static int put_source(page *self, const exn_coverage_file *file)
{
    FILE *source = fopen(file->path, "re");
    if (source == NULL) {
        return -1;
    }
    FILE *out = self->out;
    fputs("<h2 id=\"", out);
    put_text(out, file->name);
    fputs("\">", out);
    put_text(out, file->name);
    fputs("</h2>\n<table class=\"source\">\n", out);
    char *code = NULL;
    size_t room = 0;
    bool in_comment = false;
    size_t number = 1;
    for (; getline(&code, &room, source) >= 0; number++) {
        code[strcspn(code, "\n")] = '\0';
        if (number < file->line_count && file->lines[number].tests != NULL) {
            put_counts(self, file, number);
        } else {
            fprintf(out, "<tr><td class=\"number\">%zu</td><td></td><td></td>", number);
        }
        fputs("<td>", out);
        put_code(out, code, &in_comment);
        fputs("</td></tr>\n", out);
    }
    fputs("</table>\n", out);
    free(code);
    int status = ferror(source) ? -1 : 0;
    fclose(source);
    return status;
}

/* --- the page --------------------------------------------------------------------------------- */

static void put_head(const page *self)
{
    fprintf(self->out,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width\">\n"
            "<title>Which scenarios reach which lines</title>\n<style>\n%s</style>\n</head>\n"
            "<body>\n<h1>Which scenarios reach which lines</h1>\n"
            "<p>%zu scenarios, and what they ran. The second column counts the "
            "scenarios that reach a line, the third its branches that were taken. Point at a line "
            "to see its scenarios, click to keep them; a click on a scenario marks every line that "
            "it reaches. The same for programs: <a href=\"lines.json\">lines.json</a>; by "
            "functions: <a href=\"index.html\">lcov's pages</a>.</p>\n",
            (const char *)exn_page_css, self->coverage->test_count);
}

int exn_coverage_write_page(const exn_coverage *coverage, FILE *out)
{
    page self = {.coverage = coverage, .out = out};
    if (!prepare_sets(&self)) {
        errno = ENOMEM;
        return -1;
    }
    put_head(&self);
    put_files(&self);
    fputs("<div class=\"sheet\">\n<main>\n", out);
    int status = 0;
    for (size_t i = 0; status == 0 && i < coverage->file_count; i++) {
        status = put_source(&self, &coverage->files[i]);
    }
    fputs("</main>\n<div><div class=\"panel\">Point at a line.</div></div>\n</div>\n", out);
    if (status == 0 && !put_data(&self)) {
        errno = ENOMEM;
        status = -1;
    }
    fprintf(out, "<script>\n%s</script>\n</body>\n</html>\n", (const char *)exn_page_js);
    int error = errno;
    free(self.sets);
    errno = error;
    return status != 0 || ferror(out) ? -1 : 0;
}
