/* Results travel from the host to the command as JSON: nothing may be lost, and JSON that is no
 * result may not be accepted. */
#include "result/json/json.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* A state, and two ends: one that is well, and one that breaks a rule. */
static exn_graph *small_graph(void)
{
    exn_graph *graph = calloc(1, sizeof *graph);
    graph->by_depth = calloc(1, sizeof *graph->by_depth);
    graph->by_depth[0] = 1;
    graph->depth_count = 1;
    graph->states = 4711;
    graph->is_tree = true;
    exn_graph_add_node(graph, 0, NULL, false);
    exn_graph_add_node(graph, 1, "raises vm1", false);
    exn_graph_add_node(graph, 2, "X6 propagation", true);
    exn_graph_add_edge(graph, 0, 1, "vm1 enters");
    exn_graph_add_edge(graph, 0, 2, "vm1 fails");
    graph->edges[1].is_path = true;
    return graph;
}

/* A result in which every member has a value that is not the default. */
static exn_result *full_result(void)
{
    exn_result *result = exn_result_new();
    result->scenario = strdup("A pool of two");
    result->file = strdup("scenarios/pool/two.yaml");
    result->implementation = strdup("gather-cm");
    result->profile = strdup("python");
    exn_strings_add(&result->waived, &result->waived_count, "X12");
    result->verdict = EXN_VIOLATED;
    result->passed = true;
    result->exhaustive = true;
    result->has_faults_limit = true;
    result->faults_max = 2;
    result->cancels_max = 3;
    exn_strings_add(&result->outcomes, &result->outcome_count, "canceled");
    exn_strings_add(&result->outcomes, &result->outcome_count, "raises [body, vm1.exit]");
    result->states = 54;
    result->transitions = 109;
    result->mode = EXN_MODE_PCT;
    result->reduced = true;
    result->states_audited = 53;
    result->missed_probability = 0.03125;
    result->seed = 4242;
    result->bug_depth = 5;
    result->found_probability = 0.0625;
    result->runs = 7;
    result->depth_max = 14;
    result->interleavings = strdup("5714307759407414687312777766244444168100000000000000");
    result->seconds = 0.25;
    result->count_seconds = 0.125;
    result->invariants[EXN_X1].checked = 54;
    result->invariants[EXN_M9].vacuous = true;
    result->invariants[EXN_M3].by_code = true;
    result->graph = small_graph();
    exn_result_complain(result, 7, 24, "what was found and what would be right");
    exn_result_complain(result, 0, 0, "without a place");
    exn_strings_add(&result->vacuous, &result->vacuous_count, "vm2 exit `suppresses` (7:24)");
    exn_strings_add(&result->remarks, &result->remark_count, "everything was explored");
    exn_strings_add(&result->left_out, &result->left_out_count, "runs with 3 faults");
    result->tape = strdup("0.1");
    exn_strings_add(&result->trace, &result->trace_count, "pool closes returns");
    result->source = calloc(1, sizeof *result->source);
    result->source[0] = strdup("pool.py:40 in gather");
    result->replayed_outcome = strdup("returns");
    exn_violation *violation = exn_result_add_violation(result);
    violation->rule = strdup("X1");
    violation->name = strdup("exactly-once");
    violation->blame = strdup("scope");
    violation->message = strdup("vm1 was entered and never exited");
    violation->note = strdup("vm1 is still entered");
    violation->tape = strdup("3.1");
    violation->shortest = true;
    violation->faults = 4;
    violation->cancels = 1;
    violation->steps = 2;
    violation->schedules = 3;
    violation->found_after = 14;
    exn_strings_add(&violation->trace, &violation->trace_count, "vm1 enter begins");
    violation->source = calloc(1, sizeof *violation->source);
    violation->source[0] = strdup("pool.py:31 in __aenter__");
    exn_strings_add(&violation->schedule, &violation->schedule_count, "cancel at once");
    exn_strings_add(&violation->promised, &violation->promised_count, "body returns");
    violation->at_rest = true;
    violation->expected = true;
    violation->kept = strdup("reports/violations/x.yaml");
    return result;
}

static char *text_in(exn_json_form form, const exn_result *result)
{
    char *text = NULL;
    size_t size = 0;
    exn_json_printer printer;
    FILE *file = open_memstream(&text, &size);
    exn_json_begin(&printer, file, form);
    exn_result_print(&printer, NULL, result);
    cr_assert(exn_json_end(&printer));
    fclose(file);
    return text;
}

static char *text_of(const exn_result *result)
{
    return text_in(EXN_JSON_FILE, result);
}

