/* Blocks of the world's memory: who has them, how large they are, who gives them back. */
#include "contract/border_memory.h"

#include "base/own_assert.h"
#include "contract/allocations.h"
#include "contract/probe.h"

#include <string.h>

_Static_assert(sizeof(exn_block) == sizeof(exn_granule), "what stands behind it stays aligned");

/* --- what stands behind a block --------------------------------------------------------------- */

/* A block with a header is as large as was asked for, but the heap has whole granules: the rest of
 * them, a byte at least, is full of this. It is not zero, for the byte that is most often written
 * behind a block is the zero at the end of a text. */
enum { BEHIND = 0xb5 };

/* How many bytes are taken for a block, without its header. */
static size_t room_for(size_t size)
{
    return (size / sizeof(exn_granule) + 1) * sizeof(exn_granule);
}

static unsigned char *bytes_of(exn_block *block)
{
    return (unsigned char *)(block + 1);
}

/* Up to `room`, which is all that the heap has. */
static void write_behind(exn_block *block, size_t room)
{
    exn_assert(room == room_for(block->size) && "it has as much as is needed");
    memset(bytes_of(block) + block->size, BEHIND, room - block->size);
}

static bool is_written_behind(exn_block *block, size_t room)
{
    const unsigned char *first = bytes_of(block);
    bool written = false;
    for (size_t at = block->size; at < room; at++) {
        written = written || first[at] != BEHIND;
    }
    return written;
}

/* --- taking and giving back ------------------------------------------------------------------- */

/* The world keeps no header before the memory of scopes, but before what is of all, and before that
 * of anybody else. Where all code is a scope's there is no such thing. */
static bool has_header(const exeunt_border *border, exn_block_fate fate)
{
    return border->member != EXN_NONE ||
           (fate == EXN_BLOCK_OF_ALL && border->probe->view.holdings != NULL);
}

static void *take(const exeunt_border *border, size_t size, size_t alignment, size_t header)
{
    exn_probe *probe = border->probe;
    void *memory = NULL;
    if (size <= SIZE_MAX - header) {
        memory = exn_heap_allocate_aligned(probe->world->heap, border->member, size + header,
                                           alignment, header);
    }
    if (memory == NULL) {
        probe->recorder->out_of_memory = true;
        longjmp(probe->recorder->ended, 1);
    }
    exn_assert(((uintptr_t)memory + header) % alignment == 0 && "it is aligned for its owner");
    return memory;
}

/* The same with a header. */
static exn_block *take_block(exeunt_border *border, size_t size, size_t alignment,
                             exn_block_fate fate)
{
    exn_probe *probe = border->probe;
    exn_assert(probe->view.holdings != NULL && "where all code is a scope's no block has a header");
    size_t room = size < SIZE_MAX - sizeof(exn_granule) ? room_for(size) : size; /* too much */
    exn_block *block = take(border, room, alignment, sizeof *block);
    block->size = size;
    write_behind(block, room);
    block->member = border->member;
    probe->view.holdings->heap_bytes += exn_heap_size_of(probe->world->heap, block);
    if (fate == EXN_BLOCK_HELD &&
        exn_probe_acquire(probe, border->member, EXN_MEMORY, block + 1, size)) {
        fate = EXN_BLOCK_MADE_WITH;
    }
    block->fate = fate;
    exn_assert(exn_block_of(probe->view.holdings, block + 1) == block && "who frees it finds it");
    return block;
}

static void *allocate(exeunt_border *border, size_t size, size_t alignment, exn_block_fate fate)
{
    exn_probe_look(border->probe, border->member); /* what is allocated is zero */
    void *memory = has_header(border, fate) ? take_block(border, size, alignment, fate) + 1
                                            : take(border, size, alignment, 0);
    if (fate != EXN_BLOCK_OF_ALL) {
        exn_allocation_note(border->member, memory);
    }
    return memory;
}

void *exn_border_allocate_aligned(exeunt_border *border, size_t size, size_t alignment)
{
    return allocate(border, size, alignment, EXN_BLOCK_HELD);
}

void *exn_border_allocate_for_all(exeunt_border *border, size_t size)
{
    return allocate(border, size, sizeof(exn_granule), EXN_BLOCK_OF_ALL);
}

void *exeunt_border_allocate(exeunt_border *border, size_t size)
{
    exn_allocation_made_by(__builtin_return_address(0));
    return exn_border_allocate_aligned(border, size, sizeof(exn_granule));
}

