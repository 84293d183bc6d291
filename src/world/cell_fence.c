/* A fence of protection keys, or of page protections: cell_fence.h.
 *
 * What the kernel reads or writes for the process is fenced, too, and nothing notices that: a
 * system call on a closed cell fails with EFAULT. Nothing of ours hands a cell to one; code under
 * test that handed the record of a neighbour to write(), say, would go on as if that had failed. */
#include "world/cell_fence.h"

#include "base/own_assert.h"
#include "world/guard.h"
#include "world/statics.h"

#include <exeunt/implementation.h>

#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>

/* Of sixteen keys one is for all other memory. */
enum { KEYS_MAX = 15, STACK_SIZE = 1 << 16 };
_Static_assert((int)EXN_CELLS_MAX <= (int)KEYS_MAX, "each cell may have a key of its own");

/* It lies outside of the world, whose memory it closes. */
static EXEUNT_OUTSIDE struct {
    bool has_begun, up;
    exn_range cells; /* a page each */
    void (*touched)(void *context);
    void *context;
    exn_cell_fence_kind kind;
    bool has_keys; /* those that the process was given; they are never given back */
    int keys[KEYS_MAX];
    uint32_t key_count;
    struct sigaction before; /* who handled SIGSEGV */
    stack_t stack;           /* of the handler, where the process has none for handlers; or zero */
} fence;

/* --- keys ------------------------------------------------------------------------------------- */

#if defined(__x86_64__) && defined(PKEY_DISABLE_ACCESS)
enum { HAS_KEYS = true };
#else
enum { HAS_KEYS = false, PKEY_DISABLE_ACCESS = 1 };
static int pkey_alloc(unsigned flags, unsigned rights)
{
    (void)flags;
    (void)rights;
    return -1;
}
static int pkey_set(int key, unsigned rights)
{
    (void)key;
    (void)rights;
    return -1;
}
static int pkey_mprotect(void *first, size_t size, int protection, int key)
{
    (void)key;
    return mprotect(first, size, protection);
}
#endif

static void take_keys(void)
{
    fence.has_keys = true;
    for (int key = 0; HAS_KEYS && key >= 0 && fence.key_count < KEYS_MAX;) {
        key = pkey_alloc(0, 0);
        if (key >= 0) {
            fence.keys[fence.key_count++] = key;
        }
    }
}

static uint32_t cell_count(void)
{
    return (uint32_t)(fence.cells.size / EXN_PAGE_SIZE);
}

static void *cell(uint32_t owner)
{
    return (char *)fence.cells.first + (size_t)owner * EXN_PAGE_SIZE;
}

/* A process that gives keys to something else may have too few of them. */
static bool goes_by_keys(void)
{
    return fence.kind == EXN_FENCE_OF_KEYS && cell_count() <= fence.key_count;
}

static void set_keys(unsigned rights)
{
    for (uint32_t i = 0; i < cell_count(); i++) {
        pkey_set(fence.keys[i], rights);
    }
}

/* For good: from now on pages are protected instead. */
static void give_up_keys(void)
{
    pkey_mprotect(fence.cells.first, fence.cells.size, PROT_READ | PROT_WRITE, 0);
    fence.key_count = 0;
}

/* Gives each cell its key, which may be closed since a handler was left. If the system refuses one,
 * nothing goes by keys. */
static void give_keys(void)
{
    const int rights = PROT_READ | PROT_WRITE;
    bool given = true;
    set_keys(0);
    for (uint32_t i = 0; i < cell_count() && given; i++) {
        given = pkey_mprotect(cell(i), EXN_PAGE_SIZE, rights, fence.keys[i]) == 0;
    }
    if (!given) {
        give_up_keys();
    }
}

void exn_cell_fence_use(exn_cell_fence_kind kind)
{
    exn_assert(!fence.has_begun && "it is decided before");
    fence.kind = kind;
}

/* --- up and down ------------------------------------------------------------------------------ */

/* Hands a signal that is not ours to the handler before this one, which stays behind it: a run that
 * crashes is not the last one. */
static void pass_on(int number, siginfo_t *info, void *context)
{
    bool is_sent = info->si_code <= 0;
    if ((fence.before.sa_flags & SA_SIGINFO) != 0) {
        fence.before.sa_sigaction(number, info, context);
        return;
    }
    sigaction(number, &fence.before, NULL);
    if (is_sent) { /* what has faulted faults again */
        raise(number);
    }
}

