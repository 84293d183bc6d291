/* Explores one scenario in several modes and compares the results. */
#include "modes.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { WORKERS = 4 };

const char *way_word(enum way way)
{
    static const char *const words[WAYS] = {"by states", "by states, unreduced", "by running",
                                            "by states, four workers", "by states, remembered"};
    return words[way];
}

exn_explore_options way_options(enum way way, exn_explore_options options)
{
    options.no_reduction = way == BY_STATES_UNREDUCED;
    options.no_snapshots = way == BY_RUNNING;
    options.remembers_all = way == BY_MEMORY;
    options.workers = way == BY_WORKERS ? WORKERS : 1;
    return options;
}

/* --- comparing -------------------------------------------------------------------------------- */

typedef struct difference {
    char *text;
    size_t size;
} difference;

static bool same_text(difference *why, const char *what, const char *left, const char *right)
{
    left = left == NULL ? "(none)" : left;
    right = right == NULL ? "(none)" : right;
    if (strcmp(left, right) == 0) {
        return true;
    }
    snprintf(why->text, why->size, "%s: `%s` and `%s`", what, left, right);
    return false;
}

static bool same_number(difference *why, const char *what, uint64_t left, uint64_t right)
{
    if (left != right) {
        snprintf(why->text, why->size, "%s: %" PRIu64 " and %" PRIu64, what, left, right);
    }
    return left == right;
}

static bool same_list(difference *why, const char *what, char *const *left, size_t left_count,
                      char *const *right, size_t right_count)
{
    bool same = true;
    for (size_t i = 0; same && (i < left_count || i < right_count); i++) {
        same = same_text(why, what, i < left_count ? left[i] : NULL,
                         i < right_count ? right[i] : NULL);
    }
    return same;
}

static bool same_violation(difference *why, const exn_violation *left, const exn_violation *right)
{
    return same_text(why, "rule", left->rule, right->rule) &&
           same_text(why, left->rule, left->name, right->name) &&
           same_text(why, "blame", left->blame, right->blame) &&
           same_text(why, "message", left->message, right->message) &&
           same_text(why, "note", left->note, right->note) &&
           same_number(why, "faults", left->faults, right->faults) &&
           same_number(why, "cancels", left->cancels, right->cancels) &&
           same_number(why, "steps", left->steps, right->steps) &&
           same_text(why, "tape", left->tape, right->tape) &&
           same_number(why, "shortest", left->shortest, right->shortest) &&
           same_list(why, "event", left->trace, left->trace_count, right->trace,
                     right->trace_count) &&
           same_list(why, "item", left->schedule, left->schedule_count, right->schedule,
                     right->schedule_count);
}

static bool same_violations(difference *why, const exn_result *left, const exn_result *right)
{
    bool same = same_number(why, "violations", left->violation_count, right->violation_count);
    for (size_t i = 0; same && i < left->violation_count; i++) {
        same = same_violation(why, &left->violations[i], &right->violations[i]);
    }
    return same;
}

static bool same_invariants(difference *why, const exn_result *left, const exn_result *right)
{
    bool same = true;
    for (int rule = 0; same && rule < EXN_RULES; rule++) {
        same = rule == EXN_M9 || /* the mode decides how many runs are run twice */
               same_number(why, exn_rule_number((exn_rule)rule), left->invariants[rule].vacuous,
                           right->invariants[rule].vacuous);
    }
    return same;
}

static const char *complaint_of(const exn_result *result)
{
    return result->complaint_count > 0 ? result->complaints[0].message : NULL;
}

bool ways_agree(const exn_result *left, const exn_result *right, char *text, size_t size)
{
    difference why = {text, size};
    bool counted = left->interleavings != NULL && right->interleavings != NULL;
    return same_text(&why, "complaint", complaint_of(left), complaint_of(right)) &&
           same_violations(&why, left, right) &&
           same_text(&why, "verdict", exn_verdict_word(left->verdict),
                     exn_verdict_word(right->verdict)) &&
           same_number(&why, "passed", left->passed, right->passed) &&
           same_number(&why, "exhaustive", left->exhaustive, right->exhaustive) &&
           same_list(&why, "outcome", left->outcomes, left->outcome_count, right->outcomes,
                     right->outcome_count) &&
           (!counted ||
            same_text(&why, "interleavings", left->interleavings, right->interleavings)) &&
           same_list(&why, "vacuous", left->vacuous, left->vacuous_count, right->vacuous,
                     right->vacuous_count) &&
           same_list(&why, "left out", left->left_out, left->left_out_count, right->left_out,
                     right->left_out_count) &&
           same_invariants(&why, left, right);
}

bool counts_agree(const exn_result *left, const exn_result *right)
{
    bool both_counted = (left->interleavings == NULL) == (right->interleavings == NULL);
    bool agree = left->states == right->states && left->transitions == right->transitions &&
                 (!both_counted || left->depth_max == right->depth_max);
    for (int rule = 0; rule < EXN_RULES; rule++) {
        agree = agree && (rule == EXN_M9 ||
                          left->invariants[rule].checked == right->invariants[rule].checked);
    }
    return agree;
}
