/* What an item of a schedule means. */
#ifndef EXN_STAGE_SCRIPT_ITEMS_H
#define EXN_STAGE_SCRIPT_ITEMS_H

#include "stage/state.h"

static inline size_t exn_item_count(const exn_stage *stage)
{
    return stage->run->scenario->item_count;
}

static inline const exn_item *exn_item_at(const exn_stage *stage, size_t position)
{
    return &stage->run->scenario->items[position];
}

static inline bool exn_positions_have(const uint64_t *positions, size_t position)
{
    return (positions[position / 64] >> (position % 64)) & 1u;
}

bool exn_item_is_about(const exn_stage *stage, const exn_item *item, uint32_t member);
/* Whether the delivery fits the item; whether one of those that are listed does. */
bool exn_item_means(const exn_stage *stage, const exn_item *item, const exn_delivery *delivery);
bool exn_item_is_listed(const exn_stage *stage, const exn_item *item);

/* How many results are listed of the operation that this delivery settles. */
uint32_t exn_results_listed(const exn_run *run, const exn_delivery *delivery);
/* Whether a delivery may come without an item. So may, inside a call, the only result; a hang, at
 * which nothing happens; and memory that is given. */
bool exn_needs_no_item(const exn_run *run, const exn_delivery *delivery);

#endif
