/* Reads the breaches of a former conformance.json. JSON is YAML, and the reader of scenarios knows
 * the place of everything. */
#include "report/baseline.h"

#include "scenario/read/names_and_quotes.h"
#include "scenario/read/yaml.h"

#include <string.h>

typedef struct reading {
    const char *file;
    const char *text;
    size_t length;
    exn_arena *arena;
    exn_complaints complaints;
    exn_baseline *baseline;
    size_t room;
} reading;

/* Returns the value of a key, or NULL after a complaint. */
static const exn_yaml *value_of(reading *self, const exn_yaml *mapping, const char *key,
                                exn_yaml_kind kind)
{
    static const char *const wanted[] = {
        [EXN_YAML_SCALAR] = "a text", [EXN_YAML_LIST] = "a list", [EXN_YAML_MAPPING] = "a mapping"};
    const exn_yaml *found = exn_yaml_key(mapping, key);
    if (found == NULL) {
        exn_complain(&self->complaints, mapping->place, "`%s` is missing", key);
        return NULL;
    }
    if (found->value->kind != kind) {
        exn_complain(&self->complaints, found->value->place, "`%s` is %s, and must be %s", key,
                     exn_yaml_describe(self->arena, found->value), wanted[kind]);
        return NULL;
    }
    return found->value;
}

static void add_breach(reading *self, const char *rule, const exn_yaml *scenario)
{
    exn_baseline *baseline = self->baseline;
    if (!exn_yaml_is_text(scenario)) {
        exn_complain(&self->complaints, scenario->place,
                     "`broken_in` has %s where the name of a scenario must stand",
                     exn_yaml_describe(self->arena, scenario));
        return;
    }
    if (baseline->count == self->room) {
        baseline->breaches = exn_arena_grow(self->arena, baseline->breaches, &self->room,
                                            sizeof *baseline->breaches);
    }
    baseline->breaches[baseline->count++] =
        (exn_known_breach){.rule = rule, .scenario = scenario->text};
}

static void read_rule(reading *self, const exn_yaml *row)
{
    if (row->kind != EXN_YAML_MAPPING) {
        exn_complain(&self->complaints, row->place, "a rule is %s, and must be a mapping",
                     exn_yaml_describe(self->arena, row));
        return;
    }
    const exn_yaml *rule = value_of(self, row, "rule", EXN_YAML_SCALAR);
    const exn_yaml *broken_in = value_of(self, row, "broken_in", EXN_YAML_LIST);
    const exn_yaml *scenario = rule != NULL && broken_in != NULL ? broken_in->first : NULL;
    for (; scenario != NULL; scenario = scenario->next) {
        add_breach(self, rule->text, scenario);
    }
}

static void complain_of_file(reading *self, exn_place place)
{
    exn_complain(&self->complaints, place,
                 "this is no conformance.json: it has no `rules`; `exeunt check --conformance` "
                 "writes one");
}

static void read_root(reading *self, const exn_yaml *root)
{
    if (root->kind != EXN_YAML_MAPPING || exn_yaml_key(root, "rules") == NULL) {
        complain_of_file(self, root->place);
        return;
    }
    const exn_yaml *version = value_of(self, root, "version", EXN_YAML_SCALAR);
    const exn_yaml *subject = value_of(self, root, "subject", EXN_YAML_SCALAR);
    const exn_yaml *rules = value_of(self, root, "rules", EXN_YAML_LIST);
    if (version != NULL && strcmp(version->text, "1") != 0) {
        exn_complain(&self->complaints, version->place, "version %s is not known: it must be 1",
                     exn_quote(self->arena, version->text));
    }
    if (subject != NULL) {
        self->baseline->subject = subject->text;
        self->baseline->subject_place = subject->place;
    }
    for (const exn_yaml *row = rules != NULL ? rules->first : NULL; row != NULL; row = row->next) {
        read_rule(self, row);
    }
}

/* Does all the work of reading that needs memory: called in a guard. */
static void read_file(void *context)
{
    reading *self = context;
    self->baseline = exn_arena_take(self->arena, sizeof *self->baseline);
    self->baseline->memory = self->arena;
    self->baseline->file = exn_arena_copy(self->arena, self->file, strlen(self->file));
    size_t blank = strspn(self->text, " \t\r\n");
    if (self->text[blank] != '{') {
        complain_of_file(self, (exn_place){1, 1});
        return;
    }
    const exn_yaml *root = exn_yaml_read(self->text, self->length, &self->complaints);
    if (root != NULL) {
        read_root(self, root);
    }
}

exn_baseline *exn_baseline_read(const char *file, const char *text, size_t length,
                                exn_complaint_fn *complain, void *context)
{
    exn_arena *arena = exn_arena_new();
    reading self = {.file = file,
                    .text = text,
                    .length = length,
                    .arena = arena,
                    .complaints = {.arena = arena}};
    if (arena == NULL || !exn_arena_guard(arena, read_file, &self)) {
        complain(context, (exn_place){0, 0}, NULL);
    } else if (self.complaints.count == 0) {
        return self.baseline;
    } else {
        exn_complaints_report(&self.complaints, complain, context);
    }
    exn_arena_free(arena);
    return NULL;
}

void exn_baseline_free(exn_baseline *baseline)
{
    if (baseline != NULL) {
        exn_arena_free(baseline->memory);
    }
}

exn_known_breach *exn_baseline_find(const exn_baseline *baseline, const char *rule,
                                    const char *scenario)
{
    for (size_t i = 0; i < baseline->count; i++) {
        exn_known_breach *known = &baseline->breaches[i];
        if (strcmp(known->scenario, scenario) == 0 && strcmp(known->rule, rule) == 0) {
            return known;
        }
    }
    return NULL;
}
