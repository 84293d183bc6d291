/* Closes pages of free memory, and talks to AddressSanitizer and valgrind: guard.h. */
#include "world/guard.h"

#include "base/own_assert.h"
#include "world/statics.h"

#include <exeunt/implementation.h>

#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>

#if defined(__has_include)
#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#define HAS_VALGRIND 1
#endif
#endif

/* --- pages out of reach ----------------------------------------------------------------------- */

enum { WORD_BITS = 64 };

static EXEUNT_OUTSIDE struct {
    char *first;
    uint64_t closed[EXN_PAGES_MAX / WORD_BITS];
    size_t from, end; /* outside of these none is closed */
    bool touched;
    size_t touched_from, touched_end;
    struct sigaction before; /* who handled SIGSEGV; while any is closed */
} pages;

static void set_closed(size_t page, bool closed)
{
    uint64_t bit = (uint64_t)1 << (page % WORD_BITS);
    uint64_t *word = &pages.closed[page / WORD_BITS];
    *word = closed ? *word | bit : *word & ~bit;
}

bool exn_page_is_closed(size_t page)
{
    return ((pages.closed[page / WORD_BITS] >> (page % WORD_BITS)) & 1) != 0;
}

static bool reach(size_t page, size_t end, bool within)
{
    exn_assert(page < end && end <= EXN_PAGES_MAX && pages.first != NULL);
    return mprotect(pages.first + page * EXN_PAGE_SIZE, (end - page) * EXN_PAGE_SIZE,
                    within ? PROT_READ | PROT_WRITE : PROT_NONE) == 0;
}

/* Code that touches a closed page goes on with it open. The functions that look at free memory find
 * out afterwards which code that was. */
static void on_fault(int number, siginfo_t *info, void *context)
{
    uintptr_t page = ((uintptr_t)info->si_addr - (uintptr_t)pages.first) / EXN_PAGE_SIZE;
    (void)context;
    if (exn_statics_touched(info->si_addr)) {
        return;
    }
    if (page >= EXN_PAGES_MAX || !exn_page_is_closed(page)) {
        sigaction(number, &pages.before, NULL); /* not ours: it happens again, for whoever it is */
        return;
    }
    exn_pages_open(page, page + 1);
    pages.touched_from = pages.touched && pages.touched_from < page ? pages.touched_from : page;
    pages.touched_end =
        pages.touched && pages.touched_end > page + 1 ? pages.touched_end : page + 1;
    exn_assert(pages.touched_from <= page && page < pages.touched_end);
    pages.touched = true;
}

static void handle_faults(void)
{
    struct sigaction action = {.sa_sigaction = on_fault,
                               .sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    sigaction(SIGSEGV, &action, &pages.before);
}

void exn_pages_close(char *first, size_t page, size_t end)
{
    bool none_before = pages.from == pages.end;
    exn_assert((none_before || pages.first == first) && "there is one heap in a process");
    exn_assert((uintptr_t)first % EXN_PAGE_SIZE == 0);
    pages.first = first;
    if (page >= end || !reach(page, end, false)) {
        return;
    }
    if (none_before) {
        handle_faults();
    }
    pages.from = none_before || page < pages.from ? page : pages.from;
    pages.end = none_before || end > pages.end ? end : pages.end;
    exn_assert(pages.from <= page && pages.end >= end && "no page is closed outside of these");
    for (size_t i = page; i < end; i++) {
        set_closed(i, true);
    }
}

void exn_pages_open(size_t page, size_t end)
{
    for (size_t i = page; i < end; i++) {
        size_t from = i;
        while (i < end && exn_page_is_closed(i)) {
            set_closed(i, false);
            i += 1;
        }
        if (i > from) {
            reach(from, i, true);
        }
    }
}

void exn_pages_open_all(void)
{
    exn_assert(pages.from <= pages.end);
    if (pages.from < pages.end) {
        reach(pages.from, pages.end, true);
        for (size_t i = pages.from; i < pages.end; i++) {
            set_closed(i, false);
        }
        sigaction(SIGSEGV, &pages.before, NULL);
    }
    pages.from = 0;
    pages.end = 0;
    pages.touched = false;
}

void exn_pages_close_again(void)
{
    for (size_t i = pages.from; i < pages.end; i++) {
        if (exn_page_is_closed(i)) {
            reach(i, i + 1, false);
        }
    }
}

bool exn_pages_touched(size_t *page, size_t *end)
{
    bool touched = pages.touched;
    exn_assert(!touched || pages.touched_from < pages.touched_end);
    *page = pages.touched_from;
    *end = pages.touched_end;
    pages.touched = false;
    return touched;
}

/* --- tools ------------------------------------------------------------------------------------ */

/* Of AddressSanitizer: there if the program that this is part of was built with it, whatever this
 * was built with. */
extern void __asan_poison_memory_region(void const volatile *memory, size_t size)
    __attribute__((weak));
extern void __asan_unpoison_memory_region(void const volatile *memory, size_t size)
    __attribute__((weak));

bool exn_tools_look_on;

/* Of valgrind's tools only memcheck answers. */
void exn_tools_find(void)
{
    exn_tools_look_on = __asan_poison_memory_region != NULL;
#ifdef HAS_VALGRIND
    exn_tools_look_on = VALGRIND_MAKE_MEM_DEFINED(&pages, sizeof pages) != 0 || exn_tools_look_on;
#endif
}

void exn_tools_forbid(void *first, void *end)
{
    if (!exn_tools_look_on || first >= end) {
        return;
    }
    size_t size = (size_t)((char *)end - (char *)first);
    exn_assert((uintptr_t)first % sizeof(exn_granule) == 0 && "free memory is whole granules");
    if (__asan_poison_memory_region != NULL) {
        __asan_poison_memory_region(first, size);
    }
#ifdef HAS_VALGRIND
    VALGRIND_MAKE_MEM_NOACCESS(first, size);
#endif
}

void exn_tools_allow(void *first, void *end)
{
    if (!exn_tools_look_on || first >= end) {
        return;
    }
    size_t size = (size_t)((char *)end - (char *)first);
    if (__asan_unpoison_memory_region != NULL) {
        __asan_unpoison_memory_region(first, size);
    }
#ifdef HAS_VALGRIND
    VALGRIND_MAKE_MEM_DEFINED(first, size);
#endif
}

void exn_tools_ignore(void)
{
#ifdef HAS_VALGRIND
    if (exn_tools_look_on) {
        VALGRIND_DISABLE_ERROR_REPORTING;
    }
#endif
}

void exn_tools_mind(void)
{
#ifdef HAS_VALGRIND
    if (exn_tools_look_on) {
        VALGRIND_ENABLE_ERROR_REPORTING;
    }
#endif
}
