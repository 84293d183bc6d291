/* Turns a configuration into a scenario and the options of the explorer, and explores it. */
#include "capi/configured_check.h"

#include "capi/bodies.h"
#include "checker/checker.h"
#include "shrink/shrink.h"
#include "subjects/implementation_table.h"
#include "world/flight.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

typedef struct checking {
    const exeunt_check_config *config;
    const char *name;
    exn_text text, schedule; /* as given, or read from a file */
    exn_scenario *scenario;
    exn_bodies bodies;
    exn_result *refusal; /* `invalid`, with what is wrong; NULL: nothing is */
    bool failed;         /* out of memory */
} checking;

/* --- what is wrong ---------------------------------------------------------------------------- */

static void complain(void *context, exn_place place, const char *message)
{
    checking *self = context;
    if (message == NULL) {
        self->failed = true;
        return;
    }
    if (self->refusal == NULL) {
        self->refusal = exn_result_new();
    }
    if (self->refusal == NULL ||
        !exn_result_complain(self->refusal, place.line, place.column, message)) {
        self->failed = true;
        return;
    }
    self->refusal->verdict = EXN_INVALID;
}

static void complain_of(checking *self, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Complains about the kept schedule. Its place is part of the message, because the places of a
 * result are in the scenario. */
static void complain_of_schedule(void *context, exn_place place, const char *message)
{
    checking *self = context;
    if (place.line == 0) {
        complain(context, place, message);
        return;
    }
    complain_of(self, "%s:%u:%u: %s", self->schedule.place, place.line, place.column, message);
}

static void complain_of(checking *self, const char *format, ...)
{
    char message[1000];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    complain(self, (exn_place){0, 0}, message);
}

/* --- managers --------------------------------------------------------------------------------- */

static size_t manager_count(const exeunt_check_config *config)
{
    size_t count = 0;
    while (count < EXEUNT_CHECK_MANAGERS_MAX && config->managers[count].name != NULL) {
        count += 1;
    }
    return count;
}

static bool is_pattern(const char *name)
{
    return strpbrk(name, "*?[\\") != NULL;
}

/* Returns the first entry that stands for this name, or NULL. */
static const exeunt_check_manager *entry_for(const exeunt_check_config *config, const char *name)
{
    size_t count = manager_count(config);
    const char *dot = strrchr(name, '.'); /* a handle has the name of its task before its own */
    const char *manager = dot != NULL ? dot + 1 : name;
    for (size_t i = 0; i < count; i++) {
        if (fnmatch(config->managers[i].name, manager, 0) == 0) {
            return &config->managers[i];
        }
    }
    return NULL;
}

static exeunt_manager *create(void *context, exeunt_border *border, const char *name)
{
    const exeunt_check_manager *entry = entry_for(context, name);
    exeunt_manager *made = entry != NULL ? entry->create(border, name, entry->data) : NULL;
    bool was_named = entry != NULL && !is_pattern(entry->name);
    return was_named && made == NULL ? &exn_not_made : made;
}

static bool is_in_c(void *context, const char *name)
{
    return entry_for(context, name) != NULL;
}

static bool body_is_in_c(void *context, const char *task)
{
    return exn_configured_body(context, task) != NULL;
}

static bool stands_for_any(const exn_scenario *scenario, const exeunt_check_manager *entry)
{
    size_t i = 0;
    while (i < scenario->node_count &&
           (scenario->nodes[i].kind != EXN_NODE_LEAF ||
            fnmatch(entry->name, exn_declared_name(&scenario->nodes[i]), 0) != 0)) {
        i += 1;
    }
    return i < scenario->node_count;
}

static void check_managers(checking *self)
{
    const exeunt_check_config *config = self->config;
    size_t count = manager_count(config);
    for (size_t i = 0; i < EXEUNT_CHECK_MANAGERS_MAX; i++) {
        const exeunt_check_manager *entry = &config->managers[i];
        if (i >= count && (entry->name != NULL || entry->create != NULL)) {
            complain_of(self, "managers[%zu] stands behind one that has no name", i);
        } else if (i < count && entry->create == NULL) {
            complain_of(self, "managers[%zu] (`%s`) has no function that creates it", i,
                        entry->name);
        } else if (i < count && self->text.bytes == NULL && is_pattern(entry->name)) {
            complain_of(self, "managers[%zu] (`%s`) is a pattern, which needs a scenario", i,
                        entry->name);
        } else if (i < count && self->scenario != NULL && !stands_for_any(self->scenario, entry)) {
            complain_of(self, "managers[%zu]: the scenario has no manager `%s`", i, entry->name);
        }
    }
}

/* A program brings its managers itself: it loads no plugin. */
static void check_uses(checking *self)
{
    for (size_t i = 0; self->scenario != NULL && i < self->scenario->node_count; i++) {
        const exn_node *node = &self->scenario->nodes[i];
        if (node->use != NULL && entry_for(self->config, node->name) == NULL) {
            complain(self, node->use->place,
                     "`use` is for `exeunt check`: a program passes `.managers`");
        }
    }
}

/* --- the implementation ----------------------------------------------------------------------- */

static void complain_of_table(void *context, const char *message)
{
    complain(context, (exn_place){0, 0}, message);
}

static void check_implementation(checking *self)
{
    if (self->config->implementation != NULL) {
        exn_implementation_table_check(self->config->implementation, complain_of_table, self);
    }
}

/* --- bodies ----------------------------------------------------------------------------------- */

static void check_bodies(checking *self)
{
    char message[300];
    if (self->scenario != NULL && !exn_configure_bodies(self->config, self->scenario, &self->bodies,
                                                        message, sizeof message)) {
        complain_of(self, "%s", message);
    }
}

/* --- the scenario ----------------------------------------------------------------------------- */

/* Writes the scope of a configuration that has no scenario. Returns NULL when out of memory. */
static char *write_pool(const exeunt_check_config *config)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    if (file == NULL) {
        return NULL;
    }
    size_t count = manager_count(config);
    fputs("scope: {pool: [", file);
    for (size_t i = 0; i < count; i++) {
        fprintf(file, "%s%s", i > 0 ? ", " : "", config->managers[i].name);
    }
    fputs("]}\n", file);
    if (fclose(file) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

/* Opens a text. Returns false after a complaint. */
static bool open_text(checking *self, exn_text *text, const char *what, const char *given,
                      const char *file)
{
    if (given != NULL && file != NULL) {
        complain_of(self, "`%s` and `%s_file` are both set: one of them is meant", what, what);
    } else if (exn_text_open(text, given, file, what) != 0) {
        complain_of(self, "`%s_file`: %s: %s", what, file, strerror(errno));
    } else {
        return true;
    }
    return false;
}

/* Reads the scenario, and the kept schedule if there is one. */
static exn_scenario *read_text(checking *self, const exn_surroundings *around)
{
    if (self->text.bytes != NULL) {
        const char *file = self->config->scenario_file;
        return exn_scenario_read_in(around, file != NULL ? file : around->name, self->text.bytes,
                                    self->text.length, complain, self);
    }
    char *own = write_pool(self->config);
    if (own == NULL) {
        self->failed = true;
        return NULL;
    }
    exn_scenario *scenario =
        exn_scenario_read_in(around, around->name, own, strlen(own), complain, self);
    free(own);
    return scenario;
}

static exn_surroundings surroundings_of(const checking *self)
{
    return (exn_surroundings){
        .name = self->name,
        .is_in_c = is_in_c,
        .body_is_in_c = body_is_in_c,
        .context = (void *)(uintptr_t)self->config,
        .scopes_are_in_c = self->config->implementation != NULL,
    };
}

static void read_scenario(checking *self)
{
    const exeunt_check_config *config = self->config;
    if (!open_text(self, &self->text, "scenario", config->scenario, config->scenario_file) ||
        !open_text(self, &self->schedule, "schedule", config->schedule, config->schedule_file)) {
        return;
    }
    const exn_surroundings around = surroundings_of(self);
    self->scenario = read_text(self, &around);
    if (self->scenario == NULL) {
        return;
    }
    if (config->name == NULL) {
        self->name = self->scenario->name;
    }
    if (self->schedule.bytes != NULL) {
        exn_scenario_keep(self->scenario, &around, self->schedule.bytes, self->schedule.length,
                          complain_of_schedule, self);
    }
    if (config->cancels > 0) {
        self->scenario->cancels = config->cancels;
        self->scenario->cancels_min = 0;
        self->scenario->has_cancel = true;
    }
    self->scenario->asks_operations |= config->asks_operations;
    self->scenario->memory_fails |= config->memory_fails;
    if (config->faults > 0) {
        self->scenario->has_faults_limit = true;
        self->scenario->faults_max = config->faults;
    }
}

/* --- exploring -------------------------------------------------------------------------------- */

/* Lists addresses by which the code under test is found: the functions that create its managers.
 * Returns how many. */
static size_t list_code(const exeunt_check_config *config,
                        const void *code[EXEUNT_CHECK_MANAGERS_MAX])
{
    size_t count = manager_count(config);
    for (size_t i = 0; i < count; i++) {
        code[i] = (const void *)(uintptr_t)config->managers[i].create;
    }
    return count;
}

static void check_options(checking *self)
{
    exeunt_strategy strategy = self->config->strategy;
    if (strategy != EXEUNT_STRATEGY_EXHAUSTIVE && strategy != EXEUNT_STRATEGY_RANDOM &&
        strategy != EXEUNT_STRATEGY_PCT) {
        complain_of(self,
                    "`strategy` is %d, and none of EXEUNT_STRATEGY_EXHAUSTIVE, _RANDOM and _PCT",
                    (int)strategy);
    }
}

/* 0: for ever. */
static unsigned hang_ms_of(const exeunt_check_config *config)
{
    return config->hang_ms == EXEUNT_MAY_HANG ? 0
           : config->hang_ms == 0             ? EXN_HANG_MS
                                              : config->hang_ms;
}

static exn_explore_options options_of(const checking *self, exn_flight *flight)
{
    const exeunt_check_config *config = self->config;
    return (exn_explore_options){.subject = config->implementation,
                                 .manager_factory = manager_count(config) > 0 ? create : NULL,
                                 .manager_factory_context = (void *)(uintptr_t)config,
                                 .bodies = exn_has_bodies(&self->bodies) ? &self->bodies : NULL,
                                 .runs_max = config->runs_max,
                                 .budget_s = config->budget_ms / 1e3,
                                 .no_snapshots = !config->snapshots,
                                 .no_reduction = config->no_reduction,
                                 .audits_privacy = config->audits_privacy,
                                 .strategy = config->strategy,
                                 .seed = config->seed,
                                 .bug_depth = config->bug_depth,
                                 .workers = config->workers,
                                 .states_max = config->states_max,
                                 .memory_max_bytes = config->memory_max_bytes,
                                 .hang_ms = hang_ms_of(config),
                                 .flight = flight};
}

/* An exploration, as it is passed to the process that does it. */
typedef struct exploring {
    const checking *of;
    const char *tape; /* NULL: no replay */
    exn_explore_options options;
} exploring;

/* Returns NULL when out of memory, as the next five do. */
static exn_result *explore_attempt(void *context, const exn_scenario *attempt,
                                   const exn_explore_options *options)
{
    (void)context;
    return exn_explore(attempt, options);
}

static exn_result *shrink(const exploring *self, exn_result *result)
{
    const exn_surroundings around = surroundings_of(self->of);
    const exn_shrink_job job = {.scenario = self->of->scenario,
                                .options = &self->options,
                                .explore = explore_attempt,
                                .around = &around};
    if (result == NULL || exn_shrink(&job, result)) {
        return result;
    }
    exn_result_free(result);
    return NULL;
}

static exn_result *explore_or_replay(const exploring *self)
{
    const exn_scenario *scenario = self->of->scenario;
    if (self->tape != NULL) {
        return exn_replay(scenario, self->tape, &self->options);
    }
    exn_result *result = exn_explore(scenario, &self->options);
    return self->of->config->shrinks ? shrink(self, result) : result;
}

static exn_result *explore_here(const exploring *self)
{
    exn_begin_pulse(self->options.flight, self->options.hang_ms);
    exn_result *result = explore_or_replay(self);
    exn_end_pulse();
    return result;
}

/* Explores in the forked process, where the explorer catches crashes. */
static exn_result *explore_there(void *context)
{
    exploring *self = context;
    exn_end_watch(); /* the parent reports how this process ended */
    self->options.catches_crashes = true;
    return explore_or_replay(self);
}

static exn_result *explore(const checking *self, const char *tape)
{
    /* Shared, so that the parent can read it after a crash. */
    exn_flight *flight =
        mmap(NULL, sizeof *flight, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (flight == MAP_FAILED) {
        return NULL;
    }
    const void *code[EXEUNT_CHECK_MANAGERS_MAX];
    exploring what = {self, tape, options_of(self, flight)};
    what.options.code = code;
    what.options.code_count = list_code(self->config, code);
    exn_result *result = NULL;
    exn_begin_watch(flight, self->name);
    const exn_apart apart = {explore_there, &what, flight, what.options.hang_ms};
    bool is_apart = self->config->workers > 0 && tape == NULL;
    if (!is_apart || !exn_explore_apart(&apart, &result)) {
        result = explore_here(&what);
    }
    exn_end_watch();
    munmap(flight, sizeof *flight);
    return result;
}

static exeunt_check_result *examine(const exeunt_check_config *config, const char *tape)
{
    static const exeunt_check_config nothing;
    checking self = {.config = config != NULL ? config : &nothing};
    self.name = self.config->name != NULL            ? self.config->name
                : self.config->scenario_file != NULL ? self.config->scenario_file
                                                     : "check";
    if (config == NULL) {
        complain_of(&self, "there is no configuration");
    } else {
        read_scenario(&self);
        check_managers(&self);
        check_uses(&self);
        check_bodies(&self);
        check_options(&self);
        check_implementation(&self);
    }
    exn_result *result = self.refusal;
    if (!self.failed && result == NULL) {
        result = explore(&self, tape);
    }
    exeunt_check_result *shown = NULL;
    if (self.failed) {
        exn_result_free(result);
    } else if (result != NULL) {
        shown = exn_show(result, &(exn_origin){.name = self.name,
                                               .scenario_file = self.config->scenario_file,
                                               .is_kept = self.schedule.bytes != NULL});
    }
    exn_scenario_free(self.scenario);
    exn_text_close(&self.text);
    exn_text_close(&self.schedule);
    return shown;
}

exeunt_check_result *exeunt_check(const exeunt_check_config *config)
{
    return examine(config, NULL);
}

exeunt_check_result *exeunt_replay(const exeunt_check_config *config, const char *tape)
{
    return examine(config, tape != NULL ? tape : "");
}
