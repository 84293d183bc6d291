/* Lists what may come next. */
#ifndef EXN_STAGE_LISTING_H
#define EXN_STAGE_LISTING_H

#include "stage/state.h"

void exn_enabled_list(exn_stage *stage);

#endif
