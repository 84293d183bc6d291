/* More functions of libc that would take the host along (forbidden.c): the rest of the family of
 * exec, and syscall(). */
#define _GNU_SOURCE
#include "host/forbidden.h"
#include "stage/forbid.h"

#include <stdarg.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#define EXPORTED __attribute__((visibility("default")))

/* --- exec ------------------------------------------------------------------------------------- */

enum { ARGUMENTS_MAX = 255 };

/* Takes what stands in a call up to its NULL, or as much as there is room for. */
static void take_arguments(const char *first, va_list *more, char *arguments[ARGUMENTS_MAX + 1])
{
    size_t count = 0;
    for (const char *next = first; next != NULL && count < ARGUMENTS_MAX;
         next = va_arg(*more, const char *)) {
        arguments[count++] = (char *)(uintptr_t)next;
    }
    arguments[count] = NULL;
}

EXPORTED int execl(const char *path, const char *first, ...)
{
    char *arguments[ARGUMENTS_MAX + 1];
    va_list more;
    exn_trap_forbid("calls execl()");
    va_start(more, first);
    take_arguments(first, &more, arguments);
    va_end(more);
    return execve(path, arguments, environ);
}

EXPORTED int execlp(const char *file, const char *first, ...)
{
    char *arguments[ARGUMENTS_MAX + 1];
    va_list more;
    exn_trap_forbid("calls execlp()");
    va_start(more, first);
    take_arguments(first, &more, arguments);
    va_end(more);
    return execvp(file, arguments);
}

EXPORTED int execle(const char *path, const char *first, ...)
{
    char *arguments[ARGUMENTS_MAX + 1];
    va_list more;
    exn_trap_forbid("calls execle()");
    va_start(more, first);
    take_arguments(first, &more, arguments);
    char *const *environment = va_arg(more, char *const *);
    va_end(more);
    return execve(path, arguments, environment);
}

EXPORTED int execvpe(const char *file, char *const arguments[], char *const environment[])
{
    exn_trap_forbid("calls execvpe()");
    int (*next)(const char *, char *const *, char *const *);
    exn_find_next("execvpe", &next);
    return next(file, arguments, environment);
}

EXPORTED int fexecve(int descriptor, char *const arguments[], char *const environment[])
{
    exn_trap_forbid("calls fexecve()");
    int (*next)(int, char *const *, char *const *);
    exn_find_next("fexecve", &next);
    return next(descriptor, arguments, environment);
}

/* --- syscall ---------------------------------------------------------------------------------- */

/* What the call of this number would do to the host; NULL: nothing. */
static const char *what_is_forbidden(long number)
{
    switch (number) {
    case SYS_exit:
    case SYS_exit_group:
        return "ends the process by syscall()";
    case SYS_execve:
    case SYS_execveat:
        return "becomes another program by syscall()";
    case SYS_clone:
#ifdef SYS_clone3
    case SYS_clone3:
#endif
#ifdef SYS_fork
    case SYS_fork:
    case SYS_vfork:
#endif
        return "divides the process by syscall()";
    default:
        return NULL;
    }
}

EXPORTED long syscall(long number, ...)
{
    long arguments[6];
    va_list more;
    const char *forbidden = what_is_forbidden(number);
    if (forbidden != NULL) {
        exn_trap_forbid(forbidden);
    }
    va_start(more, number);
    for (int i = 0; i < 6; i++) { /* as libc does: what was not passed has any value */
        arguments[i] = va_arg(more, long);
    }
    va_end(more);
    if (number == SYS_close) {
        return close((int)arguments[0]);
    }
    long (*next)(long, ...);
    exn_find_next("syscall", &next);
    return next(number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4],
                arguments[5]);
}
