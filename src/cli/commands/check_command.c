/* exeunt check: explores scenarios, prints verdicts, writes reports. */
#include "cli/cases.h"
#include "cli/color.h"
#include "cli/commands/commands.h"
#include "cli/conformance_check.h"
#include "cli/conformance_drawings.h"
#include "cli/generated_scenarios.h"
#include "cli/known_names.h"
#include "cli/matrix.h"
#include "cli/memory.h"
#include "cli/report_folder.h"
#include "cli/session.h"
#include "cli/session_status.h"
#include "report/report.h"

#include <exeunt/check.h>

#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

/* --- the command line ------------------------------------------------------------------------- */

enum { FORMAT_TEXT, FORMAT_JSON, FORMAT_TAP };

static const char *const format_words[] = {
    [FORMAT_TEXT] = "text", [FORMAT_JSON] = "json", [FORMAT_TAP] = "tap", NULL};

typedef struct settings {
    exn_explore_request request;
    exn_given_count jobs;
    const char *filter;
    exn_shard shard;
    const char *reports;
    int format;
    bool conformance;
    const char *baseline;
    const char *written;
    bool fail_fast;
    bool require_exhaustive;
    int color;
    bool quiet;
    bool verbose;
} settings;

/* The only member of a request whose value is one of several words. */
#define EXN_OPTION_STRATEGY EXN_OPTION_WORD

#define AT(member) offsetof(settings, member)
#define REQUEST_OPTION(member, TYPE, option, letter, value, help, minimum, maximum)                \
    {option,                                                                                       \
     letter,                                                                                       \
     EXN_OPTION_##TYPE,                                                                            \
     AT(request.member),                                                                           \
     value,                                                                                        \
     help,                                                                                         \
     EXN_OPTION_##TYPE == EXN_OPTION_WORD ? exn_strategy_words : NULL,                             \
     minimum},
static const exn_option options[] = {
    EXN_EXPLORE_OPTION_MAP(REQUEST_OPTION){"jobs", 'j', EXN_OPTION_COUNT, AT(jobs), "N",
                                           "processes at a time (default: the cores)", NULL, 1},
    {"filter", 'f', EXN_OPTION_TEXT, AT(filter), "GLOB",
     "only scenarios whose path, name or a tag fits", NULL, 0},
    {"shard", 0, EXN_OPTION_SHARD, AT(shard), "I/N",
     "only every Nth scenario, beginning with number I", NULL, 0},
    {"reports", 'r', EXN_OPTION_TEXT, AT(reports), "DIR",
     "where the reports go (default: reports), or none", NULL, 0},
    {"format", 0, EXN_OPTION_WORD, AT(format), "FORMAT", "of standard output: text, json or tap",
     format_words, 0},
    {"conformance", 0, EXN_OPTION_FLAG, AT(conformance), NULL,
     "end with a table of the rules; so does -i without PATH (all that ships, all trees)", NULL, 0},
    {"baseline", 0, EXN_OPTION_TEXT, AT(baseline), "FILE",
     "of conformance: breaches in this conformance.json do not fail", NULL, 0},
    {"write-scenarios", 0, EXN_OPTION_TEXT, AT(written), "DIR",
     "write the scenarios there that no file holds", NULL, 0},
    {"fail-fast", 0, EXN_OPTION_FLAG, AT(fail_fast), NULL,
     "stop at the first scenario that does not pass", NULL, 0},
    {"require-exhaustive", 0, EXN_OPTION_FLAG, AT(require_exhaustive), NULL,
     "exit status 3 if anything was left out", NULL, 0},
    {"color", 0, EXN_OPTION_WORD, AT(color), "WHEN", "auto, always or never; NO_COLOR is honoured",
     exn_color_words, 0},
    {"quiet", 'q', EXN_OPTION_FLAG, AT(quiet), NULL,
     "print only what did not pass, and the summary", NULL, 0},
    {"verbose", 'v', EXN_OPTION_FLAG, AT(verbose), NULL,
     "print outcomes and expected violations too", NULL, 0},
    {0},
};
#undef REQUEST_OPTION
#undef AT

