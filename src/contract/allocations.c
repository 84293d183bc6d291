/* Where memory was allocated: a list of what was allocated and freed, in order (allocations.h). */
#include "contract/allocations.h"

#include "base/own_assert.h"
#include "contract/view.h"

#include <exeunt/implementation.h>

#include <execinfo.h>
#include <stdio.h>

enum { CALLS_MAX = 8, DEPTH_MAX = 64 };

typedef struct allocation {
    const void *memory;
    const void *calls[CALLS_MAX]; /* the first one makes it */
    uint32_t call_count;          /* 0: it is freed here */
    uint32_t member;
} allocation;

EXEUNT_OUTSIDE bool exn_allocations_remembered;

/* Where there are more the places of the last ones stay unknown. They take no memory of malloc,
 * which is counted while subjects and managers are being made (world/malloced.h). */
enum { ALLOCATIONS_MAX = 1 << 14 };

/* There is one world in a process. The list is nobody's state. */
static EXEUNT_OUTSIDE struct {
    exn_describe_calls_fn *describe;
    const void *code; /* that makes the next one; NULL: nobody has said it */
    allocation items[ALLOCATIONS_MAX];
    size_t count;
    size_t made; /* how many are older than every run */
} list;

/* The first call of backtrace() loads a library, which takes memory of malloc. */
void exn_allocations_describe_by(exn_describe_calls_fn *describe)
{
    void *first;
    list.describe = describe;
    backtrace(&first, 1);
}

static void begin(size_t count)
{
    exn_assert(count <= list.count);
    list.count = count;
    list.code = NULL;
    exn_allocations_remembered = list.describe != NULL;
}

void exn_allocations_begin(void)
{
    list.made = 0;
    begin(0);
}

void exn_allocations_made(void)
{
    exn_assert(list.made == 0 && "a world is made once");
    list.made = list.count;
    exn_allocations_remembered = false;
}

void exn_allocations_begin_shown(void)
{
    exn_assert(!exn_allocations_remembered && "one run is shown at a time");
    begin(list.made);
}

void exn_allocations_end_shown(void)
{
    exn_allocations_remembered = false;
}

static void append(allocation item)
{
    exn_assert(exn_allocations_remembered && item.memory != NULL);
    if (list.count < ALLOCATIONS_MAX) {
        list.items[list.count++] = item;
    }
}

void exn_allocation_is_made_by(const void *code)
{
    exn_assert(code != NULL && "each call returns to somewhere");
    list.code = list.code != NULL ? list.code : code;
}

/* Lists the calls under way, from the one that returns to `code` on. */
static void list_calls(const void *code, allocation *made)
{
    void *calls[DEPTH_MAX];
    int depth = backtrace(calls, DEPTH_MAX);
    int at = 0;
    while (at < depth && calls[at] != code) {
        at += 1;
    }
    for (; at < depth && made->call_count < CALLS_MAX; at++) {
        made->calls[made->call_count++] = calls[at];
    }
    if (made->call_count == 0) { /* the stack can't be read */
        made->calls[made->call_count++] = code;
    }
}

void exn_allocation_is_made(uint32_t member, const void *memory)
{
    allocation made = {.memory = memory, .member = member};
    exn_assert(list.code != NULL && "who allocates has said so");
    list_calls(list.code, &made);
    list.code = NULL;
    append(made);
}

void exn_allocation_is_freed(const void *memory)
{
    append((allocation){.memory = memory});
}

static bool is_left(size_t at)
{
    exn_assert(at < list.count && list.count <= ALLOCATIONS_MAX);
    bool left = list.items[at].call_count > 0;
    for (size_t i = at + 1; left && i < list.count; i++) {
        left = list.items[i].memory != list.items[at].memory;
    }
    return left;
}

void exn_allocations_left(uint32_t member, char *text, size_t size)
{
    size_t left = 0;
    char place[160] = "";
    exn_assert(size > 0);
    text[0] = '\0';
    /* What a manager was made with it may keep; a scope may keep nothing. */
    size_t first = member == EXN_NONE ? 0 : list.made;
    for (size_t i = first; exn_allocations_remembered && i < list.count; i++) {
        if (list.items[i].member == member && is_left(i)) {
            left += 1;
            const allocation *one = &list.items[i];
            if (left == 1 && !list.describe(one->calls, one->call_count, place, sizeof place)) {
                return;
            }
        }
    }
    if (left == 1) {
        snprintf(text, size, "allocated at %s", place);
    } else if (left > 1) {
        snprintf(text, size, "allocated at %s, and %zu more", place, left - 1);
    }
}
