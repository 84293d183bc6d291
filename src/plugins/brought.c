/* What plugins bring to the check of one scenario. */
#define _GNU_SOURCE
#include "adapters/adapters.h"
#include "base/adapter_name.h"
#include "base/code_name.h"
#include "base/grow.h"
#include "base/plugin_name.h"
#include "contract/profiles.h"
#include "plugins/adapter_in_scenario.h"
#include "plugins/arguments.h"
#include "plugins/find.h"
#include "plugins/plugins.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A manager of the scenario that is code. */
typedef struct brought_manager {
    const char *name;                   /* as the scenario calls it */
    const exeunt_plugin_manager *entry; /* of a plugin; NULL: the adapter's child runs it */
    exeunt_arguments with;
    char *in_child; /* by which the child knows it */
    char *with_json;
    exn_place place;
    struct exn_brought *of;
} brought_manager;

typedef struct refusal {
    exn_place place;
    char *message;
} refusal;

struct exn_brought {
    const exn_scenario *scenario;
    const char *folders;
    unsigned hang_ms;
    bool is_adapter;
    bool is_own; /* the implementation is the one that the scenario names */
    const exeunt_implementation *implementation; /* NULL: none of a plugin */
    char *implementation_name;                   /* "./libmypool.so#my-pool" */
    brought_manager *managers;                   /* [node_count] */
    size_t manager_count;
    const void **code;
    size_t code_count;
    size_t code_capacity;
    const char *outside; /* of the first plugin that has some */
    exn_place place;     /* where the plugin in hand is named */
    refusal *refusals;
    size_t refusal_count;
    size_t refusal_capacity;
    bool failed; /* out of memory */
};

/* --- refusals --------------------------------------------------------------------------------- */

/* A world may be made more than once: what is refused again stands there already. */
static bool is_refused_already(const exn_brought *self, exn_place place, const char *message)
{
    size_t i = 0;
    while (i < self->refusal_count && (self->refusals[i].place.line != place.line ||
                                       self->refusals[i].place.column != place.column ||
                                       strcmp(self->refusals[i].message, message) != 0)) {
        i += 1;
    }
    return i < self->refusal_count;
}

static void refuse(void *context, exn_place place, const char *message)
{
    exn_brought *self = context;
    if (is_refused_already(self, place, message)) {
        return;
    }
    char *copy = strdup(message);
    if (copy == NULL ||
        !EXN_MAKE_ROOM(self->refusals, self->refusal_capacity, self->refusal_count + 1)) {
        free(copy);
        self->failed = true;
        return;
    }
    self->refusals[self->refusal_count++] = (refusal){place, copy};
}

static void refuse_here(void *context, const char *message)
{
    exn_brought *self = context;
    refuse(self, self->place, message);
}

bool exn_brought_is_refused(const exn_brought *brought)
{
    return brought->refusal_count > 0;
}

/* --- loading ---------------------------------------------------------------------------------- */

static void take_code(exn_brought *self, const exn_plugin *plugin)
{
    self->outside = self->outside != NULL ? self->outside : plugin->outside;
    for (size_t i = 0; i < plugin->code_count; i++) {
        if (!EXN_MAKE_ROOM(self->code, self->code_capacity, self->code_count + 1)) {
            self->failed = true;
            return;
        }
        self->code[self->code_count++] = plugin->code[i];
    }
}

/* Returns whether there is a file; refuses if not. */
static bool is_there(exn_brought *self, const char *path)
{
    char *message;
    if (access(path, F_OK) == 0) {
        return true;
    }
    if (asprintf(&message, "%s: %s; `--plugins DIR` looks for %s in DIR, too", path,
                 strerror(errno), strrchr(path, '/') + 1) < 0) {
        self->failed = true;
        return false;
    }
    refuse_here(self, message);
    free(message);
    return false;
}

/* Returns the plugin of a name that stands in `file`; NULL after a refusal, or without memory. */
static const exn_plugin *load(exn_brought *self, const char *file, const char *name)
{
    char *path = exn_plugin_find(file, name, self->folders, refuse_here, self);
    const exn_plugin *plugin =
        path != NULL && is_there(self, path) ? exn_plugin_load(path, refuse_here, self) : NULL;
    self->failed = self->failed || (plugin == NULL && self->refusal_count == 0);
    if (plugin != NULL) {
        take_code(self, plugin);
    }
    free(path);
    return plugin;
}

