/* Starts a child, and exchanges bytes with it: child.h. */
#define _GNU_SOURCE
#include "adapters/child.h"

#include "base/escape.h"
#include "base/grow.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SLICE_MS = 50, PIECE = 1 << 16, PIECES_HEARD = 16, OUT_OF_THE_WAY = 20 };

/* --- starting --------------------------------------------------------------------------------- */

/* Puts a descriptor out of the way of those that a child has. */
static int put_aside(int descriptor)
{
    int aside = descriptor < 0 ? -1 : fcntl(descriptor, F_DUPFD_CLOEXEC, OUT_OF_THE_WAY);
    if (descriptor >= 0) {
        close(descriptor);
    }
    return aside;
}

/* Signals that were ignored or handled come as they do in any process. */
static void forget_signals(void)
{
    sigset_t none;
    sigemptyset(&none);
    for (int number = 1; number < SIGRTMIN; number++) {
        signal(number, SIG_DFL);
    }
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static bool set_environment(const char *const *variables)
{
    char from[16];
    char to[16];
    snprintf(from, sizeof from, "%d", EXN_CHILD_FROM);
    snprintf(to, sizeof to, "%d", EXN_CHILD_TO);
    bool set = setenv("EXEUNT_FROM", from, 1) == 0 && setenv("EXEUNT_TO", to, 1) == 0;
    for (; variables != NULL && *variables != NULL; variables++) {
        set = putenv((char *)(uintptr_t)*variables) == 0 && set;
    }
    return set;
}

/* The child itself, up to its own code. What goes wrong it says on `failure`. */
static _Noreturn void be_child(const char *command, const char *const *variables, int talk,
                               int prints, int failure, pid_t starter)
{
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    bool moved = nothing >= 0 && dup2(nothing, STDIN_FILENO) >= 0 &&
                 dup2(prints, STDOUT_FILENO) >= 0 && dup2(prints, STDERR_FILENO) >= 0 &&
                 dup2(talk, EXN_CHILD_FROM) >= 0 && dup2(talk, EXN_CHILD_TO) >= 0;
    forget_signals();
    if (moved && set_environment(variables) && getppid() == starter) {
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    }
    int reason = errno;
    ssize_t written = write(failure, &reason, sizeof reason);
    _exit(written == (ssize_t)sizeof reason ? EXIT_FAILURE : EXIT_FAILURE + 1);
}

/* The descriptors of both sides. */
typedef struct ends {
    int talk[2], prints[2], failure[2]; /* [0] is this process's */
} ends;

static bool open_pair(int pair[2], bool both_ways)
{
    int made[2] = {-1, -1};
    int result = both_ways ? socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, made)
                           : pipe2(made, O_CLOEXEC);
    pair[0] = result == 0 ? put_aside(made[0]) : -1;
    pair[1] = result == 0 ? put_aside(made[1]) : -1;
    return pair[0] >= 0 && pair[1] >= 0;
}

static void close_end(int descriptor)
{
    if (descriptor >= 0) {
        close(descriptor);
    }
}

/* Waits until the child runs its own code; returns 0, or the reason why it does not. */
static int wait_for_code(int failure)
{
    int reason = 0;
    ssize_t count;
    do {
        count = read(failure, &reason, sizeof reason);
    } while (count < 0 && errno == EINTR);
    return count == (ssize_t)sizeof reason ? reason : 0;
}

