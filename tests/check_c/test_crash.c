/* Code under test that crashes: whoever handles the signal is asked, and the tape was told. */
#include "session.h"

#include <criterion/criterion.h>

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs a check that crashes in a process of its own; returns how that ended, with what it wrote. */
static int crash(char *written, size_t size)
{
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    pid_t child = fork();
    cr_assert_neq(child, -1);
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        exeunt_check(&(exeunt_check_config){
            .name = "farewell", .managers = {SESSION("db", SESSION_CRASHES)}, .faults = 1});
        _exit(0);
    }
    close(ends[1]);
    size_t length = 0;
    ssize_t more = 0;
    do {
        length += (size_t)more;
        more = read(ends[0], written + length, size - 1 - length);
    } while (more > 0);
    written[length] = '\0';
    close(ends[0]);
    int status = 0;
    cr_assert_eq(waitpid(child, &status, 0), child);
    return status;
}

Test(crash, tells_the_tape_and_stays_a_crash)
{
    signal(SIGABRT, SIG_DFL); /* as outside of Criterion */
    char written[4096];
    int status = crash(written, sizeof written);
    cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT, "status %d", status);
    cr_expect_not_null(strstr(written, "exeunt_replay(&config, \"0.0\") of farewell\n"), "%s",
                       written);
}
