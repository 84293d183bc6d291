/* What must hold of a stage at every moment. */
#ifndef EXN_STAGE_SOUND_H
#define EXN_STAGE_SOUND_H

#include "stage/state.h"

/* Asserts that what the stage keeps in several places agrees: who is at work, what is counted, what
 * waits, and how far the schedule and the expectations are.
 *
 * Looking costs as much as some steps do: it is done at each of the first moments, and then at one
 * of many. */
void exn_assert_sound_now(const exn_stage *stage);
static inline void exn_assert_sound_at_times(const exn_stage *stage)
{
    if (stage->run->moments_unlooked == 0) {
        exn_assert_sound_now(stage);
    } else {
        stage->run->moments_unlooked -= 1;
    }
}

#endif
