/* exeunt check: explores scenarios, prints verdicts, writes reports. */
#include "cli/cases.h"
#include "cli/commands/commands.h"
#include "cli/known_names.h"
#include "cli/memory.h"
#include "cli/report_folder.h"
#include "cli/session.h"
#include "report/report.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

/* --- the command line ------------------------------------------------------------------------- */

enum { FORMAT_TEXT, FORMAT_JSON, FORMAT_TAP };

static const char *const format_words[] = {
    [FORMAT_TEXT] = "text", [FORMAT_JSON] = "json", [FORMAT_TAP] = "tap", NULL};

enum { STRATEGY_EXHAUSTIVE, STRATEGY_RANDOM, STRATEGY_PCT };

static const char *const strategy_words[] = {[STRATEGY_EXHAUSTIVE] = "exhaustive",
                                             [STRATEGY_RANDOM] = "random",
                                             [STRATEGY_PCT] = "pct",
                                             NULL};

typedef struct settings {
    const char *implementation;
    const char *profile;
    int strategy;
    exn_count_option seed;
    exn_count_option depth;
    exn_count_option runs;
    double budget_s;
    exn_count_option faults;
    exn_count_option cancels;
    exn_count_option states;
    exn_count_option memory;
    bool counts;
    bool no_reduction;
    bool no_snapshots;
    bool audit;
    exn_count_option jobs;
    const char *filter;
    exn_shard shard;
    const char *reports;
    int format;
    bool fail_fast;
    bool require_exhaustive;
    int color;
    bool quiet;
    bool verbose;
} settings;

#define AT(member) offsetof(settings, member)
static const exn_option options[] = {
    {"implementation", 'i', EXN_OPTION_TEXT, AT(implementation), "NAME",
     "put this one under test, whatever the scenarios say", NULL, 0},
    {"profile", 'p', EXN_OPTION_TEXT, AT(profile), "NAME",
     "check by the answers of this profile (exeunt list)", NULL, 0},
    {"strategy", 's', EXN_OPTION_WORD, AT(strategy), "NAME",
     "exhaustive (all there is), random or pct (a sample)", strategy_words, 0},
    {"seed", 0, EXN_OPTION_COUNT, AT(seed), "N", "of random and pct (default: 1)", NULL, 0},
    {"depth", 0, EXN_OPTION_COUNT, AT(depth), "N",
     "of pct: ordering constraints of a bug (default: 3)", NULL, 1},
    {"runs", 0, EXN_OPTION_COUNT, AT(runs), "N",
     "at most so many runs of a scenario (random, pct: 10000)", NULL, 1},
    {"budget", 0, EXN_OPTION_DURATION, AT(budget_s), "TIME",
     "for the whole run, shared fairly: 500ms, 30s, 5m", NULL, 0},
    {"faults", 0, EXN_OPTION_COUNT, AT(faults), "N", "at most so many faults in a run", NULL, 0},
    {"cancels", 0, EXN_OPTION_COUNT, AT(cancels), "N", "at most so many cancel requests in a run",
     NULL, 0},
    {"states", 0, EXN_OPTION_COUNT, AT(states), "N", "at most so many states of a scenario", NULL,
     1},
    {"memory", 0, EXN_OPTION_SIZE, AT(memory), "SIZE", "for states, all jobs together: 512M, 4G",
     NULL, 0},
    {"count", 0, EXN_OPTION_FLAG, AT(counts), NULL, "count interleavings, however many states",
     NULL, 0},
    {"no-reduction", 0, EXN_OPTION_FLAG, AT(no_reduction), NULL,
     "try private inner steps in every order too", NULL, 0},
    {"no-snapshots", 0, EXN_OPTION_FLAG, AT(no_snapshots), NULL,
     "run from the beginning, again and again", NULL, 0},
    {"audit", 0, EXN_OPTION_FLAG, AT(audit), NULL,
     "convict managers whose private steps touch more, or do not commute", NULL, 0},
    {"jobs", 'j', EXN_OPTION_COUNT, AT(jobs), "N", "processes at a time (default: the cores)", NULL,
     1},
    {"filter", 'f', EXN_OPTION_TEXT, AT(filter), "GLOB",
     "only scenarios whose path, name or a tag fits", NULL, 0},
    {"shard", 0, EXN_OPTION_SHARD, AT(shard), "I/N",
     "only every Nth scenario, beginning with number I", NULL, 0},
    {"reports", 'r', EXN_OPTION_TEXT, AT(reports), "DIR",
     "where the reports go (default: reports), or none", NULL, 0},
    {"format", 0, EXN_OPTION_WORD, AT(format), "FORMAT", "of standard output: text, json or tap",
     format_words, 0},
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
#undef AT

/* What has no meaning beside the rest of the command line is refused: somebody believes in it. */
static bool is_sensible(const settings *given)
{
    enum { BUG_DEPTH_MAX = 1000 };
    const char *strategy = strategy_words[given->strategy];
    bool samples = given->strategy != STRATEGY_EXHAUSTIVE;
    const char *stateless = samples ? strategy : given->runs.given ? "--runs" : "--no-snapshots";
    bool has_states = !samples && !given->runs.given && !given->no_snapshots;
    const char *about_states = given->states.given   ? "--states"
                               : given->memory.given ? "--memory"
                               : given->counts       ? "--count"
                               : given->no_reduction ? "--no-reduction"
                               : given->audit        ? "--audit"
                                                     : NULL;
    if (given->seed.given && !samples) {
        fputs("exeunt: --seed is for --strategy random and pct\n", stderr);
    } else if (given->depth.given && given->strategy != STRATEGY_PCT) {
        fputs("exeunt: --depth is for --strategy pct\n", stderr);
    } else if (given->depth.given && given->depth.value > BUG_DEPTH_MAX) {
        fprintf(stderr, "exeunt: --depth is at most %d\n", BUG_DEPTH_MAX);
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
} check;

static bool on_done(void *context, size_t index)
{
    check *self = context;
    const exn_case *one = &self->cases.items[index];
    exn_filing_keep(&self->filing, &self->run, one);
    if (self->given->format == FORMAT_TEXT) {
        exn_print_case(&self->terminal, one);
    } else if (self->given->format == FORMAT_TAP) {
        exn_tap_case(&self->run, index, stdout);
    }
    return fflush(stdout) == 0;
}

/* --- how it ends ------------------------------------------------------------------------------ */

static int status_of(const check *self)
{
    bool violated = false;
    bool invalid = exn_filing_is_wanting(&self->filing);
    bool sampled = false;
    size_t skipped = 0;
    for (size_t i = 0; i < self->cases.count; i++) {
        const exn_result *result = self->cases.items[i].result;
        invalid = invalid || result->verdict == EXN_INVALID;
        violated = violated || (!result->passed && result->verdict != EXN_INVALID);
        sampled = sampled || (!result->exhaustive && result->verdict != EXN_SKIPPED);
        skipped += result->verdict == EXN_SKIPPED;
    }
    if (invalid || (skipped > 0 && skipped == self->cases.count)) {
        return EXN_EXIT_INVALID;
    }
    if (violated) {
        return EXN_EXIT_VIOLATED;
    }
    return sampled && self->given->require_exhaustive ? EXN_EXIT_SAMPLED : EXN_EXIT_HOLDS;
}

/* Prints what comes last and, if all of it was taken, writes the reports. */
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
        return EXN_EXIT_INVALID; /* main says why; a report would not be the one that was printed */
    }
    exn_filing_end(&self->filing, &self->run);
    return status_of(self);
}

