/* M8 about a manager's own base.
 *
 * What settles leaves it to the scope until the next operation begins. Nobody but the probe sees
 * the base of a manager in C, so it must not change meanwhile. */
#include "base/own_assert.h"
#include "contract/probe.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

static uint64_t hash_of_base(const exeunt_manager *inner)
{
    return XXH3_64bits(inner, sizeof *inner) | 1; /* 0: it may change */
}

static bool is_in_c(const exn_member *member)
{
    return member->inner != NULL && member->told != NULL &&
           member->probe->view.facts[member->index].inside == EXN_NONE;
}

void exn_probe_leave_base(const exn_member *member)
{
    if (is_in_c(member)) {
        member->told->base = hash_of_base(member->inner);
        exn_assert(member->told->base != 0 && "0 says that the base may change");
    }
}

void exn_probe_take_base(const exn_member *member)
{
    if (!is_in_c(member) || member->told->base == 0) {
        return;
    }
    exn_assert((member->told->base & 1) != 0 && "a hash that is kept is not 0");
    bool is_touched = member->told->base != hash_of_base(member->inner);
    member->told->base = 0;
    if (is_touched) {
        exn_probe_event(member->probe, EXN_TOUCHES,
                        member->probe->view.places[member->index].holder, member->index);
    }
}

void exn_probe_look_at_bases(exn_probe *probe)
{
    for (uint32_t i = 0; i < probe->view.member_count; i++) {
        const exn_member *member = &probe->members[i];
        const exn_block *block = exn_block_of(probe->view.holdings, member->inner);
        if (block != NULL && block->size >= sizeof *member->inner) { /* it was not given back */
            exn_probe_take_base(member);
        }
    }
}
