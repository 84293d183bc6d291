/* A scenario's nodes become members (a callback with `times` many) and scopes; the implementation
 * creates its subjects, innermost first. */
#include "stage/build.h"

#include "base/own_assert.h"
#include "contract/allocations.h"
#include "contract/running.h"
#include "stage/body.h"
#include "stage/crashes.h"
#include "stage/deadlines.h"
#include "stage/expect.h"
#include "stage/externals.h"
#include "stage/kept_path.h"
#include "stage/make.h"
#include "stage/member_memory.h"
#include "stage/members.h"
#include "stage/oldest_in_flight.h"
#include "stage/operations.h"
#include "stage/play.h"
#include "stage/script.h"
#include "stage/stage_scopes.h"
#include "stage/tasks.h"
#include "stage/tokens.h"
#include "world/constants.h"

static bool is_scope(const exn_node *node)
{
    return node->kind != EXN_NODE_LEAF;
}

/* Whether it is the scope of a task, or one that only a `move` names. */
static bool is_outermost(const exn_scenario *scenario, exn_node_id node)
{
    return is_scope(&scenario->nodes[node]) && scenario->nodes[node].parent == EXN_NODE_NONE;
}

static bool has_moved_to(const exn_scenario *scenario)
{
    size_t node = scenario->node_count;
    while (node > 0 && !exn_is_moved_to(scenario, (exn_node_id)(node - 1))) {
        node -= 1;
    }
    return node > 0;
}

/* `take` takes memory of the world; `keep` takes memory beside it, for what never changes. */
static void *take(exn_run *run, size_t count, size_t size, bool *failed)
{
    void *memory = exn_heap_allocate(run->stage->probe.world->heap, count * size);
    *failed = *failed || memory == NULL;
    return memory;
}

static void *keep(size_t count, size_t size, bool *failed)
{
    void *memory = exn_constants_allocate(count * size);
    *failed = *failed || memory == NULL;
    return memory;
}

static void count_members_and_scopes(const exn_scenario *scenario, uint32_t *members,
                                     uint32_t *scopes)
{
    *members = 0;
    *scopes = 0;
    for (size_t i = 0; i < scenario->node_count; i++) {
        const exn_node *node = &scenario->nodes[i];
        bool outermost = is_outermost(scenario, (exn_node_id)i);
        *scopes += is_scope(node) ? 1 : 0;
        *members += outermost ? 0 : node->times > 1 ? node->times : 1;
    }
}

/* What never changes of members and scopes, while it is written. */
typedef struct written_facts {
    exn_member_facts *members;
    exn_scope_facts *scopes;
    exn_task_facts *tasks;
} written_facts;

static void write_scopes(exn_run *run, exn_scope_facts *facts)
{
    exn_stage *stage = run->stage;
    uint32_t at = 0;
    for (size_t i = 0; i < run->scenario->node_count; i++) {
        const exn_node *node = &run->scenario->nodes[i];
        if (!is_scope(node)) {
            continue;
        }
        facts[at] = (exn_scope_facts){
            .name = node->name,
            .member = EXN_NONE,
            .task = node->task,
            .last = EXN_NONE,
            .kind = node->kind == EXN_NODE_STACK ? EXEUNT_KIND_STACK : EXEUNT_KIND_POOL,
            .wait_all = node->wait_all,
            .shows_clock = run->implementation->shows_clock,
        };
        stage->probe.view.scopes[at] = (exn_scope_view){
            .is = &facts[at],
            .first = EXN_NONE,
            .top = EXN_NONE,
            .head = EXN_NONE,
            .above = EXN_NONE,
            .last_exit = EXN_NONE,
            .first_failure = EXN_NONE,
        };
        stage->scopes[at].node = (exn_node_id)i;
        stage->probe.borders[at] =
            (exeunt_border){&stage->probe, at, EXN_NONE, run->implementation, NULL};
        at += 1;
    }
}

