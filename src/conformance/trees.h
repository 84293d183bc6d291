/* Every tree of scopes within bounds, as scenarios in which everything may happen.
 *
 * A tree is an outermost stack or pool whose members are managers and nested scopes; a nested scope
 * has at least one member. Its name shows it: `pool-a-stack_b_c` is a pool of a and of a stack of b
 * and c. `-` stands before each member of the outermost scope, `_` before each member of a scope in
 * it, `.` before each member of a scope in that; so a name needs no brackets, nor quotes in a
 * shell. Managers are called a, b, c, ... in the order of the name.
 */
#ifndef EXN_CONFORMANCE_TREES_H
#define EXN_CONFORMANCE_TREES_H

#include <stdbool.h>
#include <stddef.h>

enum {
    EXN_TREE_MANAGERS_MAX = 3, /* of the trees that are numbered; a name may have 26 */
    EXN_TREE_LEVELS_MAX = 3,   /* scopes within each other */
    /* Up to so many managers memory may be refused, too: each allocation in a run is a choice, and
     * where there are more managers, there are many. */
    EXN_TREE_MANAGERS_WITHOUT_MEMORY = 2
};

/* How many trees there are within the bounds. L(n, v) is the number of lists of members with n
 * managers in all, where scopes may stand in each other v levels deep:
 *
 *     L(0, v) = 1
 *     L(n, v) = sum over k = 1 ... n of M(k, v) L(n - k, v)     the first member has k managers
 *     M(k, v) = [k = 1] + 2 L(k, v - 1), without the last term for v = 0
 *
 * The outermost scope is one of two kinds, with one level less below it: with 3 levels and up to 3
 * managers 2 (1 + 7 + 71 + 733) = 1624. */
size_t exn_tree_count(void);

/* Returns the name of tree number `index` (from 0), in the order of the number of managers. The
 * caller frees it. NULL when out of memory. */
char *exn_tree_name(size_t index);

/* Returns the scenario of a tree as text, called `title`: each enter enters or fails, each exit
 * exits, suppresses or fails, the body returns or raises and, if it `is_canceled`, a cancel request
 * may come at any moment; where there are few managers memory may be refused. The caller frees it.
 * NULL if no tree has that name, and when out of memory (errno: EINVAL or ENOMEM). */
char *exn_tree_scenario(const char *name, const char *title, bool is_canceled);

#endif
