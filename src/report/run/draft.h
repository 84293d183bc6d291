/* Files that are there as a whole or not at all. Private to this folder. */
#ifndef EXN_REPORT_RUN_DRAFT_H
#define EXN_REPORT_RUN_DRAFT_H

#include <stdio.h>

/* A file under a temporary name, in the folder where it will be. */
typedef struct exn_draft {
    char *path;      /* as it will be called */
    char *temporary; /* as it is called now */
    FILE *file;
} exn_draft;

/* Begins a file. Returns 0, or -1 (errno); then there is nothing to end. */
int exn_draft_begin(exn_draft *draft, const char *folder, const char *name);

/* Brings what was written to the disk, under its temporary name still.
 * Returns 0, or -1 (errno). It must be published or dropped all the same. */
int exn_draft_finish(exn_draft *draft);

/* Gives a finished file its name, in one move. Returns 0, or -1 (errno); the draft is over. */
int exn_draft_publish(exn_draft *draft);

/* Removes it: a file of that name stays as it was. Keeps errno. */
void exn_draft_drop(exn_draft *draft);

/* Makes a folder and those above it. Returns 0, or -1 (errno). */
int exn_make_folders(const char *path);

#endif
