/* Which rule looks at which event: the table that a new rule is added to. */
#include "contract/invariants.h"

#include "base/own_assert.h"

/* The rules that look at each event, in the order of precedence: the lowest number counts, X before
 * M. No scope ends when an ordinary manager settles, so the rules about ends do not look then. */
const exn_rule_monitor *const exn_watches[EXN_EVENT_KINDS][EXN_RULES_PER_EVENT + 1] = {
    [EXN_ENTER_BEGINS] = {&exn_x3, &exn_x4, &exn_x7_at_taking, &exn_x11, &exn_x12_at_enter},
    [EXN_ENTERED] = {&exn_m1, &exn_m6},
    [EXN_ENTER_FAILS] = {&exn_m1, &exn_m3_at_end, &exn_m6},
    [EXN_ENTER_CANCELED] = {&exn_m1, &exn_m3_at_end, &exn_m6, &exn_m7},
    [EXN_CANCEL_REQUESTED] = {&exn_x4, &exn_x11},
    [EXN_EXIT_BEGINS] = {&exn_x1, &exn_x2, &exn_x4, &exn_x5, &exn_x8, &exn_x12_at_exit},
    [EXN_EXITED] = {&exn_m1, &exn_m4_at_end, &exn_m5, &exn_m6},
    [EXN_EXIT_SUPPRESSES] = {&exn_m1, &exn_m4_at_end, &exn_m5, &exn_m6},
    [EXN_EXIT_FAILS] = {&exn_m1, &exn_m4_at_end, &exn_m5, &exn_m6},
    [EXN_TIME_PASSES] = {&exn_x12_at_time},
    [EXN_BODY_BEGINS] = {&exn_x5, &exn_x11},
    [EXN_TELLS_CLOCK] = {&exn_x11},
    [EXN_GIVES_VALUE] = {&exn_x5},
    [EXN_TELLS_ENTER] = {&exn_x5},
    [EXN_TELLS_UNASKED] = {&exn_x5},
    [EXN_CLOSES] = {&exn_x1, &exn_x4, &exn_x5, &exn_x6, &exn_x7_at_end, &exn_x9, &exn_x10, &exn_x11,
                    &exn_x12_at_end},
    [EXN_STEP_ENDS] = {&exn_x11, &exn_x12_at_step},
    [EXN_STUCK] = {&exn_x9, &exn_m2},
    [EXN_ENDLESS] = {&exn_x9, &exn_m2},
    [EXN_NEVER_RESTS] = {&exn_x9, &exn_m2},
    [EXN_WORLD_ENDS] = {&exn_x13},
    [EXN_SETTLES_AGAIN] = {&exn_x10, &exn_m1},
    [EXN_SETTLES_WRONGLY] = {&exn_x10, &exn_m1, &exn_m5, &exn_m6},
    [EXN_TOUCHES] = {&exn_m8},
    [EXN_TOUCHES_FREE] = {&exn_x13, &exn_m8},
    [EXN_ACQUIRES] = {&exn_m3_at_thing, &exn_m4_at_thing},
    [EXN_RELEASES] = {&exn_m3_at_thing, &exn_m4_at_thing},
    [EXN_ACCEPTS] = {&exn_x1_at_answer, &exn_x10_at_answer},
    [EXN_STAYS_CLOSING] = {&exn_x10_at_answer},
    [EXN_STAYS_OPEN] = {&exn_x10_at_answer},
    [EXN_CLOSED_EARLY] = {&exn_x10_at_answer},
    [EXN_TAKEN] = {&exn_x7_at_taking},
    [EXN_REFUSED] = {&exn_x1_at_answer},
    [EXN_ENTER_REFUSED] = {&exn_x1_at_answer},
    [EXN_MOVED] = {&exn_x1_at_answer},
    [EXN_MOVE_REFUSED] = {&exn_x1_at_answer},
    [EXN_DIFFERS] = {&exn_m9},
    [EXN_REFUTES] = {&exn_u1},
};

/* The rules that look when a nested scope settles; no rule: those above look. */
const exn_rule_monitor *const exn_watches_of_nested[EXN_EVENT_KINDS][EXN_RULES_PER_EVENT + 1] = {
    [EXN_ENTERED] = {&exn_x5, &exn_m1, &exn_m6},
    [EXN_ENTER_FAILS] = {&exn_x1, &exn_x4, &exn_x5, &exn_x6, &exn_x7_at_end, &exn_x12_at_end,
                         &exn_m1, &exn_m3_at_end, &exn_m6},
    [EXN_ENTER_CANCELED] = {&exn_x1, &exn_x4, &exn_x5, &exn_x7_at_end, &exn_x12_at_end, &exn_m1,
                            &exn_m3_at_end, &exn_m6, &exn_m7},
    [EXN_EXITED] = {&exn_x1, &exn_x4, &exn_x6, &exn_x7_at_end, &exn_m1, &exn_m4_at_end, &exn_m5,
                    &exn_m6},
    [EXN_EXIT_SUPPRESSES] = {&exn_x1, &exn_x4, &exn_x6, &exn_x7_at_end, &exn_m1, &exn_m4_at_end,
                             &exn_m5, &exn_m6},
    [EXN_EXIT_FAILS] = {&exn_x1, &exn_x4, &exn_x6, &exn_x7_at_end, &exn_m1, &exn_m4_at_end, &exn_m5,
                        &exn_m6},
};

/* Whether one scope owes nothing: every request, timer, enter or exit that it may owe (X11, X12)
 * has a cause that shows here. */
static bool rests(const exn_view *view, const exn_scope_view *scope)
{
    bool asked = scope->cancel || scope->expired || scope->failed || scope->dues > 0;
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

bool exn_ends_run(const exn_view *view, exn_rule rule, exn_ruling ruling, exn_breach *breach)
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

bool exn_rules_check(const exn_view *view, const exn_event *event, exn_tally *tally,
                     exn_breach *breach)
{
    return exn_let_rules_look(view, event, tally, breach);
}
