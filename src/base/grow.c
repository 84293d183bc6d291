/* The rule by which arrays grow. */
#include "base/grow.h"
#include "base/own_assert.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ELEMENTS_AT_FIRST = 16 };

bool exn_grow(void *array, size_t *capacity, size_t wanted, size_t size)
{
    exn_assert(wanted > *capacity && size > 0);
    size_t grown = *capacity + *capacity / 2;
    grown = grown < ELEMENTS_AT_FIRST ? ELEMENTS_AT_FIRST : grown;
    grown = grown < wanted ? wanted : grown;
    if (grown > SIZE_MAX / size) {
        return false;
    }
    void *memory; /* copied, because the pointer may have any type */
    memcpy(&memory, array, sizeof memory);
    memory = realloc(memory, grown * size);
    if (memory == NULL) {
        return false;
    }
    memcpy(array, &memory, sizeof memory);
    *capacity = grown;
    return true;
}
