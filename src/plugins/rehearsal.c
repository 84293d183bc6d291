/* Loading runs code of the plugin, its constructors, which may do anything. A forked process does
 * it first and writes what is wrong to a pipe, each complaint with a NUL at its end; an empty one
 * says that the process came to the end. */
#define _GNU_SOURCE
#include "plugins/rehearsal.h"

#include "plugins/limits.h"
#include "plugins/tables.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Code that writes to descriptors that it does not own takes low ones. */
enum { MESSAGE_SIZE = 700, MESSAGES_SIZE = 1 << 16, OUT_OF_THE_WAY = 100 };

void *exn_plugin_open(const char *path)
{
    return dlopen(path, RTLD_NOW | RTLD_LOCAL);
}

const exeunt_plugin_export *exn_plugin_export_of(void *handle)
{
    const void *exported = dlsym(handle, "exeunt_plugin_exported");
    struct link_map *plugin = NULL;
    struct link_map *holder = NULL;
    Dl_info info;
    bool is_its_own = exported != NULL && dlinfo(handle, RTLD_DI_LINKMAP, &plugin) == 0 &&
                      dladdr1(exported, &info, (void **)&holder, RTLD_DL_LINKMAP) != 0 &&
                      plugin == holder;
    return is_its_own ? exported : NULL;
}

/* --- the process that loads it ---------------------------------------------------------------- */

/* A signal may interrupt it; a parent that is gone ends this process. */
static void write_all(int pipe, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(pipe, bytes, length);
        if (written < 0 && errno != EINTR) {
            _exit(EXIT_FAILURE);
        }
        size_t done = written > 0 ? (size_t)written : 0;
        bytes += done;
        length -= done;
    }
}

static void write_message(void *context, const char *message)
{
    write_all(*(int *)context, message, strlen(message) + 1);
}

static unsigned count_threads(void)
{
    unsigned count = 0;
    DIR *threads = opendir("/proc/self/task");
    for (struct dirent *one; threads != NULL && (one = readdir(threads)) != NULL;) {
        count += *one->d_name != '.';
    }
    if (threads != NULL) {
        closedir(threads);
    }
    return count;
}

/* Returns the reason of a failed dlopen, without the path, which the message has already. */
static const char *reason_of_failure(const char *path)
{
    const char *reason = dlerror();
    size_t length = strlen(path);
    bool begins = reason != NULL && strncmp(reason, path, length) == 0;
    return begins && strncmp(reason + length, ": ", 2) == 0 ? reason + length + 2 : reason;
}

static void say_sanitizer(const char *path, const char *sanitizer, char message[MESSAGE_SIZE])
{
    snprintf(message, MESSAGE_SIZE,
             "%s: it is built with %s, and this exeunt-host is not: build it without", path,
             sanitizer);
}

/* Has a file in memory take what is written to standard output; -1: there is none. */
static int catch_output(void)
{
    int file = memfd_create("output", MFD_CLOEXEC);
    if (file < 0 || dup2(file, STDOUT_FILENO) < 0) {
        return -1;
    }
    int kept = fcntl(file, F_DUPFD_CLOEXEC, OUT_OF_THE_WAY);
    close(file);
    return kept;
}

static bool has_printed(int file)
{
    struct stat status;
    fflush(stdout);
    return file >= 0 && fstat(file, &status) == 0 && status.st_size > 0;
}

static _Noreturn void load_and_report(const char *path, int pipe_end)
{
    char message[MESSAGE_SIZE];
    int output = catch_output();
    int pipe = fcntl(pipe_end, F_DUPFD_CLOEXEC, OUT_OF_THE_WAY);
    close(pipe_end);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    unsigned threads = count_threads();
    void *handle = exn_plugin_open(path);
    if (handle == NULL && strchr(path, '#') != NULL && access(path, F_OK) != 0) {
        snprintf(message, sizeof message, "%s: what stands behind `#` is no name of an entry",
                 path);
        write_message(&pipe, message);
    } else if (handle == NULL && exn_sanitizer_of(path) != NULL) {
        say_sanitizer(path, exn_sanitizer_of(path), message);
        write_message(&pipe, message);
    } else if (handle == NULL) {
        snprintf(message, sizeof message, "%s: it can't be loaded: %s", path,
                 reason_of_failure(path));
        write_message(&pipe, message);
    } else if (count_threads() > threads) {
        snprintf(message, sizeof message,
                 "%s: it starts threads when it is loaded: a world has one thread", path);
        write_message(&pipe, message);
    } else if (has_printed(output)) {
        snprintf(message, sizeof message,
                 "%s: it prints when it is loaded: its constructors must not write to standard "
                 "output",
                 path);
        write_message(&pipe, message);
    } else {
        exn_plugin_tables_check(path, exn_plugin_export_of(handle), write_message, &pipe);
    }
    write_message(&pipe, "");
    _exit(EXIT_SUCCESS);
}

