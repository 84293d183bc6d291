/* Errors as records (E1-E7): identity, chains, members, text. */
#include "support.h"

#include <string.h>

enum { MANY = 4 };

TestSuite(error);

/* Returns a record as a scope would write it. */
static exeunt_error record(const char *source, exeunt_origin origin, const exeunt_error *context)
{
    return (exeunt_error){
        .code = -104, .origin = origin, .source = source, .message = "reset", .context = context};
}

Test(error, E1_a_record_tells_who_raised_what_while_what_propagated)
{
    test_manager *a = manager_named("a");
    exeunt_stack *stack = stack_of(a);
    a->enter = SUCCEEDS;

    exeunt_stack_begin(stack);
    exeunt_stack_close(stack, body_error());
    exeunt_failed(&a->base, -104, "reset by peer");
    const exeunt_error *error = a->base.raised;
    cr_expect_eq(error, &a->base.error);
    cr_expect_eq(error->code, -104);
    cr_expect_eq(error->origin, EXEUNT_ORIGIN_EXIT);
    cr_expect_str_eq(error->source, "a");
    cr_expect_str_eq(error->message, "reset by peer");
    cr_expect_eq(error->context, body_error());
}

Test(error, E2_raising_the_same_error_again_links_it_to_nothing)
{
    test_manager *a = manager_named("a");
    test_manager *b = manager_named("b");
    exeunt_stack *stack = stack_of(a, b);

    a->enter = b->enter = SUCCEEDS;
    b->exit = FAILS;
    a->exit = RAISES_WHAT_IT_WAS_TOLD;
    exeunt_stack_begin(stack);
    exeunt_stack_close(stack, body_error());
    expect_trace("a enter begins", "b enter begins", "body begins", "b exit begins (body)",
                 "a exit begins (b.exit)", "stack closes (raises [b.exit, body])");
    cr_expect_str_eq(chain_of(b->base.raised), "b.exit < body");
}

Test(error, E2_an_older_error_raised_again_changes_nothing_either)
{
    test_manager *a = manager_named("a");
    test_manager *b = inline_manager_named("b");
    exeunt_stack *stack = stack_of(a, b);

    a->enter = SUCCEEDS;
    b->exit = FAILS;
    exeunt_stack_begin(stack);
    exeunt_stack_close(stack, body_error());
    skip_trace();
    exeunt_raised(&a->base, body_error());
    expect_trace("stack closes (raises [b.exit, body])");
}

Test(error, E1_an_error_that_was_not_told_is_recorded_anew)
{
    static const exeunt_error foreign = {.code = -71, .source = "somebody", .message = "else"};
    test_manager *a = manager_named("a");
    exeunt_stack *stack = stack_of(a);

    a->enter = SUCCEEDS;
    exeunt_stack_begin(stack);
    exeunt_stack_close(stack, body_error());
    skip_trace();
    exeunt_raised(&a->base, &foreign);
    expect_trace("stack closes (raises [a.exit, body])");
    cr_expect_eq(a->base.raised->code, -71);
    cr_expect_str_eq(a->base.raised->message, "else");
}

Test(error, E1_two_exits_that_raise_the_same_untold_error_stand_for_two)
{
    static const exeunt_error foreign = {.code = -71, .source = "somebody"};
    test_manager *a = manager_named("a");
    test_manager *b = manager_named("b");
    exeunt_pool *pool = pool_of(a, b);

    a->enter = b->enter = SUCCEEDS;
    exeunt_pool_begin(pool);
    exeunt_pool_close(pool, NULL);
    skip_trace();
    exeunt_raised(&a->base, &foreign);
    exeunt_raised(&b->base, &foreign);
    expect_trace("pool closes (raises [a.exit, b.exit])");
}

Test(error, E1_an_error_of_a_scope_that_leads_elsewhere_gets_no_cycle)
{
    /* b raises a record whose chain ends in its cause, but bypasses what propagates. */
    test_manager *a = manager_named("a");
    test_manager *b = manager_named("b");
    test_manager *c = manager_named("c");
    exeunt_stack *stack = stack_of(a, b, c);
    exeunt_error strange;

    a->enter = b->enter = SUCCEEDS;
    exeunt_stack_begin(stack);
    enter_fails(c);
    exit_fails(b);
    strange = record("strange", EXEUNT_ORIGIN_EXIT, b->base.raised->context);
    skip_trace();
    exeunt_raised(&a->base, &strange);
    expect_trace("stack closes (raises [a.exit, b.exit, c.enter])");
}

Test(error, E7_canceled_is_one_fixed_error)
{
    cr_expect_eq(exeunt_error_canceled(), exeunt_error_canceled());
    cr_expect_eq(exeunt_error_canceled()->code, EXEUNT_ECANCELED);
    cr_expect_eq(exeunt_error_canceled()->origin, EXEUNT_ORIGIN_CANCEL);
}

Test(error, E7_canceled_never_stands_among_the_errors)
{
    test_manager *a = manager_named("a");
    exeunt_pool *pool = pool_of(a);

    a->enter = SUCCEEDS;
    a->exit = RAISES_WHAT_IT_WAS_TOLD;
    exeunt_pool_begin(pool);
    exeunt_scope_cancel(&pool->scope);
    exeunt_pool_close(pool, exeunt_error_canceled());
    expect_trace("a enter begins", "body begins", "body cancel requested",
                 "a exit begins (canceled)", "pool closes (canceled)");
}

/* --- lists ------------------------------------------------------------------------------------ */

