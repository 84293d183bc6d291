/* The list of what may come next, and that of what was delivered. */
#ifndef EXN_STAGE_ENABLED_H
#define EXN_STAGE_ENABLED_H

#include "stage/run.h"

static inline void exn_enabled_clear(exn_run *run)
{
    run->enabled.count = 0;
}

void exn_enabled_grow(exn_run *run);
static inline exn_delivery *exn_enabled_add(exn_run *run, exn_delivery_kind kind, uint32_t member,
                                            const exn_alternative *ending)
{
    if (run->enabled.count == run->enabled.capacity) {
        exn_enabled_grow(run);
    }
    run->enabled.allowed[run->enabled.count] = true;
    exn_delivery *delivery = &run->enabled.items[run->enabled.count++];
    delivery->ending = ending; /* each field in order: it is the innermost loop of a search */
    delivery->action = NULL;
    delivery->words = NULL;
    delivery->kind = kind;
    delivery->member = member;
    delivery->at_once = false;
    delivery->inside_call = false;
    delivery->extra = false;
    delivery->fault = false;
    delivery->numbered = false;
    delivery->goes_unsaid = false;
    delivery->is_private = false;
    delivery->result = 0;
    return delivery;
}

/* Appends to what was delivered in this run. */
void exn_enabled_remember(exn_run *run, const exn_delivery *delivery);

#endif
