/* Writes a violation as a scenario that can be moved to scenarios/ unchanged and fails until the
 * bug is fixed. */
#include "base/plugin_name.h"
#include "contract/profiles.h"
#include "report/report.h"
#include "report/run/draft.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* "pool/x" and "gather-cm" yield "pool-x.gather-cm.yaml", and so does "./libmine.so#gather-cm"; the
 * second violation of the same scenario yields "pool-x.gather-cm.2.yaml". Returns NULL when out of
 * memory. */
static char *name_of_file(const exn_case *one, size_t index)
{
    char number[24] = "";
    const char *implementation = one->result->implementation;
    const char *entry =
        exn_is_plugin_name(implementation) ? exn_plugin_entry(implementation) : NULL;
    if (index > 0) {
        snprintf(number, sizeof number, ".%zu", index + 1);
    }
    char *name;
    if (asprintf(&name, "%s.%s%s.yaml", one->label, entry != NULL ? entry : implementation,
                 number) < 0) {
        return NULL;
    }
    static const char kept[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
    for (char *at = name + strspn(name, kept); *at != '\0'; at += strspn(at, kept)) {
        *at = '-';
    }
    return name;
}

/* "./libmine.so#pool": "libmine.so#pool" */
static const char *without_folder(const char *implementation)
{
    const char *last = implementation;
    size_t length = exn_plugin_path_length(implementation);
    for (size_t i = 0; i < length; i++) {
        last = implementation[i] == '/' ? implementation + i + 1 : last;
    }
    return last;
}

/* "pool/x (gather-cm, clean-failure of vm1)". Returns NULL when out of memory, as the next one
 * does. */
static char *name_of_scenario(const exn_case *one, const exn_violation *violation,
                              const char *culprit)
{
    char *name;
    int length = asprintf(&name, "%s (%s, %s%s%s)", one->scenario->name,
                          without_folder(one->result->implementation), violation->name,
                          culprit != NULL ? " of " : "", culprit != NULL ? culprit : "");
    return length >= 0 ? name : NULL;
}

static char *describe_finding(const exn_violation *violation)
{
    char *about;
    return asprintf(&about, "Found by exeunt check: %s.", violation->message) >= 0 ? about : NULL;
}

/* Lists the items of the run, followed by the items that the scenario's own schedule has left after
 * it: a fixed implementation runs the schedule to its end. The caller frees the list; NULL when out
 * of memory. */
static const char **join_items(const exn_violation *violation)
{
    size_t count = violation->schedule_count;
    const char **items = calloc(count + violation->promised_count + 1, sizeof *items);
    for (size_t i = 0; items != NULL && i < count; i++) {
        items[i] = violation->schedule[i];
    }
    for (size_t i = 0; items != NULL && i < violation->promised_count; i++) {
        items[count + i] = violation->promised[i];
    }
    return items;
}

/* Returns the implementation as a file of `folder` names it; NULL when out of memory. */
static char *implementation_from(const char *folder, const exn_case *one)
{
    const char *name = one->result->implementation;
    return exn_is_plugin_name(name) ? exn_plugin_name_from(folder, name) : strdup(name);
}

/* The profile by whose answers the run was judged; NULL: the implementation has its own. */
static const char *profile_of(const exn_result *result)
{
    exeunt_profile profile;
    return exn_profile_from_name(result->profile, &profile) ? result->profile : NULL;
}

static int write_script(FILE *out, const exn_session *run, const char *folder, const exn_case *one,
                        const exn_violation *violation)
{
    bool blames_scope = violation->blame == NULL || strcmp(violation->blame, "scope") == 0;
    const char *culprit = blames_scope ? NULL : violation->blame;
    char *name = name_of_scenario(one, violation, culprit);
    char *about = describe_finding(violation);
    const char **items = join_items(violation);
    char *implementation = implementation_from(folder, one);
    exn_script script = {
        .name = name,
        .about = about,
        .implementation = implementation,
        .folder = folder,
        .plugins = run->plugins,
        .profile = profile_of(one->result),
        .items = items,
        .item_count = violation->schedule_count + violation->promised_count,
        .culprit = culprit,
        .expects = violation->kind == EXN_OF_EXPECTATION,
    };
    int status = -1;
    if (name != NULL && about != NULL && items != NULL && implementation != NULL) {
        status = exn_scenario_write(out, one->scenario, &script);
    }
    free(name);
    free(about);
    free(items);
    free(implementation);
    return status;
}

static int write_kept(const exn_session *run, const char *folder, const char *name,
                      const exn_case *one, const exn_violation *violation)
{
    exn_draft draft;
    if (exn_make_folders(folder) != 0 || exn_draft_begin(&draft, folder, name) != 0) {
        return -1;
    }
    if (write_script(draft.file, run, folder, one, violation) != 0 ||
        exn_draft_finish(&draft) != 0) {
        exn_draft_drop(&draft);
        return -1;
    }
    return exn_draft_publish(&draft);
}

int exn_report_keep(const exn_session *run, const exn_case *one, size_t index)
{
    exn_violation *violation = &one->result->violations[index];
    bool is_news = !violation->expected && !one->scenario->kept;
    if (violation->trace_count == 0 || !is_news) {
        return 0;
    }
    char *folder = NULL;
    char *path = NULL;
    char *name = name_of_file(one, index);
    int status = -1;
    if (name != NULL && asprintf(&folder, "%s/violations", run->reports) >= 0) {
        status = write_kept(run, folder, name, one, violation);
        if (status == 0 && asprintf(&path, "%s/%s", folder, name) >= 0) {
            violation->kept = path;
        }
        int error = errno;
        free(folder);
        errno = error;
    }
    free(name);
    return status;
}
