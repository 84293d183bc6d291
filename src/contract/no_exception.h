/* No exception of C++ crosses the border: one that a manager throws and a scope catches, or the
 * other way round, would skip what the world does in between. The process aborts then, which is a
 * finding where crashes are caught. It costs nothing where none is thrown.
 *
 *     bool EXN_NO_EXCEPTION(inside);
 *     member->type->enter(manager);
 *     inside = false;
 *
 * For files that are compiled with -fexceptions. An exception that nothing catches ends the process
 * where it is thrown. */
#ifndef EXN_CONTRACT_NO_EXCEPTION_H
#define EXN_CONTRACT_NO_EXCEPTION_H

#include <stdbool.h>

#define EXN_NO_EXCEPTION(inside) inside __attribute__((cleanup(exn_stop_exception))) = true

/* Says what has happened, and aborts. */
_Noreturn void exn_exception_crossed(void);

static inline void exn_stop_exception(const bool *inside)
{
    if (*inside) {
        exn_exception_crossed();
    }
}

#endif
