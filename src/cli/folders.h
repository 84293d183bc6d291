/* Folders as wholes. Functions that return an int return 0, or -1 (errno). */
#ifndef EXN_CLI_FOLDERS_H
#define EXN_CLI_FOLDERS_H

/* Replaces the folder `published` by the folder `made`, in one move: a reader sees either the old
 * one or the new one. The old folder, if there is one, is then called `made`. Both must be on one
 * disk. */
int exn_folder_publish(const char *made, const char *published);

/* Removes a folder and everything in it; links are not followed. */
int exn_folder_remove(const char *path);

#endif