/* Refuses an option that has no effect beside the others, because the user would rely on it. */
static bool is_sensible(const exn_explore_request *given)
{
    const char *strategy = exn_strategy_words[given->strategy];
    bool samples = given->strategy != EXEUNT_STRATEGY_EXHAUSTIVE;
    const char *stateless = samples ? strategy : given->runs.given ? "--runs" : "--no-snapshots";
    bool has_states = !samples && !given->runs.given && !given->no_snapshots;
    const char *about_states = given->states.given         ? "--states"
                               : given->memory_bytes.given ? "--memory"
                               : given->counts             ? "--count"
                               : given->no_reduction       ? "--no-reduction"
                               : given->no_remembering     ? "--no-remembering"
                               : given->audits_privacy     ? "--audit"
                                                           : NULL;
    if (given->seed.given && !samples) {
        fputs("exeunt: --seed is for --strategy random and pct\n", stderr);
    } else if (given->bug_depth.given && given->strategy != EXEUNT_STRATEGY_PCT) {
        fputs("exeunt: --depth is for --strategy pct\n", stderr);
    } else if (given->bug_depth.given && given->bug_depth.value > EXN_BUG_DEPTH_MAX) {
        fprintf(stderr, "exeunt: --depth is at most %d\n", EXN_BUG_DEPTH_MAX);
    } else if (given->no_snapshots && samples) {
        fprintf(stderr, "exeunt: --no-snapshots changes nothing about --strategy %s\n", strategy);
    } else if (about_states != NULL && !has_states) {
        fprintf(stderr, "exeunt: %s is about states, of which %s%s knows nothing\n", about_states,
                samples ? "--strategy " : "", stateless);
    } else {
        return true;
    }
    fprintf(stderr, "Try `exeunt %s --help`.\n", exn_check_command.name);
    return false;
}

/* --- a run, as it is printed ------------------------------------------------------------------ */

typedef struct check {
    const settings *given;
    exn_cases cases;
    exn_session run;
    exn_terminal terminal;
    exn_filing filing;
    exn_conformance_check conformance;
} check;

static bool on_done(void *context, size_t index)
{
    check *self = context;
    const exn_case *one = &self->cases.items[index];
    bool has_table = self->conformance.is_asked; /* of which only the shortest breaches are news */
    if (!has_table) {
        exn_filing_keep(&self->filing, &self->run, one);
    }
    if (self->given->format == FORMAT_TEXT && (!has_table || self->given->verbose)) {
        exn_print_case(&self->terminal, one);
    } else if (self->given->format == FORMAT_TAP) {
        exn_tap_case(&self->run, index, stdout);
    }
    return fflush(stdout) == 0;
}

/* --- how it ends ------------------------------------------------------------------------------ */

static int status_of(const check *self)
{
    if (exn_filing_is_wanting(&self->filing)) {
        return EXN_EXIT_INVALID;
    }
    int status = exn_status_of_session(&self->run);
    bool is_bad = status == EXN_EXIT_INVALID || self->conformance.table.new_count == 0;
    return is_bad ? status : EXN_EXIT_VIOLATED;
}

/* Computes the table of conformance, and keeps the shortest breach of each rule. */
static void conclude(check *self)
{
    exn_conformance_conclude(&self->conformance, &self->run);
    for (size_t i = 0; i < EXN_CONFORMANCE_ROWS; i++) {
        const exn_conformance_row *row = &self->conformance.table.rows[i];
        if (row->shortest != NULL && row->new_in > 0) {
            size_t index = (size_t)(row->shortest - row->shortest_in->result->violations);
            exn_filing_keep_one(&self->filing, &self->run, row->shortest_in, index);
        }
    }
}

/* Draws what the table shows, if there is a page to hold it and time left. Returns a signal, or
 * 0. */
static int draw(const check *self, const exn_session_options *of)
{
    exn_session_options left = *of;
    bool has_budget = left.request.budget_s > 0;
    left.request.budget_s -= has_budget ? self->run.seconds : 0;
    bool has_time = !has_budget || left.request.budget_s > 0;
    int ended = self->filing.folder != NULL && has_time
                    ? exn_conformance_draw(&self->conformance.table, &self->cases, &left)
                    : 0;
    return ended > 0 ? ended : 0;
}

