#include "plantings.h"

const planting plantings[] = {
    /* --- E --- */
    {"E2", "X7", NULL, "lists an error once more that was raised again", "scope",
     LISTS_WHAT_IS_RAISED_AGAIN,
     "scope: {stack: [a, b]}\n"
     "managers: {a: {exit: fails with b.exit}, b: {exit: fails}}",
     NULL},
    {"E4", "X6", NULL, "says that nothing was suppressed", "scope", HIDES_A_SUPPRESSION,
     "scope: {stack: [a]}\n"
     "managers: {a: {exit: [exits, suppresses]}}\n"
     "body: raises",
     NULL},
    {"E5", "X7", NULL, "a nested stack raises the cause that its parent told it", "scope",
     RAISES_ITS_PARENTS_CAUSE,
     "scope: {stack: [a, {stack: [b]}]}\n"
     "body: [returns, raises]",
     NULL},
    {"E5", "X7", "X8", "a nested stack raises another error than the one that was raised inside",
     "scope", RAISES_ANOTHER_ERROR,
     "scope: {stack: [a, {stack: [b]}]}\n"
     "managers: {b: {exit: [exits, fails]}}",
     NULL},
    {"E5", "X7", "X8", "a nested stack raises its oldest error", "scope", RAISES_ITS_OLDEST,
     "scope: {stack: [a, {stack: [b, c]}]}\n"
     "managers: {b: {exit: fails}, c: {exit: [exits, fails]}}",
     NULL},
    {"E5", "X6", NULL,
     "a nested stack says that it has exited though an exit of it suppressed the cause", "scope",
     SAYS_EXITED_THOUGH_IT_SUPPRESSED,
     "scope: {stack: [a, {stack: [b]}]}\n"
     "managers: {b: {exit: [exits, suppresses]}}\n"
     "body: raises",
     NULL},
    {"E5", "X5", NULL, "a nested stack settles entered after a request", "scope",
     SETTLES_ENTERED_AFTER_A_REQUEST,
     "scope: {stack: [a, {stack: [b]}]}\n"
     "managers: {b: {on-cancel: ignores}}\n"
     "cancel: anywhere",
     NULL},
    {"E5", "X7", NULL, "a nested stack settles canceled though an enter failed", "scope",
     STOPS_THOUGH_IT_FAILED,
     "scope: {stack: [{stack: [b]}]}\n"
     "managers: {b: {enter: [enters, fails]}}\n"
     "cancel: anywhere",
     NULL},
    {"E6", "X6", "X7", "forgets that an exit suppressed its cause when that exit failed as well",
     "scope", FORGETS_WHO_SUPPRESSES_AND_FAILS,
     "scope: {stack: [{stack: [a, b]}]}\n"
     "managers: {a: {exit: [exits, fails]}, b: {exit: [exits, suppresses]}}\n"
     "body: raises",
     NULL},
    /* --- S --- */
    {"S1", "X12", NULL, "a stack enters all at once", "scope", ENTERS_AT_ONCE, "{stack: [a, b]}",
     NULL},
    {"S1", "X12", NULL, "takes a second enter while one is in flight", "scope",
     ACCEPTS_A_SECOND_ENTER,
     "scope: {stack: [a]}\n"
     "managers: {late: {enter: {ends: enters, actions: [\"enter second\"]}}}\n"
     "body: {actions: [enter late]}",
     "scope: {stack: [a]}\n"
     "managers: {late: {enter: {ends: enters, actions: [\"enter second -> refused\"]}}}\n"
     "body: {actions: [enter late]}"},
    {"S1", "X6", "X7", "lets no exit of a stack suppress a failed enter", "scope",
     DENIES_SUPPRESSION_OF_ENTERS,
     "scope: {stack: [a, b]}\n"
     "managers: {a: {exit: [exits, suppresses]}, b: {enter: fails}}",
     NULL},
    {"S1", "X7", "X5, M7", "lets an exit suppress while the enter of a nested stack unwinds",
     "scope", COUNTS_WHILE_NESTED_UNWINDS,
     "scope: {stack: [{stack: [a, b]}]}\n"
     "managers: {a: {exit: [exits, suppresses]}, b: {enter: fails}}",
     NULL},
    {"S2", "X1", NULL, "a stack registers an exit in a callback of its own", "scope",
     REGISTERS_A_STEP_LATER,
     "scope: {stack: [a]}\n"
     "cancel: anywhere",
     NULL},
    {"S3", "X12", NULL, "a stack exits all at once", "scope", EXITS_AT_ONCE, "{stack: [a, b]}",
     NULL},
    {"S3", "X12", NULL, "exits a stack in the order in which it was entered", "scope",
     EXITS_IN_ENTER_ORDER, "{stack: [a, b]}", NULL},
    {"S4", "X1", NULL, "takes an entry off its list only when it was exited twice", "scope",
     EXITS_TWICE, "{stack: [a]}", NULL},
    {"S5", "X8", NULL, "tells the exits of a stack no error", "scope", TELLS_NOTHING_OF_ERRORS,
     "scope: {stack: [a]}\n"
     "body: [returns, raises]",
     NULL},
    {"S6", "X7", NULL, "lets a suppression clear the newest error alone", "scope",
     SUPPRESSES_THE_NEWEST_ALONE,
     "scope: {stack: [a, b, c]}\n"
     "managers: {a: {exit: [exits, suppresses]}, b: {exit: fails}, c: {exit: [exits, fails]}}",
     NULL},
    {"S7", "X8", NULL, "tells all exits of a stack what the body raised", "scope",
     TELLS_THE_FIRST_CAUSE,
     "scope: {stack: [a, b]}\n"
     "managers: {b: {exit: [exits, fails]}}\n"
     "body: raises",
     NULL},
    {"S7", "X7", NULL, "cuts the chain of a stack that was canceled", "scope",
     CUTS_THE_CHAIN_AT_A_REQUEST,
     "scope: {stack: [a, b]}\n"
     "managers: {a: {exit: fails}, b: {exit: fails}}\n"
     "cancel: anywhere",
     NULL},
    {"S7", "X7", NULL, "lists the oldest error of a stack first", "scope", LISTS_THE_OLDEST_FIRST,
     "scope: {stack: [a, b]}\n"
     "managers: {a: {exit: fails}, b: {exit: [exits, fails]}}",
     NULL},
    {"S8", "X8", NULL, "tells a callback the error that propagates", "scope", TELLS_CALLBACKS,
     "scope: {stack: [a, {callback: log}]}\n"
     "body: [returns, raises]",
     NULL},
    {"S8", "X6", "X7", "lets a callback suppress", "scope", LETS_CALLBACKS_SUPPRESS,
     "scope: {stack: [{callback: log}, a]}\n"
     "managers: {log: {exit: suppresses}}\n"
     "body: [returns, raises]",
     NULL},
    {"S8", "X7", NULL, "drops the error of a callback", "scope", DROPS_FAILURES_OF_CALLBACKS,
     "scope: {stack: [{callback: log}, a]}\n"
     "managers: {log: {exit: [exits, fails]}}",
     NULL},
    {"S9", "X1", NULL, "moves all entries of a stack but one", "scope", MOVES_ALL_BUT_ONE,
     "scope: {stack: [a, b]}\n"
     "body: {actions: [move other]}",
     NULL},
    {"S9", "X12", NULL, "moves the entries of a stack in reverse", "scope", MOVES_IN_REVERSE,
     "scope: {stack: [a, b]}\n"
     "body: {actions: [move other]}",
     NULL},
    {"S9", "X1", NULL, "keeps the entries that it has moved", "scope", KEEPS_WHAT_IT_MOVED,
     "scope: {stack: [a]}\n"
     "managers: {a: {steps: 0}}\n"
     "body: {actions: [move other]}",
     NULL},
    {"S10", "X12", NULL, "exits last what is pushed while a stack unwinds", "scope",
     EXITS_LATE_ONES_LAST,
     "scope: {stack: [a, b]}\n"
     "managers: {b: {exit: {ends: exits, actions: [push late]}}}",
     NULL},
    {"S10", "X1", NULL, "forgets what is pushed while a stack unwinds", "scope",
     FORGETS_WHAT_IS_PUSHED_LATE,
     "scope: {stack: [a]}\n"
     "managers: {a: {exit: {ends: exits, actions: [push late]}}}",
     NULL},
    {"S10", "X1", NULL, "takes what is pushed after the stack has closed", "scope",
     ACCEPTS_A_PUSH_AFTER_ITS_END,
     "scope: {stack: [a]}\n"
     "managers: {a: {exit: {ends: exits, actions: [\"push late\"]}}}\n"
     "body: {actions: [move other]}",
     "scope: {stack: [a]}\n"
     "managers: {a: {exit: {ends: exits, actions: [\"push late -> refused\"]}}}\n"
     "body: {actions: [move other]}"},
    {"S11", "X10", NULL, "closes again while it closes", "scope", CLOSES_AGAIN,
     "scope: {stack: [a]}\n"
     "managers: {a: {exit: {ends: exits, actions: [\"close\"]}}}",
     "scope: {stack: [a]}\n"
     "managers: {a: {exit: {ends: exits, actions: [\"close -> refused\"]}}}"},
    {"S11", "X11", NULL, "sends no request to an enter that is in flight when the stack is closed",
     "scope", CLOSING_ASKS_NOBODY,
     "scope: {stack: [a, b]}\n"
     "schedule: [a enters, call close, \"...\"]",
     NULL},
    {"S11", "X1", NULL, "leaves an enter that it has waited for when the stack was closed", "scope",
     FORGETS_WHAT_ENTERS_LATE,
     "scope: {stack: [a]}\n"
     "schedule: [call close, \"...\"]",
     NULL},
    {"S12", "X11", NULL, "leaves the body alone when there is a request", "scope",
     LEAVES_THE_BODY_ALONE,
     "scope: {stack: [a]}\n"
     "cancel: anywhere",
     NULL},
    {"S12", "X11", NULL, "a stack enters on after a request", "scope", ENTERS_ON_AFTER_A_REQUEST,
     "scope: {stack: [a, b]}\n"
     "cancel: anywhere",
     NULL},
    {"S12", "X11", NULL, "a stack enters on after its deadline", "scope",
     ENTERS_ON_AFTER_A_DEADLINE, "scope: {stack: [a, b], deadline: 1ms}", NULL},
    {"S12", "X5", "X8, X11", "a stack runs its body after a request", "scope",
     RUNS_ITS_BODY_AFTER_A_REQUEST,
     "scope: {stack: [a]}\n"
     "cancel: anywhere",
     NULL},
    {"S12", "X12", NULL, "a stack exits while an enter that it has asked to stop is in flight",
     "scope", EXITS_BESIDE_AN_ENTER,
     "scope: {stack: [a, b]}\n"
     "cancel: anywhere",
     NULL},
    {"S12", "X12", NULL, "a stack unwinds and leaves the last manager of its plan out", "scope",
     LEAVES_THE_LAST_ONE_OUT, "{stack: [a, b]}", NULL},
    {"S12", "X12", NULL, "a stack enters in reverse", "scope", ENTERS_IN_REVERSE, "{stack: [a, b]}",
     NULL},
    {"S12", "X12", "X5, X6, X7, X8", "a stack enters on after one has failed", "scope",
     ENTERS_ON_AFTER_A_FAILURE,
     "scope: {stack: [a, b]}\n"
     "managers: {a: {enter: [enters, fails]}}",
     NULL},
    /* --- P --- */
    {"P1", "X10", NULL, "closes a pool again while it closes", "scope", CLOSES_AGAIN,
     "scope: {pool: [a]}\n"
     "managers: {a: {exit: {ends: exits, actions: [\"close\"]}}}",
     "scope: {pool: [a]}\n"
     "managers: {a: {exit: {ends: exits, actions: [\"close -> refused\"]}}}"},
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
    {"C6", "X11", NULL, "shows its deadline as a request", "scope", SHOWS_ITS_DEADLINE_AS_A_REQUEST,
     "scope: {pool: [a], deadline: 1ms}", NULL},
    {"C6", "X7", NULL, "puts its deadline before other errors", "scope", PUTS_ITS_DEADLINE_FIRST,
     "scope: {pool: [a, b], deadline: 1ms}\n"
     "managers: {a: {exit: [exits, fails]}}",
     NULL},
    {"C6", "X11", NULL, "lets its deadline run on when enters and body are over", "scope",
     LETS_ITS_DEADLINE_RUN_ON, "{pool: [a]}", NULL},
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
    /* --- X --- */
    {"X1", "X1", NULL, "closes while its first manager is still entered", "scope",
     FORGETS_THE_OLDEST, "{stack: [a, b]}", NULL},
    {"X3", "X3", "X12", "enters its first manager once more before the body", "scope", ENTERS_TWICE,
     "scope: {pool: [a, b]}\n"
     "managers: {a: {steps: 0}}",
     NULL},
    {"X10", "X10", "X9", "reports its end twice", "scope", CLOSES_TWICE, "{stack: [a]}", NULL},
    {"X13", "X13", NULL, "does not free what it allocated", "scope", LEAKS, "{stack: [a]}", NULL},
    /* --- M --- */
    {"M1", "M1", NULL, "settles its enter twice", "a", NO_BUG,
     "scope: {pool: [a, b]}\n"
     "managers: {a: {enter: settles twice}}",
     "{pool: [a, b]}"},
    {"M2", "M2", NULL, "never settles its exit", "a", NO_BUG,
     "scope: {stack: [a, b]}\n"
     "managers: {a: {exit: hangs}}",
     "{stack: [a, b]}"},
    {"M3", "M3", NULL, "holds something after a failed enter", "a", NO_BUG,
     "scope: {pool: [a, b]}\n"
     "managers: {a: {enter: leaks}}",
     "scope: {pool: [a, b]}\n"
     "managers: {a: {enter: fails}}"},
    {"M4", "M4", NULL, "holds something after its exit", "a", NO_BUG,
     "scope: {pool: [a, b]}\n"
     "managers: {a: {exit: leaks}}",
     "{pool: [a, b]}"},
    {"M5", "M5", "M2", "settles an exit as entered when it is told an error", "clerk",
     ACCEPTS_NO_CAUSE,
     "scope: {pool: [clerk]}\n"
     "body: [returns, raises]",
     NULL},
    {"M6", "M6", "M2", "settles an enter as exited when it is asked to stop", "clerk",
     STANDS_NO_REQUEST,
     "scope: {pool: [clerk, a]}\n"
     "managers: {a: {enter: [enters, fails], steps: 0}}",
     NULL},
    {"M7", "M7", "X5", "settles its enter canceled though nobody asked it to", "a", NO_BUG,
     "scope: {pool: [a, b]}\n"
     "managers: {a: {enter: stops unasked}}",
     "{pool: [a, b]}"},
    {"M8", "M8", NULL, "touches its operation after it has settled", "a", NO_BUG,
     "scope: {pool: [a, b]}\n"
     "managers: {a: {exit: touches later}}",
     "{pool: [a, b]}"},
    {"M9", "M9", NULL, "lets every second exit of the process suppress, in whatever run", "scope",
     REMEMBERS, "{pool: [clerk]}", NULL},
};

const size_t planting_count = sizeof plantings / sizeof *plantings;
