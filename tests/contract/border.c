/* A border at which the test makes every event happen. */
#include "border.h"

#include "event_text.h"

#include "contract/error_names.h"
#include "contract/invariants.h"
#include "contract/oracle.h"
#include "contract/view_update.h"

#include <stdio.h>
#include <string.h>

exn_view border_view;
exn_scope_facts *border_facts;
exn_tally border_tally;
exn_breach border_breach;

static test_tree members;

void border_of(const char *tree)
{
    parse_tree(&members, tree);
    border_view = members.view;
    border_facts = &members.scope_facts[0];
    border_tally = (exn_tally){.checked = {0}};
    border_breach = (exn_breach){.happened = false};
    exn_view_begin(&border_view, 0);
}

/* Passes a text to the view that is not an event. Returns whether it was such a text. */
static bool only_seen(const char *text)
{
    static const char *const words[] = {" expires",   " grace ends", " is closed",
                                        " is pushed", " holds",      " releases"};
    char name[TEXT_NAME_MAX];
    size_t at = 0;
    while (at < 6 && strstr(text, words[at]) == NULL) {
        at += 1;
    }
    if (at == 6) {
        return false;
    }
    snprintf(name, sizeof name, "%.*s", (int)(strstr(text, words[at]) - text), text);
    switch (at) {
    case 0:
        exn_view_expire(&border_view, scope_named(&border_view, name));
        break;
    case 1:
        exn_view_end_grace(&border_view, scope_named(&border_view, name));
        break;
    case 2:
        exn_view_close(&border_view, scope_named(&border_view, name));
        break;
    case 3:
        exn_view_register(&border_view, member_named(&border_view, name));
        break;
    default:
        border_view.members[member_named(&border_view, name)]->held += at == 4 ? 1 : -1;
        break;
    }
    return true;
}

bool happens(const char *text)
{
    if (only_seen(text)) {
        return true;
    }
    event_text parsed;
    parse_event(&border_view, text, &parsed);
    if (parsed.event.kind == EXN_ENTER_BEGINS &&
        exn_is_dynamic(&border_view, parsed.event.member)) {
        exn_view_enter(&border_view, parsed.event.member); /* an action has asked for it */
    }
    if (exn_rules_check(&border_view, &parsed.event, &border_tally, &border_breach)) {
        return false;
    }
    exn_view_take(&border_view, &parsed.event);
    return true;
}

void border_after_at(const char *file, int line, const char *tree, const char *const *events)
{
    border_of(tree);
    for (size_t i = 0; events[i] != NULL; i++) {
        cr_assert(happens(events[i]), "%s:%d: `%s` breaks %s: %s", file, line, events[i],
                  exn_rule_number(border_breach.rule), border_breach.message);
    }
}

static exn_rule rule_numbered(const char *number)
{
    for (int rule = 0; rule < EXN_RULES; rule++) {
        if (strcmp(exn_rule_number((exn_rule)rule), number) == 0) {
            return (exn_rule)rule;
        }
    }
    cr_assert_fail("there is no rule %s", number);
    return EXN_RULES;
}

void keeps_at(const char *file, int line, const char *rule, const char *tree,
              const char *const *events)
{
    border_after_at(file, line, tree, events);
    cr_assert_gt(border_tally.checked[rule_numbered(rule)], 0, "%s:%d: nothing put %s to the test",
                 file, line, rule);
}

void breaks_at(const char *file, int line, const char *rule, const char *blame, const char *message,
               const char *tree, const char *const *events)
{
    size_t last = 0;
    border_of(tree);
    while (happens(events[last])) {
        last += 1;
        cr_assert_not_null(events[last], "%s:%d: nothing is broken", file, line);
    }
    const char *blamed = border_breach.blamed == EXN_NONE ? "scope"
                         : border_breach.blamed == EXN_BODY
                             ? "body"
                             : exn_member_name(&border_view, border_breach.blamed);
    cr_assert(border_breach.happened);
    cr_assert_null(events[last + 1], "%s:%d: `%s` breaks %s already: %s", file, line, events[last],
                   exn_rule_number(border_breach.rule), border_breach.message);
    cr_assert_str_eq(exn_rule_number(border_breach.rule), rule, "%s:%d: %s instead of %s: %s", file,
                     line, exn_rule_number(border_breach.rule), rule, border_breach.message);
    cr_assert_str_eq(blamed, blame, "%s:%d: blames %s instead of %s", file, line, blamed, blame);
    cr_assert_str_eq(border_breach.message, message, "%s:%d: `%s`", file, line,
                     border_breach.message);
}

void expect_note(const char *note)
{
    cr_assert(border_breach.has_note);
    cr_assert_str_eq(border_breach.note, note);
}

/* --- the reference ---------------------------------------------------------------------------- */

static void expect_error(exn_error_id found, const char *wanted)
{
    char name[160];
    exn_id_name(&border_view, found, name, sizeof name);
    cr_assert_str_eq(name, wanted);
}

void expect_cause(const char *name, const char *error)
{
    uint32_t member = member_named(&border_view, name);
    expect_error(exn_expected_cause(&border_view, border_view.places[member].holder, member),
                 error);
}

void expect_errors_at(const char *file, int line, const char *scope, const char *const *errors)
{
    exn_error_id found[TEXT_ERRORS_MAX];
    uint32_t count =
        exn_expected_errors(&border_view, scope_named(&border_view, scope), found, TEXT_ERRORS_MAX);
    uint32_t i = 0;
    for (; errors[i] != NULL; i++) {
        char name[160] = "nothing more";
        if (i < count) {
            exn_id_name(&border_view, found[i], name, sizeof name);
        }
        cr_assert_str_eq(name, errors[i], "%s:%d: error %u: expected %s, found %s", file, line,
                         i + 1, errors[i], name);
    }
    cr_assert_eq(count, i, "%s:%d: %u errors instead of %u", file, line, count, i);
}

void expect_raise(const char *scope, const char *error)
{
    expect_error(exn_expected_raise(&border_view, scope_named(&border_view, scope)), error);
}

bool counts(const char *name, const char *cause)
{
    uint32_t member = member_named(&border_view, name);
    return exn_suppression_counts(&border_view, border_view.places[member].holder, member,
                                  error_named(&border_view, cause));
}
