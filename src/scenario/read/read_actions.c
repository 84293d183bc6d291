/* Reads actions: what the body, an operation or the schedule does to the outermost scope. */
#include "scenario/read/reader.h"

#include <string.h>

static const struct {
    const char *word;
    bool has_name;
} verbs[] = {
    [EXN_ACTION_ENTER] = {"enter", true},       [EXN_ACTION_PUSH] = {"push", true},
    [EXN_ACTION_CALLBACK] = {"callback", true}, [EXN_ACTION_MOVE] = {"move", true},
    [EXN_ACTION_CLOSE] = {"close", false},      [EXN_ACTION_CANCEL] = {"cancel", false},
};
enum { VERBS = sizeof verbs / sizeof *verbs };

const char *exn_action_word(exn_action_kind kind)
{
    return verbs[kind].word;
}

/* The parts of an action. */
typedef struct parts {
    bool is_known; /* `kind` is valid */
    exn_action_kind kind;
    const char *verb;
    const char *name; /* NULL: none */
    exn_answer answer;
} parts;

static const char *const answers[] = {[EXN_IS_TAKEN] = "",
                                      [EXN_IS_REFUSED] = " -> refused",
                                      [EXN_MAY_BE_REFUSED] = " -> may be refused"};
enum { ANSWERS = sizeof answers / sizeof *answers };

const char *exn_answer_words(exn_answer answer)
{
    return answers[answer];
}

static bool ends_with(const char *text, size_t length, const char *end)
{
    size_t own = strlen(end);
    return length > own && memcmp(text + length - own, end, own) == 0;
}

static parts split(exn_arena *arena, const char *text)
{
    parts found = {.is_known = false};
    text = exn_normalize(arena, text);
    size_t length = strlen(text);
    for (int i = EXN_IS_REFUSED; i < ANSWERS && found.answer == EXN_IS_TAKEN; i++) {
        if (ends_with(text, length, answers[i])) {
            found.answer = (exn_answer)i;
        }
    }
    length -= strlen(answers[found.answer]);
    const char *space = memchr(text, ' ', length);
    size_t verb_length = space != NULL ? (size_t)(space - text) : length;
    found.verb = exn_arena_copy(arena, text, verb_length);
    if (space != NULL) {
        found.name = exn_arena_copy(arena, space + 1, length - verb_length - 1);
    }
    for (int i = 0; i < VERBS; i++) {
        if (strcmp(found.verb, verbs[i].word) != 0) {
            continue;
        }
        found.is_known = true;
        found.kind = (exn_action_kind)i;
    }
    return found;
}

/* --- names that only actions bring ------------------------------------------------------------ */

static void collect_action(exn_reader *reader, const exn_yaml *value, const char *text)
{
    parts found = split(reader->arena, text);
    if (!found.is_known || !verbs[found.kind].has_name || found.name == NULL ||
        !exn_is_name(found.name) || exn_is_reserved(found.name) ||
        exn_find_node(reader, found.name) != EXN_NODE_NONE) {
        return; /* named before; or an error, which is reported when the action is read */
    }

    exn_node node = {.name = found.name,
                     .kind = found.kind == EXN_ACTION_MOVE ? EXN_NODE_STACK : EXN_NODE_LEAF,
                     .role = EXN_ROLE_ENTER,
                     .parent = EXN_NODE_NONE,
                     .times = 1,
                     .place = value->place};
    if (found.kind == EXN_ACTION_PUSH) {
        node.role = EXN_ROLE_PUSH;
    }
    if (found.kind == EXN_ACTION_CALLBACK) {
        node.role = EXN_ROLE_CALLBACK;
    }
    if (found.kind == EXN_ACTION_ENTER) {
        exn_set_default_plan(reader, &node.enter, EXN_OPERATION_ENTER);
    }
    if (node.kind == EXN_NODE_LEAF) {
        exn_set_default_plan(reader, &node.exit, EXN_OPERATION_EXIT);
    }
    exn_add_node(reader, &node);
}

static void collect_from_plan(exn_reader *reader, const exn_yaml *key)
{
    if (key == NULL || key->value->kind != EXN_YAML_MAPPING) {
        return;
    }
    const exn_yaml *actions = exn_yaml_key(key->value, "actions");
    if (actions == NULL || actions->value->kind != EXN_YAML_LIST) {
        return;
    }
    for (const exn_yaml *item = actions->value->first; item != NULL; item = item->next) {
        if (item->kind == EXN_YAML_SCALAR) {
            collect_action(reader, item, item->text);
        }
    }
}

