/* Cases of the catalogue that are shown by code in C: one manager or scope with the reported bug,
 * and the same one without it; one condition distinguishes them.
 *
 * The suite of a test has the number of its case, `Test(case_98, ...)`: so test_catalogue.c finds
 * it, and `--filter='case_98/X'` runs it. */
#ifndef EXEUNT_TESTS_CATALOGUE_SHOWN_H
#define EXEUNT_TESTS_CATALOGUE_SHOWN_H

#include <exeunt/check.h>

/* What `data` of a manager in these tests points to. */
typedef enum twin { REPORTED, MENDED } twin;

typedef struct shown_manager {
    const char *scenario; /* its manager `db` is written in C */
    unsigned cancels;
    exeunt_manager *(*create)(exeunt_border *border, const char *name, void *data);
    const char *rule;     /* the only rule that the reported one breaks */
    const char *schedule; /* the shortest schedule that breaks it: items joined by "; " */
} shown_manager;

/* Expects that the reported manager breaks its rule and is blamed, and that the mended one holds;
 * by running and by states. */
void show_manager(const shown_manager *one);

/* Expect that a configuration holds; or that it breaks exactly one rule. */
void expect_holds(exeunt_check_config config);
void expect_found(exeunt_check_config config, const char *rule, const char *blame,
                  const char *schedule);

#endif
