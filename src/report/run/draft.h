/* Files that appear as a whole or not at all. Private to this folder. */
#ifndef EXN_REPORT_RUN_DRAFT_H
#define EXN_REPORT_RUN_DRAFT_H

#include <stdio.h>

/* A file under a temporary name, in its final folder. */
typedef struct exn_draft {
    char *path;      /* its final name */
    char *temporary; /* its current name */
    FILE *file;
} exn_draft;

/* Begins a file. Returns 0, or -1 (errno); then there is no draft to publish or drop. */
int exn_draft_begin(exn_draft *draft, const char *folder, const char *name);

/* The same of a file whose folder is part of its path. */
int exn_draft_begin_at(exn_draft *draft, const char *path);

/* Writes the contents to the disk, still under the temporary name. Returns 0, or -1 (errno). The
 * caller must publish or drop the draft in both cases. */
int exn_draft_finish(exn_draft *draft);

/* Renames a finished file to its final name, in one move. Returns 0, or -1 (errno). The draft
 * ends. */
int exn_draft_publish(exn_draft *draft);

/* Removes the draft; a file with the final name stays as it was. Keeps errno. */
void exn_draft_drop(exn_draft *draft);

/* Makes a folder and its parents. Returns 0, or -1 (errno). */
int exn_make_folders(const char *path);

#endif
