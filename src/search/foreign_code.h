/* Code under test that a program brings along: its statics belong to the world (statics.h), and it
 * may keep something outside the world, which audits look for (self_audit.c). */
#ifndef EXN_SEARCH_FOREIGN_CODE_H
#define EXN_SEARCH_FOREIGN_CODE_H

#include "result/result.h"
#include "search/explore_options.h"

/* Whether there is any: not where only scenarios play, in scopes of our own. */
bool exn_has_foreign_code(const exn_explore_options *options);

/* Before the world is made: from now on its statics belong to it. NULL, or why they do not. */
const char *exn_foreign_code_begin(const exn_explore_options *options);

/* When it is gone: puts them back, and notes in the result which were seen to change, or why they
 * did not belong to the world. Returns the result, or NULL when out of memory; it may be NULL. */
exn_result *exn_foreign_code_end(const exn_explore_options *options, const char *why_not,
                                 exn_result *result);

#endif
