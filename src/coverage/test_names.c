/* The names of scenarios as lcov writes them. */
#include "coverage/coverage.h"

#include <string.h>

static const char kept[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

/* geninfo makes the same replacement in a name, and warns. */
char *exn_coverage_name(const char *label)
{
    char *name = strdup(label);
    for (char *at = name; at != NULL && at[strspn(at, kept)] != '\0';) {
        at += strspn(at, kept);
        *at = '_';
    }
    return name;
}

bool exn_coverage_find_collision(const exn_coverage_test *tests, size_t count, size_t *first,
                                 size_t *second)
{
    for (*second = 1; *second < count; ++*second) {
        for (*first = 0; *first < *second; ++*first) {
            if (strcmp(tests[*first].name, tests[*second].name) == 0) {
                return true;
            }
        }
    }
    return false;
}

int exn_coverage_write_descriptions(const exn_coverage_test *tests, size_t count, FILE *out)
{
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "TN:%s\nTD:%s: %s\n", tests[i].name, tests[i].label, tests[i].about);
    }
    return ferror(out) ? -1 : 0;
}
