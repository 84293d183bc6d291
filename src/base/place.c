/* Finds functions, files and lines for addresses: place.h. */
#include "base/place.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PLACES_MAX = 6 };

/* --- libdw ------------------------------------------------------------------------------------ */

/* Its functions that are used here, as its header declares them; their types are opaque. */
typedef struct callbacks {
    void *find_elf;
    int (*find_debuginfo)(void);
    void *section_address;
    char **debuginfo_path;
} callbacks;

typedef struct reader {
    void *library; /* NULL: there is none */
    callbacks callbacks;
    void *dwfl;
    void *(*begin)(const callbacks *callbacks);
    int (*report_process)(void *dwfl, pid_t process);
    int (*report_end)(void *dwfl, void *removed, void *context);
    void *(*module_of)(void *dwfl, uint64_t address);
    const char *(*name_of)(void *module, uint64_t address);
    void *(*line_of)(void *module, uint64_t address);
    const char *(*line_info)(void *line, uint64_t *address, int *number, int *column,
                             uint64_t *changed, uint64_t *length);
    void (*end)(void *dwfl);
} reader;

/* Debug information that lies in a file of its own is not looked for: that may ask a server. */
static int find_none(void)
{
    return -1;
}

/* Finds a function; ISO C has no conversion from the pointer that dlsym returns. */
static bool find_function(void *library, const char *name, void *function)
{
    void *found = dlsym(library, name);
    memcpy(function, &found, sizeof found);
    return found != NULL;
}

static bool find_functions(reader *self)
{
    void *library = self->library;
    self->callbacks = (callbacks){.find_debuginfo = find_none};
    return find_function(library, "dwfl_linux_proc_find_elf", &self->callbacks.find_elf) &&
           find_function(library, "dwfl_begin", &self->begin) &&
           find_function(library, "dwfl_linux_proc_report", &self->report_process) &&
           find_function(library, "dwfl_report_end", &self->report_end) &&
           find_function(library, "dwfl_addrmodule", &self->module_of) &&
           find_function(library, "dwfl_module_addrname", &self->name_of) &&
           find_function(library, "dwfl_module_getsrc", &self->line_of) &&
           find_function(library, "dwfl_lineinfo", &self->line_info) &&
           find_function(library, "dwfl_end", &self->end);
}

/* Reads which objects this process has. It is open in any case. */
static void open_reader(reader *self)
{
    *self = (reader){.library = dlopen("libdw.so.1", RTLD_NOW | RTLD_LOCAL)};
    if (self->library == NULL || !find_functions(self)) {
        return;
    }
    self->dwfl = self->begin(&self->callbacks);
    if (self->dwfl != NULL && self->report_process(self->dwfl, getpid()) != 0) {
        self->end(self->dwfl);
        self->dwfl = NULL;
    } else if (self->dwfl != NULL) {
        self->report_end(self->dwfl, NULL, NULL);
    }
}

/* The library stays: to load it again would cost more than it does. */
static void close_reader(const reader *self)
{
    if (self->dwfl != NULL) {
        self->end(self->dwfl);
    }
}

/* --- a place ---------------------------------------------------------------------------------- */

/* What is known of an address; what is not is NULL. */
typedef struct place {
    const void *object; /* where it begins */
    const char *object_file;
    const char *function;
    const char *file;
    int line;
    const void *address;
} place;

