/* A border between a scope and its managers at which the test makes every event happen.
 *
 *     keeps("X1", "pool a", "a enter begins", "a entered", "body begins", "body returns",
 *           "a exit begins", "a exited", "pool closes returns");
 *     breaks("X1", "scope", "a was entered and never exited",
 *            "pool a", "a enter begins", "a entered", "body begins", "body returns",
 *            "pool closes returns");
 *
 * A tree is the kind of a scope and its members: `stack db +lock *log ~late [pool vm1 vm2]`. `+`
 * means pushed, `*` a callback, `~` a manager that is not in the scope's plan; the brackets hold a
 * nested scope, named `stack.pool`. A pool that waits for all is `pool/wait-all`.
 *
 * Events are those of traces. `exit begins` has its cause in parentheses. `enter fails` and `exit
 * fails` have the error in parentheses, or none for the manager's own error; for a nested scope, a
 * colon and the members of its error follow: `stack.pool enter fails (stack.pool.enter: vm1.enter,
 * vm2.enter)`. `, and suppresses` after them is E6. `closes` has its outcome; `+ canceled` and `+
 * suppressed` are the flags after errors.
 *
 * Other texts are not events of a trace: `step ends`, `stuck`, `stuck at a`, `endless`, `world
 * ends`, `world ends leaving 3`, `another trace`, `a settles again`, `a settles wrongly`, `a
 * touches`, `a writes astray` (without a name: the scope). The view alone receives `pool expires`,
 * `pool grace ends`, `pool is closed` and `late is pushed` (by actions), `a holds`, `a
 * releases`. */
#ifndef EXEUNT_TESTS_CONTRACT_BORDER_H
#define EXEUNT_TESTS_CONTRACT_BORDER_H

#include "contract/breach.h"
#include "contract/view.h"

#include <criterion/criterion.h>

/* Begins a new border. Then come its view, the facts about the outermost scope, and the tally of
 * its rules. */
void border_of(const char *tree);
extern exn_view border_view;
extern exn_scope_facts *border_facts;
extern exn_tally border_tally;
extern exn_breach border_breach;

/* Makes one event happen; returns whether all rules were kept. */
bool happens(const char *event);

#define EVENTS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Expects that all of these events keep all rules, and that the condition of this rule arose
 * ("X1"). */
#define keeps(rule, tree, ...) keeps_at(__FILE__, __LINE__, rule, tree, EVENTS(__VA_ARGS__))
void keeps_at(const char *file, int line, const char *rule, const char *tree,
              const char *const *events);

/* Expects that the last of these events, and no earlier one, breaks this rule. */
#define breaks(rule, blame, message, tree, ...)                                                    \
    breaks_at(__FILE__, __LINE__, rule, blame, message, tree, EVENTS(__VA_ARGS__))
void breaks_at(const char *file, int line, const char *rule, const char *blame, const char *message,
               const char *tree, const char *const *events);

/* Expects the note after the last event of the trace. */
void expect_note(const char *note);

/* --- the reference ---------------------------------------------------------------------------- */

/* Begins a border at which this happens, and keeps all rules. */
#define border_after(tree, ...) border_after_at(__FILE__, __LINE__, tree, EVENTS(__VA_ARGS__))
void border_after_at(const char *file, int line, const char *tree, const char *const *events);

/* What the reference expects then: the cause of an exit that begins now, the errors of a scope, and
 * the error that a nested scope raises; "none" is none. */
void expect_cause(const char *name, const char *error);
#define expect_errors(scope, ...) expect_errors_at(__FILE__, __LINE__, scope, EVENTS(__VA_ARGS__))
#define expect_no_errors(scope)   expect_errors_at(__FILE__, __LINE__, scope, EVENTS(NULL))
void expect_errors_at(const char *file, int line, const char *scope, const char *const *errors);
void expect_raise(const char *scope, const char *error);
/* Whether a suppression by the exit of this member, with this cause, takes effect. */
bool counts(const char *member, const char *cause);

#endif
