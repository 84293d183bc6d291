/* Rules of one's own (U1): what code under test states of itself, and finds broken. */
#include "base/own_assert.h"
#include "contract/rules/monitor.h"

exn_ruling exn_u1_at_refutation(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    (void)view;
    exn_require(event->refutation.rule != NULL && event->refutation.message != NULL);
    breach->own = event->refutation.rule;
    return exn_broken(breach, event->member, "%s", event->refutation.message);
}
