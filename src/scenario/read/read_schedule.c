/* Reads the schedule: the steps of a run, in order. */
#include "scenario/read/reader.h"

#include "base/way_words.h"

#include <string.h>

typedef struct item_list {
    size_t room;
} item_list;

static const struct {
    const char *text;
    exn_item_kind kind;
} plain_items[] = {
    {"cancel", EXN_ITEM_CANCEL},
    {"cancel at once", EXN_ITEM_CANCEL_AT_ONCE},
    {"time passes", EXN_ITEM_TIME_PASSES},
    {"...", EXN_ITEM_ANYTHING},
};
enum { PLAIN_ITEMS = sizeof plain_items / sizeof *plain_items };

/* Reads `NAME enters` or `body returns`. */
static bool read_settlement(exn_reader *reader, const char *rest, exn_item *item)
{
    item->kind = EXN_ITEM_SETTLES;
    unsigned operations = EXN_OF_BODY;
    if (!exn_node_is_body(item->node)) {
        operations = reader->scenario->nodes[item->node].role == EXN_ROLE_ENTER
                         ? EXN_OF_ENTER | EXN_OF_EXIT
                         : EXN_OF_EXIT;
    }
    if (strcmp(rest, "hangs") == 0) {
        exn_complain(&reader->complaints, item->place,
                     "`hangs` is nothing that happens: leave the item out");
        return false;
    }
    return exn_read_ending(reader, item->place, rest, operations, EXN_ENDING_SCHEDULED,
                           &item->ending);
}

/* Reads what follows a name: `steps`, a word of a manager in C, the way in which something comes to
 * code in another language, or how an operation ends. */
static bool read_rest(exn_reader *reader, const char *rest, exn_item *item)
{
    if (strcmp(rest, "steps") == 0) {
        item->kind = EXN_ITEM_STEPS;
        return true;
    }
    bool is_marked = exn_after_prefix(rest, "word ") != NULL;
    bool is_way = exn_are_way_words(rest);
    if (!is_marked && !is_way && (!exn_has_words(reader, item->node) || exn_is_ending(rest))) {
        return read_settlement(reader, rest, item);
    }
    item->kind = EXN_ITEM_WORD;
    item->word = is_marked ? exn_read_marked_word(reader, item->place, item->node, rest) : rest;
    return item->word != NULL;
}

static void complain_item(exn_reader *reader, const exn_item *item)
{
    exn_nearest nearest = exn_nearest_begin(item->text);
    for (size_t i = 0; i < PLAIN_ITEMS; i++) {
        exn_nearest_try(&nearest, plain_items[i].text);
    }
    const char *quoted = exn_quote(reader->arena, item->text);
    if (nearest.best != NULL) {
        exn_complain(&reader->complaints, item->place, "unknown item %s: did you mean `%s`?",
                     quoted, nearest.best);
    } else {
        exn_complain(&reader->complaints, item->place,
                     "unknown item %s: it may be `NAME enters`, `body returns`, `cancel`, "
                     "`cancel at once`, `ask NAME`, `time passes`, `call ACTION` or `...`",
                     quoted);
    }
}

/* Returns the name in `ask NAME`, or NULL if the text is another item: a manager may be called
 * `ask`. */
static const char *name_after_ask(const exn_reader *reader, const char *text)
{
    const char *name = exn_after_prefix(text, "ask ");
    bool asks = name != NULL && (exn_find_node(reader, name) != EXN_NODE_NONE ||
                                 exn_find_node(reader, "ask") == EXN_NODE_NONE);
    return asks ? name : NULL;
}

/* Returns the node of an item. A scope in C may have words too, but it never waits for anything. */
static exn_node_id read_subject(exn_reader *reader, const exn_item *item, const char *name,
                                const char *rest)
{
    exn_node_id node = exn_find_node(reader, name);
    bool is_word = node != EXN_NODE_NONE && exn_has_words(reader, node) && !exn_is_ending(rest) &&
                   strcmp(rest, "steps") != 0;
    return is_word ? node : exn_read_leaf(reader, item->place, name);
}

