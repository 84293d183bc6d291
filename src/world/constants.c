/* Memory beside the world, handed out block after block: constants.h. */
#include "world/constants.h"

#include "base/own_assert.h"

#include <exeunt/implementation.h>

#include <stdint.h>
#include <sys/mman.h>

/* After the world's memory (heap.c), which is smaller than the distance. */
#define CONSTANTS_ADDRESS ((void *)(0x200000000000 + ((uintptr_t)1 << 30)))
#define CONSTANTS_SIZE    ((size_t)1 << 29)
enum { ALIGNMENT = 16 };

static EXEUNT_OUTSIDE struct {
    char *memory; /* NULL: not mapped */
    size_t used;
} constants;

bool exn_constants_open(void)
{
    exn_constants_close();
    exn_assert(constants.memory == NULL && "the memory was given back");
    void *memory = mmap(CONSTANTS_ADDRESS, CONSTANTS_SIZE, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    constants.memory = memory == MAP_FAILED ? NULL : memory;
    constants.used = 0;
    return memory != MAP_FAILED;
}

void *exn_constants_allocate(size_t size)
{
    size_t left = CONSTANTS_SIZE - constants.used;
    if (constants.memory == NULL || left < ALIGNMENT || size > left - ALIGNMENT) {
        return NULL;
    }
    exn_assert(constants.used % ALIGNMENT == 0 && "every block is aligned");
    void *block = constants.memory + constants.used;
    size_t taken = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    constants.used += taken;
    exn_assert(taken >= size && constants.used <= CONSTANTS_SIZE &&
               "a block lies within the memory");
    return block;
}

void exn_constants_close(void)
{
    if (constants.memory != NULL) {
        munmap(constants.memory, CONSTANTS_SIZE);
        constants.memory = NULL;
    }
}
