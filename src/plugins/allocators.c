/* The allocating functions of the C library, for plugins: allocators.h. */
#include "plugins/allocators.h"

#include "base/own_assert.h"
#include "contract/allocations.h"
#include "contract/border_memory.h"
#include "contract/running.h"
#include "plugins/anonymous.h"
#include "plugins/kept_blocks.h"
#include "stage/choices.h"
#include "world/heap.h"

#include <errno.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

enum { ALIGNMENT = 16 }; /* that of malloc */

static void *refuse(void)
{
    errno = ENOMEM;
    return NULL;
}

/* --- taking and giving back ------------------------------------------------------------------- */

/* `may_fail`: the scenario may say no. */
static void *take(size_t size, size_t alignment, bool may_fail, const void *caller)
{
    if (size > PTRDIFF_MAX) {
        return refuse();
    }
    if (exn_running == NULL) {
        return alignment <= ALIGNMENT ? calloc(1, size) : aligned_alloc(alignment, size);
    }
    if (exn_makes_exception) {
        return exn_border_allocate_for_all(exn_running, size);
    }
    exn_allocation_made_by(caller);
    if (may_fail && !exn_gets_memory(exn_running)) {
        return refuse();
    }
    return exn_border_allocate_aligned(exn_running, size,
                                       alignment > ALIGNMENT ? alignment : ALIGNMENT);
}

void *exn_plugin_allocate(size_t size, size_t alignment, const void *caller)
{
    return take(size, alignment, true, caller);
}

/* Whether the C library may have allocated it: not a static, a local variable, a text of the
 * program, nor any number. */
static bool may_be_allocated(const void *memory)
{
    bool is_there =
        exn_anonymous_has(memory) || (exn_anonymous_look() && exn_anonymous_has(memory));
    return is_there && (uintptr_t)memory % ALIGNMENT == 0;
}

/* Blocks of the C library that code under test frees in a run are needed again in the next one.
 * What nobody can have allocated is refused as what the world does not have is: M8, X13. */
void exn_plugin_free(void *memory)
{
    if (memory == NULL) {
        return;
    }
    if (!exn_heap_has(memory) && exn_running == NULL) {
        free(memory);
    } else if (!exn_heap_has(memory) && may_be_allocated(memory) && exn_kept_blocks_add(memory)) {
        return;
    } else if (exn_running != NULL) { /* else the world is gone, and all of its memory */
        exeunt_border_free(exn_running, memory);
    }
}

static size_t size_of(void *memory)
{
    if (!exn_heap_has(memory)) {
        return malloc_usable_size(memory);
    }
    return exn_running != NULL ? exn_border_size_of(exn_running, memory) : 0;
}

/* What is not made larger never fails. */
static void *change(void *memory, size_t size, const void *caller)
{
    bool is_of_world = exn_heap_has(memory);
    if (exn_running == NULL && !is_of_world) {
        return realloc(memory, size); /* NOLINT */
    }
    if (is_of_world && exn_running != NULL && exn_border_resize(exn_running, memory, size)) {
        return memory;
    }
    size_t before = size_of(memory);
    if (is_of_world && before == 0) {
        exn_plugin_free(memory); /* it is not the caller's: M8, X13 */
        return refuse();
    }
    void *changed = take(size, ALIGNMENT, size > before, caller);
    size_t usable = is_of_world ? exn_border_usable_size(exn_running, memory) : before;
    if (changed != NULL) {
        memcpy(changed, memory, size < usable ? size : usable);
        exn_plugin_free(memory);
    }
    return changed;
}

/* --- the functions ---------------------------------------------------------------------------- */

#define CALLER __builtin_return_address(0)

static void *replaced_malloc(size_t size)
{
    return take(size, ALIGNMENT, true, CALLER);
}

static void *replaced_calloc(size_t count, size_t size)
{
    size_t bytes;
    return __builtin_mul_overflow(count, size, &bytes) ? refuse()
                                                       : take(bytes, ALIGNMENT, true, CALLER);
}

static void *reallocate(void *memory, size_t size, const void *caller)
{
    if (memory == NULL) {
        return take(size, ALIGNMENT, true, caller);
    }
    if (size == 0) { /* as the C library does */
        exn_plugin_free(memory);
        return NULL;
    }
    return size > PTRDIFF_MAX ? refuse() : change(memory, size, caller);
}

static void *replaced_realloc(void *memory, size_t size)
{
    return reallocate(memory, size, CALLER);
}

static void *replaced_reallocarray(void *memory, size_t count, size_t size)
{
    size_t bytes;
    return __builtin_mul_overflow(count, size, &bytes) ? refuse()
                                                       : reallocate(memory, bytes, CALLER);
}

static bool is_power_of_two(size_t number)
{
    return number != 0 && (number & (number - 1)) == 0;
}

static void *replaced_aligned_alloc(size_t alignment, size_t size)
{
    if (!is_power_of_two(alignment)) {
        errno = EINVAL;
        return NULL;
    }
    return take(size, alignment, true, CALLER);
}

static int replaced_posix_memalign(void **memory, size_t alignment, size_t size)
{
    int errno_before = errno; /* which it leaves alone */
    if (!is_power_of_two(alignment) || alignment % sizeof(void *) != 0) {
        return EINVAL;
    }
    void *taken = take(size, alignment, true, CALLER);
    errno = errno_before;
    if (taken == NULL) {
        return ENOMEM;
    }
    *memory = taken;
    return 0;
}

