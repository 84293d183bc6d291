/* Lines where there is debug information (base/place.h), else places in objects: source_lines.h. */
#define _GNU_SOURCE
#include "plugins/source_lines.h"

#include "base/place.h"
#include "plugins/objects_of.h"

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* How many of the calls come before the first one that is the host's own, or is not. */
static size_t count_before(const void *const *calls, size_t count, bool is_own)
{
    Dl_info own, object;
    size_t i = 0;
    if (dladdr((const void *)(uintptr_t)exn_source_line, &own) == 0) {
        return count;
    }
    while (i < count &&
           (dladdr(calls[i], &object) != 0 && object.dli_fbase == own.dli_fbase) != is_own) {
        i += 1;
    }
    return i;
}

static bool write_offset(const void *const *calls, size_t count, char *text, size_t size)
{
    for (size_t i = 0; i < count; i++) {
        Dl_info object;
        if (dladdr(calls[i], &object) != 0 && !exn_is_runtime_of_cxx(file_name(object.dli_fname))) {
            snprintf(text, size, "%s+%#tx: -g and libdw tell the line", file_name(object.dli_fname),
                     (const char *)calls[i] - 1 - (const char *)object.dli_fbase);
            return true;
        }
    }
    return false;
}

bool exn_source_line(const void *const *calls, size_t count, char *text, size_t size)
{
    size_t foreign = count_before(calls, count, true); /* what has called these is no plugin */
    return exn_place_write_line(calls, foreign, text, size) ||
           write_offset(calls, foreign, text, size);
}

bool exn_source_line_of_event(const void *const *calls, size_t count, char *text, size_t size)
{
    size_t innermost = count_before(calls, count, true); /* backtrace() itself, sanitized */
    size_t own = innermost + count_before(calls + innermost, count - innermost, false);
    size_t foreign = count_before(calls + own, count - own, true);
    /* What calls `main`, and is called by the last one, is no plugin. */
    bool is_called_by_host = foreign > 0 && own + foreign + 1 < count;
    return is_called_by_host && exn_source_line(calls + own, foreign, text, size);
}
