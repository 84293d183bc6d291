/* Parses trees, errors and events. */
#include "event_text.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- names ------------------------------------------------------------------------------------ */

uint32_t member_named(const exn_view *view, const char *name)
{
    for (uint32_t i = 0; i < view->member_count; i++) {
        if (strcmp(exn_member_name(view, i), name) == 0) {
            return i;
        }
    }
    cr_assert_fail("no member is named `%s`", name);
    return EXN_NONE;
}

static uint32_t find_scope(const exn_view *view, const char *name)
{
    for (uint32_t i = 0; i < view->scope_count; i++) {
        if (strcmp(exn_scope_name(view, i), name) == 0) {
            return i;
        }
    }
    return EXN_NONE;
}

uint32_t scope_named(const exn_view *view, const char *name)
{
    uint32_t scope = find_scope(view, name);
    cr_assert_neq(scope, EXN_NONE, "no scope is named `%s`", name);
    return scope;
}

exn_error_id error_named(const exn_view *view, const char *name)
{
    if (strcmp(name, "none") == 0) {
        return exn_id(EXN_ID_NONE, 0);
    }
    if (strcmp(name, "body") == 0) {
        return exn_id(EXN_ID_BODY, 0);
    }
    if (strcmp(name, "canceled") == 0) {
        return exn_id(EXN_ID_CANCELED, 0);
    }
    const char *dot = strrchr(name, '.');
    if (dot == NULL) {
        return exn_id(EXN_ID_UNKNOWN, 0);
    }
    char owner[TEXT_NAME_MAX];
    snprintf(owner, sizeof owner, "%.*s", (int)(dot - name), name);
    uint32_t scope = find_scope(view, owner);
    if (strcmp(dot, ".deadline") == 0) {
        return exn_id(EXN_ID_DEADLINE, scope);
    }
    if (scope != EXN_NONE) { /* the combined error of a nested pool */
        return exn_id(EXN_ID_SEVERAL, scope);
    }
    return exn_id(strcmp(dot, ".enter") == 0 ? EXN_ID_ENTER : EXN_ID_EXIT,
                  member_named(view, owner));
}

/* --- trees ------------------------------------------------------------------------------------ */

static const char *keep_name(test_tree *tree, const char *prefix, const char *name)
{
    char *kept = tree->names[tree->name_count++];
    snprintf(kept, TEXT_NAME_MAX, "%s%s%s", prefix, prefix[0] != '\0' ? "." : "", name);
    return kept;
}

static uint32_t add_scope(test_tree *tree, const char *parent, const char *kind)
{
    uint32_t index = tree->view.scope_count++;
    bool stack = strcmp(kind, "stack") == 0;
    tree->scope_facts[index] = (exn_scope_facts){
        .name = keep_name(tree, parent, stack ? "stack" : "pool"),
        .member = EXN_NONE,
        .last = EXN_NONE,
        .kind = stack ? EXEUNT_KIND_STACK : EXEUNT_KIND_POOL,
        .wait_all = strcmp(kind, "pool/wait-all") == 0,
    };
    tree->scopes[index] = (exn_scope_view){
        .is = &tree->scope_facts[index],
        .first = EXN_NONE,
        .top = EXN_NONE,
        .head = EXN_NONE,
        .above = EXN_NONE,
        .last_exit = EXN_NONE,
        .first_failure = EXN_NONE,
    };
    return index;
}

static uint32_t add_member(test_tree *tree, uint32_t holder, const char *name)
{
    uint32_t index = tree->view.member_count++;
    bool marked = strchr("+*~", name[0]) != NULL;
    bool planned = name[0] != '~';
    tree->facts[index] = (exn_member_facts){
        .name = keep_name(tree, "", marked ? name + 1 : name),
        .inside = EXN_NONE,
        .shared = EXN_NONE,
        .pushed = marked && planned,
        .dynamic = !planned,
        .before = tree->scope_facts[holder].last,
    };
    tree->places[index] = (exn_member_place){.holder = holder, .sibling = EXN_NONE};
    tree->links[index] = (exn_member_links){.below = EXN_NONE, .chain = EXN_NONE};
    tree->members[index] = (exn_member_view){.callback = name[0] == '*'};
    tree->member_places[index] = &tree->members[index];
    if (!marked) {
        tree->scope_facts[holder].wanted += 1;
        tree->scope_facts[holder].last = index;
    }
    uint32_t *link = &tree->scopes[holder].first;
    while (*link != EXN_NONE) {
        link = &tree->places[*link].sibling;
    }
    *link = index;
    return index;
}

