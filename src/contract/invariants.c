/* Which rules look at which event: what a new rule is added to. */
#include "contract/invariants.h"

#include "base/own_assert.h"

/* Whether one scope owes nothing: every request, timer, enter or exit that it may owe (X11, X12)
 * has a cause that shows here. */
static bool rests(const exn_view *view, const exn_scope_view *scope)
{
    bool asked = exn_is_stopping(scope) || scope->dues > 0;
    bool deadline_runs = scope->is->shows_clock && scope->deadline_started &&
                         !scope->deadline_stopped &&
                         (scope->body != EXN_BODY_IS_NEW || scope->unwinding || scope->closed);
    bool waits = view->task_count == 1 || exn_waits_for_somebody(scope);
    return !asked && !deadline_runs && waits && !exn_pool_owes(scope);
}

bool exn_rules_rest(const exn_view *view)
{
    uint32_t i = 0;
    while (i < view->scope_count && rests(view, &view->scopes[i])) {
        i += 1;
    }
    return i == view->scope_count;
}

/* A rule is broken, or could not look: whether that ends the run. */
__attribute__((cold, noinline)) static bool ends_run(const exn_view *view, exn_rule rule,
                                                     exn_ruling ruling, exn_breach *breach)
{
    exn_assert(ruling == EXN_BROKEN || ruling == EXN_UNABLE);
    exn_assert(rule < EXN_RULES &&
               (ruling == EXN_UNABLE || breach->message[0] != '\0' || rule == EXN_U1) &&
               "a breach says what is wrong");
    bool waived = ruling == EXN_BROKEN && ((view->waived >> rule) & 1) != 0;
    breach->happened = ruling == EXN_BROKEN && !waived;
    breach->rule = rule;
    return !waived;
}

/* --- which rules look ------------------------------------------------------------------------- */

/* A rule has looked. Returns whether that ends the run. */
static inline bool take_ruling(const exn_view *view, exn_rule rule, exn_ruling ruling,
                               exn_tally *tally, exn_breach *breach)
{
    tally->checked[rule] += ruling != EXN_SILENT;
    return ruling >= EXN_BROKEN && ends_run(view, rule, ruling, breach);
}

/* Lets one rule look. Some five of them look at each event of each run, so they are called by their
 * names and not through a table: the compiler puts what only compares in the place of its call. In
 * the order of precedence, so that the lowest number counts, X before M. */
