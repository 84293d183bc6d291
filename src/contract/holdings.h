/* What managers written in C hold: counted where they acquire and release it (M3, M4).
 *
 * What a manager was made with - all that is taken while one is being created - is not held, and
 * may be given back at any time. The counts lie in the world: they are part of its state. Where
 * something was acquired is remembered outside of it, for messages alone. */
#ifndef EXN_CONTRACT_HOLDINGS_H
#define EXN_CONTRACT_HOLDINGS_H

#include "contract/view.h"
#include "world/pending.h"
#include "world/world.h"

/* Of one manager. */
typedef struct exn_held {
    uint64_t bytes;             /* of memory that counts: the sizes that were asked for */
    uint32_t count[EXN_THINGS]; /* their sum is exn_member_view.held */
    uint32_t made_holds;        /* what it was made with, and has not released */
    uint32_t made_callbacks;    /* likewise: those that run first (D1) */
} exn_held;

struct exn_holdings {
    const exn_world *world;
    exn_pending pending; /* what managers, and the body, wait for: by member */
    size_t heap_bytes;   /* in all blocks that have a header */
    exn_held of[];       /* [member_count] */
};

/* What becomes of a block of memory. */
typedef enum exn_block_fate {
    EXN_BLOCK_HELD,      /* its manager gives it back, before its operation settles */
    EXN_BLOCK_MADE_WITH, /* its manager may give it back at any time */
    EXN_BLOCK_OF_ALL     /* anybody gives it back, or nobody: an exception, which is passed on */
} exn_block_fate;

/* The header of each block of a manager, and of each that is of all. */
typedef struct exn_block {
    uint64_t size; /* as it was asked for */
    uint32_t member;
    uint32_t fate; /* an exn_block_fate */
} exn_block;

/* Something that a manager has acquired, or a hold that it has released. */
typedef struct exn_acquisition {
    const void *which; /* NULL: a hold, which has no address */
    size_t behind;     /* how many events the trace had */
    uint32_t member;
    exn_thing thing;
    bool gone; /* it was released; recorded of holds only */
} exn_acquisition;

/* All that were remembered in this run, in order. */
typedef struct exn_acquisitions {
    exn_acquisition *items;
    size_t count, capacity;
} exn_acquisitions;

/* The block of this memory, if it has a header; else NULL. */
exn_block *exn_block_of(const exn_holdings *holdings, const void *memory);

/* The purpose of a timer that code in C has started: the others are the stage's. */
enum { EXN_OWN_TIMER = 0x100 };

/* The timer of code in C that this one of the world's is the place of. */
static inline exeunt_timer *exn_timer_at(exn_timer *place)
{
    return (exeunt_timer *)((char *)place - offsetof(exeunt_timer, place));
}

/* What an external is called: by its first result. */
static inline const char *exn_external_words(const exeunt_external *external)
{
    return external->results != NULL ? external->results[0] : "steps";
}

/* Describes an external, a running timer or a posted callback of the member that lies in these
 * bytes. Returns false if there is none. */
bool exn_holdings_inside(const exn_holdings *holdings, uint32_t member, const void *memory,
                         size_t size, char *text, size_t text_size);

/* Writes what a member holds: "1 external (`connected`), 2 holds, 48 bytes"; "something" of one
 * that the scenario plays. Always terminated. */
void exn_holdings_text(const exn_view *view, uint32_t member, char *text, size_t size);

/* How many events the trace had when the member acquired what it has held longest; 0: not known. */
size_t exn_holdings_since(const exn_acquisitions *acquired, const exn_view *view, uint32_t member);

#endif
