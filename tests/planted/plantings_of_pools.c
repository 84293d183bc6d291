/* The planted bugs of pools, and of cancellation: rules P and C. */
#include "plantings.h"

const planting plantings_of_pools[] = {
    /* --- P --- */
    {"P1", "X10", NULL, "closes a pool again while it closes", "scope", CLOSES_AGAIN,
     "scope: {pool: [a]}\n"
     "managers: {a: {exit: {ends: exits, actions: [\"close\"]}}}",
     "scope: {pool: [a]}\n"
     "managers: {a: {exit: {ends: exits, actions: [\"close -> refused\"]}}}"},
    {"P1", "X10", NULL, "a pool refuses to be closed by its body", "scope", REFUSES_TO_CLOSE,
     "scope: {pool: [a]}\n"
     "body: {actions: [close -> may be refused]}",
     NULL},
    {"P1", "X10", "X12", "a pool is closed while it enters", "scope", CLOSES_WHILE_IT_ENTERS,
     "scope: {pool: [a, b]}\n"
     "schedule: [call close -> may be refused, \"...\"]",
     NULL},
    {"P1", "X12", "action", "a pool enters what is not of its plan", "scope",
     ENTERS_WHAT_NOBODY_PLANNED,
     "scope: {pool: [a]}\n"
     "body: {actions: [\"enter late -> refused\"]}",
     NULL},
    {"P2", "X12", NULL, "a pool enters one after the other", "scope", ENTERS_ONE_AFTER_THE_OTHER,
     "{pool: [a, b]}", NULL},
    {"P2", "X12", NULL, "a pool enters in reverse", "scope", ENTERS_IN_REVERSE, "{pool: [a, b]}",
     NULL},
    {"P3", "X12", NULL, "a pool rolls back while an enter is in flight", "scope", ROLLS_BACK_EARLY,
     "scope: {pool: [a, b, c], enter: wait-all}\n"
     "managers: {c: {enter: [enters, fails]}}",
     NULL},
    {"P3", "X11", NULL, "asks nobody to stop when an enter failed", "scope", FAILS_SLOWLY,
     "scope: {pool: [a, b]}\n"
     "managers: {a: {enter: [enters, fails]}}",
     NULL},
    {"P3", "X11", NULL, "enters on after one has failed", "scope", ENTERS_ON_AFTER_A_FAILURE,
     "scope: {pool: [a, b]}\n"
     "managers: {a: {enter: [enters, fails], steps: 0}}",
     NULL},
    {"P3", "X11", NULL, "a pool that waits for all asks the others to stop when one failed",
     "scope", ASKS_THOUGH_IT_WAITS_FOR_ALL,
     "scope: {pool: [a, b], enter: wait-all}\n"
     "managers: {a: {enter: [enters, fails]}}",
     NULL},
    {"P3", "X11", NULL, "passes a cancel request on to its first manager alone", "scope",
     ASKS_ONLY_THE_FIRST,
     "scope: {pool: [a, b]}\n"
     "cancel: anywhere",
     NULL},
    {"P3", "X11", NULL, "a pool that waits for all passes no request on", "scope",
     WAITS_FOR_ALL_WHATEVER_IS_ASKED,
     "scope: {pool: [a, b], enter: wait-all}\n"
     "cancel: anywhere",
     NULL},
    {"P3", "X11", NULL, "a pool enters on after a request", "scope", ENTERS_ON_AFTER_A_REQUEST,
     "scope: {pool: [a, b]}\n"
     "managers: {a: {enter: {ends: enters, actions: [cancel]}}}",
     NULL},
    {"P4", "X1", NULL, "takes an enter that completes after a request for a canceled one", "scope",
     TAKES_LATE_ENTERS_FOR_CANCELED,
     "scope: {pool: [a]}\n"
     "cancel: anywhere",
     NULL},
    {"P5", "X5", "X8", "runs its body though an enter failed", "scope", IGNORES_FAILURES,
     "scope: {pool: [a, b]}\n"
     "managers: {b: {enter: [enters, fails]}}",
     NULL},
    {"P5", "X1", NULL, "leaves what has entered when it rolls back", "scope",
     LEAVES_WHAT_HAD_ENTERED,
     "scope: {pool: [a, b]}\n"
     "managers: {b: {enter: [enters, fails]}}",
     NULL},
    {"P5", "X2", NULL, "exits what failed to enter", "scope", EXITS_FAILED_ENTERS,
     "scope: {pool: [a, b]}\n"
     "managers: {b: {enter: [enters, fails]}}",
     NULL},
    {"P6", "X7", NULL, "lets an exit suppress in a rollback", "scope", COUNTS_IN_A_ROLLBACK,
     "scope: {pool: [a, b]}\n"
     "managers: {a: {exit: [exits, suppresses]}, b: {enter: fails}}",
     NULL},
    {"P7", "X5", NULL, "gives the body the values in reverse", "scope", GIVES_VALUES_IN_REVERSE,
     "{pool: [a, b]}", NULL},
    {"P8", "X12", NULL, "exits a pool in the order of its managers", "scope", EXITS_IN_ENTER_ORDER,
     "{pool: [a, b]}", NULL},
    {"P9", "X12", NULL, "a pool exits one after the other", "scope", EXITS_ONE_AFTER_THE_OTHER,
     "{pool: [a, b]}", NULL},
    {"P10", "X8", NULL, "tells the exits of a pool no error", "scope", TELLS_NOTHING_OF_ERRORS,
     "scope: {pool: [a, b]}\n"
     "managers: {b: {enter: [enters, fails]}}",
     NULL},
    {"P10", "X8", NULL, "tells an exit of a pool what another one has failed with", "scope",
     TELLS_EXITS_OF_EACH_OTHER,
     "scope: {pool: [a, b]}\n"
     "managers: {b: {exit: [exits, fails], steps: 0}}",
     NULL},
    {"P11", "X11", NULL, "cancels the other exits when one fails", "scope", CANCELS_OTHER_EXITS,
     "scope: {pool: [a, b]}\n"
     "managers: {a: {exit: [exits, fails]}}",
     NULL},
    {"P11", "X4", NULL, "closes as soon as all exits have begun", "scope", AWAITS_NO_EXIT,
     "{pool: [a, b]}", NULL},
    {"P12", "X6", "X7", "suppresses only if all exits suppress", "scope", SUPPRESSES_ONLY_IF_ALL_DO,
     "scope: {pool: [a, b]}\n"
     "managers: {a: {exit: [exits, suppresses]}}\n"
     "body: raises",
     NULL},
    {"P12", "X6", "X7", "suppresses the error of a body when there are no exits", "scope",
     SUPPRESSES_WITHOUT_EXITS,
     "scope: {pool: []}\n"
     "body: [returns, raises]",
     NULL},
    {"P12", "X6", "X7", "raises the error of its body though an exit suppressed it", "scope",
     IGNORES_SUPPRESSIONS,
     "scope: {stack: [a]}\n"
     "managers: {a: {exit: [exits, suppresses]}}\n"
     "body: raises",
     NULL},
    {"P13", "X7", NULL, "puts the error of the body last", "scope", PUTS_THE_BODY_LAST,
     "scope: {pool: [a, b]}\n"
     "managers: {a: {exit: [exits, fails]}}\n"
     "body: raises",
     NULL},
    {"P13", "X7", "X8", "takes the last failed enter for the first", "scope",
     PUTS_THE_LAST_FAILURE_FIRST,
     "scope: {pool: [a, b], enter: wait-all}\n"
     "managers: {a: {enter: fails}, b: {enter: [enters, fails]}}",
     NULL},
    {"P13", "X7", NULL, "lists failed exits in reverse", "scope", LISTS_IN_REVERSE,
     "scope: {pool: [a, b]}\n"
     "managers: {a: {exit: fails}, b: {exit: [exits, fails]}}",
     NULL},
    {"P13", "X7", NULL, "lists failed exits behind failed enters", "scope",
     LISTS_EXITS_BEHIND_ENTERS,
     "scope: {pool: [a, b, c], enter: wait-all}\n"
     "managers: {a: {exit: fails}, b: {enter: fails}, c: {enter: [enters, fails]}}",
     NULL},
    {"P13", "X7", NULL, "drops the error of an exit", "scope", DROPS_EXIT_FAILURES,
     "scope: {pool: [a, b]}\n"
     "managers: {a: {exit: [exits, fails]}}\n"
     "body: [returns, raises]",
     NULL},
    {"P14", "X7", NULL, "lists an enter that was canceled", "scope", LISTS_CANCELED_ENTERS,
     "scope: {pool: [a, b]}\n"
     "cancel: anywhere",
     NULL},
    {"P14", "X11", NULL, "says that it was canceled when it was itself that asked", "scope",
     SAYS_CANCELED_WHEN_IT_CANCELS,
     "scope: {pool: [a, b]}\n"
     "managers: {a: {enter: [enters, fails]}}",
     NULL},
    {"P15", "X5", "X11", "a pool of none closes without a body", "scope", SKIPS_THE_BODY_OF_NONE,
     "scope: {pool: []}", NULL},
    {"P15", "X9", NULL, "waits for the last exit when there was none", "scope", NEVER_CLOSES_EMPTY,
     "{pool: []}", NULL},
    {"P16", "X12", NULL,
     "rolls back before all have begun to enter when the first fails inside its call", "scope",
     ENDS_A_PHASE_EARLY,
     "scope: {pool: [a, b], enter: wait-all}\n"
     "managers: {a: {enter: [enters, fails], steps: 0}}",
     NULL},
    {"P13", "X7", NULL, "lists the errors of a nested scope in two places", "scope",
     SPLITS_A_NESTED_SCOPE,
     "scope: {pool: [{stack: [a, b]}, c]}\n"
     "managers: {a: {exit: fails}, b: {exit: [exits, fails]}, c: {exit: fails}}",
     NULL},
    {"P14", "X11", NULL, "says that it was canceled when a manager of it was", "scope",
     TAKES_THE_FLAG_OF_A_MEMBER,
     "scope: {pool: [a, b]}\n"
     "managers: {a: {enter: [enters, fails]}}",
     NULL},
    /* --- C --- */
    {"C1", "X11", NULL, "does not say that it was canceled", "scope", FORGETS_THE_REQUEST,
     "scope: {pool: [a]}\n"
     "cancel: anywhere",
     NULL},
    {"C1", "X11", NULL, "does not say that it was canceled when there is an error", "scope",
     ERRORS_ERASE_THE_FLAG,
     "scope: {pool: [a]}\n"
     "managers: {a: {exit: [exits, fails]}}\n"
     "cancel: anywhere",
     NULL},
    {"C1", "X7", NULL, "drops an enter that fails after a request", "scope",
     DROPS_FAILURES_AFTER_A_REQUEST,
     "scope: {pool: [a]}\n"
     "managers: {a: {enter: [enters, fails]}}\n"
     "cancel: anywhere",
     NULL},
    {"C2", "X11", NULL, "asks the body a second time", "scope", ASKS_TWICE,
     "scope: {stack: [a]}\n"
     "body: {on-cancel: ignores}\n"
     "cancel: {where: anywhere, times: 2}",
     NULL},
    {"C3", "X1", NULL, "a stack leaves what enters after a request", "scope",
     FORGETS_WHAT_ENTERS_LATE,
     "scope: {stack: [a]}\n"
     "cancel: anywhere",
     NULL},
    {"C4", "X11", NULL, "passes a request on to its exits", "scope", CANCELS_ITS_EXITS,
     "scope: {pool: [a]}\n"
     "cancel: anywhere",
     NULL},
    {"C4", "X11", NULL, "forgets a request that comes during the exits", "scope",
     FORGETS_A_LATE_REQUEST,
     "scope: {pool: [a]}\n"
     "cancel: anywhere",
     NULL},
    {"C4", "X11", NULL, "a nested stack passes a request on to the exits of its rollback", "scope",
     CANCELS_ITS_EXITS,
     "scope: {stack: [{stack: [a, b]}]}\n"
     "managers: {b: {enter: [enters, fails]}}\n"
     "cancel: anywhere",
     NULL},
    {"C4", "X11", NULL, "asks no exit to stop when the grace time ends", "scope", LETS_GRACE_PASS,
     "scope: {pool: [a], grace: 1ms}\n"
     "cancel: anywhere",
     NULL},
    {"C4", "X4", NULL, "waits for no exit behind the grace time", "scope",
     AWAITS_NO_EXIT_AFTER_GRACE,
     "scope: {pool: [a], grace: 1ms}\n"
     "managers: {a: {on-cancel: ignores}}\n"
     "cancel: anywhere",
     NULL},
    {"C4", "X11", NULL, "starts no grace time", "scope", STARTS_NO_GRACE_TIME,
     "scope: {pool: [a]}\n"
     "cancel: anywhere",
     NULL},
    {"C4", "X11", NULL, "stops its grace time while its exits are in flight", "scope",
     STOPS_ITS_GRACE_TIME_EARLY,
     "scope: {pool: [a]}\n"
     "cancel: anywhere",
     NULL},
    {"C4", "X11", NULL, "lets its grace time run on when it has closed", "scope",
     LETS_ITS_GRACE_TIME_RUN_ON,
     "scope: {pool: [a]}\n"
     "cancel: anywhere",
     NULL},
    {"C5", "X6", NULL, "lets an exit suppress a cancellation", "scope", LETS_CANCELED_BE_SUPPRESSED,
     "scope: {pool: [a]}\n"
     "managers: {a: {exit: suppresses}}\n"
     "cancel: anywhere",
     NULL},
    {"C5", "X7", NULL, "lets an exit suppress the deadline of its own scope", "scope",
     LETS_ITS_DEADLINE_BE_SUPPRESSED,
     "scope: {pool: [a], deadline: 1ms}\n"
     "managers: {a: {exit: suppresses}}",
     NULL},
    {"C6", "X7", NULL, "drops its deadline", "scope", DROPS_ITS_DEADLINE,
     "scope: {pool: [a], deadline: 1ms}", NULL},
    {"C6", "X11", NULL, "asks nobody to stop when its deadline expires", "scope",
     ASKS_NOBODY_AT_ITS_DEADLINE, "scope: {pool: [a, b], deadline: 1ms}", NULL},
    {"C6", "X11", NULL, "a nested stack lets its deadline run on when it has entered", "scope",
     LETS_ITS_DEADLINE_RUN_ON, "scope: {pool: [{stack: [a]}]}", NULL},
    {"C6", "X11", NULL, "shows its deadline as a request", "scope", SHOWS_ITS_DEADLINE_AS_A_REQUEST,
     "scope: {pool: [a], deadline: 1ms}", NULL},
    {"C6", "X7", NULL, "puts its deadline before other errors", "scope", PUTS_ITS_DEADLINE_FIRST,
     "scope: {pool: [a, b], deadline: 1ms}\n"
     "managers: {a: {exit: [exits, fails]}}",
     NULL},
    {"C6", "X11", NULL, "lets its deadline run on when enters and body are over", "scope",
     LETS_ITS_DEADLINE_RUN_ON, "{pool: [a]}", NULL},
    {"C6", "X11", NULL, "a pool of none starts no deadline", "scope", STARTS_NO_DEADLINE_OF_NONE,
     "scope: {pool: []}", NULL},
    {"C6", "X11", NULL, "starts its deadline after a request", "scope",
     STARTS_ITS_DEADLINE_AFTER_A_REQUEST,
     "scope: {pool: [a]}\n"
     "cancel: anywhere",
     NULL},
    {"C6", "X11", NULL, "starts its deadline behind its first enter", "scope",
     STARTS_ITS_DEADLINE_LATE, "{pool: [a]}", NULL},
    {"C7", "X8", NULL, "tells no exit of a request", "scope", TELLS_NOTHING_OF_A_REQUEST,
     "scope: {pool: [a]}\n"
     "cancel: anywhere",
     NULL},
    {"C7", "X8", NULL, "tells of a request where it is the deadline", "scope",
     TELLS_CANCELED_FOR_THE_DEADLINE, "scope: {pool: [a, b], deadline: 1ms}", NULL},
    {"C7", "X8", NULL, "tells exits of a request that came during the exits", "scope",
     TELLS_EXITS_OF_A_LATE_REQUEST,
     "scope: {stack: [a, b]}\n"
     "cancel: anywhere",
     NULL},
    {"C7", "X7", NULL, "lists its deadline once more when an exit raised it again", "scope",
     RAISES_ITS_DEADLINE_TWICE,
     "scope: {pool: [a, b], deadline: 1ms}\n"
     "managers: {a: {exit: fails with pool.deadline}}",
     NULL},
};

const size_t plantings_of_pools_count = sizeof plantings_of_pools / sizeof *plantings_of_pools;
