/* Makes the scenarios that an operand names. */
#include "cli/generated_scenarios.h"

#include "cli/memory.h"
#include "conformance/trees.h"

#include <errno.h>
#include <string.h>

typedef struct family {
    const char *prefix;
    bool is_canceled;
} family;

static const family families[] = {{"tree:", true}, {"calm-tree:", false}};
enum { FAMILIES = sizeof families / sizeof *families };

/* Returns the family that an operand names, or NULL. */
static const family *family_of(const char *operand)
{
    for (size_t i = 0; i < FAMILIES; i++) {
        if (strncmp(operand, families[i].prefix, strlen(families[i].prefix)) == 0) {
            return &families[i];
        }
    }
    return NULL;
}

bool exn_is_generated(const char *operand)
{
    return family_of(operand) != NULL;
}

/* Returns the scenario of a tree, or NULL if there is no such tree. */
static char *scenario_of(const family *kin, const char *operand)
{
    const char *tree = operand + strlen(kin->prefix);
    char *text = exn_tree_scenario(tree, operand, kin->is_canceled);
    if (text == NULL && errno != EINVAL) {
        exn_out_of_memory();
    }
    return text;
}

static void generate_all(const family *kin, exn_generated_fn *take, void *context)
{
    size_t count = exn_tree_count();
    for (size_t i = 0; i < count; i++) {
        char *tree = exn_need(exn_tree_name(i));
        char *operand;
        if (asprintf(&operand, "%s%s", kin->prefix, tree) < 0) {
            exn_out_of_memory();
        }
        take(context, operand, exn_need(scenario_of(kin, operand)));
        free(tree);
    }
}

bool exn_generate(const char *operand, exn_generated_fn *take, void *context)
{
    const family *kin = family_of(operand);
    if (strcmp(operand, kin->prefix) == 0) {
        generate_all(kin, take, context);
        return true;
    }
    char *text = scenario_of(kin, operand);
    if (text == NULL) {
        fprintf(stderr,
                "exeunt: %s is no tree: `tree:pool-a-stack_b_c` is a pool of a and of a stack of b "
                "and c, `tree:` is all of them, and a file of that name is ./%s\n",
                operand, operand);
        return false;
    }
    take(context, exn_need(strdup(operand)), text);
    return true;
}
