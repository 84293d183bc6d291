/* remembering-hooked: sees every access that the core, the contract, the stage and the subjects
 * make to memory while a settlement is made to be remembered (search/remembered.h). None that is
 * kept may have touched the cell of another member, whatever the fence is made of; and where there
 * is no fence this program has to see that some do.
 *
 * They are compiled with calls of the functions below in front of every load and store, as for
 * AddressSanitizer in the kernel of Linux; this file is not. */
#include "nosy_pool.h"

#include "checker/checker.h"
#include "world/cell_fence.h"
#include "world/guard.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static EXEUNT_OUTSIDE exn_flight flight;

static EXEUNT_OUTSIDE struct {
    uintptr_t first, size; /* of all cells */
    uint32_t owner;
    bool watches, touched;
    bool is_open; /* there is no fence: the first that is wrong ends the program */
    uint64_t seen, kept,
        wrong; /* accesses; settlements that were kept, and those that may not be */
} hooks;

/* --- where the fence is raised and lowered (linked with --wrap) ------------------------------- */

void __real_exn_cell_fence_begin(exn_heap *heap, void (*touched)(void *context), void *context);
void __wrap_exn_cell_fence_begin(exn_heap *heap, void (*touched)(void *context), void *context);
void __real_exn_cell_fence_up(uint32_t owner);
void __wrap_exn_cell_fence_up(uint32_t owner);
void __real_exn_cell_fence_down(void);
void __wrap_exn_cell_fence_down(void);

void __wrap_exn_cell_fence_begin(exn_heap *heap, void (*touched)(void *context), void *context)
{
    exn_range cells = exn_heap_all_cells(heap);
    hooks.first = (uintptr_t)cells.first;
    hooks.size = cells.size;
    __real_exn_cell_fence_begin(heap, touched, context);
}

void __wrap_exn_cell_fence_up(uint32_t owner)
{
    hooks.owner = owner;
    hooks.touched = false;
    __real_exn_cell_fence_up(owner);
    hooks.watches = true;
}

/* A fault has lowered it already: then the settlement is not kept. */
void __wrap_exn_cell_fence_down(void)
{
    if (hooks.watches && exn_cell_fence_is_up()) {
        hooks.kept += 1;
        hooks.wrong += hooks.touched ? 1 : 0;
        if (hooks.wrong > 0 && hooks.is_open) {
            puts("nothing: one that is kept has touched another cell");
            exit(EXIT_SUCCESS);
        }
    }
    hooks.watches = false;
    __real_exn_cell_fence_down();
}

/* --- accesses --------------------------------------------------------------------------------- */

static void look(uintptr_t address, size_t size)
{
    if (!hooks.watches || size == 0) {
        return;
    }
    hooks.seen += 1;
    uintptr_t from = address - hooks.first;
    uintptr_t last = from + size - 1;
    bool is_in_cells = from < hooks.size || last < hooks.size;
    hooks.touched = hooks.touched || (is_in_cells && (from / EXN_PAGE_SIZE != hooks.owner ||
                                                      last / EXN_PAGE_SIZE != hooks.owner));
}

#define HOOK(name, size)                                                                           \
    void __asan_load##name##_noabort(uintptr_t address);                                           \
    void __asan_load##name##_noabort(uintptr_t address)                                            \
    {                                                                                              \
        look(address, size);                                                                       \
    }                                                                                              \
    void __asan_store##name##_noabort(uintptr_t address);                                          \
    void __asan_store##name##_noabort(uintptr_t address)                                           \
    {                                                                                              \
        look(address, size);                                                                       \
    }
HOOK(1, 1)
HOOK(2, 2)
HOOK(4, 4)
HOOK(8, 8)
HOOK(16, 16)

void __asan_loadN_noabort(uintptr_t address, size_t size);
void __asan_loadN_noabort(uintptr_t address, size_t size)
{
    look(address, size);
}

void __asan_storeN_noabort(uintptr_t address, size_t size);
void __asan_storeN_noabort(uintptr_t address, size_t size)
{
    look(address, size);
}

void __asan_handle_no_return(void);
void __asan_handle_no_return(void)
{
}

/* --- what is explored ------------------------------------------------------------------------- */

static const char *const texts[] = {
    "scenario: pool\nscope: {pool: [a, b, c, d], enter: wait-all}\n"
    "managers:\n"
    "  a: {enter: [enters, fails], exit: [exits, suppresses, fails]}\n"
    "  b: {enter: [enters, fails], steps: 1}\n"
    "  c: {enter: [enters, fails]}\n"
    "  d: {enter: [enters, fails], exit: [exits, fails]}\n",
    "scenario: canceled\nscope: {pool: [a, b, c, d]}\ncancel: anywhere\n"
    "managers:\n"
    "  a: {steps: 1, exit: [exits, fails]}\n"
    "  b: {enter: [enters, fails]}\n",
    "scenario: nested\nscope: {pool: [a, {stack: [b, c]}, {pool: [d, e]}, f]}\n"
    "managers:\n"
    "  a: {enter: [enters, fails]}\n"
    "  d: {exit: [exits, fails]}\n",
    "scenario: stack\nscope: {stack: [a, b, c, d]}\ncancel: anywhere\n"
    "managers:\n"
    "  b: {enter: [enters, fails], exit: [exits, suppresses]}\n",
};

static void complain(void *context, exn_place place, const char *message)
{
    (void)context;
    fprintf(stderr, "%u:%u: %s\n", place.line, place.column, message);
    exit(EXIT_FAILURE);
}

static void explore(const char *text, const exeunt_implementation *subject)
{
    exn_scenario *scenario = exn_scenario_read("hooked", text, strlen(text), complain, NULL);
    exn_explore_options options = {.flight = &flight, .subject = subject, .remembers_all = true};
    exn_result *result = exn_explore(scenario, &options);
    if (result == NULL) {
        exit(EXIT_FAILURE);
    }
    exn_result_free(result);
    exn_scenario_free(scenario);
}

/* Explores all with this fence; returns whether what was seen is right. */
static bool is_right(exn_cell_fence_kind kind, const char *name)
{
    hooks.seen = hooks.kept = hooks.wrong = 0;
    exn_cell_fence_use(kind);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        explore(texts[i], NULL);
    }
    for (nosy_at = NOSY_ABOUT_NOTHING; nosy_at < NOSY_WAYS; nosy_at++) {
        explore(texts[0], &nosy_pool_implementation);
    }
    printf("%s: %" PRIu64 " settlements are kept, of which %" PRIu64
           " have touched another cell; %" PRIu64 " accesses\n",
           name, hooks.kept, hooks.wrong, hooks.seen);
    return hooks.kept > 100 && hooks.seen > 100 * hooks.kept && hooks.wrong == 0;
}

int main(void)
{
    bool right = is_right(EXN_FENCE_OF_KEYS, "keys");
    right = is_right(EXN_FENCE_OF_PAGES, "pages") && right;
    hooks.is_open = right;
    is_right(EXN_FENCE_OF_NOTHING, "nothing");
    return EXIT_FAILURE;
}
