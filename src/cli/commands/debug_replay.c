/* Starts gdb on a host that runs one schedule (host/debug.h). */
#include "cli/commands/debug_replay.h"

#include "cli/hosts/host_process.h"
#include "cli/memory.h"
#include "cli/status.h"
#include "report/printing.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

enum { ARGUMENTS_MAX = 16 };

static bool is_installed(const char *program)
{
    const char *path = getenv("PATH");
    bool found = false;
    while (path != NULL && *path != '\0' && !found) {
        size_t length = strcspn(path, ":");
        char *file;
        if (asprintf(&file, "%.*s/%s", (int)length, path, program) < 0) {
            exn_out_of_memory();
        }
        found = access(file, X_OK) == 0;
        free(file);
        path += length + (path[length] == ':');
    }
    return found;
}

/* `step` has room for the digits. */
static void list_arguments(const exn_debugged *what, const char *host, char step[24],
                           const char *arguments[ARGUMENTS_MAX])
{
    snprintf(step, 24, "%" PRIu64, what->step);
    size_t count = 0;
    const char *const all[] = {
        "gdb",
        "-q",
        "-ex",
        "break exn_debugger_stop",
        "-ex",
        "run",
        "--args",
        host,
        "--debug",
        what->file,
        what->tape,
        step,
        what->implementation,
        what->profile,
        what->plugins,
    };
    size_t given = sizeof all / sizeof *all;
    while (all[given - 1] == NULL) {
        given -= 1;
    }
    for (size_t i = 0; i < given; i++) {
        arguments[count++] = all[i] != NULL ? all[i] : "";
    }
    arguments[count] = NULL;
}

int exn_debug_replay(const exn_terminal *terminal, const exn_debugged *what)
{
    char step[24];
    const char *arguments[ARGUMENTS_MAX];
    char *host = exn_host_find();
    if (host == NULL) {
        return EXN_EXIT_INVALID;
    }
    list_arguments(what, host, step, arguments);
    if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && is_installed("gdb")) {
        fflush(stdout);
        execvp("gdb", (char **)arguments);
        perror("exeunt: gdb");
    }
    exn_put(terminal, EXN_PLAIN, "%s", arguments[0]);
    for (size_t i = 1; arguments[i] != NULL; i++) {
        exn_put_argument(terminal, arguments[i]);
    }
    exn_put(terminal, EXN_PLAIN, "\n");
    free(host);
    return EXN_EXIT_HOLDS;
}
