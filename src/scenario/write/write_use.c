/* Writes which manager of a plugin takes the place of one that the scenario would play. */
#define _GNU_SOURCE
#include "base/adapter_name.h"
#include "base/plugin_name.h"
#include "base/plugin_place.h"
#include "scenario/read/names_and_quotes.h"
#include "scenario/write/writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Returns the name as this process sees it, with the place where the plugin was found. NULL when
 * out of memory. */
static char *name_where_found(const exn_writer *self, const char *name)
{
    if (exn_is_animal_name(name) || exn_is_adapter_name(name)) {
        return strdup(name);
    }
    char *other = NULL;
    char *path = exn_plugin_place(self->scenario->file, name, self->script->plugins, &other);
    const char *entry = exn_plugin_entry(name);
    char *seen = NULL;
    if (path != NULL &&
        asprintf(&seen, "%s%s%s", path, entry != NULL ? "#" : "", entry != NULL ? entry : "") < 0) {
        seen = NULL;
    }
    free(path);
    free(other);
    return seen;
}

/* The plugin as the new file names it. */
static void write_plugin(const exn_writer *self, const char *name)
{
    char *seen = name_where_found(self, name);
    char *moved = seen == NULL                ? NULL
                  : exn_is_adapter_name(seen) ? strdup(seen)
                                              : exn_plugin_name_from(self->script->folder, seen);
    const char *copy = moved != NULL ? exn_arena_copy(self->arena, moved, strlen(moved)) : NULL;
    free(seen);
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
    write_plugin(writer, use->plugin);
    if (use->with_count > 0) {
        fputs("    with:\n", writer->file);
    }
    for (size_t i = 0; i < use->with_count; i++) {
        write_argument(writer->file, &use->with[i]);
    }
}
