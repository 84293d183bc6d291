#include "contract/invariants.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* What a rule says of an event. */
typedef enum verdict {
    SILENT, /* its condition did not arise */
    KEPT,
    BROKEN
} verdict;

typedef verdict rule_fn(const exn_view *view, const exn_event *event, exn_breach *breach);

/* --- helpers --- */

__attribute__((format(printf, 3, 4))) static verdict broken(exn_breach *breach, uint32_t blamed,
                                                            const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(breach->message, sizeof breach->message, format, arguments);
    va_end(arguments);
    breach->blamed = blamed;
    return BROKEN;
}

__attribute__((format(printf, 2, 3))) static void note(exn_breach *breach, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(breach->note, sizeof breach->note, format, arguments);
    va_end(arguments);
}

void exn_id_name(const exn_view *view, exn_error_id id, char *text, size_t size)
{
    uint32_t index = exn_id_index(id);
    switch (exn_id_kind_of(id)) {
    case EXN_ID_NONE:
        snprintf(text, size, "none");
        break;
    case EXN_ID_BODY:
        snprintf(text, size, "body");
        break;
    case EXN_ID_CANCELED:
        snprintf(text, size, "canceled");
        break;
    case EXN_ID_ENTER:
        snprintf(text, size, "%s.enter", view->members[index].name);
        break;
    case EXN_ID_EXIT:
        snprintf(text, size, "%s.exit", view->members[index].name);
        break;
    case EXN_ID_DEADLINE:
        snprintf(text, size, "%s.deadline", view->scopes[index].name);
        break;
    case EXN_ID_SEVERAL:
        snprintf(text, size, "%s.%s", view->scopes[index].name,
                 view->scopes[index].body == EXN_BODY_IS_NEW ? "enter" : "exit");
        break;
    default:
        snprintf(text, size, "an error that nobody raised");
        break;
    }
}

static const char *name_of(const exn_view *view, uint32_t member)
{
    return view->members[member].name;
}

/* The scope that ends with this event: the outermost by closing, a nested one by settling, unless
 * it settles entered. */
static uint32_t ended_scope(const exn_view *view, const exn_event *event)
{
    switch ((int)event->kind) {
    case EXN_CLOSES:
        return event->scope;
    case EXN_ENTER_FAILS:
    case EXN_ENTER_CANCELED:
    case EXN_EXITED:
    case EXN_EXIT_SUPPRESSES:
    case EXN_EXIT_FAILS:
        return view->members[event->member].inside;
    default:
        return EXN_NONE;
    }
}

static uint32_t member_with(const exn_view *view, uint32_t scope, exn_status status)
{
    uint32_t i = view->scopes[scope].first;
    while (i != EXN_NONE && view->members[i].status != status) {
        i = view->members[i].sibling;
    }
    return i;
}

/* Whether nothing but the entering itself stands between this scope and its body (X5). */
static bool may_run_body(const exn_scope_view *scope)
{
    return scope->entered == scope->wanted && scope->failures == 0 && !scope->cancel &&
           !scope->expired;
}

/* --- what scopes owe --- */

static verdict x1_exactly_once(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    if (event->kind == EXN_EXIT_BEGINS) {
        uint8_t status = view->members[event->member].status;
        if (status == EXN_EXITING || status == EXN_GONE) {
            return broken(breach, EXN_NONE, "%s is exited a second time",
                          name_of(view, event->member));
        }
        return SILENT;
    }
    uint32_t scope = ended_scope(view, event);
    if (scope == EXN_NONE || view->scopes[scope].first == EXN_NONE) {
        return SILENT;
    }
    uint32_t kept = view->scopes[scope].held > 0 ? member_with(view, scope, EXN_HELD) : EXN_NONE;
    if (kept == EXN_NONE) {
        return KEPT;
    }
    note(breach, "%s is still entered", name_of(view, kept));
    return broken(breach, EXN_NONE, "%s was entered and never exited", name_of(view, kept));
}

