/* Reads what a scenario expects beyond the invariants, and the violations that it expects. */
#include "scenario/read/reader.h"

#include "base/way_words.h"
#include "contract/rules.h"

#include <string.h>

/* --- trace events ----------------------------------------------------------------------------- */

enum {
    OF_MANAGER = 1, /* or a nested scope, which is a manager too */
    OF_BODY = 2,
    OF_SCOPE = 4,
    OF_NOBODY = 8
};

static const struct {
    const char *words;
    unsigned of;
} events[EXN_BORDER_KINDS] = {
#define EVENT_OF(kind)                                                                             \
    ((kind) == EXN_CANCEL_REQUESTED                             ? OF_MANAGER | OF_BODY             \
     : (kind) >= EXN_ENTER_BEGINS && (kind) <= EXN_EXIT_FAILS   ? OF_MANAGER                       \
     : (kind) >= EXN_BODY_BEGINS && (kind) <= EXN_BODY_CANCELED ? OF_BODY                          \
     : (kind) == EXN_CLOSES                                     ? OF_SCOPE                         \
                                                                : OF_NOBODY)
#define EVENT(kind, text) [kind] = {text, EVENT_OF(kind)},
    EXN_EVENT_MAP(EVENT)
#undef EVENT
#undef EVENT_OF
};

static unsigned events_of_node(const exn_reader *reader, exn_node_id id)
{
    if (exn_node_is_body(id)) {
        return OF_BODY;
    }
    const exn_node *node = &reader->scenario->nodes[id];
    if (node->kind == EXN_NODE_LEAF) {
        return OF_MANAGER;
    }
    return node->parent == EXN_NODE_NONE ? OF_SCOPE : OF_SCOPE | OF_MANAGER;
}

static void complain_event(exn_reader *reader, const exn_pattern *pattern, const char *words,
                           unsigned of)
{
    const char *known[EXN_BORDER_KINDS];
    size_t known_count = 0;
    for (int i = 0; i < EXN_BORDER_KINDS; i++) {
        if ((events[i].of & of) != 0) {
            known[known_count++] = events[i].words;
        }
    }
    exn_complain_unknown(reader, pattern->place, "event", words, known, known_count);
}

/* Reads the cause after `exit begins`, between parentheses. */
static bool read_cause(exn_reader *reader, exn_pattern *pattern, const char *cause)
{
    size_t length = strlen(cause);
    if (length < 2 || cause[0] != '(' || cause[length - 1] != ')') {
        exn_complain(&reader->complaints, pattern->place,
                     "%s: behind `exit begins` there may be its cause, like `(body)` or `(none)`",
                     exn_quote(reader->arena, pattern->text));
        return false;
    }
    const char *name =
        exn_normalize(reader->arena, exn_arena_copy(reader->arena, cause + 1, length - 2));
    pattern->has_cause = true;
    pattern->cause_is_none = strcmp(name, "none") == 0;
    return pattern->cause_is_none ||
           exn_read_error_name(reader, pattern->place, name, EXN_USE_AS_CAUSE, &pattern->cause);
}

/* Reads the outcome after `closes`. A nested scope has none: its exit raises its errors (E5). */
static bool read_closing(exn_reader *reader, exn_pattern *pattern, const char *outcome)
{
    const exn_node *node = &reader->scenario->nodes[pattern->node];
    if (node->parent != EXN_NODE_NONE) {
        exn_complain(&reader->complaints, pattern->place,
                     "%s: a nested scope closes without an outcome of its own",
                     exn_quote(reader->arena, pattern->text));
        return false;
    }
    pattern->has_outcome = true;
    return exn_read_outcome(reader, pattern->place, outcome, &pattern->outcome);
}

/* Reads a word of code in C, or a way. Returns NULL if there is none, or after a complaint. */
static const char *read_word(exn_reader *reader, exn_pattern *pattern, const char *words)
{
    bool is_marked = exn_after_prefix(words, "word ") != NULL;
    if (is_marked) {
        return exn_read_marked_word(reader, pattern->place, pattern->node, words);
    }
    bool is_word = exn_has_words(reader, pattern->node) || exn_are_way_words(words);
    if (!is_word) {
        complain_event(reader, pattern, words, events_of_node(reader, pattern->node));
    }
    return is_word ? words : NULL;
}

