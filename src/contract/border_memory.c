/* Blocks of the world's memory: who has them, how large they are, who gives them back. */
#include "contract/border_memory.h"

#include "base/own_assert.h"
#include "contract/allocations.h"
#include "contract/probe.h"

#include <string.h>

_Static_assert(sizeof(exn_block) == sizeof(exn_granule), "what stands behind it stays aligned");

/* --- taking and giving back ------------------------------------------------------------------- */

/* The world keeps no header before the memory of scopes, and one before that of anybody else. */
static size_t header_size(const exeunt_border *border)
{
    return border->member == EXN_NONE ? 0 : sizeof(exn_block);
}

static void *take(const exeunt_border *border, size_t size, size_t alignment)
{
    exn_probe *probe = border->probe;
    size_t header = header_size(border);
    size_t bytes = size > 0 ? size : 1; /* the header alone would not tell where its block ends */
    void *memory = NULL;
    if (bytes <= SIZE_MAX - header) {
        memory = exn_heap_allocate_aligned(probe->world->heap, border->member, bytes + header,
                                           alignment, header);
    }
    if (memory == NULL) {
        probe->recorder->out_of_memory = true;
        longjmp(probe->recorder->ended, 1);
    }
    exn_assert(((uintptr_t)memory + header) % alignment == 0 && "it is aligned for its owner");
    return memory;
}

static void *allocate(exeunt_border *border, size_t size, size_t alignment, bool counts)
{
    exn_probe *probe = border->probe;
    exn_probe_look(probe, border->member); /* what is allocated is zero */
    if (border->member == EXN_NONE) {
        void *memory = take(border, size, alignment);
        if (counts) {
            exn_allocation_note(EXN_NONE, memory);
        }
        return memory;
    }
    exn_block *block = take(border, size, alignment);
    block->size = size;
    block->member = border->member;
    probe->view.holdings->heap_bytes += exn_heap_size_of(probe->world->heap, block);
    bool is_counted =
        counts && !exn_probe_acquire(probe, border->member, EXN_MEMORY, block + 1, size);
    block->made_with = is_counted ? 0 : 1;
    exn_assert(exn_block_of(probe->view.holdings, block + 1) == block && "who frees it finds it");
    if (counts) {
        exn_allocation_note(border->member, block + 1);
    }
    return block + 1;
}

void *exn_border_allocate_aligned(exeunt_border *border, size_t size, size_t alignment)
{
    return allocate(border, size, alignment, true);
}

void *exn_border_allocate_uncounted(exeunt_border *border, size_t size)
{
    return allocate(border, size, sizeof(exn_granule), false);
}

void *exeunt_border_allocate(exeunt_border *border, size_t size)
{
    exn_allocation_made_by(__builtin_return_address(0));
    return exn_border_allocate_aligned(border, size, sizeof(exn_granule));
}

/* A block is as large as was asked for, but the heap has whole granules: behind it all is zero. */
static bool is_written_behind(const exn_block *block, size_t bytes)
{
    const unsigned char *first = (const unsigned char *)(block + 1);
    bool written = false;
    for (size_t at = block->size; at < bytes - sizeof *block; at++) {
        written = written || first[at] != 0;
    }
    return written;
}

static void free_block(exn_probe *probe, uint32_t member, exn_block *block)
{
    exn_block freed = *block;
    char what[120];
    exn_event event = {.kind = EXN_TOUCHES_FREE, .scope = EXN_NONE, .member = member, .what = what};
    if (exn_holdings_inside(probe->view.holdings, member, block + 1, freed.size, what,
                            sizeof what)) {
        exn_record_event(probe->recorder, &probe->view, &event);
        return;
    }
    size_t bytes = exn_heap_size_of(probe->world->heap, block);
    exn_require(bytes >= freed.size + sizeof freed && bytes <= probe->view.holdings->heap_bytes);
    if (is_written_behind(block, bytes)) {
        exn_probe_touch_free(probe, member);
    }
    probe->view.holdings->heap_bytes -= bytes;
    bool was_block = exn_heap_free(probe->world->heap, block);
    exn_assert(was_block && "exn_block_of() has found a block of the heap");
    if (freed.made_with == 0) {
        exn_probe_release(probe, member, EXN_MEMORY, freed.size);
    }
}

/* The block of a manager, or of the body, if this memory is that; else NULL. */
static exn_block *block_of(const exeunt_border *border, const void *memory)
{
    exn_block *block = exn_block_of(border->probe->view.holdings, memory);
    return block != NULL && block->member == border->member ? block : NULL;
}

void exeunt_border_free(exeunt_border *border, void *memory)
{
    exn_probe *probe = border->probe;
    exn_allocation_gone(memory);
    if (border->member == EXN_NONE) {
        if (!exn_heap_free(probe->world->heap, memory)) {
            exn_probe_touch_free(probe, EXN_NONE);
        }
        return;
    }
    if (memory == NULL) {
        return;
    }
    exn_block *block = block_of(border, memory);
    if (block == NULL) {
        exn_probe_touch_free(probe, border->member);
    } else {
        free_block(probe, border->member, block);
    }
}

/* --- size ------------------------------------------------------------------------------------- */

size_t exn_border_size_of(const exeunt_border *border, const void *memory)
{
    if (border->member == EXN_NONE) {
        return exn_heap_size_of(border->probe->world->heap, memory);
    }
    const exn_block *block = block_of(border, memory);
    return block != NULL ? exn_heap_size_of(border->probe->world->heap, block) - sizeof *block : 0;
}

/* The size of a manager's block counts (M3, M4), as it was asked for. */
static void count_anew(const exeunt_border *border, exn_block *block, size_t size)
{
    exn_assert(block != NULL && border->member != EXN_NONE && "scopes have no header");
    exn_held *held = &border->probe->view.holdings->of[border->member];
    bool is_counted = block->made_with == 0 && border->member < border->probe->view.member_count;
    if (is_counted) {
        exn_require(held->bytes >= block->size);
        held->bytes += size - block->size;
    }
    block->size = size;
}

bool exn_border_resize(exeunt_border *border, void *memory, size_t size)
{
    size_t room = exn_border_size_of(border, memory);
    bool wastes = room >= sizeof(exn_granule) && size <= room - sizeof(exn_granule);
    if (room == 0 || size == 0 || size > room || wastes) {
        return false;
    }
    if (border->member != EXN_NONE) {
        count_anew(border, block_of(border, memory), size);
    }
    memset((char *)memory + size, 0, room - size);
    exn_assert(exn_border_size_of(border, memory) == room && "it lies where it lay");
    return true;
}
