/* Reads JSON from a host, which may be broken: every member is checked. */
#include "result/json/json.h"

#include "result/json/graph_json.h"
#include "result/json/lanes_json.h"

#include <stdlib.h>
#include <string.h>

/* Each `take_` function reads a member of `object`, and sets *bad if it has the wrong type or
 * value. */

static char *take_text(const json_t *object, const char *key, bool *bad)
{
    const json_t *value = json_object_get(object, key);
    if (value == NULL || json_is_null(value)) {
        return NULL;
    }
    char *copy = json_is_string(value) ? strdup(json_string_value(value)) : NULL;
    if (copy == NULL) {
        *bad = true;
    }
    return copy;
}

static char *take_required_text(const json_t *object, const char *key, bool *bad)
{
    char *text = take_text(object, key, bad);
    if (text == NULL) {
        *bad = true;
    }
    return text;
}

static uint64_t take_count(const json_t *object, const char *key, uint64_t max, bool *bad)
{
    const json_t *value = json_object_get(object, key);
    json_int_t count = json_integer_value(value);
    if (!json_is_integer(value) || count < 0 || (uint64_t)count > max) {
        *bad = true;
        return 0;
    }
    return (uint64_t)count;
}

static uint64_t take_count_if_any(const json_t *object, const char *key, uint64_t max, bool *bad)
{
    return json_object_get(object, key) == NULL ? 0 : take_count(object, key, max, bad);
}

static bool take_bool(const json_t *object, const char *key, bool *bad)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_boolean(value)) {
        *bad = true;
    }
    return json_is_true(value);
}

static double take_real(const json_t *object, const char *key, bool *bad)
{
    const json_t *value = json_object_get(object, key);
    if (!json_is_number(value)) {
        *bad = true;
    }
    return json_number_value(value);
}

static double take_real_if_any(const json_t *object, const char *key, bool *bad)
{
    return json_object_get(object, key) == NULL ? 0 : take_real(object, key, bad);
}

static exn_lanes *take_lanes_if_any(const json_t *object, const char *key, bool *bad)
{
    const json_t *value = json_object_get(object, key);
    exn_lanes *lanes = value == NULL ? NULL : exn_lanes_from_json(value);
    *bad = *bad || (value != NULL && lanes == NULL);
    return lanes;
}

/* A missing array counts as an empty one. */
static const json_t *take_array(const json_t *object, const char *key, bool *bad)
{
    const json_t *array = json_object_get(object, key);
    if (array != NULL && !json_is_array(array)) {
        *bad = true;
    }
    return json_is_array(array) ? array : NULL;
}

static char **take_strings(const json_t *object, const char *key, size_t *count, bool *bad)
{
    char **strings = NULL;
    size_t index;
    json_t *value;
    json_array_foreach(take_array(object, key, bad), index,
                       value) if (!json_is_string(value) ||
                                  !exn_strings_add(&strings, count, json_string_value(value)))
    {
        *bad = true;
    }
    return strings;
}

/* One line for each event, or none at all. */
static char **take_source(const json_t *object, size_t events, bool *bad)
{
    size_t count = 0;
    char **source = take_strings(object, "source", &count, bad);
    if (source == NULL || count == events) {
        return source;
    }
    for (size_t i = 0; i < count; i++) {
        free(source[i]);
    }
    free(source);
    *bad = true;
    return NULL;
}

static exn_verdict take_verdict(const json_t *object, bool *bad)
{
    const char *word = json_string_value(json_object_get(object, "verdict"));
    for (int verdict = 0; word != NULL && verdict < EXN_VERDICTS; verdict++) {
        if (strcmp(word, exn_verdict_word((exn_verdict)verdict)) == 0) {
            return (exn_verdict)verdict;
        }
    }
    *bad = true;
    return EXN_INVALID;
}

static void take_manner(const json_t *object, exn_result *result, bool *bad)
{
    const json_t *word = json_object_get(object, "mode");
    bool known = word == NULL;
    for (int mode = 0; json_is_string(word) && mode < EXN_MODES; mode++) {
        if (strcmp(json_string_value(word), exn_mode_word((exn_mode)mode)) == 0) {
            result->mode = (exn_mode)mode;
            known = true;
        }
    }
    *bad = *bad || !known;
    result->reduced =
        json_object_get(object, "reduced") != NULL && take_bool(object, "reduced", bad);
    result->states_audited = take_count_if_any(object, "states_audited", INT64_MAX, bad);
    result->missed_probability = take_real_if_any(object, "missed_probability", bad);
    result->seed = take_count_if_any(object, "seed", INT64_MAX, bad);
    result->bug_depth = (uint32_t)take_count_if_any(object, "bug_depth", UINT32_MAX, bad);
    result->found_probability = take_real_if_any(object, "found_probability", bad);
}

