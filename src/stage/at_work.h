/* Who plays what: the actor of each member, and of each body, and which of them are at work. */
#ifndef EXN_STAGE_AT_WORK_H
#define EXN_STAGE_AT_WORK_H

#include "stage/state.h"

static inline exn_actor *exn_actor_of(const exn_stage *stage, uint32_t member) /* or a body */
{
    return member > EXN_CAUSE ? &stage->bodies[exn_task_of_body(member)].actor
                              : stage->actors[member];
}

/* The operation that an actor at work plays. */
static inline const exn_operation *exn_operation_of(const exn_stage *stage, uint32_t member)
{
    if (member > EXN_CAUSE) {
        return &stage->body_plans[exn_task_of_body(member)].operation;
    }
    const exn_member_plan *member_plan = &stage->member_plans[member];
    return stage->actors[member]->is_exit ? &member_plan->exit : &member_plan->enter;
}

/* The first member of the next group that has an actor at work, from the group of `member` on;
 * EXN_NONE: there is none. */
static inline uint32_t exn_actors_group(const exn_stage *stage, uint32_t member)
{
    uint32_t group = member / EXN_ACTORS_IN_GROUP;
    uint32_t count = stage->probe.view.member_count;
    while (group * EXN_ACTORS_IN_GROUP < count) {
        uint64_t bits = stage->now->groups_at_work[group / 64] >> (group % 64);
        if (bits != 0) {
            return (group + (uint32_t)__builtin_ctzll(bits)) * EXN_ACTORS_IN_GROUP;
        }
        group = (group / 64 + 1) * 64;
    }
    return EXN_NONE;
}

/* Which actors of a group are at work, from its first member on: a set of bits. There is no branch
 * for each actor, because no processor could predict it. */
static inline uint32_t exn_group_at_work(const exn_stage *stage, uint32_t first)
{
    uint32_t behind = stage->probe.view.member_count - first;
    uint32_t count = behind < EXN_ACTORS_IN_GROUP ? behind : EXN_ACTORS_IN_GROUP;
    uint32_t at_work = 0;
    for (uint32_t i = 0; i < count; i++) {
        at_work |= (uint32_t)stage->actors[first + i]->at_work << i;
    }
    return at_work;
}

/* The next member at work from `from` on, or EXN_NONE. */
static inline uint32_t exn_actor_next(const exn_stage *stage, uint32_t from)
{
    while (from < stage->probe.view.member_count) {
        uint32_t first = from - from % EXN_ACTORS_IN_GROUP;
        uint32_t at_work = exn_group_at_work(stage, first) >> (from - first);
        if (at_work != 0) {
            return from + (uint32_t)__builtin_ctz(at_work);
        }
        from = exn_actors_group(stage, first + EXN_ACTORS_IN_GROUP);
    }
    return EXN_NONE;
}

#endif
