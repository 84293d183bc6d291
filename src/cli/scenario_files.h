/* Finds the scenario files that a command line names. */
#ifndef EXN_CLI_SCENARIO_FILES_H
#define EXN_CLI_SCENARIO_FILES_H

#include <stdbool.h>
#include <stddef.h>

typedef struct exn_file {
    char *path;  /* to open the file, and for messages */
    char *label; /* short: without the common prefix and without .yaml ("pool/of-none") */
    char *text;  /* of a generated scenario (generated_scenarios.h), which no file holds; or NULL */
} exn_file;

typedef struct exn_files {
    exn_file *items;
    size_t count;
} exn_files;

/* Finds the files that `paths` name, each once, in order. A folder stands for all *.yaml and *.yml
 * below it, sorted by name; `-` is standard input; others name generated scenarios
 * (generated_scenarios.h). Hidden files are left out unless they are named.
 *
 * Returns false if a path is missing, cannot be read, or is a folder without such files, after a
 * message on stderr for each. The caller frees `files` whatever this returns.
 */
bool exn_files_find(char *const *paths, size_t path_count, exn_files *files);

void exn_files_free(exn_files *files);

/* Reads a whole file, or standard input if `path` is `-`. Returns malloc'ed bytes, terminated; or
 * NULL (errno; EFBIG if the file is longer than 16 MiB). */
char *exn_file_read(const char *path, size_t *length);

#endif
