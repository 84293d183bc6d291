/* What a check of conformance takes, and what it is compared with. */
#include "cli/conformance_check.h"

#include "base/adapter_name.h"
#include "base/plugin_name.h"
#include "cli/generated_scenarios.h"
#include "cli/installed.h"
#include "cli/known_names.h"
#include "cli/memory.h"
#include "cli/scenario_files.h"
#include "conformance/manager_forms.h"
#include "conformance/trees.h"

#include <errno.h>
#include <string.h>

/* --- what is under test ----------------------------------------------------------------------- */

/* Returns a name without the folder of a plugin, which differs from machine to machine:
 * "libmypool.so#mine". Its first bytes, `length` of them, are the path. */
static char *without_folder(const char *name, size_t length)
{
    const char *slash = memrchr(name, '/', length);
    return exn_need(strdup(slash != NULL ? slash + 1 : name));
}

static bool is_whole_manager(const char *path)
{
    if (!exn_is_manager_operand(path)) {
        return false;
    }
    exn_manager_operand named = exn_manager_operand_read(path);
    bool is_whole = named.form == NULL;
    exn_manager_operand_free(&named);
    return is_whole;
}

bool exn_conformance_is_meant(const exn_conformance_request *request)
{
    bool is_meant = request->path_count == 0 && request->implementation != NULL;
    for (size_t i = 0; i < request->path_count; i++) {
        is_meant = is_meant || is_whole_manager(request->paths[i]);
    }
    return is_meant;
}

/* Sets the manager under test, if the paths name one: then all of them do. Returns false after a
 * message. */
static bool find_manager(exn_conformance_check *self, const exn_conformance_request *request)
{
    size_t managers = 0;
    for (size_t i = 0; i < request->path_count; i++) {
        managers += exn_is_manager_operand(request->paths[i]);
    }
    if (managers == 0) {
        return true;
    }
    if (request->path_count > 1) {
        fputs("exeunt: the conformance of a manager is checked by itself: name nothing else\n",
              stderr);
        return false;
    }
    self->manager = exn_manager_operand_read(request->paths[0]);
    return exn_manager_operand_resolve(&self->manager);
}

static void name_subject(exn_conformance_check *self, const char *implementation)
{
    if (self->manager.plugin != NULL) {
        char *whole = exn_manager_operand_text(&self->manager);
        self->subject = without_folder(whole, strlen(self->manager.plugin));
        self->table.manager = exn_manager_name(self->manager.entry);
        self->table.pushes = self->manager.pushes;
        free(whole);
    } else {
        const char *name = implementation != NULL ? implementation : "exeunt";
        self->subject = without_folder(name, exn_plugin_path_length(name));
    }
    self->table.subject = self->subject;
}

/* --- the baseline ----------------------------------------------------------------------------- */

static void on_complaint(void *context, exn_place place, const char *message)
{
    const char *file = context;
    if (message == NULL) {
        exn_out_of_memory();
    }
    fprintf(stderr, "%s:%u:%u: %s\n", file, place.line, place.column, message);
}

static bool read_baseline(exn_conformance_check *self, const char *file)
{
    size_t length;
    char *text = exn_file_read(file, &length);
    if (text == NULL) {
        fprintf(stderr, "exeunt: %s: %s\n", file, strerror(errno));
        return false;
    }
    self->baseline = exn_baseline_read(file, text, length, on_complaint, (void *)file);
    free(text);
    if (self->baseline == NULL) {
        return false;
    }
    const char *subject = self->table.subject;
    if (strcmp(self->baseline->subject, subject) != 0) {
        exn_place place = self->baseline->subject_place;
        fprintf(stderr, "%s:%u:%u: this is the baseline of `%s`, and `%s` is checked\n", file,
                place.line, place.column, self->baseline->subject, subject);
        return false;
    }
    return true;
}

/* --- the check -------------------------------------------------------------------------------- */

/* Takes what ships, and all trees; calm ones where nothing can be canceled. Returns false after a
 * message. */
