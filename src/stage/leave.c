/* How a run is left, from anywhere inside it. */
#include "stage/leave.h"

#include "base/own_assert.h"

#include <stdarg.h>
#include <stdio.h>

_Noreturn void exn_leave(exn_run *run, exn_run_end end)
{
    exn_assert(end != EXN_RUN_BROKE && end != EXN_RUN_GOES_ON &&
               "a run that is left says how it ended");
    longjmp(run->recorder.ended, (int)end + 1);
}

_Noreturn void exn_leave_unmade(exn_run *run, const char *format, ...)
{
    exn_assert(!run->recorder.breach.happened && "what broke a rule was made");
    exn_breach *breach = &run->recorder.breach;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(breach->message, sizeof breach->message, format, arguments);
    va_end(arguments);
    exn_assert(run->recorder.breach.message[0] != '\0' && "the text says why");
    longjmp(run->recorder.ended, 1);
}
