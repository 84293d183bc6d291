#include "stage/internal.h"

#include <string.h>

/* A scenario's nodes become members (a callback with `times` many) and scopes; the implementation
 * creates its subjects, innermost first. */

static bool is_scope(const exn_node *node)
{
    return node->kind != EXN_NODE_LEAF;
}

/* A scope that only a `move` names: it is made empty beside the outermost one. */
static bool is_moved_to(const exn_scenario *scenario, exn_node_id node)
{
    return node > 0 && is_scope(&scenario->nodes[node]) &&
           scenario->nodes[node].parent == EXN_NODE_NONE;
}

static bool has_moved_to(const exn_scenario *scenario)
{
    size_t node = scenario->node_count;
    while (node > 0 && !is_moved_to(scenario, (exn_node_id)(node - 1))) {
        node -= 1;
    }
    return node > 0;
}

static void *take(exn_run *run, size_t count, size_t size, bool *failed)
{
    void *memory = exn_heap_allocate(run->stage->probe.world->heap, count * size);
    *failed = *failed || memory == NULL;
    return memory;
}

static void count_cast(const exn_scenario *scenario, uint32_t *members, uint32_t *scopes)
{
    *members = 0;
    *scopes = 0;
    for (size_t i = 0; i < scenario->node_count; i++) {
        const exn_node *node = &scenario->nodes[i];
        bool outermost = i == 0 || is_moved_to(scenario, (exn_node_id)i);
        *scopes += is_scope(node) ? 1 : 0;
        *members += outermost ? 0 : node->times > 1 ? node->times : 1;
    }
}

static uint32_t scope_of_node(const exn_stage *stage, exn_node_id node)
{
    uint32_t i = 0;
    while (stage->scopes[i].node != node) {
        i += 1;
    }
    return i;
}

static void cast_scopes(exn_run *run)
{
    exn_stage *stage = run->stage;
    uint32_t at = 0;
    for (size_t i = 0; i < run->scenario->node_count; i++) {
        const exn_node *node = &run->scenario->nodes[i];
        if (!is_scope(node)) {
            continue;
        }
        exn_scope_view *scope = &stage->probe.view.scopes[at];
        scope->name = node->name;
        scope->member = EXN_NONE;
        scope->first = EXN_NONE;
        scope->top = EXN_NONE;
        scope->head = EXN_NONE;
        scope->last_exit = EXN_NONE;
        scope->first_failure = EXN_NONE;
        scope->kind = node->kind == EXN_NODE_STACK ? EXEUNT_KIND_STACK : EXEUNT_KIND_POOL;
        scope->profile = (uint8_t)run->profile;
        scope->wait_all = node->wait_all;
        scope->tells_clock = run->implementation->tells_clock;
        stage->scopes[at].node = (exn_node_id)i;
        stage->probe.borders[at] =
            (exeunt_border){&stage->probe, at, EXN_NONE, run->implementation, NULL};
        at += 1;
    }
}

static void cast_member(exn_run *run, uint32_t index, exn_node_id node_id)
{
    exn_stage *stage = run->stage;
    const exn_node *node = &run->scenario->nodes[node_id];
    exn_member_view *member = &stage->probe.view.members[index];
    bool planned = node->parent != EXN_NODE_NONE;
    stage->nodes[index] = node_id;
    member->name = node->name;
    member->holder = planned ? scope_of_node(stage, node->parent) : 0;
    member->inside = EXN_NONE;
    member->sibling = EXN_NONE;
    member->below = EXN_NONE;
    member->chain = EXN_NONE;
    member->callback = node->role == EXN_ROLE_CALLBACK;
    member->pushed = planned && node->role != EXN_ROLE_ENTER;
    member->dynamic = !planned;
    exn_scope_view *holder = &stage->probe.view.scopes[member->holder];
    holder->wanted += planned && node->role == EXN_ROLE_ENTER ? 1 : 0;
    if (is_scope(node)) {
        member->inside = scope_of_node(stage, node_id);
        stage->probe.view.scopes[member->inside].member = index;
    }
}

/* Links the members of each scope in the order of the managers; from the last to the first, so that
 * no list has to be walked. */
static void link_siblings(exn_view *view)
{
    for (uint32_t i = view->member_count; i-- > 0;) {
        exn_scope_view *holder = &view->scopes[view->members[i].holder];
        view->members[i].sibling = holder->first;
        holder->first = i;
    }
}

