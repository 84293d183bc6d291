/* A plugin: exit stacks, exit pools and managers of yours in a shared object, which `exeunt check`
 * loads and puts under test. No program has to be written.
 *
 *     cc -shared -fPIC -g my-pool.c $(pkg-config --cflags exeunt-plugin) -o libmypool.so
 *     exeunt list ./libmypool.so
 *     exeunt check --implementation ./libmypool.so scenarios/
 *     exeunt check --implementation ./libmypool.so      how far it keeps the rules
 *     exeunt check ./libmydb.so#db                      how far a manager does
 *
 * The name of a plugin has a slash or ends with `.so`; any other name is an implementation that
 * ships. `./libmypool.so#my-pool` names one entry of a plugin; a plugin with one implementation, or
 * in a scenario with one manager, needs no `#`. A scenario uses a manager of a plugin, whose path
 * is relative to the scenario file, and passes it arguments:
 *
 *     managers: {db: {use: ./libmydb.so#db, with: {port: 5432, host: "a"}}}
 *
 * A plugin links nothing. All functions of <exeunt/exeunt.h>, <exeunt/implementation.h> and of this
 * header are those of the process that loads it (exeunt-host): there managers and scopes talk to
 * the world, whichever language they are written in. If a plugin links libexeunt.a nevertheless,
 * the functions of the process take the place of its own. It must not prevent that (by
 * `-Bsymbolic`, by `--exclude-libs`): the error that is canceled is one record in a process (E7),
 * and a scope that has another one breaks X8.
 *
 * The memory of the plugin, and of the shared libraries that it alone brings, is the world's: their
 * statics and thread-locals, and what they allocate while the world calls them. malloc, calloc,
 * realloc, free, reallocarray, posix_memalign, aligned_alloc, strdup, strndup, asprintf and their
 * like, operator new and operator delete take it from the border of whoever runs - the scope, the
 * manager, the body - as exeunt_border_allocate does, and zeroed. So code that knows nothing of
 * worlds is searched by states, and what it does not free breaks M3, M4 or X13, with the line of
 * the source that has allocated it, if there is debug information (`-g`). What
 * <exeunt/implementation.h> says of the border's memory holds: it is given back before an operation
 * settles, what a local variable has among it; who frees what another one has, or frees it twice,
 * breaks M8 or X13. Handles of one manager that tasks share may free each other's. If the scenario
 * says `faults: {memory: anywhere}`, each allocation is a choice: it may return NULL, with ENOMEM,
 * or throw std::bad_alloc. A realloc that needs no more than the block has never fails. An
 * exception, with what is allocated while it is thrown, does not count as held, is never refused,
 * and is given back by whoever has it last.
 *
 * Constructors run when the plugin is loaded, before every world: what they leave in statics is
 * what each run begins with, and what they allocate is the C library's. `free` and `realloc` decide
 * by the address. A block of the C library that a run frees is kept for the next one, but what is
 * written to it is not put back. Who frees what nobody has allocated, a static or a local variable,
 * breaks M8 or X13.
 *
 * What is not taken along is told by name (`explored by running`): a plugin that starts threads,
 * opens streams or descriptors, maps memory, handles signals, changes the environment or the
 * locale, reads a clock, draws numbers (rand), has a malloc of its own, is built with a sanitizer
 * or with `--coverage`, uses a library that the host uses as well, or calls a function of the C
 * library that is not known to keep nothing; or one of its statics points to what a constructor has
 * allocated: let `create` allocate that instead. Each run then starts from its beginning, but finds
 * what the last one has left there, so the verdict is `sampled` at best. What the functions that a
 * plugin calls do not show, an audit may find. The command runs no code of a plugin.
 *
 * C++ is welcome. No exception may leave a function that the world calls: where it would cross the
 * border between a scope and a manager, or where nothing catches it, the process aborts, which is a
 * finding.
 *
 * `exeunt new my-pool.c --plugin` writes a plugin to start from. */
#ifndef EXEUNT_PLUGIN_H
#define EXEUNT_PLUGIN_H

#include <exeunt/api.h>
#include <exeunt/implementation.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- the arguments of a manager --------------------------------------------------------------- */

typedef enum exeunt_parameter_type {
    EXEUNT_PARAMETER_INTEGER, /* 5432; of 64 bits, signed */
    EXEUNT_PARAMETER_NUMBER,  /* 0.5; an integer is one, too */
    EXEUNT_PARAMETER_TEXT,    /* "a", or a */
    EXEUNT_PARAMETER_FLAG     /* true or false */
} exeunt_parameter_type;

/* One key that `with` may have. A scenario with another key, with a value of another type, or
 * without a required one is refused with the place, before anything of the manager is called. */
typedef struct exeunt_parameter {
    const char *name; /* [A-Za-z][A-Za-z0-9_-]* */
    exeunt_parameter_type type;
    bool required;
    const char *about; /* one line, for `exeunt list`; may be NULL */
} exeunt_parameter;

/* What a scenario has written in `with`. It lives as long as the worlds of the scenario, and so do
 * its texts. */
typedef struct exeunt_arguments exeunt_arguments;

/* Each returns the value of the parameter `name`, or `otherwise` if the scenario gives none. The
 * parameter must be declared with that type; if it is not, the check is invalid. */
