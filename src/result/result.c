/* Results in memory from malloc: made, filled and freed. */
#include "result/result.h"

#include <stdlib.h>
#include <string.h>

const char *exn_verdict_word(exn_verdict verdict)
{
    static const char *const words[] = {
#define EXN_VERDICT_WORD(verdict, word) word,
        EXN_VERDICT_MAP(EXN_VERDICT_WORD)
#undef EXN_VERDICT_WORD
    };
    return words[verdict];
}

const char *exn_violation_word(exn_violation_kind kind, exn_rule broken)
{
    return kind == EXN_OF_RULE          ? exn_rule_number(broken)
           : kind == EXN_OF_EXPECTATION ? "expect"
                                        : "crashed";
}

const char *exn_mode_word(exn_mode mode)
{
    static const char *const words[] = {
#define EXN_MODE_WORD(mode, word) word,
        EXN_MODE_MAP(EXN_MODE_WORD)
#undef EXN_MODE_WORD
    };
    return words[mode];
}

exn_result *exn_result_new(void)
{
    exn_result *result = calloc(1, sizeof *result);
    if (result == NULL) {
        return NULL;
    }
    for (int rule = 0; rule < EXN_RULES; rule++) {
        result->invariants[rule].rule = (exn_rule)rule;
    }
    return result;
}

void exn_strings_free(char **strings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(strings[i]);
    }
    free(strings);
}

static void free_smallest(exn_smallest *smallest)
{
    if (smallest == NULL) {
        return;
    }
    free(smallest->scenario);
    free(smallest->stopped_by);
    free(smallest->blame);
    free(smallest->message);
    free(smallest->note);
    exn_strings_free(smallest->trace, smallest->trace_count);
    exn_strings_free(smallest->schedule, smallest->schedule_count);
    free(smallest);
}

void exn_passing_free(exn_passing *nearest)
{
    if (nearest == NULL) {
        return;
    }
    free(nearest->none);
    free(nearest->made);
    free(nearest->instead);
    free(nearest->tape);
    free(nearest->outcome);
    exn_strings_free(nearest->trace, nearest->trace_count);
    exn_lanes_free(nearest->lanes);
    free(nearest);
}

static void clear_violation(exn_violation *violation)
{
    free(violation->rule);
    free(violation->name);
    free(violation->blame);
    free(violation->message);
    free(violation->note);
    free(violation->tape);
    exn_strings_free(violation->source, violation->source != NULL ? violation->trace_count : 0);
    exn_strings_free(violation->trace, violation->trace_count);
    exn_strings_free(violation->schedule, violation->schedule_count);
    exn_strings_free(violation->promised, violation->promised_count);
    free_smallest(violation->smallest);
    free(violation->kept);
    exn_lanes_free(violation->lanes);
    exn_passing_free(violation->nearest);
}

static void clear_row(exn_behaviour_row *row)
{
    for (size_t i = 0; i < sizeof row->of / sizeof *row->of; i++) {
        free(row->of[i]);
    }
}

void exn_result_free(exn_result *result)
{
    if (result == NULL) {
        return;
    }
    free(result->scenario);
    free(result->file);
    free(result->implementation);
    free(result->profile);
    exn_strings_free(result->waived, result->waived_count);
    exn_strings_free(result->outcomes, result->outcome_count);
    free(result->interleavings);
    for (size_t i = 0; i < result->violation_count; i++) {
        clear_violation(&result->violations[i]);
    }
    free(result->violations);
    for (size_t i = 0; i < result->complaint_count; i++) {
        free(result->complaints[i].message);
    }
    free(result->complaints);
    exn_strings_free(result->vacuous, result->vacuous_count);
    exn_strings_free(result->remarks, result->remark_count);
    exn_strings_free(result->left_out, result->left_out_count);
    free(result->fallback);
    exn_strings_free(result->untested, result->untested_count);
    exn_strings_free(result->notes, result->note_count);
    for (size_t i = 0; i < result->behaviour_count; i++) {
        clear_row(&result->behaviour[i]);
    }
    free(result->behaviour);
    free(result->tape);
    exn_strings_free(result->source, result->source != NULL ? result->trace_count : 0);
    exn_strings_free(result->trace, result->trace_count);
    exn_lanes_free(result->lanes);
    exn_graph_free(result->graph);
    free(result->replayed_outcome);
    free(result);
}

/* Makes room for one more element. Returns the array, possibly moved; or NULL, then the array is
 * unchanged. The room is not doubled, because its size is not recorded; realloc of the C library
 * makes this cheap. */
static void *grow(void *array, size_t count, size_t element_size)
{
    return realloc(array, (count + 1) * element_size);
}

bool exn_strings_add(char ***strings, size_t *count, const char *string)
{
    char *copy = strdup(string);
    char **grown = grow(*strings, *count, sizeof **strings);
    if (grown != NULL) {
        *strings = grown;
    }
    if (copy == NULL || grown == NULL) {
        free(copy);
        return false;
    }
    grown[(*count)++] = copy;
    return true;
}

bool exn_result_complain(exn_result *result, unsigned line, unsigned column, const char *message)
{
    char *copy = strdup(message);
    exn_complaint *grown =
        grow(result->complaints, result->complaint_count, sizeof *result->complaints);
    if (grown != NULL) {
        result->complaints = grown;
    }
    if (copy == NULL || grown == NULL) {
        free(copy);
        return false;
    }
    grown[result->complaint_count++] =
        (exn_complaint){.line = line, .column = column, .message = copy};
    return true;
}

exn_violation *exn_result_add_violation(exn_result *result)
{
    exn_violation *grown =
        grow(result->violations, result->violation_count, sizeof *result->violations);
    if (grown == NULL) {
        return NULL;
    }
    result->violations = grown;
    exn_violation *violation = &grown[result->violation_count++];
    *violation = (exn_violation){0};
    return violation;
}

bool exn_result_add_behaviour(exn_result *result, const exn_behaviour_row *row)
{
    exn_behaviour_row *grown =
        grow(result->behaviour, result->behaviour_count, sizeof *result->behaviour);
    if (grown == NULL) {
        return false;
    }
    result->behaviour = grown;
    exn_behaviour_row own = *row;
    bool complete = true;
    for (size_t i = 0; i < sizeof own.of / sizeof *own.of; i++) {
        own.of[i] = row->of[i] != NULL ? strdup(row->of[i]) : NULL;
        complete = complete && (own.of[i] != NULL || row->of[i] == NULL);
    }
    if (!complete) {
        clear_row(&own);
        return false;
    }
    grown[result->behaviour_count++] = own;
    return true;
}

const char *exn_behaviour_word(exn_behaviour_kind kind)
{
    static const char *const words[] = {
#define EXN_BEHAVIOUR_WORD(kind, word) [kind] = word,
        EXN_BEHAVIOUR_MAP(EXN_BEHAVIOUR_WORD)
#undef EXN_BEHAVIOUR_WORD
    };
    return words[kind];
}
