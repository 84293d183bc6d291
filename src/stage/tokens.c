/* The tokens of a manager that tasks share. */
#include "stage/tokens.h"

#include "base/own_assert.h"
#include "stage/members.h"

static bool open_one(exn_stage *stage, uint32_t first, uint32_t count)
{
    const exn_view *view = &stage->probe.view;
    exn_tokens *tokens = exn_heap_allocate(stage->probe.world->heap,
                                           sizeof *tokens + count * sizeof *tokens->waiting);
    if (tokens == NULL) {
        return false;
    }
    tokens->left = stage->run->scenario->nodes[stage->member_plans[first].node].tokens;
    for (uint32_t i = first; i < view->member_count; i++) {
        if (view->facts[i].shared == first) {
            stage->member_plans[i].tokens = tokens;
        }
    }
    return true;
}

bool exn_tokens_open(exn_stage *stage)
{
    const exn_view *view = &stage->probe.view;
    bool complete = true;
    for (uint32_t i = 0; i < view->member_count && complete; i++) {
        bool is_first = view->facts[i].shared == i;
        if (is_first && stage->run->scenario->nodes[stage->member_plans[i].node].tokens > 0) {
            stage->has_tokens = true;
            complete = open_one(stage, i, view->task_count);
        }
    }
    return complete;
}

bool exn_token_take(exn_stage *stage, uint32_t member)
{
    exn_tokens *tokens = stage->member_plans[member].tokens;
    if (tokens->left > 0) {
        tokens->left -= 1;
        return true;
    }
    exn_assert(tokens->waiting_count < stage->probe.view.task_count && "each task waits once");
    tokens->waiting[tokens->waiting_count++] = member;
    return false;
}

/* Takes one out of the list of those that wait. Those after it move up, and the last place is zero
 * again: equal situations are equal bytes. */
static void remove_at(exn_tokens *tokens, uint32_t at)
{
    tokens->waiting_count -= 1;
    for (uint32_t i = at; i < tokens->waiting_count; i++) {
        tokens->waiting[i] = tokens->waiting[i + 1];
    }
    tokens->waiting[tokens->waiting_count] = 0;
}

void exn_token_give_up(exn_stage *stage, uint32_t member)
{
    exn_tokens *tokens = stage->member_plans[member].tokens;
    uint32_t at = 0;
    while (at < tokens->waiting_count && tokens->waiting[at] != member) {
        at += 1;
    }
    exn_assert(at < tokens->waiting_count && "it waits");
    remove_at(tokens, at);
}

uint32_t exn_token_pass_on(exn_stage *stage, uint32_t member)
{
    exn_tokens *tokens = stage->member_plans[member].tokens;
    if (tokens->waiting_count == 0) {
        tokens->left += 1;
        return EXN_NONE;
    }
    uint32_t next = tokens->waiting[0];
    exn_assert(tokens->left == 0 && next != member && "who waits has found no token");
    remove_at(tokens, 0);
    return next;
}
