/* From a frame of a search to what it offers to other workers. */
#include "base/own_assert.h"
#include "parallel/frontier.h"

bool exn_work_offer_transition(exn_frontier *frontier, const exn_search *search, size_t frame)
{
    const exn_frame *at = &search->frames[frame];
    exn_assert(at->next < exn_search_transitions_end(search, frame));
    const exn_transition *transition = &search->successors.transitions[at->next];
    const exn_cost *from = &at->arrival.path;
    exn_assert(transition->end == EXN_RUN_GOES_ON && transition->path.choices >= from->choices);
    return exn_frontier_offer(
        frontier, &(exn_work_offer){.path = transition->path,
                                    .hash = transition->hash,
                                    .transitions = search->transitions_before + (uint32_t)frame + 1,
                                    /* up to the last frame this is the way there */
                                    .tape_before = search->run->tape.flight->tape,
                                    .choices_before = from->choices,
                                    .tape_of_transition = exn_successors_choices_of(
                                        &search->successors, transition)});
}
