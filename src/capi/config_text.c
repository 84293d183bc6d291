/* The texts of a configuration: the scenario, and a kept schedule. */
#include "capi/configured_check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int read_all(FILE *file, exn_text *text)
{
    FILE *copy = open_memstream(&text->read, &text->length);
    if (copy == NULL) {
        return -1;
    }
    char piece[4096];
    size_t count = fread(piece, 1, sizeof piece, file);
    while (count > 0 && fwrite(piece, 1, count, copy) == count) {
        count = fread(piece, 1, sizeof piece, file);
    }
    int error = errno;
    bool failed = count > 0 || ferror(file) != 0;
    failed = fclose(copy) != 0 || failed;
    text->bytes = text->read;
    errno = error;
    return failed ? -1 : 0;
}

int exn_text_open(exn_text *text, const char *given, const char *path, const char *place)
{
    *text = (exn_text){.bytes = given, .place = place};
    if (path == NULL) {
        text->length = given != NULL ? strlen(given) : 0;
        return 0;
    }
    text->place = path;
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return -1;
    }
    int status = read_all(file, text);
    int error = errno;
    fclose(file);
    errno = error;
    return status;
}

void exn_text_close(exn_text *text)
{
    free(text->read);
    *text = (exn_text){.bytes = NULL};
}
