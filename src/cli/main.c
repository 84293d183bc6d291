/* exeunt: the command. It reads scenarios, makes hosts run them, and reports. It never runs code
 * under test itself. */
#include "cli/commands/commands.h"
#include "cli/memory.h"

#include <exeunt/exeunt.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static void print_help(FILE *out)
{
    fprintf(out, "exeunt COMMAND [OPTION...] [ARGUMENT...]\n\n%s\n\nCommands:\n", exn_about_exeunt);
    for (const exn_command *const *one = exn_commands; *one != NULL; one++) {
        fprintf(out, "  %-13s%-11s%s\n", (*one)->name, (*one)->arguments, (*one)->about);
    }
    fputs("\n`exeunt COMMAND --help` tells the options of a command; `exeunt --version` tells\n"
          "which exeunt this is.\n\n"
          "Example:\n  exeunt check scenarios/\n",
          out);
}

enum { COMMANDS_MAX = 16 };

static int refuse_command(const char *name)
{
    const char *names[COMMANDS_MAX + 1] = {NULL};
    for (size_t i = 0; i < COMMANDS_MAX && exn_commands[i] != NULL; i++) {
        names[i] = exn_commands[i]->name;
    }
    const char *closest = exn_closest_word(name, names);
    fprintf(stderr, "exeunt: unknown %s `%s`", *name == '-' ? "option" : "command", name);
    if (closest != NULL) {
        fprintf(stderr, ", did you mean `%s`?", closest);
    }
    fputs("\nTry `exeunt --help`.\n", stderr);
    return EXN_EXIT_INVALID;
}

static int run(int argc, char **argv)
{
    if (argc < 2) {
        print_help(stderr);
        return EXN_EXIT_INVALID;
    }
    for (const exn_command *const *one = exn_commands; *one != NULL; one++) {
        if (strcmp(argv[1], (*one)->name) == 0) {
            return (*one)->run(argc - 1, argv + 1);
        }
    }
    if (strcmp(argv[1], "--help") == 0) {
        print_help(stdout);
    } else if (strcmp(argv[1], "--version") == 0) {
        puts("exeunt " EXEUNT_VERSION);
    } else {
        return refuse_command(argv[1]);
    }
    return EXN_EXIT_HOLDS;
}

/* Opens descriptors 0 to 2 if the caller closed them; otherwise the next files would get these
 * numbers. */
static bool open_standard_streams(void)
{
    if (fcntl(STDIN_FILENO, F_GETFD) < 0) {
        open("/dev/null", O_RDONLY);
    }
    bool has_output = fcntl(STDOUT_FILENO, F_GETFD) >= 0;
    if (!has_output) {
        open("/dev/null", O_WRONLY);
    }
    if (fcntl(STDERR_FILENO, F_GETFD) < 0) {
        open("/dev/null", O_WRONLY);
    }
    return has_output;
}

int main(int argc, char **argv)
{
    if (!open_standard_streams()) {
        fputs("exeunt: standard output is closed\n", stderr);
        return EXN_EXIT_INVALID;
    }
    signal(SIGPIPE, SIG_IGN); /* a reader that went away causes a write error like any other */
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
