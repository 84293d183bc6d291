/* Finds functions, files and lines for addresses: place.h. */
#include "base/place.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
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

/* A piece of debug information, and one of its attributes. */
typedef struct entry {
    void *address, *unit, *abbreviation;
    long padding;
} entry;

typedef struct attribute {
    unsigned code, form;
    void *value, *unit;
} attribute;

/* Of DWARF. */
enum { INLINED_SUBROUTINE = 0x1d, CALL_FILE = 0x58, CALL_LINE = 0x59 };

typedef struct reader {
    void *libdw; /* NULL: there is none */
    callbacks callbacks;
    void *dwfl;
    void *(*begin)(const callbacks *callbacks);
    int (*report_process)(void *dwfl, pid_t process);
    int (*report_end)(void *dwfl, void *removed, void *context);
    void *(*module_of)(void *dwfl, uint64_t address);
    const char *(*name_of)(void *module, uint64_t address);
    void (*end)(void *dwfl);
    entry *(*unit_of)(void *module, uint64_t address, uint64_t *moved);
    entry *(*next_unit)(void *module, entry *unit, uint64_t *moved);
    int (*has_address)(entry *unit, uint64_t address);
    void *(*line_of)(entry *unit, uint64_t address);
    int (*line_number)(void *line, int *number);
    const char *(*line_file)(void *line, uint64_t *changed, uint64_t *length);
    int (*scopes_of)(entry *unit, uint64_t address, entry **scopes);
    int (*files_of)(entry *unit, void **files, size_t *count);
    const char *(*file_name)(void *files, size_t number, void *time, void *length);
    int (*tag_of)(entry *of);
    attribute *(*attribute_of)(entry *of, unsigned name, attribute *result);
    int (*number_in)(attribute *of, uint64_t *number);
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
    void *library = self->libdw;
    self->callbacks = (callbacks){.find_debuginfo = find_none};
    return find_function(library, "dwfl_linux_proc_find_elf", &self->callbacks.find_elf) &&
           find_function(library, "dwfl_begin", &self->begin) &&
           find_function(library, "dwfl_linux_proc_report", &self->report_process) &&
           find_function(library, "dwfl_report_end", &self->report_end) &&
           find_function(library, "dwfl_addrmodule", &self->module_of) &&
           find_function(library, "dwfl_module_addrname", &self->name_of) &&
           find_function(library, "dwfl_end", &self->end) &&
           find_function(library, "dwfl_module_addrdie", &self->unit_of) &&
           find_function(library, "dwfl_module_nextcu", &self->next_unit) &&
           find_function(library, "dwarf_haspc", &self->has_address) &&
           find_function(library, "dwarf_getsrc_die", &self->line_of) &&
           find_function(library, "dwarf_lineno", &self->line_number) &&
           find_function(library, "dwarf_linesrc", &self->line_file) &&
           find_function(library, "dwarf_getscopes", &self->scopes_of) &&
           find_function(library, "dwarf_getsrcfiles", &self->files_of) &&
           find_function(library, "dwarf_filesrc", &self->file_name) &&
           find_function(library, "dwarf_tag", &self->tag_of) &&
           find_function(library, "dwarf_attr", &self->attribute_of) &&
           find_function(library, "dwarf_formudata", &self->number_in);
}

/* Reads which objects this process has. It is open in any case. */
static void open_reader(reader *self)
{
    *self = (reader){.libdw = dlopen("libdw.so.1", RTLD_NOW | RTLD_LOCAL)};
    if (self->libdw == NULL || !find_functions(self)) {
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

/* The unit that an address lies in; NULL if none is known. gcc writes a table of which unit has
 * which addresses; clang does not, so each unit is asked. `address` moves by `*moved` there. */
static entry *find_unit(const reader *from, void *module, uint64_t address, uint64_t *moved)
{
    entry *unit = from->unit_of(module, address, moved);
    if (unit == NULL) {
        do {
            unit = from->next_unit(module, unit, moved);
        } while (unit != NULL && from->has_address(unit, address - *moved) != 1);
    }
    return unit;
}

static void find_line(const reader *from, void *module, uint64_t address, place *found)
{
    uint64_t moved = 0;
    entry *unit = find_unit(from, module, address, &moved);
    void *line = unit != NULL ? from->line_of(unit, address - moved) : NULL;
    if (line != NULL && from->line_number(line, &found->line) == 0) {
        found->file = from->line_file(line, NULL, NULL);
    }
}

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
    found.function = name != NULL ? name : found.function;
    find_line(from, module, number, &found);
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

/* --- a line of the author's ------------------------------------------------------------------- */

static bool write_line(const char *file, uint64_t line, char *text, size_t size)
{
    bool is_wanted = file != NULL && !begins_with(file, "/usr/include/") &&
                     !begins_with(file, "/usr/lib/") && strstr(file, "/c++/") == NULL;
    if (is_wanted) {
        snprintf(text, size, "%s:%llu", base_name(file), (unsigned long long)line);
    }
    return is_wanted;
}

static uint64_t number_of(const reader *from, entry *of, unsigned name)
{
    attribute found;
    uint64_t number = 0;
    bool has =
        from->attribute_of(of, name, &found) != NULL && from->number_in(&found, &number) == 0;
    return has ? number : 0;
}

/* A function of a header may be part of one of the author's: writes where that calls it. */
static bool write_call_of_inlined(const reader *from, void *module, uint64_t address, char *text,
                                  size_t size)
{
    uint64_t moved = 0;
    void *files = NULL;
    size_t file_count = 0;
    entry *scopes = NULL;
    entry *unit = find_unit(from, module, address, &moved);
    if (unit == NULL || from->files_of(unit, &files, &file_count) != 0) {
        return false;
    }
    int count = from->scopes_of(unit, address - moved, &scopes);
    bool written = false;
    for (int i = 0; i < count && !written; i++) {
        size_t file = from->tag_of(&scopes[i]) == INLINED_SUBROUTINE
                          ? number_of(from, &scopes[i], CALL_FILE)
                          : file_count;
        written =
            file < file_count && write_line(from->file_name(files, file, NULL, NULL),
                                            number_of(from, &scopes[i], CALL_LINE), text, size);
    }
    free(scopes);
    return written;
}

bool exn_place_write_line(const void *const *frames, size_t count, char *text, size_t size)
{
    reader from;
    bool written = false;
    open_reader(&from);
    for (size_t i = 0; from.dwfl != NULL && i < count && !written; i++) {
        const char *call = (const char *)frames[i] - 1;
        place found = find_place(&from, call);
        uint64_t number = (uint64_t)(uintptr_t)call;
        void *module = from.module_of(from.dwfl, number);
        written = found.file != NULL && (write_line(found.file, (uint64_t)found.line, text, size) ||
                                         write_call_of_inlined(&from, module, number, text, size));
    }
    close_reader(&from);
    return written;
}
