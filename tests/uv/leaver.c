/* A child that obeys: asked to end by SIGTERM, it ends with status 3.
 *
 * A shell with `trap 'exit 3' TERM` would not do: it only notes a SIGTERM that comes after its last
 * check for signals and before its read(), and then read() waits for ever. Here the signal stays
 * pending until sigwait() takes it. SIGALRM ends this process if no other signal does. */
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
