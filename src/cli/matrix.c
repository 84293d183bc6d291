/* Checks several implementations, one after the other, and prints a line of marks for each. */
#include "cli/matrix.h"

#include "base/adapter_name.h"
#include "base/plugin_name.h"
#include "cli/conformance_check.h"
#include "cli/installed.h"
#include "cli/known_names.h"
#include "cli/memory.h"
#include "cli/status.h"
#include "report/printing.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

bool exn_is_pattern(const char *implementation)
{
    return implementation != NULL && !exn_is_adapter_name(implementation) &&
           strpbrk(implementation, "*?[") != NULL;
}

/* --- what fits the pattern -------------------------------------------------------------------- */

typedef struct subject {
    char *name; /* as --implementation takes it; that of a manager, as a PATH */
    bool is_manager;
} subject;

typedef struct subjects {
    subject *items;
    size_t count;
} subjects;

/* Adds those of `entries` that fit. What stands in the pattern before the name of an entry is
 * `prefix_length` long: "zoo/", "./libmypool.so#". */
static void add_subjects(subjects *self, const json_t *entries, const char *pattern,
                         size_t prefix_length, bool are_managers)
{
    size_t room = self->count + json_array_size(entries) + 1;
    self->items = exn_need(realloc(self->items, room * sizeof *self->items));
    size_t index;
    const json_t *one;
    json_array_foreach(entries, index, one)
    {
        const char *name = json_string_value(json_object_get(one, "name"));
        char *whole;
        if (name == NULL || fnmatch(pattern + prefix_length, name, 0) != 0) {
            continue;
        }
        if (asprintf(&whole, "%.*s%s", (int)prefix_length, pattern, name) < 0) {
            exn_out_of_memory();
        }
        self->items[self->count++] = (subject){whole, are_managers};
    }
}

/* Returns false after a message. The caller frees what was found whatever this returns. */
static bool find_in_plugin(subjects *self, const char *pattern, bool takes_managers)
{
    const char *entry = exn_plugin_entry(pattern);
    if (entry == NULL) {
        fprintf(stderr,
                "exeunt: %s: a pattern is for what is in a plugin, as in `./libmypool.so#*`\n",
                pattern);
        return false;
    }
    size_t prefix_length = (size_t)(entry - pattern);
    json_t *plugin = exn_ask_for_plugin(pattern);
    if (plugin == NULL) {
        return false;
    }
    add_subjects(self, json_object_get(plugin, "implementations"), pattern, prefix_length, false);
    if (takes_managers) {
        add_subjects(self, json_object_get(plugin, "managers"), pattern, prefix_length, true);
    }
    json_decref(plugin);
    return true;
}

static bool find_subjects(subjects *self, const char *pattern, bool takes_managers)
{
    if (exn_is_plugin_name(pattern)) {
        if (!find_in_plugin(self, pattern, takes_managers)) {
            return false;
        }
    } else {
        json_t *implementations = exn_ask_for_implementations();
        if (implementations == NULL) {
            return false;
        }
        add_subjects(self, implementations, pattern, 0, false);
        json_decref(implementations);
    }
    if (self->count == 0) {
        fprintf(stderr, "exeunt: nothing is called `%s`\n", pattern);
    }
    return self->count > 0;
}

static void free_subjects(subjects *self)
{
    for (size_t i = 0; i < self->count; i++) {
        free(self->items[i].name);
    }
    free(self->items);
}

/* --- one of them ------------------------------------------------------------------------------ */

typedef struct matrix {
    const exn_matrix_request *request;
    char *catalogue; /* the scenarios that ship; NULL: those are not taken */
    exn_terminal terminal;
    int name_width;
    bool has_head;
    bool any_broken;
} matrix;

/* An exn_case_done_fn: nothing is printed of a single scenario. */
static bool ignore_case(void *context, size_t index)
{
    (void)context;
    (void)index;
    return true;
}

