/* Folders as wholes. Functions that return an int return 0, or -1 (errno). */
#ifndef EXN_CLI_FOLDERS_H
#define EXN_CLI_FOLDERS_H

/* Puts the folder `made` in the place of `published`, in one move: whoever looks sees the old one
 * or the new one. The old one, if there is one, is then called `made`. Both lie on one disk. */
int exn_folder_publish(const char *made, const char *published);

/* Removes a folder and all that is in it; links are not followed. */
int exn_folder_remove(const char *path);

#endif
