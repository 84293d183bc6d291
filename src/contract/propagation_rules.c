/* What becomes of errors: X6-X8 (SPEC 4). */
#include "contract/checks.h"

static bool lists(const exn_event *event, exn_error_id id)
{
    for (uint32_t i = 0; i < event->error_count; i++) {
        if (event->errors[i] == id) {
            return true;
        }
    }
    return false;
}

static exn_ruling x6_propagation(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    uint32_t ended = exn_ended_scope(view, event);
    if (ended == EXN_NONE) {
        return EXN_SILENT;
    }
    const exn_scope_view *scope = &view->scopes[ended];
    bool outermost = event->kind == EXN_CLOSES;
    bool late = exn_id_kind_of(scope->late_error) != EXN_ID_NONE;
    bool raised = late || scope->body == EXN_BODY_HAS_RAISED;
    exn_error_id error = late ? scope->late_error : scope->body_error;
    bool left =
        outermost ? lists(event, error) : event->kind != EXN_EXIT_SUPPRESSES && !event->suppressed;
    if (raised && left == scope->cause_suppressed) {
        char name[160];
        exn_id_name(view, error, name, sizeof name);
        return left ? exn_broken(breach, EXN_NONE, "%s was suppressed and leaves %s all the same",
                                 name, scope->is->name)
                    : exn_broken(breach, EXN_NONE,
                                 "%s does not leave %s though nobody suppressed it", name,
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

const exn_check exn_x6 = {EXN_X6, x6_propagation};

enum { ERRORS_MAX = 4096 };

/* The name of an error, written only where it is to be told. */
typedef struct id_text {
    char text[160];
} id_text;

static id_text text_of(const exn_view *view, exn_error_id id)
{
    id_text name;
    exn_id_name(view, id, name.text, sizeof name.text);
    return name;
}

static exn_ruling x7_compare(const exn_view *view, const exn_event *event, uint32_t ended,
                             exn_breach *breach)
{
    exn_error_id expected[ERRORS_MAX];
    uint32_t count = exn_expected_errors(view, ended, expected, ERRORS_MAX);
    uint32_t shown = count < ERRORS_MAX ? count : ERRORS_MAX;
    const char *scope = view->scopes[ended].is->name;
    for (uint32_t i = 0; i < shown; i++) {
        if (!lists(event, expected[i])) {
            id_text name = text_of(view, expected[i]);
            exn_note(breach, "%s is lost", name.text);
            return exn_broken(breach, EXN_NONE, "%s was raised, and does not leave %s", name.text,
                              scope);
        }
    }
    for (uint32_t i = 0; i < event->error_count && i < ERRORS_MAX; i++) {
        exn_event before = {.errors = event->errors, .error_count = i};
        exn_event wanted = {.errors = expected, .error_count = shown};
        if (lists(&before, event->errors[i])) {
            return exn_broken(breach, EXN_NONE, "%s leaves %s twice",
                              text_of(view, event->errors[i]).text, scope);
        }
        if (!lists(&wanted, event->errors[i])) {
            return exn_broken(breach, EXN_NONE,
                              "%s leaves %s, and was suppressed or never raised in it",
                              text_of(view, event->errors[i]).text, scope);
        }
    }
    for (uint32_t i = 0; i < shown && i < event->error_count; i++) {
        if (expected[i] != event->errors[i]) {
            return exn_broken(breach, EXN_NONE,
                              "the errors of %s stand in the wrong order: %s belongs in place %u",
                              scope, text_of(view, expected[i]).text, i + 1);
        }
    }
    if (count != event->error_count) {
        return exn_broken(breach, EXN_NONE, "%u errors leave %s instead of %u", event->error_count,
                          scope, count);
    }
    bool raises = event->kind != EXN_CLOSES && exn_id_kind_of(event->error) != EXN_ID_NONE;
    return count == 0 && !raises ? EXN_SILENT : EXN_KEPT;
}

static exn_ruling x7_conservation(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    uint32_t ended = exn_ended_scope(view, event);
    if (ended == EXN_NONE) {
        return EXN_SILENT;
    }
    exn_ruling compared = x7_compare(view, event, ended, breach);
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

const exn_check exn_x7 = {EXN_X7, x7_conservation};

static exn_ruling x8_cause(const exn_view *view, const exn_event *event, exn_breach *breach)
{
    exn_error_id expected = exn_expected_cause(view, event->scope, event->member);
    if (event->error == expected) {
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

const exn_check exn_x8 = {EXN_X8, x8_cause};
