/* Memory that runs out: allocation number n of the code under test fails, and either that one alone
 * or all that follow.
 *
 * The linker puts these functions in place of the C library's, in everything that is linked
 * statically: all of our code. jansson gets them as its allocation functions. libfyaml is left out,
 * except where its parser is made: where its own allocations fail, it may take the text for ended,
 * or crash. */
#ifndef EXEUNT_TESTS_OOM_FAILING_H
#define EXEUNT_TESTS_OOM_FAILING_H

#include <stdbool.h>
#include <stddef.h>

/* Call this once, before the first allocation. */
void failing_begin(void);

/* From now on allocation number `n` (from 1) fails and, with `for_good`, all after it. 0: none
 * fails. */
void failing_at(size_t n, bool for_good);

/* Returns how many allocations have failed since failing_at. */
size_t failing_refused(void);

/* Returns how many blocks are allocated and not freed. */
size_t failing_live(void);

#endif
