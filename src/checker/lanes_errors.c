/* How an error travels: raised by a body or a manager, from exit to exit, and out of the scope.
 *
 * In a stack an error that an exit was told goes on from there, when that exit has ended without
 * suppressing it. In a pool all exits are told at the same time, so it goes to each of them from
 * where it was raised. A nested scope passes on what it was told, and raises what it ends with. */
#include "checker/lanes_of_run.h"

#include "base/grow.h"
#include "base/own_assert.h"
#include "contract/error_names.h"

/* --- where errors are ------------------------------------------------------------------------- */

static exn_error_place *find(const exn_lanes_maker *maker, uint32_t scope, exn_error_id error)
{
    for (size_t i = maker->place_count; i > 0; i--) {
        exn_error_place *place = &maker->places[i - 1];
        if (place->scope == scope && place->error == error) {
            return place;
        }
    }
    return NULL;
}

void exn_lanes_put_error(exn_lanes_maker *maker, uint32_t scope, exn_error_id error, uint32_t event,
                         uint32_t lane)
{
    exn_error_place *place = find(maker, scope, error);
    if (place == NULL) {
        if (!EXN_MAKE_ROOM(maker->places, maker->place_capacity, maker->place_count + 1)) {
            maker->failed = true;
            return;
        }
        place = &maker->places[maker->place_count++];
    }
    *place = (exn_error_place){.scope = scope, .error = error, .event = event, .lane = lane};
}

/* Adds a hop from where the error is in `scope`, if that is known. */
static void hop(exn_lanes_maker *maker, uint32_t scope, exn_error_id error, uint32_t event,
                uint32_t lane)
{
    const exn_error_place *from = find(maker, scope, error);
    if (from == NULL || (from->event == event && from->lane == lane)) {
        return;
    }
    exn_assert(from->event <= event && "an error goes on to what comes later");
    char name[256];
    exn_id_name(maker->view, error, name, sizeof name);
    exn_hop hop = {.from_event = from->event,
                   .from_lane = from->lane,
                   .to_event = event,
                   .to_lane = lane,
                   .error = name};
    maker->failed = !exn_lanes_add_hop(maker->lanes, hop) || maker->failed;
}

/* --- events ----------------------------------------------------------------------------------- */

static void raised(exn_lanes_maker *maker, const exn_record *record, uint32_t event, uint32_t lane)
{
    uint32_t scope = record->scope;
    bool is_member = record->member < maker->view->member_count;
    uint32_t inside = is_member ? maker->view->facts[record->member].inside : EXN_NONE;
    if (inside != EXN_NONE) {
        hop(maker, inside, record->error, event, lane);
    }
    exn_lanes_put_error(maker, scope, record->error, event, lane);
}

static void exit_begins(exn_lanes_maker *maker, const exn_record *record, uint32_t event,
                        uint32_t lane)
{
    exn_assert(record->member < maker->view->member_count && "only members are exited");
    uint32_t inside = maker->view->facts[record->member].inside;
    if (record->error == EXN_ID_NONE) {
        return;
    }
    hop(maker, record->scope, record->error, event, lane);
    if (inside != EXN_NONE) {
        exn_lanes_put_error(maker, inside, record->error, event, lane);
    }
    if (maker->view->scopes[record->scope].is->kind == EXEUNT_KIND_STACK) {
        exn_lanes_put_error(maker, record->scope, record->error, event, lane);
    }
}

/* An exit ended: what it was told goes on from its end, in a stack. */
static void exited(exn_lanes_maker *maker, const exn_record *record, uint32_t event, uint32_t lane)
{
    for (size_t i = 0; i < maker->place_count; i++) {
        exn_error_place *place = &maker->places[i];
        if (place->scope == record->scope && place->lane == lane) {
            exn_assert(place->event <= event);
            place->event = event;
        }
    }
}

static void closes(exn_lanes_maker *maker, const exn_record *record, uint32_t event, uint32_t lane)
{
    exn_assert(lane == maker->of_scope[record->scope] && "a scope closes on its own lane");
    const exn_closing *closing = exn_closing_of(&maker->run->recorder, maker->view, record->scope);
    for (uint32_t i = 0; i < closing->error_count && i < EXN_OUTCOME_ERRORS_MAX; i++) {
        hop(maker, record->scope, closing->errors[i], event, lane);
    }
}

void exn_lanes_follow_errors(exn_lanes_maker *maker, const exn_record *record, uint32_t event)
{
    uint32_t lane = exn_lanes_lane_of(maker, record);
    switch ((int)record->kind) {
    case EXN_CANCEL:
        exn_lanes_put_error(maker, record->scope, exn_id(EXN_ID_CANCELED, 0), event, lane);
        break;
    case EXN_ENTER_FAILS:
    case EXN_BODY_RAISES:
        raised(maker, record, event, lane);
        break;
    case EXN_EXIT_BEGINS:
        exit_begins(maker, record, event, lane);
        break;
    case EXN_EXIT_FAILS:
        exited(maker, record, event, lane);
        raised(maker, record, event, lane);
        break;
    case EXN_EXITED:
        exited(maker, record, event, lane);
        break;
    case EXN_CLOSES:
        closes(maker, record, event, lane);
        break;
    default:
        break;
    }
}
