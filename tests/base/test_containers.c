/* Arrays that grow, and tables of numbers. */
#include "base/grow.h"
#include "base/table.h"

#include <criterion/criterion.h>
#include <stdlib.h>

/* --- growing ---------------------------------------------------------------------------------- */

Test(grow, keeps_what_is_there_and_has_room_for_more)
{
    size_t *items = NULL;
    size_t capacity = 0;
    for (size_t i = 0; i < 1000; i++) {
        cr_assert(EXN_MAKE_ROOM(items, capacity, i + 1));
        items[i] = i;
    }
    cr_expect_geq(capacity, 1000);
    cr_expect_lt(capacity, 1600); /* by half at a time */
    for (size_t i = 0; i < 1000; i++) {
        cr_assert_eq(items[i], i);
    }
    free(items);
}

Test(grow, makes_as_much_room_as_is_wanted_at_once)
{
    char *items = NULL;
    size_t capacity = 0;
    cr_assert(EXN_MAKE_ROOM(items, capacity, 5000));
    cr_expect_eq(capacity, 5000);
    const char *before = items;
    cr_assert(EXN_MAKE_ROOM(items, capacity, 4000));
    cr_expect_eq(items, before);
    cr_expect_eq(capacity, 5000);
    free(items);
}

Test(grow, changes_nothing_where_there_is_no_memory)
{
    double *items = NULL;
    size_t capacity = 0;
    cr_assert(EXN_MAKE_ROOM(items, capacity, 3));
    const double *before = items;
    cr_expect_not(EXN_MAKE_ROOM(items, capacity, SIZE_MAX / 2));
    cr_expect_eq(items, before);
    cr_expect_eq(capacity, 16);
    free(items);
}

/* --- tables ----------------------------------------------------------------------------------- */

/* Two hundred items share each hash. */
static uint64_t hash_of(const void *items, uint32_t number)
{
    return ((const uint32_t *)items)[number] / 200;
}

static bool is_item(const void *items, uint32_t number, const void *wanted)
{
    return ((const uint32_t *)items)[number] == *(const uint32_t *)wanted;
}

static uint32_t find(const exn_table *table, const uint32_t *items, uint32_t wanted)
{
    return exn_table_find(table, wanted / 200, is_item, items, &wanted);
}

static void add(exn_table *table, const uint32_t *items, uint32_t number)
{
    cr_assert(exn_table_make_room(table, hash_of, items));
    uint32_t *place =
        exn_table_place(table, hash_of(items, number), is_item, items, &items[number]);
    cr_assert_eq(*place, 0);
    exn_table_put(table, place, number);
}

Test(table, finds_each_item_whatever_else_has_its_hash)
{
    enum { ITEMS = 2000 };
    uint32_t items[ITEMS + 1] = {0};
    exn_table table = {.places = NULL};
    cr_expect_eq(find(&table, items, 7), 0);
    for (uint32_t i = 1; i <= ITEMS; i++) {
        items[i] = i * 7 % 2003;
        add(&table, items, i);
        cr_assert_eq(table.count, i);
    }
    for (uint32_t i = 1; i <= ITEMS; i++) {
        cr_assert_eq(find(&table, items, items[i]), i);
    }
    cr_expect_eq(find(&table, items, 5000), 0);
    cr_expect_leq(table.count, table.place_count / 2);
    exn_table_free(&table);
    cr_expect_eq(find(&table, items, items[1]), 0);
}

Test(table, takes_another_item_that_is_the_same_in_its_stead)
{
    const uint32_t items[] = {0, 12, 12};
    exn_table table = {.places = NULL};
    add(&table, items, 1);
    exn_table_put(&table, exn_table_place(&table, 0, is_item, items, &items[2]), 2);
    cr_expect_eq(table.count, 1);
    cr_expect_eq(find(&table, items, 12), 2);
    exn_table_clear(&table);
    cr_expect_eq(table.count, 0);
    cr_expect_eq(find(&table, items, 12), 0);
    exn_table_free(&table);
}
