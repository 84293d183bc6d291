/* remembering-hooked: sees every access that the core, the contract, the stage and the subjects
 * make to memory while a settlement is tried (search/trials.h). None that is kept may have touched
 * the cell of another member; and of those that are left it has to see that they have.
 *
 * They are compiled with calls of the functions below in front of every load and store, as for
 * AddressSanitizer in the kernel of Linux; this file is not. */
#include "nosy_pool.h"

#include "checker/checker.h"
#include "stage/stage.h"
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
    uint64_t seen;              /* accesses */
    uint64_t kept, left;        /* settlements that were, */
    uint64_t kept_wrong;        /* and those of them that have touched another cell, and may not, */
    uint64_t left_for_a_reason; /* and those that have touched one, and may */
} hooks;

/* --- where the fence is raised, and a settlement made (linked with --wrap) -------------------- */

void __real_exn_cell_fence_begin(exn_heap *heap, void (*touched)(void *context), void *context);
void __wrap_exn_cell_fence_begin(exn_heap *heap, void (*touched)(void *context), void *context);
exn_run_end __real_exn_run_step_within(exn_run *run, const exn_delivery *delivery);
exn_run_end __wrap_exn_run_step_within(exn_run *run, const exn_delivery *delivery);

void __wrap_exn_cell_fence_begin(exn_heap *heap, void (*touched)(void *context), void *context)
{
    exn_range cells = exn_heap_all_cells(heap);
    hooks.first = (uintptr_t)cells.first;
    hooks.size = cells.size;
    __real_exn_cell_fence_begin(heap, touched, context);
}

exn_run_end __wrap_exn_run_step_within(exn_run *run, const exn_delivery *delivery)
{
    hooks.owner = delivery->member;
    hooks.touched = false;
    hooks.watches = true;
    exn_run_end end = __real_exn_run_step_within(run, delivery);
    hooks.watches = false;
    uint64_t touched = hooks.touched ? 1 : 0;
    hooks.kept += end == EXN_RUN_GOES_ON ? 1 : 0;
    hooks.kept_wrong += end == EXN_RUN_GOES_ON ? touched : 0;
    hooks.left += end == EXN_RUN_LEFT_CELL ? 1 : 0;
    hooks.left_for_a_reason += end == EXN_RUN_LEFT_CELL ? touched : 0;
    return end;
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

int main(void)
{
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        explore(texts[i], NULL);
    }
    for (nosy_at = NOSY_ABOUT_NOTHING; nosy_at <= NOSY_BY_A_GLOBAL; nosy_at++) {
        explore(texts[0], &nosy_pool_implementation);
    }
    printf("%" PRIu64 " accesses; %" PRIu64 " settlements are kept, of which %" PRIu64
           " have touched another cell; %" PRIu64 " are left, of which %" PRIu64 " have\n",
           hooks.seen, hooks.kept, hooks.kept_wrong, hooks.left, hooks.left_for_a_reason);
    bool sees = hooks.seen > 100 * hooks.kept && hooks.left_for_a_reason == hooks.left;
    return hooks.kept > 100 && hooks.left > 100 && hooks.kept_wrong == 0 && sees ? EXIT_SUCCESS
                                                                                 : EXIT_FAILURE;
}
