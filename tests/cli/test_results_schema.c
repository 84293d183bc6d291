/* results.json is what its schema says, and swim lanes agree with the trace that they are made of.
 */
#include "result/json/json.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(results_schema);

/* --- the schema, as far as ours goes ---------------------------------------------------------- */

static bool fits(const json_t *root, const json_t *schema, const json_t *value, char *path);

static bool is_of_type(const char *type, const json_t *value)
{
    return (strcmp(type, "object") == 0 && json_is_object(value)) ||
           (strcmp(type, "array") == 0 && json_is_array(value)) ||
           (strcmp(type, "string") == 0 && json_is_string(value)) ||
           (strcmp(type, "integer") == 0 && json_is_integer(value)) ||
           (strcmp(type, "number") == 0 && json_is_number(value)) ||
           (strcmp(type, "boolean") == 0 && json_is_boolean(value)) ||
           (strcmp(type, "null") == 0 && json_is_null(value));
}

static bool fits_type(const json_t *type, const json_t *value)
{
    size_t i;
    json_t *one;
    if (type == NULL || json_is_string(type)) {
        return type == NULL || is_of_type(json_string_value(type), value);
    }
    json_array_foreach(type, i, one)
    {
        if (is_of_type(json_string_value(one), value)) {
            return true;
        }
    }
    return false;
}

static bool is_among(const json_t *words, const json_t *value)
{
    size_t i;
    json_t *one;
    json_array_foreach(words, i, one)
    {
        if (json_equal(one, value)) {
            return true;
        }
    }
    return false;
}

static bool fits_object(const json_t *root, const json_t *schema, const json_t *value, char *path)
{
    const json_t *others = json_object_get(schema, "additionalProperties");
    size_t i;
    json_t *one;
    const char *key;
    json_array_foreach(json_object_get(schema, "required"), i, one)
    {
        if (json_object_get(value, json_string_value(one)) == NULL) {
            sprintf(path, "%s is missing", json_string_value(one));
            return false;
        }
    }
    json_object_foreach((json_t *)value, key, one)
    {
        const json_t *its = json_object_get(json_object_get(schema, "properties"), key);
        its = its != NULL ? its : others;
        sprintf(path, "/%s", key);
        if (json_is_false(its) || (its != NULL && !fits(root, its, one, path + strlen(path)))) {
            return false;
        }
    }
    return true;
}

static bool fits_array(const json_t *root, const json_t *schema, const json_t *value, char *path)
{
    size_t i;
    json_t *one;
    json_array_foreach(value, i, one)
    {
        sprintf(path, "/%zu", i);
        if (!fits(root, json_object_get(schema, "items"), one, path + strlen(path))) {
            return false;
        }
    }
    return true;
}

/* Returns whether a value is as the schema says; else `path` leads to what is not. */
static bool fits(const json_t *root, const json_t *schema, const json_t *value, char *path)
{
    static const char local[] = "#/$defs/";
    const char *other = json_string_value(json_object_get(schema, "$ref"));
    if (other != NULL) {
        cr_assert(strncmp(other, local, strlen(local)) == 0);
        const json_t *all = json_object_get(root, "$defs");
        schema = json_object_get(all, other + strlen(local));
        cr_assert_not_null(schema, "%s is not there", other);
    }
    const json_t *words = json_object_get(schema, "enum");
    const json_t *only = json_object_get(schema, "const");
    const json_t *least = json_object_get(schema, "minimum");
    bool is_right = fits_type(json_object_get(schema, "type"), value) &&
                    (words == NULL || is_among(words, value)) &&
                    (only == NULL || json_equal(only, value)) &&
                    (least == NULL || json_number_value(value) >= json_number_value(least));
    return is_right && (!json_is_object(value) || fits_object(root, schema, value, path)) &&
           (!json_is_array(value) || fits_array(root, schema, value, path));
}

/* --- a run ------------------------------------------------------------------------------------ */

static json_t *load_schema(void)
{
    json_error_t error;
    json_t *schema = json_load_file(EXEUNT_SOURCE_DIR "/src/result/results.schema.json",
                                    JSON_REJECT_DUPLICATES, &error);
    cr_assert_not_null(schema, "%d:%d: %s", error.line, error.column, error.text);
    return schema;
}

static json_t *results_of(const char *arguments)
{
    char command[1000];
    json_error_t error;
    snprintf(command, sizeof command,
             "cd '" EXEUNT_SOURCE_DIR "' && '" EXEUNT_BINARY_DIR
             "/exeunt' check --reports none --format json %s",
             arguments);
    FILE *out = popen(command, "r");
    cr_assert_not_null(out);
    json_t *results = json_loadf(out, 0, &error);
    pclose(out);
    cr_assert_not_null(results, "%d:%d: %s", error.line, error.column, error.text);
    return results;
}

Test(results_schema, results_are_as_the_schema_says)
{
    static const char *const runs[] = {"-i gather-cm scenarios/cancel", "scenarios/pool",
                                       "scenarios/lifecycle scenarios/tasks --strategy pct"};

    json_t *schema = load_schema();
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        char path[2000] = "";
        json_t *results = results_of(runs[i]);
        cr_expect(fits(schema, schema, results, path), "%s: %s", runs[i], path);
        json_decref(results);
    }
    json_decref(schema);
}

