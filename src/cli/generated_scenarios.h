/* Operands that name scenarios which no file holds:
 *
 *     tree:pool-a-stack_b_c                 a tree (conformance/trees.h); `tree:` is all of them
 *     calm-tree:pool-a-stack_b_c            the same without a cancel request
 *     ./libmydb.so#db:alone-in-a-stack      a manager (manager_operand.h); without `:` all of its
 */
#ifndef EXN_CLI_GENERATED_SCENARIOS_H
#define EXN_CLI_GENERATED_SCENARIOS_H

#include <stdbool.h>

/* Returns whether an operand, or the `file` of a scenario, names generated ones. */
bool exn_is_generated(const char *operand);

/* One generated scenario. Each text is malloc'ed. */
typedef struct exn_generated {
    char *operand; /* names this one alone */
    char *label;   /* the operand without the folder of a plugin; also the name of the scenario */
    char *text;
} exn_generated;

/* Receives one, and owns its texts from now on. */
typedef void exn_generated_fn(void *context, exn_generated generated);

/* Makes the scenarios that an operand names. Returns false, after a message, if there is none. */
bool exn_generate(const char *operand, exn_generated_fn *take, void *context);

/* Writes the scenario of an operand that names one as a file of `folder`, which exists. Returns 0,
 * or -1 (errno). */
int exn_generated_write(const char *operand, const char *folder);

#endif