static int run_check(check *self)
{
    enum { SEED_UNASKED = 1 }; /* the same everywhere, so that a run can be had again */
    const settings *given = self->given;
    bool samples = given->strategy != STRATEGY_EXHAUSTIVE;
    const exn_session_options run_options = {
        .implementation = given->implementation,
        .profile = given->profile,
        .strategy = strategy_words[given->strategy],
        .seed = {.given = samples, .value = given->seed.given ? given->seed.value : SEED_UNASKED},
        .bug_depth = given->depth,
        .runs = given->runs,
        .faults = given->faults,
        .cancels = given->cancels,
        .states = given->states,
        .memory = given->memory,
        .counts = given->counts,
        .no_reduction = given->no_reduction,
        .no_snapshots = given->no_snapshots,
        .audits_privacy = given->audit,
        .budget_s = given->budget_s,
        .jobs = given->jobs.given ? given->jobs.value : uv_available_parallelism(),
        .fail_fast = given->fail_fast,
        .show_progress = isatty(STDERR_FILENO) && !given->quiet,
    };
    if (given->format == FORMAT_TAP) {
        exn_tap_begin(&self->run, stdout);
    }
    uint64_t began_ns = uv_hrtime();
    int ended = exn_explore_cases(&self->cases, &run_options, on_done, self);
    if (ended < 0) {
        return EXN_EXIT_INVALID;
    }
    self->run.seconds = (double)(uv_hrtime() - began_ns) / 1e9;
    int status = finish(self);
    return ended > 0 ? EXN_EXIT_SIGNAL + ended : status;
}

static int check_main(int argc, char **argv)
{
    settings given = {0};
    exn_parsed parsed = exn_options_parse(&exn_check_command, argc, argv, &given);
    if (parsed != EXN_PARSED) {
        return parsed == EXN_PARSED_HELP ? EXN_EXIT_HOLDS : EXN_EXIT_INVALID;
    }
    if (!is_sensible(&given) || !exn_names_are_known(given.implementation, given.profile)) {
        return EXN_EXIT_INVALID;
    }

    char *default_path[] = {"scenarios"};
    bool has_paths = optind < argc;
    const exn_selection selection = {.filter = given.filter, .shard = given.shard};
    check self = {.given = &given, .filing = exn_filing_begin(given.reports)};
    int status = EXN_EXIT_INVALID;
    if (exn_cases_load(has_paths ? argv + optind : default_path,
                       has_paths ? (size_t)(argc - optind) : 1, &selection, &self.cases)) {
        self.run = (exn_session){.cases = self.cases.items,
                                 .case_count = self.cases.count,
                                 .implementation = given.implementation,
                                 .profile = given.profile,
                                 .reports = self.filing.folder};
        self.terminal = (exn_terminal){.out = stdout,
                                       .color = exn_wants_color(given.color),
                                       .verbosity = given.quiet     ? -1
                                                    : given.verbose ? 1
                                                                    : 0,
                                       .label_width = exn_label_width(&self.run),
                                       .run = &self.run};
        status = run_check(&self);
    }
    exn_cases_free(&self.cases);
    return status;
}

const exn_command exn_check_command = {
    .name = "check",
    .arguments = "[PATH...]",
    .about =
        "check scenarios (default: scenarios/; -: standard input), print verdicts, write reports",
    .example = "  exeunt check scenarios/pool --implementation gather-cm\n"
               "  exeunt check - --reports none <vms.yaml\n",
    .options = options,
    .operands_max = SIZE_MAX,
    .run = check_main,
};
