/* Moves names of code under test from one folder to another. */
#define _GNU_SOURCE
#include "base/code_name.h"

#include "base/adapter_name.h"
#include "base/plugin_name.h"
#include "base/plugin_place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where a path leads to in another folder, or where its file was found. */
typedef char *move_fn(const char *place, const char *path, const char *folders);

static char *path_in(const char *file, const char *path, const char *folders)
{
    (void)folders;
    return exn_plugin_name_in(file, path);
}

static char *path_from(const char *folder, const char *path, const char *folders)
{
    (void)folders;
    return exn_plugin_name_from(folder, path);
}

static char *path_found(const char *file, const char *path, const char *folders)
{
    char *other = NULL;
    char *found = exn_plugin_place(file, path, folders, &other);
    free(other);
    return found;
}

/* --- adapters --------------------------------------------------------------------------------- */

/* Returns a path that no plugin has for another reason than that it is one: not `zoo/pool`. */
static char *as_path(const char *path)
{
    char *same;
    const char *before = *path == '/' || *path == '.' ? "" : "./";
    return asprintf(&same, "%s%s", before, path) >= 0 ? same : NULL;
}

/* A shell needs the `./`, and Python does not. */
static char *with_path(const char *name, exn_name_path path, const char *moved)
{
    bool needs_dot = exn_adapter_command(name) != NULL;
    const char *shown = !needs_dot && strncmp(moved, "./", 2) == 0 ? moved + 2 : moved;
    char *written = exn_adapter_path_written(name, shown);
    char *whole = NULL;
    if (written != NULL && asprintf(&whole, "%.*s%s%s", (int)path.begin, name, written,
                                    name + path.begin + path.length) < 0) {
        whole = NULL;
    }
    free(written);
    return whole;
}

static char *move_adapter(move_fn *move, const char *place, const char *name)
{
    exn_name_path path = exn_adapter_path(name);
    if (path.length == 0) {
        return strdup(name);
    }
    char *text = exn_adapter_path_read(name, path);
    char *same = text != NULL ? as_path(text) : NULL;
    char *moved = same != NULL ? move(place, same, NULL) : NULL;
    char *whole = moved != NULL ? with_path(name, path, moved) : NULL;
    free(text);
    free(same);
    free(moved);
    return whole;
}

/* --- all kinds -------------------------------------------------------------------------------- */

/* Returns the file of a scenario, or NULL for one that is made from an operand. */
static const char *real_file(const char *file)
{
    return file != NULL && exn_is_adapter_name(file) ? NULL : file;
}

char *exn_code_name_in(const char *file, const char *name)
{
    if (exn_is_adapter_name(name)) {
        return move_adapter(path_in, real_file(file), name);
    }
    return exn_is_plugin_name(name) ? exn_plugin_name_in(file, name) : strdup(name);
}

char *exn_code_name_from(const char *folder, const char *name)
{
    if (exn_is_adapter_name(name)) {
        return move_adapter(path_from, folder, name);
    }
    return exn_is_plugin_name(name) ? exn_plugin_name_from(folder, name) : strdup(name);
}

char *exn_code_name_found(const char *file, const char *name, const char *folders)
{
    if (exn_is_adapter_name(name)) {
        return move_adapter(path_found, real_file(file), name);
    }
    if (!exn_is_plugin_name(name) || exn_is_animal_name(name)) {
        return strdup(name);
    }
    char *path = path_found(file, name, folders);
    const char *entry = exn_plugin_entry(name);
    char *found = NULL;
    if (path != NULL && asprintf(&found, "%s%s%s", path, entry != NULL ? "#" : "",
                                 entry != NULL ? entry : "") < 0) {
        found = NULL;
    }
    free(path);
    return found;
}
