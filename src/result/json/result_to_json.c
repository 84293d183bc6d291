/* Writes a result as JSON (SCENARIOS.md, "The results file"). */
#include "result/json/json.h"

#include "result/json/graph_json.h"
#include "result/json/lanes_json.h"

#include <stdlib.h>
#include <string.h>

/* Sets a member and takes over `value`; NULL (out of memory) sets *failed. */
static void set(json_t *object, const char *key, json_t *value, bool *failed)
{
    if (value == NULL || json_object_set_new(object, key, value) != 0) {
        *failed = true;
    }
}

static void set_text(json_t *object, const char *key, const char *text, bool *failed)
{
    set(object, key, exn_json_text(text), failed);
}

static void set_count(json_t *object, const char *key, uint64_t count, bool *failed)
{
    set(object, key, json_integer((json_int_t)count), failed);
}

static void set_strings(json_t *object, const char *key, char *const *strings, size_t count,
                        bool *failed)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) {
        if (json_array_append_new(array, exn_json_text(strings[i])) != 0) {
            *failed = true;
        }
    }
    set(object, key, array, failed);
}

static void set_strings_if_any(json_t *object, const char *key, char *const *strings, size_t count,
                               bool *failed)
{
    if (count > 0) {
        set_strings(object, key, strings, count, failed);
    }
}

static void set_source(json_t *object, char *const *source, size_t count, bool *failed)
{
    set_strings_if_any(object, "source", source, source != NULL ? count : 0, failed);
}

static json_t *limits_to_json(const exn_result *result, bool *failed)
{
    json_t *limits = json_object();
    if (result->has_faults_limit) {
        set_count(limits, "faults", result->faults_max, failed);
    }
    return limits;
}

static json_t *invariants_to_json(const exn_result *result, bool *failed)
{
    json_t *invariants = json_array();
    for (int i = 0; i < EXN_RULES; i++) {
        const exn_checked *checked = &result->invariants[i];
        if (checked->checked == 0 && !checked->vacuous && !checked->by_code) {
            continue;
        }
        json_t *invariant =
            json_pack("{s:s, s:s, s:I, s:b}", "rule", exn_rule_number(checked->rule), "name",
                      exn_rule_name(checked->rule), "checked", (json_int_t)checked->checked,
                      "vacuous", (int)checked->vacuous);
        if (checked->by_code) {
            set(invariant, "by_code", json_true(), failed);
        }
        if (json_array_append_new(invariants, invariant) != 0) {
            *failed = true;
        }
    }
    return invariants;
}

static json_t *smallest_to_json(const exn_smallest *smallest, bool *failed)
{
    json_t *object = json_object();
    set_text(object, "scenario", smallest->scenario, failed);
    set_count(object, "left_out", smallest->left_out, failed);
    set_count(object, "attempts", smallest->attempts, failed);
    set_count(object, "states", smallest->states, failed);
    set_text(object, "stopped_by", smallest->stopped_by, failed);
    if (smallest->scenario == NULL) {
        return object;
    }
    set(object, "shortest", json_boolean(smallest->shortest), failed);
    set_count(object, "faults", smallest->faults, failed);
    set_count(object, "cancels", smallest->cancels, failed);
    set_count(object, "steps", smallest->steps, failed);
    set_text(object, "blame", smallest->blame, failed);
    set_text(object, "message", smallest->message, failed);
    if (smallest->note != NULL) {
        set_text(object, "note", smallest->note, failed);
    }
    set_strings(object, "trace", smallest->trace, smallest->trace_count, failed);
    set_strings(object, "schedule", smallest->schedule, smallest->schedule_count, failed);
    set_count(object, "decides", smallest->decides, failed);
    return object;
}

static json_t *nearest_to_json(const exn_passing *nearest, bool *failed)
{
    json_t *object = json_object();
    if (nearest->none != NULL) {
        set_text(object, "none", nearest->none, failed);
        return object;
    }
    set_count(object, "choice", nearest->choice, failed);
    set_text(object, "made", nearest->made, failed);
    set_text(object, "instead", nearest->instead, failed);
    set_count(object, "shared_events", nearest->shared_events, failed);
    set_text(object, "tape", nearest->tape, failed);
    set_text(object, "outcome", nearest->outcome, failed);
    set_count(object, "faults", nearest->faults, failed);
    set_count(object, "cancels", nearest->cancels, failed);
    set_count(object, "steps", nearest->steps, failed);
    set_strings(object, "trace", nearest->trace, nearest->trace_count, failed);
    set(object, "lanes", exn_lanes_to_json(nearest->lanes), failed);
    return object;
}

