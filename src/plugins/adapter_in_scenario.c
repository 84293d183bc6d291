/* Finds the file of code in another language that a scenario names. */
#define _GNU_SOURCE
#include "plugins/adapter_in_scenario.h"

#include "base/adapter_name.h"
#include "base/code_name.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where the file of a name is looked for. */
typedef struct looked_for {
    char *in_scenario; /* NULL when out of memory, and so is the next */
    char *in_current_folder;
} looked_for;

static bool is_there(const char *path)
{
    return access(path, F_OK) == 0;
}

/* Complains of a file that is not there. It may be named as if it stood on the command line. */
static void complain_of(const looked_for *file, exn_plugin_complain *complain, void *context)
{
    char *message;
    bool is_here = is_there(file->in_current_folder);
    if (asprintf(&message, "there is no file %s; a path is relative to the scenario's file%s%s",
                 file->in_scenario,
                 is_here ? ", and not to the current folder, in which there is " : "",
                 is_here ? file->in_current_folder : "") >= 0) {
        complain(context, message);
        free(message);
    }
}

char *exn_adapter_in_scenario(const char *file, const char *name, exn_plugin_complain *complain,
                              void *context)
{
    char *seen = exn_code_name_found(file, name, NULL);
    exn_name_path path = seen != NULL ? exn_adapter_path(seen) : (exn_name_path){0, 0};
    if (path.length == 0) {
        return seen;
    }
    looked_for both = {.in_scenario = exn_adapter_path_read(seen, path),
                       .in_current_folder = exn_adapter_path_read(name, exn_adapter_path(name))};
    bool has_both = both.in_scenario != NULL && both.in_current_folder != NULL;
    if (!has_both || !is_there(both.in_scenario)) {
        if (has_both) {
            complain_of(&both, complain, context);
        }
        free(seen);
        seen = NULL;
    }
    free(both.in_scenario);
    free(both.in_current_folder);
    return seen;
}
