/* What a manager owes: M1-M9 (SPEC 3). Nested scopes answer for themselves by the rules of scopes.
 *
 * A settlement that is no result of its operation breaks one of three rules, by what the manager
 * was asked: to stop (M6), or else an exit was told a cause (M5), or an enter had to do nothing but
 * enter (M1). What an exit that was asked makes of its cause, runs tell in which it was not.
 *
 * What a manager has given back is no more its own than an operation that it has settled: M8 is
 * about both. */
#include "base/own_assert.h"
#include "contract/error_names.h"
#include "contract/holdings.h"
#include "contract/rules/monitor.h"

#include <inttypes.h>

static inline bool was_asked(const exn_member_view *member)
{
    return member->asked || member->asked_by_world;
}

exn_ruling exn_m1_at_end(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    (void)view;
    (void)breach;
    exn_assert(event->kind != EXN_SETTLES_AGAIN && event->kind != EXN_SETTLES_WRONGLY);
    return EXN_KEPT;
}

exn_ruling exn_m1_at_second_end(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    const exn_member_view *member = view->members[event->member];
    exn_assert(member->status != EXN_ENTERING && member->status != EXN_EXITING);
    return exn_broken(breach, event->member, "%s settles with nothing in flight",
                      exn_member_name(view, event->member));
}

exn_ruling exn_m1_at_wrong_end(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    const exn_member_view *member = view->members[event->member];
    exn_assert(event->kind == EXN_SETTLES_WRONGLY);
    if (member->status != EXN_ENTERING || was_asked(member)) {
        return EXN_SILENT;
    }
    return exn_broken(breach, event->member,
                      "%s settles with a result that its operation does not have",
                      exn_member_name(view, event->member));
}

/* What the scenario could add so that the operation is asked to stop; exits are shielded (C4). */
static const char *what_would_stop(const exn_member_view *member)
{
    return was_asked(member) ? ", though it was asked to stop"
           : member->status == EXN_ENTERING
               ? ": a cancel request (`at-least: 1`) or a deadline would ask it to stop"
               : ": the end of a grace time would ask it to stop";
}

/* The work of a manager goes on for ever, perhaps with no operation in flight. */
static exn_ruling m2_endless(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    uint8_t status = view->members[event->member]->status;
    exn_assert(view->facts[event->member].inside == EXN_NONE &&
               "a nested scope goes on by its members");
    const char *name = exn_member_name(view, event->member);
    const char *operation = status == EXN_ENTERING  ? "the enter of "
                            : status == EXN_EXITING ? "the exit of "
                                                    : "";
    exn_note(breach, "%s goes on for ever", name);
    if (event->round.goes_round) {
        return exn_broken(breach, event->member,
                          "%s%s never ends: all is as it was after step %" PRIu64
                          ", and goes round",
                          operation, name, event->round.first_step);
    }
    return exn_broken(breach, event->member, "the run exceeds its step limit: %s%s does not end",
                      operation, name);
}

exn_ruling exn_m2_at_no_end(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    if (event->member >= view->member_count) {
        return EXN_SILENT; /* X9 */
    }
    if (event->kind == EXN_ENDLESS) {
        return m2_endless(view, event, breach);
    }
    if (event->kind == EXN_NEVER_RESTS) {
        exn_assert(event->callbacks_ran > 0 && "a step without callbacks rests");
        return exn_broken(breach, event->member,
                          "%s posts callbacks for ever: %u have run in one step",
                          exn_member_name(view, event->member), event->callbacks_ran);
    }
    const exn_member_view *member = view->members[event->member];
    exn_assert((member->status == EXN_ENTERING || member->status == EXN_EXITING) &&
               "the oldest operation in flight is in flight");
    exn_note(breach, "%s never settles", exn_member_name(view, event->member));
    return exn_broken(breach, event->member, "the %s of %s never settles%s",
                      member->status == EXN_ENTERING ? "enter" : "exit",
                      exn_member_name(view, event->member), what_would_stop(member));
}

/* A manager acquires a thing too late, or releases one that it does not hold. M3 is about enters,
 * M4 about the rest. */
static exn_ruling look_at_thing(const exn_view *view, const exn_event *event, const char *ended,
                                exn_breach *breach)
{
    bool acquires = event->kind == EXN_ACQUIRES;
    exn_assert((acquires || event->kind == EXN_RELEASES) && event->what != NULL);
    exn_assert(view->holdings != NULL && "only what managers in C hold is counted one by one");
    return exn_broken(breach, event->member, "%s %s %s %s", exn_member_name(view, event->member),
                      acquires ? "acquires" : "releases", event->what,
                      acquires ? ended : "that it does not hold");
}

