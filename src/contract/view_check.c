/* Whether the view agrees with itself: view_check.h.
 *
 * Each count that events keep up to date is counted anew, and each list is walked. */
#include "contract/view_check.h"

#include "base/own_assert.h"
#include "contract/holdings.h"

/* What the members of a scope are, counted one by one. */
typedef struct counts {
    uint32_t members, entering, exiting, held, dues;
} counts;

static bool is_in_flight(const exn_member_view *member)
{
    return member->status == EXN_ENTERING || member->status == EXN_EXITING;
}

/* --- members ---------------------------------------------------------------------------------- */

/* The things that a manager in C holds are counted where it acquires and releases them. */
static void assert_holdings(const exn_view *view, uint32_t index)
{
    const exn_held *held = &view->holdings->of[index];
    int64_t things = 0;
    for (int i = 0; i < EXN_THINGS; i++) {
        things += held->count[i];
    }
    exn_assert(view->members[index]->held >= things && "a thing that is held is not counted");
    exn_require((held->bytes == 0 || held->count[EXN_MEMORY] > 0) && "bytes are held in no block");
}

static void assert_member(const exn_view *view, uint32_t index)
{
    const exn_member_view *member = view->members[index];
    exn_assert(member->status <= EXN_GONE);
    exn_assert(member->held >= 0 && "more was released than acquired");
    exn_assert((!member->asked || is_in_flight(member)) && "a request outlives its operation");
    exn_assert((!member->asked_by_world || is_in_flight(member)) &&
               "the same, of the world's request");
    exn_assert((!member->repeats || member->asked) && "what was not asked is asked again");
    exn_assert((!member->may_be_asked || member->status == EXN_EXITING) &&
               "a deadline excuses requests to exits alone");
    exn_assert((!member->due || is_in_flight(member)) && "a request is due to nothing in flight");
    exn_assert((member->told == 0 || member->status == EXN_EXITING) && "a cause outlives its exit");
    exn_assert((!member->enter_failed || exn_id_kind_of(member->raised) != EXN_ID_NONE) &&
               "an enter has failed without an error");
    if (view->holdings != NULL) {
        assert_holdings(view, index);
    }
}

/* --- scopes ----------------------------------------------------------------------------------- */

static counts count_members(const exn_view *view, uint32_t index)
{
    counts found = {.members = 0};
    for (uint32_t i = view->scopes[index].first; i != EXN_NONE; i = view->places[i].sibling) {
        const exn_member_view *member = view->members[i];
        exn_assert(i < view->member_count);
        exn_assert(view->places[i].holder == index &&
                   "a member stands in the list of another scope");
        exn_assert(found.members < view->member_count && "the list of the members goes round");
        found.members += 1;
        found.entering += member->status == EXN_ENTERING;
        found.exiting += member->status == EXN_EXITING;
        found.held += member->status == EXN_HELD;
        found.dues += member->due;
    }
    return found;
}

/* What a stack has registered, from the top down: all that it holds, and nothing else. */
static void assert_registered(const exn_view *view, uint32_t index)
{
    uint32_t registered = 0;
    for (uint32_t i = view->scopes[index].top; i != EXN_NONE; i = view->links[i].below) {
        exn_assert(view->members[i]->status == EXN_HELD && "what is registered is not held");
        exn_assert(view->places[i].holder == index && "what is registered is held elsewhere");
        exn_assert(registered < view->member_count && "the order of the stack goes round");
        registered += 1;
    }
    exn_assert(registered == view->scopes[index].held &&
               "a stack holds what it has not registered");
}

/* What propagates in a stack, the newest first, down to where it came from. */
static void assert_chain(const exn_view *view, uint32_t index)
{
    const exn_scope_view *scope = &view->scopes[index];
    uint32_t length = 0;
    uint32_t link = scope->head;
    for (; link < EXN_CAUSE; link = view->links[link].chain) {
        exn_assert(link < view->member_count);
        exn_assert(view->members[link]->raised != 0 && "a link of the chain has raised nothing");
        exn_assert(length < view->member_count && "the chain goes round");
        length += 1;
    }
    exn_assert((link != EXN_BODY || scope->is->member == EXN_NONE) && "a nested scope has no body");
    exn_assert((link != EXN_CAUSE || scope->is->member != EXN_NONE) && "no parent to tell a cause");
    exn_assert((link == EXN_NONE || scope->body == EXN_BODY_HAS_RAISED) &&
               "nothing was raised there");
}

static void assert_flags(const exn_scope_view *scope)
{
    exn_assert(scope->body <= EXN_BODY_HAS_STOPPED);
    exn_assert(scope->quiescence <= EXN_QUIESCENT_ASKED);
    exn_assert((scope->body == EXN_BODY_IS_NEW || scope->begun) && "a body before the begin");
    exn_assert((!scope->rollback || scope->unwinding) && "a rollback without an exit");
    exn_assert((!scope->rollback || !scope->body_asked) && "a rollback after the body");
    exn_assert((!scope->stopped || scope->cancel || scope->expired) && "stopped by nobody");
    exn_assert((!scope->cause_suppressed || scope->suppressed) && "suppressed by nobody");
    exn_assert((!scope->deadline_stopped || scope->deadline_started) &&
               "a deadline stops unstarted");
    exn_assert((scope->late_error == 0 || scope->closing) && "a late error, and nobody closed it");
    exn_assert((scope->first_failure == EXN_NONE || scope->failed) && "a first failure of none");
}

/* A nested scope is a manager of its parent: both have seen the same. */
static void assert_nested(const exn_view *view, uint32_t index)
{
    uint32_t member = view->scopes[index].is->member;
    exn_assert(member < view->member_count);
    exn_assert(view->facts[member].inside == index && "a scope and its member disagree");
    uint8_t status = view->members[member]->status;
    bool over = status == EXN_ENTER_ENDED || status == EXN_GONE;
    exn_assert(view->scopes[index].closed == over && "a nested scope closes when it settles");
}

static void assert_scope(const exn_view *view, uint32_t index)
{
    const exn_scope_view *scope = &view->scopes[index];
    counts found = count_members(view, index);
    exn_assert(scope->entering == found.entering && "enters in flight are miscounted");
    exn_assert(scope->exiting == found.exiting && "exits in flight are miscounted");
    exn_require(scope->held == found.held && "what is held is miscounted");
    exn_assert(scope->dues == found.dues && "requests that are due are miscounted");
    uint32_t last = scope->is->last;
    bool began = last != EXN_NONE && view->members[last]->status != EXN_FRESH;
    exn_assert(scope->last_began == began && "whether the last one began shows at the scope");
    exn_assert(scope->entered <= scope->is->wanted && "more are entered than the plan asks for");
    assert_flags(scope);
    if (scope->is->kind == EXEUNT_KIND_STACK) {
        assert_registered(view, index);
        assert_chain(view, index);
    }
    if (scope->is->member != EXN_NONE) {
        assert_nested(view, index);
    }
    if (scope->closed) {
        exn_assert(scope->entering + scope->exiting == 0 &&
                   "a scope closed with something in flight");
    }
}

void exn_view_assert(const exn_view *view)
{
    if (!exn_view_is_exact(view)) {
        return;
    }
    uint32_t members = 0;
    for (uint32_t i = 0; i < view->member_count; i++) {
        assert_member(view, i);
    }
    for (uint32_t i = 0; i < view->scope_count; i++) {
        assert_scope(view, i);
        members += count_members(view, i).members;
    }
    exn_assert(members == view->member_count && "a member is in the list of no scope");
}
