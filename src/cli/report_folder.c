/* Writes the reports of a check, keeps its violations, and reports what could not be written. */
#include "cli/report_folder.h"

#include "cli/handbook/rule_pages.h"
#include "cli/interrupts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

exn_filing exn_filing_begin(const char *named)
{
    exn_filing self = {.folder = named != NULL ? named : "reports", .was_named = named != NULL};
    if (strcmp(self.folder, "none") == 0) {
        self.folder = NULL;
        return self;
    }
    sigset_t before;
    exn_interrupts_hold(&before);
    self.failed = exn_reports_prepare(self.folder) != 0;
    int error = errno;
    exn_interrupts_release(&before);
    if (self.failed) {
        fprintf(stderr, "exeunt: cannot write reports to %s: %s; there are none of this run\n",
                self.folder, strerror(error));
        self.folder = NULL;
    }
    return self;
}

void exn_filing_keep(exn_filing *filing, const exn_session *run, const exn_case *one)
{
    bool is_news = one->scenario != NULL && !one->result->passed;
    for (size_t i = 0; is_news && i < one->result->violation_count; i++) {
        exn_filing_keep_one(filing, run, one, i);
    }
}

void exn_filing_keep_one(exn_filing *filing, const exn_session *run, const exn_case *one,
                         size_t index)
{
    if (filing->folder == NULL || exn_report_keep(run, one, index) == 0 || filing->keeping_failed) {
        return;
    }
    fprintf(stderr, "exeunt: cannot keep a violation in %s/violations: %s\n", filing->folder,
            strerror(errno));
    filing->keeping_failed = true;
    filing->failed = true;
}

void exn_filing_end(exn_filing *filing, const exn_session *run)
{
    if (filing->folder == NULL) {
        return;
    }
    char *path = NULL;
    sigset_t before;
    exn_rule_page *handbook = exn_rule_pages_new();
    exn_session filed = *run;
    filed.handbook = handbook;
    exn_interrupts_hold(&before); /* so that all reports describe the same run */
    int status = exn_reports_write(&filed, &path);
    int error = errno;
    exn_interrupts_release(&before);
    exn_rule_pages_free(handbook);
    if (status != 0) {
        fprintf(stderr, "exeunt: cannot write %s: %s; the reports are of an earlier run\n",
                path != NULL ? path : filing->folder, strerror(error));
        filing->failed = true;
    }
    free(path);
}

bool exn_filing_is_wanting(const exn_filing *self)
{
    return self->failed && self->was_named;
}
