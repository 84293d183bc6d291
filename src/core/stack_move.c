/* The entries of one exit stack become those of another one (S9, S14). */
#include <exeunt/stack.h>

#include "core/core.h"
#include "core/kind.h"

#include <assert.h>

/* Whether it has begun, or does so by being moved: nothing in it waits to be entered (S14). */
static bool may_begin_by_move(exeunt_stack *stack)
{
    const exeunt_manager *entry = stack->scope.first;

    while (stack->scope.phase == EXN_PHASE_NEW && entry != NULL &&
           entry->role != EXN_HOLDING_ENTERS) {
        entry = entry->next;
    }
    return stack->scope.phase != EXN_PHASE_NEW || entry == NULL;
}

static int refusal_to_move(exeunt_stack *from, exeunt_stack *to)
{
    if (from == to) {
        return EXEUNT_EINVAL;
    }
    if (from->scope.phase == EXN_PHASE_CLOSED || to->scope.phase == EXN_PHASE_CLOSED) {
        return EXEUNT_ECLOSED;
    }
    if (exn_scope_unwinds(&from->scope) || exn_scope_unwinds(&to->scope)) {
        return EXEUNT_EALREADY;
    }
    if (from->entering != NULL || from->scope.phase == EXN_PHASE_ENTERING) {
        return EXEUNT_EBUSY;
    }
    bool fits =
        to->scope.phase != EXN_PHASE_ENTERING && may_begin_by_move(to) && may_begin_by_move(from);
    return fits ? 0 : EXEUNT_ESTATE;
}

/* A stack that has not begun holds what it was given from now on. */
static void hold_given(exeunt_stack *stack)
{
    if (stack->scope.phase == EXN_PHASE_NEW) {
        stack->scope.kind->begin_enters(&stack->scope);
        stack->next = NULL;
    }
}

int exeunt_stack_move(exeunt_stack *from, exeunt_stack *to)
{
    int refusal = refusal_to_move(from, to);

    if (refusal == 0) {
        hold_given(from);
        hold_given(to);
        to->scope.phase = EXN_PHASE_BODY;
        exn_scope_splice(&to->scope, &from->scope);
        assert(from->scope.first == NULL && from->next == NULL && to->next == NULL);
    }
    return refusal;
}
