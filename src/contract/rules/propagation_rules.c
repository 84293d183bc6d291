/* What becomes of errors: X6-X8 (SPEC 4). */
#include "base/own_assert.h"
#include "contract/error_names.h"
#include "contract/oracle.h"
#include "contract/rules/monitor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool lists(const exn_event *event, exn_error_id id)
{
    for (uint32_t i = 0; i < event->error_count; i++) {
        if (event->errors[i] == id) {
            return true;
        }
    }
    return false;
}

/* The name of an error. Names are written only for messages. */
typedef struct id_text {
    char text[160];
} id_text;

static id_text text_of(const exn_view *view, exn_error_id id)
{
    id_text name;
    exn_id_name(view, id, name.text, sizeof name.text);
    return name;
}

static exn_ruling x6_not_suppressed(const exn_view *view, const exn_event *event, uint32_t ended,
                                    exn_error_id error, exn_breach *breach)
{
    bool known = event->knows_suppressor;
    exn_assert(view->scopes[ended].cause_suppressed && "what was not suppressed may leave");
    exn_assert(!known || event->suppressed_by < view->member_count);
    bool closes = event->kind == EXN_CLOSES;
    return exn_broken(breach, EXN_NONE, "%s was suppressed by %s%s, and %s%s %s",
                      text_of(view, error).text, known ? "the exit of " : "an exit",
                      known ? exn_member_name(view, event->suppressed_by) : "",
                      closes ? "leaves " : "", view->scopes[ended].is->name,
                      closes ? "all the same" : "does not say so");
}

/* Whether a nested scope was told a cancellation where that is an error like others. */
static bool x6_told_cancellation(const exn_view *view, const exn_scope_view *scope)
{
    return scope->body == EXN_BODY_HAS_STOPPED && scope->is->member != EXN_NONE &&
           view->promises.cancellation == EXEUNT_CANCELLATION_SUPPRESSIBLE;
}

exn_ruling exn_x6_at_end(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    uint32_t ended = exn_ended_scope(view, event);
    const exn_scope_view *scope = &view->scopes[ended];
    bool outermost = event->kind == EXN_CLOSES;
    bool late = exn_id_kind_of(scope->late_error) != EXN_ID_NONE;
    bool raised = late || scope->body == EXN_BODY_HAS_RAISED || x6_told_cancellation(view, scope);
    exn_error_id error = late ? scope->late_error : scope->body_error;
    bool left =
        outermost ? lists(event, error) : event->kind != EXN_EXIT_SUPPRESSES && !event->suppressed;
    if (raised && left == scope->cause_suppressed) {
        return left ? x6_not_suppressed(view, event, ended, error, breach)
                    : exn_broken(breach, EXN_NONE,
                                 "%s does not leave %s though nobody suppressed it",
                                 text_of(view, error).text, scope->is->name);
    }
    if (!outermost && !raised && !left) {
        return exn_broken(breach, EXN_NONE,
                          "%s says that it suppressed an error, and was told none",
                          scope->is->name);
    }
    if (outermost && event->outcome_suppressed != scope->suppressed) {
        return exn_broken(breach, EXN_NONE, "%s says that %s, but %s", scope->is->name,
                          scope->suppressed ? "nothing was suppressed" : "an error was suppressed",
                          scope->suppressed ? "an exit suppressed an error"
                                            : "no suppression counted");
    }
    return raised ? EXN_KEPT : EXN_SILENT;
}

