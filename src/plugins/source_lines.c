/* Source lines by elfutils' libdw: source_lines.h. It is loaded when the first line is asked for:
 * a host needs it for its reports alone, and the libraries that it needs in turn, if they were here
 * from the beginning, would be the host's and not a plugin's own (adopt.h). */
#define _GNU_SOURCE
#include "plugins/source_lines.h"

#include "plugins/objects_of.h"

#include <exeunt/implementation.h>

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* --- by debug information --------------------------------------------------------------------- */

#if defined __has_include
#if __has_include(<elfutils/libdwfl.h>)
#define HAS_LIBDW
#endif
#endif

#ifdef HAS_LIBDW
#include <dwarf.h>
#include <elfutils/libdwfl.h>

/* X(function): those of libdw that are used. */
#define LIBDW_MAP(X)                                                                               \
    X(dwfl_begin)                                                                                  \
    X(dwfl_end)                                                                                    \
    X(dwfl_linux_proc_report)                                                                      \
    X(dwfl_linux_proc_find_elf)                                                                    \
    X(dwfl_report_end)                                                                             \
    X(dwfl_addrmodule)                                                                             \
    X(dwfl_module_getsrc)                                                                          \
    X(dwfl_module_addrdie)                                                                         \
    X(dwfl_lineinfo)                                                                               \
    X(dwarf_getscopes)                                                                             \
    X(dwarf_getsrcfiles)                                                                           \
    X(dwarf_filesrc)                                                                               \
    X(dwarf_tag)                                                                                   \
    X(dwarf_attr)                                                                                  \
    X(dwarf_formudata)

static EXEUNT_OUTSIDE struct {
    bool tried, found;
#define LIBDW_FIELD(function) __typeof__(function) *function;
    LIBDW_MAP(LIBDW_FIELD)
#undef LIBDW_FIELD
} libdw;