/* The first handle of the manager that this node is a handle of. */
static uint32_t shared_by(const exn_run *run, const exn_node *node, uint32_t index)
{
    if (!node->is_handle) {
        return EXN_NONE;
    }
    bool is_first = node == &run->scenario->nodes[node->first_handle];
    return is_first ? index : exn_member_of_node(run->stage, node->first_handle);
}

static void write_member(exn_run *run, written_facts *facts, uint32_t index, exn_node_id node_id)
{
    exn_stage *stage = run->stage;
    exn_view *view = &stage->probe.view;
    const exn_node *node = &run->scenario->nodes[node_id];
    bool planned = node->parent != EXN_NODE_NONE;
    uint32_t holder =
        planned ? exn_scope_of_node(stage, node->parent) : view->tasks[node->task].scope;
    stage->member_plans[index].node = node_id;
    stage->member_plans[index].is_heard = exn_expect_hears(run->scenario, node_id);
    stage->member_plans[index].enter = exn_operation_from(&node->enter);
    stage->member_plans[index].exit = exn_operation_from(&node->exit);
    facts->members[index] =
        (exn_member_facts){.name = node->name,
                           .inside = is_scope(node) ? exn_scope_of_node(stage, node_id) : EXN_NONE,
                           .shared = shared_by(run, node, index),
                           .pushed = planned && node->role != EXN_ROLE_ENTER,
                           .dynamic = !planned,
                           .before = facts->scopes[holder].last};
    if (planned && node->role == EXN_ROLE_ENTER) {
        facts->scopes[holder].wanted += 1;
        facts->scopes[holder].last = index;
    }
    if (!planned) {
        facts->scopes[holder].takes_more = true;
    }
    if (is_scope(node)) {
        facts->scopes[facts->members[index].inside].member = index;
    }
    view->members[index]->callback = node->role == EXN_ROLE_CALLBACK;
    view->places[index] = (exn_member_place){.holder = holder, .sibling = EXN_NONE};
    if (view->links != NULL) {
        view->links[index] = (exn_member_links){.below = EXN_NONE, .chain = EXN_NONE};
    }
}

/* Links the members of each scope in the order of the managers. It goes from the last to the first,
 * so that it need not walk any list. */
static void link_siblings(exn_view *view)
{
    for (uint32_t i = view->member_count; i-- > 0;) {
        exn_scope_view *holder = &view->scopes[view->places[i].holder];
        view->places[i].sibling = holder->first;
        holder->first = i;
    }
}

static void write_members(exn_run *run, written_facts *facts)
{
    uint32_t at = 0;
    for (size_t i = 0; i < run->scenario->node_count; i++) {
        if (is_outermost(run->scenario, (exn_node_id)i)) {
            continue;
        }
        uint32_t times = run->scenario->nodes[i].times > 1 ? run->scenario->nodes[i].times : 1;
        for (uint32_t k = 0; k < times; k++) {
            write_member(run, facts, at++, (exn_node_id)i);
        }
    }
    link_siblings(&run->stage->probe.view);
}

static bool create_scope(exn_run *run, uint32_t index)
{
    exn_stage *stage = run->stage;
    exn_view *view = &stage->probe.view;
    exn_stage_scope *scope = &stage->scopes[index];
    const exn_node *node = &run->scenario->nodes[scope->node];
    size_t count = 0;
    for (uint32_t i = view->scopes[index].first; i != EXN_NONE; i = view->places[i].sibling) {
        count += view->facts[i].dynamic ? 0 : 1;
    }
    bool failed = false;
    scope->entries = keep(count, sizeof *scope->entries, &failed);
    if (failed) {
        return false;
    }
    size_t at = 0;
    for (uint32_t i = view->scopes[index].first; i != EXN_NONE; i = view->places[i].sibling) {
        if (!view->facts[i].dynamic) {
            exn_role role = run->scenario->nodes[stage->member_plans[i].node].role;
            scope->entries[at++] = (exeunt_entry){stage->probe.outer[i], (exeunt_role)role};
        }
    }
    scope->plan = (exeunt_plan){.name = node->name,
                                .kind = (exeunt_kind)view->scopes[index].is->kind,
                                .entries = scope->entries,
                                .entry_count = count,
                                .wait_all = node->wait_all,
                                .nested = view->scopes[index].is->member != EXN_NONE,
                                .border = &stage->probe.borders[index]};
    return true;
}

