/* The manual page, in the macros of man(7). */
#include "cli/commands/commands.h"
#include "cli/status.h"
#include "manual/manual.h"

#include <exeunt/exeunt.h>

#include <string.h>

/* --- text ------------------------------------------------------------------------------------- */

/* Writes text so that it is printed literally. troff gives some characters a meaning everywhere,
 * some at the start of a line, and prints some in another shape. */
static void put(FILE *out, const char *text)
{
    static const struct {
        char character;
        const char *escape;
    } escapes[] = {{'\\', "\\(rs"}, {'-', "\\-"},   {'`', "\\(ga"},
                   {'\'', "\\(aq"}, {'^', "\\(ha"}, {'~', "\\(ti"}};
    enum { ESCAPES = sizeof escapes / sizeof *escapes };
    if (*text == '.') {
        fputs("\\&", out);
    }
    for (; *text != '\0'; text++) {
        size_t i = 0;
        while (i < ESCAPES && escapes[i].character != *text) {
            i++;
        }
        if (i < ESCAPES) {
            fputs(escapes[i].escape, out);
        } else {
            fputc(*text, out);
        }
    }
}

static void put_bold(FILE *out, const char *text)
{
    fputs("\\fB", out);
    put(out, text);
    fputs("\\fR", out);
}

static void put_italic(FILE *out, const char *text)
{
    fputs("\\fI", out);
    put(out, text);
    fputs("\\fR", out);
}

static void put_section(FILE *out, const char *title)
{
    fprintf(out, ".SH %s\n", title);
}

/* A list of terms and their meanings. */
typedef struct term {
    const char *term;
    const char *meaning;
} term;

static void put_terms(FILE *out, const char *title, const term *terms)
{
    put_section(out, title);
    for (; terms->term != NULL; terms++) {
        fputs(".TP\n", out);
        put_bold(out, terms->term);
        fputc('\n', out);
        put(out, terms->meaning);
        fputc('\n', out);
    }
}

/* --- commands --------------------------------------------------------------------------------- */

static void put_option(FILE *out, const exn_option *option)
{
    char letter[] = {'-', option->letter, '\0'};
    fputs(".TP\n", out);
    if (option->letter != 0) {
        put_bold(out, letter);
        fputs(", ", out);
    }
    fputs("\\fB\\-\\-", out);
    put(out, option->name);
    fputs("\\fR", out);
    if (option->value != NULL) {
        fputc(' ', out);
        put_italic(out, option->value);
    }
    fputc('\n', out);
    put(out, option->help);
    fputc('\n', out);
}

static void put_command(FILE *out, const exn_command *command)
{
    fputs(".SS ", out);
    put_bold(out, "exeunt ");
    put_bold(out, command->name);
    fputs(" [\\fIOPTION\\fR...] ", out);
    put_italic(out, command->arguments);
    fputc('\n', out);
    put(out, command->about);
    fputs(".\n", out);
    for (const exn_option *option = command->options; option->name != NULL; option++) {
        put_option(out, option);
    }
    put_option(out, &(exn_option){.name = "help", .help = "print these options"});
    fputs(".PP\nExample:\n.PP\n.EX\n", out);
    put(out, command->example);
    fputs(".EE\n", out);
}

/* --- the page --------------------------------------------------------------------------------- */

static const term statuses[] = {
    {"0", "All of it holds, or was sampled, vacuous, skipped, or violated as expected."},
    {"1", "A scenario is violated, or the implementation crashed or hung."},
    {"2", "A scenario, the command line or the surroundings are wrong: a message tells. So it is "
          "where the reports cannot be written to the folder that --reports names; the verdicts "
          "come all the same."},
    {"3", "With --require-exhaustive: something was left out."},
    {"128+N", "The run was interrupted by signal N. What was found before is reported."},
    {0},
};
_Static_assert(EXN_EXIT_HOLDS == 0 && EXN_EXIT_VIOLATED == 1 && EXN_EXIT_INVALID == 2 &&
                   EXN_EXIT_SAMPLED == 3 && EXN_EXIT_SIGNAL == 128,
               "the statuses above are these");

static const term environment[] = {
    {"EXEUNT_HOST", "The program that runs code under test, instead of the exeunt-host that was "
                    "installed with exeunt."},
    {"NO_COLOR", "If it is not empty, --color auto means never."},
    {0},
};

static const term strategies[] = {
    {"exhaustive", "Every state that can be reached, once. The default."},
    {"random", "Runs, each choice drawn evenly."},
    {"pct",
     "Runs, priorities drawn (Burckhardt et al., ASPLOS 2010). Each finds a bug of d ordering "
     "constraints (--depth) with a probability of at least 1/(n k^(d-1)), where a run has at "
     "most n threads and k steps. Nobody knows these before: what is told is the bound for "
     "the largest n and k that were seen so far."},
    {0},
};

static const term files[] = {
    {"scenarios/", "Where scenarios are looked for if no path is given."},
    {"reports/results.json", "What the last check found, for programs."},
    {"reports/junit.xml", "The same, for servers that gather the results of tests."},
    {"reports/violations/", "A fully scripted scenario for each violation."},
    {0},
};

void exn_write_man(FILE *out)
{
    fputs(".\\\" Generated from the tables that exeunt --help prints.\n", out);
    fputs(".TH EXEUNT 1 \"\" \"exeunt " EXEUNT_VERSION "\" \"User Commands\"\n.nh\n", out);
    put_section(out, "NAME");
    fputs("exeunt \\- exit stacks and exit pools under every interleaving\n", out);
    put_section(out, "SYNOPSIS");
    fputs("\\fBexeunt\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR...] [\\fIARGUMENT\\fR...]\n.br\n"
          "\\fBexeunt\\fR [\\fICOMMAND\\fR] \\fB\\-\\-help\\fR\n.br\n"
          "\\fBexeunt\\fR \\fB\\-\\-version\\fR\n",
          out);
    put_section(out, "DESCRIPTION");
    put(out, exn_about_exeunt);
    fputc('\n', out);
    put_section(out, "COMMANDS");
    for (const exn_command *const *command = exn_commands; *command != NULL; command++) {
        put_command(out, *command);
    }
    put_terms(out, "STRATEGIES", strategies);
    put_terms(out, "EXIT STATUS", statuses);
    put_terms(out, "ENVIRONMENT", environment);
    put_terms(out, "FILES", files);
}
