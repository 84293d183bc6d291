/* Walks a schedule on the terminal, event by event, forwards and back: `exeunt replay --step`. */
#ifndef EXN_CLI_STEPPING_H
#define EXN_CLI_STEPPING_H

#include "report/page/lanes_text.h"

/* Shows a schedule from event `first` on, until the reader leaves. Where input or output is no
 * terminal, the keys are read from the input, and each event that they lead to is printed. */
void exn_step_through(const exn_terminal *terminal, const exn_replayed *run, uint32_t first);

#endif
