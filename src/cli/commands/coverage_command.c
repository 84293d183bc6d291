/* exeunt coverage: shows which lines each scenario reaches, of the core or of plugins. It needs an
 * instrumented host, or plugins that are. */
#include "coverage/coverage.h"

#include "cli/cases.h"
#include "cli/commands/commands.h"
#include "cli/folders.h"
#include "cli/handbook/rule_pages.h"
#include "cli/hosts/coverage_capture.h"
#include "cli/interrupts.h"
#include "cli/known_names.h"
#include "cli/memory.h"
#include "cli/merged_conformance.h"
#include "cli/results_files.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

typedef struct settings {
    exn_explore_request request;
    exn_given_count jobs;
    const char *filter;
    const char *reports;
} settings;

#define AT(member) offsetof(settings, member)
static const exn_option options[] = {
    {"implementation", 'i', EXN_OPTION_TEXT, AT(request.implementation), "NAME",
     "run the scenarios with this: a plugin that is built with gcc --coverage", NULL, 0},
    {"profile", 'p', EXN_OPTION_TEXT, AT(request.profile), "NAME",
     "by the answers of this profile (exeunt list)", NULL, 0},
    {"runs", 0, EXN_OPTION_COUNT, AT(request.runs), "N", "at most so many runs of a scenario", NULL,
     1},
    {"budget", 0, EXN_OPTION_DURATION, AT(request.budget_s), "TIME",
     "for each scenario: 500ms, 30s, 5m", NULL, 0},
    {"faults", 0, EXN_OPTION_COUNT, AT(request.faults), "N", "at most so many faults in a run",
     NULL, 0},
    {"cancels", 0, EXN_OPTION_COUNT, AT(request.cancels), "N",
     "at most so many cancel requests in a run", NULL, 0},
    {"plugins", 0, EXN_OPTION_TEXT, AT(request.plugins), "DIRS",
     "where plugins are looked for that are not at their place (DIR:DIR...)", NULL, 0},
    {"jobs", 'j', EXN_OPTION_COUNT, AT(jobs), "N",
     "programs of lcov at a time (default: the cores)", NULL, 1},
    {"filter", 'f', EXN_OPTION_TEXT, AT(filter), "GLOB",
     "only scenarios whose path, name or a tag fits", NULL, 0},
    {"reports", 'r', EXN_OPTION_TEXT, AT(reports), "DIR",
     "where the folder coverage/ goes (default: reports)", NULL, 0},
    {0},
};
#undef AT

/* Where the reports are made before they are published: scratch/, and pages/ in it. */
typedef struct workshop {
    const settings *given;
    exn_cases cases;
    exn_coverage_test *tests; /* one for each case */
    char *scratch;
    char *pages;
} workshop;

static char *path_in(const char *folder, const char *name)
{
    char *path;
    if (asprintf(&path, "%s/%s", folder, name) < 0) {
        exn_out_of_memory();
    }
    return path;
}

static bool fail(const char *path)
{
    fprintf(stderr, "exeunt: cannot write %s: %s\n", path, strerror(errno));
    return false;
}

/* --- names ------------------------------------------------------------------------------------ */

/* Names the cases as tests. Returns false, after a message, if two would have one name. */
static bool name_tests(workshop *self)
{
    const exn_cases *cases = &self->cases;
    self->tests = exn_need(calloc(cases->count, sizeof *self->tests));
    for (size_t i = 0; i < cases->count; i++) {
        const exn_case *one = &cases->items[i];
        self->tests[i] = (exn_coverage_test){
            .name = exn_need(exn_coverage_name(one->label)),
            .label = one->label,
            .about = one->scenario != NULL ? one->scenario->name : "",
        };
    }
    size_t first;
    size_t second;
    if (!exn_coverage_find_collision(self->tests, cases->count, &first, &second)) {
        return true;
    }
    fprintf(stderr,
            "exeunt: the scenarios `%s` and `%s` are one test for lcov, `%s`: rename one of them\n",
            self->tests[first].label, self->tests[second].label, self->tests[first].name);
    return false;
}

/* --- folders ---------------------------------------------------------------------------------- */

/* Makes the folders beside the report that they replace, because a folder can be moved within one
 * disk only. */
