/* Counts the bytes that malloc has handed out: malloced.h. */
#include "world/malloced.h"

#include <dlfcn.h>
#include <malloc.h>

/* Of AddressSanitizer, whose malloc is not the one that mallinfo2 knows. */
extern size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

size_t exn_malloced(void)
{
    if (__sanitizer_get_current_allocated_bytes != NULL) {
        return __sanitizer_get_current_allocated_bytes();
    }
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

bool exn_is_of_object(const void *address)
{
    Dl_info info;
    return dladdr(address, &info) != 0;
}
