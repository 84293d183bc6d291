/* What an item of a schedule means: which deliveries fit it. */
#include "stage/script_items.h"

#include "base/own_assert.h"
#include "stage/members.h"
#include "stage/stage_scopes.h"

#include <string.h>

bool exn_item_is_about(const exn_stage *stage, const exn_item *item, uint32_t member)
{
    if (exn_node_is_body(item->node) || exn_is_body(member)) {
        return exn_is_body(member) && item->node == exn_node_body(exn_task_of_body(member));
    }
    return member != EXN_NONE && stage->member_plans[member].node == item->node;
}

/* `leaks` and `touches later` may be answers to a request, too. */
static bool same_breach(exn_ending ending, exn_ending wanted)
{
    return (ending == EXN_ENDS_STOPS_LEAKING && wanted == EXN_ENDS_LEAKS) ||
           (ending == EXN_ENDS_STOPS_TOUCHING && wanted == EXN_ENDS_TOUCHES_LATER);
}

static bool same_ending(const exn_stage *stage, const exn_delivery *delivery,
                        const exn_alternative *wanted)
{
    exn_assert(delivery->ending != NULL);
    const exn_alternative *ending = delivery->ending;
    bool is_exit = !exn_is_body(delivery->member) && stage->actors[delivery->member]->is_exit;
    if (ending == wanted) {
        return true;
    }
    if (is_exit && wanted->ending == EXN_ENDS_STOPS && ending->ending == EXN_ENDS_EXITS) {
        return true; /* an exit that stops has exited */
    }
    bool same_with =
        !wanted->has_with || (ending->has_with && ending->with.kind == wanted->with.kind &&
                              ending->with.node == wanted->with.node);
    bool raises = exn_is_body(delivery->member) && ending->ending == EXN_ENDS_FAILS &&
                  wanted->ending == EXN_ENDS_RAISES;
    return (ending->ending == wanted->ending && same_with) || raises ||
           same_breach(ending->ending, wanted->ending);
}

/* Whether it is an external or a choice of code in C that has this name. */
static bool comes(const exn_delivery *delivery, const char *word)
{
    return delivery->kind == EXN_DELIVER_EXTERNAL && strcmp(delivery->words, word) == 0;
}

static exn_node_id speaker_of(const exn_stage *stage, const exn_delivery *delivery)
{
    exn_assert(delivery->kind == EXN_DELIVER_EXTERNAL);
    uint32_t scope = delivery->member == EXN_NONE ? delivery->border->scope : EXN_NONE;
    return exn_speaker(stage, delivery->member, scope);
}

static bool is_cancel_of(const exn_stage *stage, const exn_item *item, const exn_delivery *delivery)
{
    return delivery->kind == EXN_DELIVER_CANCEL &&
           stage->scopes[delivery->scope].node == item->node;
}

bool exn_item_means(const exn_stage *stage, const exn_item *item, const exn_delivery *delivery)
{
    switch (item->kind) {
    case EXN_ITEM_SETTLES: /* where nothing is ready it comes by itself */
        return delivery->ending != NULL && (item->at_once || !delivery->at_once) &&
               exn_item_is_about(stage, item, delivery->member) &&
               same_ending(stage, delivery, &item->ending);
    case EXN_ITEM_STEPS:
        return exn_item_is_about(stage, item, delivery->member) &&
               (delivery->kind == EXN_DELIVER_STEP || comes(delivery, "steps"));
    case EXN_ITEM_WORD:
        return comes(delivery, item->word) && (item->at_once || !delivery->at_once) &&
               speaker_of(stage, delivery) == item->node;
    case EXN_ITEM_CANCEL:
        return is_cancel_of(stage, item, delivery) && !delivery->at_once;
    case EXN_ITEM_CANCEL_AT_ONCE: /* where nothing is ready it is a plain cancel */
        return is_cancel_of(stage, item, delivery);
    case EXN_ITEM_ASK:
        return delivery->kind == EXN_DELIVER_ASK &&
               exn_item_is_about(stage, item, delivery->member);
    case EXN_ITEM_TIME_PASSES:
        return delivery->kind == EXN_DELIVER_TIME;
    case EXN_ITEM_CALL:
        return delivery->kind == EXN_DELIVER_CALL && delivery->action == &item->action;
    default:
        return false;
    }
}

uint32_t exn_results_listed(const exn_run *run, const exn_delivery *delivery)
{
    uint32_t results = 0;
    for (uint32_t i = 0; i < run->enabled.count; i++) {
        results += run->enabled.items[i].kind == delivery->kind &&
                   run->enabled.items[i].member == delivery->member && !run->enabled.items[i].extra;
    }
    return results;
}

bool exn_needs_no_item(const exn_run *run, const exn_delivery *delivery)
{
    if (delivery->goes_unsaid) {
        return true;
    }
    bool settles = delivery->inside_call && delivery->ending != NULL && !delivery->extra;
    return settles &&
           (delivery->ending->ending == EXN_ENDS_HANGS || exn_results_listed(run, delivery) == 1);
}

bool exn_item_is_listed(const exn_stage *stage, const exn_item *item)
{
    const exn_run *run = stage->run;
    for (uint32_t i = 0; i < run->enabled.count; i++) {
        if (exn_item_means(stage, item, &run->enabled.items[i])) {
            return true;
        }
    }
    return false;
}
