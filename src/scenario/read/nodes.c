/* The names of a scenario: of managers and scopes, and of the errors that they raise. */
#include "scenario/read/reader.h"

#include <string.h>

enum { NAMES_TOLD_MAX = 6 };

exn_node_id exn_find_node(const exn_reader *reader, const char *name)
{
    return exn_map_get(&reader->node_by_name, name);
}

exn_node_id exn_add_node(exn_reader *reader, const exn_node *node)
{
    exn_scenario *scenario = reader->scenario;
    if (scenario->node_count == reader->node_room) {
        scenario->nodes = exn_arena_grow(reader->arena, scenario->nodes, &reader->node_room,
                                         sizeof *scenario->nodes);
    }
    exn_node_id id = (exn_node_id)scenario->node_count++;
    scenario->nodes[id] = *node;
    scenario->nodes[id].task = reader->task;
    exn_map_set(reader->arena, &reader->node_by_name, node->name, id);
    return id;
}

bool exn_check_new_name(exn_reader *reader, exn_place place, const char *name)
{
    if (!exn_is_name(name)) {
        exn_complain(&reader->complaints, place,
                     "%s is not a name: a letter, then letters, digits, `_` or `-`",
                     exn_quote(reader->arena, name));
    } else if (exn_is_reserved(name)) {
        exn_complain(&reader->complaints, place, "%s is a word of the format: choose another name",
                     exn_quote(reader->arena, name));
    } else {
        return true;
    }
    return false;
}

exn_node_id exn_read_node(exn_reader *reader, exn_place place, const char *name)
{
    exn_node_id id = exn_find_node(reader, name);
    if (id != EXN_NODE_NONE && strcmp(reader->scenario->nodes[id].name, name) != 0) {
        exn_complain(&reader->complaints, place,
                     "`%s` is shared by tasks: name one of its handles, like `%s`", name,
                     reader->scenario->nodes[id].name);
        return EXN_NODE_NONE;
    }
    if (id != EXN_NODE_NONE || !reader->tree_is_known) {
        return id;
    }

    const exn_scenario *scenario = reader->scenario;
    const char *known[NAMES_TOLD_MAX];
    size_t known_count = 0;
    exn_nearest nearest = exn_nearest_begin(name);
    for (size_t i = 0; i < scenario->node_count; i++) {
        exn_nearest_try(&nearest, scenario->nodes[i].name);
        if (known_count < NAMES_TOLD_MAX) {
            known[known_count++] = scenario->nodes[i].name;
        }
    }
    const char *quoted = exn_quote(reader->arena, name);
    if (nearest.best != NULL) {
        exn_complain(&reader->complaints, place, "unknown name %s: did you mean `%s`?", quoted,
                     nearest.best);
    } else {
        exn_complain(&reader->complaints, place, "unknown name %s: there is %s%s", quoted,
                     exn_enumerate(reader->arena, known, known_count, "and"),
                     known_count < scenario->node_count ? ", …" : "");
    }
    return EXN_NODE_NONE;
}

exn_node_id exn_read_leaf(exn_reader *reader, exn_place place, const char *name)
{
    exn_node_id id = exn_read_node(reader, place, name);
    if (id == EXN_NODE_NONE || reader->scenario->nodes[id].kind == EXN_NODE_LEAF) {
        return id;
    }
    exn_complain(&reader->complaints, place, "%s is a scope: name one of the managers in it",
                 exn_quote(reader->arena, name));
    return EXN_NODE_NONE;
}

/* --- names of errors -------------------------------------------------------------------------- */

