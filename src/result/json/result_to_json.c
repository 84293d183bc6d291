/* Prints a result as JSON (SCENARIOS.md, "The results file"). */
#include "result/json/json.h"

#include "result/json/graph_json.h"
#include "result/json/lanes_json.h"

#include <string.h>

static void put_texts_if_any(exn_json_printer *out, const char *key, char *const *texts,
                             size_t count)
{
    if (count > 0) {
        exn_json_put_texts(out, key, texts, count);
    }
}

static void put_text_if_any(exn_json_printer *out, const char *key, const char *text)
{
    if (text != NULL) {
        exn_json_put_text(out, key, text);
    }
}

static void put_if_true(exn_json_printer *out, const char *key, bool value)
{
    if (value) {
        exn_json_put_bool(out, key, true);
    }
}

static void put_source(exn_json_printer *out, char *const *source, size_t count)
{
    put_texts_if_any(out, "source", source, source != NULL ? count : 0);
}

static void put_limits(exn_json_printer *out, const exn_result *result)
{
    exn_json_open_object(out, "limits");
    if (result->has_faults_limit) {
        exn_json_put_count(out, "faults", result->faults_max);
    }
    exn_json_close_object(out);
}

/* --- rules ------------------------------------------------------------------------------------ */

static void put_invariants(exn_json_printer *out, const exn_result *result)
{
    exn_json_open_array(out, "invariants");
    for (int i = 0; i < EXN_RULES; i++) {
        const exn_checked *checked = &result->invariants[i];
        if (checked->checked == 0 && !checked->vacuous && !checked->by_code) {
            continue;
        }
        exn_json_open_object(out, NULL);
        exn_json_put_text(out, "rule", exn_rule_number(checked->rule));
        exn_json_put_text(out, "name", exn_rule_name(checked->rule));
        exn_json_put_count(out, "checked", checked->checked);
        exn_json_put_bool(out, "vacuous", checked->vacuous);
        put_if_true(out, "by_code", checked->by_code);
        exn_json_close_object(out);
    }
    exn_json_close_array(out);
}

/* The same in few values: how often each rule was checked, and sets of rules. */
static void put_invariants_lean(exn_json_printer *out, const exn_result *result)
{
    uint64_t vacuous = 0, by_code = 0;
    exn_json_open_object(out, "invariants");
    exn_json_open_array(out, "checked");
    for (int i = 0; i < EXN_RULES; i++) {
        const exn_checked *checked = &result->invariants[i];
        exn_json_put_count(out, NULL, checked->checked);
        vacuous |= (uint64_t)checked->vacuous << i;
        by_code |= (uint64_t)checked->by_code << i;
    }
    exn_json_close_array(out);
    exn_json_put_count(out, "vacuous", vacuous);
    exn_json_put_count(out, "by_code", by_code);
    exn_json_close_object(out);
}

/* --- violations ------------------------------------------------------------------------------- */

static void put_breach_there(exn_json_printer *out, const exn_smallest *smallest)
{
    exn_json_put_bool(out, "shortest", smallest->shortest);
    exn_json_put_count(out, "faults", smallest->faults);
    exn_json_put_count(out, "cancels", smallest->cancels);
    exn_json_put_count(out, "steps", smallest->steps);
    exn_json_put_text(out, "blame", smallest->blame);
    exn_json_put_text(out, "message", smallest->message);
    put_text_if_any(out, "note", smallest->note);
    exn_json_put_texts(out, "trace", smallest->trace, smallest->trace_count);
    exn_json_put_texts(out, "schedule", smallest->schedule, smallest->schedule_count);
    exn_json_put_count(out, "decides", smallest->decides);
}

static void put_smallest(exn_json_printer *out, const exn_smallest *smallest)
{
    exn_json_open_object(out, "smallest");
    exn_json_put_text(out, "scenario", smallest->scenario);
    exn_json_put_count(out, "left_out", smallest->left_out);
    exn_json_put_count(out, "attempts", smallest->attempts);
    exn_json_put_count(out, "states", smallest->states);
    exn_json_put_text(out, "stopped_by", smallest->stopped_by);
    if (smallest->scenario != NULL) {
        put_breach_there(out, smallest);
    }
    exn_json_close_object(out);
}

