/* Runs the scenarios on a host that counts, or with plugins that do, and lcov on the counters. */
#include "cli/hosts/coverage_capture.h"

#include "cli/hosts/host_pool.h"
#include "cli/hosts/other_programs.h"
#include "cli/interrupts.h"
#include "cli/loop.h"
#include "cli/memory.h"
#include "result/json/json.h"

#include <errno.h>
#include <fts.h>
#include <string.h>
#include <unistd.h>

static const char lcov[] = "lcov";
/* Without this option each call of lcov drops the branches. */
static const char with_branches[] = "lcov_branch_coverage=1";

__attribute__((format(printf, 1, 2))) static char *text_of(const char *format, ...)
{
    char *text;
    va_list values;
    va_start(values, format);
    if (vasprintf(&text, format, values) < 0) {
        exn_out_of_memory();
    }
    va_end(values);
    return text;
}

static bool fail(const char *path)
{
    fprintf(stderr, "exeunt: %s: %s\n", path, strerror(errno));
    return false;
}

/* --- the scenarios run ------------------------------------------------------------------------ */

typedef struct running {
    exn_coverage_capture *capture;
    exn_host_pool *pool;
    char *refused; /* why a case could not be explored, as it was printed last */
    bool failed;
} running;

static bool runs(const exn_coverage_capture *capture, size_t index)
{
    return capture->cases->items[index].result == NULL;
}

/* Returns the folder for the counters of a case. */
static char *counters_of(const exn_coverage_capture *capture, size_t index)
{
    return text_of("%s/%zu", capture->scratch, index);
}

static json_t *on_request(void *context, size_t job)
{
    const exn_coverage_capture *capture = ((running *)context)->capture;
    if (!runs(capture, job)) {
        return NULL;
    }
    char *counters = counters_of(capture, job);
    json_t *arguments = exn_need(json_pack(
        "{s:o, s:s, s:o}", "file", exn_json_text(capture->cases->items[job].scenario->file), "text",
        capture->cases->texts[job], "coverage", exn_json_text(counters)));
    exn_explore_request request = *capture->request;
    request.workers = (exn_given_count){.value = 1, .given = true};
    exn_explore_request_write(&request, arguments);
    free(counters);
    return exn_need(json_pack("{s:o}", "check", arguments));
}

/* Says why a case cannot be explored; what is the same for one case after the other, once. */
static void refuse(running *self, size_t job, const json_t *result)
{
    const json_t *complaint = json_array_get(json_object_get(result, "complaints"), 0);
    const char *message = json_string_value(json_object_get(complaint, "message"));
    const char *why = message != NULL ? message : "it is invalid";
    if (self->refused == NULL || strcmp(self->refused, why) != 0) {
        fprintf(stderr, "exeunt: %s: %s\n", self->capture->tests[job].label, why);
        free(self->refused);
        self->refused = exn_need(strdup(why));
    }
    self->capture->refused++;
}

static void on_answered(void *context, size_t job, const json_t *answer)
{
    running *self = context;
    const char *error = json_string_value(json_object_get(answer, "error"));
    const json_t *result = json_object_get(answer, "result");
    const char *verdict = json_string_value(json_object_get(result, "verdict"));
    if (verdict != NULL && strcmp(verdict, exn_verdict_word(EXN_INVALID)) == 0) {
        refuse(self, job, result);
    }
    if (error == NULL) {
        return;
    }
    fprintf(stderr, "exeunt: %s: %s\n", self->capture->tests[job].label, error);
    self->failed = true;
    exn_host_pool_stop(self->pool, 0);
}

static void on_died(void *context, size_t job, const exn_host_death *death)
{
    running *self = context;
    if (death->killed == EXN_KILLED_STOPPING) {
        return;
    }
    fprintf(stderr, "exeunt: %s: the host died, and what it had counted is lost\n",
            self->capture->tests[job].label);
    self->capture->crashed++;
}

static void on_interrupted(void *context)
{
    exn_host_pool_stop(((running *)context)->pool, 0);
}