/* Prints the summary and, if all output could be written, writes the reports. */
static int finish(check *self)
{
    if (self->given->format == FORMAT_JSON) {
        exn_write_json(&self->run, stdout);
    } else if (self->given->format == FORMAT_TAP) {
        exn_tap_end(&self->run, stdout);
    } else {
        exn_print_summary(&self->terminal);
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        /* main reports the error. A report would not match the printed output. */
        return EXN_EXIT_INVALID;
    }
    exn_filing_end(&self->filing, &self->run);
    return status_of(self);
}

static size_t jobs_of(const settings *given)
{
    return given->jobs.given ? given->jobs.value : uv_available_parallelism();
}

static int run_check(check *self)
{
    enum {
        SEED_UNASKED = 1, /* the same on every machine, so that a run can be repeated */
        HANGS_MAX = 3,    /* of two thousand scenarios of one subject */
    };
    const settings *given = self->given;
    bool samples = given->request.strategy != EXEUNT_STRATEGY_EXHAUSTIVE;
    exn_session_options run_options = {
        .request = given->request,
        .jobs = jobs_of(given),
        .fail_fast = given->fail_fast,
        .hangs_max = self->conformance.is_asked ? HANGS_MAX : 0,
        .show_progress = isatty(STDERR_FILENO) && !given->quiet,
    };
    /* Nobody would see the pictures, for which more is explored. */
    bool has_pictures = self->filing.folder != NULL || given->format == FORMAT_JSON;
    run_options.request.draws = has_pictures && !self->conformance.is_asked;
    /* Of its breaches only the shortest are kept: thousands would be shrunk for nothing. */
    run_options.request.no_shrink |= self->conformance.is_asked;
    if (samples && !given->request.seed.given) {
        run_options.request.seed = (exn_given_count){.given = true, .value = SEED_UNASKED};
    }
    if (given->format == FORMAT_TAP) {
        exn_tap_begin(&self->run, stdout);
    }
    uint64_t began_ns = uv_hrtime();
    int ended = exn_explore_cases(&self->cases, &run_options, on_done, self);
    if (ended < 0) {
        return EXN_EXIT_INVALID;
    }
    self->run.ended_early = self->cases.left_out > 0;
    self->run.seconds = (double)(uv_hrtime() - began_ns) / 1e9;
    if (self->conformance.is_asked) {
        conclude(self);
        ended = ended == 0 ? draw(self, &run_options) : ended;
    }
    int status = finish(self);
    return ended > 0 ? EXN_EXIT_SIGNAL + ended : status;
}

typedef struct operands {
    char **paths;
    size_t count;
} operands;

/* Begins a check of conformance, if this is one. Returns false after a message. */
static bool begin_conformance(check *self, const operands *named)
{
    const settings *given = self->given;
    const exn_conformance_request request = {.paths = named->paths,
                                             .path_count = named->count,
                                             .implementation = given->request.implementation,
                                             .baseline = given->baseline};
    if (given->conformance || exn_conformance_is_meant(&request)) {
        return exn_conformance_begin(&self->conformance, &request);
    }
    if (given->baseline != NULL) {
        fprintf(stderr, "exeunt: --baseline is for --conformance\nTry `exeunt %s --help`.\n",
                exn_check_command.name);
    }
    return given->baseline == NULL;
}

/* Writes the generated scenarios, if the user wants them as files. Returns false after a
 * message. */
static bool write_scenarios(const check *self)
{
    const char *folder = self->given->written;
    bool is_written = folder == NULL || exn_reports_prepare(folder) == 0;
    for (size_t i = 0; folder != NULL && is_written && i < self->cases.count; i++) {
        const exn_scenario *scenario = self->cases.items[i].scenario;
        if (scenario != NULL && exn_is_generated(scenario->file)) {
            is_written = exn_generated_write(scenario->file, folder) == 0;
        }
    }
    if (!is_written) {
        fprintf(stderr, "exeunt: cannot write scenarios to %s: %s\n", folder, strerror(errno));
    }
    return is_written;
}

