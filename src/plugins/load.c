/* Loads plugins, each once in a process, and remembers those that could not be loaded. */
#define _GNU_SOURCE
#include "base/grow.h"
#include "contract/allocations.h"
#include "contract/event_lines.h"
#include "plugins/adopt.h"
#include "plugins/plugins.h"
#include "plugins/rehearsal.h"
#include "plugins/source_lines.h"

#include <exeunt/implementation.h>

#include <stdlib.h>
#include <string.h>

/* A plugin that was asked for. */
typedef struct known_plugin {
    exn_plugin plugin;
    char *path;
    exn_adopted adopted;
    char **complaints; /* those of a plugin that is not loaded */
    size_t complaint_count;
    bool is_loaded;
} known_plugin;

/* Each entry is allocated apart, so that it stays where it is. Never freed. */
static EXEUNT_OUTSIDE struct {
    known_plugin **items;
    size_t count;
    size_t capacity;
} known;

/* --- loading ---------------------------------------------------------------------------------- */

static void keep_complaint(void *context, const char *message)
{
    known_plugin *one = context;
    exn_strings_add(&one->complaints, &one->complaint_count, message); /* or it is not told */
}

/* Loads what has passed its rehearsal. Returns false when out of memory. */
static bool load(known_plugin *one)
{
    exn_adopt_nothing_yet();
    exn_allocations_describe_by(exn_source_line);
    exn_event_lines_describe_by(exn_source_line_of_event);
    void *handle = exn_plugin_open(one->path);
    const exeunt_plugin_export *exported = handle != NULL ? exn_plugin_export_of(handle) : NULL;
    if (exported == NULL) {
        keep_complaint(one, "it could be loaded once, but not again: has the file changed?");
        return true;
    }
    one->is_loaded = exn_adopt(handle, &one->adopted);
    one->plugin = (exn_plugin){.path = one->path,
                               .holds = exported->plugin,
                               .code = one->adopted.code,
                               .code_count = one->adopted.code_count,
                               .outside = one->adopted.outside};
    return one->is_loaded;
}

static known_plugin *find(const char *path)
{
    for (size_t i = 0; i < known.count; i++) {
        if (strcmp(known.items[i]->path, path) == 0) {
            return known.items[i];
        }
    }
    return NULL;
}

/* Returns NULL when out of memory. */
static known_plugin *add(const char *path)
{
    known_plugin *one = calloc(1, sizeof *one);
    char *copy = strdup(path);
    if (one == NULL || copy == NULL ||
        !EXN_MAKE_ROOM(known.items, known.capacity, known.count + 1)) {
        free(one);
        free(copy);
        return NULL;
    }
    one->path = copy;
    if (exn_plugin_rehearse(path, keep_complaint, one) && !load(one)) {
        free(copy);
        exn_adopted_free(&one->adopted);
        free(one);
        return NULL;
    }
    known.items[known.count++] = one;
    return one;
}

const exn_plugin *exn_plugin_load(const char *path, exn_plugin_complain *complain, void *context)
{
    known_plugin *one = find(path);
    one = one != NULL ? one : add(path);
    for (size_t i = 0; one != NULL && i < one->complaint_count; i++) {
        complain(context, one->complaints[i]);
    }
    return one != NULL && one->is_loaded ? &one->plugin : NULL;
}