/* `border` gives back a block: its own, or one that it may give back as if it were. */
static void free_block(const exeunt_border *border, exn_block *block)
{
    exn_probe *probe = border->probe;
    exn_block freed = *block;
    char what[120];
    exn_event event = {
        .kind = EXN_TOUCHES_FREE, .scope = EXN_NONE, .member = border->member, .what = what};
    if (freed.member != EXN_NONE && exn_holdings_inside(probe->view.holdings, freed.member,
                                                        block + 1, freed.size, what, sizeof what)) {
        exn_record_event(probe->recorder, &probe->view, &event);
        return;
    }
    size_t bytes = exn_heap_size_of(probe->world->heap, block);
    exn_require(bytes >= freed.size + sizeof freed && bytes <= probe->view.holdings->heap_bytes);
    if (is_written_behind(block, bytes - sizeof *block)) {
        exn_probe_touch_free(probe, border->member);
    }
    probe->view.holdings->heap_bytes -= bytes;
    bool was_block = exn_heap_free(probe->world->heap, block);
    exn_assert(was_block && "exn_block_of() has found a block of the heap");
    if (freed.fate == EXN_BLOCK_HELD) {
        exn_probe_release(probe, freed.member, EXN_MEMORY, freed.size);
    }
}

/* Whether both are handles of one manager, which tasks share: what one has taken is the manager's,
 * and another one may give it back. */
static bool are_of_one_manager(const exn_view *view, uint32_t one, uint32_t other)
{
    bool are_members = one < view->member_count && other < view->member_count;
    return are_members && view->facts[one].shared != EXN_NONE &&
           view->facts[one].shared == view->facts[other].shared;
}

/* The block of this memory, if the code behind the border may give it back; else NULL. */
static exn_block *block_of(const exeunt_border *border, const void *memory)
{
    const exn_view *view = &border->probe->view;
    exn_block *block = exn_block_of(view->holdings, memory);
    bool may_be_given =
        block != NULL && (block->member == border->member || block->fate == EXN_BLOCK_OF_ALL ||
                          are_of_one_manager(view, block->member, border->member));
    return may_be_given ? block : NULL;
}

void exeunt_border_free(exeunt_border *border, void *memory)
{
    exn_probe *probe = border->probe;
    exn_allocation_gone(memory);
    if (memory == NULL ||
        (border->member == EXN_NONE && exn_heap_free(probe->world->heap, memory))) {
        return;
    }
    exn_block *block = block_of(border, memory);
    if (block == NULL) {
        exn_probe_touch_free(probe, border->member);
    } else {
        free_block(border, block);
    }
}

/* --- size ------------------------------------------------------------------------------------- */

size_t exn_border_size_of(const exeunt_border *border, const void *memory)
{
    const exn_heap *heap = border->probe->world->heap;
    size_t of_scope = border->member == EXN_NONE ? exn_heap_size_of(heap, memory) : 0;
    const exn_block *block = of_scope == 0 ? block_of(border, memory) : NULL;
    return block != NULL ? exn_heap_size_of(heap, block) - sizeof *block : of_scope;
}

size_t exn_border_usable_size(const exeunt_border *border, const void *memory)
{
    size_t room = exn_border_size_of(border, memory);
    const exn_block *block = room > 0 ? block_of(border, memory) : NULL;
    exn_assert((block == NULL || block->size <= room) &&
               "it has at least as much as was asked for");
    return block != NULL ? block->size : room;
}

/* The size of a manager's block counts (M3, M4), as it was asked for. */
static void count_anew(const exeunt_border *border, exn_block *block, size_t size)
{
    if (block->fate == EXN_BLOCK_HELD && block->member < border->probe->view.member_count) {
        exn_held *held = &border->probe->view.holdings->of[block->member];
        exn_require(held->bytes >= block->size);
        held->bytes += size - block->size;
    }
    block->size = size;
}

/* A block of a scope has no header, and may waste less than a granule. */
static bool fits(const exn_block *block, size_t size, size_t room)
{
    return block != NULL ? size < room && room_for(size) == room
                         : size <= room && size + sizeof(exn_granule) > room;
}

bool exn_border_resize(exeunt_border *border, void *memory, size_t size)
{
    size_t room = exn_border_size_of(border, memory);
    exn_block *block = room > 0 ? block_of(border, memory) : NULL;
    if (room == 0 || size == 0 || !fits(block, size, room)) {
        return false;
    }
    if (block == NULL) {
        memset((char *)memory + size, 0, room - size);
        return true;
    }
    if (size > block->size) {
        memset(bytes_of(block) + block->size, 0, size - block->size);
    }
    count_anew(border, block, size);
    write_behind(block, room);
    exn_assert(exn_border_size_of(border, memory) == room && "it lies where it lay");
    return true;
}
