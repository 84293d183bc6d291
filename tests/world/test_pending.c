/* What may come next from outside: the order in which it is listed. */
#include "world/pending.h"

#include <criterion/criterion.h>

static exeunt_external externals[5];
static exn_pending pending;

/* As the numbers of the externals: "0 3 1". */
static void expect_order(const char *order)
{
    const exeunt_external *at = pending.first;
    for (const char *digit = order; *digit != '\0'; digit += 1) {
        if (*digit != ' ') {
            cr_assert_eq(at, &externals[*digit - '0'], "at the %c of %s", *digit, order);
            at = at->next;
        }
    }
    cr_assert_null(at, "more than %s", order);
}

static void add(int external, uint32_t owner)
{
    exn_pending_add(&pending, &externals[external], owner);
}

static void withdraw(int external)
{
    exn_pending_remove(&pending, &externals[external]);
}

Test(pending, lists_by_owner_and_then_by_the_start_of_waiting)
{
    add(0, 2);
    add(1, 1);
    add(2, 2);
    add(3, 0);
    add(4, 1);
    expect_order("3 1 4 0 2");
}

Test(pending, goes_on_in_order_after_any_of_them_was_removed)
{
    add(0, 1);
    add(1, 1);
    add(2, 1);
    withdraw(2); /* the last one */
    add(3, 1);
    expect_order("0 1 3");
    withdraw(0); /* the first one */
    withdraw(1);
    add(4, 0);
    expect_order("4 3");
    withdraw(4);
    withdraw(3);
    add(2, 7);
    expect_order("2");
}

Test(pending, leaves_no_trace_in_what_was_removed)
{
    const exeunt_external fresh = {.data = NULL};
    add(0, 3);
    add(1, 3);
    withdraw(0);
    withdraw(1);
    cr_assert_eq(memcmp(&externals[0], &fresh, sizeof fresh), 0);
    cr_assert_eq(memcmp(&pending, &(exn_pending){.first = NULL}, sizeof pending), 0);
}
