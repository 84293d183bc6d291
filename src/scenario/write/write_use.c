/* Writes which code takes the place of a manager that the scenario would play. */
#define _GNU_SOURCE
#include "base/adapter_name.h"
#include "base/code_name.h"
#include "scenario/read/names_and_quotes.h"
#include "scenario/write/writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Returns the name as the new file has it; NULL when out of memory. What `exec:` says of a manager
 * means something to the child alone. */
static char *move_name(const exn_writer *self, const char *name)
{
    if (exn_adapter_command(name) != NULL) {
        return strdup(name);
    }
    char *seen = exn_code_name_found(self->scenario->file, name, self->script->plugins);
    char *moved = seen != NULL ? exn_code_name_from(self->script->folder, seen) : NULL;
    free(seen);
    return moved;
}

static void write_name(const exn_writer *self, const char *name)
{
    char *moved = move_name(self, name);
    const char *copy = moved != NULL ? exn_arena_copy(self->arena, moved, strlen(moved)) : NULL;
    free(moved);
    if (copy == NULL) {
        exn_arena_fail(self->arena);
    }
    fputs("    use: ", self->file);
    exn_write_text(self->file, copy);
    fputc('\n', self->file);
}

/* A plain scalar has its type by its letters: it is written as it stands. */
static void write_argument(FILE *file, const exn_passed_value *argument)
{
    fputs("      ", file);
    exn_write_text(file, argument->name);
    fputs(": ", file);
    if (argument->is_quoted) {
        exn_write_quoted(file, argument->text);
    } else if (strchr(argument->text, '\n') != NULL) {
        exn_write_text(file, argument->text);
    } else {
        fputs(argument->text, file);
    }
    fputc('\n', file);
}

void exn_write_use(const exn_writer *writer, const exn_use *use)
{
    write_name(writer, use->plugin);
    if (use->with_count > 0) {
        fputs("    with:\n", writer->file);
    }
    for (size_t i = 0; i < use->with_count; i++) {
        write_argument(writer->file, &use->with[i]);
    }
}
