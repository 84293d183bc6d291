/* What code under test asks of the world in the midst of a call (D3): a choice like that of an
 * operation that settles inside its call with one of several results. */
#include "stage/choices.h"

#include "base/own_assert.h"
#include "contract/allocations.h"
#include "stage/choose.h"
#include "stage/enabled.h"
#include "stage/expect.h"
#include "stage/leave.h"
#include "stage/members.h"
#include "stage/tested.h"

#include <stdio.h>

enum { RESULTS_MAX = 64 };

/* While things are created there is no run, and so no tape to choose by. */
static _Noreturn void refuse(exn_stage *stage)
{
    exn_leave_unmade(stage->run, "`exeunt_border_choose` is called while things are being created: "
                                 "a choice is part of a run");
}

static void list(exn_run *run, const exeunt_border *border, uint32_t member,
                 const exeunt_choice *choice, bool first_goes_unsaid)
{
    exn_node_id speaker = exn_speaker(run->stage, member, border->scope);
    exn_enabled_clear(run);
    for (unsigned result = 0; result < choice->result_count; result++) {
        exn_delivery *delivery = exn_enabled_add(run, EXN_DELIVER_EXTERNAL, member, NULL);
        delivery->border = border;
        delivery->inside_call = true;
        delivery->result = (uint8_t)result;
        delivery->words = choice->results[result];
        delivery->goes_unsaid = first_goes_unsaid && result == 0;
        exn_expect_may_hear(run->stage, speaker, choice->results[result]);
        delivery->fault = result > 0 && !((choice->plain >> result) & 1);
    }
}

static unsigned choose(exeunt_border *border, uint32_t member, const exeunt_choice *choice,
                       bool first_goes_unsaid)
{
    exn_stage *stage =
        border->probe->stage; /* a private step cannot reach it: the fence convicts it here */
    exn_run *run = stage->run;
    if (!stage->is_made) {
        refuse(stage);
    }
    if (choice->result_count < 2 || run->tape.overflowed) {
        return 0; /* code that asks endlessly must not take all memory */
    }
    exn_require(choice->result_count <= RESULTS_MAX && choice->results != NULL);
    list(run, border, member, choice, first_goes_unsaid);
    exn_enabled_limit(stage);
    const exn_delivery *chosen = exn_enabled_choose(stage);
    exn_assert(chosen->border == border && chosen->inside_call && "it is of this choice");
    exn_assert(chosen->result < choice->result_count);
    unsigned result = chosen->result;
    run->current.faults += chosen->fault ? 1 : 0;
    exn_record_choice(&run->recorder, member, border->scope, chosen->words);
    return result;
}

unsigned exeunt_border_choose(exeunt_border *border, const exeunt_choice *choice)
{
    return choose(border, border->member, choice, false);
}

unsigned exn_choose_for(exeunt_border *border, uint32_t member, const exeunt_choice *choice)
{
    return choose(border, member, choice, false);
}

/* --- memory ----------------------------------------------------------------------------------- */

bool exn_gets_memory(exeunt_border *border)
{
    static const char *const words[] = {"gets memory", "gets no memory"};
    static const exeunt_choice memory = {.result_count = 2, .results = words};
    exn_stage *stage = border->probe->stage;
    bool may_fail = stage->run->scenario->memory_fails && stage->is_made;
    if (may_fail && choose(border, border->member, &memory, true) != 0) {
        exn_mark_tested(stage->run, stage->run->scenario->memory_number);
        return false;
    }
    return true;
}

void *exeunt_border_try_allocate(exeunt_border *border, size_t size)
{
    exn_allocation_made_by(__builtin_return_address(0));
    return exn_gets_memory(border) ? exeunt_border_allocate(border, size) : NULL;
}
