/* Finds what a program for a breach is made of: reproduce.h. */
#include "cli/commands/reproduce.h"

#include "base/adapter_name.h"
#include "cli/installed.h"
#include "report/report.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Returns the text of a file that is installed, or NULL after a message. */
static char *read_shared(const char *name)
{
    char *path = exn_find_shared(name);
    FILE *file = path != NULL ? fopen(path, "r") : NULL;
    char *text = NULL;
    size_t size = 0;
    if (file == NULL || getdelim(&text, &size, '\0', file) < 0) {
        fprintf(stderr, "exeunt: share/exeunt/%s is not installed\n", name);
        free(text);
        text = NULL;
    }
    if (file != NULL) {
        fclose(file);
    }
    free(path);
    return text;
}

static bool write_program(const exn_case *one, const char *subject, const char *path)
{
    char *program = read_shared("python/reproduction.py");
    if (program == NULL) {
        return false;
    }
    int status =
        exn_write_reproduction(one->scenario, &one->result->violations[0], subject, program, path);
    if (status != 0) {
        fprintf(stderr, "exeunt: cannot write %s: %s\n", path, strerror(errno));
    }
    free(program);
    return status == 0;
}

bool exn_reproduce(const exn_case *one, const char *path)
{
    if (path == NULL) {
        return true;
    }
    const exn_result *result = one->result;
    const char *subject = exn_adapter_of_python(result->implementation);
    if (subject == NULL) {
        fputs("exeunt: --reproduce is for code in Python: `-i python:MODULE:NAME`\n", stderr);
    } else if (result->violation_count == 0) {
        fputs("exeunt: this schedule breaks nothing: there is nothing to reproduce\n", stderr);
    } else {
        const char *why_not = exn_not_to_reproduce(one->scenario, &result->violations[0]);
        if (why_not == NULL) {
            return write_program(one, subject, path);
        }
        fprintf(stderr, "exeunt: --reproduce cannot write this: %s\n", why_not);
    }
    return false;
}
