/* From a loaded plugin to memory that is the world's: adopt.h. */
#define _GNU_SOURCE
#include "plugins/adopt.h"

#include "base/grow.h"
#include "base/own_assert.h"
#include "plugins/allocators.h"
#include "plugins/limits.h"
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

/* --- one object ------------------------------------------------------------------------------- */

typedef struct adopting {
    const exn_objects *loaded, *own;
    /* It has all of what limits are about, and is not used for it. What it defines itself it may
     * yet take from elsewhere, when it calls it first: operator new. */
    bool is_runtime;
    char why[EXN_LIMIT_SIZE]; /* the first limit that was found; empty: none */
} adopting;

/* Where the function lies that is called. */
static exn_home home_of(const adopting *self, const void *function)
{
    const struct dl_phdr_info *own = exn_objects_at(self->own, function);
    const struct dl_phdr_info *any = exn_objects_at(self->loaded, function);
    if (own != NULL) {
        bool is_runtime = exn_is_runtime_of_cxx(exn_object_file_name(own));
        return is_runtime ? EXN_HOME_RUNTIME : EXN_HOME_WORLD;
    }
    return any != NULL && exn_is_of_mathematics(exn_object_file_name(any)) ? EXN_HOME_MATH
                                                                           : EXN_HOME_SYSTEM;
}

static void *replace(void *context, const char *name, const void *now, bool is_own)
{
    adopting *self = context;
    void *replacement = !is_own || self->is_runtime ? exn_replacement_of(name) : NULL;
    bool is_looked_at = !is_own && !self->is_runtime && now != NULL && replacement == NULL;
    if (is_looked_at && self->why[0] == '\0') {
        char why[EXN_LIMIT_SIZE];
        bool keeps = exn_limit_of(name, home_of(self, now), why);
        memcpy(self->why, keeps ? why : self->why, keeps ? sizeof why : 0);
    }
    return replacement;
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

static bool adopt_object(const struct dl_phdr_info *object, const exn_objects *loaded,
                         const exn_objects *own, exn_adopted *adopted)
{
    const char *name = exn_object_file_name(object);
    adopting self = {.loaded = loaded, .own = own, .is_runtime = exn_is_runtime_of_cxx(name)};
    const char *build = self.is_runtime ? NULL : exn_limit_of_build(object->dlpi_name);
    bool replaced = exn_relocations_replace(object, replace, &self);
    const char *why = !replaced ? "calls `malloc`, and the system does not let it call another one"
                      : build != NULL ? build
                                      : self.why;
    bool complete =
        (*why == '\0' || keep_reason(adopted, name, why)) && note_load_memory(object, adopted);
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
        complete = adopt_object(&own->items[i], loaded, own, adopted);
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
