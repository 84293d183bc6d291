/* Reads results.json of former runs, and joins several of them into one run. */
#ifndef EXN_CLI_RESULTS_FILES_H
#define EXN_CLI_RESULTS_FILES_H

#include "report/report.h"

#include <jansson.h>

/* One results.json. */
typedef struct exn_results_file {
    char *path;
    json_t *json;
    const json_t *run;                           /* what the command line said, in `json` */
    unsigned long long shard_index, shard_count; /* 0, 0: it is no shard */
    exn_case *cases;
    size_t case_count;
} exn_results_file;

typedef struct exn_results_files {
    exn_results_file *items;
    size_t count;
    exn_case *joined; /* of all files; what they point to belongs to the files */
} exn_results_files;

/* Reads what `paths` name: files, and folders in which lie the shards of a run or, if there are
 * none, a whole run. Returns false after a message. The caller frees `files` whatever this returns.
 */
bool exn_results_files_read(char *const *paths, size_t path_count, exn_results_files *files);
void exn_results_files_free(exn_results_files *files);

/* Joins them into `run`, as one run would have been: the shards of one, in the order in which their
 * scenarios were dealt out; or runs, one after the other. `run` lives as long as the files. Returns
 * false after a message: a shard is missing, or they are not of the same command line. */
bool exn_results_files_join(exn_results_files *files, exn_session *run);

#endif
