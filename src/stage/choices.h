/* Choices inside calls of code under test. */
#ifndef EXN_STAGE_CHOICES_H
#define EXN_STAGE_CHOICES_H

#include "contract/border.h"

#include <exeunt/implementation.h>

#include <stdbool.h>
#include <stdint.h>

/* Whether code of this border gets the memory that it asks for now: a choice, if the scenario says
 * `faults: {memory: anywhere}`; always while things are being created. */
bool exn_gets_memory(exeunt_border *border);

/* What a member or a body does that the scenario plays, in a scope of this border: a choice like
 * that of code under test, told of the member. Returns which result was chosen. */
unsigned exn_choose_for(exeunt_border *border, uint32_t member, const exeunt_choice *choice);

#endif
