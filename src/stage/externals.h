/* What managers and bodies written in C wait for. */
#ifndef EXN_STAGE_EXTERNALS_H
#define EXN_STAGE_EXTERNALS_H

#include "stage/state.h"

/* Makes room in the world for what managers and bodies hold, and the borders of members:
 * [member_count]. NULL: the world has none. */
exeunt_border *exn_externals_open(exn_stage *stage);

exeunt_external *exn_externals_first(const exn_stage *stage); /* NULL: nothing is waited for */
/* Lists what may come to members before `end`, from `first` on; returns the one after them. */
exeunt_external *exn_externals_list(exn_stage *stage, exeunt_external *first, uint32_t end);
/* The same for all bodies, in the order of their tasks. */
void exn_externals_list_of_bodies(exn_stage *stage, exeunt_external *first);
void exn_external_deliver(exn_stage *stage, const exn_delivery *delivery);

#endif
