/* Checks the reported and the mended version of a case. */
#include "shown.h"

#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

enum { SCHEDULE_SIZE = 512 };

static void join(char *text, const char *const *items, size_t count)
{
    text[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(text);
        snprintf(text + length, SCHEDULE_SIZE - length, "%s%s", i > 0 ? "; " : "", items[i]);
    }
}

static void expect_verdict(const exeunt_check_result *result, exeunt_verdict verdict)
{
    char *text = exeunt_check_text(result);
    cr_assert_eq(result->verdict, verdict, "%s", text);
    free(text);
}

static void hold(const exeunt_check_config *config)
{
    exeunt_check_result *result = exeunt_check(config);
    expect_verdict(result, EXEUNT_VERDICT_HOLDS);
    cr_expect(result->exhaustive);
    exeunt_check_free(result);
}

static void find(const exeunt_check_config *config, const char *rule, const char *blame,
                 const char *schedule)
{
    char found[SCHEDULE_SIZE];
    exeunt_check_result *result = exeunt_check(config);
    expect_verdict(result, EXEUNT_VERDICT_VIOLATED);
    const exeunt_violation *violation = &result->violations[0];
    join(found, violation->schedule, violation->schedule_count);
    cr_expect_eq(result->violation_count, 1, "and %s", result->violations[1].message);
    cr_expect_str_eq(violation->rule, rule, "%s: %s", violation->rule, violation->message);
    cr_expect_str_eq(violation->blame, blame);
    cr_expect_str_eq(found, schedule);
    cr_expect(violation->shortest);
    exeunt_check_free(result);
}

void expect_holds(exeunt_check_config config)
{
    hold(&config);
    config.snapshots = true;
    hold(&config);
}

void expect_found(exeunt_check_config config, const char *rule, const char *blame,
                  const char *schedule)
{
    find(&config, rule, blame, schedule);
    config.snapshots = true;
    find(&config, rule, blame, schedule);
}

void show_manager(const shown_manager *one)
{
    twin reported = REPORTED, mended = MENDED;
    exeunt_check_config config = {.scenario = one->scenario,
                                  .cancels = one->cancels,
                                  .managers = {{"db", one->create, &reported}}};
    expect_found(config, one->rule, "db", one->schedule);
    config.managers[0].data = &mended;
    expect_holds(config);
}