static verdict x2_never_unentered(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    const char *name = name_of(view, event->member);
    switch ((exn_status)view->members[event->member].status) {
    case EXN_FRESH:
        return broken(breach, EXN_NONE, "%s is exited but was neither entered nor pushed", name);
    case EXN_ENTERING:
        return broken(breach, EXN_NONE, "%s is exited while its enter is in flight", name);
    case EXN_ENTER_ENDED:
        return broken(breach, EXN_NONE, "%s is exited though its enter did not succeed", name);
    default:
        return KEPT;
    }
}

static verdict x3_one_at_a_time(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    uint8_t status = view->members[event->member].status;
    if (status == EXN_FRESH || status == EXN_ENTER_ENDED || status == EXN_GONE) {
        return KEPT;
    }
    return broken(breach, EXN_NONE, "%s is entered while %s", name_of(view, event->member),
                  status == EXN_HELD ? "it is held already"
                                     : "another operation of it is in flight");
}

static verdict x4_settled(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    bool calls = event->kind == EXN_ENTER_BEGINS || event->kind == EXN_EXIT_BEGINS ||
                 event->kind == EXN_CANCEL_REQUESTED;
    if (calls) {
        if (!view->scopes[event->scope].closed) {
            return SILENT;
        }
        return broken(breach, EXN_NONE, "%s calls %s after it has closed",
                      view->scopes[event->scope].name,
                      event->member == EXN_NONE ? "its body" : name_of(view, event->member));
    }
    uint32_t ended = ended_scope(view, event);
    if (ended == EXN_NONE) {
        return SILENT;
    }
    const exn_scope_view *scope = &view->scopes[ended];
    if (scope->entering == 0 && scope->exiting == 0 &&
        (scope->member != EXN_NONE || scope->body != EXN_BODY_IS_IN_FLIGHT)) {
        return KEPT;
    }
    uint32_t open = member_with(view, ended, scope->entering > 0 ? EXN_ENTERING : EXN_EXITING);
    const char *name = open == EXN_NONE ? "body" : name_of(view, open);
    note(breach, "%s is still in flight", name);
    return broken(breach, EXN_NONE, "%s closes while %s%s is in flight", scope->name,
                  open == EXN_NONE      ? "its "
                  : scope->entering > 0 ? "the enter of "
                                        : "the exit of ",
                  name);
}

static verdict x5_never_ran(const exn_view *view, uint32_t index, exn_breach *breach)
{
    const exn_scope_view *scope = &view->scopes[index];
    if (scope->body != EXN_BODY_IS_NEW || scope->unwinding || scope->closing) {
        return SILENT;
    }
    if (!may_run_body(scope) || !scope->begun) {
        return KEPT;
    }
    if (scope->member != EXN_NONE) {
        return broken(breach, EXN_NONE,
                      "%s does not settle entered though every manager was entered", scope->name);
    }
    return broken(breach, EXN_NONE, "the body never ran though every manager of %s was entered",
                  scope->name);
}

static verdict x5_body_gate(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    bool nested_entered =
        event->kind == EXN_ENTERED && view->members[event->member].inside != EXN_NONE;
    if (event->kind != EXN_BODY_BEGINS && !nested_entered) {
        uint32_t index = event->kind == EXN_EXIT_BEGINS ? event->scope : ended_scope(view, event);
        return index == EXN_NONE ? SILENT : x5_never_ran(view, index, breach);
    }
    const exn_scope_view *scope =
        &view->scopes[nested_entered ? view->members[event->member].inside : event->scope];
    if (scope->body != EXN_BODY_IS_NEW) {
        return broken(breach, EXN_NONE, "the body of %s runs a second time", scope->name);
    }
    if (may_run_body(scope) && !scope->unwinding) {
        return KEPT;
    }
    const char *what = nested_entered ? "settles entered" : "runs its body";
    if (scope->cancel || scope->expired) {
        return broken(breach, EXN_NONE, "%s %s after %s", scope->name, what,
                      scope->cancel ? "a cancel request" : "its deadline");
    }
    return broken(breach, EXN_NONE, "%s %s though not every manager was entered", scope->name,
                  what);
}

