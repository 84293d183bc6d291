/* From a loaded plugin to memory that is the world's: adopt.h. */
#define _GNU_SOURCE
#include "plugins/adopt.h"

#include "base/grow.h"
#include "base/own_assert.h"
#include "plugins/allocators.h"
#include "plugins/load_memory.h"
#include "plugins/objects_of.h"
#include "plugins/relocations.h"
#include "world/objects.h"

#include <exeunt/implementation.h>

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static EXEUNT_OUTSIDE exn_objects of_host;

void exn_adopt_nothing_yet(void)
{
    if (of_host.count == 0) {
        exn_objects_loaded(&of_host);
    }
}

/* --- what can't be taken along ---------------------------------------------------------------- */

typedef struct limit {
    const char *beginning; /* of the names that show it */
    const char *why;       /* follows the name of the object */
} limit;

/* What an object refers to by these names: it may use that, or not. */
static const limit limits[] = {
    {"__asan_", "is built with AddressSanitizer, which keeps memory of its own"},
    {"__tsan_", "is built with ThreadSanitizer, which keeps memory of its own"},
    {"__msan_", "is built with MemorySanitizer, which keeps memory of its own"},
    {"__hwasan_", "is built with HWAddressSanitizer, which keeps memory of its own"},
    {"pthread_create", "starts threads (`pthread_create`), which no world runs"},
    {"thrd_create", "starts threads (`thrd_create`), which no world runs"},
    {"_ZNSt6thread15_M_start_thread", "starts threads (`std::thread`), which no world runs"},
    {"fopen", "opens files (`fopen`), whose buffers are the C library's"},
    {"fdopen", "opens files (`fdopen`), whose buffers are the C library's"},
    {"freopen", "opens files (`freopen`), whose buffers are the C library's"},
    {"popen", "opens pipes (`popen`), whose buffers are the C library's"},
    {"tmpfile", "opens files (`tmpfile`), whose buffers are the C library's"},
    {"open_memstream", "opens streams (`open_memstream`), whose buffers are the C library's"},
    {"fmemopen", "opens streams (`fmemopen`), whose buffers are the C library's"},
    {"tsearch", "keeps trees (`tsearch`), whose memory is the C library's"},
    {"hsearch", "keeps a table (`hsearch`), whose memory is the C library's"},
    {"realpath", "asks for paths (`realpath`), whose memory is the C library's"},
    {"getcwd", "asks for paths (`getcwd`), whose memory is the C library's"},
    {"get_current_dir_name", "asks for paths (`get_current_dir_name`), whose memory is the C "
                             "library's"},
    {"tempnam", "asks for paths (`tempnam`), whose memory is the C library's"},
    {"scandir", "lists folders (`scandir`), whose memory is the C library's"},
    {"mmap", "maps memory (`mmap`), which no run puts back"},
    {"sbrk", "takes memory (`sbrk`), which no run puts back"},
    {"setenv", "changes the environment (`setenv`), which no run puts back"},
    {"putenv", "changes the environment (`putenv`), which no run puts back"},
    {"unsetenv", "changes the environment (`unsetenv`), which no run puts back"},
    {"open", "opens files (`open`), which no run puts back"},
    {"creat", "opens files (`creat`), which no run puts back"},
    {"eventfd", "opens descriptors (`eventfd`), which no run puts back"},
    {"pipe", "opens descriptors (`pipe`), which no run puts back"},
    {"socket", "opens descriptors (`socket`), which no run puts back"},
    {"signal", "handles signals (`signal`), which no run puts back"},
    {"sigaction", "handles signals (`sigaction`), which no run puts back"},
    {"sigprocmask", "holds signals back (`sigprocmask`), which no run puts back"},
    {"setlocale", "sets the locale (`setlocale`), which no run puts back"},
    {"fesetround", "sets how numbers are rounded (`fesetround`), which no run puts back"},
    {"rand", "draws numbers (`rand`), whose state is the C library's"},
    {"srand", "draws numbers (`srand`), whose state is the C library's"},
};

/* --- one object ------------------------------------------------------------------------------- */

typedef struct adopting {
    /* It has all of what limits are about, and is not used for it. What it defines itself it may
     * yet take from elsewhere, when it calls it first: operator new. */
    bool is_runtime;
    const char *why; /* the first limit that was found */
} adopting;

/* Of AddressSanitizer: there if the host was built with it. */
extern void __asan_poison_memory_region(void const volatile *memory, size_t size)
    __attribute__((weak));

/* Such a host tells it what is free (world/guard.h), and so lets plugins have it, too. */
static bool is_allowed(const char *name)
{
    return __asan_poison_memory_region != NULL && strncmp(name, "__asan_", 7) == 0;
}