static void *replaced_valloc(size_t size)
{
    return take(size, (size_t)sysconf(_SC_PAGESIZE), true, CALLER);
}

static void *replaced_pvalloc(size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return size > PTRDIFF_MAX ? refuse()
                              : take((size + page - 1) / page * page, page, true, CALLER);
}

static size_t replaced_malloc_usable_size(void *memory)
{
    bool is_of_world = exn_heap_has(memory) && exn_running != NULL;
    return memory == NULL ? 0
           : is_of_world  ? exn_border_usable_size(exn_running, memory)
                          : size_of(memory);
}

/* --- texts ------------------------------------------------------------------------------------ */

static char *copy(const char *text, size_t length, const void *caller)
{
    char *copied = take(length + 1, ALIGNMENT, true, caller);
    if (copied != NULL) {
        memcpy(copied, text, length);
        copied[length] = '\0';
    }
    return copied;
}

static char *replaced_strdup(const char *text)
{
    return copy(text, strlen(text), CALLER);
}

static char *replaced_strndup(const char *text, size_t length)
{
    return copy(text, strnlen(text, length), CALLER);
}

static wchar_t *replaced_wcsdup(const wchar_t *text)
{
    size_t bytes = (wcslen(text) + 1) * sizeof *text;
    wchar_t *copied = take(bytes, ALIGNMENT, true, CALLER);
    return copied == NULL ? NULL : memcpy(copied, text, bytes);
}

static int print(char **text, const char *format, va_list arguments, const void *caller)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again); /* NOLINT */
    va_end(again);
    char *printed = length < 0 ? NULL : take((size_t)length + 1, ALIGNMENT, true, caller);
    if (printed == NULL) {
        *text = NULL; /* as the C library does */
        return -1;
    }
    *text = printed;
    return vsnprintf(printed, (size_t)length + 1, format, arguments); /* NOLINT */
}

static int replaced_vasprintf(char **text, const char *format, va_list arguments)
{
    return print(text, format, arguments, CALLER);
}

static int replaced_asprintf(char **text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = print(text, format, arguments, CALLER);
    va_end(arguments);
    return length;
}

/* What -D_FORTIFY_SOURCE calls. */
static int replaced_vasprintf_chk(char **text, int flag, const char *format, va_list arguments)
{
    (void)flag;
    return print(text, format, arguments, CALLER);
}

static int replaced_asprintf_chk(char **text, int flag, const char *format, ...)
{
    (void)flag;
    va_list arguments;
    va_start(arguments, format);
    int length = print(text, format, arguments, CALLER);
    va_end(arguments);
    return length;
}

/* The C library would grow the world's memory by its own realloc. */
static ssize_t replaced_getdelim(char **line, size_t *size, int delimiter, FILE *stream)
{
    char *read = NULL;
    size_t room = 0;
    ssize_t length = getdelim(&read, &room, delimiter, stream);
    size_t wanted = length < 0 ? 0 : (size_t)length + 1;
    if (wanted > 0 && (*line == NULL || *size < wanted)) {
        char *longer = reallocate(*line, wanted, CALLER);
        *line = longer != NULL ? longer : *line;
        *size = longer != NULL ? wanted : *size;
        length = longer != NULL ? length : -1;
    }
    if (length >= 0) {
        memcpy(*line, read, wanted);
    }
    free(read);
    return length;
}

static ssize_t replaced_getline(char **line, size_t *size, FILE *stream)
{
    return replaced_getdelim(line, size, '\n', stream);
}

/* --- by name ---------------------------------------------------------------------------------- */

typedef void function(void);

void *exn_replacement_of(const char *name)
{
    static const struct {
        const char *name;
        function *function;
    } replacements[] = {
        {"malloc", (function *)replaced_malloc},
        {"calloc", (function *)replaced_calloc},
        {"realloc", (function *)replaced_realloc},
        {"reallocarray", (function *)replaced_reallocarray},
        {"free", (function *)exn_plugin_free},
        {"cfree", (function *)exn_plugin_free},
        {"aligned_alloc", (function *)replaced_aligned_alloc},
        {"memalign", (function *)replaced_aligned_alloc},
        {"posix_memalign", (function *)replaced_posix_memalign},
        {"valloc", (function *)replaced_valloc},
        {"pvalloc", (function *)replaced_pvalloc},
        {"malloc_usable_size", (function *)replaced_malloc_usable_size},
        {"strdup", (function *)replaced_strdup},
        {"__strdup", (function *)replaced_strdup},
        {"strndup", (function *)replaced_strndup},
        {"__strndup", (function *)replaced_strndup},
        {"wcsdup", (function *)replaced_wcsdup},
        {"asprintf", (function *)replaced_asprintf},
        {"__asprintf_chk", (function *)replaced_asprintf_chk},
        {"vasprintf", (function *)replaced_vasprintf},
        {"__vasprintf_chk", (function *)replaced_vasprintf_chk},
        {"getdelim", (function *)replaced_getdelim},
        {"__getdelim", (function *)replaced_getdelim},
        {"getline", (function *)replaced_getline},
    };
    for (size_t i = 0; i < sizeof replacements / sizeof *replacements; i++) {
        if (strcmp(replacements[i].name, name) == 0) {
            return (void *)(uintptr_t)replacements[i].function;
        }
    }
    return exn_operator_replacement(name);
}