Test(results_schema, what_it_does_not_name_is_refused)
{
    char path[2000] = "";
    json_t *schema = load_schema();
    json_t *results = results_of("scenarios/pool/of-none.yaml");
    json_t *scenario = json_array_get(json_object_get(results, "scenarios"), 0);
    cr_expect(fits(schema, schema, results, path), "%s", path);
    json_object_set_new(scenario, "verdict", json_string("good"));
    cr_expect(!fits(schema, schema, results, path));
    json_object_set_new(scenario, "verdict", json_string("holds"));
    json_object_set_new(scenario, "vredict", json_string("holds"));
    cr_expect(!fits(schema, schema, results, path));
    cr_expect_str_eq(path, "/scenarios/0/vredict");
    json_decref(results);
    json_decref(schema);
}

/* --- lanes ------------------------------------------------------------------------------------ */

static json_t *only_violation(const json_t *results)
{
    json_t *scenario = json_array_get(json_object_get(results, "scenarios"), 0);
    json_t *violations = json_object_get(scenario, "violations");
    cr_assert_eq(json_array_size(violations), 1);
    return json_array_get(violations, 0);
}

/* An array of a violation's lanes, each element as its values, one line each. */
static char *lines_of(const json_t *lanes, const char *key)
{
    char *text = json_dumps(json_object_get(lanes, key), JSON_COMPACT | JSON_PRESERVE_ORDER);
    cr_assert_not_null(text);
    return text;
}

static void expect_lines(const json_t *lanes, const char *key, const char *expected)
{
    char *text = lines_of(lanes, key);
    cr_expect_str_eq(text, expected, "%s", key);
    free(text);
}

/* In a pool whose body raises and whose vm1 cannot exit, gather-cm forgets the body's error. */
Test(results_schema, lanes_show_how_an_error_travels)
{
    json_t *results = results_of("-i gather-cm scenarios/pool/body-and-exit-fail.yaml");
    const json_t *violation = only_violation(results);
    const json_t *lanes = json_object_get(violation, "lanes");
    cr_assert_eq(json_array_size(json_object_get(violation, "trace")), 11);
    expect_lines(lanes, "lanes",
                 "[{\"kind\":\"scope\",\"name\":\"pool\"},"
                 "{\"kind\":\"body\",\"name\":\"body\",\"inside\":0},"
                 "{\"kind\":\"manager\",\"name\":\"vm1\",\"inside\":0},"
                 "{\"kind\":\"manager\",\"name\":\"vm2\",\"inside\":0}]");
    expect_lines(lanes, "marks",
                 "[{\"event\":6,\"lane\":1,\"kind\":\"fault\"},"
                 "{\"event\":9,\"lane\":2,\"kind\":\"fault\"},"
                 "{\"event\":11,\"lane\":0,\"kind\":\"breaks\"}]");
    expect_lines(lanes, "errors",
                 "[{\"error\":\"body\",\"from\":{\"event\":6,\"lane\":1},"
                 "\"to\":{\"event\":7,\"lane\":3}},"
                 "{\"error\":\"body\",\"from\":{\"event\":6,\"lane\":1},"
                 "\"to\":{\"event\":8,\"lane\":2}},"
                 "{\"error\":\"vm1.exit\",\"from\":{\"event\":9,\"lane\":2},"
                 "\"to\":{\"event\":11,\"lane\":0}}]");
    expect_lines(lanes, "steps",
                 "[{\"after\":2,\"item\":\"vm1 enters\"},{\"after\":3,\"item\":\"vm2 enters\"},"
                 "{\"after\":5,\"item\":\"body raises\"},{\"after\":8,\"item\":\"vm1 fails\"},"
                 "{\"after\":9,\"item\":\"vm2 exits\"}]");
    cr_expect_eq(json_integer_value(json_object_get(lanes, "blamed")), 0);
    json_decref(results);
}

/* What was entered and never exited is a bar that does not end. */
Test(results_schema, lanes_show_what_never_ended)
{
    json_t *results = results_of("-i gather-cm scenarios/cancel/before-anybody-entered.yaml");
    const json_t *lanes = json_object_get(only_violation(results), "lanes");
    char *bars = lines_of(lanes, "bars");
    cr_expect_not_null(strstr(bars, "\"outcome\":\"unsettled\""), "%s", bars);
    free(bars);
    json_decref(results);
}

/* A host may be broken: numbers that lead nowhere are refused. */
Test(results_schema, lanes_that_lead_nowhere_are_refused)
{
    json_t *results = results_of("-i gather-cm scenarios/pool/body-and-exit-fail.yaml");
    json_t *scenario = json_array_get(json_object_get(results, "scenarios"), 0);
    json_t *lanes = json_object_get(only_violation(results), "lanes");
    exn_result *result = exn_result_from_json(scenario);
    cr_assert_not_null(result);
    exn_result_free(result);
    json_object_set_new(json_array_get(json_object_get(lanes, "bars"), 0), "lane", json_integer(4));
    cr_expect_null(exn_result_from_json(scenario));
    json_object_set_new(json_array_get(json_object_get(lanes, "bars"), 0), "lane", json_integer(0));
    json_object_set_new(json_array_get(json_object_get(lanes, "marks"), 0), "event",
                        json_integer(12));
    cr_expect_null(exn_result_from_json(scenario));
    json_decref(results);
}
