/* Writes files under temporary names and publishes each in one move; and the reports of a run. */
#include "report/run/draft.h"

#include "report/conformance.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- one file --------------------------------------------------------------------------------- */

/* A folder in the place of a file shows before the first of several files is published. */
static bool can_be_replaced(const char *path)
{
    struct stat status;
    bool is_folder = stat(path, &status) == 0 && S_ISDIR(status.st_mode);
    errno = is_folder ? EISDIR : errno;
    return !is_folder;
}

int exn_draft_begin(exn_draft *draft, const char *folder, const char *name)
{
    *draft = (exn_draft){0};
    int descriptor = -1;
    if (asprintf(&draft->path, "%s/%s", folder, name) < 0) {
        draft->path = NULL;
    }
    if (asprintf(&draft->temporary, "%s/.%s.XXXXXX", folder, name) < 0) {
        draft->temporary = NULL;
    }
    if (draft->path != NULL && draft->temporary != NULL && can_be_replaced(draft->path)) {
        descriptor = mkostemp(draft->temporary, O_CLOEXEC);
    }
    if (descriptor >= 0) {
        mode_t mask = umask(0);
        umask(mask);
        fchmod(descriptor, 0666 & ~mask); /* mkostemp allows access to the owner only */
        draft->file = fdopen(descriptor, "w");
    }
    if (draft->file != NULL) {
        return 0;
    }
    int error = errno;
    if (descriptor >= 0) {
        close(descriptor);
        unlink(draft->temporary);
    }
    free(draft->path);
    free(draft->temporary);
    errno = error;
    return -1;
}

int exn_draft_begin_at(exn_draft *draft, const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash == NULL   ? strdup(".")
                   : slash == path ? strdup("/")
                                   : strndup(path, (size_t)(slash - path));
    if (folder == NULL) {
        return -1;
    }
    int status = exn_draft_begin(draft, folder, slash == NULL ? path : slash + 1);
    int error = errno;
    free(folder);
    errno = error;
    return status;
}

int exn_draft_finish(exn_draft *draft)
{
    errno = 0;
    bool written =
        !ferror(draft->file) && fflush(draft->file) == 0 && fsync(fileno(draft->file)) == 0;
    int error = errno != 0 ? errno : EIO;
    bool closed = fclose(draft->file) == 0;
    draft->file = NULL;
    if (written && closed) {
        return 0;
    }
    errno = written ? errno : error;
    return -1;
}

static void forget(exn_draft *draft)
{
    free(draft->path);
    free(draft->temporary);
    *draft = (exn_draft){0};
}

int exn_draft_publish(exn_draft *draft)
{
    if (rename(draft->temporary, draft->path) != 0) {
        exn_draft_drop(draft);
        return -1;
    }
    forget(draft);
    return 0;
}

void exn_draft_drop(exn_draft *draft)
{
    int error = errno;
    if (draft->file != NULL) {
        fclose(draft->file);
    }
    if (draft->temporary != NULL) {
        unlink(draft->temporary);
    }
    forget(draft);
    errno = error;
}

/* --- the folder ------------------------------------------------------------------------------- */

int exn_make_folders(const char *path)
{
    char *folder = strdup(path);
    if (folder == NULL) {
        return -1;
    }
    int status = 0;
    for (char *slash = folder; status == 0 && slash != NULL;) {
        slash = strchr(slash + 1, '/');
        if (slash != NULL) {
            *slash = '\0';
        }
        if (*folder != '\0' && mkdir(folder, 0777) != 0 && errno != EEXIST) {
            status = -1;
        }
        if (slash != NULL) {
            *slash = '/';
        }
    }
    int error = errno;
    free(folder);
    errno = error;
    return status;
}

int exn_reports_prepare(const char *folder)
{
    exn_draft draft;
    if (exn_make_folders(folder) != 0 || exn_draft_begin(&draft, folder, "writable") != 0) {
        return -1;
    }
    exn_draft_drop(&draft);
    return 0;
}

