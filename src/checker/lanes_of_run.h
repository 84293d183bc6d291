/* Swim lanes of the last run: result/lanes.h. */
#ifndef EXN_CHECKER_LANES_OF_RUN_H
#define EXN_CHECKER_LANES_OF_RUN_H

#include "result/lanes.h"
#include "stage/stage.h"

/* That a run breaks something at its last event. */
typedef struct exn_lanes_broken {
    const uint32_t *blamed; /* a member, a body, or EXN_NONE, the scope; NULL: not known */
} exn_lanes_broken;

/* Returns the lanes of the run in hand, which told its steps (exn_run_options.tells_steps); NULL
 * when out of memory.
 *
 * Args   broken  NULL: it breaks nothing
 */
exn_lanes *exn_lanes_of_run(const exn_run *run, const exn_lanes_broken *broken);

/* Private to the makers of lanes: where an error was seen last, by scope. */
typedef struct exn_error_place {
    uint32_t scope;
    exn_error_id error;
    uint32_t event, lane;
} exn_error_place;

typedef struct exn_lanes_maker {
    const exn_run *run;
    const exn_view *view;
    exn_lanes *lanes;
    uint32_t *of_member;   /* lanes; [member_count], like the next one */
    size_t *bar_of_member; /* the number of the member's bar in flight, plus one; 0: none */
    uint32_t *of_scope;    /* [scope_count] */
    uint32_t *of_body;     /* [task_count], like the next one */
    size_t *bar_of_body;
    size_t *bar_of_scope; /* [scope_count] */
    exn_error_place *places;
    size_t place_count, place_capacity;
    bool failed; /* for want of memory */
} exn_lanes_maker;

/* Makes the lanes, without what is in them, and finds which is whose. */
void exn_lanes_lay_out(exn_lanes_maker *maker);

/* Follows the errors through one event, number `event` of the trace. */
void exn_lanes_follow_errors(exn_lanes_maker *maker, const exn_record *record, uint32_t event);

/* Says where an error is now, for the managers of a scope. */
void exn_lanes_put_error(exn_lanes_maker *maker, uint32_t scope, exn_error_id error, uint32_t event,
                         uint32_t lane);

/* The lane of the one that an event is about. */
uint32_t exn_lanes_lane_of(const exn_lanes_maker *maker, const exn_record *record);

#endif
