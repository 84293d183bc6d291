/* The schema for editors knows the keys and words that the reader knows, and no others. */
#include "reading.h"

#include "contract/profiles.h"
#include "contract/rules.h"
#include "scenario/read/reader.h"

#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

TestSuite(schema);

/* --- the schema ------------------------------------------------------------------------------- */

static json_t *load_schema(void)
{
    json_error_t error;
    json_t *schema = json_load_file(EXEUNT_SOURCE_DIR "/src/scenario/scenario.schema.json",
                                    JSON_REJECT_DUPLICATES, &error);
    cr_assert_not_null(schema, "%d:%d: %s", error.line, error.column, error.text);
    return schema;
}

/* Returns what the schema has at a path of keys and indices: "$defs/scope/properties". Borrowed. */
static json_t *at(json_t *schema, const char *path)
{
    char copy[200], *rest = NULL;
    snprintf(copy, sizeof copy, "%s", path);
    json_t *found = schema;
    for (char *key = strtok_r(copy, "/", &rest); key != NULL; key = strtok_r(NULL, "/", &rest)) {
        found = json_is_array(found) ? json_array_get(found, (size_t)strtoul(key, NULL, 10))
                                     : json_object_get(found, key);
    }
    cr_assert_not_null(found, "the schema has no %s", path);
    return found;
}

static bool has_word(const json_t *words, const char *word)
{
    size_t index;
    json_t *value;
    json_array_foreach(words, index, value)
    {
        if (strcmp(json_string_value(value), word) == 0) {
            return true;
        }
    }
    return false;
}

/* --- the page of the format ------------------------------------------------------------------- */

/* Fails the test unless docs/SCENARIOS.md shows a word between these marks. */
static void expect_in_page(const char *before, const char *word, const char *after)
{
    static char page[1 << 16];
    if (page[0] == '\0') {
        FILE *file = fopen(EXEUNT_SOURCE_DIR "/docs/SCENARIOS.md", "r");
        cr_assert_not_null(file);
        size_t length = fread(page, 1, sizeof page - 1, file);
        cr_assert_lt(length, sizeof page - 1);
        fclose(file);
    }
    char shown[100];
    snprintf(shown, sizeof shown, "%s%s%s", before, word, after);
    cr_expect_not_null(strstr(page, shown), "docs/SCENARIOS.md says nothing of %s", shown);
}

/* --- keys ------------------------------------------------------------------------------------- */

static void expect_keys(json_t *schema, const char *path, const exn_keys *keys)
{
    json_t *mapping = path[0] == '\0' ? schema : at(schema, path);
    json_t *properties = json_object_get(mapping, "properties");
    cr_expect_eq(json_object_size(properties), keys->count, "%s: other keys than %s has", path,
                 keys->what);
    cr_expect(json_is_false(json_object_get(mapping, "additionalProperties")), "%s", path);
    for (size_t i = 0; i < keys->count; i++) {
        const exn_key *key = &keys->keys[i];
        cr_expect_not_null(json_object_get(properties, key->name), "%s: `%s` is missing", path,
                           key->name);
        cr_expect_eq(has_word(json_object_get(mapping, "required"), key->name), key->is_required,
                     "%s: `%s`", path, key->name);
        expect_in_page("", key->name, ":");
    }
}

Test(schema, the_keys_of_every_mapping)
{
    static const struct {
        const char *path;
        const exn_keys *keys;
    } mappings[] = {
        {"", &exn_scenario_keys},
        {"$defs/scope", &exn_scope_keys},
        {"$defs/task", &exn_task_keys},
        {"$defs/push", &exn_push_keys},
        {"$defs/callback", &exn_callback_keys},
        {"$defs/manager", &exn_manager_keys},
        {"$defs/enterInFull", &exn_operation_keys},
        {"$defs/exitInFull", &exn_operation_keys},
        {"$defs/stepsOfEach", &exn_steps_keys},
        {"$defs/takesOfEach", &exn_takes_keys},
        {"$defs/body", &exn_body_keys},
        {"$defs/cancel", &exn_cancel_keys},
        {"$defs/faults", &exn_faults_keys},
        {"$defs/limits", &exn_limits_keys},
        {"$defs/expect", &exn_expect_keys},
    };
    json_t *schema = load_schema();
    size_t count = sizeof mappings / sizeof *mappings;
    for (size_t i = 0; i < count; i++) {
        expect_keys(schema, mappings[i].path, mappings[i].keys);
    }

    /* Every mapping of the schema was compared. */
    size_t definitions = 1;
    const char *name;
    json_t *definition;
    json_object_foreach(at(schema, "$defs"), name, definition) definitions +=
        json_object_get(definition, "properties") != NULL;
    cr_expect_eq(definitions, count);
    json_decref(schema);
}