/* Describes what is wrong with a record that is the right one. The message begins with `head`. */
static exn_ruling flawed(const exn_view *view, const exn_flaw *flaw, const char *head,
                         exn_breach *breach)
{
    bool is_record = (flaw->of & EXN_ID_COPY) == 0 && flaw->of != 0;
    exn_assert((is_record || flaw->kind == EXN_FLAW_CYCLE) && "a copy is no flaw of a record");
    id_text of = text_of(view, flaw->of);
    const char *name = of.text;
    switch (flaw->kind) {
    case EXN_FLAW_CODE:
        return exn_broken(breach, EXN_NONE, "%s%s with the code %d instead of %d", head, name,
                          flaw->code, flaw->wanted_code);
    case EXN_FLAW_NO_CODE:
        return exn_broken(breach, EXN_NONE, "%s%s with the code %d, which is not negative", head,
                          name, flaw->code);
    case EXN_FLAW_CYCLE:
        return exn_broken(breach, EXN_NONE, "%s%s with a chain of contexts that goes round", head,
                          name);
    default:
        return exn_broken(breach, EXN_NONE, "%s%s with the %s `%s` instead of `%s`", head, name,
                          flaw->kind == EXN_FLAW_SOURCE ? "name" : "message",
                          flaw->text != NULL ? flaw->text : "",
                          flaw->wanted_text != NULL ? flaw->wanted_text : "");
    }
}

/* --- lists of errors -------------------------------------------------------------------------- */

typedef struct id_list {
    const exn_error_id *ids;
    uint32_t count;
} id_list;

static int by_id(const void *a, const void *b)
{
    exn_error_id left = *(const exn_error_id *)a;
    exn_error_id right = *(const exn_error_id *)b;
    return left < right ? -1 : left > right;
}

static uint32_t times_in(id_list sorted, exn_error_id id)
{
    uint32_t times = 0;
    const exn_error_id *found =
        sorted.count > 0 ? bsearch(&id, sorted.ids, sorted.count, sizeof id, by_id) : NULL;
    if (found == NULL) {
        return 0;
    }
    while (found > sorted.ids && found[-1] == id) {
        found -= 1;
    }
    while (found < sorted.ids + sorted.count && *found++ == id) {
        times += 1;
    }
    return times;
}

static id_list sorted_in(exn_error_id *room, id_list list)
{
    for (uint32_t i = 0; i < list.count; i++) {
        room[i] = list.ids[i];
    }
    qsort(room, list.count, sizeof *room, by_id);
    for (uint32_t i = 1; i < list.count; i++) {
        exn_assert(room[i - 1] <= room[i] && "times_in() searches a sorted list");
    }
    return (id_list){room, list.count};
}

/* Describes how two different lists differ. `room` holds both. */
static exn_ruling tell_difference(const exn_view *view, id_list wanted, id_list found,
                                  uint32_t ended, exn_error_id *room, exn_breach *breach)
{
    const char *scope = view->scopes[ended].is->name;
    id_list sorted_wanted = sorted_in(room, wanted);
    id_list sorted_found = sorted_in(room + wanted.count, found);
    for (uint32_t i = 0; i < found.count; i++) {
        if ((found.ids[i] & EXN_ID_COPY) != 0) {
            return exn_broken(breach, EXN_NONE, "%s leaves %s instead of the record itself",
                              text_of(view, found.ids[i]).text, scope);
        }
    }
    for (uint32_t i = 0; i < wanted.count; i++) {
        if (times_in(sorted_found, wanted.ids[i]) == 0) {
            id_text name = text_of(view, wanted.ids[i]);
            exn_note(breach, "%s is lost", name.text);
            return exn_broken(breach, EXN_NONE, "%s was raised, and does not leave %s", name.text,
                              scope);
        }
    }
    for (uint32_t i = 0; i < found.count; i++) {
        if (times_in(sorted_found, found.ids[i]) > 1) {
            return exn_broken(breach, EXN_NONE, "%s leaves %s twice",
                              text_of(view, found.ids[i]).text, scope);
        }
        if (times_in(sorted_wanted, found.ids[i]) == 0) {
            return exn_broken(breach, EXN_NONE,
                              "%s leaves %s, and was suppressed or never raised in it",
                              text_of(view, found.ids[i]).text, scope);
        }
    }
    uint32_t at = 0;
    exn_assert(wanted.count == found.count && "none is lost, and none comes twice");
    while (wanted.ids[at] == found.ids[at]) {
        at += 1;
        exn_assert(at < wanted.count && "two lists that are not the same differ in a place");
    }
    return exn_broken(breach, EXN_NONE,
                      "the errors of %s stand in the wrong order: %s belongs in place %u", scope,
                      text_of(view, wanted.ids[at]).text, at + 1);
}