Test(error, a_list_is_the_chain_down_to_and_without_the_end)
{
    const exeunt_error *found[MANY];
    exeunt_error oldest = record("oldest", EXEUNT_ORIGIN_BODY, NULL);
    exeunt_error middle = record("middle", EXEUNT_ORIGIN_EXIT, &oldest);
    exeunt_error newest = record("newest", EXEUNT_ORIGIN_EXIT, &middle);

    cr_expect_eq(exeunt_error_list(&newest, NULL, found, MANY), 3);
    cr_expect_eq(found[0], &newest);
    cr_expect_eq(found[1], &middle);
    cr_expect_eq(found[2], &oldest);
    cr_expect_eq(exeunt_error_list(&newest, &oldest, found, MANY), 2);
    cr_expect_eq(exeunt_error_list(NULL, NULL, found, MANY), 0);
}

Test(error, a_list_that_is_too_short_is_filled_and_told_its_length)
{
    exeunt_error oldest = record("oldest", EXEUNT_ORIGIN_BODY, NULL);
    exeunt_error newest = record("newest", EXEUNT_ORIGIN_EXIT, &oldest);
    const exeunt_error *found[] = {NULL, &newest};

    cr_expect_eq(exeunt_error_list(&newest, NULL, found, 1), 2);
    cr_expect_eq(found[0], &newest);
    cr_expect_eq(found[1], &newest, "nothing is written beyond the end");
    cr_expect_eq(exeunt_error_list(&newest, NULL, NULL, 0), 2);
}

/* A combined error of a nested pool: members a.exit and b.exit, context body. */
static const exeunt_error *combined_error(test_manager *a, test_manager *b)
{
    exeunt_pool *inner = pool_of(a, b);
    exeunt_stack *outer = stack_of(inner);

    a->enter = b->enter = SUCCEEDS;
    a->exit = b->exit = FAILS;
    exeunt_stack_begin(outer);
    exeunt_stack_close(outer, body_error());
    skip_trace();
    return inner->scope.manager.raised;
}

Test(error, members_stand_in_the_place_of_a_combined_error)
{
    test_manager *a = manager_named("a");
    test_manager *b = manager_named("b");
    const exeunt_error *found[MANY];
    const exeunt_error *error = combined_error(a, b);

    cr_expect_eq(error->origin, EXEUNT_ORIGIN_SEVERAL);
    cr_expect_eq(exeunt_error_list(error, NULL, found, MANY), 3);
    cr_expect_eq(found[0], a->base.raised);
    cr_expect_eq(found[1], b->base.raised);
    cr_expect_eq(found[2], body_error());
}

Test(error, an_error_contains_itself_its_members_and_its_chain)
{
    test_manager *a = manager_named("a");
    test_manager *b = manager_named("b");
    const exeunt_error *error = combined_error(a, b);
    exeunt_error other = record("other", EXEUNT_ORIGIN_EXIT, NULL);

    cr_expect(exeunt_error_contains(error, error));
    cr_expect(exeunt_error_contains(error, b->base.raised));
    cr_expect(exeunt_error_contains(error, body_error()));
    cr_expect_not(exeunt_error_contains(error, &other));
    cr_expect_not(exeunt_error_contains(error, NULL));
    cr_expect_not(exeunt_error_contains(NULL, error));
}

/* --- text ------------------------------------------------------------------------------------- */

static const char *name(exeunt_origin origin)
{
    static char text[32];
    exeunt_error error = record("vm", origin, NULL);

    cr_expect_eq(exeunt_error_name(&error, text, sizeof text), strlen(text));
    return text;
}

Test(error, a_name_tells_who_and_what)
{
    cr_expect_str_eq(name(EXEUNT_ORIGIN_BODY), "vm");
    cr_expect_str_eq(name(EXEUNT_ORIGIN_ENTER), "vm.enter");
    cr_expect_str_eq(name(EXEUNT_ORIGIN_EXIT), "vm.exit");
    cr_expect_str_eq(name(EXEUNT_ORIGIN_DEADLINE), "vm.deadline");
    cr_expect_str_eq(name(EXEUNT_ORIGIN_SEVERAL), "vm");
}

Test(error, a_name_that_does_not_fit_is_cut_and_terminated)
{
    exeunt_error error = record("manager", EXEUNT_ORIGIN_ENTER, NULL);
    char text[] = "xxxxx";

    cr_expect_eq(exeunt_error_name(&error, text, 4), strlen("manager.enter"));
    cr_expect_str_eq(text, "man");
    cr_expect_eq(text[4], 'x');
    cr_expect_eq(exeunt_error_name(&error, NULL, 0), strlen("manager.enter"));
    cr_expect_eq(exeunt_error_name(NULL, text, sizeof text), 0);
    cr_expect_str_eq(text, "");
}

Test(error, a_text_shows_the_chain_newest_first_with_members_indented)
{
    char text[512];
    const exeunt_error *error = combined_error(manager_named("a"), manager_named("b"));
    size_t length = exeunt_error_format(error, text, sizeof text);

    cr_expect_eq(length, strlen(text));
    cr_expect_str_eq(text, "pool: several errors at once (-20003)\n"
                           "  a.exit: it fails (-6)\n"
                           "  b.exit: it fails (-6)\n"
                           "  while body: no such row (-2) propagated\n");
}

Test(error, a_text_knows_the_librarys_own_numbers)
{
    char text[64];
    exeunt_error error;

    exeunt_error_init(&error, EXEUNT_ECLOSED, "body", NULL);
    exeunt_error_format(&error, text, sizeof text);
    cr_expect_str_eq(text, "body: the scope has closed (-20001)\n");
    exeunt_error_init(&error, -9999, "body", NULL);
    exeunt_error_format(&error, text, sizeof text);
    cr_expect_str_eq(text, "body (-9999)\n");
    cr_expect_str_eq(exeunt_strerror(-9999), "unknown error");
}
