/* Looks for the file of a plugin. */
#define _GNU_SOURCE
#include "plugins/find.h"

#include "base/plugin_name.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool is_same_file(const char *left, const char *right)
{
    struct stat of_left;
    struct stat of_right;
    return stat(left, &of_left) == 0 && stat(right, &of_right) == 0 &&
           of_left.st_dev == of_right.st_dev && of_left.st_ino == of_right.st_ino;
}

static bool is_there(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0;
}

static void complain_of_two(const char *file, const char *first, const char *second,
                            exn_plugin_complain *complain, void *context)
{
    char *message;
    if (asprintf(&message, "two plugins are called %s: %s and %s", file, first, second) >= 0) {
        complain(context, message);
        free(message);
    }
}

/* Returns the path of a file that is in one of the folders; NULL if it is in none, or after a
 * complaint that it is in two. */
static char *find_in_folders(const char *file, const char *folders, exn_plugin_complain *complain,
                             void *context)
{
    char *first = NULL;
    while (*folders != '\0') {
        int length = (int)strcspn(folders, ":");
        char *path = NULL;
        if (length > 0 && asprintf(&path, "%.*s/%s", length, folders, file) < 0) {
            break;
        }
        folders += length + (folders[length] == ':' ? 1 : 0);
        if (path == NULL || !is_there(path) || (first != NULL && is_same_file(first, path))) {
            free(path);
        } else if (first == NULL) {
            first = path;
        } else {
            complain_of_two(file, first, path, complain, context);
            free(first);
            free(path);
            return NULL;
        }
    }
    return first;
}

typedef struct listening {
    exn_plugin_complain *complain;
    void *context;
    bool complained;
} listening;

static void pass_on(void *context, const char *message)
{
    listening *self = context;
    self->complained = true;
    self->complain(self->context, message);
}

char *exn_plugin_find(const char *file, const char *name, const char *folders,
                      exn_plugin_complain *complain, void *context)
{
    if (exn_is_animal_name(name)) {
        return exn_plugin_of_zoo();
    }
    listening self = {complain, context, false};
    char *place = exn_plugin_name_in(file, name);
    if (place == NULL) {
        return NULL;
    }
    place[exn_plugin_path_length(place)] = '\0';
    if (folders == NULL || is_there(place)) {
        return place;
    }
    char *found = find_in_folders(strrchr(place, '/') + 1, folders, pass_on, &self);
    if (found == NULL && !self.complained) {
        return place;
    }
    free(place);
    return found;
}