/* Returns the name of an adapter as this process sees it; NULL after a refusal, or without memory.
 */
static char *adapter_in_scenario(exn_brought *self, const char *name)
{
    char *seen = exn_adapter_in_scenario(self->scenario->file, name, refuse_here, self);
    self->failed = self->failed || (seen == NULL && self->refusal_count == 0);
    return seen;
}

static void bring_adapter(exn_brought *self, const char *name, bool is_option)
{
    self->is_adapter = true;
    self->implementation_name = is_option ? strdup(name) : adapter_in_scenario(self, name);
    if (self->implementation_name != NULL) {
        self->implementation =
            exn_adapter_open(self->implementation_name, self->hang_ms, refuse_here, self);
    }
    self->failed = self->failed || (self->implementation == NULL && self->refusal_count == 0);
}

/* Whether a scenario has a manager in Python, and whether one of these is to run on trio. */
static bool has_manager_in_python(const exn_scenario *scenario, bool *on_trio)
{
    bool has = false;
    *on_trio = false;
    for (size_t i = 0; i < scenario->node_count; i++) {
        const exn_use *use = scenario->nodes[i].use;
        has = has || (use != NULL && exn_adapter_of_python(use->plugin) != NULL);
        *on_trio = *on_trio || (use != NULL && exn_adapter_runs_on_trio(use->plugin));
    }
    return has;
}

/* Where no scope is named, managers in Python are in one that breaks no rule. */
static const char *implementation_of(const exn_scenario *scenario)
{
    const exn_node *outermost = &scenario->nodes[0];
    bool on_trio;
    if (scenario->implementation != NULL || !has_manager_in_python(scenario, &on_trio)) {
        return scenario->implementation;
    }
    if (outermost->kind == EXN_NODE_STACK) {
        return on_trio ? "python:exeunt:stack#stack-program@trio"
                       : "python:exeunt:stack#stack-program";
    }
    if (outermost->wait_all) {
        return on_trio ? "python:exeunt:waiting_pool#pool@trio" : "python:exeunt:waiting_pool";
    }
    return on_trio ? "python:exeunt:pool#pool@trio" : "python:exeunt:pool";
}

/* Returns whether the scenario names the same, in its own way. */
static bool is_named(exn_brought *self, const char *option)
{
    const exn_scenario *scenario = self->scenario;
    char *here = exn_code_name_in(NULL, option);
    char *its = scenario->implementation != NULL
                    ? exn_code_name_in(scenario->file, scenario->implementation)
                    : here;
    bool is =
        here != NULL && its != NULL && scenario->implementation != NULL && strcmp(here, its) == 0;
    self->failed = self->failed || here == NULL || its == NULL;
    free(its == here ? NULL : its);
    free(here);
    return is;
}

static void bring_implementation(exn_brought *self, const char *option)
{
    const exn_scenario *scenario = self->scenario;
    const char *name = option != NULL ? option : implementation_of(scenario);
    if (name == NULL) {
        return;
    }
    self->is_own = option == NULL || is_named(self, option);
    self->place = option != NULL ? (exn_place){0, 0} : scenario->implementation_place;
    if (exn_is_adapter_name(name)) {
        bring_adapter(self, name, option != NULL);
    }
    if (!exn_is_plugin_name(name)) {
        return;
    }
    const exn_plugin *plugin = load(self, option != NULL ? NULL : scenario->file, name);
    if (plugin == NULL) {
        return;
    }
    self->implementation =
        exn_plugin_implementation(plugin, exn_plugin_entry(name), refuse_here, self);
    const char *path = exn_is_animal_name(name) ? "zoo" : plugin->path;
    if (self->implementation != NULL &&
        asprintf(&self->implementation_name, "%s%c%s", path, exn_plugin_mark(path),
                 self->implementation->name) < 0) {
        self->implementation_name = NULL;
        self->failed = true;
    }
}

