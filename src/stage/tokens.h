/* The tokens of a manager that tasks share: as many of its handles are entered at a time as there
 * are tokens, and the others wait for one, first come first served (D1). */
#ifndef EXN_STAGE_TOKENS_H
#define EXN_STAGE_TOKENS_H

#include "stage/state.h"

/* In the world. */
typedef struct exn_tokens {
    uint32_t left;
    uint32_t waiting_count;
    uint32_t waiting[]; /* members, in the order in which they came */
} exn_tokens;

/* Room for the tokens of every manager that has some. Returns false if there is none. */
bool exn_tokens_open(exn_stage *stage);

/* An enter begins. Returns whether it has a token; else it waits for one. */
bool exn_token_take(exn_stage *stage, uint32_t member);

/* The enter of a member that waits for a token has settled, without one. */
void exn_token_give_up(exn_stage *stage, uint32_t member);

/* A member needs its token no more. Returns whose it is now, EXN_NONE if nobody waits. */
uint32_t exn_token_pass_on(exn_stage *stage, uint32_t member);

#endif
