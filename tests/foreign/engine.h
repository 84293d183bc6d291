/* Random exit stacks and exit pools in C: one engine in many designs, which differ in how they
 * store entries, record errors and go on. All of them keep the rules of SPEC 4 to 7, unless one bug
 * is planted. They share no code with src/. */
#ifndef FOREIGN_ENGINE_H
#define FOREIGN_ENGINE_H

#include "random.h"

#include <exeunt/implementation.h>

typedef enum scope_flaw {
    SCOPE_SOUND,
    EXITS_EARLY,           /* while an enter is in flight */
    ENTERS_LATER,          /* a pool: one after the other; a stack: in reverse order */
    TELLS_A_COPY,          /* of `canceled`, as the cause */
    LOSES_A_CODE,          /* of an error that it records */
    FORGETS_ONE_BY_STATIC, /* leaves out an exit, by a counter as in machine.h */
    FORGETS_ONE_BY_THREAD_LOCAL,
    FORGETS_ONE_BY_HEAP,
    SCOPE_FLAWS
} scope_flaw;

/* The design of an engine. */
typedef struct engine_design {
    bool posts_between;  /* goes on in a callback after each settlement */
    bool posts_body;     /* begins the body in a callback */
    bool posts_close;    /* closes in a callback */
    bool records_itself; /* records errors in memory of its own, not in the managers */
    bool has_nodes;      /* has a block for each entry, not an array */
    scope_flaw flaw;
    unsigned period;
    unsigned *bitten; /* counts how often the flaw took effect, outside every world */
} engine_design;

engine_design random_design(struct brute_random *random);

/* Returns the implementation whose subjects have this design from now on. */
const exeunt_implementation *engine_of(const engine_design *design);

const char *scope_flaw_word(scope_flaw bug);

#endif
