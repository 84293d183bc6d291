/* What may come next in a run, and what has come. */
#ifndef EXN_STAGE_DELIVERY_H
#define EXN_STAGE_DELIVERY_H

#include "scenario/scenario.h"

#include <exeunt/implementation.h>

#include <stdbool.h>
#include <stdint.h>

/* One thing that may come next, or one result of an operation that settles inside its call. */
typedef enum exn_delivery_kind {
    EXN_DELIVER_STEP,   /* an inner step of an operation */
    EXN_DELIVER_SETTLE, /* an operation settles */
    EXN_DELIVER_TIME, /* the next timer falls due; `member` and `ending` if it is an operation's */
    EXN_DELIVER_CANCEL,
    EXN_DELIVER_ASK,      /* the world asks the operation of `member` to stop (M6) */
    EXN_DELIVER_CALL,     /* an action out of the blue (schedules only) */
    EXN_DELIVER_EXTERNAL, /* what code in C waits for comes, or what it asks for is chosen */
    EXN_DELIVER_NOTHING,  /* nothing more comes: the run is stuck */
    EXN_DELIVER_CALLBACKS /* nothing more comes in this turn: the ready callbacks run */
} exn_delivery_kind;

typedef struct exn_delivery {
    const exn_alternative *ending; /* SETTLE, and TIME of an operation */
    union {
        const exn_action *action;    /* CALL */
        uint32_t scope;              /* CANCEL: that is asked to stop */
        exeunt_external *external;   /* EXTERNAL: in the world, as long as it is at this moment */
        const exeunt_border *border; /* EXTERNAL inside a call: that of the code which asks */
    };
    const char *words; /* EXTERNAL: what comes */
    exn_delivery_kind kind;
    uint32_t member;  /* STEP, SETTLE, ASK, TIME: whose operation, or a body; EXN_NONE */
    bool at_once;     /* CANCEL, SETTLE, EXTERNAL: it comes before the ready callbacks run */
    bool inside_call; /* SETTLE, EXTERNAL: chosen, not delivered; it is no step */
    bool extra;       /* only the schedule allows it */
    bool fault;
    bool numbered;    /* it was chosen among others: its number stands on the tape */
    bool goes_unsaid; /* EXTERNAL: a schedule need not name it: memory that is given */
    bool is_private;  /* an inner step that touches nothing but the memory of `member` */
    uint8_t result;   /* EXTERNAL */
} exn_delivery;

/* What may come next; search may follow what is allowed. */
typedef struct exn_enabled {
    exn_delivery *items;
    bool *allowed;
    uint32_t count;
    size_t capacity;
} exn_enabled;

/* What was delivered in a run, in order. */
typedef struct exn_deliveries {
    exn_delivery *items;
    uint32_t count;
    size_t capacity;
    /* TELLS_STEPS: how many events the trace had when each came */
    uint32_t *events;
    size_t event_capacity;
    uint32_t before; /* how many the run before had; those from `count` on are still there */
} exn_deliveries;

#endif
