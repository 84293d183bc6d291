/* Allocation functions that fail when a test says so, and count the blocks that are alive. */
#include "failing.h"

#include <exeunt/implementation.h>
#include <jansson.h>
#include <libfyaml.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The real functions, by the names that the linker's --wrap gives them. */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void __real_free(void *block);
FILE *__real_open_memstream(char **text, size_t *length);
struct fy_diag *__real_fy_diag_create(const struct fy_diag_cfg *config);
struct fy_parser *__real_fy_parser_create(const struct fy_parse_cfg *config);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
void __wrap_free(void *block);
char *__wrap_strdup(const char *text);
int __wrap_vasprintf(char **text, const char *format, va_list values);
int __wrap_asprintf(char **text, const char *format, ...);
FILE *__wrap_open_memstream(char **text, size_t *length);
struct fy_diag *__wrap_fy_diag_create(const struct fy_diag_cfg *config);
struct fy_parser *__wrap_fy_parser_create(const struct fy_parse_cfg *config);
int __wrap_fsync(int descriptor);

enum { LIVE_MAX = 65536 };

/* Not part of a world that is checked, because it counts the allocations of the search, too. */
static EXEUNT_OUTSIDE struct {
    size_t until_failure; /* counts down to the allocation that fails; 0: none fails */
    bool for_good;
    size_t refused;
    void *live[LIVE_MAX];
    size_t live_count;
} state;

static bool refuse(void)
{
    if (state.until_failure == 0) {
        return false;
    }
    if (state.until_failure > 1) {
        state.until_failure--;
        return false;
    }
    if (!state.for_good) {
        state.until_failure = 0;
    }
    state.refused++;
    return true;
}

static void *note(void *block)
{
    if (block == NULL || state.live_count == LIVE_MAX) {
        abort(); /* the machine itself is out of memory */
    }
    state.live[state.live_count++] = block;
    return block;
}

/* Ignores blocks that another function has allocated, such as open_memstream. */
static void forget(const void *block)
{
    for (size_t i = state.live_count; i-- > 0;) {
        if (state.live[i] != block) {
            continue;
        }
        state.live[i] = state.live[--state.live_count];
        return;
    }
}

void *__wrap_malloc(size_t size)
{
    return refuse() ? NULL : note(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
    return refuse() ? NULL : note(__real_calloc(count, size));
}

void *__wrap_realloc(void *block, size_t size)
{
    if (refuse()) {
        return NULL;
    }
    forget(block);
    return note(__real_realloc(block, size));
}

void __wrap_free(void *block)
{
    forget(block);
    __real_free(block);
}

char *__wrap_strdup(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = __wrap_malloc(size);
    return copy == NULL ? NULL : memcpy(copy, text, size);
}

int __wrap_vasprintf(char **text, const char *format, va_list values)
{
    va_list again;
    va_copy(again, values);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    *text = length < 0 ? NULL : __wrap_malloc((size_t)length + 1);
    return *text == NULL ? -1 : vsnprintf(*text, (size_t)length + 1, format, values);
}

int __wrap_asprintf(char **text, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    int length = __wrap_vasprintf(text, format, values);
    va_end(values);
    return length;
}

FILE *__wrap_open_memstream(char **text, size_t *length)
{
    return refuse() ? NULL : __real_open_memstream(text, length);
}

struct fy_diag *__wrap_fy_diag_create(const struct fy_diag_cfg *config)
{
    return refuse() ? NULL : __real_fy_diag_create(config);
}

struct fy_parser *__wrap_fy_parser_create(const struct fy_parse_cfg *config)
{
    return refuse() ? NULL : __real_fy_parser_create(config);
}

/* Does nothing: reports are written thousands of times here, and none has to outlive a power
 * failure. */
int __wrap_fsync(int descriptor)
{
    (void)descriptor;
    return 0;
}

void failing_begin(void)
{
    json_set_alloc_funcs(__wrap_malloc, __wrap_free);
    json_object_seed(1); /* else the order of jansson's tables would be random */
}

void failing_at(size_t n, bool for_good)
{
    state.until_failure = n;
    state.for_good = for_good;
    state.refused = 0;
}

size_t failing_refused(void)
{
    return state.refused;
}

size_t failing_live(void)
{
    return state.live_count;
}