static void take_invariant(const json_t *value, exn_result *result, bool *bad)
{
    const char *name = json_string_value(json_object_get(value, "name"));
    exn_rule rule;
    if (name == NULL || !exn_rule_from_name(name, &rule)) {
        *bad = true;
        return;
    }
    result->invariants[rule].checked = take_count(value, "checked", INT64_MAX, bad);
    result->invariants[rule].vacuous = take_bool(value, "vacuous", bad);
    result->invariants[rule].by_code = json_is_true(json_object_get(value, "by_code"));
}

/* As a host sends them: counts of all rules, and sets of rules (EXN_JSON_LINE). */
static void take_lean_invariants(const json_t *object, exn_result *result, bool *bad)
{
    const uint64_t all = (UINT64_C(1) << EXN_RULES) - 1;
    const json_t *counts = take_array(object, "checked", bad);
    uint64_t vacuous = take_count(object, "vacuous", all, bad);
    uint64_t by_code = take_count(object, "by_code", all, bad);
    *bad = *bad || json_array_size(counts) != EXN_RULES;
    for (size_t i = 0; !*bad && i < EXN_RULES; i++) {
        const json_t *count = json_array_get(counts, i);
        *bad = !json_is_integer(count) || json_integer_value(count) < 0;
        result->invariants[i].checked = (uint64_t)json_integer_value(count);
        result->invariants[i].vacuous = (vacuous >> i & 1) != 0;
        result->invariants[i].by_code = (by_code >> i & 1) != 0;
    }
}

static void take_invariants(const json_t *object, exn_result *result, bool *bad)
{
    const json_t *invariants = json_object_get(object, "invariants");
    if (json_is_object(invariants)) {
        take_lean_invariants(invariants, result, bad);
        return;
    }
    size_t index;
    json_t *value;
    json_array_foreach(take_array(object, "invariants", bad), index, value)
    {
        take_invariant(value, result, bad);
    }
}

static exn_passing *take_nearest_if_any(const json_t *violation, bool *bad)
{
    const json_t *object = json_object_get(violation, "nearest");
    exn_passing *nearest = object == NULL ? NULL : calloc(1, sizeof *nearest);
    if (nearest == NULL) {
        *bad = *bad || object != NULL;
        return NULL;
    }
    nearest->none = take_text(object, "none", bad);
    if (nearest->none != NULL) {
        return nearest;
    }
    nearest->choice = (uint32_t)take_count(object, "choice", UINT32_MAX, bad);
    nearest->made = take_required_text(object, "made", bad);
    nearest->instead = take_required_text(object, "instead", bad);
    nearest->shared_events = (uint32_t)take_count(object, "shared_events", UINT32_MAX, bad);
    nearest->tape = take_required_text(object, "tape", bad);
    nearest->outcome = take_required_text(object, "outcome", bad);
    nearest->faults = (uint32_t)take_count(object, "faults", UINT32_MAX, bad);
    nearest->cancels = (uint32_t)take_count(object, "cancels", UINT32_MAX, bad);
    nearest->steps = take_count(object, "steps", INT64_MAX, bad);
    nearest->trace = take_strings(object, "trace", &nearest->trace_count, bad);
    nearest->lanes = take_lanes_if_any(object, "lanes", bad);
    *bad = *bad || nearest->lanes == NULL || nearest->lanes->event_count != nearest->trace_count ||
           nearest->shared_events > nearest->trace_count;
    return nearest;
}

/* The words of a violation say which kind it is. */
static void take_kind(exn_violation *violation, bool *bad)
{
    const char *word = violation->rule;
    if (word == NULL || violation->name == NULL) {
        return; /* *bad is set already */
    }
    for (int kind = EXN_OF_EXPECTATION; kind <= EXN_OF_CRASH; kind++) {
        if (strcmp(word, exn_violation_word((exn_violation_kind)kind, EXN_X1)) == 0) {
            violation->kind = (exn_violation_kind)kind;
            return;
        }
    }
    violation->kind = EXN_OF_RULE;
    *bad = *bad || !exn_rule_from_name(violation->name, &violation->broken);
}