/* What of the stage only some scenarios need. */
typedef struct needs {
    bool stack, moves, touches_later, raises_again;
} needs;

static void look_at_endings(const exn_alternative *endings, size_t count, needs *needed)
{
    for (size_t i = 0; i < count; i++) {
        needed->touches_later |= endings[i].ending == EXN_ENDS_TOUCHES_LATER ||
                                 endings[i].ending == EXN_ENDS_STOPS_TOUCHING;
        needed->raises_again |= endings[i].has_with;
    }
}

static void look_at_plan(const exn_plan *plan, needs *needed)
{
    look_at_endings(plan->alternatives, plan->alternative_count, needed);
    look_at_endings(plan->on_cancel, plan->on_cancel_count, needed);
}

static needs needs_of(const exn_scenario *scenario)
{
    needs needed = {.moves = has_moved_to(scenario)};
    for (size_t i = 0; i < scenario->node_count; i++) {
        needed.stack |= scenario->nodes[i].kind == EXN_NODE_STACK;
        look_at_plan(&scenario->nodes[i].enter, &needed);
        look_at_plan(&scenario->nodes[i].exit, &needed);
    }
    for (size_t i = 0; i < scenario->item_count; i++) {
        look_at_endings(&scenario->items[i].ending, 1, &needed);
    }
    return needed;
}

static bool keep_room(exn_run *run, uint32_t members, uint32_t scopes, written_facts *facts)
{
    exn_stage *stage = run->stage;
    bool failed = false;
    facts->members = keep(members, sizeof *facts->members, &failed);
    facts->scopes = keep(scopes, sizeof *facts->scopes, &failed);
    facts->tasks = keep(run->scenario->task_count, sizeof *facts->tasks, &failed);
    stage->probe.view.facts = facts->members;
    stage->probe.view.tasks = facts->tasks;
    stage->body_plans = keep(run->scenario->task_count, sizeof *stage->body_plans, &failed);
    stage->probe.members = keep(members, sizeof *stage->probe.members, &failed);
    stage->probe.shared = keep(members, sizeof *stage->probe.shared, &failed);
    stage->probe.borders = keep(scopes, sizeof *stage->probe.borders, &failed);
    stage->member_plans = keep(members, sizeof *stage->member_plans, &failed);
    stage->scopes = keep(scopes, sizeof *stage->scopes, &failed);
    size_t words = run->scenario->item_count / 64 + 1;
    stage->next_positions = keep(words, sizeof *stage->next_positions, &failed);
    return !failed;
}

/* Room in the world that every scenario needs. */
static bool take_room(exn_run *run, uint32_t members, uint32_t scopes, const needs *needed)
{
    exn_stage *stage = run->stage;
    exn_view *view = &stage->probe.view;
    bool failed = false;
    size_t words = members / EXN_ACTORS_IN_GROUP / 64 + 1;
    size_t of_groups = words * sizeof *stage->now->groups_at_work;
    size_t of_bodies = view->task_count * sizeof *stage->bodies;
    stage->now = take(run, 1, sizeof *stage->now + of_groups + of_bodies, &failed);
    if (stage->now != NULL) { /* they change together, so they lie together */
        stage->bodies = (exn_played_body *)(stage->now->groups_at_work + words);
    }
    failed = !exn_take_member_memory(stage, members, run->options.has_cells) || failed;
    view->scopes = take(run, scopes, sizeof *view->scopes, &failed);
    view->places = needed->moves ? take(run, members, sizeof *view->places, &failed)
                                 : keep(members, sizeof *view->places, &failed);
    stage->probe.body_errors =
        take(run, view->task_count, sizeof *stage->probe.body_errors, &failed);
    stage->probe.shown = take(run, members + 2u * scopes, sizeof *stage->probe.shown, &failed);
    if (needed->stack) {
        view->links = take(run, members, sizeof *view->links, &failed);
    }
    return !failed;
}

