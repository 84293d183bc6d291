/* What is under test is made. */
#ifndef EXN_STAGE_MAKE_H
#define EXN_STAGE_MAKE_H

#include "stage/run.h"

/* They leave the building where it was not made, or cannot be tested. */
void exn_make_subject(exn_run *run, uint32_t scope);
/* NULL: the scenario plays this one. */
exeunt_manager *exn_make_manager(exn_run *run, uint32_t member);

#endif