/* Reads what follows the name. */
static bool read_event(exn_reader *reader, exn_pattern *pattern, const char *words)
{
    unsigned of = events_of_node(reader, pattern->node);
    for (int i = 0; i < EXN_BORDER_KINDS; i++) {
        const char *rest = exn_after_prefix(words, events[i].words);
        if (rest == NULL || (events[i].of & of) == 0 || (*rest != '\0' && *rest != ' ')) {
            continue;
        }
        pattern->kind = (exn_event_kind)i;
        if (*rest == '\0') {
            return true;
        }
        if (i == EXN_EXIT_BEGINS) {
            return read_cause(reader, pattern, rest + 1);
        }
        if (i == EXN_CLOSES) {
            return read_closing(reader, pattern, rest + 1);
        }
    }
    pattern->kind = EXN_WORD;
    pattern->word = read_word(reader, pattern, words);
    return pattern->word != NULL;
}

static bool read_call(exn_reader *reader, exn_pattern *pattern, const char *called)
{
    exn_action action;
    bool is_refused = false;
    if (!exn_read_call(reader, pattern->place, called, &action, &is_refused)) {
        return false;
    }
    pattern->kind = is_refused ? EXN_CALL_REFUSED : EXN_CALL;
    pattern->node = action.node;
    pattern->word = action.text;
    return true;
}

static bool read_pattern(exn_reader *reader, exn_pattern *pattern)
{
    for (int i = 0; i < EXN_BORDER_KINDS; i++) {
        if (events[i].of != OF_NOBODY || strcmp(events[i].words, pattern->text) != 0) {
            continue;
        }
        pattern->kind = (exn_event_kind)i;
        pattern->node =
            i == EXN_CANCEL ? exn_read_canceled(reader, pattern->place, "") : EXN_NODE_NONE;
        return i != EXN_CANCEL || pattern->node != EXN_NODE_NONE;
    }
    const char *called = exn_after_prefix(pattern->text, "call ");
    if (called != NULL && exn_find_node(reader, "call") == EXN_NODE_NONE) {
        return read_call(reader, pattern, called);
    }
    const char *canceled = exn_after_prefix(pattern->text, "cancel ");
    if (canceled != NULL && exn_has_tasks(reader)) {
        pattern->kind = EXN_CANCEL;
        pattern->node = exn_read_canceled(reader, pattern->place, canceled);
        return pattern->node != EXN_NODE_NONE;
    }
    const char *rest = NULL;
    if (exn_read_body_name(reader, pattern->place, pattern->text, &pattern->node, &rest)) {
        return pattern->node != EXN_NODE_NONE && read_event(reader, pattern, rest);
    }
    const char *space = strchr(pattern->text, ' ');
    if (space == NULL) {
        exn_complain(&reader->complaints, pattern->place,
                     "unknown event %s: it is a name and what happens, like `vm1 entered`",
                     exn_quote(reader->arena, pattern->text));
        return false;
    }
    const char *name =
        exn_arena_copy(reader->arena, pattern->text, (size_t)(space - pattern->text));
    pattern->node = exn_read_node(reader, pattern->place, name);
    return pattern->node != EXN_NODE_NONE && read_event(reader, pattern, space + 1);
}

/* --- lists of them ---------------------------------------------------------------------------- */

typedef struct pattern_list {
    const char *key;
    exn_pattern **patterns;
    size_t *count;
    size_t room;
} pattern_list;

/* Reads an event; `what` is the name of its key. */
static bool read_event_text(exn_reader *reader, const exn_yaml *value, const char *what,
                            exn_pattern *pattern)
{
    const char *text = exn_read_item(reader, value, what);
    if (text == NULL) {
        return false;
    }
    *pattern = (exn_pattern){
        .node = EXN_NODE_NONE, .text = exn_normalize(reader->arena, text), .place = value->place};
    return read_pattern(reader, pattern);
}