/* Returns whether this node can raise this error here; complains if not. */
static bool check_error(exn_reader *reader, exn_place place, const exn_node *node,
                        exn_error_kind kind, exn_error_use use)
{
    const char *name = node->name;
    if (node->kind == EXN_NODE_LEAF) {
        if (kind == EXN_ERROR_DEADLINE) {
            exn_complain(&reader->complaints, place,
                         "`%s.deadline`: only scopes have deadlines, a manager has `%s.enter` "
                         "and `%s.exit`",
                         name, name, name);
        } else if (kind == EXN_ERROR_ENTER && node->role != EXN_ROLE_ENTER) {
            exn_complain(&reader->complaints, place,
                         "`%s.enter`: it is never entered, only `%s.exit` can be", name, name);
        } else {
            return true;
        }
        return false;
    }
    if (kind == EXN_ERROR_DEADLINE && !node->has_deadline) {
        exn_complain(&reader->complaints, place,
                     "`%s.deadline`: that scope has no deadline, write it beside its managers: "
                     "`deadline: 10ms`",
                     name);
    } else if (kind != EXN_ERROR_DEADLINE && node->parent == EXN_NODE_NONE) {
        exn_complain(&reader->complaints, place,
                     "`%s.%s`: the outermost scope raises no error of its own but `%s.deadline`",
                     name, kind == EXN_ERROR_ENTER ? "enter" : "exit", name);
    } else if (kind != EXN_ERROR_DEADLINE && use == EXN_USE_IN_OUTCOME) {
        exn_complain(&reader->complaints, place,
                     "`%s.%s` combines errors: an outcome names them instead, like `%s`", name,
                     kind == EXN_ERROR_ENTER ? "enter" : "exit", "vm1.exit");
    } else {
        return true;
    }
    return false;
}

static void complain_unknown_error(exn_reader *reader, exn_place place, const exn_node *node,
                                   const char *text)
{
    const char *known[] = {
        exn_arena_format(reader->arena, "%s.enter", node->name),
        exn_arena_format(reader->arena, "%s.exit", node->name),
        exn_arena_format(reader->arena, "%s.deadline", node->name),
    };
    size_t known_count = node->kind == EXN_NODE_LEAF ? 2 : 3;
    exn_complain_unknown(reader, place, "error", text, known, known_count);
}

bool exn_read_error_name(exn_reader *reader, exn_place place, const char *text, exn_error_use use,
                         exn_error_name *error)
{
    static const char *const operations[] = {"enter", "exit", "deadline"};
    static const exn_error_kind kinds[] = {EXN_ERROR_ENTER, EXN_ERROR_EXIT, EXN_ERROR_DEADLINE};

    exn_node_id body = EXN_NODE_NONE;
    if (exn_read_body_error(reader, place, text, &body)) {
        *error = (exn_error_name){EXN_ERROR_BODY, body};
        return body != EXN_NODE_NONE;
    }
    if (strcmp(text, "canceled") == 0) {
        *error = (exn_error_name){EXN_ERROR_CANCELED, EXN_NODE_NONE};
        if (use != EXN_USE_AS_CAUSE) {
            exn_complain(&reader->complaints, place,
                         use == EXN_USE_IN_OUTCOME
                             ? "`canceled` never stands among the errors: write `+ canceled` "
                               "behind them"
                             : "`canceled` cannot be raised again: it is no manager's error");
        }
        return use == EXN_USE_AS_CAUSE;
    }
    const char *quoted = exn_quote(reader->arena, text);
    const char *dot = strrchr(text, '.');
    if (dot == NULL || exn_find_node(reader, text) != EXN_NODE_NONE) {
        exn_complain(&reader->complaints, place,
                     "%s is not an error: those are `NAME.enter`, `NAME.exit`, `SCOPE.deadline` "
                     "and `body`",
                     quoted);
        return false;
    }
    exn_node_id id =
        exn_read_node(reader, place, exn_arena_copy(reader->arena, text, (size_t)(dot - text)));
    if (id == EXN_NODE_NONE) {
        return false;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(dot + 1, operations[i]) != 0) {
            continue;
        }
        *error = (exn_error_name){kinds[i], id};
        return check_error(reader, place, &reader->scenario->nodes[id], kinds[i], use);
    }
    complain_unknown_error(reader, place, &reader->scenario->nodes[id], text);
    return false;
}
