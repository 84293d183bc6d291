/* What the parts of a run share: requests and timers (request.c), operations that begin and settle
 * (operation.c), and what scopes do in reply (scope.c). */
#ifndef BRUTE_RULES_H
#define BRUTE_RULES_H

#include "run.h"

const struct brute_node *brute_node_of(const struct brute_run *run, int node);
bool brute_is_nested(const struct brute_run *run, int scope);
bool brute_is_pool(const struct brute_run *run, int scope);

/* trace.c */

/* Something happens. */
void brute_tell(struct brute_run *run, enum brute_event_kind kind, int node);

/* request.c */

/* A request to a scope. */
void brute_request_cancel(struct brute_run *run, int scope);

void brute_start_timer(struct brute_run *run, int node, unsigned after_ms);

/* Stops the timer of a manager's operation or of a scope's deadline, if there is one. */
void brute_stop_timer(struct brute_run *run, int node);

/* Asks each enter of `scope` that is in flight to cancel. */
void brute_ask_enters_in_flight(struct brute_run *run, int scope);

/* The grace time counts from the request or the first exit, whichever is later (C4): starts it if
 * both have come. */
void brute_start_grace(struct brute_run *run, int scope);

/* operation.c */

/* Begins to enter what `scope` holds. */
void brute_begin_enters(struct brute_run *run, int scope);

/* Begins to exit what `scope` holds: because of the error `cause`, or none; `base` is what the
 * exits are told whenever no error propagates. */
void brute_begin_exits(struct brute_run *run, int scope, struct brute_cause cause,
                       struct brute_cause base);

/* Enters a single entry, unless it was pushed. */
void brute_begin_enter(struct brute_run *run, int node);

/* Exits a single entry. */
void brute_begin_exit(struct brute_run *run, int node);

/* Settles the enter of a manager or of a nested scope, whose errors already stand in its member. */
void brute_settle_enter(struct brute_run *run, int node, enum brute_stage stage);

/* The same for an exit. */
void brute_settle_exit(struct brute_run *run, int node, bool suppresses);

/* What C7 tells when no error propagates: the own deadline, an error, outranks the flag. */
struct brute_cause brute_cancellation_of(const struct brute_run *run, int scope);

#endif
