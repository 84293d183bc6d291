/* What keeps free memory from being touched unseen while code under test runs: pages out of reach,
 * and what AddressSanitizer and valgrind are told.
 *
 * Addresses are those of the heap's blocks. One in a process, as there is one heap. */
#ifndef EXN_WORLD_GUARD_H
#define EXN_WORLD_GUARD_H

#include <stdbool.h>
#include <stddef.h>

enum { EXN_PAGE_SIZE = 4096, EXN_PAGE_GRANULES = EXN_PAGE_SIZE / 16 };

/* The page of a granule, and the first page that begins at the granule or after it. */
static inline size_t exn_page_of(size_t granule)
{
    return granule / EXN_PAGE_GRANULES;
}
static inline size_t exn_page_behind(size_t granule)
{
    return (granule + EXN_PAGE_GRANULES - 1) / EXN_PAGE_GRANULES;
}

/* --- pages out of reach ----------------------------------------------------------------------- */

/* A page that code touches comes within reach again, and exn_pages_touched reports it. `first` is
 * where the blocks of the heap begin; pages are counted from there. */

/* Up to EXN_PAGES_MAX. What the system refuses to close stays within reach. */
#define EXN_PAGES_MAX ((size_t)1 << 16)
void exn_pages_close(char *first, size_t page, size_t end);
void exn_pages_open(size_t page, size_t end);
bool exn_page_is_closed(size_t page);
/* Opens all of them, and forgets what was touched. */
void exn_pages_open_all(void);
/* Closes again what somebody has opened behind our back: a fence (fence.h). */
void exn_pages_close_again(void);

/* Whether a page was touched since the last call. The touched ones lie from *page up to *end, and
 * are open. */
bool exn_pages_touched(size_t *page, size_t *end);

/* --- tools ------------------------------------------------------------------------------------ */

/* Whether one of the tools is there (exn_tools_find). It learns which memory, from `first` up to
 * `end`, must not be touched, and which may. */
extern bool exn_tools_look_on;
void exn_tools_find(void);
void exn_tools_forbid(void *first, void *end);
void exn_tools_allow(void *first, void *end);
/* From here to exn_tools_mind valgrind says nothing about what is read. */
void exn_tools_ignore(void);
void exn_tools_mind(void);

/* For functions that read what is free, to see whether it is clean. */
#define EXN_READS_FREE __attribute__((no_sanitize("address")))

#endif
