/* The handles of a manager that tasks share. */
#include "scenario/read/reader.h"

#include <string.h>

const char *exn_declared_name(const exn_node *node)
{
    const char *dot = node->is_handle ? strrchr(node->name, '.') : NULL;
    return dot != NULL ? dot + 1 : node->name;
}

static const char *handle_name(exn_reader *reader, const char *manager)
{
    return exn_arena_format(reader->arena, "%s.%s", reader->scenario->tasks[reader->task].name,
                            manager);
}

/* The first task that named the manager now holds a handle of it, too. */
static void share(exn_reader *reader, exn_node_id first)
{
    exn_node *node = &reader->scenario->nodes[first];
    if (node->is_handle) {
        return;
    }
    node->name = exn_arena_format(reader->arena, "%s.%s", reader->scenario->tasks[node->task].name,
                                  node->name);
    node->is_handle = true;
    node->first_handle = first;
    exn_map_set(reader->arena, &reader->node_by_name, node->name, first);
}

/* The second stack of a task is `w1.stack2`. */
static bool is_like_a_scope(const char *name)
{
    const char *number = exn_after_prefix(name, "pool");
    number = number != NULL ? number : exn_after_prefix(name, "stack");
    return number != NULL && number[strspn(number, "0123456789")] == '\0';
}

bool exn_make_handle(exn_reader *reader, exn_node_id first, exn_node *node)
{
    const exn_node *other = &reader->scenario->nodes[first];
    const char *declared = node->name;
    const char *name = handle_name(reader, declared);
    if (other->kind != EXN_NODE_LEAF || other->task == reader->task ||
        exn_find_node(reader, name) != EXN_NODE_NONE) {
        return false;
    }
    if (other->role != EXN_ROLE_ENTER || node->role != EXN_ROLE_ENTER) {
        exn_complain(&reader->complaints, node->place,
                     "`%s` is shared by tasks: each of them has to enter it", node->name);
    }
    if (is_like_a_scope(declared)) {
        exn_complain(&reader->complaints, node->place,
                     "`%s` is shared by tasks, and `%s` would be the name of a scope: choose "
                     "another one",
                     declared, name);
    }
    share(reader, first);
    node->name = name;
    node->is_handle = true;
    node->first_handle = first;
    return true;
}