void exn_collect_actions(exn_reader *reader)
{
    const exn_yaml *managers = exn_yaml_key(reader->root, "managers");
    if (managers != NULL && managers->value->kind == EXN_YAML_MAPPING) {
        for (const exn_yaml *key = managers->value->first; key != NULL; key = key->next) {
            if (key->value->kind != EXN_YAML_MAPPING) {
                continue;
            }
            collect_from_plan(reader, exn_yaml_key(key->value, "enter"));
            collect_from_plan(reader, exn_yaml_key(key->value, "exit"));
        }
    }
    collect_from_plan(reader, exn_yaml_key(reader->root, "body"));
    const exn_yaml *schedule = exn_yaml_key(reader->root, "schedule");
    if (schedule != NULL) {
        exn_collect_calls(reader, schedule->value);
    }
}

void exn_collect_calls(exn_reader *reader, const exn_yaml *schedule)
{
    if (schedule->kind != EXN_YAML_LIST) {
        return;
    }
    for (const exn_yaml *item = schedule->first; item != NULL; item = item->next) {
        const char *action =
            item->kind == EXN_YAML_SCALAR
                ? exn_after_prefix(exn_normalize(reader->arena, item->text), "call ")
                : NULL;
        if (action != NULL) {
            collect_action(reader, item, action);
        }
    }
}

/* --- actions ---------------------------------------------------------------------------------- */

/* Returns whether the outermost scope offers this action; complains if not. */
static bool check_kind(exn_reader *reader, exn_place place, const parts *found)
{
    if (reader->scenario->node_count == 0 || reader->scenario->nodes[0].kind != EXN_NODE_POOL) {
        return true;
    }
    if (found->kind == EXN_ACTION_PUSH || found->kind == EXN_ACTION_CALLBACK ||
        found->kind == EXN_ACTION_MOVE) {
        exn_complain(&reader->complaints, place, "a pool has no `%s`: only a stack does",
                     found->verb);
    } else if (found->kind == EXN_ACTION_ENTER && found->answer != EXN_IS_REFUSED) {
        exn_complain(&reader->complaints, place,
                     "a pool enters nothing later: write `enter %s -> refused`, or use a stack",
                     found->name);
    } else {
        return true;
    }
    return false;
}

/* Returns whether the node fits the verb; complains if not. */
static bool check_node(exn_reader *reader, exn_place place, const parts *found, exn_node_id id)
{
    const exn_node *node = &reader->scenario->nodes[id];
    if (found->kind == EXN_ACTION_MOVE) {
        if (node->kind == EXN_NODE_STACK && node->parent == EXN_NODE_NONE && id != 0) {
            return true;
        }
        exn_complain(&reader->complaints, place,
                     "`move %s`: that name is taken, a new stack needs its own", node->name);
        return false;
    }
    if (node->kind != EXN_NODE_LEAF) {
        exn_complain(&reader->complaints, place, "`%s %s`: that is a scope, not a manager",
                     found->verb, node->name);
    } else if (node->parent != EXN_NODE_NONE && found->answer == EXN_IS_TAKEN) {
        exn_complain(&reader->complaints, place,
                     "`%s %s`: it stands in the scope already, name another one or expect "
                     "`-> refused`",
                     found->verb, node->name);
    } else if ((found->kind == EXN_ACTION_CALLBACK) != (node->role == EXN_ROLE_CALLBACK)) {
        exn_complain(&reader->complaints, place, "`%s %s`: `%s` is %s elsewhere", found->verb,
                     node->name, node->name,
                     node->role == EXN_ROLE_CALLBACK ? "a callback" : "a manager");
    } else if (found->kind == EXN_ACTION_ENTER && node->role == EXN_ROLE_PUSH) {
        exn_complain(&reader->complaints, place, "`enter %s`: `%s` is pushed elsewhere", node->name,
                     node->name);
    } else {
        return true;
    }
    return false;
}

