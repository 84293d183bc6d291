/* Looks beside the running program. */
#define _GNU_SOURCE
#include "adapters/beside_program.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *exn_beside_program(const char *const *places, size_t count)
{
    char self[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    self[length > 0 ? length : 0] = '\0';
    const char *slash = strrchr(self, '/');
    int folder_length = slash != NULL ? (int)(slash - self) + 1 : 0;
    char *path = NULL;
    for (size_t i = 0; i < count; i++) {
        free(path);
        if (asprintf(&path, "%.*s%s", folder_length, self, places[i]) < 0) {
            return NULL;
        }
        char *whole = realpath(path, NULL); /* without `..` in it */
        if (whole != NULL) {
            free(path);
            return whole;
        }
    }
    return path;
}
