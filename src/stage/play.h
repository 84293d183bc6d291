/* Plays the managers and the body of a scenario. */
#ifndef EXN_STAGE_PLAY_H
#define EXN_STAGE_PLAY_H

#include "contract/probe.h"

/* What the probe calls. `notices`: something of the scenario depends on events. */
const exn_actor_callbacks *exn_play_callbacks(bool notices);

#endif