static json_t *violation_to_json(const exn_violation *violation, bool *failed)
{
    json_t *object = json_object();
    set_text(object, "rule", violation->rule, failed);
    set_text(object, "name", violation->name, failed);
    set_text(object, "blame", violation->blame, failed);
    set_text(object, "message", violation->message, failed);
    set_text(object, "tape", violation->tape, failed);
    set(object, "shortest", json_boolean(violation->shortest), failed);
    set_count(object, "faults", violation->faults, failed);
    set_count(object, "cancels", violation->cancels, failed);
    set_count(object, "steps", violation->steps, failed);
    set_strings(object, "trace", violation->trace, violation->trace_count, failed);
    set_source(object, violation->source, violation->trace_count, failed);
    set_text(object, "kept", violation->kept, failed);
    if (violation->note != NULL) {
        set_text(object, "note", violation->note, failed);
    }
    set_count(object, "schedules", violation->schedules, failed);
    set_count(object, "found_after", violation->found_after, failed);
    set_strings(object, "schedule", violation->schedule, violation->schedule_count, failed);
    set_strings_if_any(object, "promised", violation->promised, violation->promised_count, failed);
    if (violation->smallest != NULL) {
        set(object, "smallest", smallest_to_json(violation->smallest, failed), failed);
    }
    if (violation->at_rest) {
        set(object, "at_rest", json_true(), failed);
    }
    if (violation->expected) {
        set(object, "expected", json_true(), failed);
    }
    if (violation->lanes != NULL) {
        set(object, "lanes", exn_lanes_to_json(violation->lanes), failed);
    }
    if (violation->nearest != NULL) {
        set(object, "nearest", nearest_to_json(violation->nearest, failed), failed);
    }
    return object;
}

static json_t *violations_to_json(const exn_result *result, bool *failed)
{
    json_t *violations = json_array();
    for (size_t i = 0; i < result->violation_count; i++) {
        if (json_array_append_new(violations, violation_to_json(&result->violations[i], failed)) !=
            0) {
            *failed = true;
        }
    }
    return violations;
}

static json_t *complaints_to_json(const exn_result *result, bool *failed)
{
    json_t *complaints = json_array();
    for (size_t i = 0; i < result->complaint_count; i++) {
        json_t *complaint = json_object();
        set_count(complaint, "line", result->complaints[i].line, failed);
        set_count(complaint, "column", result->complaints[i].column, failed);
        set_text(complaint, "message", result->complaints[i].message, failed);
        if (json_array_append_new(complaints, complaint) != 0) {
            *failed = true;
        }
    }
    return complaints;
}

static json_t *row_to_json(const exn_behaviour_row *row, bool *failed)
{
    json_t *object = json_object();
    size_t words = 0;
    while (words < sizeof row->of / sizeof *row->of && row->of[words] != NULL) {
        words += 1;
    }
    set_strings(object, "of", row->of, words, failed);
    set_count(object, "count", row->count, failed);
    if (row->kind == EXN_BEHAVIOUR_CANCELS || row->kind == EXN_BEHAVIOUR_ORDERS) {
        set_count(object, row->kind == EXN_BEHAVIOUR_CANCELS ? "moments" : "reversed", row->other,
                  failed);
    }
    if (row->line > 0) {
        set_count(object, "line", row->line, failed);
    }
    if (row->gap) {
        set(object, "gap", json_true(), failed);
    }
    return object;
}

static json_t *behaviour_to_json(const exn_result *result, bool *failed)
{
    json_t *object = json_object();
    for (int kind = 0; kind < EXN_BEHAVIOUR_KINDS; kind++) {
        set(object, exn_behaviour_word((exn_behaviour_kind)kind), json_array(), failed);
    }
    for (size_t i = 0; i < result->behaviour_count; i++) {
        const exn_behaviour_row *row = &result->behaviour[i];
        json_t *list = json_object_get(object, exn_behaviour_word(row->kind));
        if (json_array_append_new(list, row_to_json(row, failed)) != 0) {
            *failed = true;
        }
    }
    return object;
}

