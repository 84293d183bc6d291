/* The planted bugs of stacks: rules E and S. */
#include "plantings.h"

const planting plantings_of_stacks[] = {
    /* --- E --- */
    {"E1", "X7", NULL, "leaves the context of a failed exit out", "scope", LEAVES_CONTEXTS_OUT,
     "scope: {pool: [a]}\n"
     "managers: {a: {exit: [exits, fails]}}\n"
     "body: [returns, raises]",
     NULL},
    {"E1", "X7", NULL, "records another code than the one that an exit failed with", "scope",
     RECORDS_ANOTHER_CODE,
     "scope: {stack: [a]}\n"
     "managers: {a: {exit: [exits, fails]}}",
     NULL},
    {"E1", "X7", NULL, "records another message than the one that an exit failed with", "scope",
     RECORDS_ANOTHER_MESSAGE,
     "scope: {pool: [a]}\n"
     "managers: {a: {exit: [exits, fails]}}",
     NULL},
    {"E1", "X7", NULL, "records the code of the first exit that failed", "scope",
     RECORDS_THE_FIRST_CODE,
     "scope: {pool: [a, b]}\n"
     "managers: {a: {exit: [exits, fails]}, b: {exit: fails}}",
     NULL},
    {"E1", "X7", NULL, "records the messages of all exits in one buffer", "scope",
     RECORDS_IN_ONE_BUFFER,
     "scope: {pool: [a, b]}\n"
     "managers: {a: {exit: [exits, fails]}, b: {exit: fails}}",
     NULL},
    {"E1", "X8", "X7", "writes to the error of its body", "scope", WRITES_TO_ITS_BODYS_ERROR,
     "scope: {stack: [a]}\n"
     "body: [returns, raises]",
     NULL},
    {"E1", "X7", NULL, "shows its deadline without a negative code", "scope",
     SHOWS_NO_CODE_OF_ITS_DEADLINE,
     "scope: {stack: [a], deadline: 1ms}\n"
     "body: {steps: 2, on-cancel: ignores}\n"
     "schedule: [a enters, time passes, \"...\"]",
     NULL},
    {"E2", "X8", NULL, "tells exits a record that is like the error", "scope", TELLS_A_COPY,
     "scope: {stack: [a]}\n"
     "body: [returns, raises]",
     NULL},
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
    {"E4", "X6", NULL, "says that an error was suppressed, and none was", "scope",
     CLAIMS_A_SUPPRESSION,
     "scope: {stack: [a]}\n"
     "body: [returns, raises]",
     NULL},
    {"E4", "X7", NULL, "lists an error twice", "scope", LISTS_AN_ERROR_TWICE,
     "scope: {stack: [a]}\n"
     "body: [returns, raises]",
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
    {"E5", "X7", NULL, "a nested pool raises the first of its errors alone", "scope", NO_BUG,
     "scope: {stack: [{pool: [a, b]}]}\n"
     "managers: {a: {exit: fails}, b: {exit: fails}}",
     "scope: {stack: [{pool: [a, b]}]}\n"
     "managers: {b: {exit: fails}}"},
    {"E5", "X6", NULL, "a nested stack says that the cause was suppressed, and it was not", "scope",
     SUPPRESSES_BY_ITSELF,
     "scope: {stack: [{stack: [a]}]}\n"
     "body: raises",
     NULL},
    {"E5", "X6", NULL, "a nested stack says that it suppressed what it was not told", "scope",
     SAYS_SUPPRESSED_OF_NOTHING, "scope: {stack: [{stack: [a]}]}", NULL},
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
    {"E6", "X6", "X7", "a nested stack links a failed exit to the cause that it has suppressed",
     "scope", LINKS_TO_WHAT_IT_SUPPRESSED,
     "scope: {stack: [{stack: [a, b]}]}\n"
     "managers: {a: {exit: [exits, fails]}, b: {exit: [exits, suppresses]}}\n"
     "body: raises",
     NULL},
    {"E7", "X8", NULL, "tells exits a record that is like `canceled`", "scope",
     TELLS_A_COPY_OF_CANCELED,
     "scope: {stack: [a]}\n"
     "cancel: anywhere",
     NULL},
    {"E7", "X7", NULL, "links the error of an exit to `canceled`", "scope", LINKS_TO_CANCELED,
     "scope: {stack: [a]}\n"
     "managers: {a: {exit: fails}}\n"
     "cancel: anywhere",
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
    {"S1", "X5", NULL, "hides from the body that an enter failed that it had asked for", "scope",
     HIDES_A_FAILED_ENTER_FROM_ITS_BODY,
     "scope: {stack: [a]}\n"
     "managers: {late: {enter: [enters, fails]}}\n"
     "body: {actions: [enter late]}",
     NULL},
    {"S1", "X5", "X8", "tells the body that its enter was canceled when it has entered", "scope",
     TELLS_ITS_BODY_THAT_IT_STOPPED,
     "scope: {stack: [a]}\n"
     "body: {actions: [enter late]}",
     NULL},
    {"S1", "X5", NULL, "tells the body that its enter was canceled when it has failed", "scope",
     TELLS_ITS_BODY_OF_FAILURES_AS_STOPS,
     "scope: {stack: [a]}\n"
     "managers: {late: {enter: [enters, fails]}}\n"
     "body: {actions: [enter late]}",
     NULL},
    {"S1", "X5", NULL, "tells the body twice that its enter has settled", "scope",
     TELLS_ITS_BODY_TWICE,
     "scope: {stack: [a]}\n"
     "body: {actions: [enter late]}",
     NULL},
    {"S1", "X9", NULL, "never tells the body that its enter has settled", "scope",
     NEVER_TELLS_ITS_BODY,
     "scope: {stack: [a]}\n"
     "body: {actions: [enter late]}",
     NULL},
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
    {"S3", "X12", "X11", "exits while its body is in flight", "scope", EXITS_WHILE_ITS_BODY_RUNS,
     "{stack: [a]}", NULL},
    {"S3", "X12", NULL, "lets its grace time pass before it goes on to exit", "scope",
     WAITS_FOR_ITS_GRACE_TIME,
     "scope: {stack: [a, b], grace: 1ms}\n"
     "cancel: anywhere",
     NULL},
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
    {"S7", "X8", NULL, "links what was raised in a stack when it is told to nobody any more",
     "scope", LINKS_CONTEXTS_AT_THE_END,
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
    {"S9", "X1", NULL, "forgets what is pushed when the entries were moved away", "scope",
     FORGETS_WHAT_IS_PUSHED_LATE,
     "scope: {stack: [a]}\n"
     "body: {actions: [move other, push late]}",
     NULL},
    {"S9", "X1", NULL, "refuses to be moved", "scope", REFUSES_A_MOVE,
     "scope: {stack: [a]}\n"
     "body: {actions: [move other -> may be refused]}",
     NULL},
    {"S9", "X1", "X9", "is moved once more after it has closed", "scope", MOVES_AFTER_ITS_END,
     "scope: {stack: [a]}\n"
     "managers: {a: {exit: {ends: exits, actions: [move third -> may be refused]}}}\n"
     "body: {actions: [move other]}",
     NULL},
    {"S10", "X12", NULL, "exits the next one beside an enter that an exit has asked for", "scope",
     EXITS_BESIDE_AN_ENTER,
     "scope: {stack: [a, b]}\n"
     "managers: {b: {exit: {ends: exits, actions: [enter late]}}}",
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
    {"S10", "X1", NULL, "refuses to enter what nobody holds", "scope", REFUSES_AN_ENTER,
     "scope: {stack: [a]}\n"
     "body: {actions: [enter late -> may be refused]}",
     NULL},
    {"S10", "X1", NULL, "refuses an enter and enters all the same", "scope", ENTERS_WHAT_IT_REFUSES,
     "scope: {stack: [a]}\n"
     "body: {actions: [enter late -> may be refused]}",
     NULL},
    {"S10", "X12", NULL, "enters at its end what it has refused", "scope",
     ENTERS_LATER_WHAT_IT_REFUSED,
     "scope: {stack: [a]}\n"
     "managers: {late: {enter: {ends: enters, actions: [enter second -> refused]}}}\n"
     "body: {actions: [enter late]}",
     NULL},
    {"S10", "X1", NULL, "accepts an enter and never begins it", "scope", FORGETS_AN_ENTER,
     "scope: {stack: [a]}\n"
     "managers: {a: {exit: {ends: exits, actions: [enter late]}}}",
     NULL},
    {"S11", "X10", NULL, "refuses to be closed by its body", "scope", REFUSES_TO_CLOSE,
     "scope: {stack: [a]}\n"
     "body: {actions: [close -> may be refused]}",
     NULL},
    {"S11", "X10", NULL, "refuses to be closed while it enters", "scope", REFUSES_TO_CLOSE,
     "scope: {stack: [a]}\n"
     "schedule: [call close -> may be refused, \"...\"]",
     NULL},
    {"S11", "X10", NULL, "is closed once more after its end", "scope", CLOSES_AFTER_ITS_END,
     "scope: {stack: [a]}\n"
     "managers: {a: {exit: {ends: exits, actions: [close -> may be refused]}}}\n"
     "body: {actions: [move other]}",
     NULL},
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
    {"S11", "X5", NULL, "runs its body though it was closed while it entered", "scope",
     RUNS_ITS_BODY_AFTER_IT_WAS_CLOSED,
     "scope: {stack: [a]}\n"
     "schedule: [call close, \"...\"]",
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
    {"S14", "X12", NULL, "holds what was pushed below all that it enters", "scope",
     HOLDS_PUSHED_ONES_AT_THE_BOTTOM, "scope: {stack: [a, {push: lock}]}", NULL},
    {"S14", "X2", "X5, X9, X10", "exits a nested stack that has never begun", "scope",
     EXITS_WHAT_NEVER_BEGAN,
     "scope: {stack: [a, {stack: [{push: lock}]}]}\n"
     "managers: {a: {enter: [enters, fails]}}",
     NULL},
    {"S14", "X9", NULL, "moves entries to a stack that does not begin by that", "scope",
     MOVES_TO_WHAT_HAS_NOT_BEGUN,
     "scope: {stack: [a]}\n"
     "body: {actions: [move other]}",
     NULL},
    {"S14", "X1", NULL, "forgets what was pushed when a request came before it began", "scope",
     FORGETS_PUSHED_ONES_AFTER_A_REQUEST,
     "scope: {stack: [{push: lock}, a]}\n"
     "cancel: anywhere",
     NULL},
    {"S14", "X1", NULL, "forgets what was pushed behind an enter that failed", "scope",
     FORGETS_PUSHED_ONES_BEHIND_A_FAILURE,
     "scope: {stack: [a, {push: lock}]}\n"
     "managers: {a: {enter: [enters, fails]}}",
     NULL},
};

const size_t plantings_of_stacks_count = sizeof plantings_of_stacks / sizeof *plantings_of_stacks;
