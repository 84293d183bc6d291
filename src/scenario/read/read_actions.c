/* Reads actions: what a body, an operation or the schedule does to an outermost scope. Where there
 * are tasks it is that of whoever acts, or the one that is named first: `w2 cancel`. */
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
    uint32_t task; /* to whose scope */
    bool is_own;   /* the task is not named: it is that of whoever acts */
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

static int verb_of(const char *word)
{
    int i = 0;
    while (i < VERBS && strcmp(word, verbs[i].word) != 0) {
        i += 1;
    }
    return i;
}

/* The first word of a text of this length. */
static const char *first_word(exn_arena *arena, const char *text, size_t length)
{
    const char *space = memchr(text, ' ', length);
    return exn_arena_copy(arena, text, space != NULL ? (size_t)(space - text) : length);
}

/* Takes the name of a task off the beginning, if there is one. Returns its length and that of the
 * space. */
static size_t take_task(const exn_reader *reader, const char *word, parts *found)
{
    const exn_scenario *scenario = reader->scenario;
    for (uint32_t i = 0; exn_has_tasks(reader) && i < scenario->task_count; i++) {
        if (strcmp(word, scenario->tasks[i].name) == 0 && verb_of(word) == VERBS) {
            found->task = i;
            found->is_own = false;
            return strlen(word) + 1;
        }
    }
    return 0;
}

static parts split(exn_reader *reader, const char *text)
{
    exn_arena *arena = reader->arena;
    parts found = {.is_known = false, .task = reader->task, .is_own = true};
    text = exn_normalize(arena, text);
    size_t length = strlen(text);
    for (int i = EXN_IS_REFUSED; i < ANSWERS && found.answer == EXN_IS_TAKEN; i++) {
        if (ends_with(text, length, answers[i])) {
            found.answer = (exn_answer)i;
        }
    }
    length -= strlen(answers[found.answer]);
    size_t of_task = take_task(reader, first_word(arena, text, length), &found);
    text += of_task < length ? of_task : length;
    length -= of_task < length ? of_task : length;
    found.verb = first_word(arena, text, length);
    size_t verb_length = strlen(found.verb);
    if (verb_length < length) {
        found.name = exn_arena_copy(arena, text + verb_length + 1, length - verb_length - 1);
    }
    int verb = verb_of(found.verb);
    found.is_known = verb < VERBS;
    found.kind = found.is_known ? (exn_action_kind)verb : found.kind;
    return found;
}

/* The node that an action on the scope of a task names: of what tasks share the task's handle. */
static exn_node_id find_in_task(exn_reader *reader, uint32_t task, const char *name)
{
    exn_node_id id = EXN_NODE_NONE;
    if (exn_has_tasks(reader)) {
        const char *of_task = reader->scenario->tasks[task].name;
        id = exn_find_node(reader, exn_arena_format(reader->arena, "%s.%s", of_task, name));
    }
    return id != EXN_NODE_NONE ? id : exn_find_node(reader, name);
}

/* --- names that only actions bring ------------------------------------------------------------ */

static exn_node node_of(exn_reader *reader, const parts *found, exn_place place)
{
    exn_node node = {.name = found->name,
                     .kind = found->kind == EXN_ACTION_MOVE ? EXN_NODE_STACK : EXN_NODE_LEAF,
                     .role = EXN_ROLE_ENTER,
                     .parent = EXN_NODE_NONE,
                     .times = 1,
                     .place = place};
    if (found->kind == EXN_ACTION_PUSH) {
        node.role = EXN_ROLE_PUSH;
    }
    if (found->kind == EXN_ACTION_CALLBACK) {
        node.role = EXN_ROLE_CALLBACK;
    }
    if (found->kind == EXN_ACTION_ENTER) {
        exn_set_default_plan(reader, &node.enter, EXN_OPERATION_ENTER);
    }
    if (node.kind == EXN_NODE_LEAF) {
        exn_set_default_plan(reader, &node.exit, EXN_OPERATION_EXIT);
    }
    return node;
}

/* Whether an action enters what another task enters, too. */
static bool is_new_handle(const exn_reader *reader, const parts *found, exn_node_id id)
{
    const exn_node *other = &reader->scenario->nodes[id];
    return found->kind == EXN_ACTION_ENTER && other->kind == EXN_NODE_LEAF &&
           other->role == EXN_ROLE_ENTER && other->task != found->task;
}