void parse_tree(test_tree *tree, const char *text)
{
    char words[256];
    uint32_t open[TEXT_SCOPES_MAX]; /* the scopes around this word */
    uint32_t depth = 0;
    static const exn_task_facts only_task = {.body = "body", .body_source = "body"};
    *tree = (test_tree){.view = {.members = tree->member_places,
                                 .places = tree->places,
                                 .links = tree->links,
                                 .facts = tree->facts,
                                 .scopes = tree->scopes,
                                 .tasks = &only_task,
                                 .task_count = 1}};
    snprintf(words, sizeof words, "%s", text);
    char *word = strtok(words, " ");
    open[0] = add_scope(tree, "", word);
    for (word = strtok(NULL, " "); word != NULL; word = strtok(NULL, " ")) {
        size_t length = strlen(word);
        bool closes = word[length - 1] == ']';
        word[closes ? length - 1 : length] = '\0';
        if (word[0] == '[') {
            uint32_t scope = add_scope(tree, tree->scope_facts[open[depth]].name, word + 1);
            uint32_t member = add_member(tree, open[depth], tree->scope_facts[scope].name);
            tree->facts[member].inside = scope;
            tree->scope_facts[scope].member = member;
            open[++depth] = scope;
        } else if (word[0] != '\0') {
            add_member(tree, open[depth], word);
        }
        depth -= closes ? 1 : 0;
    }
}

/* --- events ----------------------------------------------------------------------------------- */

/* Texts that are not events of a trace, about a member or about none. */
static const struct {
    const char *words;
    int kind;
} moments[] = {
    {"step ends", EXN_STEP_ENDS},
    {"stuck", EXN_STUCK},
    {"endless", EXN_ENDLESS},
    {"world ends", EXN_WORLD_ENDS},
    {"another trace", EXN_DIFFERS},
    {"settles again", EXN_SETTLES_AGAIN},
    {"settles wrongly", EXN_SETTLES_WRONGLY},
    {"touches", EXN_TOUCHES},
    {"writes astray", EXN_TOUCHES_FREE},
    {"given another value", EXN_GIVES_VALUE},
};

/* Returns the kind whose words begin a text, the longest match, and its length in `length`. */
static int kind_of(const char *text, size_t *length)
{
    static const char *const words[EXN_BORDER_KINDS] = {
#define WORDS(kind, text) [kind] = text,
        EXN_EVENT_MAP(WORDS)
#undef WORDS
    };
    int found = -1;
    *length = 0;
    for (int kind = 0; kind < EXN_BORDER_KINDS; kind++) {
        size_t own = strlen(words[kind]);
        if (own > *length && strncmp(text, words[kind], own) == 0) {
            *length = own;
            found = kind;
        }
    }
    for (size_t i = 0; i < sizeof moments / sizeof *moments && found < 0; i++) {
        size_t own = strlen(moments[i].words);
        if (strncmp(text, moments[i].words, own) == 0) {
            *length = own;
            found = moments[i].kind;
        }
    }
    return found;
}

/* Reads errors joined by ", " up to the end of the text. */
static uint32_t parse_errors(const exn_view *view, const char *text, exn_error_id *errors)
{
    char list[256];
    uint32_t count = 0;
    snprintf(list, sizeof list, "%s", text);
    for (char *name = strtok(list, ", "); name != NULL; name = strtok(NULL, ", ")) {
        cr_assert_lt(count, TEXT_ERRORS_MAX);
        errors[count++] = error_named(view, name);
    }
    return count;
}

