/* Computes the table of conformance from the results of a run. */
#include "report/conformance.h"

#include "contract/profiles.h"

#include <string.h>

/* --- words ------------------------------------------------------------------------------------ */

const char *exn_rule_status_word(exn_rule_status status)
{
    static const char *const words[] = {
#define EXN_RULE_STATUS_WORD(status, word, text) [status] = word,
        EXN_RULE_STATUS_MAP(EXN_RULE_STATUS_WORD)
#undef EXN_RULE_STATUS_WORD
    };
    return words[status];
}

const char *exn_rule_status_text(exn_rule_status status)
{
    static const char *const texts[] = {
#define EXN_RULE_STATUS_TEXT(status, word, text) [status] = text,
        EXN_RULE_STATUS_MAP(EXN_RULE_STATUS_TEXT)
#undef EXN_RULE_STATUS_TEXT
    };
    return texts[status];
}

/* --- what a scenario puts to the test --------------------------------------------------------- */

static bool has_expectations(const exn_scenario *scenario)
{
    return scenario->outcome_count + scenario->order_count + scenario->always_count +
               scenario->never_count + scenario->whenever_count >
           0;
}

/* Whether what it expects is asked of this subject: one with answers of its own is judged by the
 * rules alone (SPEC 8). Of one whose process was lost nobody knows by whose answers it was judged.
 */
static bool expects_of_subject(const exn_case *one)
{
    const exn_scenario *scenario = one->scenario;
    exeunt_profile expected = scenario->has_profile ? scenario->profile : EXEUNT_PROFILE_EXEUNT;
    return has_expectations(scenario) && one->result->profile != NULL &&
           strcmp(one->result->profile, exn_profile_name(expected)) == 0;
}

static bool is_about_managers(exn_rule rule)
{
    return rule >= EXN_M1 && rule <= EXN_M8;
}

static bool was_explored(const exn_case *one)
{
    exn_verdict verdict = one->result->verdict;
    return one->scenario != NULL && verdict != EXN_SKIPPED && verdict != EXN_INVALID;
}

static bool puts_to_the_test(const exn_case *one, size_t row)
{
    if (!was_explored(one)) {
        return false;
    }
    if (row == EXN_ROW_OF_EXPECTATIONS) {
        return expects_of_subject(one);
    }
    if (row == EXN_ROW_OF_CRASHES) {
        return true;
    }
    const exn_checked *rule = &one->result->invariants[row];
    return is_about_managers((exn_rule)row) ? rule->by_code : rule->checked > 0;
}

/* Whether a row says something about such a subject. A scope is a manager where it is nested; what
 * managers hold (M3, M4), and what they leave unsettled or touch (M2, M8), is the scope's X1, X9
 * and X13. */
static bool fits_subject(const exn_conformance *self, size_t row)
{
    if (row >= EXN_RULES) {
        return self->manager == NULL || row == EXN_ROW_OF_CRASHES;
    }
    if (self->manager != NULL) {
        return row >= EXN_M1;
    }
    return row != EXN_M2 && row != EXN_M3 && row != EXN_M4 && row != EXN_M8;
}

/* --- what it breaks --------------------------------------------------------------------------- */

