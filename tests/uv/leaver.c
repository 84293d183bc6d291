/* A child that takes its leave: told to end, it ends with status 3.
 *
 * A shell with `trap 'exit 3' TERM` would not do: a SIGTERM that comes between its last look for
 * signals and its read() is noted, and read() waits for ever. Here the signal stays pending until
 * sigwait() takes it. SIGALRM ends it if nobody else does. */
#include <signal.h>
#include <unistd.h>

enum { LONGER_THAN_THE_TEST_S = 120 };

int main(void)
{
    sigset_t term;
    int signal_number;

    sigemptyset(&term);
    sigaddset(&term, SIGTERM);
    if (sigprocmask(SIG_BLOCK, &term, NULL) != 0) {
        return 1;
    }
    alarm(LONGER_THAN_THE_TEST_S);
    if (write(STDOUT_FILENO, "r\n", 2) != 2) {
        return 1;
    }
    return sigwait(&term, &signal_number) == 0 ? 3 : 1;
}
