/* A small exit stack, as a program would write one. It is sound but for its habits: questions that
 * an animal of the zoo answers in its own way. */
#ifndef EXN_ZOO_LADDER_H
#define EXN_ZOO_LADDER_H

#include "zoo/twins.h"

#include <exeunt/error.h>

typedef enum exn_ladder_phase {
    EXN_LADDER_NEW,
    EXN_LADDER_ENTERING,
    EXN_LADDER_BODY,
    EXN_LADDER_EXITING,
    EXN_LADDER_CLOSED
} exn_ladder_phase;

typedef struct exn_ladder exn_ladder;

/* NULL: as a sound stack does. */
typedef struct exn_ladder_habits {
    bool hurries; /* each request asks the exit in flight to stop, as python promises (SPEC 8) */
    /* Returns whether it holds what is pushed from the moment it begins. */
    bool (*holds_from_the_start)(const exn_ladder *self);
    /* The manager at `index` has entered. */
    void (*take)(exn_ladder *self, size_t index);
    /* Returns the index of what is exited next, or the number of entries: nothing is held. */
    size_t (*next_to_exit)(const exn_ladder *self);
    /* An exit has failed: returns whether the others still begin. */
    bool (*exits_on)(const exn_ladder *self);
    /* Returns whether a request reaches the body in flight. */
    bool (*asks_the_body)(const exn_ladder *self);
    /* Returns whether a second request reaches the exit in flight, if it hurries. */
    bool (*hurries_again)(const exn_ladder *self);
    /* Returns the cause with which it is closed as a manager that was told `cause`. */
    const exeunt_error *(*cause_inside)(const exn_ladder *self, const exeunt_error *cause);
    /* Is asked to close while it closes: returns 0 or a negative number. */
    int (*close_again)(const exn_ladder *self);
    /* Of `count` errors, newest first: returns how many its end reports. */
    size_t (*errors_kept)(const exn_ladder *self, size_t count);
    /* Return whether its end reports that it was canceled; that its deadline has expired. */
    bool (*reports_cancel)(const exn_ladder *self);
    bool (*reports_deadline)(const exn_ladder *self);
} exn_ladder_habits;

struct exn_ladder {
    exeunt_manager base; /* as a member of another scope; first */
    const exeunt_plan *plan;
    const exn_ladder_habits *habits;
    bool is_mended;
    bool *holds;      /* by index: it must be exited */
    size_t top;       /* once the exits have begun, nothing from here on is held */
    size_t next;      /* the index of what is entered next */
    size_t in_flight; /* the index of the manager whose operation is in flight */
    bool is_busy;     /* with an operation */
    bool waits;       /* for `later`; a request ends that */
    bool is_stepping;
    exn_ladder_phase phase;
    bool is_open; /* all have entered, and the body has begun */
    bool body_runs;
    bool canceled, expired, suppressed;
    bool stopped;                    /* exits receive a request while no error propagates (C7) */
    const exeunt_error *cause;       /* nested: the cause from the parent */
    const exeunt_error *propagating; /* the newest error; its contexts are the others (S7) */
    const exeunt_error *late_error;  /* of a body that had closed it */
    exeunt_error deadline;
    exeunt_task later; /* for habits */
};

/* Holds the manager at `index`. */
void exn_ladder_hold(exn_ladder *self, size_t index);
/* Does everything that can be done now. */
void exn_ladder_go_on(exn_ladder *self);
/* Each returns the index of what is held, or the number of entries. */
size_t exn_ladder_newest(const exn_ladder *self);
size_t exn_ladder_oldest(const exn_ladder *self);

void *exn_ladder_create(const exeunt_implementation *implementation, const exeunt_plan *plan);
void exn_ladder_destroy(void *subject);
void exn_ladder_begin(void *subject);
void exn_ladder_body_settled(void *subject, exeunt_body_end how, const exeunt_error *error);
void exn_ladder_cancel(void *subject);
void exn_ladder_expire(void *subject);
exeunt_manager *exn_ladder_manager(void *subject);
int exn_ladder_close(void *subject);

/* Defines an animal that is a ladder with these habits, and its twin. */
#define EXN_ZOO_LADDER(symbol, word, what, common, of_profile, can)                                \
    EXN_ZOO_SCOPE(symbol, word, what, common, .profile = (of_profile),                             \
                  .capabilities = EXEUNT_CAN_STACK | EXEUNT_CAN_CANCEL | (can),                    \
                  .create = exn_ladder_create, .destroy = exn_ladder_destroy,                      \
                  .begin = exn_ladder_begin, .body_settled = exn_ladder_body_settled,              \
                  .cancel = exn_ladder_cancel, .expire = exn_ladder_expire,                        \
                  .manager = exn_ladder_manager, .close = exn_ladder_close)

#endif
