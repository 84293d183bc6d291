/* Whom a run waits for that gets stuck: the member whose operation has been in flight longest; else
 * the body, unless it waits for an enter; else the scope. */
#include "stage/waited_for.h"

#include "base/own_assert.h"
#include "stage/body.h"
#include "stage/oldest_in_flight.h"

exn_waited_for exn_find_waited_for(const exn_stage *stage)
{
    uint32_t oldest = exn_ages_oldest(stage);
    exn_assert(stage->probe.world->ready_first == NULL && "nothing more comes");
    bool is_body = oldest == EXN_NONE && exn_body_goes_on(stage, 0);
    return (exn_waited_for){.member = is_body ? exn_body(0) : oldest, .scope = 0};
}
