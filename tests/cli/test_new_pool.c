/* The pool that `exeunt new` writes, unchanged: its own check passes, and it does what the
 * scenarios of this project demand of a pool. */
#define main check_fresh_pool
#include "fresh-pool.c"
#undef main

#include <criterion/criterion.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>

Test(new_pool, passes_its_own_check)
{
    cr_expect_eq(check_fresh_pool(), 0);
}

/* The caller frees the text. */
static char *text_of(const char *path)
{
    char *text = NULL;
    size_t size = 0;
    FILE *file = fopen(path, "rb");
    cr_assert(file != NULL && getdelim(&text, &size, '\0', file) > 0, "%s: nothing in it", path);
    fclose(file);
    return text;
}

/* Returns whether a scenario expects a pool that begins its body in a later turn of its loop. */
static bool wants_another_pool(const char *path)
{
    return strstr(path, "/cancel/anywhere-in-a-pool.yaml") != NULL ||
           strstr(path, "/cancel/body-runs-until-it-is-asked-to-stop.yaml") != NULL;
}

/* Checks the pool on a scenario, unless that expects a breach or another pool. Returns whether the
 * scenario tested the pool, and did not need more than it can do. */
static bool is_tested_by(const char *path)
{
    char *text = text_of(path);
    if (strstr(text, "\nviolates:") != NULL || wants_another_pool(path)) {
        free(text);
        return false;
    }
    exeunt_check_result *result =
        exeunt_check(&(exeunt_check_config){.name = path,
                                            .scenario = text,
                                            .implementation = &fresh_pool_implementation,
                                            .snapshots = true});
    cr_assert_not_null(result);
    bool skipped = result->verdict == EXEUNT_VERDICT_SKIPPED;
    char *told = exeunt_check_text(result);
    cr_expect(skipped || result->passed, "%s: %s", path, told);
    free(told);
    exeunt_check_free(result);
    free(text);
    return !skipped;
}

Test(new_pool, does_what_pools_owe)
{
    enum { TESTED_MIN = 30 };
    glob_t found;
    size_t tested = 0;
    cr_assert_eq(glob(EXEUNT_SOURCE_DIR "/scenarios/*/*.yaml", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        tested += is_tested_by(found.gl_pathv[i]);
    }
    globfree(&found);
    cr_expect_geq(tested, TESTED_MIN, "only %zu scenarios have tested it", tested);
}
