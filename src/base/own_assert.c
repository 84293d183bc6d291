/* What becomes of a failed assertion of the simulator. */
#include "base/own_assert.h"

#include <exeunt/implementation.h>

#include <stdio.h>
#include <stdlib.h>

static EXEUNT_OUTSIDE void (*before_failure)(void);

void exn_assertion_on_failure(void (*let_go)(void))
{
    before_failure = let_go;
}

_Noreturn void exn_assertion_failed(const char *condition, const char *file, int line,
                                    const char *function)
{
    if (before_failure != NULL) {
        before_failure();
    }
    fprintf(stderr,
            "exeunt: %s:%d: %s: Assertion `%s' failed: a fault of Exeunt itself, not of the code "
            "under test\n",
            file, line, function, condition);
    abort();
}

_Noreturn void exn_requirement_failed(const char *condition, const char *file, int line,
                                      const char *function)
{
    fprintf(stderr,
            "exeunt: %s:%d: %s: Assertion `%s' failed: the code under test has broken what its "
            "header asks for, or has written where it must not\n",
            file, line, function, condition);
    abort();
}
