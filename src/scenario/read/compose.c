/* Builds a tree from the events of libfyaml 0.7.12. */
#include "base/characters.h"
#include "scenario/read/names_and_quotes.h"
#include "scenario/read/yaml.h"

#include <assert.h>
#include <libfyaml.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct anchor {
    const char *name;
    exn_yaml *yaml;
} anchor;

enum {
    /* One for each level, one that is too deep, and those of the document. */
    EVENTS_HELD_MAX = EXN_YAML_DEPTH_MAX + 4,
    MESSAGE_MAX = 256,
    PIECE_SIZE = 2048 /* longer than most blocks: a longer one is read twice */
};

typedef struct composer {
    const char *text; /* the whole text of the document */
    size_t length;
    exn_complaints *complaints;
    exn_arena *arena;
    struct fy_diag *diagnostics;
    struct fy_parser *parser;
    struct fy_event *held[EVENTS_HELD_MAX]; /* not freed yet, the newest last */
    size_t held_count;
    exn_map anchor_by_name; /* to an index in `anchors` */
    anchor *anchors;
    size_t anchor_count;
    size_t anchor_room;
    size_t aliased; /* nodes that aliases added */
    exn_place last_place;
    char uncollected[MESSAGE_MAX]; /* an error that libfyaml prints instead of collecting it */
    bool failed;                   /* an error was reported: no further event is read */
    exn_yaml *root;                /* the tree, if it is complete */
} composer;

static exn_yaml *compose(composer *self, struct fy_event *event, unsigned depth);

/* --- places ----------------------------------------------------------------------------------- */

static exn_place place_of(composer *self, struct fy_event *event)
{
    const struct fy_mark *mark = fy_event_start_mark(event);
    if (mark == NULL) { /* a value is missing: takes the place of its key */
        return self->last_place;
    }
    exn_place place = {(unsigned)mark->line + 1, (unsigned)mark->column + 1};
    /* libfyaml's mark is after the quote or the asterisk. */
    bool is_quoted = false;
    if (event->type == FYET_SCALAR && event->scalar.value != NULL) {
        enum fy_scalar_style style = fy_token_scalar_style(event->scalar.value);
        is_quoted = style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED;
    }
    if ((is_quoted || event->type == FYET_ALIAS) && place.column > 1) {
        place.column--;
    }
    self->last_place = place;
    return place;
}

