/* How a run is left, from anywhere inside it. */
#include "stage/leave.h"

#include <stdarg.h>
#include <stdio.h>

_Noreturn void exn_leave(exn_run *run, exn_run_end end)
{
    longjmp(run->recorder.ended, (int)end + 1);
}

_Noreturn void exn_leave_unmade(exn_run *run, const char *format, ...)
{
    exn_breach *breach = &run->recorder.breach;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(breach->message, sizeof breach->message, format, arguments);
    va_end(arguments);
    longjmp(run->recorder.ended, 1);
}