/* One host runs one scenario after the other, because its counters are global. */
static bool run_cases(exn_coverage_capture *capture)
{
    char *program = exn_host_find();
    if (program == NULL) {
        return false;
    }
    running self = {.capture = capture};
    const exn_host_jobs work = {.job_count = capture->cases->count,
                                .request = on_request,
                                .answered = on_answered,
                                .died = on_died,
                                .context = &self};
    uv_loop_t loop;
    exn_interrupts interrupts = {.interrupted = on_interrupted, .context = &self};
    exn_loop_open(&loop);
    self.pool = exn_host_pool_new(&loop, program, 1, &work);
    exn_interrupts_begin(&interrupts, &loop);
    int error = exn_host_pool_run(self.pool);
    exn_interrupts_end(&interrupts);
    uv_run(&loop, UV_RUN_DEFAULT);
    exn_host_pool_free(self.pool);
    free(self.refused);
    uv_loop_close(&loop);
    if (error != 0) {
        fprintf(stderr, "exeunt: cannot start %s: %s\n", program, uv_strerror(error));
    }
    free(program);
    capture->signal = interrupts.signal;
    return error == 0 && !self.failed && capture->signal == 0;
}

/* --- lcov reads the counters ------------------------------------------------------------------ */

static bool are_there(const char *notes)
{
    if (access(notes, R_OK) == 0) {
        return true;
    }
    fprintf(stderr,
            "exeunt: %s: %s; gcc --coverage wrote it beside the object file, and lcov needs it\n",
            notes, strerror(errno));
    return false;
}

/* Each file of counters lies under the whole path of its object file. geninfo wants the notes,
 * which gcc wrote beside the object file, to lie beside the counters. */
static bool link_notes(const char *counters)
{
    char *roots[] = {(char *)counters, NULL};
    FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    if (tree == NULL) {
        return fail(counters);
    }
    bool linked = true;
    for (FTSENT *entry; linked && (entry = fts_read(tree)) != NULL;) {
        const char *dot = strrchr(entry->fts_path, '.');
        if (entry->fts_info != FTS_F || dot == NULL || strcmp(dot, ".gcda") != 0) {
            continue;
        }
        char *link = text_of("%.*s.gcno", (int)(dot - entry->fts_path), entry->fts_path);
        const char *notes = link + strlen(counters);
        linked = are_there(notes) && (symlink(notes, link) == 0 || fail(link));
        free(link);
    }
    fts_close(tree);
    return linked;
}

static bool has_counters(const exn_coverage_capture *capture, size_t index)
{
    char *counters = counters_of(capture, index);
    bool has = access(counters, F_OK) == 0;
    free(counters);
    return has;
}

typedef struct reading {
    const exn_coverage_capture *capture;
    size_t *cases; /* the cases that left counters */
    size_t count;
} reading;

static void describe_geninfo(void *context, size_t index, exn_arguments *arguments)
{
    const reading *self = context;
    const exn_coverage_capture *capture = self->capture;
    size_t one = self->cases[index];
    exn_argument(arguments, "geninfo");
    exn_argument(arguments, "--quiet");
    exn_argument(arguments, "--no-markers"); /* no comment may exclude a line of the core */
    exn_argument(arguments, "--rc");
    exn_argument(arguments, "%s", with_branches);
    exn_argument(arguments, "--test-name");
    exn_argument(arguments, "%s", capture->tests[one].name);
    exn_argument(arguments, "--output-filename");
    exn_argument(arguments, "%s/%zu.info", capture->scratch, one);
    exn_argument(arguments, "%s/%zu", capture->scratch, one);
}

/* Tracefiles are joined by concatenation: each record names its test. */
static bool append_tracefile(const char *path, FILE *all)
{
    FILE *one = fopen(path, "re");
    if (one == NULL) {
        return fail(path);
    }
    char bytes[1 << 14];
    for (size_t length; (length = fread(bytes, 1, sizeof bytes, one)) > 0;) {
        fwrite(bytes, 1, length, all);
    }
    bool whole = !ferror(one) || fail(path);
    fclose(one);
    return whole;
}