static json_t *json_in(exn_json_form form, const exn_result *result)
{
    char *text = text_in(form, result);
    json_t *json = json_loads(text, 0, NULL);
    cr_assert_not_null(json, "%s", text);
    free(text);
    return json;
}

/* What the text of the full result contains: each of its values. */
static const char *const values[] = {"A pool of two",
                                     "two.yaml",
                                     "\"at_rest\": true",
                                     "pool.py:31 in __aenter__",
                                     "pool.py:40 in gather",
                                     "gather-cm",
                                     "python",
                                     "violated",
                                     "\"faults\": 2",
                                     "\"cancels\": 3",
                                     "canceled",
                                     "raises [body",
                                     "54",
                                     "109",
                                     "\"runs\": 7",
                                     "14",
                                     "571430",
                                     "\"pct\"",
                                     "\"reduced\": true",
                                     "53",
                                     "0.03125",
                                     "4242",
                                     "\"bug_depth\": 5",
                                     "0.0625",
                                     "0.25",
                                     "0.125",
                                     "\"M9\"",
                                     "\"by_code\": true",
                                     "4711",
                                     "\"tree\": true",
                                     "\"ending\": \"raises vm1\"",
                                     "\"breaks\": \"X6 propagation\"",
                                     "\"item\": \"vm1 enters\"",
                                     "\"path\": true",
                                     "24",
                                     "what would be right",
                                     "without a place",
                                     "(7:24)",
                                     "everything was explored",
                                     "3 faults",
                                     "\"0.1\"",
                                     "closes returns",
                                     "\"outcome\": \"returns\"",
                                     "scope",
                                     "never exited",
                                     "still entered",
                                     "3.1",
                                     "\"faults\": 4",
                                     "\"steps\": 2",
                                     "cancel at once",
                                     "body returns",
                                     "\"expected\": true",
                                     "x.yaml"};

/* The comparison is by text. */
static void expect_to_come_back_in(exn_json_form form)
{
    exn_result *sent = full_result();
    json_t *json = json_in(form, sent);
    exn_result *received = exn_result_from_json(json);
    cr_assert_not_null(received);
    char *sent_text = text_of(sent);
    char *received_text = text_of(received);
    cr_expect_str_eq(sent_text, received_text);

    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        cr_expect_not_null(strstr(received_text, values[i]), "%s is lost", values[i]);
    }
    free(sent_text);
    free(received_text);
    json_decref(json);
    exn_result_free(sent);
    exn_result_free(received);
}

Test(result, comes_back_as_it_was)
{
    expect_to_come_back_in(EXN_JSON_FILE);
    expect_to_come_back_in(EXN_JSON_LINE);
}

/* `text` is what jansson prints of what it has read there. */
static void expect_as_jansson(const char *text, size_t flags)
{
    json_t *json = json_loads(text, 0, NULL);
    char *printed = json_dumps(json, flags);
    cr_expect_str_eq(text, printed);
    free(printed);
    json_decref(json);
}

Test(result, is_printed_as_jansson_prints)
{
    static const char *const odd[] = {"",
                                      "\"quoted\"",
                                      "C:\\ and / more",
                                      "two\nlines",
                                      "\x1f",
                                      "\x7f",
                                      "vm\xc3\xa4 \xe2\x86\x90 \xf0\x9f\x98\x80",
                                      "no \xff UTF-8"};
    exn_result *result = full_result();
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        exn_strings_add(&result->notes, &result->note_count, odd[i]);
    }
    result->seconds = 1e-9;
    result->count_seconds = 1e22 / 3;
    result->missed_probability = 1;
    result->found_probability = 1.0 / 3;
    exn_result *empty = exn_result_new();
    const exn_result *const results[] = {result, empty};
    for (size_t i = 0; i < sizeof results / sizeof *results; i++) {
        char *file = text_in(EXN_JSON_FILE, results[i]);
        char *line = text_in(EXN_JSON_LINE, results[i]);
        expect_as_jansson(file, JSON_INDENT(2) | JSON_REAL_PRECISION(9));
        expect_as_jansson(line, JSON_COMPACT);
        cr_expect(i > 0 || strstr(file, ": 0.333333333,") != NULL);
        cr_expect(i > 0 || strstr(line, ":0.33333333333333331,") != NULL);
        free(file);
        free(line);
    }
    exn_result_free(result);
    exn_result_free(empty);
}