/* Why the scope's adapter cannot run a manager of this name; NULL: it can. */
static const char *why_not_in_child(const exn_brought *self, const char *name)
{
    bool is_python = exn_adapter_of_python(name) != NULL;
    const char *scope = self->implementation_name;
    if (!self->is_adapter) {
        return is_python ? "a manager in Python needs a scope in Python: "
                           "`--implementation python:contextlib:AsyncExitStack`, or a pool of "
                           "yours; or none at all"
                         : "a manager of `exec:` needs a scope of `exec:`, whose child runs it";
    }
    if (is_python != (exn_adapter_of_python(scope) != NULL)) {
        return "a manager runs in the child of its scope, which speaks another language";
    }
    return exn_adapter_runs_managers(self->implementation)
               ? NULL
               : "the adapter of the scope runs no managers of its own";
}

static void bring_manager_of_child(exn_brought *self, const exn_node *node)
{
    const exn_use *use = node->use;
    if (self->is_adapter && self->implementation == NULL) {
        return; /* that was refused */
    }
    const char *why_not = why_not_in_child(self, use->plugin);
    if (why_not != NULL) {
        refuse_here(self, why_not);
        return;
    }
    const char *command = exn_adapter_command(use->plugin); /* means something to the child alone */
    char *seen = command != NULL ? NULL : adapter_in_scenario(self, use->plugin);
    if (command == NULL && seen == NULL) {
        return;
    }
    brought_manager *manager = &self->managers[self->manager_count++];
    *manager = (brought_manager){
        .name = node->name,
        .of = self,
        .in_child = strdup(command != NULL ? command : exn_adapter_of_python(seen)),
        .with_json = exn_arguments_as_json(use),
        .place = use->place,
    };
    free(seen);
    self->failed = self->failed || manager->in_child == NULL || manager->with_json == NULL;
}

static void bring_manager(exn_brought *self, const exn_node *node)
{
    const exn_use *use = node->use;
    self->place = use->place;
    if (exn_is_adapter_name(use->plugin)) {
        bring_manager_of_child(self, node);
        return;
    }
    const exn_plugin *plugin = load(self, self->scenario->file, use->plugin);
    const exeunt_plugin_manager *entry =
        plugin != NULL
            ? exn_plugin_manager(plugin, exn_plugin_entry(use->plugin), refuse_here, self)
            : NULL;
    if (entry == NULL) {
        return;
    }
    brought_manager *manager = &self->managers[self->manager_count++];
    *manager = (brought_manager){.name = node->name, .entry = entry, .of = self};
    self->failed = !exn_arguments_open(&manager->with, entry, use, refuse, self) || self->failed;
}

exn_brought *exn_brought_open(const exn_scenario *scenario, const char *implementation,
                              const char *folders, unsigned hang_ms)
{
    exn_brought *self = calloc(1, sizeof *self);
    if (self == NULL) {
        return NULL;
    }
    self->scenario = scenario;
    self->folders = folders;
    self->hang_ms = hang_ms;
    self->managers = calloc(scenario->node_count + 1, sizeof *self->managers);
    self->failed = self->managers == NULL;
    if (!self->failed) {
        bring_implementation(self, implementation);
    }
    for (size_t i = 0; i < scenario->node_count && !self->failed; i++) {
        if (scenario->nodes[i].use != NULL) {
            bring_manager(self, &scenario->nodes[i]);
        }
    }
    if (self->failed) {
        exn_brought_close(self);
        return NULL;
    }
    return self;
}

void exn_brought_close(exn_brought *brought)
{
    for (size_t i = 0; i < brought->manager_count; i++) {
        exn_arguments_close(&brought->managers[i].with);
        free(brought->managers[i].in_child);
        free(brought->managers[i].with_json);
    }
    for (size_t i = 0; i < brought->refusal_count; i++) {
        free(brought->refusals[i].message);
    }
    free(brought->managers);
    free(brought->refusals);
    free(brought->code);
    free(brought->implementation_name);
    free(brought);
}

/* --- for the explorer ------------------------------------------------------------------------- */

static brought_manager *manager_named(exn_brought *self, const char *name)
{
    size_t i = 0;
    while (i < self->manager_count && strcmp(self->managers[i].name, name) != 0) {
        i += 1;
    }
    return i < self->manager_count ? &self->managers[i] : NULL;
}