static bool make_folders(workshop *self)
{
    if (strcmp(self->given->reports, "none") == 0) {
        fputs("exeunt: coverage is nothing but its report: --reports must be a folder\n", stderr);
        return false;
    }
    char *reports = exn_reports_prepare(self->given->reports) == 0
                        ? realpath(self->given->reports, NULL)
                        : NULL;
    if (reports == NULL) {
        fprintf(stderr, "exeunt: cannot write reports to %s: %s\n", self->given->reports,
                strerror(errno));
        return false;
    }
    self->scratch = path_in(reports, ".coverage.XXXXXX");
    free(reports);
    self->pages = NULL;
    if (mkdtemp(self->scratch) == NULL) {
        fail(self->scratch);
        free(self->scratch);
        self->scratch = NULL;
        return false;
    }
    self->pages = path_in(self->scratch, "pages");
    return mkdir(self->pages, 0777) == 0 || fail(self->pages);
}

static void clean_up(workshop *self)
{
    if (self->scratch != NULL && exn_folder_remove(self->scratch) != 0) {
        fprintf(stderr, "exeunt: cannot remove %s: %s\n", self->scratch, strerror(errno));
    }
    free(self->scratch);
    free(self->pages);
    for (size_t i = 0; self->tests != NULL && i < self->cases.count; i++) {
        free((char *)self->tests[i].name);
    }
    free(self->tests);
    exn_cases_free(&self->cases);
}

/* --- reports ---------------------------------------------------------------------------------- */

static bool read_tracefile(const workshop *self, exn_coverage *coverage)
{
    *coverage = (exn_coverage){0};
    char *path = path_in(self->pages, "coverage.info");
    FILE *tracefile = fopen(path, "re");
    bool read = tracefile != NULL &&
                exn_coverage_read(tracefile, self->tests, self->cases.count, coverage) == 0;
    coverage->implementation = self->given->request.implementation;
    if (!read) {
        fprintf(stderr, "exeunt: cannot read %s: %s\n", path, strerror(errno));
    }
    if (tracefile != NULL) {
        fclose(tracefile);
    }
    free(path);
    return read;
}

static bool write_page(const workshop *self, const exn_coverage *coverage, const char *name,
                       int (*write)(const exn_coverage *coverage, FILE *out))
{
    char *path = path_in(self->pages, name);
    FILE *out = fopen(path, "we");
    bool written = out != NULL && write(coverage, out) == 0;
    written = out != NULL && fclose(out) == 0 && written;
    if (!written) {
        fail(path);
    }
    free(path);
    return written;
}

static bool publish(const workshop *self)
{
    char *path = path_in(self->given->reports, "coverage");
    bool published = exn_folder_publish(self->pages, path) == 0 || fail(path);
    free(path);
    return published;
}

static void print_missed(const exn_coverage_file *file)
{
    size_t last;
    for (size_t first = 1; exn_coverage_next_missed(file, &first, &last); first = last + 1) {
        printf(" %zu", first);
        if (last > first) {
            printf("-%zu", last);
        }
    }
}

static void print_shares(const workshop *self, const exn_coverage *coverage)
{
    printf("%-28s%8s%10s%10s%10s  lines that no scenario reaches\n", "", "lines", "", "branches",
           "");
    for (size_t i = 0; i < coverage->file_count; i++) {
        const exn_coverage_file *file = &coverage->files[i];
        exn_coverage_share lines = exn_coverage_lines(file);
        exn_coverage_share branches = exn_coverage_branches(file, 0);
        printf("%-28s%6.1f %%%5zu/%-4zu%8.1f %%%5zu/%-4zu ", file->name,
               exn_coverage_percent(lines), lines.part, lines.whole, exn_coverage_percent(branches),
               branches.part, branches.whole);
        print_missed(file);
        puts("");
    }
    printf("\n%zu scenario%s: %s/coverage/lines.html\n", coverage->test_count,
           coverage->test_count == 1 ? "" : "s", self->given->reports);
}

