/* A violation as a scenario: fully scripted, to be moved to scenarios/ as it stands. */
#include "report/files.h"
#include "report/report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* "pool/x" and "gather-cm" become "pool-x.gather-cm.yaml"; a second violation of the same scenario
 * "pool-x.gather-cm.2.yaml". Returns NULL when out of memory. */
static char *name_of_file(const exn_case *one, size_t index)
{
    char number[24] = "";
    if (index > 0)
        snprintf(number, sizeof number, ".%zu", index + 1);
    char *name;
    if (asprintf(&name, "%s.%s%s.yaml", one->label, one->result->implementation, number) < 0)
        return NULL;
    static const char kept[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
    for (char *at = name + strspn(name, kept); *at != '\0'; at += strspn(at, kept))
        *at = '-';
    return name;
}

static int write_script(FILE *out, const exn_case *one, const exn_violation *violation)
{
    bool is_invariant = strcmp(violation->rule, "expect") != 0;
    char *name = NULL;
    char *about = NULL;
    if (asprintf(&name, "%s (%s, %s)", one->scenario->name, one->result->implementation,
                 violation->name) < 0)
        name = NULL;
    if (asprintf(&about, "Found by exeunt check: %s.", violation->message) < 0)
        about = NULL;
    exn_script script = {
        .name = name,
        .about = about,
        .implementation = one->result->implementation,
        .profile = one->result->profile,
        .items = (const char *const *)violation->schedule,
        .item_count = violation->schedule_count,
        .violates = is_invariant ? violation->name : NULL,
        .blame = is_invariant ? violation->blame : NULL,
    };
    int status = -1;
    if (name != NULL && about != NULL)
        status = exn_scenario_write(out, one->scenario, &script);
    free(name);
    free(about);
    return status;
}

static int write_kept(const char *folder, const char *name, const exn_case *one,
                      const exn_violation *violation)
{
    exn_draft draft;
    if (exn_make_folders(folder) != 0 || exn_draft_begin(&draft, folder, name) != 0)
        return -1;
    if (write_script(draft.file, one, violation) != 0 || exn_draft_finish(&draft) != 0) {
        exn_draft_drop(&draft);
        return -1;
    }
    return exn_draft_publish(&draft);
}

int exn_report_keep(const exn_run *run, const exn_case *one, size_t index)
{
    exn_violation *violation = &one->result->violations[index];
    if (violation->trace_count == 0)
        return 0;
    char *folder = NULL;
    char *path = NULL;
    char *name = name_of_file(one, index);
    int status = -1;
    if (name != NULL && asprintf(&folder, "%s/violations", run->reports) >= 0) {
        status = write_kept(folder, name, one, violation);
        if (status == 0 && asprintf(&path, "%s/%s", folder, name) >= 0)
            violation->kept = path;
        int error = errno;
        free(folder);
        errno = error;
    }
    free(name);
    return status;
}