/* Code under test that has handlers of its own may look at cells in them, or behind a longjmp out
 * of them, while the fence is down; but keys are closed there. */
static void on_fault(int number, siginfo_t *info, void *context)
{
    const char *address = info->si_addr;
    const char *first = fence.cells.first;
    bool is_fault = info->si_code > 0;
    bool is_in_cells = is_fault && address >= first && address < first + fence.cells.size;
    if (fence.up && is_in_cells) {
        exn_cell_fence_down();
        fence.touched(fence.context);
    }
    if (is_in_cells && info->si_code == SEGV_PKUERR && goes_by_keys()) {
        give_up_keys();
    } else if (!is_fault || !exn_statics_touched(address)) {
        pass_on(number, info, context);
    }
}

/* Code under test is called far down the stack, where valgrind finds no room for a handler. */
static void take_stack(void)
{
    stack_t before;
    bool lacks_one = sigaltstack(NULL, &before) == 0 && (before.ss_flags & SS_DISABLE) != 0;
    fence.stack = (stack_t){.ss_sp = lacks_one ? malloc(STACK_SIZE) : NULL, .ss_size = STACK_SIZE};
    if (fence.stack.ss_sp != NULL) {
        sigaltstack(&fence.stack, NULL);
    }
}

static void give_stack_back(void)
{
    if (fence.stack.ss_sp != NULL) {
        sigaltstack(&(stack_t){.ss_flags = SS_DISABLE, .ss_size = STACK_SIZE}, NULL);
        free(fence.stack.ss_sp);
        fence.stack.ss_sp = NULL;
    }
}

void exn_cell_fence_begin(exn_heap *heap, void (*touched)(void *context), void *context)
{
    /* It does not return, so the signal must not stay blocked. */
    struct sigaction action = {.sa_sigaction = on_fault,
                               .sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    exn_assert(!fence.has_begun && !fence.up && "there is one fence in a process");
    exn_assert(touched != NULL);
    fence.has_begun = true;
    fence.cells = exn_heap_all_cells(heap);
    exn_assert(cell_count() > 0 && (uintptr_t)fence.cells.first % EXN_PAGE_SIZE == 0 &&
               "a fence runs along pages");
    fence.touched = touched;
    fence.context = context;
    if (!fence.has_keys) {
        take_keys();
    }
    if (goes_by_keys()) {
        give_keys();
    }
    take_stack();
    sigaction(SIGSEGV, &action, &fence.before);
}

void exn_cell_fence_end(void)
{
    exn_assert(fence.has_begun && !fence.up);
    sigaction(SIGSEGV, &fence.before, NULL);
    give_stack_back();
    if (goes_by_keys()) {
        pkey_mprotect(fence.cells.first, fence.cells.size, PROT_READ | PROT_WRITE, 0);
    }
    fence.has_begun = false;
}

static bool close_pages(uint32_t owner)
{
    return mprotect(fence.cells.first, fence.cells.size, PROT_NONE) == 0 &&
           mprotect(cell(owner), EXN_PAGE_SIZE, PROT_READ | PROT_WRITE) == 0;
}

void exn_cell_fence_up(uint32_t owner)
{
    exn_assert(fence.has_begun && !fence.up && owner < cell_count());
    fence.up = true;
    if (goes_by_keys()) {
        set_keys(PKEY_DISABLE_ACCESS);
        pkey_set(fence.keys[owner], 0);
    } else if (fence.kind != EXN_FENCE_OF_NOTHING && !close_pages(owner)) {
        exn_cell_fence_down(); /* the system may refuse to divide its map once more */
        fence.touched(fence.context);
    }
}

bool exn_cell_fence_is_up(void)
{
    return fence.up;
}

/* Keys may be closed though the fence is down: a handler that has left by longjmp closes them. */
void exn_cell_fence_down(void)
{
    if (fence.has_begun && goes_by_keys()) {
        set_keys(0);
    } else if (fence.up) {
        mprotect(fence.cells.first, fence.cells.size, PROT_READ | PROT_WRITE);
    }
    fence.up = false;
}
