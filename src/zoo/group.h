/* A pool as it is written with a task group, where the group cancels its other tasks as soon as
 * one fails. It is sound but for its habits: questions that an animal of the zoo answers in its
 * own way. */
#ifndef EXN_ZOO_GROUP_H
#define EXN_ZOO_GROUP_H

#include "zoo/twins.h"

#include <exeunt/error.h>

typedef struct exn_group exn_group;

/* NULL: as a sound pool does. */
typedef struct exn_group_habits {
    /* An enter has failed: returns whether the pool waits for the enters in flight. */
    bool (*waits_for_enters)(const exn_group *self);
    /* Returns whether it exits what has failed to enter. */
    bool (*holds_what_failed)(const exn_group *self);
    /* Returns the index of the manager whose exit begins as the `nth`, from 0. */
    size_t (*nth_to_exit)(const exn_group *self, size_t nth);
    /* An exit has failed. */
    void (*exit_failed)(exn_group *self);
} exn_group_habits;

struct exn_group {
    exeunt_border *border;
    const exeunt_plan *plan;
    const exn_group_habits *habits;
    bool is_mended;
    bool *holds;      /* by index: it must be exited */
    size_t in_flight; /* operations; one more while several are begun */
    bool began, body_runs, exiting, canceled, suppressed;
    const exeunt_error *primary; /* the body's error, or that of the first failed enter (P13) */
    const exeunt_error *cause;   /* what the exits are told (P10) */
};

/* What a task group does when a task fails: it asks all the others to stop. */
void exn_group_cancel_all(exn_group *self);

void *exn_group_create(const exeunt_implementation *implementation, const exeunt_plan *plan);
void exn_group_destroy(void *subject);
void exn_group_begin(void *subject);
void exn_group_body_settled(void *subject, exeunt_body_end how, const exeunt_error *error);
void exn_group_cancel(void *subject);

/* Defines an animal that is a group with these habits, and its twin. */
#define EXN_ZOO_GROUP(symbol, word, what, common)                                                  \
    EXN_ZOO_SCOPE(symbol, word, what, common, .profile = EXEUNT_PROFILE_EXEUNT,                    \
                  .capabilities = EXEUNT_CAN_POOL | EXEUNT_CAN_CANCEL | EXEUNT_CAN_WAIT_ALL,       \
                  .create = exn_group_create, .destroy = exn_group_destroy,                        \
                  .begin = exn_group_begin, .body_settled = exn_group_body_settled,                \
                  .cancel = exn_group_cancel)

#endif
