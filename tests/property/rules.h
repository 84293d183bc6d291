/* What the parts of a run share: requests and timers (request.c), operations that begin and settle
 * (operation.c), and what scopes then do (scope.c). */
#ifndef BRUTE_RULES_H
#define BRUTE_RULES_H

#include "run.h"

const struct brute_node *brute_node_of(const struct brute_run *run, int node);
bool brute_is_nested(const struct brute_run *run, int scope);
bool brute_is_pool(const struct brute_run *run, int scope);

/* The outermost scope of a task; the task of a manager, a scope or a body. */
int brute_scope_of_task(const struct brute_run *run, int task);
int brute_task_of(const struct brute_run *run, int member);
bool brute_is_body(int member);

/* Whether what is declared of a node is declared by it, and not by the first handle. */
bool brute_declares(const struct brute_run *run, int node);

/* trace.c */

/* Records an event. */
void brute_record(struct brute_run *run, enum brute_event_kind kind, int node);

/* request.c */

/* Passes a request to a scope. */
void brute_request_cancel(struct brute_run *run, int scope);

void brute_start_timer(struct brute_run *run, int node, unsigned after_ms);

/* Stops the timer of a manager's operation or of a scope's deadline, if there is one. */
void brute_stop_timer(struct brute_run *run, int node);

/* Asks each enter of `scope` that is in flight to stop. */
void brute_ask_enters_in_flight(struct brute_run *run, int scope);

/* Starts the grace time if both the request and the first exit have come: it counts from the later
 * of the two (C4). */
void brute_start_grace(struct brute_run *run, int scope);

/* tokens.c */

/* Whether the manager of a handle has tokens. */
bool brute_has_tokens(const struct brute_run *run, int node);

/* Whether there is a token for a handle that is about to be entered; else it waits for one. */
bool brute_take_token(struct brute_run *run, int node);

/* A handle waits no more; and gives back its token: the one that has waited longest goes on. */
void brute_stop_waiting(struct brute_run *run, int node);
void brute_give_back(struct brute_run *run, int node);

/* A task replies to what has happened to it, inside whatever replies already. */
void brute_begin_reply(struct brute_run *run, int task, int gives_back);

/* operation.c */

/* An enter that has waited for a token goes on. */
void brute_go_on(struct brute_run *run, int node);

/* Begins to enter the members of `scope`. */
void brute_begin_enters(struct brute_run *run, int scope);

/* Begins to exit the members of `scope`, because of the error `cause`, or none; `base` is the cause
 * of the exits while no error propagates. */
void brute_begin_exits(struct brute_run *run, int scope, struct brute_cause cause,
                       struct brute_cause base);

/* Enters a single entry, unless it was pushed. */
void brute_begin_enter(struct brute_run *run, int node);

/* Exits a single entry. */
void brute_begin_exit(struct brute_run *run, int node);

/* Settles the enter of a manager, or of a nested scope whose errors are already in its member. */
void brute_settle_enter(struct brute_run *run, int node, enum brute_stage stage);

/* The same for an exit. */
void brute_settle_exit(struct brute_run *run, int node, bool suppresses);

/* The cause by C7 when no error propagates: the scope's own deadline, an error, outranks the
 * flag. */
struct brute_cause brute_cancellation_of(const struct brute_run *run, int scope);

#endif
