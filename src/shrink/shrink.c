/* Shrinks a breach: leaves out parts of its scenario, group by group, until none can be left out.
 */
#include "shrink/shrink.h"

#include "base/code_name.h"
#include "base/own_assert.h"
#include "search/budget.h"
#include "shrink/attempt.h"
#include "shrink/ddmin.h"
#include "shrink/decision.h"

#include <stdlib.h>
#include <string.h>

/* --- one group of parts ----------------------------------------------------------------------- */

typedef struct grouping {
    exn_shrinking *of;
    const exn_scenario *base;
    exn_part_group group;
    uint32_t level;
    exn_part_list parts;
    bool *kept, *trial;
    const bool *asked; /* of these parts that are kept an attempt is to be made */
    exn_sketch sketch; /* the attempt */
} grouping;

/* Does the work that needs memory of the arena, as the next one does: called in a guard. */
static void list_parts(void *context)
{
    grouping *self = context;
    exn_parts_list(&self->parts, self->base, self->group, self->level);
    size_t room = (self->parts.count + 1) * sizeof *self->kept;
    self->kept = exn_arena_take(self->parts.arena, room);
    self->trial = exn_arena_take(self->parts.arena, room);
}

static void sketch_attempt(void *context)
{
    grouping *self = context;
    self->sketch = exn_sketch_of(self->sketch.arena, self->base);
    for (size_t i = self->parts.count; i > 0; i--) {
        if (!self->asked[i - 1]) {
            exn_sketch_leave_out(&self->sketch, &self->parts.items[i - 1]);
        }
    }
}

/* An exn_ddmin_test. */
static bool suffices(void *context, const bool *kept)
{
    grouping *self = context;
    exn_shrinking *of = self->of;
    self->asked = kept;
    self->sketch.arena = exn_arena_new();
    bool is_there =
        self->sketch.arena != NULL && exn_arena_guard(self->sketch.arena, sketch_attempt, self);
    of->failed = of->failed || !is_there;
    bool shows = is_there && exn_attempt(of, &self->sketch);
    exn_arena_free(self->sketch.arena);
    return shows;
}

/* Returns how many parts were left out. */
static size_t shrink_group(exn_shrinking *self, exn_part_group group, uint32_t level)
{
    exn_scenario *base = self->best;
    grouping grouped = {.of = self,
                        .base = base,
                        .group = group,
                        .level = level,
                        .parts = {.arena = exn_arena_new()}};
    size_t left_out = 0;
    if (grouped.parts.arena == NULL ||
        !exn_arena_guard(grouped.parts.arena, list_parts, &grouped)) {
        self->failed = true;
        exn_arena_free(grouped.parts.arena);
        return 0;
    }
    self->best = NULL; /* it is the base until the group is done */
    exn_ddmin(grouped.kept, grouped.trial, grouped.parts.count, suffices, &grouped);
    for (size_t i = 0; i < grouped.parts.count; i++) {
        left_out += !grouped.kept[i];
    }
    exn_assert((left_out > 0) == (self->best != NULL));
    exn_arena_free(grouped.parts.arena);
    if (self->best == NULL) {
        self->best = base;
    } else {
        exn_scenario_free(base);
    }
    return left_out;
}

static bool has_group(const exn_shrinking *self, exn_part_group group)
{
    return group == EXN_PARTS_OF_RUNS        ? !self->is_guided || self->stays_guided
           : group == EXN_PARTS_OF_EXPECTING ? self->wanted->kind == EXN_OF_EXPECTATION
                                             : true;
}

/* Returns how many parts were left out of all groups. */
static size_t shrink_groups(exn_shrinking *self)
{
    size_t left_out = 0;
    for (int group = 0; group < EXN_PART_GROUPS; group++) {
        bool is_tree = group == EXN_PARTS_OF_TREE;
        for (uint32_t level = 0; has_group(self, (exn_part_group)group) &&
                                 level < (is_tree ? exn_levels_of(self->best) : 1);
             level++) {
            left_out += shrink_group(self, (exn_part_group)group, level);
        }
    }
    return left_out;
}

/* --- one breach ------------------------------------------------------------------------------- */