bool exn_child_start(exn_child *child, const char *command, const char *const *variables)
{
    ends all = {.talk = {-1, -1}, .prints = {-1, -1}, .failure = {-1, -1}};
    bool opened =
        open_pair(all.talk, true) && open_pair(all.prints, false) && open_pair(all.failure, false);
    pid_t starter = getpid();
    pid_t process = opened ? fork() : -1;
    if (process == 0) {
        be_child(command, variables, all.talk[1], all.prints[1], all.failure[1], starter);
    }
    int reason = errno;
    close_end(all.talk[1]);
    close_end(all.prints[1]);
    close_end(all.failure[1]);
    if (process > 0) {
        reason = wait_for_code(all.failure[0]);
    }
    close_end(all.failure[0]);
    child->process = process > 0 ? process : 0;
    child->starter = starter;
    child->talk = all.talk[0];
    child->prints = all.prints[0];
    child->is_mute = false;
    child->one_core = (exn_one_core){.is_kept = false};
    child->length = 0;
    child->taken = 0;
    child->said_length = 0;
    if (process > 0 && reason == 0) {
        fcntl(child->talk, F_SETFL, O_NONBLOCK);
        fcntl(child->prints, F_SETFL, O_NONBLOCK);
        return true;
    }
    exn_child_stop(child);
    errno = reason;
    return false;
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

/* --- ending ----------------------------------------------------------------------------------- */

/* Returns the status with which it has ended. */
static int stop(exn_child *child)
{
    int status = 0;
    if (child->process > 0 && child->starter == getpid()) {
        int ended = waitpid(child->process, &status, WNOHANG);
        kill(-child->process, SIGKILL); /* what it has started, too */
        while (ended == 0 && (ended = waitpid(child->process, &status, 0)) < 0 && errno == EINTR) {
            ended = 0;
        }
    }
    close_end(child->talk);
    close_end(child->prints);
    free(child->bytes);
    *child = (exn_child){.talk = -1, .prints = -1};
    return status;
}

void exn_child_stop(exn_child *child)
{
    stop(child);
}

bool exn_child_runs(exn_child *child)
{
    if (child->process > 0 && child->starter != getpid()) {
        stop(child);
    }
    return child->process > 0;
}

/* Waits for a moment until the child has ended. */
static void await_end(const exn_child *child)
{
    for (int i = 0; i < SLICE_MS; i++) {
        siginfo_t info = {.si_pid = 0};
        if (waitid(P_PID, (id_t)child->process, &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
            info.si_pid != 0) {
            break;
        }
        nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
    }
}

bool exn_child_hang_up(exn_child *child, unsigned wait_ms)
{
    siginfo_t info = {.si_pid = 0};
    int64_t until_ms = now_ms() + wait_ms;
    shutdown(child->talk, SHUT_WR);
    while (info.si_pid == 0 && now_ms() < until_ms &&
           waitid(P_PID, (id_t)child->process, &info, WEXITED | WNOHANG | WNOWAIT) == 0) {
        nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
    }
    stop(child);
    return info.si_pid != 0;
}

void exn_child_abort(exn_child *child)
{
    kill(child->process, SIGABRT);
    await_end(child);
}

void exn_child_end_text(exn_child *child, char *text, size_t size)
{
    await_end(child); /* it has closed its end, and may still be about to end */
    int status = stop(child);
    const char *signal = WIFSIGNALED(status) ? sigabbrev_np(WTERMSIG(status)) : NULL;
    if (signal != NULL && WTERMSIG(status) != SIGKILL) {
        snprintf(text, size, "has died of SIG%s", signal);
    } else if (WIFSIGNALED(status)) {
        snprintf(text, size, "has closed its descriptors, or was killed");
    } else {
        snprintf(text, size, "has ended with status %d", WEXITSTATUS(status));
    }
}

/* --- what it prints --------------------------------------------------------------------------- */

static void keep_said(exn_child *child, const char *bytes, size_t length)
{
    if (length > EXN_CHILD_SAID_MAX) {
        bytes += length - EXN_CHILD_SAID_MAX;
        length = EXN_CHILD_SAID_MAX;
    }
    size_t kept = EXN_CHILD_SAID_MAX - length;
    kept = kept < child->said_length ? kept : child->said_length;
    memmove(child->said, child->said + child->said_length - kept, kept);
    memcpy(child->said + kept, bytes, length);
    child->said_length = kept + length;
}

static void hear(exn_child *child)
{
    char piece[PIECE / 4];
    ssize_t count = 1;
    for (int i = 0; i < PIECES_HEARD && count > 0 && !child->is_mute; i++) {
        count = read(child->prints, piece, sizeof piece);
        keep_said(child, piece, count > 0 ? (size_t)count : 0);
        child->is_mute = count == 0;
    }
}

void exn_child_said_text(exn_child *child, char *text, size_t size)
{
    enum { LINES_MAX = 3 };
    if (exn_child_runs(child)) {
        hear(child);
    }
    size_t end = child->said_length;
    while (end > 0 && child->said[end - 1] == '\n') {
        end -= 1;
    }
    size_t first = end;
    for (int lines = 0; first > 0 && lines < LINES_MAX; first--) {
        lines += child->said[first - 1] == '\n' ? 1 : 0;
        if (lines == LINES_MAX) {
            break;
        }
    }
    size_t at = 0;
    for (size_t i = first; i < end && at + 4 < size; i++) {
        if (child->said[i] == '\n') {
            memcpy(text + at, " / ", 3);
            at += 3;
        } else {
            text[at++] = child->said[i];
        }
    }
    text[at] = '\0';
    exn_disarm(text, false);
}

/* --- talking ---------------------------------------------------------------------------------- */

/* Waits until the child can be talked to, or listened to; hears what it prints. Returns false if
 * there was nothing up to `until_ms`. */
static bool wait_for(exn_child *child, short events, int64_t until_ms, volatile uint64_t *pulse)
{
    for (;;) {
        struct pollfd on[2] = {{.fd = child->talk, .events = events},
                               {.fd = child->is_mute ? -1 : child->prints, .events = POLLIN}};
        exn_one_core_stay(&child->one_core);
        int ready = poll(on, 2, SLICE_MS);
        exn_one_core_go_on(&child->one_core);
        if (pulse != NULL) {
            *pulse += 1;
        }
        if (ready > 0 && on[1].revents != 0) {
            hear(child);
        }
        if (ready > 0 && on[0].revents != 0) {
            return true;
        }
        if ((ready < 0 && errno != EINTR) || now_ms() >= until_ms) {
            return false;
        }
    }
}

/* Takes what has come. Returns false when the child has ended, or `*status` is an error. */
static bool take(exn_child *child, exn_child_status *status)
{
    if (child->taken > 0) {
        memmove(child->bytes, child->bytes + child->taken, child->length - child->taken);
        child->length -= child->taken;
        child->taken = 0;
    }
    if (!EXN_MAKE_ROOM(child->bytes, child->capacity, child->length + PIECE)) {
        *status = EXN_CHILD_NO_MEMORY;
        return false;
    }
    ssize_t count = recv(child->talk, child->bytes + child->length, PIECE, 0);
    if (count > 0) {
        child->length += (size_t)count;
        return true;
    }
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) {
        return true;
    }
    *status = EXN_CHILD_ENDED;
    return false;
}

exn_child_status exn_child_send(exn_child *child, const char *bytes, size_t length,
                                unsigned wait_ms, volatile uint64_t *pulse)
{
    int64_t until_ms = 0;
    exn_one_core_call(&child->one_core, child->process);
    while (length > 0) {
        ssize_t count = send(child->talk, bytes, length, MSG_NOSIGNAL);
        if (count >= 0) {
            bytes += count;
            length -= (size_t)count;
            continue;
        }
        if (errno != EAGAIN && errno != EINTR) {
            return EXN_CHILD_ENDED;
        }
        until_ms = until_ms == 0 ? now_ms() + wait_ms : until_ms;
        if (!wait_for(child, POLLOUT, until_ms, pulse)) {
            return EXN_CHILD_IS_SILENT;
        }
    }
    return EXN_CHILD_SPEAKS;
}

exn_child_status exn_child_receive(exn_child *child, char **line, size_t *length, unsigned wait_ms,
                                   volatile uint64_t *pulse)
{
    int64_t until_ms = 0;
    size_t looked_at = child->taken;
    exn_child_status status = EXN_CHILD_SPEAKS;
    for (;;) {
        char *end = child->length > looked_at
                        ? memchr(child->bytes + looked_at, '\n', child->length - looked_at)
                        : NULL;
        if (end != NULL) {
            *end = '\0';
            *line = child->bytes + child->taken;
            *length = (size_t)(end - *line);
            child->taken += *length + 1;
            return EXN_CHILD_SPEAKS;
        }
        if (child->length - child->taken > EXN_CHILD_LINE_MAX) {
            return EXN_CHILD_TALKS_LONG;
        }
        looked_at = child->length - child->taken;
        until_ms = until_ms == 0 ? now_ms() + wait_ms : until_ms;
        if (!wait_for(child, POLLIN, until_ms, pulse)) {
            return EXN_CHILD_IS_SILENT;
        }
        if (!take(child, &status)) {
            return status;
        }
    }
}
