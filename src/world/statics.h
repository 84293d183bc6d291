/* Memory of the program that belongs to the world: the data that the code under test may change
 * (objects.h). It is where its owners have put it; it is put back at the beginning of each run, and
 * states that a search goes back to have it as they had it (snapshot.h).
 *
 * A program has little of it, or much of which little changes. Little is compared byte for byte
 * whenever code has run. Much is write-protected, page by page, but for pages in which something
 * else lies as well: a page is compared from the first write to it on. So what is never written
 * costs nothing; but system calls can't write there then.
 *
 * All of it is for one thread, and for one world at a time, as there is one heap. */
#ifndef EXN_WORLD_STATICS_H
#define EXN_WORLD_STATICS_H

#include "world/granule.h"

#include <exeunt/implementation.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The place of the first granule of the statics: after all places of the heap. */
#define EXN_STATICS_FIRST ((uint32_t)1 << 25)

/* A part of it that lies in one page. */
typedef struct exn_static {
    unsigned char *first;
    uint32_t size;
    uint32_t at; /* the place of its first granule; the last one may be filled up with zeroes */
} exn_static;

/* From now on the data of the objects in which these functions lie belongs to the world, as it is;
 * `code` may have the same object more than once. NULL, or why it can't be so, and then none does:
 * static. */
const char *exn_statics_begin(const void *const *code, size_t count);

/* Puts all of it back to what it was before exn_statics_begin; none belongs to the world any more.
 */
void exn_statics_end(void);

/* Remembers the present content as the one that exn_statics_reset goes back to. */
void exn_statics_mark(void);
void exn_statics_reset(void);

/* Lists the names of what was ever seen to change, in this process or one that was forked from it,
 * as "`counter`, `cache`". Returns how many there are; at most `max` are written. */
size_t exn_statics_changed(size_t max, char *text, size_t size);

/* Whether an address that was written to lies in it and was write-protected: now it is not. For
 * handlers of SIGSEGV that come before the own one. */
bool exn_statics_touched(const void *address);

/* --- for snapshots ---------------------------------------------------------------------------- */

/* How many granules there are in all. */
size_t exn_statics_granules(void);

/* Those parts that are compared: others are as they were at the mark. More may come, at the end. */
size_t exn_statics_count(void);
const exn_static *exn_statics_part(size_t index);

/* Where a granule lies: its part, and which one of that it is. */
const exn_static *exn_statics_at(uint32_t at, uint32_t *granule);

/* What a granule was at the mark. */
const exn_granule *exn_statics_marked(uint32_t at);

exn_granule exn_statics_load(const exn_static *part, uint32_t granule);
void exn_statics_store(const exn_static *part, uint32_t granule, exn_granule content);

/* The first granule of a part, from number `granule` on, that differs from its place in `image`,
 * which begins with that of the part's first one; the number of granules if none does. */
uint32_t exn_statics_differing(const exn_static *part, const exn_granule *image, uint32_t granule);
uint32_t exn_statics_granules_of(const exn_static *part);

/* Whether no more than `count` parts are compared, and all are as in `image`, which has each
 * granule at its place, the first one at EXN_STATICS_FIRST. Asked after each step: quick. */
bool exn_statics_equal(const exn_granule *image, size_t count);

/* Remembers that a granule was seen to change from one content to another. */
void exn_statics_note(uint32_t at, const exn_granule *from, const exn_granule *to);

#endif