/* Most scopes end with a few errors, which need no allocated memory. */
enum { FEW = 64 };

static exn_ruling x7_compare(const exn_view *view, const exn_event *event, uint32_t ended,
                             exn_breach *breach)
{
    exn_error_id few[FEW];
    uint32_t count = exn_expected_errors(view, ended, few, FEW);
    exn_error_id *many = NULL;
    if (count > FEW) {
        many = malloc(count * sizeof *many);
        if (many == NULL) {
            return EXN_UNABLE;
        }
        uint32_t again = exn_expected_errors(view, ended, many, count);
        exn_assert(again == count && "the oracle lists the same errors twice");
    }
    id_list wanted = {many != NULL ? many : few, count};
    id_list found = {event->errors, event->error_count};
    bool raises = event->kind != EXN_CLOSES && exn_id_kind_of(event->error) != EXN_ID_NONE;
    exn_ruling ruling = count == 0 && !raises ? EXN_SILENT : EXN_KEPT;
    if (count != found.count ||
        (count > 0 && memcmp(wanted.ids, found.ids, count * sizeof *wanted.ids) != 0)) {
        exn_error_id *room = malloc(((size_t)count + found.count) * sizeof *room);
        ruling =
            room == NULL ? EXN_UNABLE : tell_difference(view, wanted, found, ended, room, breach);
        free(room);
    }
    free(many);
    return ruling;
}

static exn_ruling x7_flawed(const exn_view *view, const exn_event *event, uint32_t ended,
                            exn_breach *breach)
{
    char head[160];
    snprintf(head, sizeof head, "%s ends with ", view->scopes[ended].is->name);
    return flawed(view, event->flaw, head, breach);
}

/* What stands behind the errors of some managers of a pool, as it was found right: all that its
 * enters raise has one context, and all that its exits raise. */
typedef struct shared_context {
    uint32_t pool; /* EXN_NONE: there was none yet */
    exn_error_id context;
} shared_context;

/* Whether `link` is one more of these. */
static inline bool is_shared(const exn_view *view, shared_context shared, exn_context_link link)
{
    uint32_t member = exn_id_index(link.error);
    return shared.context == link.context && shared.pool == view->places[member].holder &&
           view->members[member]->raised == link.error;
}

static shared_context shared_by(const exn_view *view, exn_context_link link)
{
    uint32_t member = exn_id_index(link.error);
    uint32_t holder = view->places[member].holder;
    bool is_of_pool = view->scopes[holder].is->kind == EXEUNT_KIND_POOL &&
                      view->members[member]->raised == link.error;
    return (shared_context){is_of_pool ? holder : EXN_NONE, link.context};
}

static exn_ruling x7_contexts(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    shared_context of_enters = {.pool = EXN_NONE};
    shared_context of_exits = {.pool = EXN_NONE};
    for (uint32_t i = 0; i < event->context_count; i++) {
        exn_context_link link = event->contexts[i];
        bool entered = exn_id_kind_of(link.error) == EXN_ID_EXIT;
        bool failed = entered || exn_id_kind_of(link.error) == EXN_ID_ENTER;
        if (failed && is_shared(view, entered ? of_exits : of_enters, link)) {
            continue;
        }
        if (!exn_context_fits(view, link.error, link.context)) {
            exn_error_id expected = exn_expected_context(view, link.error);
            exn_assert(expected != link.context && "the expected context fits");
            return exn_broken(breach, EXN_NONE, "%s leaves %s with the context %s instead of %s",
                              text_of(view, link.error).text, exn_scope_name(view, event->scope),
                              text_of(view, link.context).text, text_of(view, expected).text);
        }
        of_exits = entered ? shared_by(view, link) : of_exits;
        of_enters = failed && !entered ? shared_by(view, link) : of_enters;
    }
    return EXN_KEPT;
}

