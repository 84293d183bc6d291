/* Looks for the file of a plugin. */
#define _GNU_SOURCE
#include "plugins/find.h"

#include "base/plugin_name.h"
#include "base/plugin_place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void complain_of_two(const char *first, const char *second, exn_plugin_complain *complain,
                            void *context)
{
    char *message;
    if (asprintf(&message, "two plugins are called %s: %s and %s", strrchr(first, '/') + 1, first,
                 second) >= 0) {
        complain(context, message);
        free(message);
    }
}

char *exn_plugin_find(const char *file, const char *name, const char *folders,
                      exn_plugin_complain *complain, void *context)
{
    if (exn_is_animal_name(name)) {
        return exn_plugin_of_zoo();
    }
    char *other = NULL;
    char *place = exn_plugin_place(file, name, folders, &other);
    if (place == NULL || other == NULL) {
        free(other);
        return place;
    }
    complain_of_two(place, other, complain, context);
    free(place);
    free(other);
    return NULL;
}
