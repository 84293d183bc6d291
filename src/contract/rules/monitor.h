/* What rules share: how a rule looks at an event, what it says, and what it may ask of the view. A
 * new rule is declared here and called in invariants.c. */
#ifndef EXN_CONTRACT_MONITOR_H
#define EXN_CONTRACT_MONITOR_H

#include "base/own_assert.h"
#include "contract/breach.h"
#include "contract/view.h"

/* What a rule says of an event. */
typedef enum exn_ruling {
    EXN_SILENT, /* its condition did not arise */
    EXN_KEPT,
    EXN_BROKEN,
    EXN_UNABLE /* there is no memory to look */
} exn_ruling;

/* How a rule looks at an event that the view has not taken in yet, of a kind for which invariants.c
 * calls it; if the rule is broken, `breach` has who, and why. A rule that looks at several kinds of
 * moments has a function for each. */
typedef exn_ruling exn_rule_look(const exn_view *view, const exn_event *event, exn_breach *breach);

exn_rule_look exn_x1_at_exit, exn_x1_at_end, exn_x1_at_answer;
exn_rule_look exn_x2_at_exit, exn_x3_at_enter;
exn_rule_look exn_x4_at_call, exn_x4_at_end;
exn_rule_look exn_x5_at_body, exn_x5_at_value, exn_x5_at_answer, exn_x5_at_unasked_answer,
    exn_x5_at_exit, exn_x5_at_end;
exn_rule_look exn_x6_at_end;
exn_rule_look exn_x7_at_taking, exn_x7_at_end;
exn_rule_look exn_x8_at_exit;
exn_rule_look exn_x9_at_end, exn_x9_at_no_end;
exn_rule_look exn_x10_at_answer, exn_x10_at_end, exn_x10_at_wrong_end;
exn_rule_look exn_x11_at_enter, exn_x11_at_body, exn_x11_at_request, exn_x11_at_clock,
    exn_x11_at_step, exn_x11_at_end;
exn_rule_look exn_x12_at_enter, exn_x12_at_exit, exn_x12_at_time, exn_x12_at_step, exn_x12_at_end;
exn_rule_look exn_x13_at_touch, exn_x13_at_end_of_world;
exn_rule_look exn_m1_at_end, exn_m1_at_second_end, exn_m1_at_wrong_end;
exn_rule_look exn_m2_at_no_end;
exn_rule_look exn_m3_at_end, exn_m3_at_thing, exn_m4_at_end, exn_m4_at_thing;
exn_rule_look exn_m5_at_end, exn_m5_at_wrong_end, exn_m6_at_end, exn_m6_at_wrong_end;
exn_rule_look exn_m7_at_end, exn_m8_at_touch, exn_m9_at_difference;
exn_rule_look exn_u1_at_refutation;

/* Says that a member, or the scope (EXN_NONE), broke the rule. Returns EXN_BROKEN. */
__attribute__((cold, format(printf, 3, 4))) exn_ruling
exn_broken(exn_breach *breach, uint32_t blamed, const char *format, ...);

/* Sets the remark after the last event of the trace. */
__attribute__((format(printf, 2, 3))) void exn_note(exn_breach *breach, const char *format, ...);

/* The scope that ends with this event: an outermost one by closing, a nested one by settling. */
static inline uint32_t exn_ended_scope(const exn_view *view, const exn_event *event)
{
    uint32_t ended = event->kind == EXN_CLOSES ? event->scope : view->facts[event->member].inside;
    exn_assert(ended < view->scope_count && "it is about a scope that ends");
    return ended;
}

/* Parts of X11: whether a scope starts and stops its deadline and its grace time when it should
 * (C4, C6). `what` comes: only then is it too late to start a deadline. */
exn_ruling exn_clock_before(const exn_view *view, const exn_event *event, const char *what,
                            exn_breach *breach);
exn_ruling exn_clock_at_step(const exn_view *view, exn_breach *breach);

/* What messages call a body: "the body", or that of a task, "w1 body". */
const char *exn_body_name(const exn_view *view, uint32_t body);

/* The first member of a scope that has this status, or EXN_NONE. */
uint32_t exn_member_with(const exn_view *view, uint32_t scope, exn_status status);

/* The first member whose enter the scope has accepted and not begun (S10), or EXN_NONE. */
uint32_t exn_member_accepted(const exn_view *view, uint32_t scope);

/* Whether a request is owed to the enters in flight, and no further one may begin: somebody asked
 * the scope to stop, or a failure did (P3). */
static inline bool exn_is_stopping(const exn_scope_view *scope)
{
    bool fails_fast = scope->is->kind == EXEUNT_KIND_POOL && !scope->is->wait_all && scope->failed;
    return scope->cancel || scope->expired || fails_fast;
}

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
