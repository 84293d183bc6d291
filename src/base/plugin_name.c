/* Takes names of plugins apart, and moves relative ones from one folder to another. */
#define _GNU_SOURCE
#include "base/plugin_name.h"

#include "base/adapter_name.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char zoo[] = "zoo/";
enum { ZOO_LENGTH = sizeof zoo - 1 };

bool exn_is_animal_name(const char *name)
{
    if (strncmp(name, zoo, ZOO_LENGTH) != 0) {
        return false;
    }
    const char *animal = name + ZOO_LENGTH;
    size_t length = strcspn(animal, "./#{");
    return length > 0 && (animal[length] == '\0' || animal[length] == '{');
}

char exn_plugin_mark(const char *path)
{
    if (exn_is_adapter_name(path)) {
        return ':';
    }
    bool is_zoo = strlen(path) == ZOO_LENGTH - 1 && strncmp(path, zoo, ZOO_LENGTH - 1) == 0;
    return is_zoo ? '/' : '#';
}

/* Returns the `#` before the entry, or NULL. One that is part of the path has no name, nor pattern
 * of names, behind it up to the end, or up to the arguments that some names have (`#db{port: 1}`).
 */
static const char *find_hash(const char *name)
{
    static const char in_names[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                   "0123456789_-*?[]";
    for (const char *hash = name; (hash = strchr(hash, '#')) != NULL; hash++) {
        const char *end = hash + 1 + strspn(hash + 1, in_names);
        if (end > hash + 1 && (*end == '\0' || *end == '{')) {
            return hash;
        }
    }
    return NULL;
}

size_t exn_plugin_path_length(const char *name)
{
    if (exn_is_animal_name(name)) {
        return ZOO_LENGTH - 1;
    }
    const char *hash = find_hash(name);
    return hash != NULL ? (size_t)(hash - name) : strlen(name);
}

const char *exn_plugin_entry(const char *name)
{
    if (exn_is_animal_name(name)) {
        return name + ZOO_LENGTH;
    }
    const char *hash = find_hash(name);
    return hash != NULL ? hash + 1 : NULL;
}

bool exn_is_plugin_file(const char *name)
{
    static const char suffix[] = ".so";
    size_t suffix_length = sizeof suffix - 1;
    size_t length = exn_plugin_path_length(name);
    if (exn_is_adapter_name(name)) {
        return false;
    }
    return exn_is_animal_name(name) ||
           (length > suffix_length &&
            strncmp(name + length - suffix_length, suffix, suffix_length) == 0);
}

bool exn_is_plugin_name(const char *name)
{
    if (exn_is_adapter_name(name)) {
        return false;
    }
    return strchr(name, '/') != NULL || exn_is_plugin_file(name);
}

/* Returns the length of the folder of a path, with its slash; 0: the current folder. */
static int folder_length(const char *path)
{
    const char *slash = path != NULL ? strrchr(path, '/') : NULL;
    return slash != NULL ? (int)(slash - path) + 1 : 0;
}

/* Returns whether a path, of which the first `length` bytes count, is that of a folder, and no
 * link to one. */
static bool is_folder(const char *path, size_t length)
{
    struct stat status;
    char *folder = strndup(path, length);
    bool is = folder != NULL && lstat(folder, &status) == 0 && S_ISDIR(status.st_mode);
    free(folder);
    return is;
}

/* Takes each `folder/../` out of a path: what it says is the same without. */
static void shorten(char *path)
{
    static const char up[] = "/../";
    char *at = path;
    for (char *found; (found = strstr(at, up)) != NULL;) {
        char *folder = found;
        while (folder > path && folder[-1] != '/') {
            folder -= 1;
        }
        size_t length = (size_t)(found - folder);
        bool is_name = length > 0 && strncmp(folder, "..", length) != 0;
        if (is_name && is_folder(path, (size_t)(found - path))) {
            const char *rest = found + sizeof up - 1;
            memmove(folder, rest, strlen(rest) + 1);
            at = path;
        } else {
            at = found + 1;
        }
    }
}

char *exn_plugin_name_in(const char *file, const char *name)
{
    if (exn_is_animal_name(name)) {
        return strdup(name);
    }
    const char *rest = name[0] == '.' && name[1] == '/' ? name + 2 : name;
    int folder = *name == '/' ? 0 : folder_length(file);
    char *joined;
    if (asprintf(&joined, "%.*s%s", folder, folder > 0 ? file : "", rest) < 0) {
        return NULL;
    }
    shorten(joined);
    char *seen = joined;
    if (strchr(joined, '/') == NULL) {
        seen = asprintf(&seen, "./%s", joined) >= 0 ? seen : NULL;
        free(joined);
    }
    return seen;
}

/* --- from one folder to another --------------------------------------------------------------- */

/* Returns the length of what two real paths have in common: whole folders, with the last slash. */
static size_t common_length(const char *folder, const char *path)
{
    size_t common = 0;
    size_t i = 0;
    while (folder[i] != '\0' && folder[i] == path[i]) {
        common = folder[i] == '/' ? i + 1 : common;
        i += 1;
    }
    return folder[i] == '\0' && path[i] == '/' ? i + 1 : common;
}

/* Returns how many folders a path goes down. */
static size_t count_folders(const char *path)
{
    size_t count = *path != '\0' ? 1 : 0;
    for (; *path != '\0'; path++) {
        count += *path == '/' ? 1 : 0;
    }
    return count;
}

/* Returns the way from a real folder to a real path, followed by `#entry` if there is one. */
static char *way(const char *folder, const char *path, const char *entry)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    if (file == NULL) {
        return NULL;
    }
    size_t common = common_length(folder, path);
    size_t up = common > strlen(folder) ? 0 : count_folders(folder + common);
    fputs(up == 0 ? "./" : "", file);
    for (size_t i = 0; i < up; i++) {
        fputs("../", file);
    }
    fprintf(file, "%s%s%s", path + common, entry != NULL ? "#" : "", entry != NULL ? entry : "");
    if (fclose(file) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

/* Returns the path of a file that is there, in the real path of its folder: the file itself may be
 * a link. NULL: it is not there, or out of memory. */
static char *real_place(const char *path)
{
    char *folder = strndup(path, (size_t)folder_length(path));
    char *real = folder != NULL && access(path, F_OK) == 0
                     ? realpath(*folder != '\0' ? folder : ".", NULL)
                     : NULL;
    char *place = NULL;
    if (real != NULL && asprintf(&place, "%s/%s", strcmp(real, "/") == 0 ? "" : real,
                                 path + folder_length(path)) < 0) {
        place = NULL;
    }
    free(folder);
    free(real);
    return place;
}

/* Returns whether a path is relative to the current folder, or leads to something below it. */
static bool is_below_here(const char *path)
{
    if (*path != '/') {
        return true;
    }
    char *here = realpath(".", NULL);
    size_t length = here != NULL ? strlen(here) : 0;
    bool is = here != NULL && strncmp(path, here, length) == 0 && path[length] == '/';
    free(here);
    return is;
}

char *exn_plugin_name_from(const char *folder, const char *name)
{
    if (exn_is_animal_name(name)) {
        return strdup(name);
    }
    char *path = strndup(name, exn_plugin_path_length(name));
    char *real_path = path != NULL && is_below_here(path) ? real_place(path) : NULL;
    char *real_folder = real_path != NULL ? realpath(folder, NULL) : NULL;
    char *moved = path == NULL          ? NULL
                  : real_folder != NULL ? way(real_folder, real_path, exn_plugin_entry(name))
                                        : strdup(name);
    free(path);
    free(real_path);
    free(real_folder);
    return moved;
}
