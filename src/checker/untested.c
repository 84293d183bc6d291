/* What each scenario can reach, compared with what was checked. */
#include "checker/untested.h"

#include "base/own_assert.h"

/* What a scenario has, and so what its schedules can reach. Of what an operation that the scenario
 * plays may come to, its plan tells; of a manager written in C nothing is known. */
typedef struct reach {
    bool in_c; /* some manager is */
    bool enters;
    bool enter_fails, enter_stops; /* some may */
    bool enter_waits, exit_waits;  /* they suspend, so that they can be asked to stop */
    bool asks_scope, asks_exits;   /* requests at any moment to the outermost scope; to exits */
} reach;

static bool may_end(const exn_alternative *list, size_t count, exn_ending ending)
{
    size_t i = 0;
    while (i < count && list[i].ending != ending) {
        i += 1;
    }
    return i < count;
}

static bool may_fail(const exn_plan *plan)
{
    return may_end(plan->alternatives, plan->alternative_count, EXN_ENDS_FAILS) ||
           may_end(plan->alternatives, plan->alternative_count, EXN_ENDS_RAISES);
}

static bool may_hang(const exn_plan *plan)
{
    return may_end(plan->alternatives, plan->alternative_count, EXN_ENDS_HANGS);
}

static bool suspends(const exn_plan *plan)
{
    return plan->steps > 0 || plan->takes || may_hang(plan);
}

static void look_at_manager(reach *self, const exn_node *node)
{
    if (node->role == EXN_ROLE_ENTER) {
        self->enters = true;
        self->enter_fails |= may_fail(&node->enter);
        self->enter_waits |= suspends(&node->enter);
        self->enter_stops |=
            suspends(&node->enter) &&
            may_end(node->enter.on_cancel, node->enter.on_cancel_count, EXN_ENDS_STOPS);
    }
    self->exit_waits |= suspends(&node->exit);
}

static reach reach_of(const exn_run *run)
{
    const exn_scenario *scenario = run->scenario;
    reach self = {.in_c = run->options.manager_factory != NULL,
                  .asks_scope = scenario->cancels > 0,
                  .asks_exits = scenario->asks_operations};
    for (size_t i = 0; i < scenario->node_count; i++) {
        const exn_node *node = &scenario->nodes[i];
        self.asks_exits |= node->has_grace;
        if (node->kind == EXN_NODE_LEAF && node->parent != EXN_NODE_NONE) {
            look_at_manager(&self, node);
        }
    }
    return self;
}

/* --- the list --------------------------------------------------------------------------------- */

typedef struct gap {
    bool is_there;
    const char *text;
} gap;

static bool may_a_body_raise(const exn_scenario *scenario)
{
    bool may_raise = false;
    for (size_t i = 0; i < scenario->task_count; i++) {
        may_raise = may_raise || may_fail(&scenario->tasks[i].body);
    }
    return may_raise;
}

bool exn_list_untested(const exn_run *run, exn_result *result)
{
    const exn_scenario *scenario = run->scenario;
    const uint64_t *checked = run->totals.tally.checked;
    if (scenario->has_schedule) {
        return true; /* what it leaves out it can't reach */
    }
    exn_assert(result->violation_count == 0); /* or runs have ended early */
    reach can = reach_of(run);
    bool no_enter_asked = checked[EXN_M6] == 0;
    bool has_exits = checked[EXN_X8] > 0; /* that have begun */
    const gap gaps[] = {
        {checked[EXN_X6] == 0 && may_a_body_raise(scenario), "X6: the body raised nothing"},
        {checked[EXN_M3] == 0 && can.enters &&
             (can.in_c || can.enter_fails || (can.asks_scope && can.enter_stops)),
         "M3: no enter failed or was canceled"},
        {no_enter_asked && can.enters && (can.in_c || (can.asks_scope && can.enter_waits)),
         "M6: no enter was asked to stop"},
        {!run->totals.tested[scenario->exit_asked_number] && has_exits && can.exit_waits &&
             (can.in_c || can.asks_exits),
         "M6: no exit was asked to stop (`operations: anywhere` does; in C `.asks_operations`)"},
        {checked[EXN_M7] == 0 && !no_enter_asked && can.enters &&
             (can.in_c || (can.asks_scope && can.enter_stops)),
         "M7: no enter was canceled"},
    };
    bool complete = true;
    for (size_t i = 0; i < sizeof gaps / sizeof *gaps && complete; i++) {
        complete = !gaps[i].is_there ||
                   exn_strings_add(&result->untested, &result->untested_count, gaps[i].text);
    }
    return complete;
}