/* --- words ------------------------------------------------------------------------------------ */

static void expect_words(json_t *schema, const char *path, const char *const *words, size_t count)
{
    const json_t *listed = at(schema, path);
    cr_expect_eq(json_array_size(listed), count, "%s", path);
    for (size_t i = 0; i < count; i++) {
        cr_expect(has_word(listed, words[i]), "%s: `%s` is missing", path, words[i]);
    }
}

static void expect_outcomes(json_t *schema, const char *path, unsigned operation)
{
    const char *words[EXN_ENDINGS];
    size_t count = 0;
    for (int i = 0; i < EXN_ENDINGS; i++) {
        if ((exn_ending_operations((exn_ending)i, EXN_ENDING_DECLARED) & operation) != 0) {
            words[count++] = exn_ending_word((exn_ending)i);
            expect_in_page("`", words[count - 1], "`");
        }
    }
    expect_words(schema, path, words, count);
}

Test(schema, the_outcomes_of_operations)
{
    json_t *schema = load_schema();
    expect_outcomes(schema, "$defs/enterOutcome/enum", EXN_OF_ENTER);
    expect_outcomes(schema, "$defs/exitOutcome/anyOf/0/enum", EXN_OF_EXIT);
    expect_outcomes(schema, "$defs/bodyOutcome/enum", EXN_OF_BODY);
    expect_words(schema, "$defs/answer/enum", exn_on_cancel_words, EXN_ON_CANCEL_WORDS);
    expect_words(schema, "$defs/bodyAnswer/enum", exn_on_cancel_words, EXN_ON_CANCEL_WORDS_OF_BODY);
    json_decref(schema);
}

Test(schema, profiles_and_invariants)
{
    const char *profiles[EXN_PROFILES], *rules[EXN_RULES];
    for (int i = 0; i < EXN_PROFILES; i++) {
        profiles[i] = exn_profile_name((exeunt_profile)i);
    }
    for (int i = 0; i < EXN_RULES; i++) {
        rules[i] = exn_rule_name((exn_rule)i);
    }
    json_t *schema = load_schema();
    expect_words(schema, "properties/profile/enum", profiles, EXN_PROFILES);
    expect_words(schema, "$defs/invariant/enum", rules, EXN_RULES);
    json_decref(schema);
}

/* --- words in patterns ------------------------------------------------------------------------ */

static bool stands_in(const char *pattern, const char *words)
{
    return strstr(pattern, words) != NULL;
}

Test(schema, trace_events_and_schedule_items)
{
    json_t *schema = load_schema();
    char *events = json_dumps(at(schema, "$defs/event"), JSON_COMPACT);
    static const char *const words[] = {
#define WORDS(kind, words) words,
        EXN_EVENT_MAP(WORDS)
#undef WORDS
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        cr_expect(stands_in(events, words[i]), "event `%s`", words[i]);
    }

    char *items = json_dumps(at(schema, "$defs/item"), JSON_COMPACT);
    /* The leaking ones have the words of others. */
    for (int i = 0; i < EXN_ENDS_STOPS_LEAKING; i++) {
        unsigned operations = exn_ending_operations((exn_ending)i, EXN_ENDING_SCHEDULED);
        cr_expect_eq(stands_in(items, exn_ending_word((exn_ending)i)), operations != 0, "`%s`",
                     exn_ending_word((exn_ending)i));
    }
    free(events);
    free(items);
    json_decref(schema);
}