static void read_pattern_item(exn_reader *reader, const exn_yaml *value, void *target)
{
    pattern_list *list = target;
    exn_pattern pattern;
    if (!read_event_text(reader, value, list->key, &pattern)) {
        return;
    }
    if (*list->count == list->room) {
        *list->patterns =
            exn_arena_grow(reader->arena, *list->patterns, &list->room, sizeof **list->patterns);
    }
    (*list->patterns)[(*list->count)++] = pattern;
}

static void read_patterns(exn_reader *reader, const exn_yaml *key, exn_pattern **patterns,
                          size_t *count)
{
    pattern_list list = {.key = key->text, .patterns = patterns, .count = count};
    exn_read_list(reader, key->value, key->text, read_pattern_item, &list);
}

static void read_order(exn_reader *reader, const exn_yaml *key, void *target)
{
    exn_scenario *scenario = target;
    read_patterns(reader, key, &scenario->order, &scenario->order_count);
}

static void read_always(exn_reader *reader, const exn_yaml *key, void *target)
{
    exn_scenario *scenario = target;
    read_patterns(reader, key, &scenario->always, &scenario->always_count);
}

static void read_never(exn_reader *reader, const exn_yaml *key, void *target)
{
    exn_scenario *scenario = target;
    read_patterns(reader, key, &scenario->never, &scenario->never_count);
}

/* --- what follows from what ------------------------------------------------------------------- */

static void read_pair(exn_reader *reader, const exn_yaml *key, size_t *room)
{
    exn_scenario *scenario = reader->scenario;
    exn_response pair;
    bool has_first = read_event_text(reader, key, "whenever", &pair.first);
    if (!read_event_text(reader, key->value, "whenever", &pair.second) || !has_first) {
        return;
    }
    if (scenario->whenever_count == *room) {
        scenario->whenever =
            exn_arena_grow(reader->arena, scenario->whenever, room, sizeof *scenario->whenever);
    }
    scenario->whenever[scenario->whenever_count++] = pair;
}

static void read_pairs(exn_reader *reader, const exn_yaml *value, void *target)
{
    if (value->kind != EXN_YAML_MAPPING || value->count == 0) {
        exn_complain(&reader->complaints, value->place,
                     "an item of `whenever` is %s: it must be two events, like `{vm1 entered: vm1 "
                     "exited}`",
                     value->kind == EXN_YAML_MAPPING ? "empty"
                                                     : exn_yaml_describe(reader->arena, value));
        return;
    }
    for (const exn_yaml *key = value->first; key != NULL; key = key->next) {
        read_pair(reader, key, target);
    }
}

static void read_whenever(exn_reader *reader, const exn_yaml *key, void *target)
{
    (void)target;
    size_t room = 0;
    exn_read_list(reader, key->value, "whenever", read_pairs, &room);
}

/* --- outcomes and counts ---------------------------------------------------------------------- */

typedef struct outcome_list {
    uint32_t task;
    size_t room;
} outcome_list;

static void read_outcome_item(exn_reader *reader, const exn_yaml *value, void *target)
{
    outcome_list *list = target;
    exn_scenario *scenario = reader->scenario;
    exn_expected_outcome outcome;
    const char *text = exn_read_item(reader, value, "outcome");
    if (text == NULL || !exn_read_outcome(reader, value->place, text, &outcome)) {
        return;
    }
    outcome.task = list->task;
    if (scenario->outcome_count == list->room) {
        scenario->outcomes = exn_arena_grow(reader->arena, scenario->outcomes, &list->room,
                                            sizeof *scenario->outcomes);
    }
    scenario->outcomes[scenario->outcome_count++] = outcome;
}

static void read_outcomes(exn_reader *reader, const exn_yaml *key, void *target)
{
    (void)target;
    outcome_list list = {.room = 0};
    if (!exn_has_tasks(reader)) {
        exn_read_one_or_list(reader, key->value, "outcome", read_outcome_item, &list);
        return;
    }
    if (key->value->kind != EXN_YAML_MAPPING || key->value->count == 0) {
        exn_complain(&reader->complaints, key->value->place,
                     "`outcome` is %s: with `tasks` it must be a mapping, like `{%s: returns}`",
                     key->value->kind == EXN_YAML_MAPPING
                         ? "empty"
                         : exn_yaml_describe(reader->arena, key->value),
                     reader->scenario->tasks[0].name);
        return;
    }
    for (const exn_yaml *task = key->value->first; task != NULL; task = task->next) {
        if (exn_read_task(reader, task->place, task->text, &list.task)) {
            exn_read_one_or_list(reader, task->value, "outcome", read_outcome_item, &list);
        }
    }
}

