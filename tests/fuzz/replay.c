/* Feeds every file of a corpus to a fuzz target, without a fuzzer: so an input that was found once
 * is tried by every compiler.
 *
 *     replay CORPUS
 */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INPUT_MAX = 1 << 20 };

/* Copies the input into a block of its own size, so that a sanitizer sees a read past its end. */
static void feed(const char *path)
{
    static unsigned char bytes[INPUT_MAX];
    FILE *file = fopen(path, "rb");
    size_t length = file == NULL ? 0 : fread(bytes, 1, sizeof bytes, file);
    if (file == NULL || ferror(file) || length == sizeof bytes) {
        fprintf(stderr, "%s cannot be read, or is too long\n", path);
        exit(EXIT_FAILURE);
    }
    fclose(file);
    unsigned char *input = malloc(length > 0 ? length : 1);
    if (input == NULL) {
        abort();
    }
    memcpy(input, bytes, length);
    LLVMFuzzerTestOneInput(input, length);
    free(input);
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

int main(int count, char **arguments)
{
    struct dirent **entries;
    int files = count == 2 ? scandir(arguments[1], &entries, is_visible, alphasort) : -1;
    if (files <= 0) {
        fputs("usage: replay CORPUS, a folder with at least one file\n", stderr);
        return EXIT_FAILURE;
    }
    for (int i = 0; i < files; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", arguments[1], entries[i]->d_name);
        fprintf(stderr, "%s\n", path); /* if it crashes, the last line names the input */
        feed(path);
        free(entries[i]);
    }
    free(entries);
    printf("%d inputs\n", files);
    return EXIT_SUCCESS;
}