static bool lists(const exn_event *event, exn_error_id id)
{
    for (uint32_t i = 0; i < event->error_count; i++) {
        if (event->errors[i] == id) {
            return true;
        }
    }
    return false;
}

static verdict x6_propagation(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    uint32_t ended = ended_scope(view, event);
    if (ended == EXN_NONE) {
        return SILENT;
    }
    const exn_scope_view *scope = &view->scopes[ended];
    bool outermost = event->kind == EXN_CLOSES;
    bool raised = scope->body == EXN_BODY_HAS_RAISED;
    bool left = outermost ? lists(event, scope->body_error)
                          : event->kind != EXN_EXIT_SUPPRESSES && !event->suppressed;
    if (raised && left == scope->cause_suppressed) {
        char name[160];
        exn_id_name(view, scope->body_error, name, sizeof name);
        return left ? broken(breach, EXN_NONE, "%s was suppressed and leaves %s all the same", name,
                             scope->name)
                    : broken(breach, EXN_NONE, "%s does not leave %s though nobody suppressed it",
                             name, scope->name);
    }
    if (outermost && event->outcome_suppressed != scope->suppressed) {
        return broken(breach, EXN_NONE, "%s says that %s, but %s", scope->name,
                      scope->suppressed ? "nothing was suppressed" : "an error was suppressed",
                      scope->suppressed ? "an exit suppressed an error" : "no suppression counted");
    }
    return raised ? KEPT : SILENT;
}

enum { ERRORS_MAX = 64 };

static verdict x7_compare(const exn_view *view, const exn_event *event, uint32_t ended,
                          exn_breach *breach)
{
    exn_error_id expected[ERRORS_MAX];
    uint32_t count = exn_expected_errors(view, ended, expected, ERRORS_MAX);
    uint32_t shown = count < ERRORS_MAX ? count : ERRORS_MAX;
    const char *scope = view->scopes[ended].name;
    char name[160];
    for (uint32_t i = 0; i < shown; i++) {
        if (!lists(event, expected[i])) {
            exn_id_name(view, expected[i], name, sizeof name);
            note(breach, "%s is lost", name);
            return broken(breach, EXN_NONE, "%s was raised, and does not leave %s", name, scope);
        }
    }
    for (uint32_t i = 0; i < event->error_count && i < ERRORS_MAX; i++) {
        exn_id_name(view, event->errors[i], name, sizeof name);
        exn_event before = {.errors = event->errors, .error_count = i};
        exn_event wanted = {.errors = expected, .error_count = shown};
        if (lists(&before, event->errors[i])) {
            return broken(breach, EXN_NONE, "%s leaves %s twice", name, scope);
        }
        if (!lists(&wanted, event->errors[i])) {
            return broken(breach, EXN_NONE,
                          "%s leaves %s, and was suppressed or never raised in it", name, scope);
        }
    }
    for (uint32_t i = 0; i < shown && i < event->error_count; i++) {
        if (expected[i] != event->errors[i]) {
            exn_id_name(view, expected[i], name, sizeof name);
            return broken(breach, EXN_NONE,
                          "the errors of %s stand in the wrong order: %s belongs in place %u",
                          scope, name, i + 1);
        }
    }
    if (count != event->error_count) {
        return broken(breach, EXN_NONE, "%u errors leave %s instead of %u", event->error_count,
                      scope, count);
    }
    return count == 0 ? SILENT : KEPT;
}