int exn_write_text_file(const char *folder, const char *name, const char *text)
{
    exn_draft draft;
    if (exn_make_folders(folder) != 0 || exn_draft_begin(&draft, folder, name) != 0) {
        return -1;
    }
    fputs(text, draft.file);
    if (exn_draft_finish(&draft) != 0) {
        exn_draft_drop(&draft);
        return -1;
    }
    return exn_draft_publish(&draft);
}

/* --- the reports ------------------------------------------------------------------------------ */

typedef struct report {
    const char *name;
    int (*write)(const exn_session *run, FILE *out);
    bool (*is_wanted)(const exn_session *run); /* NULL: it is written of every run */
} report;

static bool has_conformance(const exn_session *run)
{
    return run->conformance != NULL;
}

static const report all_reports[] = {
    {"results.json", exn_write_json, NULL},
    {"junit.xml", exn_write_junit, NULL},
    {"index.html", exn_write_page, NULL},
    {"behaviour.info", exn_write_behaviour_info, exn_has_behaviour},
    {"conformance.json", exn_write_conformance_json, has_conformance},
    {"conformance.md", exn_write_conformance_page, has_conformance},
    {"conformance.svg", exn_write_conformance_badge, has_conformance},
};
enum { REPORTS = sizeof all_reports / sizeof *all_reports, NAME_SIZE = 128 };

/* Selects the reports of this run. Returns how many there are. */
static size_t select_reports(const exn_session *run, report reports[REPORTS])
{
    size_t count = 0;
    for (size_t i = 0; i < REPORTS; i++) {
        if (all_reports[i].is_wanted == NULL || all_reports[i].is_wanted(run)) {
            reports[count++] = all_reports[i];
        }
    }
    return count;
}

/* Writes the name of a report of this run into `name`: "junit.xml", "junit.shard-2-of-4.xml". */
static void write_name(const exn_session *run, const report *one, char name[NAME_SIZE])
{
    const char *dot = strrchr(one->name, '.');
    if (run->shard_count == 0) {
        snprintf(name, NAME_SIZE, "%s", one->name);
        return;
    }
    snprintf(name, NAME_SIZE, "%.*s.shard-%llu-of-%llu%s", (int)(dot - one->name), one->name,
             run->shard_index, run->shard_count, dot);
}

/* Writes every report under its temporary name. Returns how many succeeded; errno says why one
 * failed. */
static size_t draft_all(const exn_session *run, const report *reports, size_t count,
                        exn_draft *drafts)
{
    for (size_t i = 0; i < count; i++) {
        char name[NAME_SIZE];
        write_name(run, &reports[i], name);
        if (exn_draft_begin(&drafts[i], run->reports, name) != 0) {
            return i;
        }
        if (reports[i].write(run, drafts[i].file) != 0 || exn_draft_finish(&drafts[i]) != 0) {
            exn_draft_drop(&drafts[i]);
            return i;
        }
    }
    return count;
}

int exn_report_write_page_anew(const exn_session *run)
{
    exn_draft draft;
    if (exn_draft_begin(&draft, run->reports, "index.html") != 0) {
        return -1;
    }
    if (exn_write_page(run, draft.file) != 0 || exn_draft_finish(&draft) != 0) {
        exn_draft_drop(&draft);
        return -1;
    }
    return exn_draft_publish(&draft);
}

int exn_reports_write(const exn_session *run, char **path)
{
    exn_draft drafts[REPORTS];
    report reports[REPORTS];
    size_t count = select_reports(run, reports);
    size_t drafted = draft_all(run, reports, count, drafts);
    size_t published = 0;
    if (drafted == count) {
        while (published < count && exn_draft_publish(&drafts[published]) == 0) {
            published++;
        }
    }
    if (published == count) {
        return 0;
    }
    int error = errno;
    size_t failed = drafted < count ? drafted : published;
    for (size_t i = drafted < count ? 0 : published + 1; i < drafted; i++) {
        exn_draft_drop(&drafts[i]);
    }
    char name[NAME_SIZE];
    write_name(run, &reports[failed], name);
    if (asprintf(path, "%s/%s", run->reports, name) < 0) {
        *path = NULL;
    }
    errno = error;
    return -1;
}