static void look_for_limits(adopting *self, const char *name)
{
    for (size_t i = 0; i < sizeof limits / sizeof *limits && self->why == NULL; i++) {
        if (strncmp(name, limits[i].beginning, strlen(limits[i].beginning)) == 0 &&
            !is_allowed(name)) {
            self->why = limits[i].why;
        }
    }
}

static void *replace(void *context, const char *name, bool is_own)
{
    adopting *self = context;
    if (!is_own && !self->is_runtime) {
        look_for_limits(self, name);
    }
    return !is_own || self->is_runtime ? exn_replacement_of(name) : NULL;
}

/* An address in the object: its first segment. */
static const void *address_in(const struct dl_phdr_info *object)
{
    size_t i = 0;
    while (i < object->dlpi_phnum && object->dlpi_phdr[i].p_type != PT_LOAD) {
        i += 1;
    }
    exn_assert(i < object->dlpi_phnum && "it is loaded");
    uintptr_t address = object->dlpi_addr + object->dlpi_phdr[i].p_vaddr;
    return (const void *)address; /* NOLINT: that is its address */
}

/* Keeps the first reason. Returns false when out of memory. */
static bool keep_reason(exn_adopted *adopted, const char *object, const char *why)
{
    if (adopted->outside != NULL) {
        return true;
    }
    if (asprintf(&adopted->outside, "`%s` %s", object, why) < 0) {
        adopted->outside = NULL;
        return false;
    }
    return true;
}

/* What constructors have allocated is among it. The runtime of C++ keeps a reserve for exceptions
 * so, which decides nothing. Returns false when out of memory. */
static bool note_load_memory(const struct dl_phdr_info *object, exn_adopted *adopted)
{
    const char *file = exn_object_file_name(object);
    const void *holder = NULL;
    char name[200];
    char why[280];
    if (!exn_is_runtime_of_cxx(file) && !exn_load_memory_find(address_in(object), &holder)) {
        return false;
    }
    if (holder == NULL) {
        return true;
    }
    exn_object_name(holder, name, sizeof name);
    snprintf(why, sizeof why,
             "has allocated memory when it was loaded (`%s`), which no run puts back", name);
    return keep_reason(adopted, file, why);
}

static bool adopt_object(const struct dl_phdr_info *object, exn_adopted *adopted)
{
    const char *name = exn_object_file_name(object);
    adopting self = {.is_runtime = exn_is_runtime_of_cxx(name)};
    bool replaced = exn_relocations_replace(object, replace, &self);
    if (!replaced) {
        self.why = "calls `malloc`, and the system does not let it call another one";
    }
    bool complete = (self.why == NULL || keep_reason(adopted, name, self.why)) &&
                    note_load_memory(object, adopted);
    if (!complete ||
        !EXN_MAKE_ROOM(adopted->code, adopted->code_capacity, adopted->code_count + 1)) {
        return false;
    }
    adopted->code[adopted->code_count++] = address_in(object);
    return true;
}

/* --- all of them ------------------------------------------------------------------------------ */

/* The object among these in which a function lies, by its name; NULL: in none. */
static const struct dl_phdr_info *object_of(const exn_objects *objects, void *function)
{
    Dl_info found;
    if (function == NULL || dladdr(function, &found) == 0) {
        return NULL;
    }
    size_t i = 0;
    while (i < objects->count && strcmp(objects->items[i].dlpi_name, found.dli_fname) != 0) {
        i += 1;
    }
    return i < objects->count ? &objects->items[i] : NULL;
}

bool exn_adopt(void *handle, exn_adopted *adopted)
{
    exn_objects *lists = calloc(2, sizeof *lists);
    if (lists == NULL) {
        return false;
    }
    exn_objects *loaded = &lists[0];
    exn_objects *own = &lists[1];
    exn_assert(of_host.count > 0 && "exn_adopt_nothing_yet() comes before the first plugin");
    exn_operators_find(handle);
    exn_objects_loaded(loaded);
    const char *shared = exn_objects_own(handle, loaded, &of_host, own);
    bool complete = own->count > 0;
    for (size_t i = 0; i < own->count && complete; i++) {
        complete = adopt_object(&own->items[i], adopted);
    }
    if (complete && shared != NULL) {
        complete = keep_reason(adopted, shared,
                               "is used by the host as well: its statics and its memory are no "
                               "part of the world");
    }
    const struct dl_phdr_info *has_malloc = object_of(own, dlsym(handle, "malloc"));
    if (complete && has_malloc != NULL) {
        complete = keep_reason(adopted, exn_object_file_name(has_malloc),
                               "has a `malloc` of its own, which no run puts back");
    }
    free(lists);
    return complete;
}

void exn_adopted_free(exn_adopted *adopted)
{
    free(adopted->code);
    free(adopted->outside);
    *adopted = (exn_adopted){.code = NULL};
}