typedef struct copying {
    exn_shrinking *of;
    exn_arena *arena;
    const exn_scenario *from;
    exn_sketch sketch;
} copying;

static void copy_scenario(void *context)
{
    copying *self = context;
    self->sketch = exn_sketch_of(self->arena, self->from);
}

/* Makes a sketch of all of a scenario. The caller frees its arena, and gets NULL for it when out of
 * memory. */
static exn_sketch sketch_all(const exn_scenario *scenario)
{
    copying self = {.arena = exn_arena_new(), .from = scenario};
    if (self.arena != NULL && !exn_arena_guard(self.arena, copy_scenario, &self)) {
        exn_arena_free(self.arena);
        self.arena = NULL;
    }
    self.sketch.arena = self.arena;
    return self.sketch;
}

/* Makes an attempt with all of a scenario. */
static bool attempt_all(exn_shrinking *self, const exn_scenario *scenario)
{
    exn_sketch sketch = sketch_all(scenario);
    self->failed = self->failed || sketch.arena == NULL;
    bool shows = sketch.arena != NULL && exn_attempt(self, &sketch);
    exn_arena_free(sketch.arena);
    return shows;
}

/* Finds the breach in the whole scenario, as the writer has it: among all that may happen or, where
 * that is too much or has outcomes of its schedule alone, along the schedule that was found. */
static bool begin(exn_shrinking *self)
{
    const exn_scenario *scenario = self->job->scenario;
    if (!scenario->has_schedule && attempt_all(self, scenario)) {
        return true;
    }
    self->breach = self->wanted;
    self->is_guided = true;
    return attempt_all(self, scenario);
}

/* Leaves out what can be, until nothing more can. Returns how many parts. */
static size_t shrink_fully(exn_shrinking *self)
{
    size_t left_out = 0;
    for (size_t more = 1; more > 0;) {
        more = shrink_groups(self);
        left_out += more;
    }
    return left_out;
}

/* What is small by now may be explored as a whole, if all that its schedule has may happen by
 * itself: then less of it is needed. */
static void leave_guide(exn_shrinking *self)
{
    exn_scenario *guided = self->best;
    self->best = NULL;
    self->is_guided = false;
    if (attempt_all(self, guided)) {
        exn_scenario_free(guided);
    } else {
        self->best = guided;
        self->is_guided = true;
        self->stays_guided = true;
    }
}

/* Sets the options of attempts: nothing that is the whole run's, and never by drawing. */
static void set_options(exn_shrinking *self)
{
    const exn_explore_options *given = self->job->options;
    exn_explore_options *options = &self->options;
    bool by_states = self->result->mode == EXN_MODE_SNAPSHOTS ||
                     (exn_mode_is_drawn(self->result->mode) && !given->no_snapshots);
    *options = *given;
    options->strategy = EXEUNT_STRATEGY_EXHAUSTIVE;
    options->no_snapshots = !by_states;
    options->runs_max = by_states ? 0 : EXN_SHRINK_RUNS_MAX;
    options->states_max = EXN_SHRINK_STATES_MAX;
    options->counts = false;
    options->audits_privacy = false;
    options->workers = 0;
    options->draws = false;
    options->behaviour = false;
    options->progress = NULL;
    double spent_s = self->result->seconds + self->result->count_seconds;
    double left_s = given->budget_s - spent_s;
    double least_s = given->budget_s / 10; /* as the passes after the first one have */
    self->ends_s = given->budget_s > 0 ? exn_now_s() + (left_s > least_s ? left_s : least_s) : 0;
}

/* Why a breach is not shrunk; NULL: it is. */
static const char *reason_not_to(const exn_violation *violation)
{
    bool hangs = violation->kind == EXN_OF_CRASH &&
                 strncmp(violation->message, EXN_IT_HANGS, sizeof EXN_IT_HANGS - 1) == 0;
    return hangs                                     ? "code under test hangs"
           : exn_violation_breaks(violation, EXN_M9) ? "its runs do not repeat"
                                                     : NULL;
}

