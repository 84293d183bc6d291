/* The records of errors (error.c): which errors one stands for, and what it is part of. */
#ifndef EXN_CORE_RECORDS_H
#define EXN_CORE_RECORDS_H

#include <exeunt/error.h>

#include <stdbool.h>

/* Whether an exit that was told `told` raises with `error` only what it was told (E2). O(1), unless
 * it raises one from deep in the chain. */
bool exn_error_is_told(const exeunt_error *told, const exeunt_error *error);

/* exeunt_error.standing: what a record is part of, and so whether its manager may be taken again
 * (S15). A mark is set where an error is raised, and taken away where it is cleared: so each
 * failure pays for itself, and to look at a mark is O(1). */
typedef enum exn_standing {
    EXN_RECORD_FOREIGN, /* not made by a scope of ours: never written */
    EXN_RECORD_FREE,    /* part of nothing: its manager may overwrite it */
    EXN_RECORD_GIVEN,   /* of a nested scope, or of a failed enter (S1): it may be taken over */
    EXN_RECORD_STANDS   /* part of what the outermost scope would end with if it closed now */
} exn_standing;

/* Marks all that `error` stands for, down to, and without, `until`: contexts and members. */
void exn_error_mark(const exeunt_error *error, const exeunt_error *until, exn_standing standing);

/* A nested scope raises `error`: gives the chain, down to, and without, `until`. */
void exn_error_give(const exeunt_error *error, const exeunt_error *until);

/* Takes a given chain over: it stands from now on, and ends with `context`. Mostly it ends so
 * already; not where something propagates beside a nested scope that suppressed it for itself (P6,
 * C5), or has begun to propagate since the chain was given.
 *
 * Returns false, and changes nothing, if it was not given. */
bool exn_error_take(const exeunt_error *error, const exeunt_error *context);

/* Ends the chain of `error` before `cause`, which was suppressed in the end (E6). */
void exn_error_cut(const exeunt_error *error, const exeunt_error *cause);

#endif
