/* Rules of one's own (U1): what code under test states of itself, and finds broken. */
#include "base/own_assert.h"
#include "contract/rules/monitor.h"

static exn_ruling u1_own_rule(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    (void)view;
    exn_require(event->refutation.rule != NULL && event->refutation.message != NULL);
    breach->own = event->refutation.rule;
    return exn_broken(breach, event->member, "%s", event->refutation.message);
}

const exn_rule_monitor exn_u1 = {EXN_U1, u1_own_rule};
