/* Random managers in C: small programs that acquire and release, wait and call back, settle now or
 * later, and treat a cancel request in one of several ways. All of them keep the rules of SPEC 3,
 * unless one bug is planted. */
#ifndef FOREIGN_MACHINE_H
#define FOREIGN_MACHINE_H

#include "random.h"

#include <exeunt/implementation.h>

enum { INSTRUCTIONS_MAX = 5, BLOCKS_MAX = 4 };

typedef enum instruction_kind {
    WAITS, /* for an external of `argument` results; the last one of several is a failure */
    POSTS, /* goes on in a callback */
    ALLOCATES,
    HOLDS,
    TRIES,    /* allocates memory that may be refused; its enter or exit fails then */
    BORROWS,  /* allocates and frees again */
    ASKS,     /* chooses among `argument` results; takes a block for each one after the first */
    SLEEPS,   /* for `argument` times five milliseconds */
    GIVES_UP, /* frees or releases what it acquired last */
} instruction_kind;

typedef struct instruction {
    instruction_kind kind;
    unsigned argument;
    bool is_private; /* WAITS: it concerns the manager's own memory only */
} instruction;

typedef struct routine {
    instruction instructions[INSTRUCTIONS_MAX];
    unsigned count;
} routine;

/* How it treats a request during its enter. */
typedef enum cancel_manner {
    IGNORES,
    STOPS_AT_ONCE,
    STOPS_LATER,
    FAILS_AT_ONCE,
    MAY_BE_BUSY /* chooses: it stops at once, or goes on as if it had not been asked */
} cancel_manner;

/* How an exit ends. */
typedef enum exit_manner { EXITS, FAILS, SUPPRESSES, RAISES_AGAIN, AS_THE_WORLD_SAYS } exit_manner;

typedef enum flaw {
    SOUND,
    HOLDS_LATE,          /* acquires something after its exit, or its failed enter, has settled */
    HOLDS_IN_A_CALLBACK, /* the same, in a callback that it posted before */
    RELEASES_TWICE,
    LEAVES_A_BLOCK,
    LEAVES_A_TIMER, /* a timer runs when its exit, or its failed enter, settles */
    REFUTES,        /* reports itself that it must not be left (U1) */
    KEEPS_ALL,      /* releases nothing if it fails for lack of memory */
    /* Releases nothing once in `period` times, by a counter (outside.h) ... */
    FORGETS_BY_STATIC,       /* ... a variable of the program */
    FORGETS_BY_THREAD_LOCAL, /* ... one of the thread */
    FORGETS_BY_HEAP,         /* ... in memory of malloc */
    FLAWS
} flaw;

typedef struct program {
    routine enter, exit;
    cancel_manner on_cancel;
    exit_manner ends;
    bool cleans_later; /* releases in a callback, before it settles as failed or canceled */
    flaw flaw;
    unsigned period;
    unsigned *bitten; /* counts how often the flaw took effect, outside every world; or NULL */
} program;

/* Makes a random program without a bug. */
program random_program(struct brute_random *random);

/* Makes a manager that runs a program: for exeunt_check_manager, `data` is the program. */
exeunt_manager *make_machine(exeunt_border *border, const char *name, void *data);

/* Plants a bug into a program, with what it needs to take effect. */
void plant(program *planted, flaw bug, unsigned period);

const char *flaw_word(flaw bug);

#endif
