/* Publishes and removes folders as wholes. */
#include "cli/folders.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>

int exn_folder_publish(const char *made, const char *published)
{
    if (renameat2(AT_FDCWD, made, AT_FDCWD, published, RENAME_EXCHANGE) == 0) {
        return 0;
    }
    return errno == ENOENT ? rename(made, published) : -1;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status;
    (void)type;
    (void)place;
    return remove(path);
}

int exn_folder_remove(const char *path)
{
    enum { DESCRIPTORS_MAX = 16 };
    return nftw(path, remove_entry, DESCRIPTORS_MAX, FTW_DEPTH | FTW_PHYS);
}
