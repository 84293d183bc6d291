/* What managers and bodies written in C wait for. */
#ifndef EXN_STAGE_EXTERNALS_H
#define EXN_STAGE_EXTERNALS_H

#include "stage/state.h"

/* What the managers written in C wait for: by member, then in the order of the start; the first is
 * that of the view's holdings. */
typedef struct exn_stage_externals {
    exeunt_external *last;
    exeunt_border borders[]; /* [member_count] */
} exn_stage_externals;

/* NULL: no room in the world. */
exn_stage_externals *exn_externals_open(exn_stage *stage);
exeunt_external *exn_externals_first(const exn_stage *stage); /* NULL: nothing is waited for */
/* Lists what may come to members before `end`, from `first` on; returns the one after them. */
exeunt_external *exn_externals_list(exn_stage *stage, exeunt_external *first, uint32_t end);
void exn_external_deliver(exn_stage *stage, const exn_delivery *delivery);

#endif
