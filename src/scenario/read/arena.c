/* Memory in blocks that are freed together; jumps back to a guard when memory runs out. */
#include "scenario/read/arena.h"

#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 16384, ALIGNMENT = 16 };

typedef struct block {
    struct block *next;
    size_t used;
    size_t size;
    _Alignas(ALIGNMENT) unsigned char bytes[];
} block;

typedef struct guard {
    struct guard *outer;
    jmp_buf left;
} guard;

struct exn_arena {
    block *newest;
    guard *innermost;
};

exn_arena *exn_arena_new(void)
{
    return calloc(1, sizeof(exn_arena));
}

bool exn_arena_guard(exn_arena *arena, exn_arena_work_fn *work, void *context)
{
    guard here = {.outer = arena->innermost};
    arena->innermost = &here;
    if (setjmp(here.left) != 0) {
        return false;
    }
    work(context);
    arena->innermost = here.outer;
    return true;
}

void exn_arena_fail(exn_arena *arena)
{
    guard *left = arena->innermost;
    if (left == NULL) {
        abort(); /* an error of the caller: there must be a guard */
    }
    arena->innermost = left->outer;
    longjmp(left->left, 1);
}

void exn_arena_free(exn_arena *arena)
{
    if (arena == NULL) {
        return;
    }
    for (block *each = arena->newest, *next; each != NULL; each = next) {
        next = each->next;
        free(each);
    }
    free(arena);
}

void *exn_arena_take(exn_arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2) {
        exn_arena_fail(arena);
    }
    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    block *current = arena->newest;
    if (current == NULL || current->size - current->used < size) {
        size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
        current = malloc(sizeof(block) + room);
        if (current == NULL) {
            exn_arena_fail(arena);
        }
        current->size = room;
        current->used = 0;
        current->next = arena->newest;
        arena->newest = current;
    }
    void *memory = current->bytes + current->used;
    current->used += size;
    return memset(memory, 0, size); /* here, as most blocks are used in part alone */
}

void *exn_arena_grow(exn_arena *arena, const void *array, size_t *room, size_t item_size)
{
    size_t more = *room == 0 ? 8 : *room * 2;
    void *larger = exn_arena_take(arena, more * item_size);
    if (*room > 0) {
        memcpy(larger, array, *room * item_size);
    }
    *room = more;
    return larger;
}

char *exn_arena_copy(exn_arena *arena, const char *text, size_t length)
{
    char *copy = exn_arena_take(arena, length + 1);
    if (length > 0) {
        memcpy(copy, text, length);
    }
    return copy;
}

char *exn_arena_format_list(exn_arena *arena, const char *format, va_list list)
{
    va_list again;
    va_copy(again, list);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (length < 0) {
        exn_arena_fail(arena);
    }
    char *text = exn_arena_take(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, list);
    return text;
}

char *exn_arena_format(exn_arena *arena, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    char *text = exn_arena_format_list(arena, format, list);
    va_end(list);
    return text;
}