/* Moves what was found into the result. Returns false when out of memory. */
static bool report(exn_shrinking *self, size_t left_out, exn_smallest *smallest)
{
    exn_violation *breach = (exn_violation *)(uintptr_t)self->breach;
    exn_sketch sketch = sketch_all(self->best);
    if (sketch.arena == NULL) {
        return false;
    }
    smallest->scenario = exn_decided_text(self, &sketch);
    smallest->left_out = left_out;
    smallest->decides = exn_decides_after(self, &sketch);
    exn_arena_free(sketch.arena);
    smallest->shortest = breach->shortest;
    smallest->faults = breach->faults;
    smallest->cancels = breach->cancels;
    smallest->steps = breach->steps;
    smallest->blame = breach->blame;
    smallest->message = breach->message;
    smallest->note = breach->note;
    smallest->trace = breach->trace;
    smallest->trace_count = breach->trace_count;
    smallest->schedule = breach->schedule;
    smallest->schedule_count = breach->schedule_count;
    exn_strings_free(breach->source, breach->source != NULL ? breach->trace_count : 0);
    breach->blame = breach->message = breach->note = NULL;
    breach->trace = breach->schedule = breach->source = NULL;
    breach->trace_count = breach->schedule_count = 0;
    return smallest->scenario != NULL && !self->failed;
}

/* Why the breach was not found once more in the whole scenario. */
static const char *why_not_found(const exn_shrinking *self)
{
    return self->wanted->kind == EXN_OF_EXPECTATION
               ? "what is expected may be wrong where less may happen"
               : "it was not found once more within the limits";
}

/* Shrinks one breach. Returns false when out of memory. */
static bool shrink(exn_shrinking *self, exn_smallest *smallest)
{
    set_options(self);
    self->stopped = reason_not_to(self->wanted);
    bool shows = self->stopped == NULL && begin(self);
    size_t left_out = shows ? shrink_fully(self) : 0;
    if (shows && self->is_guided) {
        leave_guide(self);
        left_out += shrink_fully(self);
    }
    bool complete = !self->failed && (!shows || report(self, left_out, smallest));
    const char *why = shows || self->stopped != NULL ? self->stopped : why_not_found(self);
    smallest->attempts = self->attempts;
    smallest->states = self->states;
    smallest->stopped_by = why != NULL ? strdup(why) : NULL;
    return complete && (why == NULL || smallest->stopped_by != NULL);
}

/* --- all of them ------------------------------------------------------------------------------ */

/* Returns the folder of a scenario file; NULL when out of memory. */
static char *folder_of(const char *file)
{
    const char *slash = strrchr(file, '/');
    return slash == NULL   ? strdup(".")
           : slash == file ? strdup("/")
                           : strndup(file, (size_t)(slash - file));
}

static bool shrink_one(const exn_shrink_job *job, const exn_result *result,
                       exn_violation *violation)
{
    exn_shrinking self = {.job = job, .result = result, .wanted = violation};
    self.folder = folder_of(job->scenario->file);
    self.implementation =
        self.folder != NULL ? exn_code_name_from(self.folder, result->implementation) : NULL;
    violation->smallest = calloc(1, sizeof *violation->smallest);
    bool complete =
        self.folder != NULL && violation->smallest != NULL && shrink(&self, violation->smallest);
    exn_scenario_free(self.best);
    exn_result_free(self.found);
    free(self.text);
    free(self.folder);
    free(self.implementation);
    return complete;
}

static bool is_to_be_shrunk(const exn_shrink_job *job, const exn_violation *violation)
{
    return !job->scenario->kept && !violation->expected && violation->trace_count > 0;
}

bool exn_has_to_shrink(const exn_shrink_job *job, const exn_result *result)
{
    size_t i = 0;
    while (i < result->violation_count && !is_to_be_shrunk(job, &result->violations[i])) {
        i += 1;
    }
    return i < result->violation_count;
}

bool exn_shrink(const exn_shrink_job *job, exn_result *result)
{
    bool complete = true;
    for (size_t i = 0; complete && i < result->violation_count; i++) {
        if (is_to_be_shrunk(job, &result->violations[i])) {
            complete = shrink_one(job, result, &result->violations[i]);
        }
    }
    return complete;
}