static bool find_libdw(void)
{
    if (libdw.tried) {
        return libdw.found;
    }
    libdw.tried = true;
    void *library = dlopen("libdw.so.1", RTLD_NOW | RTLD_LOCAL);
    libdw.found = library != NULL;
#define LIBDW_FIND(function)                                                                       \
    if (library != NULL) {                                                                         \
        *(void **)(void *)&libdw.function = dlsym(library, #function);                             \
        libdw.found = libdw.found && libdw.function != NULL;                                       \
    }
    LIBDW_MAP(LIBDW_FIND)
#undef LIBDW_FIND
    return libdw.found;
}

/* Debug information is looked for in the object alone, and not on servers. */
static int find_no_other_file(Dwfl_Module *module, void **data, const char *name, Dwarf_Addr base,
                              const char *file, const char *link, GElf_Word check, char **found)
{
    (void)module;
    (void)data;
    (void)name;
    (void)base;
    (void)file;
    (void)link;
    (void)check;
    (void)found;
    return -1;
}

static Dwfl *open_session(void)
{
    static const char no_path[] = "";
    static char *path = (char *)(uintptr_t)no_path;
    static Dwfl_Callbacks callbacks = {.find_debuginfo = find_no_other_file,
                                       .debuginfo_path = &path};
    if (!find_libdw()) {
        return NULL;
    }
    callbacks.find_elf = libdw.dwfl_linux_proc_find_elf;
    Dwfl *session = libdw.dwfl_begin(&callbacks);
    bool reported = session != NULL && libdw.dwfl_linux_proc_report(session, getpid()) == 0 &&
                    libdw.dwfl_report_end(session, NULL, NULL) == 0;
    if (!reported && session != NULL) {
        libdw.dwfl_end(session);
    }
    return reported ? session : NULL;
}

/* Whether it is no code of the plugin's author. */
static bool is_of_system(const char *file)
{
    return strncmp(file, "/usr/include/", 13) == 0 || strncmp(file, "/usr/lib/", 9) == 0 ||
           strstr(file, "/c++/") != NULL;
}

static bool write_place(const char *file, uint64_t line, char *text, size_t size)
{
    bool is_wanted = file != NULL && !is_of_system(file);
    if (is_wanted) {
        snprintf(text, size, "%s:%llu", file_name(file), (unsigned long long)line);
    }
    return is_wanted;
}

static uint64_t number_of(Dwarf_Die *die, unsigned attribute)
{
    Dwarf_Attribute found;
    Dwarf_Word number = 0;
    bool has = libdw.dwarf_attr(die, attribute, &found) != NULL &&
               libdw.dwarf_formudata(&found, &number) == 0;
    return has ? number : 0;
}

/* The place where the function that has this code was called that is not inlined itself, or lies in
 * a source of the author's. */
static bool write_inlined_at(Dwfl_Module *module, Dwarf_Addr code, char *text, size_t size)
{
    Dwarf_Addr moved = 0;
    Dwarf_Die *unit = libdw.dwfl_module_addrdie(module, code, &moved);
    Dwarf_Die *scopes = NULL;
    Dwarf_Files *files = NULL;
    size_t file_count = 0;
    if (unit == NULL || libdw.dwarf_getsrcfiles(unit, &files, &file_count) != 0) {
        return false;
    }
    int count = libdw.dwarf_getscopes(unit, code - moved, &scopes);
    bool found = false;
    for (int i = 0; i < count && !found; i++) {
        if (libdw.dwarf_tag(&scopes[i]) == DW_TAG_inlined_subroutine) {
            size_t file = number_of(&scopes[i], DW_AT_call_file);
            const char *name =
                file < file_count ? libdw.dwarf_filesrc(files, file, NULL, NULL) : NULL;
            found = write_place(name, number_of(&scopes[i], DW_AT_call_line), text, size);
        }
    }
    free(scopes);
    return found;
}

static bool write_line(Dwfl *session, const void *code, char *text, size_t size)
{
    Dwarf_Addr call = (uintptr_t)code - 1; /* the call before the place that it returns to */
    Dwfl_Module *module = libdw.dwfl_addrmodule(session, call);
    Dwfl_Line *line = module != NULL ? libdw.dwfl_module_getsrc(module, call) : NULL;
    int number = 0;
    if (line == NULL) {
        return false;
    }
    const char *file = libdw.dwfl_lineinfo(line, NULL, &number, NULL, NULL, NULL);
    return write_place(file, (uint64_t)number, text, size) ||
           write_inlined_at(module, call, text, size);
}

static bool write_first_line(const void *const *calls, size_t count, char *text, size_t size)
{
    Dwfl *session = open_session();
    bool found = false;
    for (size_t i = 0; session != NULL && i < count && !found; i++) {
        found = write_line(session, calls[i], text, size);
    }
    if (session != NULL) {
        libdw.dwfl_end(session);
    }
    return found;
}

#else

static bool write_first_line(const void *const *calls, size_t count, char *text, size_t size)
{
    (void)calls;
    (void)count;
    (void)text;
    (void)size;
    return false;
}

#endif

/* --- by objects ------------------------------------------------------------------------------- */

/* How many of the calls are made before the first one of the host's own: from there on nothing
 * belongs to a plugin. */
static size_t count_foreign(const void *const *calls, size_t count)
{
    Dl_info own, object;
    size_t i = 0;
    if (dladdr((const void *)(uintptr_t)exn_source_line, &own) == 0) {
        return count;
    }
    while (i < count && (dladdr(calls[i], &object) == 0 || object.dli_fbase != own.dli_fbase)) {
        i += 1;
    }
    return i;
}

static bool write_offset(const void *const *calls, size_t count, char *text, size_t size)
{
    for (size_t i = 0; i < count; i++) {
        Dl_info object;
        if (dladdr(calls[i], &object) != 0 && !exn_is_runtime_of_cxx(file_name(object.dli_fname))) {
            snprintf(text, size, "%s+%#tx", file_name(object.dli_fname),
                     (const char *)calls[i] - 1 - (const char *)object.dli_fbase);
            return true;
        }
    }
    return false;
}

bool exn_source_line(const void *const *calls, size_t count, char *text, size_t size)
{
    size_t foreign = count_foreign(calls, count);
    return write_first_line(calls, foreign, text, size) || write_offset(calls, foreign, text, size);
}