/* Room for a set of bits; NULL for an empty one. */
static uint64_t *take_bits(exn_run *run, size_t count, bool *failed)
{
    return count > 0 ? take(run, (count + 63) / 64, sizeof(uint64_t), failed) : NULL;
}

/* Room that some scenarios need. */
static bool take_more_room(exn_run *run, uint32_t members, uint32_t scopes, const needs *needed)
{
    const exn_scenario *scenario = run->scenario;
    exn_stage *stage = run->stage;
    bool failed = false;
    if (scenario->has_schedule) {
        stage->positions = take_bits(run, scenario->item_count + 1, &failed);
    }
    stage->always = take_bits(run, scenario->always_count, &failed);
    stage->owed = take_bits(run, scenario->whenever_count, &failed);
    if (run->options.manager_factory != NULL) {
        stage->late = take(run, members, sizeof *stage->late, &failed);
    }
    if (exn_ages_matter(run)) {
        stage->ages = take(run, members, sizeof *stage->ages, &failed);
    }
    if (run->options.manager_factory != NULL || run->options.bodies != NULL) {
        stage->probe.own_borders = exn_externals_open(stage);
        failed = failed || stage->probe.own_borders == NULL || !exn_own_bodies_open(stage);
    }
    if (needed->moves || scenario->task_count > 1) {
        stage->kept_closings =
            take(run, scenario->task_count, sizeof *stage->kept_closings, &failed);
    }
    if (needed->moves) {
        stage->moved_to = take(run, scopes, sizeof *stage->moved_to, &failed);
    }
    if (needed->touches_later) {
        stage->touch = take(run, 1, sizeof *stage->touch, &failed);
    }
    return !failed;
}

static bool take_timers(exn_run *run)
{
    exn_stage *stage = run->stage;
    bool failed = false;
    for (uint32_t i = 0; i < stage->probe.view.scope_count; i++) {
        exn_stage_scope *scope = &stage->scopes[i];
        if (exn_has_timers(&run->scenario->nodes[scope->node])) {
            scope->timers = take(run, 1, sizeof *scope->timers, &failed);
        }
    }
    for (uint32_t i = 0; i < stage->probe.view.member_count; i++) {
        exn_member_plan *member_plan = &stage->member_plans[i];
        if (member_plan->enter.plan->takes || member_plan->exit.plan->takes) {
            member_plan->timer = take(run, 1, sizeof *member_plan->timer, &failed);
        }
    }
    for (uint32_t i = 0; i < stage->probe.view.task_count; i++) {
        exn_body_plan *plan = &stage->body_plans[i];
        if (plan->operation.plan->takes) {
            plan->timer = take(run, 1, sizeof *plan->timer, &failed);
        }
    }
    return !failed;
}

/* Returns false if the world is too small. */
static bool make_managers(exn_run *run, const needs *needed)
{
    exn_stage *stage = run->stage;
    bool failed = false;
    for (uint32_t i = 0; i < stage->probe.view.member_count; i++) {
        exeunt_manager *inner = exn_make_manager(run, i);
        bool is_scope_too = stage->probe.view.facts[i].inside != EXN_NONE;
        bool is_told = inner != NULL || is_scope_too || needed->raises_again;
        exn_told *told = is_told ? take(run, 1, sizeof *told, &failed) : NULL;
        exn_probe_init_member(&stage->probe, i, inner, told);
    }
    return !failed;
}

static void init_stage(exn_run *run, exn_world *world, uint32_t members, uint32_t scopes)
{
    exn_stage *stage = run->stage;
    stage->run = run;
    stage->probe.world = world;
    stage->probe.recorder = &run->recorder;
    stage->probe.exit_was_asked = &run->totals.tested[run->scenario->exit_asked_number];
    stage->probe.tested_by_code = &run->totals.tested[run->scenario->by_code_number];
    stage->probe.players =
        exn_play_callbacks(exn_ages_matter(run) || exn_deadlines_matter(run->scenario));
    stage->probe.stage = stage;
    stage->probe.last_value.member = EXN_NONE;
    stage->probe.view.member_count = members;
    stage->probe.view.scope_count = scopes;
    stage->probe.view.waived = run->options.waived;
    stage->probe.view.task_count = run->scenario->task_count;
    stage->probe.view.promises = run->options.promises;
    stage->asks_again = run->options.promises.exits == EXEUNT_EXITS_ASKED_AGAIN;
}

