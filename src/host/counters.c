/* A process of its own counts, because no object lets others write its counters: gcc's runtime is
 * part of each, hidden, and writes them when the process ends. */
#define _GNU_SOURCE
#include "host/counters.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static _Noreturn void count(const exn_host *host, const char *folder, int answers,
                            void (*answer)(exn_host *host, void *context), void *context)
{
    exn_host own = *host;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    own.answers = fdopen(answers, "w");
    own.progress_next_ms = INT64_MAX; /* what it answers is read at its end */
    if (own.answers == NULL || setenv("GCOV_PREFIX", folder, true) != 0) {
        _exit(EXIT_FAILURE);
    }
    answer(&own, context);
    exit(EXIT_SUCCESS);
}

static int wait_for(pid_t child)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

/* Passes on what the process has answered. */
static void pass_on(const exn_host *host, int answers)
{
    FILE *file = lseek(answers, 0, SEEK_SET) == 0 ? fdopen(answers, "r") : NULL;
    json_error_t error;
    json_t *answer = file != NULL ? json_loadf(file, JSON_DISABLE_EOF_CHECK, &error) : NULL;
    if (file != NULL) {
        fclose(file);
    }
    if (answer != NULL) {
        exn_answer_with(host, answer);
    } else {
        exn_answer_error(host, "the process that counts has not answered");
    }
}

void exn_count_apart(const exn_host *host, const char *folder,
                     void (*answer)(exn_host *host, void *context), void *context)
{
    int answers = memfd_create("answers", MFD_CLOEXEC);
    fflush(NULL);
    pid_t child = answers < 0 ? -1 : fork();
    if (child == 0) {
        count(host, folder, answers, answer, context);
    }
    if (child < 0) {
        exn_answer_error(host, strerror(errno));
        return;
    }
    int status = wait_for(child);
    if (WIFSIGNALED(status)) {
        signal(WTERMSIG(status), SIG_DFL);
        raise(WTERMSIG(status));
    }
    pass_on(host, answers);
}