static void take_breach_there(const json_t *object, exn_smallest *smallest, bool *bad)
{
    smallest->shortest = take_bool(object, "shortest", bad);
    smallest->faults = (uint32_t)take_count(object, "faults", UINT32_MAX, bad);
    smallest->cancels = (uint32_t)take_count(object, "cancels", UINT32_MAX, bad);
    smallest->steps = take_count(object, "steps", INT64_MAX, bad);
    smallest->blame = take_text(object, "blame", bad);
    smallest->message = take_required_text(object, "message", bad);
    smallest->note = take_text(object, "note", bad);
    smallest->trace = take_strings(object, "trace", &smallest->trace_count, bad);
    smallest->schedule = take_strings(object, "schedule", &smallest->schedule_count, bad);
    smallest->decides = take_count(object, "decides", smallest->schedule_count, bad);
}

/* Returns NULL for a violation that was not shrunk. */
static exn_smallest *take_smallest(const json_t *violation, bool *bad)
{
    const json_t *object = json_object_get(violation, "smallest");
    exn_smallest *smallest = object != NULL ? calloc(1, sizeof *smallest) : NULL;
    *bad = *bad || (object != NULL && (smallest == NULL || !json_is_object(object)));
    if (smallest == NULL) {
        return NULL;
    }
    smallest->scenario = take_text(object, "scenario", bad);
    smallest->left_out = take_count(object, "left_out", INT64_MAX, bad);
    smallest->attempts = take_count(object, "attempts", INT64_MAX, bad);
    smallest->states = take_count(object, "states", INT64_MAX, bad);
    smallest->stopped_by = take_text(object, "stopped_by", bad);
    if (smallest->scenario != NULL) {
        take_breach_there(object, smallest, bad);
    }
    return smallest;
}

static void take_violations(const json_t *object, exn_result *result, bool *bad)
{
    size_t index;
    json_t *value;
    json_array_foreach(take_array(object, "violations", bad), index, value)
    {
        exn_violation *violation = exn_result_add_violation(result);
        if (violation == NULL) {
            *bad = true;
            return;
        }
        violation->rule = take_required_text(value, "rule", bad);
        violation->name = take_required_text(value, "name", bad);
        take_kind(violation, bad);
        violation->blame = take_text(value, "blame", bad);
        violation->message = take_required_text(value, "message", bad);
        violation->note = take_text(value, "note", bad);
        violation->tape = take_required_text(value, "tape", bad);
        violation->shortest = take_bool(value, "shortest", bad);
        violation->faults = (uint32_t)take_count(value, "faults", UINT32_MAX, bad);
        violation->cancels = (uint32_t)take_count(value, "cancels", UINT32_MAX, bad);
        violation->steps = take_count(value, "steps", INT64_MAX, bad);
        violation->schedules = take_count_if_any(value, "schedules", INT64_MAX, bad);
        violation->found_after = take_count_if_any(value, "found_after", INT64_MAX, bad);
        violation->trace = take_strings(value, "trace", &violation->trace_count, bad);
        violation->source = take_source(value, violation->trace_count, bad);
        violation->schedule = take_strings(value, "schedule", &violation->schedule_count, bad);
        violation->promised = take_strings(value, "promised", &violation->promised_count, bad);
        violation->at_rest =
            json_object_get(value, "at_rest") != NULL && take_bool(value, "at_rest", bad);
        violation->expected =
            json_object_get(value, "expected") != NULL && take_bool(value, "expected", bad);
        violation->smallest = take_smallest(value, bad);
        violation->kept = take_text(value, "kept", bad);
        violation->lanes = take_lanes_if_any(value, "lanes", bad);
        *bad = *bad || (violation->lanes != NULL &&
                        violation->lanes->event_count != violation->trace_count);
        violation->nearest = take_nearest_if_any(value, bad);
    }
}

static void take_row(const json_t *value, exn_behaviour_kind kind, exn_result *result, bool *bad)
{
    size_t words = 0;
    exn_behaviour_row row = {.kind = kind};
    char **of = take_strings(value, "of", &words, bad);
    for (size_t i = 0; i < words && i < sizeof row.of / sizeof *row.of; i++) {
        row.of[i] = of[i];
    }
    row.line = (unsigned)take_count_if_any(value, "line", UINT32_MAX, bad);
    row.count = take_count(value, "count", INT64_MAX, bad);
    const char *other = kind == EXN_BEHAVIOUR_CANCELS ? "moments" : "reversed";
    row.other = take_count_if_any(value, other, INT64_MAX, bad);
    row.gap = json_object_get(value, "gap") != NULL && take_bool(value, "gap", bad);
    *bad = *bad || !exn_result_add_behaviour(result, &row);
    for (size_t i = 0; i < words; i++) {
        free(of[i]);
    }
    free(of);
}

