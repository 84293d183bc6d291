/* Choices inside calls of code under test. */
#ifndef EXN_STAGE_CHOICES_H
#define EXN_STAGE_CHOICES_H

#include "contract/border.h"

#include <stdbool.h>

/* Whether code of this border gets the memory that it asks for now: a choice, if the scenario says
 * `faults: {memory: anywhere}`; always while things are being created. */
bool exn_gets_memory(exeunt_border *border);

#endif