/* --- the process that waits ------------------------------------------------------------------- */

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

/* Reads until the other end is closed, or the time is over. Returns the number of bytes. */
static size_t read_messages(int pipe, char *messages, bool *is_late)
{
    int64_t end_ms = now_ms() + EXN_REHEARSAL_MAX_MS;
    size_t length = 0;
    *is_late = false;
    while (length < MESSAGES_SIZE) {
        int64_t left_ms = end_ms - now_ms();
        struct pollfd waiting = {.fd = pipe, .events = POLLIN};
        int ready = poll(&waiting, 1, left_ms > 0 ? (int)left_ms : 0);
        if (ready == 0) {
            *is_late = true;
            return length;
        }
        ssize_t got = ready > 0 ? read(pipe, messages + length, MESSAGES_SIZE - length) : -1;
        if (got == 0 || (got < 0 && errno != EINTR)) {
            return length;
        }
        length += got > 0 ? (size_t)got : 0;
        if (length >= 1 && messages[length - 1] == '\0' &&
            (length == 1 || messages[length - 2] == '\0')) {
            return length; /* it came to the end */
        }
    }
    return length;
}

/* Says how the process ended that has not come to its end. */
static void complain_of_end(const char *path, bool is_late, int status,
                            exn_plugin_complain *complain, void *context)
{
    char message[MESSAGE_SIZE];
    const char *sanitizer = is_late ? NULL : exn_sanitizer_of(path);
    if (sanitizer != NULL) {
        say_sanitizer(path, sanitizer, message);
    } else if (is_late) {
        snprintf(message, sizeof message,
                 "%s: it is not loaded after %d s: do its constructors wait?", path,
                 EXN_REHEARSAL_MAX_MS / 1000);
    } else if (WIFSIGNALED(status)) {
        snprintf(message, sizeof message, "%s: it crashes when it is loaded: signal %d (%s)", path,
                 WTERMSIG(status), strsignal(WTERMSIG(status)));
    } else {
        snprintf(message, sizeof message, "%s: it ends the process when it is loaded, status %d",
                 path, WEXITSTATUS(status));
    }
    complain(context, message);
}

/* Passes on each complaint. Returns how many there are; `*is_whole` says whether the last, empty
 * one is among them. */
static size_t pass_on(const char *messages, size_t length, bool *is_whole,
                      exn_plugin_complain *complain, void *context)
{
    size_t count = 0;
    *is_whole = false;
    for (size_t at = 0; at < length && memchr(messages + at, '\0', length - at) != NULL;
         at += strlen(messages + at) + 1) {
        if (messages[at] == '\0') {
            *is_whole = true;
        } else {
            complain(context, messages + at);
            count += 1;
        }
    }
    return count;
}

static bool wait_for(pid_t child, int pipe, const char *path, exn_plugin_complain *complain,
                     void *context)
{
    char *messages = malloc(MESSAGES_SIZE);
    bool is_late = false;
    bool is_whole = false;
    int status = 0;
    size_t length = messages != NULL ? read_messages(pipe, messages, &is_late) : 0;
    size_t count = pass_on(messages, length, &is_whole, complain, context);
    if (is_late || messages == NULL) {
        kill(child, SIGKILL);
    }
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    free(messages);
    if (!is_whole && count == 0) {
        complain_of_end(path, is_late, status, complain, context);
    }
    return is_whole && count == 0;
}

bool exn_plugin_rehearse(const char *path, exn_plugin_complain *complain, void *context)
{
    int pipes[2];
    if (pipe2(pipes, O_CLOEXEC) != 0) {
        complain(context, strerror(errno));
        return false;
    }
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        close(pipes[0]);
        load_and_report(path, pipes[1]);
    }
    close(pipes[1]);
    bool loads = false;
    if (child < 0) {
        complain(context, strerror(errno));
    } else {
        loads = wait_for(child, pipes[0], path, complain, context);
    }
    close(pipes[0]);
    return loads;
}