static verdict x7_conservation(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    uint32_t ended = ended_scope(view, event);
    if (ended == EXN_NONE) {
        return SILENT;
    }
    verdict compared = x7_compare(view, event, ended, breach);
    if (compared != KEPT || event->kind == EXN_CLOSES) {
        return compared;
    }
    exn_error_id expected = exn_expected_raise(view, ended);
    if (event->error == expected) {
        return KEPT;
    }
    char found[160];
    char wanted[160];
    exn_id_name(view, event->error, found, sizeof found);
    exn_id_name(view, expected, wanted, sizeof wanted);
    return broken(breach, EXN_NONE, "%s raises %s instead of %s", view->scopes[ended].name, found,
                  wanted);
}

static verdict x8_cause(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    exn_error_id expected = exn_expected_cause(view, event->scope, event->member);
    if (event->error == expected) {
        return KEPT;
    }
    char found[160];
    char wanted[160];
    exn_id_name(view, event->error, found, sizeof found);
    exn_id_name(view, expected, wanted, sizeof wanted);
    note(breach, "%s should be told %s", name_of(view, event->member), wanted);
    return broken(breach, EXN_NONE, "the exit of %s is told %s instead of %s",
                  name_of(view, event->member), found, wanted);
}

static verdict x9_progress(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    if ((int)event->kind == EXN_ENDLESS) {
        return broken(breach, EXN_NONE, "the run exceeds its step limit: it does not end");
    }
    if (event->kind == EXN_CLOSES) {
        return KEPT;
    }
    if (event->member != EXN_NONE) {
        return SILENT; /* M2 */
    }
    const exn_scope_view *scope = &view->scopes[0];
    if (scope->body == EXN_BODY_IS_IN_FLIGHT) {
        return broken(breach, EXN_NONE, "nothing more comes: the body never settles");
    }
    return broken(breach, EXN_NONE, "nothing more comes, but %s never closes", scope->name);
}

static verdict x10_closed_once(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    if ((int)event->kind == EXN_SETTLES_AGAIN || (int)event->kind == EXN_SETTLES_WRONGLY) {
        uint32_t inside = view->members[event->member].inside;
        return inside == EXN_NONE
                   ? SILENT
                   : broken(breach, EXN_NONE, "%s reports an end that it has reported",
                            view->scopes[inside].name);
    }
    if (view->scopes[event->scope].closed) {
        return broken(breach, EXN_NONE, "%s closes a second time", view->scopes[event->scope].name);
    }
    return KEPT;
}

/* Whether the scope owes every enter in flight a request: somebody asked it, or a failure of its
 * own did (P3). */
static bool must_ask_enters(const exn_scope_view *scope)
{
    bool fails_fast = scope->kind == EXEUNT_KIND_POOL && !scope->wait_all && scope->failures > 0;
    return scope->cancel || scope->expired || scope->closing || fails_fast;
}

static verdict x11_request(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    const exn_scope_view *scope = &view->scopes[event->scope];
    if (event->member == EXN_NONE) {
        bool fits = scope->body == EXN_BODY_IS_IN_FLIGHT && !scope->body_asked &&
                    (scope->cancel || scope->expired);
        return fits ? KEPT
                    : broken(breach, EXN_NONE, "the body gets a cancel request that nobody made");
    }
    const exn_member_view *member = &view->members[event->member];
    const char *name = member->name;
    if (member->status != EXN_ENTERING && member->status != EXN_EXITING) {
        return broken(breach, EXN_NONE, "%s gets a cancel request with nothing in flight", name);
    }
    if (member->asked) {
        return broken(breach, EXN_NONE, "%s gets a second cancel request for one operation", name);
    }
    if (member->status == EXN_ENTERING && !must_ask_enters(scope)) {
        return broken(breach, EXN_NONE, "%s gets a cancel request that nobody made", name);
    }
    bool shielded = scope->profile != EXEUNT_PROFILE_PYTHON && !member->due;
    if (member->status == EXN_EXITING && shielded) {
        return broken(breach, EXN_NONE,
                      "the exit of %s gets a cancel request though it is shielded", name);
    }
    return KEPT;
}