static bool take_all(exn_conformance_check *self, const char *implementation)
{
    static char trees[] = "tree:";
    static char calm_trees[] = "calm-tree:";
    self->catalogue = exn_find_shared("scenarios");
    if (self->catalogue == NULL) {
        fputs("exeunt: share/exeunt/scenarios is not installed; name scenarios to check\n", stderr);
        return false;
    }
    bool can_cancel = implementation == NULL || exn_implementation_can(implementation, "cancel");
    self->operands[0] = self->catalogue;
    self->operands[1] = can_cancel ? trees : calm_trees;
    return true;
}

bool exn_conformance_begin(exn_conformance_check *self, const exn_conformance_request *request)
{
    self->is_asked = true;
    if (!find_manager(self, request)) {
        return false;
    }
    name_subject(self, request->implementation);
    return (request->path_count > 0 || take_all(self, request->implementation)) &&
           (request->baseline == NULL || read_baseline(self, request->baseline));
}

bool exn_conformance_resume(exn_conformance_check *self, const exn_conformance_facts *facts,
                            const char *baseline)
{
    self->is_asked = true;
    self->subject = exn_need(strdup(facts->subject));
    self->table.subject = self->subject;
    self->table.manager = facts->manager;
    self->table.pushes = facts->pushes;
    return baseline == NULL || read_baseline(self, baseline);
}

void exn_conformance_end(exn_conformance_check *self)
{
    free(self->catalogue);
    free(self->subject);
    free(self->bounds);
    exn_manager_operand_free(&self->manager);
    exn_baseline_free(self->baseline);
}

/* Returns what a manager was put into, in words. One in Python takes no memory of the world, which
 * asks no operation of it; what its scope cannot do is told as skipped. */
static char *bounds_of_manager(const exn_conformance_check *self, const exn_session *run)
{
    bool is_in_c = !exn_is_adapter_name(self->manager.plugin);
    char *bounds;
    if (asprintf(&bounds,
                 "%zu scenario%s: alone and beside another, in stack and pool, nested, entered "
                 "again, shared by two tasks%s; every result, 2 cancels%s at any moment%s",
                 run->case_count, run->case_count == 1 ? "" : "s",
                 self->table.pushes ? ", pushed" : "",
                 is_in_c ? " and a request to each operation" : "",
                 is_in_c ? ", memory refused" : "") < 0) {
        exn_out_of_memory();
    }
    return bounds;
}

/* Returns what a scope was taken through, in words. */
static char *bounds_of_scope(const exn_session *run)
{
    size_t generated = 0;
    bool any_cancel = false;
    bool any_refusal = false;
    for (size_t i = 0; i < run->case_count; i++) {
        const exn_scenario *scenario = run->cases[i].scenario;
        bool is_generated = scenario != NULL && exn_is_generated(scenario->file);
        generated += is_generated;
        any_cancel = any_cancel || (is_generated && scenario->cancels > 0);
        any_refusal = any_refusal || (is_generated && scenario->memory_fails);
    }
    size_t written = run->case_count - generated;
    char *bounds = NULL;
    size_t size = 0;
    FILE *out = exn_need(open_memstream(&bounds, &size));
    if (written > 0 || generated == 0) {
        fprintf(out, "%zu scenario%s from files", written, written == 1 ? "" : "s");
        fputs(generated > 0 ? "; " : "", out);
    }
    if (generated == exn_tree_count()) {
        fprintf(out, "all %zu trees of up to %d managers in scopes up to %d levels deep", generated,
                EXN_TREE_MANAGERS_MAX, EXN_TREE_LEVELS_MAX);
    } else if (generated > 0) {
        fprintf(out, "%zu tree%s", generated, generated == 1 ? "" : "s");
    }
    if (generated > 0) {
        fprintf(out, ": every result, %s%s", any_cancel ? "1 cancel at any moment" : "no cancel",
                any_refusal ? ", memory refused" : "");
    }
    fclose(out);
    return exn_need(bounds);
}

void exn_conformance_conclude(exn_conformance_check *self, exn_session *run)
{
    self->bounds =
        self->table.manager != NULL ? bounds_of_manager(self, run) : bounds_of_scope(run);
    self->table.run = run;
    self->table.bounds = self->bounds;
    self->table.baseline = self->baseline;
    exn_conformance_compute(&self->table);
    run->conformance = &self->table;
}