/* Adds what an action of a task names, if that is not known. Errors are told when the action is
 * read. */
static void collect_action(exn_reader *reader, uint32_t task, const exn_yaml *value,
                           const char *text)
{
    reader->task = task;
    parts found = split(reader, text);
    if (!found.is_known || !verbs[found.kind].has_name || found.name == NULL ||
        !exn_is_name(found.name) || exn_is_reserved(found.name)) {
        return;
    }
    exn_node_id id = find_in_task(reader, found.task, found.name);
    exn_node node = node_of(reader, &found, value->place);
    reader->task = found.task; /* to which the node belongs */
    bool is_new = id == EXN_NODE_NONE ||
                  (is_new_handle(reader, &found, id) && exn_make_handle(reader, id, &node));
    if (is_new) {
        exn_add_node(reader, &node);
    }
}

static void collect_from_plan(exn_reader *reader, uint32_t task, const exn_yaml *key)
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
            collect_action(reader, task, item, item->text);
        }
    }
}

static void collect_from_managers(exn_reader *reader, const exn_yaml *managers)
{
    if (managers == NULL || managers->value->kind != EXN_YAML_MAPPING) {
        return;
    }
    for (const exn_yaml *key = managers->value->first; key != NULL; key = key->next) {
        exn_node_id id = exn_find_node(reader, key->text);
        if (key->value->kind != EXN_YAML_MAPPING) {
            continue;
        }
        uint32_t task = id != EXN_NODE_NONE ? reader->scenario->nodes[id].task : 0;
        collect_from_plan(reader, task, exn_yaml_key(key->value, "enter"));
        collect_from_plan(reader, task, exn_yaml_key(key->value, "exit"));
    }
}

static void collect_from_tasks(exn_reader *reader, const exn_yaml *tasks)
{
    uint32_t task = 0;
    for (const exn_yaml *key = tasks->value->first; key != NULL; key = key->next) {
        if (key->value->kind == EXN_YAML_MAPPING) {
            collect_from_plan(reader, task, exn_yaml_key(key->value, "body"));
        }
        task += 1;
    }
}

void exn_collect_actions(exn_reader *reader)
{
    collect_from_managers(reader, exn_yaml_key(reader->root, "managers"));
    if (exn_has_tasks(reader)) {
        collect_from_tasks(reader, exn_yaml_key(reader->root, "tasks"));
    } else {
        collect_from_plan(reader, 0, exn_yaml_key(reader->root, "body"));
    }
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
            collect_action(reader, 0, item, action);
        }
    }
}

/* --- actions ---------------------------------------------------------------------------------- */

