/* conformance.json: see reports/README.md. No member depends on time or on the number of processes,
 * so that two files can be compared. */
#include "report/conformance.h"
#include "result/json/json.h"

#include <exeunt/exeunt.h>

#include <errno.h>

/* json_object_set_new and json_array_append_new take over each value, even if they fail; they fail
 * for NULL. So a NULL inside makes the whole NULL. */
static json_t *set(json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value) == 0) {
        return object;
    }
    json_decref(object);
    return NULL;
}

static json_t *count(size_t number)
{
    return json_integer((json_int_t)number);
}

static json_t *strings(char *const *texts, size_t text_count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < text_count; i++) {
        if (json_array_append_new(list, exn_json_text(texts[i])) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

/* --- a row ------------------------------------------------------------------------------------ */

static json_t *shortest_to_json(const exn_conformance_row *row)
{
    const exn_case *one = row->shortest_in;
    const exn_violation *breach = row->shortest;
    json_t *object = json_object();
    object = set(object, "scenario", exn_json_text(one->label));
    object = set(object, "file", exn_json_text(one->result->file));
    if (breach == NULL) {
        return set(object, "tape", exn_json_text(one->result->tape));
    }
    object = set(object, "tape", exn_json_text(breach->tape));
    object = set(object, "blame", exn_json_text(breach->blame));
    object = set(object, "message", exn_json_text(breach->message));
    object = set(object, "faults", count(breach->faults));
    object = set(object, "cancels", count(breach->cancels));
    object = set(object, "steps", count(breach->steps));
    object = set(object, "trace", strings(breach->trace, breach->trace_count));
    return set(object, "schedule", strings(breach->schedule, breach->schedule_count));
}

/* Lists the scenarios with a breach of a row; of all, or of those that the baseline does not
 * have. */
static json_t *broken_in(const exn_conformance *self, size_t row, bool only_new)
{
    json_t *list = json_array();
    for (size_t i = 0; i < self->run->case_count; i++) {
        const exn_case *one = &self->run->cases[i];
        const exn_violation *breach;
        bool is_listed = exn_conformance_breaks(self, one, row, &breach) &&
                         (!only_new || exn_conformance_is_new(self, one, row));
        if (is_listed && json_array_append_new(list, exn_json_text(one->label)) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static json_t *differ_in(const exn_conformance *self)
{
    json_t *list = json_array();
    for (size_t i = 0; i < self->run->case_count; i++) {
        const exn_case *one = &self->run->cases[i];
        if (exn_conformance_differs(one) &&
            json_array_append_new(list, exn_json_text(one->label)) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static json_t *row_to_json(const exn_conformance *self, size_t index)
{
    const exn_conformance_row *row = &self->rows[index];
    json_t *object = json_object();
    object = set(object, "rule", exn_json_text(row->rule));
    object = set(object, "name", exn_json_text(row->name));
    object = set(object, "status", exn_json_text(exn_rule_status_word(row->status)));
    object = set(object, "tested_in", count(row->tested_in));
    object = set(object, "broken_in", broken_in(self, index, false));
    if (self->baseline != NULL) {
        object = set(object, "new_in", broken_in(self, index, true));
    }
    return row->shortest_in != NULL ? set(object, "shortest", shortest_to_json(row)) : object;
}

/* --- the whole -------------------------------------------------------------------------------- */

static json_t *rules_to_json(const exn_conformance *self)
{
    json_t *list = json_array();
    for (size_t row = 0; row < EXN_CONFORMANCE_ROWS; row++) {
        if (self->rows[row].is_shown && json_array_append_new(list, row_to_json(self, row)) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static json_t *totals_to_json(const exn_conformance *self)
{
    json_t *object = json_object();
    for (int status = 0; status < EXN_RULE_STATUSES; status++) {
        object =
            set(object, exn_rule_status_word((exn_rule_status)status), count(self->totals[status]));
    }
    return object;
}

static json_t *vanished_to_json(const exn_baseline *baseline)
{
    json_t *list = json_array();
    for (size_t i = 0; i < baseline->count; i++) {
        const exn_known_breach *known = &baseline->breaches[i];
        if (known->is_open) {
            continue;
        }
        json_t *gone = set(json_object(), "rule", exn_json_text(known->rule));
        gone = set(gone, "scenario", exn_json_text(known->scenario));
        if (json_array_append_new(list, gone) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static json_t *baseline_to_json(const exn_conformance *self)
{
    json_t *object = set(json_object(), "file", exn_json_text(self->baseline->file));
    object = set(object, "known", count(exn_conformance_known(self)));
    object = set(object, "new", count(self->new_count));
    return set(object, "vanished", vanished_to_json(self->baseline));
}

static json_t *conformance_to_json(const exn_conformance *self)
{
    json_t *object = set(json_object(), "version", json_integer(1));
    object = set(object, "exeunt", json_string(EXEUNT_VERSION));
    object = set(object, "subject", exn_json_text(self->subject));
    object = set(object, "profile", exn_json_text(self->run->profile));
    object = set(object, "bounds", exn_json_text(self->bounds));
    object = set(object, "complete", json_boolean(self->is_complete));
    object = set(object, "explored", count(self->explored));
    object = set(object, "skipped", count(self->skipped));
    object = set(object, "differ_in", differ_in(self));
    object = set(object, "totals", totals_to_json(self));
    object = set(object, "rules", rules_to_json(self));
    return self->baseline != NULL ? set(object, "baseline", baseline_to_json(self)) : object;
}

int exn_write_conformance_json(const exn_session *run, FILE *out)
{
    json_t *json = conformance_to_json(run->conformance);
    if (json == NULL) {
        errno = ENOMEM;
        return -1;
    }
    int status = json_dumpf(json, out, JSON_INDENT(2));
    if (status != 0 && !ferror(out)) {
        errno = ENOMEM;
    }
    json_decref(json);
    return status != 0 || fputc('\n', out) == EOF ? -1 : 0;
}
