/* Reads the tree: stacks, pools and what they hold, in preorder. */
#include "scenario/read/reader.h"

#include <string.h>

enum { CALLBACK_TIMES_MAX = 1000000 };

/* A scope whose options are read. */
typedef struct scope_target {
    exn_node_id id;
    exn_node_kind kind;
    unsigned scopes_inside[2]; /* stacks and pools among its members so far */
    uint64_t times;            /* of the callback that is read */
} scope_target;

static void read_scope(exn_reader *reader, const exn_yaml *value, scope_target *parent);

static exn_node *node_of(exn_reader *reader, const scope_target *scope)
{
    return &reader->scenario->nodes[scope->id];
}

/* --- managers, pushed ones and callbacks ------------------------------------------------------ */

static void complain_of_twin(exn_reader *reader, const exn_yaml *name, const exn_node *twin)
{
    if (twin->kind != EXN_NODE_LEAF) {
        exn_complain(&reader->complaints, name->place,
                     "`%s` is a task already: choose another name for the manager", name->text);
    } else {
        exn_complain(&reader->complaints, name->place,
                     "`%s` stands in the scope twice: first at %u:%u", name->text, twin->place.line,
                     twin->place.column);
    }
}

static void add_leaf(exn_reader *reader, const exn_yaml *name, exn_role role, uint32_t times,
                     exn_node_id parent)
{
    if (name->kind != EXN_YAML_SCALAR) {
        exn_complain(&reader->complaints, name->place, "%s where the name of a manager must be",
                     exn_yaml_describe(reader->arena, name));
        return;
    }
    if (!exn_check_new_name(reader, name->place, name->text)) {
        return;
    }
    exn_node node = {.name = name->text,
                     .kind = EXN_NODE_LEAF,
                     .role = role,
                     .parent = parent,
                     .times = times,
                     .place = name->place};
    exn_node_id twin = exn_find_node(reader, name->text);
    if (twin != EXN_NODE_NONE && !exn_make_handle(reader, twin, &node)) {
        complain_of_twin(reader, name, &reader->scenario->nodes[twin]);
        return;
    }
    if (role == EXN_ROLE_ENTER) {
        exn_set_default_plan(reader, &node.enter, EXN_OPERATION_ENTER);
    }
    exn_set_default_plan(reader, &node.exit, EXN_OPERATION_EXIT);
    exn_add_node(reader, &node);
}

static void read_push(exn_reader *reader, const exn_yaml *key, void *target)
{
    const scope_target *parent = target;
    add_leaf(reader, key->value, EXN_ROLE_PUSH, 1, parent->id);
}

static void read_times(exn_reader *reader, const exn_yaml *key, void *target)
{
    scope_target *parent = target;
    exn_read_number(reader, key->value, "times", 1, CALLBACK_TIMES_MAX, &parent->times);
}

static void read_callback(exn_reader *reader, const exn_yaml *key, void *target)
{
    const scope_target *parent = target;
    add_leaf(reader, key->value, EXN_ROLE_CALLBACK, (uint32_t)parent->times, parent->id);
}

static const exn_key push_key_list[] = {{"push", read_push, true}};
const exn_keys exn_push_keys = {"a pushed manager", push_key_list, 1};

static const exn_key callback_key_list[] = {{"times", read_times, false},
                                            {"callback", read_callback, true}};
const exn_keys exn_callback_keys = {"a callback", callback_key_list, 2};

static void read_member(exn_reader *reader, const exn_yaml *member, scope_target *parent)
{
    if (member->kind != EXN_YAML_MAPPING) {
        add_leaf(reader, member, EXN_ROLE_ENTER, 1, parent->id);
        return;
    }
    bool is_push = exn_yaml_key(member, "push") != NULL;
    bool is_callback = exn_yaml_key(member, "callback") != NULL;
    if (!is_push && !is_callback) {
        read_scope(reader, member, parent);
        return;
    }
    if (parent->kind == EXN_NODE_POOL) {
        exn_complain(&reader->complaints, member->first->place,
                     "a pool has no `%s`: only a stack does", is_push ? "push" : "callback");
    }
    scope_target target = *parent;
    target.times = 1;
    exn_read_mapping(reader, member, is_push ? &exn_push_keys : &exn_callback_keys, &target);
}

/* --- scopes ----------------------------------------------------------------------------------- */

static void read_members(exn_reader *reader, const exn_yaml *key, void *target)
{
    scope_target *scope = target;
    const exn_yaml *list = key->value;
    if (list->kind != EXN_YAML_LIST) {
        exn_complain(&reader->complaints, list->place,
                     "`%s` is %s: it must be a list of managers, like `[vm1, vm2]`", key->text,
                     exn_yaml_describe(reader->arena, list));
        return;
    }
    for (const exn_yaml *member = list->first; member != NULL; member = member->next) {
        if (exn_complaints_suffice(&reader->complaints)) {
            return;
        }
        read_member(reader, member, scope);
        node_of(reader, scope)->child_count++;
    }
}

