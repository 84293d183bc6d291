/* What the parts of the core share. Nothing outside src/core includes this.
 *
 * How a scope moves: each event (a call of its owner, a settled operation, a request) is recorded
 * at once, between exn_scope_enter_call and exn_scope_leave_call. The outermost of these calls then
 * takes the steps of the scope's kind until the scope waits for the world again. A manager that
 * settles inside such a call finds the scope in a call already: it only records, and the loop goes
 * on when it has returned. So neither the number of managers nor the owner's callbacks grow the C
 * stack (S13, P16), and nothing touches a scope that has closed: its end is the last thing that the
 * outermost call does.
 */
#ifndef EXN_CORE_H
#define EXN_CORE_H

#include <exeunt/exeunt.h>

#include "core/records.h"

/* Where a scope is in its life (P1); stacks have the same phases. */
typedef enum exn_phase {
    EXN_PHASE_NEW = EXEUNT_POOL_NEW,
    EXN_PHASE_ENTERING = EXEUNT_POOL_ENTERING,
    EXN_PHASE_BODY = EXEUNT_POOL_BODY,
    EXN_PHASE_ROLLBACK = EXEUNT_POOL_ROLLBACK, /* exits, and the body never ran */
    EXN_PHASE_EXITING = EXEUNT_POOL_EXITING,
    EXN_PHASE_CLOSED = EXEUNT_POOL_CLOSED
} exn_phase;

/* exeunt_manager.role: how a scope holds a manager. */
typedef enum exn_holding {
    EXN_HOLDING_ENTERS,
    EXN_HOLDING_PUSHED,
    EXN_HOLDING_CALLBACK
} exn_holding;

/* exeunt_manager.state: where its scope is with it. A stack keeps nothing of what has left it; a
 * pool keeps all that it was given until it closes. */
typedef enum exn_manager_state {
    EXN_MANAGER_UNHELD, /* also of one that was given to a scope that has not begun */
    EXN_MANAGER_WAITING,
    EXN_MANAGER_ENTERING,
    EXN_MANAGER_ENTERED,
    EXN_MANAGER_ENTER_FAILED,
    EXN_MANAGER_ENTER_CANCELED,
    EXN_MANAGER_EXITING,
    EXN_MANAGER_EXITED,
    EXN_MANAGER_EXIT_FAILED
} exn_manager_state;

/* --- what scope.c does for both kinds --------------------------------------------------------- */

void exn_scope_init(exeunt_scope *scope, const struct exeunt_scope_kind *kind, const char *name,
                    const exeunt_scope_callbacks *callbacks);

/* See the top. The first returns whether this is the outermost call, which the second takes. When
 * the outermost call has left, the scope may be gone. */
bool exn_scope_enter_call(exeunt_scope *scope);
void exn_scope_leave_call(exeunt_scope *scope, bool outermost);

/* The list of the managers that a scope holds. */
void exn_scope_insert(exeunt_scope *scope, exeunt_manager *manager, exeunt_manager *after);
void exn_scope_remove(exeunt_scope *scope, exeunt_manager *manager);
/* Moves everything to the end of the other list. O(1). */
void exn_scope_splice(exeunt_scope *to, exeunt_scope *from);

/* Why `manager` cannot be taken by a scope, 0 if it can: it is held already (EXEUNT_EINVAL: it has
 * no place in another one, and none for a second operation, X3), or its record stands
 * (EXEUNT_ESTANDS, S15). Of one that has failed only its error decides. */
static inline int exn_scope_refusal(const exeunt_manager *manager)
{
    bool is_held = manager->state != EXN_MANAGER_UNHELD &&
                   manager->state != EXN_MANAGER_ENTER_FAILED &&
                   manager->state != EXN_MANAGER_EXIT_FAILED;

    if (is_held) {
        return EXEUNT_EINVAL;
    }
    return manager->error.standing == EXN_RECORD_STANDS ? EXEUNT_ESTANDS : 0;
}

/* The steps through the phases; inside a call of the scope only. */
void exn_scope_begin(exeunt_scope *scope);
void exn_scope_entered(exeunt_scope *scope);
void exn_scope_roll_back(exeunt_scope *scope);
void exn_scope_close(exeunt_scope *scope, const exeunt_error *cause);

/* Whether its exits have their turn. */
static inline bool exn_scope_unwinds(const exeunt_scope *scope)
{
    return scope->phase == EXN_PHASE_ROLLBACK || scope->phase == EXN_PHASE_EXITING;
}

/* The first exit has begun: the grace time may start now (C4). */
void exn_scope_exit_begun(exeunt_scope *scope);

/* Whether `error` is one that can propagate and be suppressed: there is one, and it is neither
 * `canceled` nor the deadline of this very scope (C5). */
bool exn_scope_is_error(const exeunt_scope *scope, const exeunt_error *error);

/* What an exit is told when no error propagates: the deadline, `canceled` or nothing (C7). */
const exeunt_error *exn_scope_told_otherwise(const exeunt_scope *scope);

/* Where the errors of an outcome end in the chain of what propagates: after the error of the body,
 * whose own contexts come from outside the scope, or before the own deadline, which is listed last
 * (C6). */
const exeunt_error *exn_scope_end_of_chain(const exeunt_scope *scope);

/* Whether an exit settles so; anything else is a programming error of the manager. */
static inline bool exn_settles_exit(exeunt_settlement settlement)
{
    return settlement == EXEUNT_SETTLED_EXITED || settlement == EXEUNT_SETTLED_SUPPRESSED ||
           settlement == EXEUNT_SETTLED_FAILED;
}

/* Notes how the enter of `manager` settled: its state, value, or error with its `context`. An enter
 * that settles as canceled without a request (M7) is recorded as failed, so that it cannot pass for
 * success. */
void exn_scope_note_enter(exeunt_manager *manager, const exeunt_result *result,
                          const exeunt_error *context);

/* Records the error of a FAILED result, with `context`; if it was given a chain, at the end of
 * that. From now on it stands. An error that was not given is replaced by a record with its code
 * and message (E1): nothing is lost. */
void exn_scope_record(exeunt_manager *manager, exeunt_origin origin, const exeunt_result *result,
                      const exeunt_error *context);

#endif