static void put_passing(exn_json_printer *out, const exn_passing *nearest)
{
    exn_json_put_count(out, "choice", nearest->choice);
    exn_json_put_text(out, "made", nearest->made);
    exn_json_put_text(out, "instead", nearest->instead);
    exn_json_put_count(out, "shared_events", nearest->shared_events);
    exn_json_put_text(out, "tape", nearest->tape);
    exn_json_put_text(out, "outcome", nearest->outcome);
    exn_json_put_count(out, "faults", nearest->faults);
    exn_json_put_count(out, "cancels", nearest->cancels);
    exn_json_put_count(out, "steps", nearest->steps);
    exn_json_put_texts(out, "trace", nearest->trace, nearest->trace_count);
    exn_lanes_print(out, "lanes", nearest->lanes);
}

static void put_nearest(exn_json_printer *out, const exn_passing *nearest)
{
    exn_json_open_object(out, "nearest");
    if (nearest->none != NULL) {
        exn_json_put_text(out, "none", nearest->none);
    } else {
        put_passing(out, nearest);
    }
    exn_json_close_object(out);
}

static void put_violation(exn_json_printer *out, const exn_violation *violation)
{
    exn_json_open_object(out, NULL);
    exn_json_put_text(out, "rule", violation->rule);
    exn_json_put_text(out, "name", violation->name);
    exn_json_put_text(out, "blame", violation->blame);
    exn_json_put_text(out, "message", violation->message);
    exn_json_put_text(out, "tape", violation->tape);
    exn_json_put_bool(out, "shortest", violation->shortest);
    exn_json_put_count(out, "faults", violation->faults);
    exn_json_put_count(out, "cancels", violation->cancels);
    exn_json_put_count(out, "steps", violation->steps);
    exn_json_put_texts(out, "trace", violation->trace, violation->trace_count);
    put_source(out, violation->source, violation->trace_count);
    exn_json_put_text(out, "kept", violation->kept);
    put_text_if_any(out, "note", violation->note);
    exn_json_put_count(out, "schedules", violation->schedules);
    exn_json_put_count(out, "found_after", violation->found_after);
    exn_json_put_texts(out, "schedule", violation->schedule, violation->schedule_count);
    put_texts_if_any(out, "promised", violation->promised, violation->promised_count);
    if (violation->smallest != NULL) {
        put_smallest(out, violation->smallest);
    }
    put_if_true(out, "at_rest", violation->at_rest);
    put_if_true(out, "expected", violation->expected);
    if (violation->lanes != NULL) {
        exn_lanes_print(out, "lanes", violation->lanes);
    }
    if (violation->nearest != NULL) {
        put_nearest(out, violation->nearest);
    }
    exn_json_close_object(out);
}

static void put_violations(exn_json_printer *out, const exn_result *result)
{
    exn_json_open_array(out, "violations");
    for (size_t i = 0; i < result->violation_count; i++) {
        put_violation(out, &result->violations[i]);
    }
    exn_json_close_array(out);
}

static void put_complaints(exn_json_printer *out, const exn_result *result)
{
    exn_json_open_array(out, "complaints");
    for (size_t i = 0; i < result->complaint_count; i++) {
        exn_json_open_object(out, NULL);
        exn_json_put_count(out, "line", result->complaints[i].line);
        exn_json_put_count(out, "column", result->complaints[i].column);
        exn_json_put_text(out, "message", result->complaints[i].message);
        exn_json_close_object(out);
    }
    exn_json_close_array(out);
}

/* --- behaviour -------------------------------------------------------------------------------- */

static void put_row(exn_json_printer *out, const exn_behaviour_row *row)
{
    size_t words = 0;
    while (words < sizeof row->of / sizeof *row->of && row->of[words] != NULL) {
        words += 1;
    }
    exn_json_open_object(out, NULL);
    exn_json_put_texts(out, "of", row->of, words);
    exn_json_put_count(out, "count", row->count);
    if (row->kind == EXN_BEHAVIOUR_CANCELS || row->kind == EXN_BEHAVIOUR_ORDERS) {
        exn_json_put_count(out, row->kind == EXN_BEHAVIOUR_CANCELS ? "moments" : "reversed",
                           row->other);
    }
    if (row->line > 0) {
        exn_json_put_count(out, "line", row->line);
    }
    put_if_true(out, "gap", row->gap);
    exn_json_close_object(out);
}

