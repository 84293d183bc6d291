/* Reads which memory of this process has no file: anonymous.h. */
#include "plugins/anonymous.h"

#include "base/grow.h"
#include "world/malloced.h"

#include <exeunt/implementation.h>

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef struct range {
    uintptr_t first, end;
} range;

static EXEUNT_OUTSIDE struct {
    range *items;
    size_t count, capacity;
} anonymous;

/* Whether a line of /proc/self/maps is of such memory. */
static bool is_anonymous(const char *line, range *memory)
{
    char rights[5];
    char name[16] = "";
    unsigned long inode;
    int found = sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %4s %*s %*s %lu %15s", &memory->first,
                       &memory->end, rights, &inode, name);
    return found >= 4 && rights[1] == 'w' && inode == 0 &&
           (name[0] == '\0' || strcmp(name, "[heap]") == 0);
}

bool exn_anonymous_look(void)
{
    FILE *maps = fopen("/proc/self/maps", "re");
    char line[512];
    bool complete = true;
    anonymous.count = 0;
    while (maps != NULL && complete && fgets(line, sizeof line, maps) != NULL) {
        range memory;
        if (is_anonymous(line, &memory)) {
            complete = EXN_MAKE_ROOM(anonymous.items, anonymous.capacity, anonymous.count + 1);
            if (complete) {
                anonymous.items[anonymous.count++] = memory;
            }
        }
    }
    if (maps != NULL) {
        fclose(maps);
    }
    return complete;
}

/* What an object has in .bss has no file either. */
bool exn_anonymous_has(const void *address)
{
    uintptr_t at = (uintptr_t)address;
    size_t i = 0;
    while (i < anonymous.count && (at < anonymous.items[i].first || at >= anonymous.items[i].end)) {
        i += 1;
    }
    return i < anonymous.count && !exn_is_of_object(address);
}
