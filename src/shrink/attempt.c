/* Writes an attempt as a scenario, reads that, explores it, and looks for the breach. */
#include "shrink/attempt.h"

#include "base/own_assert.h"
#include "contract/profiles.h"
#include "search/budget.h"

#include <stdlib.h>
#include <string.h>

/* The implementation that is right in what it is asked of. */
#define EXN_REFERENCE "exeunt"

/* --- the text --------------------------------------------------------------------------------- */

char *exn_attempt_text(exn_shrinking *self, const exn_sketch *sketch,
                       const exn_attempt_schedule *schedule)
{
    exeunt_profile profile;
    const char *blame = self->wanted->blame;
    bool blames_scope = blame == NULL || strcmp(blame, "scope") == 0;
    const exn_script script = {
        .name = self->job->scenario->name,
        .implementation = self->job->around == NULL ? self->implementation : NULL,
        .folder = self->folder,
        .plugins = self->job->plugins,
        .profile =
            exn_profile_from_name(self->result->profile, &profile) ? self->result->profile : NULL,
        .items = schedule->items,
        .item_count = schedule->count,
        .culprit = blames_scope ? NULL : blame,
        .expects = self->wanted->kind == EXN_OF_EXPECTATION,
        .dropped = sketch->dropped,
        .spliced = sketch->spliced,
        .is_open = schedule->items == NULL,
    };
    char *text = NULL;
    size_t size = 0;
    if (!exn_sketch_is_whole(sketch)) {
        return NULL;
    }
    FILE *file = open_memstream(&text, &size);
    bool complete = file != NULL && exn_scenario_write(file, &sketch->scenario, &script) == 0;
    complete = (file == NULL || fclose(file) == 0) && complete;
    if (!complete) {
        free(text);
        self->failed = true;
        return NULL;
    }
    return text;
}

/* --- the schedule ----------------------------------------------------------------------------- */

/* Whether a word of the item is the name. */
static bool names(const char *item, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = item; *at != '\0'; at += strspn(at, " ")) {
        size_t word = strcspn(at, " ");
        if (word == length && strncmp(at, name, length) == 0) {
            return true;
        }
        at += word;
    }
    return false;
}

static bool is_dropped(const exn_sketch *sketch, size_t node)
{
    exn_node_id at = (exn_node_id)node;
    while (at != EXN_NODE_NONE && !sketch->dropped[at]) {
        at = sketch->scenario.nodes[at].parent;
    }
    return at != EXN_NODE_NONE;
}

static bool is_left_out(const exn_sketch *sketch, const char *item)
{
    const exn_scenario *scenario = &sketch->scenario;
    for (size_t i = 0; i < scenario->node_count; i++) {
        if (is_dropped(sketch, i) && names(item, scenario->nodes[i].name)) {
            return true;
        }
    }
    return false;
}

exn_attempt_schedule exn_attempt_follow(const exn_shrinking *self, const exn_sketch *sketch,
                                        const char **items)
{
    exn_attempt_schedule schedule = {.items = items};
    for (size_t i = 0; i < self->breach->schedule_count; i++) {
        if (!is_left_out(sketch, self->breach->schedule[i])) {
            items[schedule.count++] = self->breach->schedule[i];
        }
    }
    return schedule;
}

/* --- exploring -------------------------------------------------------------------------------- */

static void ignore_complaint(void *context, exn_place place, const char *message)
{
    (void)place;
    exn_shrinking *self = context;
    self->failed = self->failed || message == NULL;
}

static exn_scenario *read_text(exn_shrinking *self, const char *text)
{
    const exn_shrink_job *job = self->job;
    const char *file = job->scenario->file;
    return job->around != NULL
               ? exn_scenario_read_in(job->around, file, text, strlen(text), ignore_complaint, self)
               : exn_scenario_read(file, text, strlen(text), ignore_complaint, self);
}

static bool hangs(const exn_result *result)
{
    for (size_t i = 0; i < result->violation_count; i++) {
        const exn_violation *violation = &result->violations[i];
        if (violation->kind == EXN_OF_CRASH &&
            strncmp(violation->message, EXN_IT_HANGS, sizeof EXN_IT_HANGS - 1) == 0) {
            return true;
        }
    }
    return false;
}

