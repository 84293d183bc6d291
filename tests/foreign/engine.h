/* Exit stacks and exit pools in C that are made at random: one engine in many builds, which keep
 * their books, record errors and go on in different manners. All of them keep the rules of SPEC 4
 * to 7, unless one bug is planted. They share nothing with src/. */
#ifndef FOREIGN_ENGINE_H
#define FOREIGN_ENGINE_H

#include "random.h"

#include <exeunt/implementation.h>

typedef enum scope_flaw {
    SCOPE_SOUND,
    EXITS_EARLY,           /* while an enter is in flight */
    ENTERS_LATER,          /* a pool: one after the other; a stack: in reverse */
    TELLS_A_COPY,          /* of `canceled` */
    LOSES_A_CODE,          /* of an error that it records */
    FORGETS_ONE_BY_STATIC, /* exits not every manager, by a counter as in machine.h */
    FORGETS_ONE_BY_THREAD_LOCAL,
    FORGETS_ONE_BY_HEAP,
    SCOPE_FLAWS
} scope_flaw;

/* How one build differs from another. */
typedef struct engine_design {
    bool posts_between;  /* goes on in a callback after each settlement */
    bool posts_body;     /* begins the body in a callback */
    bool posts_close;    /* closes in a callback */
    bool records_itself; /* in memory of its own, and not in the managers */
    bool has_nodes;      /* a block for each entry, and not an array */
    scope_flaw flaw;
    unsigned period;
    unsigned *bitten; /* counts what the flaw has done, outside every world */
} engine_design;

engine_design random_design(struct brute_random *random);

/* The implementation whose subjects are built so from now on. */
const exeunt_implementation *engine_of(const engine_design *design);

const char *scope_flaw_word(scope_flaw bug);

#endif
