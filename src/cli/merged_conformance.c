/* Makes the table of one run of the results of several. */
#include "cli/merged_conformance.h"

#include "cli/conformance_drawings.h"
#include "cli/memory.h"

#include <string.h>

static exn_case *find_case(const exn_cases *cases, const char *file)
{
    size_t i = 0;
    while (i < cases->count && (cases->items[i].scenario == NULL ||
                                strcmp(cases->items[i].scenario->file, file) != 0)) {
        i += 1;
    }
    return i < cases->count ? &cases->items[i] : NULL;
}

static bool was_read(const exn_case *one)
{
    return one->result->verdict != EXN_INVALID;
}

/* Gives each result its scenario. Returns false after a message. */
static bool give_scenarios(const exn_cases *cases, exn_session *run)
{
    for (size_t i = 0; i < run->case_count; i++) {
        exn_case *one = &run->cases[i];
        const exn_case *read = was_read(one) ? find_case(cases, one->result->file) : NULL;
        if (was_read(one) && read == NULL) {
            fprintf(stderr,
                    "exeunt: %s: a table of conformance needs the scenario, and it cannot be read "
                    "any more\n",
                    one->result->file);
            return false;
        }
        one->scenario = read != NULL ? read->scenario : NULL;
    }
    return true;
}

static bool read_scenarios(exn_cases *cases, exn_session *run)
{
    const exn_selection all = {0};
    char **paths = exn_need(calloc(run->case_count + 1, sizeof *paths));
    size_t count = 0;
    for (size_t i = 0; i < run->case_count; i++) {
        if (was_read(&run->cases[i])) {
            paths[count++] = run->cases[i].result->file;
        }
    }
    bool is_read = count == 0 || exn_cases_load(paths, count, &all, cases);
    free(paths);
    return is_read && give_scenarios(cases, run);
}

bool exn_merged_conformance_make(exn_merged_conformance *merged, const exn_results_files *files,
                                 const char *baseline, exn_session *run)
{
    const json_t *facts = json_object_get(files->items[0].run, "conformance");
    if (facts == NULL && baseline != NULL) {
        fputs("exeunt: --baseline is for checks of conformance\n", stderr);
        return false;
    }
    if (facts == NULL) {
        return true;
    }
    const exn_conformance_facts known = {
        .subject = json_string_value(json_object_get(facts, "subject")),
        .manager = json_string_value(json_object_get(facts, "manager")),
        .pushes = json_is_true(json_object_get(facts, "pushes"))};
    if (known.subject == NULL) {
        fprintf(stderr, "exeunt: %s: it does not say what was under test\n", files->items[0].path);
        return false;
    }
    if (!exn_conformance_resume(&merged->check, &known, baseline) ||
        !read_scenarios(&merged->cases, run)) {
        return false;
    }
    exn_conformance_conclude(&merged->check, run);
    exn_conformance_drop_drawings(&merged->check.table);
    return true;
}

void exn_merged_conformance_free(exn_merged_conformance *merged)
{
    exn_conformance_end(&merged->check);
    exn_cases_free(&merged->cases);
}