static void read_enter_policy(exn_reader *reader, const exn_yaml *key, void *target)
{
    static const char *const policies[] = {"fail-fast", "wait-all"};
    const scope_target *scope = target;
    const char *text = exn_read_text(reader, key->value, "enter");
    if (text == NULL) {
        return;
    }
    if (scope->kind == EXN_NODE_STACK) {
        exn_complain(&reader->complaints, key->place,
                     "`enter` is an option of pools: a stack enters one at a time");
    } else if (strcmp(text, "wait-all") == 0) {
        node_of(reader, scope)->wait_all = true;
    } else if (strcmp(text, "fail-fast") != 0) {
        exn_complain_unknown(reader, key->value->place, "policy", text, policies, 2);
    }
}

static void read_deadline(exn_reader *reader, const exn_yaml *key, void *target)
{
    exn_node *node = node_of(reader, target);
    node->has_deadline = exn_read_duration(reader, key->value, "deadline", &node->deadline_ms);
}

static void read_grace(exn_reader *reader, const exn_yaml *key, void *target)
{
    exn_node *node = node_of(reader, target);
    node->has_grace = exn_read_duration(reader, key->value, "grace", &node->grace_ms);
}

/* The options come first, because reading members adds nodes. */
static const exn_key scope_key_list[] = {
    {"enter", read_enter_policy, false}, {"deadline", read_deadline, false},
    {"grace", read_grace, false},        {"pool", read_members, false},
    {"stack", read_members, false},
};
const exn_keys exn_scope_keys = {"a scope", scope_key_list,
                                 sizeof scope_key_list / sizeof *scope_key_list};

/* A body may name what stands in any task: it is read when all are known. */
static void pass_over(exn_reader *reader, const exn_yaml *key, void *target)
{
    (void)reader;
    (void)key;
    (void)target;
}

static const exn_key task_key_list[] = {
    {"enter", read_enter_policy, false}, {"deadline", read_deadline, false},
    {"grace", read_grace, false},        {"pool", read_members, false},
    {"stack", read_members, false},      {"body", pass_over, false},
};
const exn_keys exn_task_keys = {"a task", task_key_list,
                                sizeof task_key_list / sizeof *task_key_list};

/* Returns the name of a scope: `stack.pool2` is the second pool in the stack. */
static const char *scope_name(exn_reader *reader, exn_node_kind kind, scope_target *parent)
{
    const char *word = kind == EXN_NODE_POOL ? "pool" : "stack";
    if (parent == NULL) {
        return exn_has_tasks(reader) ? reader->scenario->tasks[reader->task].name : word;
    }
    const char *path = reader->scenario->nodes[parent->id].name;
    unsigned number = ++parent->scopes_inside[kind == EXN_NODE_POOL];
    return number == 1 ? exn_arena_format(reader->arena, "%s.%s", path, word)
                       : exn_arena_format(reader->arena, "%s.%s%u", path, word, number);
}

static void complain_no_scope(exn_reader *reader, const exn_yaml *value)
{
    if (value->kind == EXN_YAML_MAPPING && value->first != NULL) {
        exn_nearest nearest = exn_nearest_begin(value->first->text);
        exn_nearest_try(&nearest, "pool");
        exn_nearest_try(&nearest, "stack");
        exn_nearest_try(&nearest, "push");
        exn_nearest_try(&nearest, "callback");
        if (nearest.best != NULL) {
            exn_complain(&reader->complaints, value->first->place,
                         "unknown key of a scope %s: did you mean `%s`?",
                         exn_quote(reader->arena, value->first->text), nearest.best);
            return;
        }
    }
    exn_complain(&reader->complaints, value->place,
                 "%s is no scope: it must be `{pool: [...]}` or `{stack: [...]}`",
                 exn_yaml_describe(reader->arena, value));
}

static void read_scope(exn_reader *reader, const exn_yaml *value, scope_target *parent)
{
    bool is_task = parent == NULL && exn_has_tasks(reader);
    const exn_yaml *pool = NULL, *stack = NULL;
    if (value->kind == EXN_YAML_MAPPING) {
        pool = exn_yaml_key(value, "pool");
        stack = exn_yaml_key(value, "stack");
    }
    if (pool == NULL && stack == NULL) {
        complain_no_scope(reader, value);
        return;
    }
    if (pool != NULL && stack != NULL) {
        exn_complain(&reader->complaints, value->place,
                     "`pool` and `stack` at once: a scope is one of them");
        return;
    }
    exn_node node = {.kind = pool != NULL ? EXN_NODE_POOL : EXN_NODE_STACK,
                     .role = EXN_ROLE_ENTER,
                     .parent = parent != NULL ? parent->id : EXN_NODE_NONE,
                     .times = 1,
                     .place = value->place};
    node.name = scope_name(reader, node.kind, parent);
    scope_target target = {.id = exn_add_node(reader, &node), .kind = node.kind};
    exn_read_mapping(reader, value, is_task ? &exn_task_keys : &exn_scope_keys, &target);
}

exn_node_id exn_read_scope_of_task(exn_reader *reader, const exn_yaml *key)
{
    exn_node_id scope = (exn_node_id)reader->scenario->node_count;
    read_scope(reader, key->value, NULL);
    return scope;
}

void exn_read_scope(exn_reader *reader, const exn_yaml *key, void *target)
{
    (void)target;
    size_t complaints_before = reader->complaints.count;
    read_scope(reader, key->value, NULL);
    reader->tree_is_known = reader->complaints.count == complaints_before;
}