/* Loads the scenarios that one is checked with. Returns false after a message. */
static bool load_cases(const matrix *self, const subject *one, exn_cases *cases)
{
    static char *open_trees[] = {"tree:pool-a-b-c", "tree:stack-a-b-c", "tree:pool-a-stack_b_c",
                                 "tree:stack-a-pool_b_c"};
    static char *calm_trees[] = {"calm-tree:pool-a-b-c", "calm-tree:stack-a-b-c",
                                 "calm-tree:pool-a-stack_b_c", "calm-tree:stack-a-pool_b_c"};
    enum { TREES = sizeof open_trees / sizeof *open_trees };
    const exn_matrix_request *request = self->request;
    if (one->is_manager) {
        return exn_cases_load(&one->name, 1, &request->selection, cases);
    }
    if (self->catalogue == NULL) {
        return exn_cases_load(request->paths, request->path_count, &request->selection, cases);
    }
    char *paths[1 + TREES] = {self->catalogue};
    memcpy(paths + 1, exn_implementation_can(one->name, "cancel") ? open_trees : calm_trees,
           sizeof open_trees);
    return exn_cases_load(paths, 1 + TREES, &request->selection, cases);
}

static void put_line(matrix *self, const exn_conformance *table)
{
    if (!self->has_head) {
        exn_print_matrix_head(&self->terminal, table, self->name_width);
        self->has_head = true;
    }
    exn_print_matrix_line(&self->terminal, table, self->name_width);
    fflush(stdout);
    for (size_t row = 0; row < EXN_CONFORMANCE_ROWS; row++) {
        bool is_rule = row != EXN_ROW_OF_EXPECTATIONS;
        bool is_broken = table->rows[row].status == EXN_RULE_IS_BROKEN;
        self->any_broken = self->any_broken || (is_rule && is_broken);
    }
}

/* Returns EXN_EXIT_HOLDS, whatever was found, or the status of what kept it from being explored. */
static int check_one(matrix *self, const subject *one)
{
    exn_session_options options = self->request->options;
    const char *implementation = one->is_manager ? NULL : one->name;
    options.request.implementation = implementation;
    options.request.no_shrink = true;
    exn_cases cases = {0};
    exn_conformance_check conformance = {0};
    exn_conformance_request wanted = {.paths = self->request->paths,
                                      .path_count = self->request->path_count,
                                      .implementation = implementation};
    if (one->is_manager) {
        wanted.paths = &one->name;
        wanted.path_count = 1;
    }
    int ended = -1;
    if (exn_conformance_begin(&conformance, &wanted) && load_cases(self, one, &cases)) {
        ended = exn_explore_cases(&cases, &options, ignore_case, NULL);
    }
    if (ended == 0) {
        exn_session run = {
            .cases = cases.items, .case_count = cases.count, .implementation = implementation};
        exn_conformance_conclude(&conformance, &run);
        put_line(self, &conformance.table);
    }
    exn_cases_free(&cases);
    exn_conformance_end(&conformance);
    return ended < 0 ? EXN_EXIT_INVALID : ended > 0 ? EXN_EXIT_SIGNAL + ended : EXN_EXIT_HOLDS;
}

/* --- all of them ------------------------------------------------------------------------------ */

static int check_all(matrix *self, const subjects *all)
{
    for (size_t i = 0; i < all->count; i++) {
        int width = exn_text_width(all->items[i].name) + 2;
        self->name_width = width > self->name_width ? width : self->name_width;
    }
    for (size_t i = 0; i < all->count; i++) {
        int status = check_one(self, &all->items[i]);
        if (status != EXN_EXIT_HOLDS) {
            return status;
        }
    }
    exn_print_matrix_legend(&self->terminal);
    return self->any_broken ? EXN_EXIT_VIOLATED : EXN_EXIT_HOLDS;
}

int exn_check_matrix(const exn_matrix_request *request)
{
    matrix self = {.request = request, .terminal = {.out = stdout, .color = request->color}};
    subjects all = {0};
    int status = EXN_EXIT_INVALID;
    bool takes_catalogue = request->path_count == 0;
    if (takes_catalogue) {
        self.catalogue = exn_find_shared("scenarios");
    }
    if (takes_catalogue && self.catalogue == NULL) {
        fputs("exeunt: share/exeunt/scenarios is not installed; name scenarios to check\n", stderr);
    } else if (find_subjects(&all, request->options.request.implementation, takes_catalogue)) {
        status = check_all(&self, &all);
    }
    free_subjects(&all);
    free(self.catalogue);
    return status;
}