static void cast_members(exn_run *run)
{
    uint32_t at = 0;
    for (size_t i = 1; i < run->scenario->node_count; i++) {
        if (is_moved_to(run->scenario, (exn_node_id)i)) {
            continue;
        }
        uint32_t times = run->scenario->nodes[i].times > 1 ? run->scenario->nodes[i].times : 1;
        for (uint32_t k = 0; k < times; k++) {
            cast_member(run, at++, (exn_node_id)i);
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
    for (uint32_t i = view->scopes[index].first; i != EXN_NONE; i = view->members[i].sibling) {
        count += view->members[i].dynamic ? 0 : 1;
    }
    bool failed = false;
    scope->entries = take(run, count, sizeof *scope->entries, &failed);
    if (failed) {
        return false;
    }
    size_t at = 0;
    for (uint32_t i = view->scopes[index].first; i != EXN_NONE; i = view->members[i].sibling) {
        if (!view->members[i].dynamic) {
            exn_role role = run->scenario->nodes[stage->nodes[i]].role;
            scope->entries[at++] =
                (exeunt_entry){&stage->probe.members[i].outer, (exeunt_role)role};
        }
    }
    scope->plan = (exeunt_plan){.name = node->name,
                                .kind = (exeunt_kind)view->scopes[index].kind,
                                .entries = scope->entries,
                                .entry_count = count,
                                .wait_all = node->wait_all,
                                .nested = view->scopes[index].member != EXN_NONE,
                                .border = &stage->probe.borders[index]};
    return true;
}

static bool create_subject(exn_run *run, uint32_t index)
{
    exn_stage *stage = run->stage;
    exeunt_border *border = &stage->probe.borders[index];
    border->subject = run->implementation->create(&stage->scopes[index].plan);
    if (border->subject == NULL) {
        return false;
    }
    uint32_t member = stage->probe.view.scopes[index].member;
    if (member != EXN_NONE) {
        exn_probe_init_member(&stage->probe, member, stage->probe.view.members[member].name,
                              run->implementation->manager(border->subject));
    }
    return true;
}

static bool take_room(exn_run *run, uint32_t members, uint32_t scopes)
{
    exn_stage *stage = run->stage;
    bool failed = false;
    size_t words = run->scenario->item_count / 64 + 1;
    stage->probe.view.members = take(run, members, sizeof *stage->probe.view.members, &failed);
    stage->probe.view.scopes = take(run, scopes, sizeof *stage->probe.view.scopes, &failed);
    stage->probe.members = take(run, members, sizeof *stage->probe.members, &failed);
    stage->probe.borders = take(run, scopes, sizeof *stage->probe.borders, &failed);
    stage->actors = take(run, members, sizeof *stage->actors, &failed);
    stage->in_flight = take(run, members / 64 + 1, sizeof *stage->in_flight, &failed);
    stage->nodes = take(run, members, sizeof *stage->nodes, &failed);
    stage->scopes = take(run, scopes, sizeof *stage->scopes, &failed);
    stage->positions = take(run, words, sizeof *stage->positions, &failed);
    stage->next_positions = take(run, words, sizeof *stage->next_positions, &failed);
    stage->always = take(run, run->scenario->always_count / 64 + 1, sizeof *stage->always, &failed);
    if (exn_ages_matter(run)) {
        stage->ages = take(run, members, sizeof *stage->ages, &failed);
    }
    if (run->understudy != NULL) {
        stage->externals = exn_externals_open(stage);
        failed = failed || stage->externals == NULL;
    }
    if (has_moved_to(run->scenario)) {
        stage->path.closings = take(run, 1, sizeof *stage->path.closings, &failed);
    }
    return !failed;
}

/* A manager is played by an actor, unless one written in C stands in. */
static exeunt_manager *find_understudy(exn_run *run, uint32_t member)
{
    exn_stage *stage = run->stage;
    exn_member_view *seen = &stage->probe.view.members[member];
    if (run->understudy == NULL || seen->inside != EXN_NONE) {
        return NULL;
    }
    exeunt_manager *manager =
        run->understudy(run->understudy_context, &stage->externals->borders[member], seen->name);
    seen->held = 0; /* what it is made of is there before it holds anything */
    return manager;
}

static void cast_managers(exn_run *run)
{
    exn_stage *stage = run->stage;
    for (uint32_t i = 0; i < stage->probe.view.member_count; i++) {
        exeunt_manager *inner = find_understudy(run, i);
        exn_probe_init_member(&stage->probe, i, stage->probe.view.members[i].name, inner);
    }
}

int exn_cast(exn_run *run)
{
    exn_world *world = exn_world_open();
    exn_stage *stage = world == NULL ? NULL : exn_heap_allocate(world->heap, sizeof *stage);
    if (stage == NULL) {
        return EXN_WORLD_TOO_SMALL;
    }
    uint32_t members = 0;
    uint32_t scopes = 0;
    count_cast(run->scenario, &members, &scopes);
    run->stage = stage;
    stage->run = run;
    stage->open_scopes = 1;
    stage->cancels_left = run->cancels_max;
    stage->probe.world = world;
    stage->probe.recorder = &run->recorder;
    stage->probe.players =
        exn_stage_players(exn_ages_matter(run) || exn_clock_matters(run->scenario));
    stage->probe.stage = stage;
    stage->probe.view.member_count = members;
    stage->probe.view.scope_count = scopes;
    exeunt_error_init(&stage->probe.body_error, -1, "body", "raised by the scenario");
    bool small = setjmp(run->recorder.ended) != 0; /* what code under test takes may be too much */
    if (small || !take_room(run, members, scopes)) {
        return EXN_WORLD_TOO_SMALL;
    }
    cast_scopes(run);
    cast_members(run);
    cast_managers(run);
    for (uint32_t i = 0; i < scopes; i++) {
        if (!create_scope(run, i)) {
            return EXN_WORLD_TOO_SMALL;
        }
    }
    stage->live_before = exn_heap_live(world->heap);
    for (uint32_t i = scopes; i-- > 0;) { /* preorder backwards: innermost first */
        if (!create_subject(run, i)) {
            return EXN_WORLD_TOO_SMALL;
        }
    }
    exn_script_begin(stage);
    return exn_heap_mark(world->heap) ? 0 : EXN_WORLD_NO_MEMORY;
}

uint32_t exn_member_of_node(const exn_stage *stage, exn_node_id node)
{
    for (uint32_t i = 0; i < stage->probe.view.member_count; i++) {
        if (stage->nodes[i] == node) {
            return i;
        }
    }
    return EXN_NONE;
}

const exn_plan *exn_member_plan(const exn_stage *stage, uint32_t member, bool exit)
{
    const exn_node *node = &stage->run->scenario->nodes[stage->nodes[member]];
    return exit ? &node->exit : &node->enter;
}

void exn_dismiss(exn_stage *stage)
{
    for (uint32_t i = 0; i < stage->probe.view.scope_count; i++) {
        exeunt_border *border = &stage->probe.borders[i];
        border->implementation->destroy(border->subject);
    }
}
