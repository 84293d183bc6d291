/* Which lanes there are: for each task its scope, its body and its managers, and below a nested
 * scope what that holds. */
#include "checker/lanes_of_run.h"

#include "base/own_assert.h"

/* Appends a lane. Returns its number. */
static uint32_t add(exn_lanes_maker *maker, exn_lane_kind kind, uint32_t inside, const char *name)
{
    uint32_t lane = (uint32_t)maker->lanes->lane_count;
    maker->failed = !exn_lanes_add_lane(maker->lanes, kind, inside, name) || maker->failed;
    return lane;
}

static void add_member(exn_lanes_maker *maker, uint32_t member, uint32_t inside);

/* Appends the lanes of what a scope holds. What has moved is listed where it went. */
static void add_members(exn_lanes_maker *maker, uint32_t scope)
{
    for (uint32_t i = 0; i < maker->view->member_count; i++) {
        if (maker->view->places[i].holder == scope) {
            add_member(maker, i, maker->of_scope[scope]);
        }
    }
}

static void add_member(exn_lanes_maker *maker, uint32_t member, uint32_t inside)
{
    const exn_member_facts *facts = &maker->view->facts[member];
    exn_assert(maker->of_member[member] == EXN_NO_LANE && "one scope holds it");
    bool is_scope = facts->inside != EXN_NONE;
    uint32_t lane = add(maker, is_scope ? EXN_LANE_SCOPE : EXN_LANE_MANAGER, inside, facts->name);
    maker->of_member[member] = lane;
    if (is_scope) {
        maker->of_scope[facts->inside] = lane;
        add_members(maker, facts->inside);
    }
}

static void add_task(exn_lanes_maker *maker, uint32_t task)
{
    const exn_view *view = maker->view;
    uint32_t scope = view->tasks[task].scope;
    exn_assert(maker->of_scope[scope] == EXN_NO_LANE && "a task has a scope of its own");
    exn_lane_kind kind = view->task_count > 1 ? EXN_LANE_TASK : EXN_LANE_SCOPE;
    maker->of_scope[scope] = add(maker, kind, EXN_NO_LANE, exn_scope_name(view, scope));
    maker->of_body[task] =
        add(maker, EXN_LANE_BODY, maker->of_scope[scope], view->tasks[task].body);
    add_members(maker, scope);
}

void exn_lanes_lay_out(exn_lanes_maker *maker)
{
    const exn_view *view = maker->view;
    for (uint32_t i = 0; i < view->member_count; i++) {
        maker->of_member[i] = EXN_NO_LANE;
    }
    for (uint32_t i = 0; i < view->scope_count; i++) {
        maker->of_scope[i] = EXN_NO_LANE;
    }
    for (uint32_t i = 0; i < view->task_count; i++) {
        add_task(maker, i);
    }
    for (uint32_t i = 0; i < view->scope_count; i++) { /* the new stacks of `move` */
        if (maker->of_scope[i] == EXN_NO_LANE) {
            maker->of_scope[i] = add(maker, EXN_LANE_SCOPE, EXN_NO_LANE, exn_scope_name(view, i));
            add_members(maker, i);
        }
    }
}

uint32_t exn_lanes_lane_of(const exn_lanes_maker *maker, const exn_record *record)
{
    const exn_view *view = maker->view;
    if (record->member < view->member_count) {
        return maker->of_member[record->member];
    }
    if (exn_is_body(record->member)) {
        exn_assert(exn_task_of_body(record->member) < view->task_count);
        return maker->of_body[exn_task_of_body(record->member)];
    }
    if (record->scope >= view->scope_count) {
        return maker->of_scope[view->tasks[0].scope];
    }
    bool is_of_scope = record->kind == EXN_CLOSES || record->kind == EXN_CANCEL ||
                       record->kind == EXN_WORD || record->kind == EXN_CALL ||
                       record->kind == EXN_CALL_REFUSED;
    uint32_t task = view->scopes[record->scope].is->task;
    return is_of_scope ? maker->of_scope[record->scope] : maker->of_body[task];
}
