/* Reads lcov's tracefiles as far as this project needs them, and what is computed from them. */
#include "coverage/coverage.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const exn_coverage_test tests[] = {
    {.name = "pool_a", .label = "pool/a"},
    {.name = "pool_b", .label = "pool/b"},
};
enum { TESTS = sizeof tests / sizeof *tests };

/* Each test takes another branch of line 3. Only the second one reaches line 4, and none line 5. */
static const char two_tests[] = "TN:pool_a\n"
                                "SF:/home/me/src/core/pool.c\n"
                                "FN:2,begin\nFNDA:1,begin\n"
                                "BRDA:3,0,0,2\nBRDA:3,0,1,0\n"
                                "DA:3,2\nDA:4,0\nDA:5,0\nLF:3\nLH:1\n"
                                "end_of_record\n"
                                "TN:pool_b\n"
                                "SF:/home/me/src/core/pool.c\n"
                                "BRDA:3,0,0,-\nBRDA:3,0,1,7\n"
                                "DA:3,7\nDA:4,1\nDA:5,0\n"
                                "end_of_record\n";

/* Reads a text; returns the result of exn_coverage_read. */
static int read_text(const char *text, exn_coverage *coverage)
{
    FILE *file = fmemopen((char *)text, strlen(text), "r");
    cr_assert_not_null(file);
    int status = exn_coverage_read(file, tests, TESTS, coverage);
    fclose(file);
    return status;
}

Test(tracefile, adds_up_what_the_tests_tell)
{
    exn_coverage coverage;
    cr_assert_eq(read_text(two_tests, &coverage), 0);
    cr_assert_eq(coverage.file_count, 1);
    const exn_coverage_file *file = &coverage.files[0];
    cr_assert_str_eq(file->name, "src/core/pool.c");
    cr_assert_eq(file->lines[3].count, 9);
    cr_assert_eq(file->lines[3].test_count, 2);
    cr_assert_eq(file->lines[4].test_count, 1);
    cr_assert_not(exn_coverage_reaches(&file->lines[4], 0));
    cr_assert(exn_coverage_reaches(&file->lines[4], 1));
    cr_assert_null(file->lines[2].tests, "line 2 holds no code");
    exn_coverage_free(&coverage);
}

Test(tracefile, counts_lines_and_branches)
{
    exn_coverage coverage;
    cr_assert_eq(read_text(two_tests, &coverage), 0);
    exn_coverage_share lines = exn_coverage_lines(&coverage.files[0]);
    exn_coverage_share branches = exn_coverage_branches(&coverage.files[0], 0);
    cr_assert_eq(lines.part, 2);
    cr_assert_eq(lines.whole, 3);
    cr_assert_eq(branches.part, 2, "each test takes the branch that the other one does not");
    cr_assert_eq(branches.whole, 2);
    cr_assert_eq(exn_coverage_branches(&coverage.files[0], 4).whole, 0);
    exn_coverage_free(&coverage);
}

Test(tracefile, tells_the_lines_that_nobody_reaches)
{
    static const char text[] =
        "TN:pool_a\nSF:/x.c\nDA:2,0\nDA:4,0\nDA:5,1\nDA:7,0\nend_of_record\n";
    exn_coverage coverage;
    cr_assert_eq(read_text(text, &coverage), 0);
    size_t first = 1;
    size_t last = 0;
    cr_assert(exn_coverage_next_missed(&coverage.files[0], &first, &last));
    cr_assert(first == 2 && last == 4, "line 3 holds no code");
    first = last + 1;
    cr_assert(exn_coverage_next_missed(&coverage.files[0], &first, &last));
    cr_assert(first == 7 && last == 7);
    first = last + 1;
    cr_assert_not(exn_coverage_next_missed(&coverage.files[0], &first, &last));
    exn_coverage_free(&coverage);
}

Test(tracefile, is_told_as_json)
{
    exn_coverage coverage;
    cr_assert_eq(read_text(two_tests, &coverage), 0);
    char *json = NULL;
    size_t size;
    FILE *out = open_memstream(&json, &size);
    cr_assert_eq(exn_coverage_write_json(&coverage, out), 0);
    fclose(out);
    cr_expect_str_eq(json, "{\"version\":1,\"files\":[{\"file\":\"src/core/pool.c\",\"lines\":["
                           "{\"line\":3,\"count\":9,\"branches\":[2,7],"
                           "\"scenarios\":[\"pool/a\",\"pool/b\"]},"
                           "{\"line\":4,\"count\":1,\"scenarios\":[\"pool/b\"]},"
                           "{\"line\":5,\"count\":0,\"scenarios\":[]}]}]}\n");
    free(json);
    exn_coverage_free(&coverage);
}

Test(tracefile, is_refused_if_it_is_none)
{
    static const char *const texts[] = {
        "TN:nobody\n",                                 /* a test that was not run */
        "TN:pool_a\nDA:1,1\n",                         /* before any file */
        "TN:pool_a\nSF:/x.c\nDA:one,1\n",              /* no number */
        "TN:pool_a\nSF:/x.c\nDA:4000000000,1\n",       /* no line */
        "TN:pool_a\nSF:/x.c\nBRDA:1,0\n",              /* no branch */
        "TN:pool_a\nSF:/x.c\nend_of_record\nDA:1,1\n", /* after its file */
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        exn_coverage coverage;
        errno = 0;
        cr_expect_eq(read_text(texts[i], &coverage), -1, "%s", texts[i]);
        cr_expect_eq(errno, EINVAL, "%s", texts[i]);
        exn_coverage_free(&coverage);
    }
}

Test(names, keep_letters_digits_and_underscores)
{
    char *name = exn_coverage_name("pool/case-1 x_Y\xc3\xa9");
    cr_assert_str_eq(name, "pool_case_1_x_Y__");
    free(name);
}

Test(names, collide_when_lcov_cannot_tell_them_apart)
{
    const exn_coverage_test some[] = {{.name = "a"}, {.name = "b"}, {.name = "c"}, {.name = "b"}};
    size_t first = 0;
    size_t second = 0;
    cr_assert_not(exn_coverage_find_collision(some, 3, &first, &second));
    cr_assert(exn_coverage_find_collision(some, 4, &first, &second));
    cr_assert_eq(first, 1);
    cr_assert_eq(second, 3);
}

Test(percent, is_full_only_when_all_is_reached)
{
    cr_assert_eq(exn_coverage_percent((exn_coverage_share){9999, 10000}), 99.9);
    cr_assert_eq(exn_coverage_percent((exn_coverage_share){10000, 10000}), 100);
    cr_assert_eq(exn_coverage_percent((exn_coverage_share){0, 0}), 100);
}