/* An operation settles: nothing may be held any more. */
static inline exn_ruling look_at_held(const exn_view *view, const exn_event *event,
                                      const char *ended, exn_breach *breach)
{
    if (view->facts[event->member].inside != EXN_NONE) {
        return EXN_SILENT;
    }
    if (view->members[event->member]->held <= 0) {
        return EXN_KEPT;
    }
    exn_assert(event->kind != EXN_ENTERED && "what was entered may hold things");
    char held[120];
    exn_holdings_text(view, event->member, held, sizeof held);
    return exn_broken(breach, event->member, "%s holds %s %s", exn_member_name(view, event->member),
                      held, ended);
}

static bool is_about_enter(const exn_view *view, const exn_event *event)
{
    uint8_t status = view->members[event->member]->status;
    return status == EXN_ENTERING || status == EXN_ENTER_ENDED;
}

static const char after_enter[] = "though its enter did not succeed";
static const char after_exit[] = "after its exit";

exn_ruling exn_m3_at_end(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    return look_at_held(view, event, after_enter, breach);
}

exn_ruling exn_m3_at_thing(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    return is_about_enter(view, event) ? look_at_thing(view, event, after_enter, breach)
                                       : EXN_SILENT;
}

exn_ruling exn_m4_at_end(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    return look_at_held(view, event, after_exit, breach);
}

exn_ruling exn_m4_at_thing(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    return is_about_enter(view, event) ? EXN_SILENT
                                       : look_at_thing(view, event, after_exit, breach);
}

exn_ruling exn_m5_at_end(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    (void)view;
    (void)breach;
    exn_assert(event->kind != EXN_SETTLES_WRONGLY);
    return EXN_KEPT; /* its exit has settled with a result of an exit */
}

exn_ruling exn_m5_at_wrong_end(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    const exn_member_view *member = view->members[event->member];
    exn_assert(event->kind == EXN_SETTLES_WRONGLY);
    if (member->status != EXN_EXITING || was_asked(member) ||
        view->facts[event->member].inside != EXN_NONE) {
        return EXN_SILENT;
    }
    exn_assert(!was_asked(member) && "M6 is about those that were asked");
    char cause[160];
    exn_id_name(view, member->told, cause, sizeof cause);
    return exn_broken(breach, event->member, "the exit of %s does not accept the cause %s",
                      exn_member_name(view, event->member), cause);
}

exn_ruling exn_m6_at_end(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    (void)breach;
    exn_assert(event->kind != EXN_SETTLES_WRONGLY);
    return was_asked(view->members[event->member]) ? EXN_KEPT : EXN_SILENT;
}

exn_ruling exn_m6_at_wrong_end(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    const exn_member_view *member = view->members[event->member];
    if (!was_asked(member) || view->facts[event->member].inside != EXN_NONE) {
        return EXN_SILENT;
    }
    exn_assert(member->status == EXN_ENTERING || member->status == EXN_EXITING);
    return exn_broken(breach, event->member, "the %s of %s does not stand a cancel request",
                      member->status == EXN_ENTERING ? "enter" : "exit",
                      exn_member_name(view, event->member));
}

exn_ruling exn_m7_at_end(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    const exn_member_view *member = view->members[event->member];
    if (member->asked) {
        return EXN_KEPT;
    }
    return exn_broken(
        breach, view->facts[event->member].inside == EXN_NONE ? event->member : EXN_NONE,
        "%s settles canceled though nobody asked it to", exn_member_name(view, event->member));
}

/* Whether the error is what the member, or the body, has raised itself. */
static bool is_own_error(const exn_event *event)
{
    exn_id_kind kind = exn_id_kind_of(event->error);
    bool is_of_member = kind == EXN_ID_ENTER || kind == EXN_ID_EXIT;
    return exn_is_body(event->member) ||
           (is_of_member && exn_id_index(event->error) == event->member);
}

exn_ruling exn_m8_at_touch(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    const char *name = exn_is_body(event->member) ? exn_body_name(view, event->member)
                                                  : exn_member_name(view, event->member);
    exn_assert((event->kind == EXN_TOUCHES || event->kind == EXN_TOUCHES_FREE) &&
               event->member != EXN_NONE && "X13 is about the scope");
    if (event->what != NULL) {
        return exn_broken(breach, event->member,
                          event->kind == EXN_TOUCHES
                              ? "%s touches an operation of %s, which has settled"
                              : "%s frees the memory of %s",
                          name, event->what);
    }
    if (exn_id_kind_of(event->error) != EXN_ID_NONE) {
        return exn_broken(breach, event->member, "%s changes %s", name,
                          is_own_error(event) ? "the message of an error that it has raised"
                                              : "the record of an error that its exit is told");
    }
    return exn_broken(breach, event->member, "%s touches %s", name,
                      event->kind == EXN_TOUCHES ? "an operation that it has settled"
                                                 : "memory that it has freed or never had");
}

exn_ruling exn_m9_at_difference(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    (void)view;
    const char *how = event->difference.text;
    exn_assert(event->kind == EXN_DIFFERS);
    return exn_broken(breach, how != NULL ? event->difference.blamed : EXN_NONE,
                      "the same tape gives another trace%s%s", how != NULL ? ": " : "",
                      how != NULL ? how : "");
}
