/* M8 about a manager's own base, and the errors that its exit is told.
 *
 * What settles leaves its base to the scope until the next operation begins. Nobody but the probe
 * sees the base of a manager in C, so it must not change meanwhile. Nor must the record of an
 * error that its exit is told, which is the scope's (E1). */
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

/* A manager that has given back its memory has no base any more. */
static bool has_base(const exn_probe *probe, const exn_member *member)
{
    const exn_block *block = exn_block_of(probe->view.holdings, member->inner);
    return block != NULL && block->size >= sizeof *member->inner;
}

/* Whose code was at work is known now, and not when the operation that was touched begins again. */
void exn_probe_look_at_other_bases(exn_probe *probe, uint32_t at_work)
{
    for (uint32_t i = 0; i < probe->view.member_count; i++) {
        const exn_member *other = &probe->members[i];
        if (i == at_work || !is_in_c(other) || other->told->base == 0) {
            continue;
        }
        uint64_t base = hash_of_base(other->inner);
        exn_assert(at_work != EXN_NONE && "scopes know the managers of the probe alone");
        if (other->told->base != base && has_base(probe, other)) {
            exn_event event = {.kind = EXN_TOUCHES,
                               .scope = EXN_NONE,
                               .member = at_work,
                               .what = exn_member_name(&probe->view, i)};
            other->told->base = base;
            exn_probe_emit(probe, &event);
        }
    }
}

void exn_probe_look_at_bases(exn_probe *probe)
{
    for (uint32_t i = 0; i < probe->view.member_count; i++) {
        const exn_member *member = &probe->members[i];
        if (has_base(probe, member)) {
            exn_probe_take_base(member);
        }
    }
}

/* --- errors ----------------------------------------------------------------------------------- */

void exn_probe_look_at_cause(const exn_member *member)
{
    const exn_probe *probe = member->probe;
    if (!is_in_c(member) || member->told->cause == NULL || !exn_view_is_exact(&probe->view)) {
        return; /* where X8 is waived, it may have been wrong from the beginning */
    }
    if (exn_probe_is_flawed(probe, member->told->cause)) {
        exn_assert(probe->view.members[member->index]->status == EXN_EXITING);
        exn_probe_tell_touched(probe, probe->view.places[member->index].holder, member->index,
                               probe->view.members[member->index]->told);
    }
}
