/* The default plan of an operation: one step, and success. */
#include "scenario/read/reader.h"

void exn_set_default_plan(exn_reader *reader, exn_plan *plan, exn_operation_kind operation)
{
    static const exn_ending plain[] = {EXN_ENDS_ENTERS, EXN_ENDS_EXITS, EXN_ENDS_RETURNS};
    *plan = (exn_plan){.alternative_count = 1, .steps = 1, .on_cancel_count = 1};
    plan->alternatives = exn_arena_take(reader->arena, sizeof *plan->alternatives);
    plan->alternatives->ending = plain[operation];
    plan->on_cancel = exn_arena_take(reader->arena, sizeof *plan->on_cancel);
    plan->on_cancel->ending = EXN_ENDS_STOPS;
}