/* Sets the members that SCENARIOS.md names, in its order. */
static void set_members(json_t *object, const exn_result *result, bool *failed)
{
    set_text(object, "scenario", result->scenario, failed);
    set_text(object, "file", result->file, failed);
    set_text(object, "implementation", result->implementation, failed);
    set_text(object, "profile", result->profile, failed);
    set_text(object, "verdict", exn_verdict_word(result->verdict), failed);
    set(object, "passed", json_boolean(result->passed), failed);
    set(object, "exhaustive", json_boolean(result->exhaustive), failed);
    set(object, "limits", limits_to_json(result, failed), failed);
    set_strings(object, "outcomes", result->outcomes, result->outcome_count, failed);
    set_count(object, "states", result->states, failed);
    set_count(object, "transitions", result->transitions, failed);
    set_text(object, "interleavings", result->interleavings, failed);
    set_count(object, "runs", result->runs, failed);
    set_count(object, "depth_max", result->depth_max, failed);
    set(object, "seconds", json_real(result->seconds), failed);
    set(object, "count_seconds", json_real(result->count_seconds), failed);
    set(object, "invariants", invariants_to_json(result, failed), failed);
    set(object, "violations", violations_to_json(result, failed), failed);
}

/* Sets the members that say how the scenario was explored. */
static void set_manner(json_t *object, const exn_result *result, bool *failed)
{
    if (result->transitions > 0) {
        set_text(object, "mode", exn_mode_word(result->mode), failed);
    }
    if (result->reduced) {
        set(object, "reduced", json_true(), failed);
    }
    if (result->states_audited > 0) {
        set_count(object, "states_audited", result->states_audited, failed);
    }
    if (result->missed_probability > 0) {
        set(object, "missed_probability", json_real(result->missed_probability), failed);
    }
    if (exn_mode_is_drawn(result->mode)) {
        set_count(object, "seed", result->seed, failed);
    }
    if (result->bug_depth == 0) {
        return;
    }
    set_count(object, "bug_depth", result->bug_depth, failed);
    set(object, "found_probability", json_real(result->found_probability), failed);
}

json_t *exn_result_to_json(const exn_result *result)
{
    bool failed = false;
    json_t *object = json_object();
    set_members(object, result, &failed);
    set_manner(object, result, &failed);
    if (result->complaint_count > 0) {
        set(object, "complaints", complaints_to_json(result, &failed), &failed);
    }
    set_strings_if_any(object, "waived", result->waived, result->waived_count, &failed);
    set_strings_if_any(object, "vacuous", result->vacuous, result->vacuous_count, &failed);
    set_strings_if_any(object, "untested", result->untested, result->untested_count, &failed);
    if (result->exits_asked) {
        set(object, "exits_asked", json_true(), &failed);
    }
    set_strings_if_any(object, "remarks", result->remarks, result->remark_count, &failed);
    set_strings_if_any(object, "left_out", result->left_out, result->left_out_count, &failed);
    if (result->fallback != NULL) {
        set_text(object, "fallback", result->fallback, &failed);
    }
    set_strings_if_any(object, "notes", result->notes, result->note_count, &failed);
    if (result->has_behaviour) {
        set(object, "behaviour", behaviour_to_json(result, &failed), &failed);
    }
    if (result->cancels_max > 0) {
        set_count(object, "cancels", result->cancels_max, &failed);
    }
    if (result->tape != NULL) {
        set_text(object, "tape", result->tape, &failed);
    }
    set_strings_if_any(object, "trace", result->trace, result->trace_count, &failed);
    set_source(object, result->source, result->trace_count, &failed);
    if (result->graph != NULL) {
        set(object, "graph", exn_graph_to_json(result->graph), &failed);
    }
    if (result->lanes != NULL) {
        set(object, "lanes", exn_lanes_to_json(result->lanes), &failed);
    }
    if (result->replayed_outcome != NULL) {
        set_text(object, "outcome", result->replayed_outcome, &failed);
    }
    if (failed) {
        json_decref(object);
        return NULL;
    }
    return object;
}
