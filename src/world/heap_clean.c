/* Free memory: out of reach while code under test runs, looked through afterwards, zero again.
 *
 * heap.h promises that whoever touches it is found. */
#include "base/own_assert.h"
#include "world/heap_layout.h"

/* It costs nothing where nothing was freed far away, and no tool looks on. */
void exn_heap_give(exn_heap *heap, size_t from, size_t end)
{
    exn_assert(heap->aside.out_of_reach && from < end && "what is within reach need not come back");
    if (end > heap->aside.looked_at) {
        exn_pages_open(exn_page_of(larger(from, heap->aside.looked_at)), exn_page_behind(end));
    }
    exn_tools_allow(&heap->granules[from], &heap->granules[end]);
}

/* Closes the pages that lie, at least in part, between `from` and `end`, if all of them is free. */
static void close_pages(exn_heap *heap, size_t from, size_t end)
{
    size_t free_end = end_of_free(heap);
    size_t gap = larger(end_of_used(heap, from), heap->aside.looked_at);
    size_t behind = next_that_is(heap, true, end, free_end);
    exn_assert(from < end && gap <= larger(from, heap->aside.looked_at) &&
               "what is used stays open");
    exn_pages_close((char *)heap->granules, larger(exn_page_behind(gap), exn_page_of(from)),
                    smaller(exn_page_of(behind), exn_page_behind(end)));
}

void exn_heap_take_away(exn_heap *heap, size_t from, size_t end)
{
    exn_assert(heap->aside.guarded && !is_used(heap, from) &&
               "only what is free goes out of reach");
    heap->aside.out_of_reach = true;
    exn_tools_forbid(&heap->granules[from], &heap->granules[end]);
    if (end > heap->aside.looked_at) {
        close_pages(heap, from, end);
    }
}

/* A granule as the processor takes it at once. */
typedef uint64_t whole_granule __attribute__((vector_size(16), may_alias));

EXN_READS_FREE static inline bool is_zero(const exn_heap *heap, size_t from, size_t end)
{
    const whole_granule *granules = (const whole_granule *)(const void *)heap->granules;
    whole_granule any = {0, 0};
    size_t at = from;
    for (; at + 4 <= end; at += 4) {
        any |= granules[at] | granules[at + 1] | granules[at + 2] | granules[at + 3];
    }
    for (; at < end; at++) {
        any |= granules[at];
    }
    return (any[0] | any[1]) == 0;
}

/* The same of all that is free. There may be a gap beside each block, so most stretches are short.
 */
EXN_READS_FREE static bool is_free_zero(const exn_heap *heap, size_t from, size_t end)
{
    const whole_granule *granules = (const whole_granule *)(const void *)heap->granules;
    whole_granule any = {0, 0};
    exn_assert(end <= GRANULES && "the bits are there");
    for (size_t at = from; at < end; at += WORD_BITS - at % WORD_BITS) {
        uint64_t unused = ~heap->bits[at / WORD_BITS].used >> (at % WORD_BITS);
        unused &= end - at < WORD_BITS ? mask_of(end - at) - 1 : ~(uint64_t)0;
        for (size_t i = at; unused != 0;) {
            size_t skipped = (size_t)__builtin_ctzll(unused);
            unused >>= skipped;
            i += skipped;
            while ((unused & 0xF) == 0xF) {
                any |= granules[i] | granules[i + 1] | granules[i + 2] | granules[i + 3];
                unused >>= 4;
                i += 4;
            }
            if ((unused & 1) != 0) {
                any |= granules[i];
                unused >>= 1;
                i += 1;
            }
        }
    }
    return (any[0] | any[1]) == 0;
}

static bool clean_part(exn_heap *heap, size_t from, size_t end)
{
    if (is_zero(heap, from, end)) {
        return false;
    }
    exn_tools_allow(&heap->granules[from], &heap->granules[end]);
    zero(heap, from, end);
    if (heap->aside.guarded) {
        exn_tools_forbid(&heap->granules[from], &heap->granules[end]);
    }
    return true;
}