static void put_behaviour(exn_json_printer *out, const exn_result *result)
{
    exn_json_open_object(out, "behaviour");
    for (int kind = 0; kind < EXN_BEHAVIOUR_KINDS; kind++) {
        exn_json_open_array(out, exn_behaviour_word((exn_behaviour_kind)kind));
        for (size_t i = 0; i < result->behaviour_count; i++) {
            if (result->behaviour[i].kind == (exn_behaviour_kind)kind) {
                put_row(out, &result->behaviour[i]);
            }
        }
        exn_json_close_array(out);
    }
    exn_json_close_object(out);
}

/* --- the result ------------------------------------------------------------------------------- */

/* Prints the members that SCENARIOS.md names, in its order. */
static void put_members(exn_json_printer *out, const exn_result *result)
{
    exn_json_put_text(out, "scenario", result->scenario);
    exn_json_put_text(out, "file", result->file);
    exn_json_put_text(out, "implementation", result->implementation);
    exn_json_put_text(out, "profile", result->profile);
    exn_json_put_text(out, "verdict", exn_verdict_word(result->verdict));
    exn_json_put_bool(out, "passed", result->passed);
    exn_json_put_bool(out, "exhaustive", result->exhaustive);
    put_limits(out, result);
    exn_json_put_texts(out, "outcomes", result->outcomes, result->outcome_count);
    exn_json_put_count(out, "states", result->states);
    exn_json_put_count(out, "transitions", result->transitions);
    exn_json_put_text(out, "interleavings", result->interleavings);
    exn_json_put_count(out, "runs", result->runs);
    exn_json_put_count(out, "depth_max", result->depth_max);
    exn_json_put_real(out, "seconds", result->seconds);
    exn_json_put_real(out, "count_seconds", result->count_seconds);
    if (out->form == EXN_JSON_LINE) {
        put_invariants_lean(out, result);
    } else {
        put_invariants(out, result);
    }
    put_violations(out, result);
}

/* Prints the members that say how the scenario was explored. */
static void put_manner(exn_json_printer *out, const exn_result *result)
{
    if (result->transitions > 0) {
        exn_json_put_text(out, "mode", exn_mode_word(result->mode));
    }
    put_if_true(out, "reduced", result->reduced);
    if (result->states_audited > 0) {
        exn_json_put_count(out, "states_audited", result->states_audited);
    }
    if (result->missed_probability > 0) {
        exn_json_put_real(out, "missed_probability", result->missed_probability);
    }
    if (exn_mode_is_drawn(result->mode)) {
        exn_json_put_count(out, "seed", result->seed);
    }
    if (result->bug_depth == 0) {
        return;
    }
    exn_json_put_count(out, "bug_depth", result->bug_depth);
    exn_json_put_real(out, "found_probability", result->found_probability);
}

/* Prints the members that are there where they have something to say. */
static void put_remarks(exn_json_printer *out, const exn_result *result)
{
    if (result->complaint_count > 0) {
        put_complaints(out, result);
    }
    put_texts_if_any(out, "waived", result->waived, result->waived_count);
    put_texts_if_any(out, "vacuous", result->vacuous, result->vacuous_count);
    put_texts_if_any(out, "untested", result->untested, result->untested_count);
    put_if_true(out, "exits_asked", result->exits_asked);
    put_texts_if_any(out, "remarks", result->remarks, result->remark_count);
    put_texts_if_any(out, "left_out", result->left_out, result->left_out_count);
    put_text_if_any(out, "fallback", result->fallback);
    put_texts_if_any(out, "notes", result->notes, result->note_count);
    if (result->has_behaviour) {
        put_behaviour(out, result);
    }
    if (result->cancels_max > 0) {
        exn_json_put_count(out, "cancels", result->cancels_max);
    }
}

/* Prints the one run of a replay, or of a crash, and what is drawn. */
static void put_run(exn_json_printer *out, const exn_result *result)
{
    put_text_if_any(out, "tape", result->tape);
    put_texts_if_any(out, "trace", result->trace, result->trace_count);
    put_source(out, result->source, result->trace_count);
    if (result->graph != NULL) {
        exn_graph_print(out, "graph", result->graph);
    }
    if (result->lanes != NULL) {
        exn_lanes_print(out, "lanes", result->lanes);
    }
    put_text_if_any(out, "outcome", result->replayed_outcome);
}

void exn_result_print_members(exn_json_printer *out, const exn_result *result)
{
    put_members(out, result);
    put_manner(out, result);
    put_remarks(out, result);
    put_run(out, result);
}

void exn_result_print(exn_json_printer *out, const char *key, const exn_result *result)
{
    exn_json_open_object(out, key);
    exn_result_print_members(out, result);
    exn_json_close_object(out);
}
