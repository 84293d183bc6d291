/* Writes a violation as a scenario that can be moved to scenarios/ unchanged and fails until the
 * bug is fixed. */
#include "base/code_name.h"
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

static char *describe_finding(const char *message)
{
    char *about;
    return asprintf(&about, "Found by exeunt check: %s.", message) >= 0 ? about : NULL;
}

/* What is written of a breach: where it was shrunk, as it is found in the smallest scenario. */
typedef struct kept_breach {
    const exn_scenario *scenario;
    const char *blame;
    const char *message;
    char *const *items;
    size_t item_count;
    char *const *promised;
    size_t promised_count;
    bool is_decided; /* after these items every run breaks the rule */
} kept_breach;

static kept_breach breach_of(const exn_case *one, const exn_violation *violation,
                             const exn_scenario *smaller)
{
    const exn_smallest *smallest = violation->smallest;
    if (smaller == NULL) {
        return (kept_breach){.scenario = one->scenario,
                             .blame = violation->blame,
                             .message = violation->message,
                             .items = violation->schedule,
                             .item_count = violation->schedule_count,
                             .promised = violation->promised,
                             .promised_count = violation->promised_count};
    }
    return (kept_breach){.scenario = smaller,
                         .blame = smallest->blame,
                         .message = smallest->message,
                         .items = smallest->schedule,
                         .item_count = smallest->decides,
                         .is_decided = true};
}

/* Lists the items of the run, followed by `...`, or by the items that the scenario's own schedule
 * has left after it: a fixed implementation runs the schedule to its end. The caller frees the
 * list; NULL when out of memory. */
static const char **join_items(const kept_breach *breach, size_t *count)
{
    const char **items = calloc(breach->item_count + breach->promised_count + 2, sizeof *items);
    *count = 0;
    for (size_t i = 0; items != NULL && i < breach->item_count; i++) {
        items[(*count)++] = breach->items[i];
    }
    for (size_t i = 0; items != NULL && !breach->is_decided && i < breach->promised_count; i++) {
        items[(*count)++] = breach->promised[i];
    }
    if (items != NULL && breach->is_decided) {
        items[(*count)++] = "...";
    }
    return items;
}

/* The profile by whose answers the run was judged; NULL: the implementation has its own. */
static const char *profile_of(const exn_result *result)
{
    exeunt_profile profile;
    return exn_profile_from_name(result->profile, &profile) ? result->profile : NULL;
}

static int write_breach(FILE *out, const exn_session *run, const char *folder, const exn_case *one,
                        const exn_violation *violation, const kept_breach *breach)
{
    bool blames_scope = breach->blame == NULL || strcmp(breach->blame, "scope") == 0;
    const char *culprit = blames_scope ? NULL : breach->blame;
    size_t item_count;
    char *name = name_of_scenario(one, violation, culprit);
    char *about = describe_finding(breach->message);
    const char **items = join_items(breach, &item_count);
    char *implementation = exn_code_name_from(folder, one->result->implementation);
    exn_script script = {
        .name = name,
        .about = about,
        .implementation = implementation,
        .folder = folder,
        .plugins = run->plugins,
        .profile = profile_of(one->result),
        .items = items,
        .item_count = item_count,
        .culprit = culprit,
        .expects = violation->kind == EXN_OF_EXPECTATION,
    };
    int status = -1;
    if (name != NULL && about != NULL && items != NULL && implementation != NULL) {
        status = exn_scenario_write(out, breach->scenario, &script);
    }
    free(name);
    free(about);
    free(items);
    free(implementation);
    return status;
}

static void ignore_complaint(void *context, exn_place place, const char *message)
{
    (void)context, (void)place, (void)message;
}

/* Reads the smallest scenario, as if it stood in the file of the whole one. Returns NULL where
 * there is none. */
static exn_scenario *read_smallest(const exn_case *one, const exn_violation *violation)
{
    const char *text = violation->smallest != NULL ? violation->smallest->scenario : NULL;
    return text == NULL
               ? NULL
               : exn_scenario_read(one->scenario->file, text, strlen(text), ignore_complaint, NULL);
}

static int write_script(FILE *out, const exn_session *run, const char *folder, const exn_case *one,
                        const exn_violation *violation)
{
    exn_scenario *smaller = read_smallest(one, violation);
    kept_breach breach = breach_of(one, violation, smaller);
    int status = write_breach(out, run, folder, one, violation, &breach);
    exn_scenario_free(smaller);
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