/* Reports an error after which no tree can be built. */
static void *fail(composer *self, exn_place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void *fail(composer *self, exn_place place, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    if (!self->failed) {
        exn_complain(self->complaints, place, "%s",
                     exn_arena_format_list(self->arena, format, list));
    }
    va_end(list);
    self->failed = true;
    return NULL;
}

/* --- what libfyaml found wrong ---------------------------------------------------------------- */

static void report_syntax_error(composer *self)
{
    void *iterator = NULL;
    const struct fy_diag_error *error = fy_diag_errors_iterate(self->diagnostics, &iterator);
    exn_place place = self->last_place;
    const char *kept = exn_normalize(self->arena, self->uncollected);
    const char *after_type = exn_after_prefix(kept, "[ERR]: ");
    const char *message = kept[0] == '\0' ? "it ends too early" : kept;
    message = after_type != NULL ? after_type : message;
    if (error != NULL) {
        place = (exn_place){error->line > 0 ? (unsigned)error->line : 1,
                            error->column > 0 ? (unsigned)error->column : 1};
        message = error->msg;
    }
    fail(self, place, "not valid YAML: %s%s", message, exn_yaml_advice(message));
}

/* libfyaml prints some errors although they are to be collected: "[ERR]: indentation indicator 0".
 * Allocates nothing, because running out of memory would jump out of the middle of libfyaml. */
static void keep_output(struct fy_diag *diagnostics, void *user, const char *text, size_t length)
{
    composer *self = user;
    (void)diagnostics;
    if (self->uncollected[0] == '\0' && length > 0) {
        snprintf(self->uncollected, MESSAGE_MAX, "%.*s", (int)length, text);
    }
}

/* Returns the next event, which the caller releases; or NULL after a complaint. */
static struct fy_event *next_event(composer *self)
{
    if (self->failed) {
        return NULL;
    }
    struct fy_event *event = fy_parser_parse(self->parser);
    if (event == NULL) {
        report_syntax_error(self);
        return NULL;
    }
    assert(self->held_count < EVENTS_HELD_MAX);
    self->held[self->held_count++] = event;
    return event;
}

/* Frees the newest event: the caller releases events in reverse order. */
static void release_event(composer *self)
{
    fy_parser_event_free(self->parser, self->held[--self->held_count]);
}

/* --- aliases ---------------------------------------------------------------------------------- */

static const char *token_text(composer *self, struct fy_token *token)
{
    size_t length = 0;
    const char *text = token != NULL ? fy_token_get_text(token, &length) : NULL;
    return text != NULL ? exn_arena_copy(self->arena, text, length) : "";
}

static void remember_anchor(composer *self, struct fy_token *token, exn_yaml *yaml)
{
    if (token == NULL) {
        return;
    }
    if (self->anchor_count == self->anchor_room) {
        self->anchors =
            exn_arena_grow(self->arena, self->anchors, &self->anchor_room, sizeof *self->anchors);
    }
    const char *name = token_text(self, token);
    exn_map_set(self->arena, &self->anchor_by_name, name, (int32_t)self->anchor_count);
    self->anchors[self->anchor_count++] = (anchor){name, yaml};
}

static void *fail_unknown_alias(composer *self, exn_place place, const char *name)
{
    exn_nearest nearest = exn_nearest_begin(name);
    for (size_t i = 0; i < self->anchor_count; i++) {
        exn_nearest_try(&nearest, self->anchors[i].name);
    }
    const char *quoted = exn_quote(self->arena, name);
    if (nearest.best == NULL) {
        return fail(self, place, "unknown alias %s: its anchor must stand before it", quoted);
    }
    return fail(self, place, "unknown alias %s: did you mean %s?", quoted,
                exn_quote(self->arena, nearest.best));
}

static exn_yaml *copy(composer *self, const exn_yaml *original, exn_place place, unsigned depth)
{
    if (++self->aliased > EXN_YAML_ALIASES_MAX) {
        return fail(self, place, "aliases stand for more than %d nodes", EXN_YAML_ALIASES_MAX);
    }
    if (depth > EXN_YAML_DEPTH_MAX) {
        return fail(self, place, "nested more than %d deep", EXN_YAML_DEPTH_MAX);
    }
    exn_yaml *yaml = exn_arena_take(self->arena, sizeof *yaml);
    *yaml = *original;
    yaml->place = place;
    yaml->next = NULL;
    yaml->value = NULL;
    exn_yaml **end = &yaml->first;
    for (const exn_yaml *member = original->first; member != NULL; member = member->next) {
        *end = copy(self, member, place, depth + 1);
        if (*end != NULL && member->value != NULL) {
            (*end)->value = copy(self, member->value, place, depth + 1);
        }
        if (self->failed) {
            return NULL;
        }
        end = &(*end)->next;
    }
    return yaml;
}

static exn_yaml *resolve_alias(composer *self, struct fy_event *event, unsigned depth)
{
    exn_place place = place_of(self, event);
    const char *name = token_text(self, event->alias.anchor);
    int32_t index = exn_map_get(&self->anchor_by_name, name);
    if (index == EXN_MAP_NONE) {
        return fail_unknown_alias(self, place, name);
    }
    const exn_yaml *original = self->anchors[index].yaml;
    if (!original->is_complete) {
        return fail(self, place, "alias %s stands for something that it is part of",
                    exn_quote(self->arena, name));
    }
    /* The alias itself counts as one node, so that aliases to aliases end as well. */
    self->aliased++;
    return copy(self, original, place, depth);
}

/* --- nodes ------------------------------------------------------------------------------------ */

/* libfyaml reads single-quoted texts with two quotes in a row wrongly, and leaks memory. */
static bool is_misread(const composer *self, struct fy_token *token)
{
    if (token == NULL || fy_token_scalar_style(token) != FYSS_SINGLE_QUOTED) {
        return false;
    }
    size_t begin = fy_token_start_mark(token)->input_pos;
    size_t end = fy_token_end_mark(token)->input_pos;
    return begin < end && memmem(self->text + begin, end - begin, "''''", 4) != NULL;
}

/* Copies the text of a block into `text`, as much as it has room for, and returns the length of
 * all. libfyaml's fy_token_get_text is not used here: for a block in the column of its key it
 * replaces the last line by what was in memory, and for an empty block at the end of the file it
 * returns a NUL. Nor is fy_token_iter_read, which returns bytes that the block does not have. */
static size_t copy_block(composer *self, struct fy_token *token, char *text, size_t room)
{
    struct fy_token_iter *iterator = fy_token_iter_create(token);
    if (iterator == NULL) {
        exn_arena_fail(self->arena);
    }
    size_t length = 0;
    for (int byte; (byte = fy_token_iter_getc(iterator)) >= 0; length++) {
        if (length < room) {
            text[length] = (char)byte;
        }
    }
    fy_token_iter_destroy(iterator);
    return length;
}

/* Returns the text of a scalar, or NULL if it cannot be read. */
static const char *text_of(composer *self, struct fy_token *token, size_t *length)
{
    enum fy_scalar_style style = token != NULL ? fy_token_scalar_style(token) : FYSS_PLAIN;
    if (style != FYSS_LITERAL && style != FYSS_FOLDED) {
        return token != NULL ? fy_token_get_text(token, length) : "";
    }
    char piece[PIECE_SIZE];
    *length = copy_block(self, token, piece, sizeof piece);
    if (*length <= sizeof piece) {
        return exn_arena_copy(self->arena, piece, *length);
    }
    char *text = exn_arena_take(self->arena, *length + 1);
    copy_block(self, token, text, *length);
    return text;
}

static exn_yaml *compose_scalar(composer *self, struct fy_event *event, exn_yaml *yaml)
{
    struct fy_token *token = event->scalar.value;
    size_t length = 0, length_valid = 0;
    if (is_misread(self, token)) {
        return fail(self, yaml->place,
                    "`''''` between single quotes: write this text between double quotes");
    }
    const char *text = text_of(self, token, &length);
    if (text == NULL) {
        return fail(self, yaml->place, "a text that cannot be read");
    }
    if (!exn_utf8_valid(text, length, &length_valid)) {
        return fail(self, yaml->place, "an escape that gives invalid UTF-8");
    }
    if (length > 0 && memchr(text, '\0', length) != NULL) {
        return fail(self, yaml->place, "an escape that gives a NUL: texts cannot hold it");
    }
    yaml->kind = EXN_YAML_SCALAR;
    yaml->is_plain = token == NULL || fy_token_scalar_style(token) == FYSS_PLAIN;
    yaml->text = exn_arena_copy(self->arena, text, length);
    return yaml;
}

static exn_yaml *compose_list(composer *self, exn_yaml *yaml, unsigned depth)
{
    yaml->kind = EXN_YAML_LIST;
    exn_yaml **end = &yaml->first;
    for (;;) {
        struct fy_event *event = next_event(self);
        if (event == NULL) {
            return NULL;
        }
        bool ends = event->type == FYET_SEQUENCE_END;
        *end = ends ? NULL : compose(self, event, depth + 1);
        release_event(self);
        if (ends) {
            return yaml;
        }
        if (*end == NULL) {
            return NULL;
        }
        end = &(*end)->next;
        yaml->count++;
    }
}

static exn_yaml *compose_key(composer *self, struct fy_event *event, unsigned depth)
{
    exn_yaml *key = compose(self, event, depth);
    if (key == NULL) {
        return NULL;
    }
    if (key->kind != EXN_YAML_SCALAR) {
        return fail(self, key->place, "%s as a key: keys are words",
                    exn_yaml_describe(self->arena, key));
    }
    return key;
}

static exn_yaml *compose_mapping(composer *self, exn_yaml *yaml, unsigned depth)
{
    yaml->kind = EXN_YAML_MAPPING;
    exn_yaml **end = &yaml->first;
    for (;;) {
        struct fy_event *event = next_event(self);
        if (event == NULL) {
            return NULL;
        }
        bool ends = event->type == FYET_MAPPING_END;
        exn_yaml *key = ends ? NULL : compose_key(self, event, depth + 1);
        release_event(self);
        if (ends) {
            break;
        }
        event = key != NULL ? next_event(self) : NULL;
        if (event == NULL) {
            return NULL;
        }
        key->value = compose(self, event, depth + 1);
        release_event(self);
        if (key->value == NULL) {
            return NULL;
        }
        if (key->is_plain && strcmp(key->text, "<<") == 0) {
            exn_complain(self->complaints, key->place,
                         "merge keys (`<<`) are not allowed: write the keys out");
            continue;
        }
        *end = key;
        end = &key->next;
        yaml->count++;
    }
    exn_yaml_refuse_duplicate_keys(yaml, self->complaints);
    return yaml;
}

static exn_yaml *compose(composer *self, struct fy_event *event, unsigned depth)
{
    if (event->type == FYET_ALIAS) {
        return resolve_alias(self, event, depth);
    }

    exn_yaml *yaml = exn_arena_take(self->arena, sizeof *yaml);
    yaml->place = place_of(self, event);
    if (depth > EXN_YAML_DEPTH_MAX) {
        return fail(self, yaml->place, "nested more than %d deep", EXN_YAML_DEPTH_MAX);
    }
    if (fy_event_get_tag_token(event) != NULL) {
        exn_complain(self->complaints, yaml->place, "tags are not allowed: leave the `!…` out");
    }
    remember_anchor(self, fy_event_get_anchor_token(event), yaml);

    exn_yaml *composed = NULL;
    if (event->type == FYET_SCALAR) {
        composed = compose_scalar(self, event, yaml);
    } else if (event->type == FYET_SEQUENCE_START) {
        composed = compose_list(self, yaml, depth);
    } else if (event->type == FYET_MAPPING_START) {
        composed = compose_mapping(self, yaml, depth);
    }
    yaml->is_complete = true;
    return composed;
}

/* --- documents -------------------------------------------------------------------------------- */

static exn_yaml *fail_event(composer *self, struct fy_event *event, const char *message)
{
    fail(self, place_of(self, event), "%s", message);
    release_event(self);
    return NULL;
}

/* Takes one event, which must be of this type. */
static bool expect_event(composer *self, enum fy_event_type type, const char *otherwise)
{
    struct fy_event *event = next_event(self);
    if (event == NULL) {
        return false;
    }
    if (event->type != type) {
        fail_event(self, event, otherwise);
        return false;
    }
    release_event(self);
    return true;
}

static exn_yaml *compose_document(composer *self)
{
    if (!expect_event(self, FYET_STREAM_START, "not valid YAML") ||
        !expect_event(self, FYET_DOCUMENT_START,
                      "nothing in it: a scenario begins with `scenario: …`")) {
        return NULL;
    }
    struct fy_event *event = next_event(self);
    if (event == NULL) {
        return NULL;
    }
    exn_yaml *root = compose(self, event, 0);
    release_event(self);
    if (root == NULL || !expect_event(self, FYET_DOCUMENT_END, "not valid YAML") ||
        !expect_event(self, FYET_STREAM_END,
                      "a second document: a file holds one scenario, put this into its own")) {
        return NULL;
    }
    return root;
}

/* Does the work that takes memory of the arena: called in a guard. */
static void compose_all(void *context)
{
    composer *self = context;
    struct fy_diag_cfg diagnostics_config;
    fy_diag_cfg_default(&diagnostics_config);
    diagnostics_config.fp = NULL;
    diagnostics_config.output_fn = keep_output;
    diagnostics_config.user = self;
    self->diagnostics = fy_diag_create(&diagnostics_config);
    if (self->diagnostics == NULL) {
        exn_arena_fail(self->arena);
    }
    fy_diag_set_collect_errors(self->diagnostics, true);
    struct fy_parse_cfg config = {
        .flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_DEFAULT_VERSION_1_2 | FYPCF_JSON_NONE,
        .diag = self->diagnostics,
    };
    self->parser = fy_parser_create(&config);
    if (self->parser == NULL || fy_parser_set_string(self->parser, self->text, self->length) != 0) {
        exn_arena_fail(self->arena);
    }
    self->root = compose_document(self);
}

exn_yaml *exn_yaml_compose(const char *text, size_t length, exn_complaints *complaints)
{
    composer self = {.text = text,
                     .length = length,
                     .complaints = complaints,
                     .arena = complaints->arena,
                     .last_place = {1, 1}};
    bool is_done = exn_arena_guard(self.arena, compose_all, &self);
    while (self.held_count > 0) {
        release_event(&self);
    }
    if (self.parser != NULL) {
        fy_parser_destroy(self.parser);
    }
    if (self.diagnostics != NULL) {
        fy_diag_destroy(self.diagnostics);
    }
    if (!is_done) {
        exn_arena_fail(self.arena); /* leaves the guard of the caller, too */
    }
    return self.root;
}
