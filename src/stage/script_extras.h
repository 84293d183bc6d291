/* What only the schedule allows. */
#ifndef EXN_STAGE_SCRIPT_EXTRAS_H
#define EXN_STAGE_SCRIPT_EXTRAS_H

#include "stage/state.h"

/* Adds it to what may come next. */
void exn_script_extras(exn_stage *stage);

#endif