#define LOOK(rule, look)                                                                           \
    take_ruling(view, EXN_##rule, exn_##look(view, event, breach), tally, breach)

/* At events that seldom come: breaches, answers to what a body or a manager asks for, runs that do
 * not end. */
static bool look_at_the_rest(const exn_view *view, const exn_event *event, exn_tally *tally,
                             exn_breach *breach)
{
    switch (event->kind) {
    case EXN_STUCK:
    case EXN_ENDLESS:
    case EXN_NEVER_RESTS:
        return LOOK(X9, x9_at_no_end) || LOOK(M2, m2_at_no_end);
    case EXN_SETTLES_AGAIN:
        return LOOK(X10, x10_at_wrong_end) || LOOK(M1, m1_at_second_end);
    case EXN_SETTLES_WRONGLY:
        return LOOK(X10, x10_at_wrong_end) || LOOK(M1, m1_at_wrong_end) ||
               LOOK(M5, m5_at_wrong_end) || LOOK(M6, m6_at_wrong_end);
    case EXN_TOUCHES:
        return LOOK(M8, m8_at_touch);
    case EXN_TOUCHES_FREE:
        return LOOK(X13, x13_at_touch) || LOOK(M8, m8_at_touch);
    case EXN_ACQUIRES:
    case EXN_RELEASES:
        return LOOK(M3, m3_at_thing) || LOOK(M4, m4_at_thing);
    case EXN_GIVES_VALUE:
        return LOOK(X5, x5_at_value);
    case EXN_TELLS_ENTER:
        return LOOK(X5, x5_at_answer);
    case EXN_TELLS_UNASKED:
        return LOOK(X5, x5_at_unasked_answer);
    case EXN_ACCEPTS:
        return LOOK(X1, x1_at_answer) || LOOK(X10, x10_at_answer);
    case EXN_STAYS_CLOSING:
    case EXN_STAYS_OPEN:
    case EXN_CLOSED_EARLY:
        return LOOK(X10, x10_at_answer);
    case EXN_TAKEN:
        return LOOK(X7, x7_at_taking);
    case EXN_REFUSED:
    case EXN_ENTER_REFUSED:
    case EXN_MOVED:
    case EXN_MOVE_REFUSED:
        return LOOK(X1, x1_at_answer);
    case EXN_DIFFERS:
        return LOOK(M9, m9_at_difference);
    case EXN_REFUTES:
        return LOOK(U1, u1_at_refutation);
    default:
        return false;
    }
}

static inline bool is_nested(const exn_view *view, const exn_event *event)
{
    return view->facts[event->member].inside != EXN_NONE;
}

/* A nested scope settles: it is a manager and a scope at once, and ends unless it has entered. */
static bool look_at_nested(const exn_view *view, const exn_event *event, exn_tally *tally,
                           exn_breach *breach)
{
    exn_assert(is_nested(view, event));
    switch (event->kind) {
    case EXN_ENTERED:
        return LOOK(X5, x5_at_body) || LOOK(M1, m1_at_end) || LOOK(M6, m6_at_end);
    case EXN_ENTER_FAILS:
        return LOOK(X1, x1_at_end) || LOOK(X4, x4_at_end) || LOOK(X5, x5_at_end) ||
               LOOK(X6, x6_at_end) || LOOK(X7, x7_at_end) || LOOK(X12, x12_at_end) ||
               LOOK(M1, m1_at_end) || LOOK(M3, m3_at_end) || LOOK(M6, m6_at_end);
    case EXN_ENTER_CANCELED:
        return LOOK(X1, x1_at_end) || LOOK(X4, x4_at_end) || LOOK(X5, x5_at_end) ||
               LOOK(X7, x7_at_end) || LOOK(X12, x12_at_end) || LOOK(M1, m1_at_end) ||
               LOOK(M3, m3_at_end) || LOOK(M6, m6_at_end) || LOOK(M7, m7_at_end);
    default:
        return LOOK(X1, x1_at_end) || LOOK(X4, x4_at_end) || LOOK(X6, x6_at_end) ||
               LOOK(X7, x7_at_end) || LOOK(M1, m1_at_end) || LOOK(M4, m4_at_end) ||
               LOOK(M5, m5_at_end) || LOOK(M6, m6_at_end);
    }
}

/* No scope ends when an ordinary manager settles, so the rules about ends do not look then. */
bool exn_rules_check(const exn_view *view, const exn_event *event, exn_tally *tally,
                     exn_breach *breach)
{
    switch (event->kind) {
    case EXN_ENTER_BEGINS:
        return LOOK(X3, x3_at_enter) || LOOK(X4, x4_at_call) || LOOK(X7, x7_at_taking) ||
               LOOK(X11, x11_at_enter) || LOOK(X12, x12_at_enter);
    case EXN_ENTERED:
        return is_nested(view, event) ? look_at_nested(view, event, tally, breach)
                                      : LOOK(M1, m1_at_end) || LOOK(M6, m6_at_end);
    case EXN_ENTER_FAILS:
        return is_nested(view, event)
                   ? look_at_nested(view, event, tally, breach)
                   : LOOK(M1, m1_at_end) || LOOK(M3, m3_at_end) || LOOK(M6, m6_at_end);
    case EXN_ENTER_CANCELED:
        return is_nested(view, event) ? look_at_nested(view, event, tally, breach)
                                      : LOOK(M1, m1_at_end) || LOOK(M3, m3_at_end) ||
                                            LOOK(M6, m6_at_end) || LOOK(M7, m7_at_end);
    case EXN_EXITED:
    case EXN_EXIT_SUPPRESSES:
    case EXN_EXIT_FAILS:
        return is_nested(view, event) ? look_at_nested(view, event, tally, breach)
                                      : LOOK(M1, m1_at_end) || LOOK(M4, m4_at_end) ||
                                            LOOK(M5, m5_at_end) || LOOK(M6, m6_at_end);
    case EXN_CANCEL_REQUESTED:
        return LOOK(X4, x4_at_call) || LOOK(X11, x11_at_request);
    case EXN_EXIT_BEGINS:
        return LOOK(X1, x1_at_exit) || LOOK(X2, x2_at_exit) || LOOK(X4, x4_at_call) ||
               LOOK(X5, x5_at_exit) || LOOK(X8, x8_at_exit) || LOOK(X12, x12_at_exit);
    case EXN_BODY_BEGINS:
        return LOOK(X5, x5_at_body) || LOOK(X11, x11_at_body);
    case EXN_TIME_PASSES:
        return LOOK(X12, x12_at_time);
    case EXN_CLOSES:
        return LOOK(X1, x1_at_end) || LOOK(X4, x4_at_end) || LOOK(X5, x5_at_end) ||
               LOOK(X6, x6_at_end) || LOOK(X7, x7_at_end) || LOOK(X9, x9_at_end) ||
               LOOK(X10, x10_at_end) || LOOK(X11, x11_at_end) || LOOK(X12, x12_at_end);
    case EXN_TELLS_CLOCK:
        return LOOK(X11, x11_at_clock);
    case EXN_STEP_ENDS:
        return LOOK(X11, x11_at_step) || LOOK(X12, x12_at_step);
    case EXN_WORLD_ENDS:
        return LOOK(X13, x13_at_end_of_world);
    default:
        return look_at_the_rest(view, event, tally, breach);
    }
}
