/* Compares results.json with the brute force. */
#include "results.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

struct brute_results {
    json_t *root;
};

struct brute_results *brute_results_read(const char *path)
{
    json_error_t error;
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL) {
        fprintf(stderr, "%s:%d:%d: %s\n", path, error.line, error.column, error.text);
        return NULL;
    }
    struct brute_results *results = malloc(sizeof *results);
    if (results == NULL) {
        json_decref(root);
        return NULL;
    }
    results->root = root;
    return results;
}

void brute_results_free(struct brute_results *results)
{
    if (results != NULL) {
        json_decref(results->root);
        free(results);
    }
}

/* A member that is a string, or "", which equals no expected text. */
static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text != NULL ? text : "";
}

static const json_t *find(const struct brute_results *results, const char *title)
{
    size_t index;
    const json_t *scenario;
    json_array_foreach(json_object_get(results->root, "scenarios"), index, scenario)
    {
        if (strcmp(text_of(scenario, "scenario"), title) == 0) {
            return scenario;
        }
    }
    return NULL;
}

static bool outcomes_agree(const json_t *scenario, const struct brute_tally *tally)
{
    const json_t *outcomes = json_object_get(scenario, "outcomes");
    if (!json_is_array(outcomes) || json_array_size(outcomes) != tally->outcome_count) {
        return false;
    }
    for (size_t i = 0; i < tally->outcome_count; i++) {
        const char *outcome = json_string_value(json_array_get(outcomes, i));
        if (outcome == NULL || strcmp(outcome, tally->outcomes[i]) != 0) {
            return false;
        }
    }
    return true;
}

static bool violates(const json_t *scenario, const char *rule)
{
    size_t index;
    const json_t *violation;
    json_array_foreach(json_object_get(scenario, "violations"), index, violation)
    {
        if (strcmp(text_of(violation, "rule"), rule) == 0) {
            return true;
        }
    }
    return false;
}

/* Expects exactly the breaches that the brute force found. */
static bool breaches_agree(const json_t *scenario, const struct brute_tally *tally)
{
    size_t index;
    const json_t *violation;
    json_array_foreach(json_object_get(scenario, "violations"), index, violation)
    {
        if (!brute_tally_has(tally, text_of(violation, "rule"))) {
            return false;
        }
    }
    bool all = true;
    for (int i = 0; i < BRUTE_RULES; i++) {
        all = all && violates(scenario, brute_rule_number[i]) == tally->broken[i];
    }
    return all;
}

static bool verdict_agrees(const json_t *scenario, const struct brute_tally *tally)
{
    const char *verdict = text_of(scenario, "verdict");
    if (brute_tally_has_any(tally)) {
        return strcmp(verdict, "violated") == 0;
    }
    return strcmp(verdict, "vacuous") == 0 ||
           (strcmp(verdict, "holds") == 0 && !tally->first_is_missing);
}

bool brute_results_agree(const struct brute_results *results, const char *title,
                         const struct brute_tally *tally)
{
    const json_t *scenario = find(results, title);
    char interleavings[24];
    snprintf(interleavings, sizeof interleavings, "%" PRIu64, tally->interleavings);
    return scenario != NULL && strcmp(text_of(scenario, "interleavings"), interleavings) == 0 &&
           outcomes_agree(scenario, tally) && breaches_agree(scenario, tally) &&
           verdict_agrees(scenario, tally);
}

void brute_results_print_tally(const struct brute_tally *tally, FILE *file)
{
    fprintf(file, "  %" PRIu64 " interleavings, %s\n", tally->interleavings,
            brute_tally_has_any(tally) ? "violated" : "holds");
    for (size_t i = 0; i < tally->outcome_count; i++) {
        fprintf(file, "  %s\n", tally->outcomes[i]);
    }
    for (int i = 0; i < BRUTE_RULES; i++) {
        if (tally->broken[i]) {
            fprintf(file, "  ! %s\n", brute_rule_number[i]);
        }
    }
}

void brute_results_print(const struct brute_results *results, const char *title, FILE *file)
{
    const json_t *scenario = find(results, title);
    if (scenario == NULL) {
        fputs("  missing\n", file);
        return;
    }
    fprintf(file, "  %s interleavings, %s\n", text_of(scenario, "interleavings"),
            text_of(scenario, "verdict"));
    size_t index;
    const json_t *item;
    json_array_foreach(json_object_get(scenario, "outcomes"), index, item)
    {
        fprintf(file, "  %s\n", json_is_string(item) ? json_string_value(item) : "?");
    }
    json_array_foreach(json_object_get(scenario, "violations"), index, item)
    {
        fprintf(file, "  ! %s %s\n", text_of(item, "rule"), text_of(item, "message"));
    }
}