static bool write_reports(const workshop *self)
{
    exn_coverage coverage;
    bool written = read_tracefile(self, &coverage) &&
                   write_page(self, &coverage, "lines.json", exn_coverage_write_json) &&
                   write_page(self, &coverage, "totals.json", exn_coverage_write_totals) &&
                   write_page(self, &coverage, "lines.html", exn_coverage_write_page) &&
                   publish(self);
    if (written) {
        print_shares(self, &coverage);
    }
    exn_coverage_free(&coverage);
    return written;
}

/* --- the command ------------------------------------------------------------------------------ */

/* The page of the last check, if there is one, is written anew: it shows what was reached, and
 * links to it. Returns false, after a message, if it cannot be written. */
static bool link_from_page(const workshop *self)
{
    char *path = path_in(self->given->reports, "results.json");
    exn_results_files files = {0};
    exn_merged_conformance merged = {0};
    exn_session run;
    sigset_t before;
    bool written = true;
    exn_interrupts_hold(&before);
    if (access(path, F_OK) == 0 && exn_results_files_read(&path, 1, &files) &&
        exn_results_files_join(&files, &run) &&
        exn_merged_conformance_make(&merged, &files, NULL, &run)) {
        exn_rule_page *handbook = exn_rule_pages_new();
        run.reports = self->given->reports;
        run.handbook = handbook;
        char *page = path_in(self->given->reports, "index.html");
        written = exn_report_write_page_anew(&run) == 0 || fail(page);
        free(page);
        exn_rule_pages_free(handbook);
    }
    exn_interrupts_release(&before);
    exn_merged_conformance_free(&merged);
    exn_results_files_free(&files);
    free(path);
    return written;
}

/* Returns whether every scenario could be read. */
static bool all_are_valid(const exn_cases *cases)
{
    for (size_t i = 0; i < cases->count; i++) {
        if (cases->items[i].result != NULL) {
            return false;
        }
    }
    return true;
}

static int run_coverage(workshop *self)
{
    exn_coverage_capture capture = {
        .cases = &self->cases,
        .request = &self->given->request,
        .tests = self->tests,
        .jobs = self->given->jobs.given ? self->given->jobs.value : uv_available_parallelism(),
        .scratch = self->scratch,
        .pages = self->pages,
    };
    if (!exn_coverage_capture_run(&capture)) {
        return capture.signal != 0 ? EXN_EXIT_SIGNAL + capture.signal : EXN_EXIT_INVALID;
    }
    if (!write_reports(self) || !all_are_valid(&self->cases)) {
        return EXN_EXIT_INVALID;
    }
    if (!link_from_page(self) || capture.refused > 0) {
        return EXN_EXIT_INVALID;
    }
    return capture.crashed > 0 ? EXN_EXIT_VIOLATED : EXN_EXIT_HOLDS;
}

static int coverage_main(int argc, char **argv)
{
    settings given = {.reports = "reports"};
    exn_parsed parsed = exn_options_parse(&exn_coverage_command, argc, argv, &given);
    if (parsed != EXN_PARSED) {
        return parsed == EXN_PARSED_HELP ? EXN_EXIT_HOLDS : EXN_EXIT_INVALID;
    }

    char *default_path[] = {"scenarios"};
    bool has_paths = optind < argc;
    const exn_selection selection = {.filter = given.filter};
    workshop self = {.given = &given};
    int status = EXN_EXIT_INVALID;
    if (exn_cases_load(has_paths ? argv + optind : default_path,
                       has_paths ? (size_t)(argc - optind) : 1, &selection, &self.cases) &&
        exn_names_are_known(given.request.implementation, given.request.profile) &&
        name_tests(&self) && exn_coverage_capture_possible() && make_folders(&self)) {
        status = run_coverage(&self);
    }
    clean_up(&self);
    return status;
}

const exn_command exn_coverage_command = {
    .name = "coverage",
    .arguments = "[PATH...]",
    .about = "tell which lines of code under test each scenario reaches",
    .example = "  gcc --coverage -fPIC -shared -o libmypool.so mypool.c\n"
               "  exeunt coverage installed:pool --implementation ./libmypool.so\n"
               "  EXEUNT_HOST=build/release/exeunt-host-counting exeunt coverage scenarios/\n"
               "What the scenarios exercise, and what may happen and never does: exeunt check "
               "--behaviour.\n",
    .options = options,
    .operands_max = SIZE_MAX,
    .run = coverage_main,
};
