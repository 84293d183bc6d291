/* The texts of border.h: trees, errors and events. An invalid text fails the test. */
#ifndef EXEUNT_TESTS_CONTRACT_EVENT_TEXT_H
#define EXEUNT_TESTS_CONTRACT_EVENT_TEXT_H

#include "contract/view.h"

enum { TEXT_MEMBERS_MAX = 16, TEXT_SCOPES_MAX = 8, TEXT_ERRORS_MAX = 16, TEXT_NAME_MAX = 64 };

/* A view and the room for it. */
typedef struct test_tree {
    exn_view view;
    exn_member_view members[TEXT_MEMBERS_MAX];
    exn_member_view *member_places[TEXT_MEMBERS_MAX]; /* where each of them lies */
    exn_member_place places[TEXT_MEMBERS_MAX];
    exn_member_links links[TEXT_MEMBERS_MAX];
    exn_member_facts facts[TEXT_MEMBERS_MAX];
    exn_scope_view scopes[TEXT_SCOPES_MAX];
    exn_scope_facts scope_facts[TEXT_SCOPES_MAX];
    char names[TEXT_MEMBERS_MAX + TEXT_SCOPES_MAX][TEXT_NAME_MAX];
    size_t name_count;
} test_tree;

void parse_tree(test_tree *tree, const char *text);

uint32_t member_named(const exn_view *view, const char *name);
uint32_t scope_named(const exn_view *view, const char *name);
exn_error_id error_named(const exn_view *view, const char *name);

/* An event and the room for what it lists. */
typedef struct event_text {
    exn_event event;
    exn_error_id errors[TEXT_ERRORS_MAX];
} event_text;

void parse_event(const exn_view *view, const char *text, event_text *parsed);

#endif
