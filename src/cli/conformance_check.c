/* What a check of conformance takes, and what it is compared with. */
#include "cli/conformance_check.h"

#include "cli/generated_scenarios.h"
#include "cli/installed.h"
#include "cli/known_names.h"
#include "cli/memory.h"
#include "cli/scenario_files.h"
#include "conformance/trees.h"

#include <errno.h>
#include <string.h>

/* Returns the name of the implementation under test without its folder, which differs from machine
 * to machine: "libmypool.so#mine". */
static const char *subject_of(const char *implementation)
{
    if (implementation == NULL) {
        return "exeunt";
    }
    const char *slash = strrchr(implementation, '/');
    return slash != NULL ? slash + 1 : implementation;
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

bool exn_conformance_begin(exn_conformance_check *self, bool has_paths, const char *implementation,
                           const char *baseline)
{
    static char trees[] = "tree:";
    static char calm_trees[] = "calm-tree:";
    self->is_asked = true;
    self->table = (exn_conformance){.subject = subject_of(implementation)};
    if (!has_paths) {
        self->catalogue = exn_find_shared("scenarios");
        if (self->catalogue == NULL) {
            fputs("exeunt: share/exeunt/scenarios is not installed; name scenarios to check\n",
                  stderr);
            return false;
        }
        self->operands[0] = self->catalogue;
        bool can_cancel =
            implementation == NULL || exn_implementation_can(implementation, "cancel");
        self->operands[1] = can_cancel ? trees : calm_trees;
    }
    return baseline == NULL || read_baseline(self, baseline);
}

void exn_conformance_end(exn_conformance_check *self)
{
    free(self->catalogue);
    free(self->bounds);
    exn_baseline_free(self->baseline);
}

/* Returns what was taken, in words. */
static char *bounds_of(const exn_session *run)
{
    size_t generated = 0;
    bool any_cancel = false;
    for (size_t i = 0; i < run->case_count; i++) {
        const exn_scenario *scenario = run->cases[i].scenario;
        bool is_generated = scenario != NULL && exn_is_generated(scenario->file);
        generated += is_generated;
        any_cancel = any_cancel || (is_generated && scenario->cancels > 0);
    }
    size_t written = run->case_count - generated;
    char *bounds;
    int length =
        generated == 0
            ? asprintf(&bounds, "%zu scenario%s from files", written, written == 1 ? "" : "s")
            : asprintf(&bounds,
                       "%zu scenario%s from files; %zu tree%s: up to %d managers in scopes up to "
                       "%d levels deep, every result, %s",
                       written, written == 1 ? "" : "s", generated, generated == 1 ? "" : "s",
                       EXN_TREE_MANAGERS_MAX, EXN_TREE_LEVELS_MAX,
                       any_cancel ? "1 cancel at any moment" : "no cancel");
    return length < 0 ? exn_need(NULL) : bounds;
}

void exn_conformance_conclude(exn_conformance_check *self, exn_session *run)
{
    self->bounds = bounds_of(run);
    self->table.run = run;
    self->table.bounds = self->bounds;
    self->table.baseline = self->baseline;
    exn_conformance_compute(&self->table);
    run->conformance = &self->table;
}
