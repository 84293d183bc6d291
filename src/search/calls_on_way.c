/* Hashes what code under test was called on a way: calls_on_way.h. */
#include "search/calls_on_way.h"

#include "base/own_assert.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

bool exn_is_no_call(const exn_search *search, const exn_transition *transition)
{
    return transition->listed && exn_run_only_counts_down(search->run, &transition->delivery);
}

/* What tells a delivery from others, whatever else may have come in its place: its number on the
 * tape does not, for that depends on what inner steps were possible. */
static uint64_t hash_delivery(uint64_t before, const exn_delivery *delivery)
{
    uintptr_t of_kind = delivery->kind == EXN_DELIVER_CANCEL     ? delivery->scope
                        : delivery->kind == EXN_DELIVER_CALL     ? (uintptr_t)delivery->action
                        : delivery->kind == EXN_DELIVER_EXTERNAL ? (uintptr_t)delivery->external
                                                                 : 0;
    uint64_t parts[] = {(uint64_t)delivery->kind, delivery->member, (uintptr_t)delivery->ending,
                        of_kind, (uint64_t)delivery->result << 1 | (delivery->at_once ? 1 : 0)};
    return XXH3_64bits_withSeed(parts, sizeof parts, before);
}

/* `choices`: all numbers that the transition has put on the tape. */
static uint64_t hash_transition(uint64_t before, const exn_transition *transition,
                                const uint32_t *choices, uint32_t count)
{
    uint32_t inside = transition->listed && transition->numbered ? 1 : 0;
    exn_assert(inside <= count && "what is numbered stands on the tape");
    uint64_t hash = transition->listed ? hash_delivery(before, &transition->delivery) : before;
    if (count > inside) {
        hash = XXH3_64bits_withSeed(choices + inside, (count - inside) * sizeof *choices, hash);
    }
    return XXH3_64bits_withSeed(&transition->trace, sizeof transition->trace, hash);
}

/* After `from`, which has its calls, along a transition. `choices`: from where its own begin. */
static uint64_t go_along(const exn_search *search, const exn_frame *from,
                         const exn_transition *transition, const uint32_t *choices)
{
    exn_assert(from->calls_known && from->arrival.path.choices <= transition->path.choices);
    uint32_t count = transition->path.choices - from->arrival.path.choices;
    return exn_is_no_call(search, transition)
               ? from->calls
               : hash_transition(from->calls, transition, choices, count);
}

/* What led to the first frame is known by its tape alone. */
static void know_first(exn_search *search)
{
    exn_frame *first = &search->frames[0];
    first->calls =
        XXH3_64bits(search->run->tape.flight->tape, first->arrival.path.choices * sizeof(uint32_t));
    first->calls_known = true;
}

uint64_t exn_calls_on_way(exn_search *search, const exn_transition *last)
{
    const uint32_t *tape = search->run->tape.flight->tape;
    size_t known = search->frame_count;
    exn_assert(known > 0);
    while (known > 1 && !search->frames[known - 1].calls_known) {
        known -= 1;
    }
    if (known == 1) {
        know_first(search);
    }
    for (; known < search->frame_count; known++) {
        exn_frame *at = &search->frames[known];
        at->calls = go_along(search, &at[-1], &at->arrival, tape + at[-1].arrival.path.choices);
        at->calls_known = true;
    }
    const exn_frame *end = &search->frames[search->frame_count - 1];
    return last == NULL
               ? end->calls
               : go_along(search, end, last, exn_successors_choices_of(&search->successors, last));
}