/* Reads "raises [a.exit, body] + canceled" and the other outcomes. */
static void parse_outcome(const exn_view *view, const char *text, event_text *parsed)
{
    exn_event *event = &parsed->event;
    char errors[256];
    event->outcome_canceled = strstr(text, "canceled") != NULL;
    event->outcome_suppressed = strstr(text, "suppressed") != NULL;
    if (strncmp(text, "raises ", 7) == 0) {
        text += 7;
        bool several = text[0] == '[';
        size_t length = strcspn(text + several, several ? "]" : " ");
        snprintf(errors, sizeof errors, "%.*s", (int)length, text + several);
        event->error_count = parse_errors(view, errors, parsed->errors);
    }
}

/* Reads "(body)" or "(stack.pool.enter: vm1.enter, vm2.enter), and suppresses". */
static void parse_error(const exn_view *view, const char *text, event_text *parsed)
{
    exn_event *event = &parsed->event;
    char inside[256] = "";
    const char *end = strchr(text, ')');
    if (text[0] == '(' && end != NULL) {
        snprintf(inside, sizeof inside, "%.*s", (int)(end - text - 1), text + 1);
    }
    char *listed = strstr(inside, ": ");
    if (listed != NULL) {
        *listed = '\0';
        listed += 2;
    }
    if (inside[0] != '\0') {
        event->error = error_named(view, inside);
        event->error_count = parse_errors(view, listed != NULL ? listed : inside, parsed->errors);
    }
    event->suppressed = strstr(text, ", and suppresses") != NULL;
}

/* Without parentheses a failure is an error of the member itself. */
static void own_error(exn_event *event)
{
    bool enter = event->kind == EXN_ENTER_FAILS;
    if (event->error == 0 && (enter || event->kind == EXN_EXIT_FAILS)) {
        event->error = exn_id(enter ? EXN_ID_ENTER : EXN_ID_EXIT, event->member);
    }
    if (event->error == 0 && event->kind == EXN_BODY_RAISES) {
        event->error = exn_id(EXN_ID_BODY, 0);
    }
}

/* Sets the subject of an event: `name` comes before its words. */
static void set_subject(const exn_view *view, const char *name, exn_event *event)
{
    event->member = EXN_NONE;
    event->scope = 0;
    if (event->kind == EXN_CLOSES) {
        event->scope = scope_named(view, name);
    } else if (name[0] != '\0' && strcmp(name, "body") != 0) {
        event->member = member_named(view, name);
        event->scope = view->places[event->member].holder;
    }
}

void parse_event(const exn_view *view, const char *text, event_text *parsed)
{
    size_t length = 0;
    char name[TEXT_NAME_MAX] = "";
    int kind = strncmp(text, "cancel requested", 16) == 0 ? -1 : kind_of(text, &length);
    const char *words = text;
    if (kind < 0) {
        words = strchr(text, ' ');
        cr_assert_not_null(words, "`%s` is no event", text);
        words += 1;
        kind = kind_of(words, &length);
        snprintf(name, sizeof name, "%.*s", (int)(words - text - 1), text);
    }
    cr_assert_geq(kind, 0, "`%s` is no event", text);
    const char *rest = words + length + (words[length] == ' ' ? 1 : 0);
    *parsed = (event_text){.event = {.kind = (exn_event_kind)kind}};
    set_subject(view, name, &parsed->event);
    if (kind == EXN_CLOSES) {
        parse_outcome(view, rest, parsed);
    } else if ((kind == EXN_STUCK || kind == EXN_ENDLESS) && rest[0] != '\0') {
        const char *whom = rest + strlen("at ");
        parsed->event.member = strcmp(whom, "body") == 0 ? EXN_BODY : member_named(view, whom);
    } else if (kind == EXN_WORLD_ENDS && rest[0] != '\0') {
        parsed->event.left.bytes = strtoul(rest + strlen("leaving "), NULL, 10);
    } else {
        parse_error(view, rest, parsed);
    }
    own_error(&parsed->event);
    if (kind < EXN_BORDER_KINDS) {
        parsed->event.errors = parsed->errors;
    }
}