/* After each step: whom a request should have reached by now. */
static verdict x11_reached(const exn_view *view, exn_breach *breach)
{
    verdict result = SILENT;
    for (uint32_t s = 0; s < view->scope_count; s++) {
        const exn_scope_view *scope = &view->scopes[s];
        bool asks_enters = must_ask_enters(scope) && scope->entering > 0;
        if (scope->body == EXN_BODY_IS_IN_FLIGHT && scope->member == EXN_NONE &&
            (scope->cancel || scope->expired)) {
            if (!scope->body_asked) {
                return broken(breach, EXN_NONE, "the cancel request does not reach the body");
            }
            result = KEPT;
        }
        for (uint32_t i = asks_enters || scope->exiting > 0 ? scope->first : EXN_NONE;
             i != EXN_NONE; i = view->members[i].sibling) {
            const exn_member_view *member = &view->members[i];
            bool owed = (member->status == EXN_ENTERING && asks_enters) ||
                        (member->status == EXN_EXITING && member->due);
            if (owed && !member->asked) {
                return broken(breach, EXN_NONE, "the cancel request does not reach the %s of %s",
                              member->status == EXN_ENTERING ? "enter" : "exit", member->name);
            }
            result = owed ? KEPT : result;
        }
    }
    return result;
}

static verdict x11_cancel(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    const exn_scope_view *scope = event->scope == EXN_NONE ? NULL : &view->scopes[event->scope];
    switch ((int)event->kind) {
    case EXN_CANCEL_REQUESTED:
        return x11_request(view, event, breach);
    case EXN_STEP_ENDS:
        return x11_reached(view, breach);
    case EXN_ENTER_BEGINS:
        if (!must_ask_enters(scope) || (scope->closing && !scope->cancel && !scope->expired)) {
            return SILENT; /* what is entered while a closed stack unwinds is exited next (S10) */
        }
        return broken(breach, EXN_NONE, "the enter of %s begins after %s",
                      name_of(view, event->member),
                      scope->cancel         ? "the cancel request"
                      : scope->failures > 0 ? "another one failed"
                                            : "the deadline");
    default:
        if (event->outcome_canceled == scope->cancel) {
            return scope->cancel ? KEPT : SILENT;
        }
        return broken(breach, EXN_NONE,
                      scope->cancel ? "%s was canceled and does not say so"
                                    : "%s says that it was canceled, and was not",
                      scope->name);
    }
}

static verdict x12_exit_begins(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    const exn_scope_view *scope = &view->scopes[event->scope];
    const char *name = name_of(view, event->member);
    if (scope->kind == EXEUNT_KIND_POOL) {
        if (scope->last_exit != EXN_NONE && event->member > scope->last_exit) {
            return broken(breach, EXN_NONE, "the exit of %s begins after that of %s", name,
                          name_of(view, scope->last_exit));
        }
        return KEPT;
    }
    if (scope->exiting > 0) {
        return broken(breach, EXN_NONE, "the exit of %s begins while another one is in flight",
                      name);
    }
    if (scope->top != event->member) {
        return broken(breach, EXN_NONE,
                      "the exit of %s begins before that of %s, which was registered later", name,
                      scope->top == EXN_NONE ? "another one" : name_of(view, scope->top));
    }
    return KEPT;
}

static verdict x12_order(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    if (event->kind == EXN_EXIT_BEGINS) {
        return x12_exit_begins(view, event, breach);
    }
    if (event->kind == EXN_ENTER_BEGINS) {
        const exn_scope_view *scope = &view->scopes[event->scope];
        bool overlaps = scope->kind == EXEUNT_KIND_STACK && scope->entering > 0;
        return overlaps ? broken(breach, EXN_NONE,
                                 "the enter of %s begins while another one is in flight",
                                 name_of(view, event->member))
                        : SILENT;
    }
    for (uint32_t s = 0; s < view->scope_count; s++) { /* a step ends (P9) */
        const exn_scope_view *scope = &view->scopes[s];
        if (scope->kind == EXEUNT_KIND_POOL && scope->unwinding && scope->held > 0) {
            return broken(breach, EXN_NONE, "the exit of %s waits for others",
                          name_of(view, member_with(view, s, EXN_HELD)));
        }
    }
    return SILENT;
}