EXEUNT_API(__nonnull__, __warn_unused_result__)
int64_t exeunt_arguments_integer(const exeunt_arguments *with, const char *name, int64_t otherwise);
EXEUNT_API(__nonnull__, __warn_unused_result__)
double exeunt_arguments_number(const exeunt_arguments *with, const char *name, double otherwise);
/* `otherwise` may be NULL. */
EXEUNT_API(__nonnull__(1, 2), __warn_unused_result__)
const char *exeunt_arguments_text(const exeunt_arguments *with, const char *name,
                                  const char *otherwise);
EXEUNT_API(__nonnull__, __warn_unused_result__)
bool exeunt_arguments_flag(const exeunt_arguments *with, const char *name, bool otherwise);
/* Returns whether the scenario gives a value. */
EXEUNT_API(__nonnull__, __warn_unused_result__)
bool exeunt_arguments_has(const exeunt_arguments *with, const char *name);

/* Refuses the value of `name`: the scenario is invalid, and the message stands behind the file, the
 * line and the column of that value, or of `use` if the scenario gives none. It may be called for
 * several values; `create` then returns NULL.
 *
 *     if (port < 1 || port > 65535) {
 *         exeunt_arguments_refuse(with, "port", "%d is no port: 1 to 65535", (int)port);
 *         return NULL;
 *     }
 */
EXEUNT_API(__format__(__printf__, 3, 4), __nonnull__(1, 2, 3))
void exeunt_arguments_refuse(const exeunt_arguments *with, const char *name, const char *format,
                             ...);

/* --- what a plugin holds ---------------------------------------------------------------------- */

/* A manager that scenarios name in `use`. */
typedef struct exeunt_plugin_manager {
    const char *name;  /* as in `use: ./libmydb.so#db` */
    const char *about; /* one line */
    const exeunt_parameter *parameters;
    size_t parameter_count;
    /* Makes one in the memory of its border, where it stays as long as the world; so do `name`, as
     * the scenario calls it, and `with`. Called once for all runs: each begins with the memory of
     * the world as this call left it. NULL if it refuses an argument, or if it can't be made: then
     * the check is invalid. */
    exeunt_manager *(*create)(exeunt_border *border, const char *name,
                              const exeunt_arguments *with);
    /* A stack may be given it as pushed, so that its exit comes without an enter (S14). `exeunt
     * check ./libmydb.so#db` pushes a manager only if it says so. */
    bool pushable;
} exeunt_plugin_manager;

/* All of it is read only, and lives as long as the plugin. Names match [A-Za-z][A-Za-z0-9_-]*; no
 * two entries of a plugin have the same one. */
typedef struct exeunt_plugin {
    const char *about; /* one line */
    const exeunt_implementation *const *implementations;
    size_t implementation_count;
    const exeunt_plugin_manager *managers;
    size_t manager_count;
} exeunt_plugin;

/* The number of the binary interface of this header. It grows by one with each change of the
 * structures above, and by a thousand with that of <exeunt/implementation.h>, whose tables they
 * hold. A plugin that was compiled with another number is refused. */
#define EXEUNT_PLUGIN_ABI (EXEUNT_IMPLEMENTATION_ABI * 1000 + 1)

/* The one symbol that a plugin exports: by it the number is read before anything else. */
typedef struct exeunt_plugin_export {
    unsigned abi; /* stays the first field for ever */
    const exeunt_plugin *plugin;
} exeunt_plugin_export;
EXEUNT_API()
extern const exeunt_plugin_export exeunt_plugin_exported;

/* Defines and exports the plugin; once in a shared object, outside all functions. The arguments are
 * the fields of `exeunt_plugin`, by designators, in C++ too, or in order.
 *
 *     static const exeunt_implementation *const pools[] = {&my_pool, &my_other_pool};
 *     EXEUNT_PLUGIN(.about = "my pools", .implementations = pools, .implementation_count = 2);
 */
#define EXEUNT_PLUGIN(...)                                                                         \
    EXEUNT_PLUGIN_QUIET                                                                            \
    static const exeunt_plugin exeunt_plugin_here = {__VA_ARGS__};                                 \
    EXEUNT_PLUGIN_LOUD                                                                             \
    const exeunt_plugin_export exeunt_plugin_exported = {EXEUNT_PLUGIN_ABI, &exeunt_plugin_here}

/* Designators belong to C++20, but compilers accept them in older C++, too. */
#ifdef __GNUC__
#define EXEUNT_PLUGIN_QUIET                                                                        \
    _Pragma("GCC diagnostic push") _Pragma("GCC diagnostic ignored \"-Wpragmas\"")                 \
        _Pragma("GCC diagnostic ignored \"-Wpedantic\"")                                           \
            _Pragma("GCC diagnostic ignored \"-Wc++20-extensions\"")                               \
                _Pragma("GCC diagnostic ignored \"-Wmissing-field-initializers\"")
#define EXEUNT_PLUGIN_LOUD _Pragma("GCC diagnostic pop")
#else
#define EXEUNT_PLUGIN_QUIET
#define EXEUNT_PLUGIN_LOUD
#endif

#ifdef __cplusplus
}
#endif

#endif