static bool join_tracefiles(const reading *self)
{
    char *path = text_of("%s/coverage.info", self->capture->pages);
    FILE *all = fopen(path, "we");
    bool joined = all != NULL || fail(path);
    for (size_t i = 0; joined && i < self->count; i++) {
        char *one = text_of("%s/%zu.info", self->capture->scratch, self->cases[i]);
        joined = append_tracefile(one, all);
        free(one);
    }
    if (joined && ferror(all)) {
        joined = fail(path);
    }
    if (all != NULL && fclose(all) != 0 && joined) {
        joined = fail(path);
    }
    free(path);
    return joined;
}

static bool run_tools(exn_coverage_capture *capture, const exn_tools *tools)
{
    int ended = exn_tools_run(tools);
    capture->signal = ended > 0 ? ended : 0;
    return ended == 0;
}

static bool has_counted(const reading *self)
{
    if (self->count == 0 && self->capture->refused == 0 && self->capture->crashed == 0) {
        fputs("exeunt: nothing was counted: for the core EXEUNT_HOST must name "
              "exeunt-host-counting, and a plugin must be built with gcc --coverage\n",
              stderr);
    }
    return self->count > 0;
}

static bool read_counters(exn_coverage_capture *capture)
{
    reading self = {.capture = capture};
    self.cases = exn_need(calloc(capture->cases->count, sizeof *self.cases));
    bool linked = true;
    for (size_t i = 0; linked && i < capture->cases->count; i++) {
        if (!has_counters(capture, i)) {
            continue;
        }
        char *counters = counters_of(capture, i);
        linked = link_notes(counters);
        free(counters);
        self.cases[self.count++] = i;
    }
    const exn_tools geninfo = {.count = self.count,
                               .jobs = capture->jobs,
                               .package = lcov,
                               .describe = describe_geninfo,
                               .context = &self};
    bool joined =
        linked && has_counted(&self) && run_tools(capture, &geninfo) && join_tracefiles(&self);
    free(self.cases);
    return joined;
}

/* --- lcov writes its pages -------------------------------------------------------------------- */

static void describe_genhtml(void *context, size_t index, exn_arguments *arguments)
{
    const exn_coverage_capture *capture = context;
    (void)index;
    exn_argument(arguments, "genhtml");
    exn_argument(arguments, "--quiet");
    exn_argument(arguments, "--rc");
    exn_argument(arguments, "%s", with_branches);
    exn_argument(arguments, "--branch-coverage");
    exn_argument(arguments, "--show-details");
    exn_argument(arguments, "--legend");
    exn_argument(arguments, "--title");
    exn_argument(arguments, "by the scenarios alone");
    exn_argument(arguments, "--description-file");
    exn_argument(arguments, "%s/descriptions", capture->scratch);
    exn_argument(arguments, "--output-directory");
    exn_argument(arguments, "%s", capture->pages);
    exn_argument(arguments, "%s/coverage.info", capture->pages);
}

static bool write_descriptions(const exn_coverage_capture *capture)
{
    char *path = text_of("%s/descriptions", capture->scratch);
    FILE *out = fopen(path, "we");
    bool written = out != NULL &&
                   exn_coverage_write_descriptions(capture->tests, capture->cases->count, out) == 0;
    written = out != NULL && fclose(out) == 0 && written;
    if (!written) {
        fail(path);
    }
    free(path);
    return written;
}

static bool write_pages(exn_coverage_capture *capture)
{
    const exn_tools genhtml = {
        .count = 1, .jobs = 1, .package = lcov, .describe = describe_genhtml, .context = capture};
    return write_descriptions(capture) && run_tools(capture, &genhtml);
}

/* --- all of it -------------------------------------------------------------------------------- */

static void describe_version(void *context, size_t index, exn_arguments *arguments)
{
    static const char *const programs[] = {"geninfo", "genhtml"};
    (void)context;
    exn_argument(arguments, "%s", programs[index]);
    exn_argument(arguments, "--version");
}

bool exn_coverage_capture_possible(void)
{
    const exn_tools both = {.count = 2, .jobs = 2, .package = lcov, .describe = describe_version};
    return exn_tools_run(&both) == 0;
}

bool exn_coverage_capture_run(exn_coverage_capture *capture)
{
    return run_cases(capture) && read_counters(capture) && write_pages(capture);
}
