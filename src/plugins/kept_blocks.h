/* Blocks of the C library that code under test frees while a world runs.
 *
 * One that it got before any world was made - a constructor's - is needed again in the next run,
 * where it is freed once more: so no such block may ever be freed. One that a library gave it in
 * this run (getline, realpath) is never seen again. Which it is shows only later: blocks wait in
 * line, and only those that have waited longest, and never came again, are freed. */
#ifndef EXN_PLUGINS_KEPT_BLOCKS_H
#define EXN_PLUGINS_KEPT_BLOCKS_H

#include <stdbool.h>

/* Returns false, and does nothing, if it was freed in this run already. */
bool exn_kept_blocks_add(void *memory);

#endif