/* Makes all but the subjects. */
static bool build_stage(exn_run *run)
{
    uint32_t members = 0;
    uint32_t scopes = 0;
    count_members_and_scopes(run->scenario, &members, &scopes);
    bool fences = run->options.audits_privacy &&
                  run->options.manager_factory != NULL; /* scenarios touch nothing */
    exn_world *world = exn_world_open(fences ? members : 0);
    exn_stage *stage = exn_constants_open() ? exn_constants_allocate(sizeof *stage) : NULL;
    if (world == NULL || stage == NULL) {
        return false;
    }
    written_facts facts = {.members = NULL};
    needs needed = needs_of(run->scenario);
    run->stage = stage;
    run->heap = world->heap;
    if (run->options.manager_factory != NULL || run->options.bodies != NULL ||
        !run->options.trusts_scope) {
        exn_heap_keep_apart(world->heap);
    }
    init_stage(run, world, members, scopes);
    exn_heap_guard(world->heap);
    if (!keep_room(run, members, scopes, &facts) || !take_room(run, members, scopes, &needed) ||
        !take_more_room(run, members, scopes, &needed)) {
        return false;
    }
    stage->now->open_scopes = run->scenario->task_count;
    stage->now->cancels_left = run->options.cancels_max;
    for (uint32_t i = 0; i < run->scenario->task_count; i++) {
        stage->body_plans[i] =
            (exn_body_plan){.stage = stage,
                            .task = i,
                            .operation = exn_operation_from(&run->scenario->tasks[i].body)};
    }
    write_scopes(run, facts.scopes);
    if (!exn_write_tasks(run, facts.tasks)) {
        return false;
    }
    write_members(run, &facts);
    return take_timers(run) && exn_tokens_open(stage) && make_managers(run, &needed);
}

/* Makes all of it; READY, or TOO_SMALL. */
static exn_world_status create(exn_run *run)
{
    if (!build_stage(run)) {
        return EXN_WORLD_TOO_SMALL;
    }
    exn_stage *stage = run->stage;
    uint32_t scopes = stage->probe.view.scope_count;
    for (uint32_t i = 0; i < scopes; i++) {
        if (!create_scope(run, i)) {
            return EXN_WORLD_TOO_SMALL;
        }
    }
    stage->live_before = exn_live(stage);
    for (uint32_t i = scopes; i-- > 0;) { /* preorder backwards: innermost first */
        exn_make_subject(run, i);
    }
    exn_own_bodies_create(stage);
    exn_script_begin(stage);
    exn_probe_look(&stage->probe, EXN_NONE);
    stage->is_made = true;
    return EXN_WORLD_READY;
}

/* The same where code under test leaves the building; what it takes may also be too much. */
static exn_world_status create_or_leave(exn_run *run)
{
    if (setjmp(run->recorder.ended) == 0) {
        return create(run);
    }
    exn_run_none();
    exn_crash_tell(run);
    if (run->recorder.breach.happened) {
        return EXN_WORLD_BROKEN;
    }
    if (run->current.mismatch.happened) {
        return EXN_WORLD_CRASHED;
    }
    return run->recorder.breach.message[0] != '\0' ? EXN_WORLD_NOT_MADE : EXN_WORLD_TOO_SMALL;
}

exn_world_status exn_stage_build(exn_run *run)
{
    exn_allocations_begin();
    exn_world_status status = create_or_leave(run);
    exn_allocations_made();
    exn_probe_made();
    if (run->stage == NULL) {
        return status;
    }
    exn_heap_unguard(run->heap);
    return status == EXN_WORLD_READY && !exn_heap_mark(run->heap) ? EXN_WORLD_NO_MEMORY : status;
}