/* An exn_manager_factory. */
static exeunt_manager *make(void *context, exeunt_border *border, const char *name)
{
    exn_brought *self = context;
    brought_manager *manager = manager_named(self, name);
    if (manager == NULL) {
        return NULL;
    }
    if (manager->entry == NULL) {
        return exn_adapter_manager(border, name, manager->in_child, manager->with_json);
    }
    exeunt_manager *made = manager->entry->create(border, name, &manager->with);
    if (made == NULL && self->refusal_count == 0) {
        char message[200];
        snprintf(message, sizeof message, "`create` of `%s` returned NULL for `%s`",
                 manager->entry->name, name);
        refuse(self, manager->with.use->place, message);
    }
    return self->refusal_count > 0 ? &exn_not_made : made;
}

void exn_brought_give(const exn_brought *brought, exn_explore_options *options)
{
    if (brought->implementation != NULL) {
        options->subject = brought->implementation;
        options->implementation = brought->implementation_name;
        options->is_own = brought->is_own;
    }
    if (brought->manager_count > 0) {
        options->manager_factory = make;
        options->manager_factory_context = (void *)(uintptr_t)brought;
    }
    options->code = brought->code;
    options->code_count = brought->code_count;
    options->code_is_elsewhere = brought->code_count > 0 || brought->is_adapter;
    options->code_is_remote = brought->is_adapter;
    options->outside = brought->outside;
}

/* Drops the complaints that the explorer has made of it. */
static void forget_complaints(exn_result *result)
{
    for (size_t i = 0; i < result->complaint_count; i++) {
        free(result->complaints[i].message);
    }
    result->complaint_count = 0;
}

/* Returns a result that has names only, or NULL when out of memory. */
static exn_result *new_result(const exn_brought *self)
{
    const exn_scenario *scenario = self->scenario;
    const char *implementation = self->implementation_name != NULL  ? self->implementation_name
                                 : scenario->implementation != NULL ? scenario->implementation
                                 : scenario->has_profile ? exn_profile_name(scenario->profile)
                                                         : "exeunt";
    exn_result *result = exn_result_new();
    if (result == NULL) {
        return NULL;
    }
    result->scenario = strdup(scenario->name);
    result->file = strdup(scenario->file);
    result->implementation = strdup(implementation);
    result->profile = strdup(exn_profile_name(scenario->profile));
    if (result->scenario == NULL || result->file == NULL || result->implementation == NULL ||
        result->profile == NULL) {
        exn_result_free(result);
        return NULL;
    }
    return result;
}

/* A search that could not trust the states of an adapter's child says how that showed; where the
 * child has said why, that is the better reason. */
static void say_why_no_states(const exn_brought *brought, exn_result *result)
{
    if (!brought->is_adapter || result == NULL || result->fallback == NULL) {
        return;
    }
    const char *why = exn_adapter_has_no_states(brought->implementation);
    char *reason = why != NULL ? strdup(why) : NULL;
    if (reason != NULL) {
        free(result->fallback);
        result->fallback = reason;
    }
}

/* What a child refuses to make it names first, as the scenario does: there it stands. */
static void place_complaints(const exn_brought *self, exn_result *result)
{
    for (size_t i = 0; i < result->complaint_count; i++) {
        exn_complaint *complaint = &result->complaints[i];
        for (size_t k = 0; k < self->manager_count && complaint->line == 0; k++) {
            const char *name = self->managers[k].in_child;
            if (name != NULL && strncmp(complaint->message, name, strlen(name)) == 0) {
                complaint->line = self->managers[k].place.line;
                complaint->column = self->managers[k].place.column;
            }
        }
    }
}

exn_result *exn_brought_result(const exn_brought *brought, exn_result *result)
{
    if (!exn_brought_is_refused(brought)) {
        say_why_no_states(brought, result);
        if (result != NULL) {
            place_complaints(brought, result);
        }
        return result;
    }
    exn_result *refused = result != NULL ? result : new_result(brought);
    if (refused == NULL) {
        return NULL;
    }
    forget_complaints(refused);
    refused->verdict = EXN_INVALID;
    refused->passed = false;
    bool complete = !brought->failed;
    for (size_t i = 0; i < brought->refusal_count; i++) {
        const refusal *one = &brought->refusals[i];
        complete = complete &&
                   exn_result_complain(refused, one->place.line, one->place.column, one->message);
    }
    if (!complete) {
        exn_result_free(refused);
        return NULL;
    }
    return refused;
}
