/* Trees: as many as the formula says, no two of a name, and each name means its own tree. */
#include "conformance/trees.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int by_text(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* The letters of a name that are managers, not of a word. */
static unsigned count_managers(const char *name)
{
    unsigned count = 0;
    for (const char *at = name; *at != '\0'; at++) {
        count += at > name && strchr("-_.", at[-1]) != NULL &&
                 (at[1] == '\0' || strchr("-_.", at[1]) != NULL);
    }
    return count;
}

/* By generating functions: the lists of one level are 1 / (1 - M), whose members M are a manager or
 * one of two kinds of scope with a list that is not empty. */
static void count_lists(unsigned level, size_t lists[EXN_TREE_MANAGERS_MAX + 1])
{
    size_t members[EXN_TREE_MANAGERS_MAX + 1] = {0, 1};
    if (level + 1 < EXN_TREE_LEVELS_MAX) {
        size_t below[EXN_TREE_MANAGERS_MAX + 1];
        count_lists(level + 1, below);
        for (unsigned n = 1; n <= EXN_TREE_MANAGERS_MAX; n++) {
            members[n] += 2 * below[n];
        }
    }
    lists[0] = 1;
    for (unsigned n = 1; n <= EXN_TREE_MANAGERS_MAX; n++) {
        lists[n] = 0;
        for (unsigned k = 1; k <= n; k++) {
            lists[n] += members[k] * lists[n - k];
        }
    }
}

Test(trees, are_as_many_as_the_formula_says_and_no_two_alike)
{
    size_t count = exn_tree_count();
    size_t found[EXN_TREE_MANAGERS_MAX + 1] = {0};
    char **names = calloc(count, sizeof *names);
    for (size_t i = 0; i < count; i++) {
        names[i] = exn_tree_name(i);
        unsigned managers = count_managers(names[i]);
        cr_assert_leq(managers, (unsigned)EXN_TREE_MANAGERS_MAX);
        found[managers]++;
    }
    size_t lists[EXN_TREE_MANAGERS_MAX + 1];
    count_lists(0, lists);
    for (unsigned n = 0; n <= EXN_TREE_MANAGERS_MAX; n++) {
        cr_expect_eq(found[n], 2 * lists[n], "%zu trees of %u managers", found[n], n);
    }
    cr_expect_eq(count, 2 * (1 + 7 + 71 + 733));
    qsort(names, count, sizeof *names, by_text);
    for (size_t i = 1; i < count; i++) {
        cr_expect_str_neq(names[i - 1], names[i]);
    }
    for (size_t i = 0; i < count; i++) {
        free(names[i]);
    }
    free(names);
}

Test(trees, mean_what_their_names_show)
{
    char *text = exn_tree_scenario("pool-stack_a_pool.b-c", "one", true);
    cr_assert_not_null(text);
    cr_expect_not_null(strstr(text, "scope: {pool: [{stack: [a, {pool: [b]}]}, c]}\n"));
    cr_expect_not_null(strstr(text, "\n  c: {enter: [enters, fails], "));
    cr_expect_null(strstr(text, "\n  d: "));
    free(text);
    for (size_t i = 0; i < exn_tree_count(); i += 7) {
        char *name = exn_tree_name(i);
        text = exn_tree_scenario(name, name, i % 2 == 0);
        cr_expect_not_null(text, "%s", name);
        free(text);
        free(name);
    }
}

Test(trees, have_no_other_names)
{
    static const char *const wrong[] = {"",         "stac",        "stack-",    "stack-b",
                                        "pool-a-a", "pool--a",     "stack-a_b", "pool-stack",
                                        "pool_a",   "stackpool",   "stack-ab",  "pool-a-",
                                        "pool-A",   "stack-a-b.c", "pool.a",    "stack-stack_",
                                        "pool a",   "pool-a-pool", "pools-a",   "*"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        errno = 0;
        cr_expect_null(exn_tree_scenario(wrong[i], "one", true), "%s", wrong[i]);
        cr_expect_eq(errno, EINVAL);
    }
}