/* Returns whether the outermost scope offers this action; complains if not. */
static bool check_kind(exn_reader *reader, exn_place place, const parts *found)
{
    const exn_scenario *scenario = reader->scenario;
    exn_node_id scope = scenario->tasks[found->task].scope;
    if ((size_t)scope >= scenario->node_count || scenario->nodes[scope].kind != EXN_NODE_POOL) {
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
        if (node->kind == EXN_NODE_STACK && exn_is_moved_to(reader->scenario, id) &&
            node->task == found->task) {
            return true;
        }
        exn_complain(&reader->complaints, place,
                     "`move %s`: that name is taken, a new stack needs its own", node->name);
        return false;
    }
    if (node->kind == EXN_NODE_LEAF && node->task != found->task) {
        exn_complain(&reader->complaints, place,
                     "`%s %s`: it belongs to `%s`, and tasks share only what each of them enters",
                     found->verb, node->name, reader->scenario->tasks[node->task].name);
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
    bool names_task = !found->is_known && found->name != NULL && exn_has_tasks(reader) &&
                      verb_of(first_word(reader->arena, found->name, strlen(found->name))) < VERBS;
    uint32_t task = 0;
    if (names_task) {
        exn_read_task(reader, place, found->verb, &task); /* complains: split knows all tasks */
    } else if (!found->is_known) {
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
    const char *text = found->name == NULL
                           ? exn_action_word(found->kind)
                           : exn_arena_format(reader->arena, "%s %s", found->verb, found->name);
    const char *task = reader->scenario->tasks[found->task].name;
    return task != NULL ? exn_arena_format(reader->arena, "%s %s", task, text) : text;
}

/* An action that nobody does, in a schedule or as an event, names its task. */
static bool check_task_is_named(exn_reader *reader, exn_place place, const char *text,
                                const parts *found)
{
    if (found->is_own && exn_has_tasks(reader)) {
        exn_complain(&reader->complaints, place, "`call` on which task? write `call %s %s`",
                     reader->scenario->tasks[0].name, text);
        return false;
    }
    return true;
}

/* What somebody does, as against what is called out of the blue: to another task only a request
 * (it may not have begun); and a manager that tasks share names nothing, or each handle would. */
static bool check_actor(exn_reader *reader, exn_place place, const char *text, const parts *found)
{
    if (found->task != reader->task && found->kind != EXN_ACTION_CANCEL) {
        exn_complain(&reader->complaints, place,
                     "%s: it can `cancel` another task, and act otherwise on its own alone",
                     exn_quote(reader->arena, text));
    } else if (reader->reads_shared && found->name != NULL) {
        exn_complain(&reader->complaints, place,
                     "%s: tasks share this manager, and each handle would: it can `cancel` and "
                     "`close`",
                     exn_quote(reader->arena, text));
    } else {
        return true;
    }
    return false;
}

bool exn_read_call(exn_reader *reader, exn_place place, const char *text, exn_action *action,
                   bool *is_refused)
{
    static const char refusal[] = " refused";
    size_t length = strlen(text);
    parts found = split(reader, text);
    if (ends_with(text, length, refusal)) { /* unless a manager is called `refused` */
        parts before = split(reader, exn_arena_copy(reader->arena, text, length - strlen(refusal)));
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
    if (!check_parts(reader, place, text, &found) ||
        !check_task_is_named(reader, place, text, &found)) {
        return false;
    }
    exn_node_id id = EXN_NODE_NONE;
    if (found.name != NULL) {
        id = find_in_task(reader, found.task, found.name);
        id = id != EXN_NODE_NONE ? id : exn_read_node(reader, place, found.name);
        if (id == EXN_NODE_NONE) {
            return false;
        }
    }
    *action = (exn_action){.kind = found.kind,
                           .node = id,
                           .task = found.task,
                           .text = text_of(reader, &found),
                           .place = place};
    return true;
}

/* Reads what an action does, and to which node. */
static bool read_parts(exn_reader *reader, exn_place place, const parts *found, exn_action *action)
{
    exn_node_id id = EXN_NODE_NONE;
    if (verbs[found->kind].has_name) {
        id = find_in_task(reader, found->task, found->name);
        if (id == EXN_NODE_NONE) { /* exn_collect_actions has added every valid name */
            return exn_check_new_name(reader, place, found->name);
        }
        if (!check_kind(reader, place, found) || !check_node(reader, place, found, id)) {
            return false;
        }
    }
    *action = (exn_action){.kind = found->kind,
                           .node = id,
                           .task = found->task,
                           .is_own = found->is_own,
                           .answer = found->answer,
                           .text = text_of(reader, found),
                           .place = place};
    return true;
}

bool exn_read_scheduled_action(exn_reader *reader, exn_place place, const char *text,
                               exn_action *action)
{
    parts found = split(reader, text);
    return check_parts(reader, place, text, &found) &&
           check_task_is_named(reader, place, text, &found) &&
           read_parts(reader, place, &found, action);
}

static bool read_action(exn_reader *reader, exn_place place, const char *text, exn_action *action)
{
    parts found = split(reader, text);
    found.is_own = found.is_own || (found.task == reader->task && !reader->reads_shared);
    return check_parts(reader, place, text, &found) && check_actor(reader, place, text, &found) &&
           read_parts(reader, place, &found, action);
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
    if (text == NULL || !read_action(reader, value->place, text, &action)) {
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
    action_list list = {.plan = plan};
    plan->actions = NULL; /* a manager that is written twice is read twice, though it is refused */
    plan->action_count = 0;
    exn_read_list(reader, value, "actions", read_action_item, &list);
}
