/* An operation that a scenario plays: of a manager, or the body. Lies in the world. */
#ifndef EXN_STAGE_ACTOR_H
#define EXN_STAGE_ACTOR_H

#include <stdbool.h>
#include <stdint.h>

/* All zero while it is not at work, but for `touches_later`. */
typedef struct exn_actor {
    uint32_t steps_left : 24;
    bool at_work : 1;
    bool is_exit : 1;
    bool asked : 1;         /* to stop */
    bool waits : 1;         /* a body: for an enter of its own; an enter: for a token */
    bool acts : 1;          /* its actions are being done at this moment; the body only */
    bool hangs : 1;         /* settles only after a request; chosen inside its call */
    bool owes_cancel : 1;   /* no exit: it has caught a cancel, and completes no more */
    bool touches_later : 1; /* a breach on purpose is to come */
} exn_actor;

enum { EXN_ACTOR_STEPS_MASK = (1 << 24) - 1 };

/* So many neighbouring actors share one bit that says whether any of them is at work: few enough to
 * look through quickly, and enough that the bit changes seldom, as each change has to be hashed. */
enum { EXN_ACTORS_IN_GROUP = 16 };

#endif