static void begin_run(check *self)
{
    const settings *given = self->given;
    self->run = (exn_session){.cases = self->cases.items,
                              .case_count = self->cases.count,
                              .implementation = given->request.implementation,
                              .profile = given->request.profile,
                              .plugins = given->request.plugins,
                              .requires_exhaustive = given->require_exhaustive,
                              .shard_index = given->shard.index,
                              .shard_count = given->shard.count,
                              .reports = self->filing.folder};
    self->terminal =
        (exn_terminal){.out = stdout,
                       .color = exn_wants_color(given->color),
                       .verbosity = given->quiet     ? -1
                                    : given->verbose ? 1
                                                     : 0,
                       .columns = exn_terminal_columns(),
                       .label_width = exn_label_width(&self->run, exn_terminal_columns()),
                       .run = &self->run};
}

/* --- several implementations ------------------------------------------------------------------ */

/* Refuses options that a table of several implementations does not heed. */
static bool can_be_matrix(const settings *given)
{
    const char *option = given->baseline != NULL        ? "--baseline"
                         : given->written != NULL       ? "--write-scenarios"
                         : given->format != FORMAT_TEXT ? "--format"
                         : given->fail_fast             ? "--fail-fast"
                         : given->require_exhaustive    ? "--require-exhaustive"
                                                        : NULL;
    if (option != NULL) {
        fprintf(stderr, "exeunt: %s is for one implementation, and `%s` is a pattern\n", option,
                given->request.implementation);
    }
    return option == NULL;
}

static int check_matrix(const settings *given, const operands *named)
{
    const exn_matrix_request request = {
        .options = {.request = given->request,
                    .jobs = jobs_of(given),
                    .show_progress = isatty(STDERR_FILENO) && !given->quiet},
        .selection = {.filter = given->filter, .shard = given->shard},
        .paths = named->paths,
        .path_count = named->count,
        .color = exn_wants_color(given->color),
    };
    return exn_check_matrix(&request);
}

/* --- the command ------------------------------------------------------------------------------ */

static int check_main(int argc, char **argv)
{
    settings given = {0};
    exn_parsed parsed = exn_options_parse(&exn_check_command, argc, argv, &given);
    if (parsed != EXN_PARSED) {
        return parsed == EXN_PARSED_HELP ? EXN_EXIT_HOLDS : EXN_EXIT_INVALID;
    }
    const exn_explore_request *request = &given.request;
    exn_use_python(request->python);
    operands named = {argv + optind, (size_t)(argc - optind)};
    if (exn_is_pattern(request->implementation)) {
        return is_sensible(request) && can_be_matrix(&given) ? check_matrix(&given, &named)
                                                             : EXN_EXIT_INVALID;
    }
    if (!is_sensible(request) || !exn_names_are_known(request->implementation, request->profile)) {
        return EXN_EXIT_INVALID;
    }

    char *default_path[] = {"scenarios"};
    check self = {.given = &given};
    int status = EXN_EXIT_INVALID;
    if (!begin_conformance(&self, &named)) {
        exn_conformance_end(&self.conformance);
        return status;
    }
    if (named.count == 0) {
        bool is_alone = self.conformance.is_asked;
        named = is_alone ? (operands){self.conformance.operands, 2} : (operands){default_path, 1};
    }
    self.filing = exn_filing_begin(given.reports);
    const exn_selection selection = {.filter = given.filter, .shard = given.shard};
    if (exn_cases_load(named.paths, named.count, &selection, &self.cases) &&
        write_scenarios(&self)) {
        begin_run(&self);
        status = run_check(&self);
    }
    exn_cases_free(&self.cases);
    exn_conformance_end(&self.conformance);
    return status;
}

const exn_command exn_check_command = {
    .name = "check",
    .arguments = "[PATH...]",
    .about =
        "check scenarios (default: scenarios/; -: standard input), print verdicts, write reports",
    .example = "  exeunt check installed:pool --implementation gather-cm\n"
               "  exeunt check - --reports none <vms.yaml\n"
               "  exeunt check --implementation ./libmypool.so    # how far it keeps the rules\n"
               "  exeunt check ./libmydb.so#db                    # how far a manager does\n",
    .options = options,
    .operands_max = SIZE_MAX,
    .run = check_main,
};
