/* Names of code under test, moved from one folder to another. */
#define _GNU_SOURCE
#include "base/adapter_name.h"
#include "base/code_name.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Compares, and frees. */
static void expect(char *found, const char *expected)
{
    cr_expect_str_eq(found, expected);
    free(found);
}

/* Goes to a new folder, in which there are these files. */
static void be_in_folder_with(const char *const *files, size_t count)
{
    static char folder[] = "/tmp/code_names_XXXXXX";
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
    cr_assert_eq(mkdir("tests", 0700), 0);
    cr_assert_eq(mkdir("a b", 0700), 0);
    for (size_t i = 0; i < count; i++) {
        FILE *file = fopen(files[i], "w");
        cr_assert_not_null(file);
        fclose(file);
    }
}

static void remove_all(const char *const *files, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        unlink(files[i]);
    }
    rmdir("tests");
    rmdir("a b");
    char folder[4096];
    if (getcwd(folder, sizeof folder) != NULL) {
        rmdir(folder);
    }
}

Test(code_names, are_relative_to_the_folder_of_the_scenario)
{
    static const char *const in_tests[][2] = {
        {"python:pools.py:gather_cm", "python:tests/pools.py:gather_cm"},
        {"python:./pools.py:gather_cm#pool", "python:tests/pools.py:gather_cm#pool"},
        {"python:/there/pools.py:gather_cm", "python:/there/pools.py:gather_cm"},
        {"python:zoo/pools.py:gather_cm", "python:tests/zoo/pools.py:gather_cm"},
        {"python:pools:gather_cm", "python:pools:gather_cm"},
        {"exec: ./mine --fast ./x", "exec: tests/mine --fast ./x"},
        {"exec:zoo/mine", "exec:tests/zoo/mine"},
        {"exec: python3 ./mine", "exec: python3 ./mine"},
        {"exec: \"./mine\"", "exec: \"./mine\""},
        {"exec: $HOME/mine", "exec: $HOME/mine"},
        {"./libpool.so#one", "tests/libpool.so#one"},
        {"gather-cm", "gather-cm"},
        {"zoo/gather-cm", "zoo/gather-cm"},
    };
    for (size_t i = 0; i < sizeof in_tests / sizeof *in_tests; i++) {
        expect(exn_code_name_in("tests/one.yaml", in_tests[i][0]), in_tests[i][1]);
    }
    expect(exn_code_name_in("one.yaml", "python:pools.py:pool"), "python:pools.py:pool");
    expect(exn_code_name_in("one.yaml", "exec: ./mine"), "exec: ./mine");
    expect(exn_code_name_in(NULL, "python:tests/pools.py:pool"), "python:tests/pools.py:pool");
    /* A scenario that an operand makes lies in no folder. */
    expect(exn_code_name_in("python:tests/db.py:Db:alone-in-a-stack", "python:tests/db.py:Db"),
           "python:tests/db.py:Db");
}

Test(code_names, keep_what_a_shell_would_take_apart)
{
    expect(exn_code_name_in("a b/it's.yaml", "exec: ./mine  x"), "exec: a\\ b/mine  x");
    expect(exn_code_name_in("a b/one.yaml", "exec: ./my\\ own\\;"), "exec: a\\ b/my\\ own\\;");
    expect(exn_code_name_in("a b/one.yaml", "python:pools.py:pool"), "python:a b/pools.py:pool");
}

Test(code_names, say_where_their_path_is)
{
    const char *command = "exec:  ./my\\ own x";
    expect(exn_adapter_path_read(command, exn_adapter_path(command)), "./my own");
    cr_expect_eq(exn_adapter_path("python:pools.py:pool").length, strlen("pools.py"));
    cr_expect_eq(exn_adapter_path("python:c:/pools.py:pool#pool").length, strlen("c:/pools.py"));
    static const char *const without[] = {"python:pools:pool", "python:.py:pool", "exec: mine",
                                          "exec: A=1 ./mine",  "exec: ./mine\\",  "exec: ~/mine"};
    for (size_t i = 0; i < sizeof without / sizeof *without; i++) {
        cr_expect_eq(exn_adapter_path(without[i]).length, 0, "%s", without[i]);
    }
}

Test(code_names, are_seen_from_another_folder)
{
    static const char *const files[] = {"tests/pools.py", "mine", "a b/mine"};
    be_in_folder_with(files, 3);
    expect(exn_code_name_from("tests", "python:tests/pools.py:pool#pool"),
           "python:pools.py:pool#pool");
    expect(exn_code_name_from("a b", "python:tests/pools.py:pool"),
           "python:../tests/pools.py:pool");
    expect(exn_code_name_from("tests", "exec: a\\ b/mine --fast"), "exec: ../a\\ b/mine --fast");
    expect(exn_code_name_from(".", "exec: ./mine"), "exec: ./mine");
    expect(exn_code_name_from("tests", "python:tests/none.py:pool"), "python:tests/none.py:pool");
    expect(exn_code_name_from("tests", "python:pools:pool"), "python:pools:pool");
    remove_all(files, 3);
}

Test(code_names, are_looked_for_around_a_scenario_that_was_moved)
{
    static const char *const files[] = {"tests/pools.py"};
    be_in_folder_with(files, 1);
    expect(exn_code_name_found("a b/kept.yaml", "python:../tests/pools.py:pool", NULL),
           "python:tests/pools.py:pool");
    expect(exn_code_name_found("a b/kept.yaml", "python:../../tests/pools.py:pool", NULL),
           "python:tests/pools.py:pool");
    expect(exn_code_name_found("a b/kept.yaml", "python:none.py:pool", NULL),
           "python:a b/none.py:pool");
    remove_all(files, 1);
}
