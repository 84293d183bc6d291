/* Operands that name scenarios which no file holds: `tree:pool-a-stack_b_c` (conformance/trees.h),
 * and `tree:` for all trees; `calm-tree:` instead of `tree:` for the same without a cancel
 * request. */
#ifndef EXN_CLI_GENERATED_SCENARIOS_H
#define EXN_CLI_GENERATED_SCENARIOS_H

#include <stdbool.h>

/* Returns whether an operand, or the `file` of a scenario, names generated ones. */
bool exn_is_generated(const char *operand);

/* Receives one scenario. It owns both texts from now on. */
typedef void exn_generated_fn(void *context, char *operand, char *text);

/* Makes the scenarios that an operand names. Returns false, after a message, if there is none. */
bool exn_generate(const char *operand, exn_generated_fn *take, void *context);

#endif
