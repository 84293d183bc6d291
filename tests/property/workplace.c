/* Makes the temporary folder, runs the command in it, and removes it. */
#include "workplace.h"

#include "write.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FOLDERS_OPEN_MAX = 16, EXIT_UNUSABLE = 2, EXIT_STATUS_OF_VERDICTS_MAX = 1 };

extern char **environ;

static void die(const char *what, const char *which)
{
    fprintf(stderr, "property-compare: %s %s: %s\n", what, which, strerror(errno));
    exit(EXIT_UNUSABLE);
}

void brute_workplace_make(struct brute_workplace *place)
{
    const char *temporary = getenv("TMPDIR");
    snprintf(place->folder, sizeof place->folder, "%s/exeunt-property-XXXXXX",
             temporary != NULL ? temporary : "/tmp");
    if (mkdtemp(place->folder) == NULL) {
        die("cannot make", place->folder);
    }
    snprintf(place->scenarios, sizeof place->scenarios, "%s/scenarios", place->folder);
    snprintf(place->reports, sizeof place->reports, "%s/reports", place->folder);
    snprintf(place->results, sizeof place->results, "%s/reports/results.json", place->folder);
    snprintf(place->output, sizeof place->output, "%s/output", place->folder);
    if (mkdir(place->scenarios, 0700) != 0) {
        die("cannot make", place->scenarios);
    }
}

void brute_workplace_write(const struct brute_workplace *place,
                           const struct brute_scenario *scenarios, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        char path[BRUTE_PATH_MAX];
        snprintf(path, sizeof path, "%s/generated-%04u.yaml", place->scenarios, i);
        FILE *file = fopen(path, "w");
        if (file == NULL) {
            die("cannot write", path);
        }
        brute_write(&scenarios[i], file);
        if (fclose(file) != 0) {
            die("cannot write", path);
        }
    }
}

static pid_t spawn_check(const struct brute_workplace *place, const char *exeunt)
{
    const char *arguments[] = {exeunt,      "check",        place->scenarios,
                               "--reports", place->reports, NULL};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, place->output,
                                     O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    pid_t child;
    errno = posix_spawn(&child, exeunt, &actions, NULL, (char *const *)arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (errno != 0) {
        die("cannot run", exeunt);
    }
    return child;
}

void brute_workplace_check(const struct brute_workplace *place, const char *exeunt)
{
    int status = 0;
    if (waitpid(spawn_check(place, exeunt), &status, 0) < 0) {
        die("cannot wait for", exeunt);
    }
    if (WIFSIGNALED(status)) {
        fprintf(stderr, "property-compare: %s was ended by signal %d; its output: %s\n", exeunt,
                WTERMSIG(status), place->output);
    } else if (WEXITSTATUS(status) > EXIT_STATUS_OF_VERDICTS_MAX) {
        fprintf(stderr, "property-compare: %s ended with status %d; its output: %s\n", exeunt,
                WEXITSTATUS(status), place->output);
    }
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status;
    (void)kind;
    (void)place;
    return remove(path);
}

void brute_workplace_remove(const struct brute_workplace *place)
{
    if (nftw(place->folder, remove_one, FOLDERS_OPEN_MAX, FTW_DEPTH | FTW_PHYS) != 0) {
        die("cannot remove", place->folder);
    }
}