static void take_behaviour(const json_t *json, exn_result *result, bool *bad)
{
    const json_t *object = json_object_get(json, "behaviour");
    result->has_behaviour = object != NULL;
    for (int kind = 0; object != NULL && kind < EXN_BEHAVIOUR_KINDS; kind++) {
        size_t index;
        json_t *value;
        const char *word = exn_behaviour_word((exn_behaviour_kind)kind);
        json_array_foreach(take_array(object, word, bad), index, value)
        {
            take_row(value, (exn_behaviour_kind)kind, result, bad);
        }
    }
}

static void take_complaints(const json_t *object, exn_result *result, bool *bad)
{
    size_t index;
    json_t *value;
    json_array_foreach(take_array(object, "complaints", bad), index, value)
    {
        unsigned line = (unsigned)take_count_if_any(value, "line", UINT32_MAX, bad);
        unsigned column = (unsigned)take_count_if_any(value, "column", UINT32_MAX, bad);
        const char *message = json_string_value(json_object_get(value, "message"));
        if (message == NULL || !exn_result_complain(result, line, column, message)) {
            *bad = true;
        }
    }
}

static void take_limits(const json_t *object, exn_result *result, bool *bad)
{
    const json_t *limits = json_object_get(object, "limits");
    if (!json_is_object(limits)) {
        *bad = true;
    }
    result->has_faults_limit = json_object_get(limits, "faults") != NULL;
    result->faults_max = (uint32_t)take_count_if_any(limits, "faults", UINT32_MAX, bad);
    result->cancels_max = (uint32_t)take_count_if_any(object, "cancels", UINT32_MAX, bad);
}

exn_result *exn_result_from_json(const json_t *json)
{
    exn_result *result = exn_result_new();
    if (result == NULL) {
        return NULL;
    }
    bool bad = false;
    result->scenario = take_required_text(json, "scenario", &bad);
    result->file = take_required_text(json, "file", &bad);
    result->verdict = take_verdict(json, &bad);
    result->implementation = take_text(json, "implementation", &bad);
    result->profile = take_text(json, "profile", &bad);
    result->waived = take_strings(json, "waived", &result->waived_count, &bad);
    result->passed = take_bool(json, "passed", &bad);
    result->exhaustive = take_bool(json, "exhaustive", &bad);
    take_limits(json, result, &bad);
    result->outcomes = take_strings(json, "outcomes", &result->outcome_count, &bad);
    result->states = take_count(json, "states", INT64_MAX, &bad);
    result->transitions = take_count(json, "transitions", INT64_MAX, &bad);
    result->interleavings = take_text(json, "interleavings", &bad);
    result->runs = take_count(json, "runs", INT64_MAX, &bad);
    result->depth_max = take_count(json, "depth_max", INT64_MAX, &bad);
    result->seconds = take_real(json, "seconds", &bad);
    result->count_seconds = take_real(json, "count_seconds", &bad);
    take_manner(json, result, &bad);
    take_invariants(json, result, &bad);
    take_violations(json, result, &bad);
    take_behaviour(json, result, &bad);
    take_complaints(json, result, &bad);
    result->vacuous = take_strings(json, "vacuous", &result->vacuous_count, &bad);
    result->untested = take_strings(json, "untested", &result->untested_count, &bad);
    result->exits_asked =
        json_object_get(json, "exits_asked") != NULL && take_bool(json, "exits_asked", &bad);
    result->remarks = take_strings(json, "remarks", &result->remark_count, &bad);
    result->left_out = take_strings(json, "left_out", &result->left_out_count, &bad);
    result->fallback = take_text(json, "fallback", &bad);
    result->notes = take_strings(json, "notes", &result->note_count, &bad);
    result->tape = take_text(json, "tape", &bad);
    result->trace = take_strings(json, "trace", &result->trace_count, &bad);
    result->source = take_source(json, result->trace_count, &bad);
    result->lanes = take_lanes_if_any(json, "lanes", &bad);
    if (json_object_get(json, "graph") != NULL) {
        result->graph = exn_graph_from_json(json_object_get(json, "graph"));
        bad = bad || result->graph == NULL;
    }
    result->replayed_outcome = take_text(json, "outcome", &bad);
    /* Only what was refused, or never ran, has no names. */
    bad = bad || (result->implementation == NULL && result->verdict != EXN_INVALID) ||
          (result->profile == NULL && result->transitions > 0);
    if (bad) {
        exn_result_free(result);
        return NULL;
    }
    return result;
}
