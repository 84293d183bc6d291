/* Which scenario files a command line means. */
#ifndef EXN_CLI_SCENARIO_FILES_H
#define EXN_CLI_SCENARIO_FILES_H

#include <stdbool.h>
#include <stddef.h>

typedef struct exn_file {
    char *path;  /* to open it, and for messages */
    char *label; /* short: without what all have in common and without .yaml ("pool/of-none") */
} exn_file;

typedef struct exn_files {
    exn_file *items;
    size_t count;
} exn_files;

/* Finds the files that `paths` mean, each once, in order: a file itself, of a folder all *.yaml and
 * *.yml below it, sorted by name; `-` is standard input. Hidden ones are left out unless they are
 * named.
 *
 * Returns false if a path is missing, cannot be read or is a folder without such files, after a
 * message on stderr for each.
 * Whatever it returns, `files` is to be freed.
 */
bool exn_files_find(char *const *paths, size_t path_count, exn_files *files);

void exn_files_free(exn_files *files);

/* Reads a whole file, or standard input where `path` is `-`. Returns malloc'ed bytes, terminated,
 * or NULL (errno; EFBIG beyond 16 MiB). */
char *exn_file_read(const char *path, size_t *length);

#endif
