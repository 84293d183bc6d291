/* The invariants: one rule, one bit, one name (SPEC 3 and 4). Order is precedence: where one event
 * breaks several, the lowest counts, X before M before U. */
#ifndef EXN_CONTRACT_RULES_H
#define EXN_CONTRACT_RULES_H

#include <stdbool.h>

/* X(rule, number, name, what it says) */
#define EXN_RULE_MAP(X)                                                                            \
    X(EXN_X1, "X1", "exactly-once",                                                                \
      "every manager that was entered is exited exactly once before its scope closes")             \
    X(EXN_X2, "X2", "never-unentered", "no manager is exited that was neither entered nor pushed") \
    X(EXN_X3, "X3", "one-at-a-time", "a manager has at most one operation in flight")              \
    X(EXN_X4, "X4", "settled",                                                                     \
      "a scope closes only when nothing that it began is in flight, and calls no manager "         \
      "afterwards")                                                                                \
    X(EXN_X5, "X5", "body-gate",                                                                   \
      "the body runs if and only if every manager was entered and no cancel came before")          \
    X(EXN_X6, "X6", "propagation",                                                                 \
      "the body's error leaves the scope if and only if nobody suppressed it")                     \
    X(EXN_X7, "X7", "conservation",                                                                \
      "every error that was raised is suppressed or stands exactly once in the outcome")           \
    X(EXN_X8, "X8", "cause", "every exit is told the right cause")                                 \
    X(EXN_X9, "X9", "progress", "every schedule ends: no deadlock, no livelock")                   \
    X(EXN_X10, "X10", "closed-once", "the scope reports its end exactly once")                     \
    X(EXN_X11, "X11", "cancel",                                                                    \
      "a cancel request reaches every enter or body in flight, and nothing else")                  \
    X(EXN_X12, "X12", "order",                                                                     \
      "enters and exits begin in the order, and at the time, that the kind of scope promises")     \
    X(EXN_X13, "X13", "clean", "when the world has ended nothing of it is left")                   \
    X(EXN_M1, "M1", "settles-once", "every operation settles exactly once")                        \
    X(EXN_M2, "M2", "settles", "every operation settles, as long as the world makes progress")     \
    X(EXN_M3, "M3", "clean-failure", "an enter that failed or was canceled holds nothing")         \
    X(EXN_M4, "M4", "clean-exit", "an exit that settled holds nothing, also when it failed")       \
    X(EXN_M5, "M5", "any-cause", "an exit accepts every cause, and none")                          \
    X(EXN_M6, "M6", "cancel-anytime", "cancel may come at any time between begin and settle")      \
    X(EXN_M7, "M7", "cancel-asked", "an operation settles canceled only after a cancel request")   \
    X(EXN_M8, "M8", "hands-off",                                                                   \
      "after settling the manager touches neither the operation nor the scope")                    \
    X(EXN_M9, "M9", "deterministic", "the same tape gives the same trace")                         \
    X(EXN_U1, "U1", "own-rule", "what code under test states of itself holds")

typedef enum exn_rule {
#define EXN_RULE_ENUM(rule, number, name, text) rule,
    EXN_RULE_MAP(EXN_RULE_ENUM)
#undef EXN_RULE_ENUM
        EXN_RULES
} exn_rule;

const char *exn_rule_number(exn_rule rule); /* "X1" */
const char *exn_rule_name(exn_rule rule);   /* "exactly-once" */
const char *exn_rule_text(exn_rule rule);
bool exn_rule_from_name(const char *name, exn_rule *rule);
bool exn_rule_from_number(const char *number, exn_rule *rule);

/* Whether the rule is about all code under test. An own rule (U1) is tested only where code states
 * one, so a report does not count it among the rules that were never put to the test. */
static inline bool exn_rule_is_for_all(exn_rule rule)
{
    return rule != EXN_U1;
}

#endif
