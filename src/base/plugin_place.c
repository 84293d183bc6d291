/* Looks for the file of a plugin: at its place, in the folders of `--plugins`, around a scenario
 * that was moved. */
#define _GNU_SOURCE
#include "base/plugin_place.h"

#include "base/plugin_name.h"

#include <stdbool.h>
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

/* Returns the path of the file in the first of some folders, which are joined by colons; NULL: it
 * is in none. `*other` becomes the path of another file of this name in one of the others. */
static char *find_in_folders(const char *last_name, const char *folders, char **other)
{
    char *first = NULL;
    while (*folders != '\0' && *other == NULL) {
        int length = (int)strcspn(folders, ":");
        char *path = NULL;
        if (length > 0 && asprintf(&path, "%.*s/%s", length, folders, last_name) < 0) {
            break;
        }
        folders += length + (folders[length] == ':' ? 1 : 0);
        if (path == NULL || !is_there(path) || (first != NULL && is_same_file(first, path))) {
            free(path);
        } else if (first == NULL) {
            first = path;
        } else {
            *other = path;
        }
    }
    return first;
}

/* --- around a scenario that was moved --------------------------------------------------------- */

static const char *behind_ups(const char *path)
{
    for (;;) {
        if (strncmp(path, "./", 2) == 0) {
            path += 2;
        } else if (strncmp(path, "../", 3) == 0) {
            path += 3;
        } else {
            return path;
        }
    }
}

/* Returns whether a folder is the current one or lies below it. Nothing is taken from elsewhere: a
 * library that anybody has put into `/tmp` is no plugin of a scenario that lies there. */
static bool is_in_reach(const char *folder)
{
    char *here = realpath(".", NULL);
    char *place = realpath(*folder != '\0' ? folder : ".", NULL);
    size_t length = here != NULL ? strlen(here) : 0;
    bool is = here != NULL && place != NULL && strncmp(place, here, length) == 0 &&
              (place[length] == '\0' || place[length] == '/');
    free(here);
    free(place);
    return is;
}

/* Shortens the path of a folder, which ends with a slash unless it is the current one, to that of
 * the folder above it. Returns false if there is none, or if it is out of reach. */
static bool go_up(char *folder)
{
    size_t length = strlen(folder);
    if (length <= 1) {
        return false; /* the current folder, or that of all files */
    }
    folder[length - 1] = '\0';
    char *slash = strrchr(folder, '/');
    char *last = slash != NULL ? slash + 1 : folder;
    bool leads_up = strcmp(last, "..") == 0;
    *last = '\0';
    return !leads_up && is_in_reach(folder);
}

/* Returns the path of what `name` means in a folder, if it is there; else NULL. */
static char *find_in(const char *folder, const char *name)
{
    char *path = exn_plugin_name_in(folder, name);
    if (path != NULL && is_there(path)) {
        return path;
    }
    free(path);
    return NULL;
}

static char *find_around(const char *file, const char *path)
{
    const char *slash = strrchr(file, '/');
    char *folder = strndup(file, slash != NULL ? (size_t)(slash + 1 - file) : 0);
    const char *last_slash = strrchr(path, '/');
    const char *last = last_slash != NULL ? last_slash + 1 : path;
    const char *rest = *path == '/' ? last : behind_ups(path);
    char *beside = folder != NULL ? find_in(folder, last) : NULL;
    char *found = folder != NULL ? find_in(folder, rest) : NULL;
    while (found == NULL && folder != NULL && go_up(folder)) {
        found = find_in(folder, rest);
    }
    free(folder);
    if (found == NULL) {
        return beside;
    }
    free(beside);
    return found;
}

char *exn_plugin_place(const char *file, const char *name, const char *folders, char **other)
{
    *other = NULL;
    char *path = strndup(name, exn_plugin_path_length(name));
    char *place = path != NULL ? exn_plugin_name_in(file, path) : NULL;
    char *found = NULL;
    if (place != NULL && !is_there(place)) {
        found = folders != NULL ? find_in_folders(strrchr(place, '/') + 1, folders, other) : NULL;
        found = found == NULL && file != NULL ? find_around(file, path) : found;
    }
    free(path);
    if (found == NULL) {
        return place;
    }
    free(place);
    return found;
}
