/* operator new and operator delete, for plugins in C++: as the standard says, on the memory of
 * allocators.h. Here they go by their mangled names. */
#include "plugins/allocators.h"

#include "base/own_assert.h"

#include <exeunt/implementation.h>

#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { ALIGNMENT = 16 };

typedef void handler(void);

/* Functions of the plugin's C++ runtime. */
static EXEUNT_OUTSIDE struct {
    handler *(*get_handler)(void); /* std::get_new_handler */
    void (*throw_bad_alloc)(void); /* does not return; NULL: there is no such runtime */
    void *(*allocate_exception)(size_t size);
} runtime;

/* Any type of function may be had from an address. */
#define FIND(to, name) (*(void **)(void *)&(to) = dlsym(handle, (name)))

void exn_operators_find(void *handle)
{
    FIND(runtime.get_handler, "_ZSt15get_new_handlerv");
    FIND(runtime.throw_bad_alloc, "_ZSt17__throw_bad_allocv");
    FIND(runtime.allocate_exception, "__cxa_allocate_exception");
}

/* As the standard says: each time there is no memory the handler may make room, or throw. */
static void *allocate(size_t size, size_t alignment, const void *caller)
{
    void *memory = exn_plugin_allocate(size, alignment, caller);
    while (memory == NULL) {
        handler *handle = runtime.get_handler != NULL ? runtime.get_handler() : NULL;
        if (handle == NULL) {
            runtime.throw_bad_alloc();
            exn_assert(false && "std::__throw_bad_alloc() does not return");
        }
        handle();
        memory = exn_plugin_allocate(size, alignment, caller);
    }
    return memory;
}

#define CALLER __builtin_return_address(0)

static void *new_plain(size_t size)
{
    return allocate(size, ALIGNMENT, CALLER);
}

static void *new_aligned(size_t size, size_t alignment)
{
    return allocate(size, alignment, CALLER);
}

/* A handler that throws in vain is as good as none. */
static void *new_or_null(size_t size, const void *nothrow)
{
    (void)nothrow;
    return exn_plugin_allocate(size, ALIGNMENT, CALLER);
}

static void *new_aligned_or_null(size_t size, size_t alignment, const void *nothrow)
{
    (void)nothrow;
    return exn_plugin_allocate(size, alignment, CALLER);
}

static void *allocate_exception(size_t size)
{
    exn_plugin_allocates_exception();
    return runtime.allocate_exception(size);
}

typedef void function(void);

void *exn_operator_replacement(const char *name)
{
    static const struct {
        const char *name;
        function *function;
    } replacements[] = {
        {"_Znwm", (function *)new_plain},
        {"_Znam", (function *)new_plain},
        {"_ZnwmSt11align_val_t", (function *)new_aligned},
        {"_ZnamSt11align_val_t", (function *)new_aligned},
        {"_ZnwmRKSt9nothrow_t", (function *)new_or_null},
        {"_ZnamRKSt9nothrow_t", (function *)new_or_null},
        {"_ZnwmSt11align_val_tRKSt9nothrow_t", (function *)new_aligned_or_null},
        {"_ZnamSt11align_val_tRKSt9nothrow_t", (function *)new_aligned_or_null},
        {"__cxa_allocate_exception", (function *)allocate_exception},
    };
    if (runtime.throw_bad_alloc == NULL || runtime.allocate_exception == NULL) {
        return NULL;
    }
    if (strncmp(name, "_ZdlPv", 6) == 0 || strncmp(name, "_ZdaPv", 6) == 0) {
        return (void *)(uintptr_t)exn_plugin_free; /* what else it is told does not matter */
    }
    for (size_t i = 0; i < sizeof replacements / sizeof *replacements; i++) {
        if (strcmp(replacements[i].name, name) == 0) {
            return (void *)(uintptr_t)replacements[i].function;
        }
    }
    return NULL;
}