/* A manager that is taken again, while its record is needed, would overwrite it (S15). */
exn_ruling exn_x7_at_taking(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    if (exn_id_kind_of(event->error) == EXN_ID_NONE) {
        return EXN_SILENT;
    }
    if (!exn_stands(view, event->error)) {
        return EXN_KEPT;
    }
    return exn_broken(breach, EXN_NONE,
                      "%s takes %s though %s still stands and would be overwritten",
                      view->scopes[event->scope].is->name, exn_member_name(view, event->member),
                      text_of(view, event->error).text);
}

exn_ruling exn_x7_at_end(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    uint32_t ended = exn_ended_scope(view, event);
    bool goes_round = event->flaw != NULL && event->flaw->kind == EXN_FLAW_CYCLE;
    exn_ruling compared = goes_round ? EXN_KEPT : x7_compare(view, event, ended, breach);
    if (compared == EXN_KEPT && event->flaw != NULL) {
        return x7_flawed(view, event, ended, breach);
    }
    if (compared == EXN_KEPT && event->kind == EXN_CLOSES) {
        return x7_contexts(view, event, breach);
    }
    if (compared != EXN_KEPT || event->kind == EXN_CLOSES) {
        return compared;
    }
    exn_error_id expected = exn_expected_raise(view, ended);
    if (event->error == expected) {
        return EXN_KEPT;
    }
    char found[160];
    char wanted[160];
    exn_id_name(view, event->error, found, sizeof found);
    exn_id_name(view, expected, wanted, sizeof wanted);
    return exn_broken(breach, EXN_NONE, "%s raises %s instead of %s", view->scopes[ended].is->name,
                      found, wanted);
}

/* An error that a stack raises has its context from the beginning (S7). Contexts of errors from
 * elsewhere, and of pools, need to be right only at the end (X7). */
static exn_ruling x8_context(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    const exn_scope_view *scope = &view->scopes[event->scope];
    bool is_raised_here =
        scope->is->kind == EXEUNT_KIND_STACK && scope->head < EXN_CAUSE && event->context_count > 0;
    if (!is_raised_here || exn_context_begins(view, event->error, event->contexts->context)) {
        return EXN_KEPT;
    }
    exn_error_id expected = exn_expected_context(view, event->error);
    exn_assert(expected != event->contexts->context && "the expected context fits");
    return exn_broken(breach, EXN_NONE,
                      "the exit of %s is told %s with the context %s instead of %s",
                      exn_member_name(view, event->member), text_of(view, event->error).text,
                      text_of(view, event->contexts->context).text, text_of(view, expected).text);
}

/* Where exits are asked again, a cancel may end one that was asked by what it throws. To the border
 * that exit has exited; those outside of it are told what it has thrown. Whether anything is lost
 * behind that shows at the end (X6, X7). */
static bool may_be_thrown_by_a_cancel(const exn_view *view, const exn_event *event)
{
    return view->scopes[event->scope].asked_exit_over && event->error == exn_id(EXN_ID_CANCELED, 0);
}

exn_ruling exn_x8_at_exit(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    exn_error_id expected = exn_expected_cause(view, event->scope, event->member);
    if (event->error == expected && event->flaw != NULL) {
        char head[160];
        snprintf(head, sizeof head, "the exit of %s is told ",
                 exn_member_name(view, event->member));
        return flawed(view, event->flaw, head, breach);
    }
    if (event->error == expected) {
        return x8_context(view, event, breach);
    }
    if (may_be_thrown_by_a_cancel(view, event)) {
        return EXN_KEPT;
    }
    char found[160];
    char wanted[160];
    exn_id_name(view, event->error, found, sizeof found);
    exn_id_name(view, expected, wanted, sizeof wanted);
    exn_note(breach, "%s should be told %s", exn_member_name(view, event->member), wanted);
    return exn_broken(breach, EXN_NONE, "the exit of %s is told %s instead of %s",
                      exn_member_name(view, event->member), found, wanted);
}
