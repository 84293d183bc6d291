/* operator new and operator delete, for plugins in C++: as the standard says, on the memory of
 * allocators.h. Here they go by their mangled names. */
#include "plugins/allocators.h"

#include "base/own_assert.h"
#include "contract/running.h"

#include <exeunt/implementation.h>

#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { ALIGNMENT = 16 };

typedef void handler(void);
typedef void destructor(void *object);

/* Functions of the plugin's C++ runtime. */
static EXEUNT_OUTSIDE struct {
    handler *(*get_handler)(void); /* std::get_new_handler */
    void (*throw_bad_alloc)(void); /* does not return; NULL: there is no such runtime */
    void *(*allocate_exception)(size_t size);
    void *(*allocate_dependent_exception)(void); /* of std::rethrow_exception */
    void (*free_exception)(void *exception);
    void *(*init_primary_exception)(void *exception, void *type, destructor *destroy);
    void (*throw_exception)(void *exception, void *type, destructor *destroy);
    /* the text of std::runtime_error and its like, which its copies share */
    void *(*create_text)(size_t size, size_t size_before, const void *allocator);
} runtime;

/* Any type of function may be had from an address. */
#define FIND(to, name) (*(void **)(void *)&(to) = dlsym(handle, (name)))

void exn_operators_find(void *handle)
{
    FIND(runtime.get_handler, "_ZSt15get_new_handlerv");
    FIND(runtime.throw_bad_alloc, "_ZSt17__throw_bad_allocv");
    FIND(runtime.allocate_exception, "__cxa_allocate_exception");
    FIND(runtime.allocate_dependent_exception, "__cxa_allocate_dependent_exception");
    FIND(runtime.free_exception, "__cxa_free_exception");
    FIND(runtime.init_primary_exception, "__cxa_init_primary_exception");
    FIND(runtime.throw_exception, "__cxa_throw");
    FIND(runtime.create_text, "_ZNSs4_Rep9_S_createEmmRKSaIcE");
}

/* Another runtime than GNU's may have other names for them. */
static bool has_all_of_exceptions(void)
{
    return runtime.allocate_exception != NULL && runtime.allocate_dependent_exception != NULL &&
           runtime.free_exception != NULL && runtime.init_primary_exception != NULL &&
           runtime.throw_exception != NULL && runtime.create_text != NULL;
}

/* --- operators -------------------------------------------------------------------------------- */

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

/* --- exceptions ------------------------------------------------------------------------------- */

/* From here until it is thrown, what is allocated belongs to it: its operand is evaluated. */
static void *allocate_exception(size_t size)
{
    exn_makes_exception = true;
    return runtime.allocate_exception(size);
}

static void throw_exception(void *exception, void *type, destructor *destroy)
{
    exn_makes_exception = false;
    runtime.throw_exception(exception, type, destroy);
}

/* Its operand has thrown another one. */
static void free_exception(void *exception)
{
    exn_makes_exception = false;
    runtime.free_exception(exception);
}

/* std::make_exception_ptr throws nothing. */
static void *init_primary_exception(void *exception, void *type, destructor *destroy)
{
    exn_makes_exception = false;
    return runtime.init_primary_exception(exception, type, destroy);
}

static void *allocate_dependent_exception(void)
{
    exn_makes_exception = true;
    void *exception = runtime.allocate_dependent_exception();
    exn_makes_exception = false;
    return exception;
}

static void *create_text(size_t size, size_t size_before, const void *allocator)
{
    bool makes_exception = exn_makes_exception;
    exn_makes_exception = true;
    void *text = runtime.create_text(size, size_before, allocator);
    exn_makes_exception = makes_exception;
    return text;
}

/* --- by name ---------------------------------------------------------------------------------- */

typedef void function(void);

typedef struct replacement {
    const char *name;
    function *function;
} replacement;

static void *find_by_name(const replacement *all, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(all[i].name, name) == 0) {
            return (void *)(uintptr_t)all[i].function;
        }
    }
    return NULL;
}

static void *replacement_of_operator(const char *name)
{
    static const replacement operators[] = {
        {"_Znwm", (function *)new_plain},
        {"_Znam", (function *)new_plain},
        {"_ZnwmSt11align_val_t", (function *)new_aligned},
        {"_ZnamSt11align_val_t", (function *)new_aligned},
        {"_ZnwmRKSt9nothrow_t", (function *)new_or_null},
        {"_ZnamRKSt9nothrow_t", (function *)new_or_null},
        {"_ZnwmSt11align_val_tRKSt9nothrow_t", (function *)new_aligned_or_null},
        {"_ZnamSt11align_val_tRKSt9nothrow_t", (function *)new_aligned_or_null},
    };
    if (strncmp(name, "_ZdlPv", 6) == 0 || strncmp(name, "_ZdaPv", 6) == 0) {
        return (void *)(uintptr_t)exn_plugin_free; /* what else it is told does not matter */
    }
    return find_by_name(operators, sizeof operators / sizeof *operators, name);
}

static void *replacement_of_exceptions(const char *name)
{
    static const replacement functions[] = {
        {"__cxa_allocate_exception", (function *)allocate_exception},
        {"__cxa_allocate_dependent_exception", (function *)allocate_dependent_exception},
        {"__cxa_free_exception", (function *)free_exception},
        {"__cxa_init_primary_exception", (function *)init_primary_exception},
        {"__cxa_throw", (function *)throw_exception},
        {"_ZNSs4_Rep9_S_createEmmRKSaIcE", (function *)create_text},
    };
    return find_by_name(functions, sizeof functions / sizeof *functions, name);
}

void *exn_operator_replacement(const char *name)
{
    if (runtime.throw_bad_alloc == NULL) {
        return NULL;
    }
    void *found = replacement_of_operator(name);
    return found != NULL || !has_all_of_exceptions() ? found : replacement_of_exceptions(name);
}
