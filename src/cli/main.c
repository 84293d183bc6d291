/* exeunt: the command. It reads scenarios, has hosts run them and reports; it never runs code under
 * test itself. */
#include "cli/commands.h"
#include "cli/memory.h"

#include <exeunt/exeunt.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static const exn_command *const commands[] = {
    &exn_check_command,
    &exn_replay_command,
    &exn_coverage_command,
    &exn_list_command,
};
enum { COMMANDS = sizeof commands / sizeof *commands };

/* --- what all commands share ------------------------------------------------------------------ */

const char *const exn_color_words[] = {
    [EXN_COLOR_AUTO] = "auto", [EXN_COLOR_ALWAYS] = "always", [EXN_COLOR_NEVER] = "never", NULL};

bool exn_wants_color(int color)
{
    const char *no_color = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    if (color != EXN_COLOR_AUTO)
        return color == EXN_COLOR_ALWAYS;
    return isatty(STDOUT_FILENO) && (no_color == NULL || *no_color == '\0') &&
           (terminal == NULL || strcmp(terminal, "dumb") != 0);
}

/* --- the program itself ----------------------------------------------------------------------- */

static void print_help(FILE *out)
{
    fputs("exeunt COMMAND [OPTION...] [ARGUMENT...]\n\n"
          "Runs exit stacks and exit pools under every interleaving of what their managers do,\n"
          "and tells which promises hold.\n\n"
          "Commands:\n",
          out);
    for (size_t i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-8s%-20s%s\n", commands[i]->name, commands[i]->arguments,
                commands[i]->about);
    fputs("\n`exeunt COMMAND --help` tells the options of a command; `exeunt --version` tells\n"
          "which exeunt this is.\n\n"
          "Example:\n  exeunt check scenarios/\n",
          out);
}

static int refuse_command(const char *name)
{
    const char *names[COMMANDS + 1] = {NULL};
    for (size_t i = 0; i < COMMANDS; i++)
        names[i] = commands[i]->name;
    const char *closest = exn_closest_word(name, names);
    fprintf(stderr, "exeunt: unknown %s `%s`", *name == '-' ? "option" : "command", name);
    if (closest != NULL)
        fprintf(stderr, ", did you mean `%s`?", closest);
    fputs("\nTry `exeunt --help`.\n", stderr);
    return EXN_EXIT_INVALID;
}

static int run(int argc, char **argv)
{
    if (argc < 2) {
        print_help(stderr);
        return EXN_EXIT_INVALID;
    }
    for (size_t i = 0; i < COMMANDS; i++)
        if (strcmp(argv[1], commands[i]->name) == 0)
            return commands[i]->run(argc - 1, argv + 1);
    if (strcmp(argv[1], "--help") == 0)
        print_help(stdout);
    else if (strcmp(argv[1], "--version") == 0)
        puts("exeunt " EXEUNT_VERSION);
    else
        return refuse_command(argv[1]);
    return EXN_EXIT_HOLDS;
}

/* Descriptors that the caller closed would be given to the next files that are opened. */
static bool open_standard_streams(void)
{
    if (fcntl(STDIN_FILENO, F_GETFD) < 0)
        open("/dev/null", O_RDONLY);
    bool has_output = fcntl(STDOUT_FILENO, F_GETFD) >= 0;
    if (!has_output)
        open("/dev/null", O_WRONLY);
    if (fcntl(STDERR_FILENO, F_GETFD) < 0)
        open("/dev/null", O_WRONLY);
    return has_output;
}

int main(int argc, char **argv)
{
    if (!open_standard_streams()) {
        fputs("exeunt: standard output is closed\n", stderr);
        return EXN_EXIT_INVALID;
    }
    signal(SIGPIPE, SIG_IGN); /* a reader that went away is an error like others */
    int status = run(argc, argv);
    bool failed_before = ferror(stdout) != 0;
    errno = 0;
    if (fclose(stdout) != 0 || failed_before) {
        fprintf(stderr, "exeunt: cannot write to standard output: %s\n",
                errno != 0 ? strerror(errno) : "not all of it was taken");
        return EXN_EXIT_INVALID;
    }
    return status;
}