/* Reads a whole number of any size. */
static void read_interleavings(exn_reader *reader, const exn_yaml *key, void *target)
{
    exn_scenario *scenario = target;
    const exn_yaml *value = key->value;
    uint64_t number = 0;
    bool is_digits = value->kind == EXN_YAML_SCALAR && value->is_plain && value->text[0] != '0' &&
                     value->text[0] != '\0' &&
                     strspn(value->text, "0123456789") == strlen(value->text);
    if (is_digits || exn_read_number(reader, value, "interleavings", 1, UINT64_MAX, &number)) {
        scenario->interleavings = value->text;
    }
}

static const exn_key expect_key_list[] = {
    {"outcome", read_outcomes, false},  {"order", read_order, false},
    {"always", read_always, false},     {"never", read_never, false},
    {"whenever", read_whenever, false}, {"interleavings", read_interleavings, false},
};
const exn_keys exn_expect_keys = {"`expect`", expect_key_list,
                                  sizeof expect_key_list / sizeof *expect_key_list};

void exn_read_expect(exn_reader *reader, const exn_yaml *key, void *target)
{
    (void)target;
    reader->scenario->expect_place = key->place;
    if (key->value->kind != EXN_YAML_MAPPING || key->value->count == 0) {
        exn_complain(&reader->complaints, key->value->place,
                     "`expect` is %s: it must be a mapping, like `{outcome: returns}`",
                     key->value->kind == EXN_YAML_MAPPING
                         ? "empty"
                         : exn_yaml_describe(reader->arena, key->value));
    } else {
        exn_read_mapping(reader, key->value, &exn_expect_keys, reader->scenario);
    }
}

/* --- violations ------------------------------------------------------------------------------- */

static void read_violation(exn_reader *reader, const exn_yaml *value, void *target)
{
    exn_scenario *scenario = target;
    exn_rule rule;
    const char *text = exn_read_item(reader, value, "violates");
    if (text == NULL) {
        return;
    }
    if (exn_rule_from_name(text, &rule)) {
        if ((scenario->violates & 1u << rule) != 0) {
            exn_complain(&reader->complaints, value->place, "invariant `%s` stands twice", text);
        }
        scenario->violates |= 1u << rule;
        return;
    }
    if (exn_rule_from_number(text, &rule)) {
        exn_complain(&reader->complaints, value->place, "invariant `%s`: it is named, write `%s`",
                     text, exn_rule_name(rule));
        return;
    }
    const char *names[EXN_RULES];
    for (int i = 0; i < EXN_RULES; i++) {
        names[i] = exn_rule_name((exn_rule)i);
    }
    exn_complain_unknown(reader, value->place, "invariant", text, names, EXN_RULES);
}

void exn_read_violates(exn_reader *reader, const exn_yaml *key, void *target)
{
    exn_read_one_or_list(reader, key->value, "violates", read_violation, target);
}

void exn_read_blame(exn_reader *reader, const exn_yaml *key, void *target)
{
    exn_scenario *scenario = target;
    const char *text = exn_read_text(reader, key->value, "blame");
    if (text == NULL) {
        return;
    }
    if (exn_yaml_key(reader->root, "violates") == NULL) {
        exn_complain(&reader->complaints, key->place,
                     "`blame` without `violates`: it says who must be blamed for what is violated");
    }
    exn_node_id body = EXN_NODE_NONE;
    const char *rest = NULL;
    const char *as_subject = exn_arena_format(reader->arena, "%s ", text);
    if (strcmp(text, "scope") != 0 &&
        !exn_read_body_name(reader, key->value->place, as_subject, &body, &rest) &&
        exn_read_leaf(reader, key->value->place, text) == EXN_NODE_NONE) {
        return;
    }
    scenario->blame = text;
}
