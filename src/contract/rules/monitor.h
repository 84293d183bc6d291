/* What rules share: how a rule looks at an event, what it says, and what it may ask of the view. A
 * new rule is declared here and added to the table in invariants.c. */
#ifndef EXN_CONTRACT_MONITOR_H
#define EXN_CONTRACT_MONITOR_H

#include "contract/breach.h"
#include "contract/view.h"

/* What a rule says of an event. */
typedef enum exn_ruling {
    EXN_SILENT, /* its condition did not arise */
    EXN_KEPT,
    EXN_BROKEN,
    EXN_UNABLE /* there is no memory to look */
} exn_ruling;

/* One rule. `look` is given an event that the view has not taken in yet, and only such kinds as
 * invariants.c names for the rule; if it is broken, `breach` has who, and why. */
typedef struct exn_rule_monitor {
    exn_rule rule;
    exn_ruling (*look)(const exn_view *view, const exn_event *event, exn_breach *breach);
} exn_rule_monitor;

extern const exn_rule_monitor exn_x1, exn_x2, exn_x3, exn_x4, exn_x5, exn_x6, exn_x8, exn_x9,
    exn_x10, exn_x11, exn_x13;
extern const exn_rule_monitor exn_x1_at_answer, exn_x10_at_answer;
extern const exn_rule_monitor exn_x7_at_end, exn_x7_at_taking;
extern const exn_rule_monitor exn_x12_at_enter, exn_x12_at_exit, exn_x12_at_step, exn_x12_at_time,
    exn_x12_at_end;
extern const exn_rule_monitor exn_m1, exn_m2, exn_m5, exn_m6, exn_m7, exn_m8, exn_m9;
extern const exn_rule_monitor exn_m3_at_end, exn_m3_at_thing, exn_m4_at_end, exn_m4_at_thing;
extern const exn_rule_monitor exn_u1;

/* Says that a member, or the scope (EXN_NONE), broke the rule. Returns EXN_BROKEN. */
__attribute__((format(printf, 3, 4))) exn_ruling exn_broken(exn_breach *breach, uint32_t blamed,
                                                            const char *format, ...);

/* Sets the remark after the last event of the trace. */
__attribute__((format(printf, 2, 3))) void exn_note(exn_breach *breach, const char *format, ...);

/* The scope that ends with this event: the outermost by closing, a nested one by settling, unless
 * it settles entered. EXN_NONE if none does. */
uint32_t exn_ended_scope(const exn_view *view, const exn_event *event);

/* A part of X11: whether a scope starts and stops its deadline and its grace time when it should
 * (C4, C6). Looks at events that show a timer, at enters, at the body, and at ends of steps. */
exn_ruling exn_look_at_clock(const exn_view *view, const exn_event *event, exn_breach *breach);

/* What messages call a body: "the body", or that of a task, "w1 body". */
const char *exn_body_name(const exn_view *view, uint32_t body);

/* The first member of a scope that has this status, or EXN_NONE. */
uint32_t exn_member_with(const exn_view *view, uint32_t scope, exn_status status);

/* The first member whose enter the scope has accepted and not begun (S10), or EXN_NONE. */
uint32_t exn_member_accepted(const exn_view *view, uint32_t scope);

/* Whether no further manager of the plan may be entered: the scope was asked to end, or an enter
 * failed. A wait-all pool goes on after a failed enter (P3, S11, S12). */
static inline bool exn_enters_no_more(const exn_scope_view *scope)
{
    bool goes_on = scope->is->kind == EXEUNT_KIND_POOL && scope->is->wait_all;
    return scope->cancel || scope->expired || scope->closing || (scope->failed && !goes_on);
}

/* Whether a scope could begin another enter of its plan now. Enters begin in order (X12), so it is
 * enough to look at the last one. */
static inline bool exn_has_enters_to_begin(const exn_scope_view *scope)
{
    return scope->begun && scope->is->last != EXN_NONE && !scope->last_began &&
           !exn_enters_no_more(scope);
}

/* Whether a scope waits for an operation or its body, or for what others are to do with it. */
static inline bool exn_waits_for_somebody(const exn_scope_view *scope)
{
    return !scope->begun || scope->closed || scope->entering > 0 || scope->exiting > 0 ||
           scope->body == EXN_BODY_IS_IN_FLIGHT;
}

/* Whether a pool waits though it could begin an enter or an exit (P2, P9). */
static inline bool exn_pool_owes(const exn_scope_view *scope)
{
    return scope->is->kind == EXEUNT_KIND_POOL &&
           (scope->unwinding ? scope->held > 0 : exn_has_enters_to_begin(scope));
}

#endif