static place find_place(const reader *from, const void *address)
{
    place found = {.address = address};
    Dl_info info;
    if (dladdr(address, &info) != 0) {
        found.object = info.dli_fbase;
        found.object_file = info.dli_fname;
        found.function = info.dli_sname;
    }
    uint64_t number = (uint64_t)(uintptr_t)address;
    void *module = from->dwfl == NULL ? NULL : from->module_of(from->dwfl, number);
    if (module == NULL) {
        return found;
    }
    const char *name = from->name_of(module, number);
    void *line = from->line_of(module, number);
    found.function = name != NULL ? name : found.function;
    found.file = line == NULL ? NULL : from->line_info(line, NULL, &found.line, NULL, NULL, NULL);
    return found;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static void write_place(const place *found, char *text, size_t size)
{
    if (found->function != NULL && found->file != NULL) {
        snprintf(text, size, "%s (%s:%d)", found->function, base_name(found->file), found->line);
    } else if (found->function != NULL) {
        snprintf(text, size, "%s", found->function);
    } else if (found->object_file != NULL) {
        snprintf(text, size, "%s+0x%zx", base_name(found->object_file),
                 (size_t)((const char *)found->address - (const char *)found->object));
    } else {
        snprintf(text, size, "%p", (void *)(uintptr_t)found->address);
    }
}

void exn_place_write(const void *address, char *text, size_t size)
{
    reader from;
    open_reader(&from);
    place found = find_place(&from, address);
    write_place(&found, text, size);
    close_reader(&from);
}

/* --- a stack ---------------------------------------------------------------------------------- */

static const void *object_of(const void *address)
{
    Dl_info info;
    return dladdr(address, &info) == 0 ? NULL : info.dli_fbase;
}

static bool begins_with(const char *text, const char *beginning)
{
    return text != NULL && strncmp(text, beginning, strlen(beginning)) == 0;
}

/* Whether a file is one of this simulator: it lies in the same folder as this one does. */
static bool is_own_file(const char *file)
{
    size_t length = strlen(__FILE__) - strlen("base/place.c");
    return file != NULL && strncmp(file, __FILE__, length) == 0;
}

/* Whether a place is code of the simulator. A program that is linked with the simulator is one
 * object with it, so that only names and files tell them apart: and, where the code under test has
 * lines, that the simulator was built without. */
static bool is_own(const place *found, bool is_one_object, bool had_line)
{
    if (found->object != object_of((const void *)(uintptr_t)exn_places_write)) {
        return false;
    }
    return !is_one_object || begins_with(found->function, "exn_") ||
           begins_with(found->function, "exeunt_") || is_own_file(found->file) ||
           (had_line && found->file == NULL);
}

/* Whether a place lies in the libraries of the system, which are known by two functions of them. */
static bool is_of_system(const place *found)
{
    return found->object == NULL ||
           found->object == object_of(dlsym(RTLD_DEFAULT, "gnu_get_libc_version")) ||
           found->object == object_of(dlsym(RTLD_DEFAULT, "_Unwind_Resume"));
}

static void append(char *text, size_t size, const char *more)
{
    size_t length = strlen(text);
    snprintf(text + length, size - length, "%s%s", length > 0 ? ", " : "", more);
}

static void write_stack(const reader *from, void *const *frames, int count, char *text, size_t size)
{
    char last[EXN_PLACE_SIZE] = ""; /* recursion has many that are alike */
    char inner[EXN_PLACE_SIZE] = "";
    bool had_line = false;
    bool is_one_object = false;
    const void *own = object_of((const void *)(uintptr_t)exn_places_write);
    int written = 0;
    for (int i = 0; i < count && written < PLACES_MAX; i++) {
        place found = find_place(from, (const char *)frames[i] - 1);
        char here[EXN_PLACE_SIZE];
        write_place(&found, here, sizeof here);
        if (written == 0 && is_of_system(&found)) {
            memcpy(inner, here, sizeof inner); /* what the code under test has called: abort, say */
            continue;
        }
        is_one_object = written == 0 ? found.object == own : is_one_object;
        if (is_own(&found, is_one_object, had_line)) {
            return;
        }
        if (written == 0 && *inner != '\0') {
            append(text, size, inner);
        }
        if (strcmp(here, last) != 0) {
            append(text, size, here);
            written += 1;
        }
        memcpy(last, here, sizeof last);
        had_line = had_line || found.file != NULL;
    }
}

void exn_places_write(void *const *frames, int count, char *text, size_t size)
{
    reader from;
    *text = '\0';
    open_reader(&from);
    write_stack(&from, frames, count, text, size);
    close_reader(&from);
}