/* Reads `w1` or `w1 at once`, after `cancel`. */
static bool read_cancel_of_task(exn_reader *reader, exn_item *item, const char *text)
{
    const char *space = strchr(text, ' ');
    bool at_once = space != NULL && strcmp(space, " at once") == 0;
    const char *name = at_once ? exn_arena_copy(reader->arena, text, (size_t)(space - text)) : text;
    item->kind = at_once ? EXN_ITEM_CANCEL_AT_ONCE : EXN_ITEM_CANCEL;
    item->node = exn_read_canceled(reader, item->place, name);
    return item->node != EXN_NODE_NONE;
}

/* Reads ` at once` behind what settles. Returns the text without it. */
static const char *take_at_once(exn_reader *reader, exn_item *item)
{
    static const char suffix[] = " at once";
    size_t length = strlen(item->text);
    size_t at = length > sizeof suffix - 1 ? length - (sizeof suffix - 1) : 0;
    item->at_once = at > 0 && strcmp(item->text + at, suffix) == 0;
    return item->at_once ? exn_arena_copy(reader->arena, item->text, at) : item->text;
}

static bool read_item(exn_reader *reader, exn_item *item)
{
    for (size_t i = 0; i < PLAIN_ITEMS; i++) {
        if (strcmp(item->text, plain_items[i].text) != 0) {
            continue;
        }
        item->kind = plain_items[i].kind;
        bool cancels = item->kind == EXN_ITEM_CANCEL || item->kind == EXN_ITEM_CANCEL_AT_ONCE;
        item->node = cancels ? exn_read_canceled(reader, item->place, "") : EXN_NODE_NONE;
        return !cancels || item->node != EXN_NODE_NONE;
    }
    const char *action = exn_after_prefix(item->text, "call ");
    if (action != NULL) {
        item->kind = EXN_ITEM_CALL;
        return exn_read_scheduled_action(reader, item->place, action, &item->action);
    }
    const char *asked = name_after_ask(reader, item->text);
    if (asked != NULL) {
        item->kind = EXN_ITEM_ASK;
        item->node = exn_read_leaf(reader, item->place, asked);
        return item->node != EXN_NODE_NONE;
    }
    const char *canceled = exn_after_prefix(item->text, "cancel ");
    if (canceled != NULL && exn_has_tasks(reader)) {
        return read_cancel_of_task(reader, item, canceled);
    }
    const char *text = take_at_once(reader, item);
    const char *rest = NULL;
    if (exn_read_body_name(reader, item->place, text, &item->node, &rest)) {
        return item->node != EXN_NODE_NONE && read_rest(reader, rest, item);
    }
    const char *space = strchr(text, ' ');
    const char *name =
        space != NULL ? exn_arena_copy(reader->arena, text, (size_t)(space - text)) : "";
    if (space == NULL || strcmp(name, "cancel") == 0 || strcmp(name, "time") == 0) {
        complain_item(reader, item);
        return false;
    }
    item->node = read_subject(reader, item, name, space + 1);
    return item->node != EXN_NODE_NONE && read_rest(reader, space + 1, item);
}

static void read_value(exn_reader *reader, const exn_yaml *value, void *target)
{
    item_list *list = target;
    exn_scenario *scenario = reader->scenario;
    const char *text = exn_read_item(reader, value, "schedule");
    if (text == NULL) {
        return;
    }
    exn_item item = {.node = EXN_NODE_NONE,
                     .action = {.node = EXN_NODE_NONE},
                     .text = exn_normalize(reader->arena, text),
                     .place = value->place};
    if (!read_item(reader, &item)) {
        return;
    }
    if (item.kind == EXN_ITEM_ANYTHING && scenario->item_count > 0 &&
        scenario->items[scenario->item_count - 1].kind == EXN_ITEM_ANYTHING) {
        exn_complain(&reader->complaints, item.place, "`...` twice in a row: once says the same");
    }
    if (scenario->item_count == list->room) {
        scenario->items =
            exn_arena_grow(reader->arena, scenario->items, &list->room, sizeof *scenario->items);
    }
    scenario->items[scenario->item_count++] = item;
}

void exn_read_schedule(exn_reader *reader, const exn_yaml *key, void *target)
{
    (void)target;
    item_list list = {0};
    reader->scenario->has_schedule = true;
    /* An empty schedule is the script of a run that ends before the world waits for anything. */
    if (key->value->kind != EXN_YAML_LIST || key->value->count > 0) {
        exn_read_list(reader, key->value, "schedule", read_value, &list);
    }
}
