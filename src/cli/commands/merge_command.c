/* exeunt merge: makes one report of several runs. */
#include "cli/color.h"
#include "cli/commands/commands.h"
#include "cli/merged_conformance.h"
#include "cli/report_folder.h"
#include "cli/results_files.h"
#include "cli/session_status.h"
#include "cli/status.h"

#include <getopt.h>

typedef struct settings {
    const char *reports;
    const char *baseline;
    int color;
    bool quiet;
    bool verbose;
} settings;

#define AT(member) offsetof(settings, member)
static const exn_option options[] = {
    {"reports", 'r', EXN_OPTION_TEXT, AT(reports), "DIR",
     "where the reports go (default: reports), or none", NULL, 0},
    {"baseline", 0, EXN_OPTION_TEXT, AT(baseline), "FILE",
     "of conformance: breaches in this conformance.json do not fail", NULL, 0},
    {"color", 0, EXN_OPTION_WORD, AT(color), "WHEN", "auto, always or never; NO_COLOR is honoured",
     exn_color_words, 0},
    {"quiet", 'q', EXN_OPTION_FLAG, AT(quiet), NULL,
     "print only what did not pass, and the summary", NULL, 0},
    {"verbose", 'v', EXN_OPTION_FLAG, AT(verbose), NULL,
     "print outcomes and expected violations too", NULL, 0},
    {0},
};
#undef AT

static void print(const exn_session *run, const settings *given)
{
    exn_terminal terminal = {.out = stdout,
                             .color = exn_wants_color(given->color),
                             .verbosity = given->quiet     ? -1
                                          : given->verbose ? 1
                                                           : 0,
                             .columns = exn_terminal_columns(),
                             .label_width = exn_label_width(run, exn_terminal_columns()),
                             .run = run};
    bool has_table = run->conformance != NULL; /* as check prints it */
    for (size_t i = 0; i < run->case_count && (!has_table || given->verbose); i++) {
        exn_print_case(&terminal, &run->cases[i]);
    }
    exn_print_summary(&terminal);
}

/* Prints and files a run that was joined. Returns the exit status. */
static int report(exn_session *run, const settings *given)
{
    exn_filing filing = exn_filing_begin(given->reports);
    run->reports = filing.folder;
    print(run, given);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        return EXN_EXIT_INVALID; /* main reports the error */
    }
    exn_filing_end(&filing, run);
    bool breaks_more = run->conformance != NULL && run->conformance->new_count > 0;
    int status = exn_status_of_session(run);
    return exn_filing_is_wanting(&filing)              ? EXN_EXIT_INVALID
           : breaks_more && status != EXN_EXIT_INVALID ? EXN_EXIT_VIOLATED
                                                       : status;
}

static int merge_main(int argc, char **argv)
{
    settings given = {0};
    exn_parsed parsed = exn_options_parse(&exn_merge_command, argc, argv, &given);
    if (parsed != EXN_PARSED) {
        return parsed == EXN_PARSED_HELP ? EXN_EXIT_HOLDS : EXN_EXIT_INVALID;
    }
    exn_results_files files = {0};
    exn_merged_conformance merged = {0};
    exn_session run;
    int status = EXN_EXIT_INVALID;
    if (exn_results_files_read(argv + optind, (size_t)(argc - optind), &files) &&
        exn_results_files_join(&files, &run) &&
        exn_merged_conformance_make(&merged, &files, given.baseline, &run)) {
        status = report(&run, &given);
    }
    exn_merged_conformance_free(&merged);
    exn_results_files_free(&files);
    return status;
}

const exn_command exn_merge_command = {
    .name = "merge",
    .arguments = "DIR...",
    .about = "make one report of the shards of a run, or of several runs",
    .example = "  exeunt check scenarios --shard 1/2 && exeunt check scenarios --shard 2/2\n"
               "  exeunt merge reports\n",
    .options = options,
    .operands_min = 1,
    .operands_max = SIZE_MAX,
    .run = merge_main,
};
