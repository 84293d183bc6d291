/* Finds installed files by the path of the running program. */
#include "cli/installed.h"

#include "cli/memory.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

char *exn_find_beside(const char *const *places, int mode)
{
    char self[4096];
    size_t length = sizeof self;
    if (uv_exepath(self, &length) != 0) {
        return NULL;
    }
    const char *slash = strrchr(self, '/');
    int folder_length = slash == NULL ? 0 : (int)(slash - self) + 1;
    for (; *places != NULL; places++) {
        char *path;
        if (asprintf(&path, "%.*s%s", folder_length, self, *places) < 0) {
            exn_out_of_memory();
        }
        if (access(path, mode) == 0) {
            return path;
        }
        free(path);
    }
    return NULL;
}

char *exn_find_shared(const char *name)
{
    char *installed;
    char *built;
    if (asprintf(&installed, "../share/exeunt/%s", name) < 0 ||
        asprintf(&built, "share/exeunt/%s", name) < 0) {
        exn_out_of_memory();
    }
    char *found = exn_find_beside((const char *const[]){installed, built, NULL}, R_OK);
    char *whole = found != NULL ? realpath(found, NULL) : NULL; /* without `bin/..` in it */
    free(found);
    free(installed);
    free(built);
    return whole;
}

char *exn_installed_scenario(const char *operand)
{
    const char *name = operand + sizeof EXN_INSTALLED - 1;
    char *folder = exn_find_shared("scenarios");
    char *path;
    if (folder == NULL) {
        fprintf(stderr, "exeunt: %s: share/exeunt/scenarios is not installed\n", operand);
        return NULL;
    }
    if (asprintf(&path, "%s%s%s", folder, *name != '\0' ? "/" : "", name) < 0) {
        exn_out_of_memory();
    }
    free(folder);
    return path;
}

char *exn_scenario_name(const char *file, const char *installed)
{
    size_t length = installed != NULL ? strlen(installed) : 0;
    bool is_installed =
        installed != NULL && strncmp(file, installed, length) == 0 && file[length] == '/';
    char *name;
    if (asprintf(&name, "%s%s", is_installed ? EXN_INSTALLED : "",
                 is_installed ? file + length + 1 : file) < 0) {
        exn_out_of_memory();
    }
    return name;
}