/* Sets a member of `invariants`, where there is to be none such. */
static void expect_refused(const json_t *whole, const char *key, json_t *value)
{
    json_t *json = json_deep_copy(whole);
    json_object_set_new(json_object_get(json, "invariants"), key, value);
    cr_expect_null(exn_result_from_json(json), "`%s`", key);
    json_decref(json);
}

Test(result, is_not_read_where_its_counts_of_rules_are_none)
{
    exn_result *result = full_result();
    json_t *whole = json_in(EXN_JSON_LINE, result);
    exn_result_free(result);
    json_t *checked = json_object_get(json_object_get(whole, "invariants"), "checked");
    json_t *longer = json_copy(checked), *negative = json_copy(checked),
           *wrong = json_copy(checked);
    json_array_append_new(longer, json_integer(0));
    json_array_set_new(negative, 3, json_integer(-1));
    json_array_set_new(wrong, 3, json_string("4"));
    expect_refused(whole, "checked", longer);
    expect_refused(whole, "checked", negative);
    expect_refused(whole, "checked", wrong);
    expect_refused(whole, "checked", json_integer(4));
    expect_refused(whole, "vacuous", json_integer(INT64_C(1) << EXN_RULES));
    expect_refused(whole, "by_code", json_integer(-1));
    json_decref(whole);
}

Test(result, has_the_members_of_the_results_file_also_when_nothing_was_found)
{
    static const char *const members[] = {
        "scenario",      "file",          "implementation", "profile",   "verdict",
        "passed",        "exhaustive",    "limits",         "outcomes",  "states",
        "transitions",   "interleavings", "runs",           "depth_max", "seconds",
        "count_seconds", "invariants",    "violations"};
    exn_result *result = exn_result_new();
    json_t *json = json_in(EXN_JSON_FILE, result);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        cr_expect_not_null(json_object_get(json, members[i]), "%s is missing", members[i]);
    }
    cr_expect_eq(json_object_size(json), sizeof members / sizeof *members);
    cr_expect(json_is_null(json_object_get(json, "interleavings")));
    json_decref(json);
    exn_result_free(result);
}

Test(result, is_not_read_from_what_is_none)
{
    exn_result *result = full_result();
    json_t *whole = json_in(EXN_JSON_LINE, result);
    exn_result_free(result);
    const char *required[] = {"verdict",     "passed", "exhaustive", "limits",  "states",
                              "transitions", "runs",   "depth_max",  "seconds", "count_seconds"};
    for (size_t i = 0; i < sizeof required / sizeof *required; i++) {
        json_t *json = json_copy(whole);
        json_object_del(json, required[i]);
        cr_expect_null(exn_result_from_json(json), "without %s", required[i]);
        json_object_set_new(json, required[i], json_string("nonsense"));
        cr_expect_null(exn_result_from_json(json), "with nonsense as %s", required[i]);
        json_decref(json);
    }
    const char *optional[] = {"mode", "reduced",   "states_audited",   "missed_probability",
                              "seed", "bug_depth", "found_probability"};
    for (size_t i = 0; i < sizeof optional / sizeof *optional; i++) {
        json_t *json = json_copy(whole);
        json_object_set_new(json, optional[i], json_string("nonsense"));
        cr_expect_null(exn_result_from_json(json), "with nonsense as %s", optional[i]);
        json_object_del(json, optional[i]);
        exn_result *without = exn_result_from_json(json);
        cr_expect_not_null(without, "without %s", optional[i]);
        exn_result_free(without);
        json_decref(json);
    }
    json_object_set_new(whole, "states", json_integer(-1));
    cr_expect_null(exn_result_from_json(whole));
    json_decref(whole);

    json_t *array = json_array();
    cr_expect_null(exn_result_from_json(array));
    json_decref(array);
}

Test(result, replaces_bytes_that_are_no_utf8)
{
    static const struct {
        const char *bytes;
        const char *text;
    } cases[] = {
        {"plain", "plain"},
        {"vm\xc3\xa4 \xe2\x9c\x93 \xf0\x9f\x98\x80", "vm\xc3\xa4 \xe2\x9c\x93 \xf0\x9f\x98\x80"},
        {"a\xff z", "a\xef\xbf\xbd z"},
        {"\xc3", "\xef\xbf\xbd"},
        {"\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd"},                 /* overlong */
        {"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"}, /* half a surrogate pair */
        {"\xf4\x90\x80\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"}, /* too far */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *json = exn_json_text(cases[i].bytes);
        cr_expect_str_eq(json_string_value(json), cases[i].text);
        json_decref(json);
    }
    cr_expect(json_is_null(exn_json_text(NULL)));
}
