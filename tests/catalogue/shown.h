/* Cases of the catalogue that are shown by code in C: one manager or scope with the bug that was
 * reported, and the same without it, told apart by one condition.
 *
 * The suite of a test is the number of its case, `Test(case_98, ...)`: so test_catalogue.c finds
 * it, and `--filter='case_98/X'` runs it. */
#ifndef EXEUNT_TESTS_CATALOGUE_SHOWN_H
#define EXEUNT_TESTS_CATALOGUE_SHOWN_H

#include <exeunt/check.h>

/* What `data` of a manager of these tests points to. */
typedef enum twin { REPORTED, MENDED } twin;

typedef struct shown_manager {
    const char *scenario; /* who is called `db` in it is in C */
    unsigned cancels;
    exeunt_manager *(*create)(exeunt_border *border, const char *name, void *data);
    const char *rule;     /* that the reported one breaks, and no other, */
    const char *schedule; /* ... by these items at the soonest, joined by "; " */
} shown_manager;

/* The one that was reported breaks its rule, and is blamed; the mended one holds. By running as by
 * going back to states. */
void show_manager(const shown_manager *one);

/* What breaks nothing where it is checked so, and one that breaks that rule only. */
void expect_holds(exeunt_check_config config);
void expect_found(exeunt_check_config config, const char *rule, const char *blame,
                  const char *schedule);

#endif