/* Takes all that is free out of reach: by pages, behind `looked_at`, and of the tools. */
__attribute__((noinline)) static void take_all_away(exn_heap *heap)
{
    heap->aside.out_of_reach = true;
    size_t end = end_of_free(heap);
    exn_assert(heap->aside.guarded && "outside of a guard all is within reach");
    exn_assert(heap->low <= heap->high);
    for (size_t at = heap->low; at < end;) {
        size_t from = next_that_is(heap, false, at, end);
        at = next_that_is(heap, true, from, end);
        exn_tools_forbid(&heap->granules[from], &heap->granules[at]);
        exn_pages_close((char *)heap->granules,
                        exn_page_behind(larger(from, heap->aside.looked_at)), exn_page_of(at));
    }
}

/* Cleans one stretch of free memory, but for closed pages: a touch of those is known already. */
static bool clean_gap(exn_heap *heap, size_t from, size_t end)
{
    size_t at = smaller(end, larger(from, heap->aside.looked_at));
    bool found = clean_part(heap, from, at);
    while (at < end) {
        size_t next = smaller(end, (exn_page_of(at) + 1) * PAGE_GRANULES);
        found = (!exn_page_is_closed(exn_page_of(at)) && clean_part(heap, at, next)) || found;
        at = next;
    }
    return found;
}

/* Not inlined: that there is anything to look at is rare. */
__attribute__((noinline)) static bool clean(exn_heap *heap, size_t end)
{
    exn_tools_ignore();
    size_t pages_from = smaller(end, larger(heap->low, heap->aside.looked_at));
    size_t tail = smaller(pages_from, larger(heap->low, larger(heap->high, heap->aside.ever_used)));
    bool found = !is_free_zero(heap, heap->low, tail) || !is_zero(heap, tail, pages_from);
    for (size_t at = found ? heap->low : pages_from; at < end;) {
        size_t from = next_that_is(heap, false, at, end);
        at = next_that_is(heap, true, from, end);
        found = clean_gap(heap, from, at) || found;
    }
    exn_tools_mind();
    size_t page, pages_end;
    if (heap->aside.out_of_reach && exn_pages_touched(&page, &pages_end)) {
        found = true;
        exn_tools_allow(&heap->granules[end], &heap->granules[pages_end * PAGE_GRANULES]);
        exn_assert(page < pages_end && "who touches a page touches a whole one");
        zero(heap, larger(end, page * PAGE_GRANULES), pages_end * PAGE_GRANULES);
        take_all_away(heap);
    }
    return found;
}

/* What is nearly always so after a step: all that is free and near is within reach, and zero. */
EXN_READS_FREE static inline bool is_clean(const exn_heap *heap, size_t used, size_t end)
{
    return end <= heap->aside.looked_at && !heap->aside.out_of_reach && is_zero(heap, used, end) &&
           is_free_zero(heap, heap->low, used);
}

bool exn_heap_clean(exn_heap *heap)
{
    size_t used = larger(heap->high, heap->aside.ever_used);
    size_t end = used + (heap->aside.apart ? GRANULES_LOOKED_BEHIND : 0);
    return heap->low < end && !is_clean(heap, used, end) && clean(heap, smaller(end, GRANULES));
}

void exn_heap_guard(exn_heap *heap)
{
    heap->aside.guarded = true;
    if (larger(heap->high, heap->aside.ever_used) > heap->aside.looked_at || exn_tools_look_on) {
        take_all_away(heap);
    }
}

void exn_heap_unguard(exn_heap *heap)
{
    heap->aside.guarded = false;
    if (heap->aside.out_of_reach) {
        heap->aside.out_of_reach = false;
        exn_pages_open_all();
        exn_tools_allow(heap->granules, &heap->granules[end_of_free(heap)]);
    }
}
