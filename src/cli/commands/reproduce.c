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

/* Reads the texts of which the program is made. Returns false after a message. */
static bool read_texts(const exn_case *one, const char *subject, exn_program_texts *texts)
{
    bool on_trio = exn_reproduction_is_on_trio(one->result);
    const char *const parts[EXN_PROGRAM_PARTS_MAX] = {
        on_trio ? "python/exeunt_adapter/plain_trio_scopes.py"
                : "python/exeunt_adapter/plain_scopes.py",
        "python/reproduction_code.py"};
    size_t count = exn_reproduction_needs_parts(one->scenario, subject) ? EXN_PROGRAM_PARTS_MAX : 0;
    texts->program = read_shared("python/reproduction.py");
    texts->runtime =
        read_shared(on_trio ? "python/reproduction_trio.py" : "python/reproduction_asyncio.py");
    bool complete = texts->program != NULL && texts->runtime != NULL;
    for (size_t i = 0; complete && i < count; i++) {
        texts->parts[i] = read_shared(parts[i]);
        complete = texts->parts[i] != NULL;
        texts->part_count += complete ? 1 : 0;
    }
    return complete;
}

static void free_texts(exn_program_texts *texts)
{
    free((char *)(uintptr_t)texts->program);
    free((char *)(uintptr_t)texts->runtime);
    for (size_t i = 0; i < texts->part_count; i++) {
        free((char *)(uintptr_t)texts->parts[i]);
    }
}

static bool write_program(const exn_case *one, const char *subject, const char *path)
{
    exn_program_texts texts = {.program = NULL};
    bool complete = read_texts(one, subject, &texts);
    if (complete && exn_write_reproduction(one->scenario, &one->result->violations[0], subject,
                                           &texts, path) != 0) {
        fprintf(stderr, "exeunt: cannot write %s: %s\n", path, strerror(errno));
        complete = false;
    }
    free_texts(&texts);
    return complete;
}

bool exn_reproduce(const exn_case *one, const char *path)
{
    if (path == NULL) {
        return true;
    }
    const exn_result *result = one->result;
    const char *subject = exn_adapter_of_python(result->implementation);
    if (subject == NULL) {
        fprintf(stderr,
                "exeunt: --reproduce is for code in Python, and `%s` is none; `-i "
                "python:MODULE:NAME` puts such code under test\n",
                result->implementation);
    } else if (result->violation_count == 0) {
        fputs("exeunt: this schedule breaks nothing: there is nothing to reproduce\n", stderr);
    } else {
        const char *why_not = exn_not_to_reproduce(&result->violations[0]);
        if (why_not == NULL) {
            return write_program(one, subject, path);
        }
        fprintf(stderr, "exeunt: --reproduce cannot write this: %s\n", why_not);
    }
    return false;
}
