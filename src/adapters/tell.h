/* What the child is told in a turn: a line that is not ended. */
#ifndef EXN_ADAPTERS_TELL_H
#define EXN_ADAPTERS_TELL_H

#include "adapters/wing.h"

/* How something settles; null: it waits. */
void exn_tell_how(const exn_wing *wing, exn_how how, exn_line *line);

/* `"do":[...],"until":"..."`: all that has happened and was not told; then nothing of it is left.
 * `stops_again`: whatever it is, the child stops after one callback. */
void exn_tell_happenings(exn_wing *wing, exn_line *line, bool stops_again);

#endif