static verdict x13_clean(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    if (event->error_count == 0) {
        return KEPT;
    }
    return broken(breach, EXN_NONE,
                  "%u bytes, callbacks or timers of %s are left when the world has ended",
                  event->error_count, view->scopes[0].name);
}

/* --- what managers owe; nested scopes answer for themselves by the rules above --- */

static verdict m1_settles_once(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    const char *name = name_of(view, event->member);
    if ((int)event->kind == EXN_SETTLES_AGAIN) {
        return broken(breach, event->member, "%s settles with nothing in flight", name);
    }
    if ((int)event->kind == EXN_SETTLES_WRONGLY) {
        return broken(breach, event->member,
                      "%s settles with a result that its operation does not have", name);
    }
    return KEPT;
}

static verdict m2_settles(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    if (event->member == EXN_NONE) {
        return SILENT;
    }
    const exn_member_view *member = &view->members[event->member];
    note(breach, "%s never settles", member->name);
    return broken(breach, event->member, "the %s of %s never settles%s",
                  member->status == EXN_ENTERING ? "enter" : "exit", member->name,
                  member->asked ? ", though it was asked to stop" : "");
}

static verdict m3_clean_failure(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    const exn_member_view *member = &view->members[event->member];
    if (member->inside != EXN_NONE) {
        return SILENT;
    }
    return member->held <= 0
               ? KEPT
               : broken(breach, event->member,
                        "%s holds something though its enter did not succeed", member->name);
}

static verdict m4_clean_exit(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    const exn_member_view *member = &view->members[event->member];
    if (member->inside != EXN_NONE) {
        return SILENT;
    }
    return member->held <= 0
               ? KEPT
               : broken(breach, event->member, "%s holds something after its exit", member->name);
}

static verdict m5_any_cause(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    const exn_member_view *member = &view->members[event->member];
    if ((int)event->kind != EXN_SETTLES_WRONGLY) {
        return KEPT;
    }
    if (member->status != EXN_EXITING || member->inside != EXN_NONE) {
        return SILENT;
    }
    char cause[160];
    exn_id_name(view, member->told, cause, sizeof cause);
    return broken(breach, event->member, "the exit of %s does not accept the cause %s",
                  member->name, cause);
}

static verdict m7_cancel_asked(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    const exn_member_view *member = &view->members[event->member];
    if (member->asked) {
        return KEPT;
    }
    return broken(breach, member->inside == EXN_NONE ? event->member : EXN_NONE,
                  "%s settles canceled though nobody asked it to", member->name);
}

static verdict m8_hands_off(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    if ((int)event->kind != EXN_TOUCHES) {
        return KEPT;
    }
    return broken(breach, event->member, "%s touches an operation that it has settled",
                  name_of(view, event->member));
}

static verdict m9_deterministic(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    (void)view;
    (void)event;
    return broken(breach, EXN_NONE, "the same tape gives another trace");
}

/* --- who looks at what --- */

enum { RULES_PER_EVENT = 8 };
typedef struct watch {
    exn_rule rule;
    rule_fn *check;
} watch;

#define X1                                                                                         \
    {                                                                                              \
        EXN_X1, x1_exactly_once                                                                    \
    }
#define X2                                                                                         \
    {                                                                                              \
        EXN_X2, x2_never_unentered                                                                 \
    }
#define X3                                                                                         \
    {                                                                                              \
        EXN_X3, x3_one_at_a_time                                                                   \
    }
#define X4                                                                                         \
    {                                                                                              \
        EXN_X4, x4_settled                                                                         \
    }
#define X5                                                                                         \
    {                                                                                              \
        EXN_X5, x5_body_gate                                                                       \
    }