static bool used_up(const exn_shrinking *self)
{
    uint64_t most = self->options.no_snapshots ? EXN_SHRINK_RUNS_MAX : EXN_SHRINK_STATES_MAX;
    return self->states >= most * EXN_SHRINK_LARGEST_MAX;
}

/* Sets the limits of the next attempt. Returns false, and why, if there is to be none. */
static bool may_go_on(exn_shrinking *self)
{
    const exn_explore_options *given = self->job->options;
    if (self->stopped != NULL || self->failed) {
        return false;
    }
    self->options.budget_s = self->ends_s > 0 ? self->ends_s - exn_now_s() : 0;
    if (self->attempts >= EXN_SHRINK_ATTEMPTS_MAX || used_up(self)) {
        self->stopped = "what one breach may cost is used up";
    } else if (self->ends_s > 0 && self->options.budget_s <= 0) {
        self->stopped = "the time budget is used up";
    } else if (given->stop != NULL && given->stop(given->context)) {
        self->stopped = "the run was interrupted";
    }
    return self->stopped == NULL;
}

exn_result *exn_attempt_explore(exn_shrinking *self, const char *text, exn_scenario **scenario)
{
    *scenario = NULL;
    exn_scenario *attempt = text != NULL && may_go_on(self) ? read_text(self, text) : NULL;
    if (attempt == NULL) {
        return NULL;
    }
    exn_result *result = self->job->explore(self->job->context, attempt, &self->options);
    if (result == NULL) {
        self->failed = true;
        exn_scenario_free(attempt);
        return NULL;
    }
    self->attempts += 1;
    self->states += result->states + result->runs;
    if (hangs(result)) { /* each takes seconds */
        self->stopped = "code under test hangs";
    }
    *scenario = attempt;
    return result;
}

/* Takes over all but `self`. */
static void take_over(exn_shrinking *self, char *text, exn_scenario *scenario, exn_result *result,
                      const exn_violation *breach)
{
    free(self->text);
    exn_scenario_free(self->best);
    exn_result_free(self->found);
    self->text = text;
    self->best = scenario;
    self->found = result;
    self->breach = breach;
}

/* Whether what the scenario expects still holds of this project's own implementation: less may
 * happen in an attempt, and then it might not be right to expect it. A rule is right anywhere. */
static bool is_to_be_expected(exn_shrinking *self, const exn_scenario *scenario)
{
    if (self->wanted->kind != EXN_OF_EXPECTATION) {
        return true;
    }
    exn_explore_options options = self->options;
    options.implementation = EXN_REFERENCE;
    options.subject = NULL;
    exn_result *result = self->job->explore(self->job->context, scenario, &options);
    self->failed = self->failed || result == NULL;
    bool holds = result != NULL && result->exhaustive && result->violation_count == 0 &&
                 strcmp(result->profile, self->result->profile) == 0;
    self->states += result != NULL ? result->states + result->runs : 0;
    exn_result_free(result);
    return holds;
}

bool exn_attempt(exn_shrinking *self, const exn_sketch *sketch)
{
    size_t room = self->is_guided ? self->breach->schedule_count : 0;
    const char **items = calloc(room + 1, sizeof *items);
    if (items == NULL) {
        self->failed = true;
        return false;
    }
    exn_attempt_schedule schedule = {.items = NULL};
    if (self->is_guided) {
        schedule = exn_attempt_follow(self, sketch, items);
    }
    char *text = exn_attempt_text(self, sketch, &schedule);
    free(items);
    bool is_new = text != NULL && (self->text == NULL || strcmp(text, self->text) != 0);
    exn_scenario *scenario = NULL;
    exn_result *result = is_new ? exn_attempt_explore(self, text, &scenario) : NULL;
    const exn_violation *breach = result != NULL ? exn_find_breach(self, scenario, result) : NULL;
    if (breach == NULL || !is_to_be_expected(self, scenario)) {
        free(text);
        exn_result_free(result);
        exn_scenario_free(scenario);
        return false;
    }
    take_over(self, text, scenario, result, breach);
    return true;
}