/* Returns whether the parts are exactly those that the verb needs; complains if not. */
static bool check_parts(exn_reader *reader, exn_place place, const char *text, const parts *found)
{
    if (!found->is_known) {
        const char *words[VERBS];
        for (int i = 0; i < VERBS; i++) {
            words[i] = verbs[i].word;
        }
        exn_complain_unknown(reader, place, "action", found->verb, words, VERBS);
    } else if (found->name != NULL && strstr(found->name, "->") != NULL) {
        exn_complain(&reader->complaints, place,
                     "action %s: behind ` -> ` there may be `refused` or `may be refused`",
                     exn_quote(reader->arena, text));
    } else if (!verbs[found->kind].has_name && found->name != NULL) {
        exn_complain(&reader->complaints, place,
                     "action %s: behind `%s` there may be ` -> refused` or ` -> may be refused`",
                     exn_quote(reader->arena, text), found->verb);
    } else if (verbs[found->kind].has_name && found->name == NULL) {
        exn_complain(&reader->complaints, place, "action `%s`: of whom? write `%s NAME`",
                     found->verb, found->verb);
    } else {
        return true;
    }
    return false;
}

static const char *text_of(exn_reader *reader, const parts *found)
{
    return found->name == NULL ? exn_action_word(found->kind)
                               : exn_arena_format(reader->arena, "%s %s", found->verb, found->name);
}

bool exn_read_call(exn_reader *reader, exn_place place, const char *text, exn_action *action,
                   bool *is_refused)
{
    static const char refusal[] = " refused";
    if (exn_refuse_actions(reader, place)) {
        return false;
    }
    size_t length = strlen(text);
    parts found = split(reader->arena, text);
    if (ends_with(text, length, refusal)) { /* unless a manager is called `refused` */
        parts before =
            split(reader->arena, exn_arena_copy(reader->arena, text, length - strlen(refusal)));
        bool is_whole = before.is_known && verbs[before.kind].has_name == (before.name != NULL);
        *is_refused = is_whole;
        found = is_whole ? before : found;
    }
    if (found.answer != EXN_IS_TAKEN || strstr(text, "->") != NULL) {
        exn_complain(&reader->complaints, place,
                     "call %s: what was refused is `call ACTION refused` here, without an arrow",
                     exn_quote(reader->arena, text));
        return false;
    }
    if (!check_parts(reader, place, text, &found)) {
        return false;
    }
    exn_node_id id = EXN_NODE_NONE;
    if (found.name != NULL) {
        id = exn_read_node(reader, place, found.name);
        if (id == EXN_NODE_NONE) {
            return false;
        }
    }
    *action = (exn_action){
        .kind = found.kind, .node = id, .text = text_of(reader, &found), .place = place};
    return true;
}

bool exn_read_action(exn_reader *reader, exn_place place, const char *text, exn_action *action)
{
    if (exn_refuse_actions(reader, place)) {
        return false;
    }
    parts found = split(reader->arena, text);
    if (!check_parts(reader, place, text, &found)) {
        return false;
    }
    exn_node_id id = EXN_NODE_NONE;
    if (verbs[found.kind].has_name) {
        id = exn_find_node(reader, found.name);
        if (id == EXN_NODE_NONE) { /* exn_collect_actions has added every valid name */
            return exn_check_new_name(reader, place, found.name);
        }
        if (!check_kind(reader, place, &found) || !check_node(reader, place, &found, id)) {
            return false;
        }
    }
    *action = (exn_action){.kind = found.kind,
                           .node = id,
                           .answer = found.answer,
                           .text = text_of(reader, &found),
                           .place = place};
    return true;
}

typedef struct action_list {
    exn_plan *plan;
    size_t room;
} action_list;

static void read_action_item(exn_reader *reader, const exn_yaml *value, void *target)
{
    action_list *list = target;
    exn_action action;
    const char *text = exn_read_item(reader, value, "actions");
    if (text == NULL || !exn_read_action(reader, value->place, text, &action)) {
        return;
    }
    exn_plan *plan = list->plan;
    if (plan->action_count == list->room) {
        plan->actions =
            exn_arena_grow(reader->arena, plan->actions, &list->room, sizeof *plan->actions);
    }
    plan->actions[plan->action_count++] = action;
}

void exn_read_actions(exn_reader *reader, const exn_yaml *value, exn_plan *plan)
{
    if (exn_refuse_actions(reader, value->place)) {
        return;
    }
    action_list list = {.plan = plan};
    plan->actions = NULL; /* a manager that is written twice is read twice, though it is refused */
    plan->action_count = 0;
    exn_read_list(reader, value, "actions", read_action_item, &list);
}