#define X6                                                                                         \
    {                                                                                              \
        EXN_X6, x6_propagation                                                                     \
    }
#define X7                                                                                         \
    {                                                                                              \
        EXN_X7, x7_conservation                                                                    \
    }
#define X8                                                                                         \
    {                                                                                              \
        EXN_X8, x8_cause                                                                           \
    }
#define X9                                                                                         \
    {                                                                                              \
        EXN_X9, x9_progress                                                                        \
    }
#define X10                                                                                        \
    {                                                                                              \
        EXN_X10, x10_closed_once                                                                   \
    }
#define X11                                                                                        \
    {                                                                                              \
        EXN_X11, x11_cancel                                                                        \
    }
#define X12                                                                                        \
    {                                                                                              \
        EXN_X12, x12_order                                                                         \
    }
#define X13                                                                                        \
    {                                                                                              \
        EXN_X13, x13_clean                                                                         \
    }
#define M1                                                                                         \
    {                                                                                              \
        EXN_M1, m1_settles_once                                                                    \
    }
#define M2                                                                                         \
    {                                                                                              \
        EXN_M2, m2_settles                                                                         \
    }
#define M3                                                                                         \
    {                                                                                              \
        EXN_M3, m3_clean_failure                                                                   \
    }
#define M4                                                                                         \
    {                                                                                              \
        EXN_M4, m4_clean_exit                                                                      \
    }
#define M5                                                                                         \
    {                                                                                              \
        EXN_M5, m5_any_cause                                                                       \
    }
#define M7                                                                                         \
    {                                                                                              \
        EXN_M7, m7_cancel_asked                                                                    \
    }
#define M8                                                                                         \
    {                                                                                              \
        EXN_M8, m8_hands_off                                                                       \
    }
#define M9                                                                                         \
    {                                                                                              \
        EXN_M9, m9_deterministic                                                                   \
    }

/* In the order of precedence: the lowest number counts, X before M. */
static const watch watches[EXN_MOMENTS][RULES_PER_EVENT + 1] = {
    [EXN_ENTER_BEGINS] = {X3, X4, X11, X12},
    [EXN_ENTERED] = {X5, M1},
    [EXN_ENTER_FAILS] = {X1, X4, X5, X6, X7, M1, M3},
    [EXN_ENTER_CANCELED] = {X1, X4, X5, X7, M1, M3, M7},
    [EXN_CANCEL_REQUESTED] = {X4, X11},
    [EXN_EXIT_BEGINS] = {X1, X2, X4, X5, X8, X12},
    [EXN_EXITED] = {X1, X4, X6, X7, M1, M4, M5},
    [EXN_EXIT_SUPPRESSES] = {X1, X4, X6, X7, M1, M4, M5},
    [EXN_EXIT_FAILS] = {X1, X4, X6, X7, M1, M4, M5},
    [EXN_BODY_BEGINS] = {X5},
    [EXN_CLOSES] = {X1, X4, X5, X6, X7, X9, X10, X11},
    [EXN_STEP_ENDS] = {X11, X12},
    [EXN_STUCK] = {X9, M2},
    [EXN_ENDLESS] = {X9},
    [EXN_WORLD_ENDS] = {X13},
    [EXN_SETTLES_AGAIN] = {X10, M1},
    [EXN_SETTLES_WRONGLY] = {X10, M5, M1},
    [EXN_TOUCHES] = {M8},
    [EXN_DIFFERS] = {M9},
};

bool exn_rules_check(const exn_view *view, const exn_event *event, exn_tally *tally,
                     exn_breach *breach)
{
    for (const watch *w = watches[event->kind]; w->check != NULL; w++) {
        verdict result = w->check(view, event, breach);
        tally->checked[w->rule] += result != SILENT;
        if (result == BROKEN) {
            breach->happened = true;
            breach->rule = w->rule;
            return true;
        }
    }
    return false;
}
