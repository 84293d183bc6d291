/* The counters of an instrumented host, by the functions of gcc's runtime; without instrumentation
 * nothing is counted. */
#include "host/counters.h"

#ifdef EXEUNT_COVERAGE

#include <gcov.h>
#include <stdlib.h>

bool exn_counters_exist(void)
{
    return true;
}

void exn_counters_reset(void)
{
    __gcov_reset();
}

/* The runtime reads GCOV_PREFIX at each dump. After a dump it does not dump again when the host
 * ends. */
void exn_counters_dump(const char *folder)
{
    setenv("GCOV_PREFIX", folder, true);
    __gcov_dump();
}

#else

bool exn_counters_exist(void)
{
    return false;
}

void exn_counters_reset(void)
{
}

void exn_counters_dump(const char *folder)
{
    (void)folder;
}

#endif
