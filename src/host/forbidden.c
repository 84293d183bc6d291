/* Functions of libc that code under test must not call, because they would take the host along: it
 * exports others of the same names, which come first. Where code under test calls them, that is a
 * finding; otherwise the ones of libc are called. exit(), fork() and signals need no such function
 * (stage/traps.h), and system calls that are made in another way are not seen. */
#include "host/forbidden.h"

#include "stage/forbid.h"

#include <exeunt/implementation.h>

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXPORTED __attribute__((visibility("default")))

/* ISO C has no conversion from the pointer that dlsym returns. */
void exn_find_next(const char *name, void *function)
{
    void *found = dlsym(RTLD_NEXT, name);
    if (found == NULL) {
        abort();
    }
    memcpy(function, &found, sizeof found);
}

/* --- the end ---------------------------------------------------------------------------------- */

EXPORTED _Noreturn void _exit(int status)
{
    exn_trap_forbid("calls _exit()");
    void (*next)(int);
    exn_find_next("_exit", &next);
    next(status);
    abort(); /* never */
}

EXPORTED _Noreturn void _Exit(int status)
{
    _exit(status);
}

EXPORTED _Noreturn void pthread_exit(void *value)
{
    exn_trap_forbid("calls pthread_exit()");
    void (*next)(void *);
    exn_find_next("pthread_exit", &next);
    next(value);
    abort(); /* never */
}

/* --- other processes -------------------------------------------------------------------------- */

/* The child would go on in the memory of the world. */
EXPORTED pid_t vfork(void)
{
    exn_trap_forbid("calls vfork()");
    return fork(); /* a vfork() cannot be called by another function */
}

EXPORTED int execve(const char *path, char *const arguments[], char *const environment[])
{
    exn_trap_forbid("calls execve()");
    int (*next)(const char *, char *const *, char *const *);
    exn_find_next("execve", &next);
    return next(path, arguments, environment);
}

EXPORTED int execv(const char *path, char *const arguments[])
{
    return execve(path, arguments, environ);
}

EXPORTED int execvp(const char *file, char *const arguments[])
{
    exn_trap_forbid("calls execvp()");
    int (*next)(const char *, char *const *);
    exn_find_next("execvp", &next);
    return next(file, arguments);
}

/* --- descriptors ------------------------------------------------------------------------------ */

enum { OWN_MAX = 8 };

static EXEUNT_OUTSIDE struct {
    int items[OWN_MAX];
    size_t count;
} own = {.items = {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}, .count = 3};

void exn_keep_descriptor(int descriptor)
{
    if (own.count < OWN_MAX) {
        own.items[own.count++] = descriptor;
    }
}

static void forbid_own(unsigned first, unsigned last, const char *call)
{
    for (size_t i = 0; i < own.count; i++) {
        if (first <= (unsigned)own.items[i] && (unsigned)own.items[i] <= last) {
            exn_trap_forbid(call);
        }
    }
}

EXPORTED int close(int descriptor)
{
    forbid_own((unsigned)descriptor, (unsigned)descriptor,
               "closes a descriptor that it has not opened");
    int (*next)(int);
    exn_find_next("close", &next);
    return next(descriptor);
}

EXPORTED int close_range(unsigned first, unsigned last, int flags)
{
    forbid_own(first, last, "closes descriptors that it has not opened");
    int (*next)(unsigned, unsigned, int);
    exn_find_next("close_range", &next);
    return next(first, last, flags);
}

EXPORTED void closefrom(int first)
{
    forbid_own((unsigned)first, UINT_MAX, "closes descriptors that it has not opened");
    void (*next)(int);
    exn_find_next("closefrom", &next);
    next(first);
}

EXPORTED int dup2(int from, int to)
{
    forbid_own((unsigned)to, (unsigned)to, "replaces a descriptor that it has not opened");
    int (*next)(int, int);
    exn_find_next("dup2", &next);
    return next(from, to);
}
