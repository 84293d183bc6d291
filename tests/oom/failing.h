/* Memory that runs out: the n-th allocation of the code under test fails, and either that one
 * alone or all that follow.
 *
 * The linker puts these functions in the place of the C library's in everything that is linked
 * statically: all of ours. jansson is given them. libfyaml is left out but for the making of its
 * parser: inside, where its own allocations fail, it may take the text for ended, or crash. */
#ifndef EXEUNT_TESTS_OOM_FAILING_H
#define EXEUNT_TESTS_OOM_FAILING_H

#include <stdbool.h>
#include <stddef.h>

/* To be called once, before anything is allocated. */
void failing_begin(void);

/* From now on allocation number `n` (from 1) fails, and with `for_good` all after it. 0: none. */
void failing_at(size_t n, bool for_good);

/* How many allocations were refused since failing_at. */
size_t failing_refused(void);

/* How many blocks are there that were not freed. */
size_t failing_live(void);

#endif