static bool names_a_scope(const exn_scenario *scenario, const char *blame)
{
    for (size_t i = 0; scenario != NULL && i < scenario->node_count; i++) {
        const exn_node *node = &scenario->nodes[i];
        if (node->kind != EXN_NODE_LEAF && strcmp(node->name, blame) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether a scenario says of every implementation that this rule is broken: then what it plays, or
 * the order of its tasks, breaks it. */
static bool is_of_any_scope(const exn_scenario *scenario, const exn_violation *violation)
{
    return violation->kind == EXN_OF_RULE && scenario != NULL && scenario->implementation == NULL &&
           (scenario->violates >> violation->broken & 1u) != 0;
}

/* Whether `blame` is the manager, or one of its handles: `task1.db`. */
static bool is_it(const char *blame, const char *manager)
{
    const char *dot = strrchr(blame, '.');
    return strcmp(dot != NULL ? dot + 1 : blame, manager) == 0;
}

/* Whether the code under test is to blame. A violation without a schedule is about all schedules
 * together, and breaks no rule. */
static bool is_by_subject(const exn_conformance *self, const exn_case *one,
                          const exn_violation *violation)
{
    if (violation->trace_count == 0 || violation->blame == NULL) {
        return violation->trace_count > 0;
    }
    if (self->manager != NULL) {
        return is_it(violation->blame, self->manager);
    }
    if (is_of_any_scope(one->scenario, violation)) {
        return false;
    }
    return strcmp(violation->blame, "scope") == 0 || names_a_scope(one->scenario, violation->blame);
}

static bool is_of_row(const exn_violation *violation, size_t row)
{
    switch (violation->kind) {
    case EXN_OF_RULE:
        return violation->broken == row;
    case EXN_OF_EXPECTATION:
        return row == EXN_ROW_OF_EXPECTATIONS;
    case EXN_OF_CRASH:
        return row == EXN_ROW_OF_CRASHES;
    }
    return false;
}

static bool is_shorter(const exn_violation *left, const exn_violation *right)
{
    if (left->faults != right->faults) {
        return left->faults < right->faults;
    }
    if (left->cancels != right->cancels) {
        return left->cancels < right->cancels;
    }
    if (left->steps != right->steps) {
        return left->steps < right->steps;
    }
    return left->trace_count < right->trace_count; /* a smaller world is easier to understand */
}

bool exn_conformance_breaks(const exn_conformance *self, const exn_case *one, size_t row,
                            const exn_violation **shortest)
{
    const exn_result *result = one->result;
    *shortest = NULL;
    for (size_t i = 0; i < result->violation_count; i++) {
        const exn_violation *violation = &result->violations[i];
        if (is_of_row(violation, row) && is_by_subject(self, one, violation) &&
            (*shortest == NULL || is_shorter(violation, *shortest))) {
            *shortest = violation;
        }
    }
    bool host_died = result->verdict == EXN_CRASHED && result->violation_count == 0;
    return *shortest != NULL || (row == EXN_ROW_OF_CRASHES && host_died);
}

bool exn_conformance_differs(const exn_case *one)
{
    const exn_result *result = one->result;
    bool has_schedule = false;
    for (size_t i = 0; i < result->violation_count; i++) {
        has_schedule = has_schedule || result->violations[i].trace_count > 0;
    }
    return result->verdict == EXN_VIOLATED && !result->passed && !has_schedule;
}

bool exn_conformance_is_new(const exn_conformance *self, const exn_case *one, size_t row)
{
    return self->baseline == NULL ||
           exn_baseline_find(self->baseline, self->rows[row].rule, one->label) == NULL;
}

/* --- the table -------------------------------------------------------------------------------- */

static void take_breach(exn_conformance *self, const exn_case *one, size_t index)
{
    exn_conformance_row *row = &self->rows[index];
    const exn_violation *breach;
    if (!exn_conformance_breaks(self, one, index, &breach)) {
        return;
    }
    bool is_first = row->broken_in++ == 0;
    /* A schedule that is known outranks a host that died. */
    if (is_first ||
        (breach != NULL && (row->shortest == NULL || is_shorter(breach, row->shortest)))) {
        row->shortest_in = one;
        row->shortest = breach;
    }
    if (exn_conformance_is_new(self, one, index)) {
        row->new_in++;
        self->new_count++;
    } else {
        exn_baseline_find(self->baseline, row->rule, one->label)->is_open = true;
    }
}

static void name_row(exn_conformance_row *row, size_t index)
{
    bool is_rule = index < EXN_RULES;
    row->rule = is_rule                            ? exn_rule_number((exn_rule)index)
                : index == EXN_ROW_OF_EXPECTATIONS ? exn_violation_word(EXN_OF_EXPECTATION, 0)
                                                   : exn_violation_word(EXN_OF_CRASH, 0);
    row->name = is_rule                            ? exn_rule_name((exn_rule)index)
                : index == EXN_ROW_OF_EXPECTATIONS ? "as-expected"
                                                   : "without-crash";
}

/* Whether the subject waives the rule of a row. */
static bool is_waived(const exn_result *result, const exn_conformance_row *row)
{
    size_t i = 0;
    while (i < result->waived_count && strcmp(result->waived[i], row->rule) != 0) {
        i++;
    }
    return i < result->waived_count;
}

static void compute_row(exn_conformance *self, size_t index)
{
    exn_conformance_row *row = &self->rows[index];
    name_row(row, index);
    bool waived = false;
    for (size_t i = 0; i < self->run->case_count; i++) {
        const exn_case *one = &self->run->cases[i];
        row->tested_in += puts_to_the_test(one, index);
        take_breach(self, one, index);
        waived = waived || is_waived(one->result, row);
    }
    row->is_shown = row->broken_in > 0 || fits_subject(self, index);
    row->status = row->broken_in > 0   ? EXN_RULE_IS_BROKEN
                  : waived             ? EXN_RULE_IS_WAIVED
                  : row->tested_in > 0 ? EXN_RULE_IS_KEPT
                                       : EXN_RULE_IS_UNTESTED;
    self->totals[row->status] += row->is_shown;
}

static bool has_new_breach(const exn_conformance *self, const exn_case *one)
{
    bool found = false;
    for (size_t row = 0; row < EXN_CONFORMANCE_ROWS && !found; row++) {
        const exn_violation *breach;
        found = exn_conformance_breaks(self, one, row, &breach) &&
                exn_conformance_is_new(self, one, row);
    }
    return found;
}

/* A breach of the baseline is gone only if its scenario was explored in full and nothing new breaks
 * there: a run ends at its first breach, so a new one may hide it. */
static void mark_unseen(exn_conformance *self)
{
    for (size_t k = 0; self->baseline != NULL && k < self->baseline->count; k++) {
        exn_known_breach *known = &self->baseline->breaches[k];
        bool was_seen = false;
        for (size_t i = 0; i < self->run->case_count && !was_seen; i++) {
            const exn_case *one = &self->run->cases[i];
            was_seen = strcmp(one->label, known->scenario) == 0 && was_explored(one) &&
                       one->result->exhaustive && !has_new_breach(self, one);
        }
        known->is_open = known->is_open || !was_seen;
    }
}

void exn_conformance_compute(exn_conformance *self)
{
    self->is_complete = !self->run->ended_early;
    for (size_t i = 0; i < self->run->case_count; i++) {
        const exn_case *one = &self->run->cases[i];
        bool applies = one->result->verdict != EXN_SKIPPED;
        self->explored += was_explored(one);
        self->skipped += !applies;
        self->differing += exn_conformance_differs(one);
        self->is_complete = self->is_complete && (!applies || one->result->exhaustive);
    }
    for (size_t row = 0; row < EXN_CONFORMANCE_ROWS; row++) {
        compute_row(self, row);
    }
    mark_unseen(self);
}

size_t exn_conformance_known(const exn_conformance *self)
{
    size_t count = 0;
    for (size_t row = 0; row < EXN_CONFORMANCE_ROWS; row++) {
        count += self->rows[row].broken_in - self->rows[row].new_in;
    }
    return count;
}

size_t exn_conformance_vanished(const exn_conformance *self)
{
    size_t count = 0;
    for (size_t i = 0; self->baseline != NULL && i < self->baseline->count; i++) {
        count += !self->baseline->breaches[i].is_open;
    }
    return count;
}
