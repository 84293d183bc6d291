/* exeunt-host: runs worlds for the command, one request at a time (protocol.h). It may crash. */
#include "host/answers.h"
#include "host/debug.h"
#include "host/forbidden.h"
#include "protocol/protocol.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
/* What the constructors of a plugin have taken by `new` its destructors give back by `free`, to
 * which its `delete` was led meanwhile (plugins/adopt.h). */
const char *__asan_default_options(void);
__attribute__((visibility("default"))) const char *__asan_default_options(void)
{
    return "alloc_dealloc_mismatch=0";
}
#endif

/* Code under test may print and read. It gets standard error as its output and an empty input, and
 * the protocol lines move to descriptors that it does not know. */
static bool hide_protocol(exn_host *self)
{
    enum { OUT_OF_THE_WAY = 10 };
    self->requests.descriptor = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, OUT_OF_THE_WAY);
    int answers = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, OUT_OF_THE_WAY);
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (self->requests.descriptor < 0 || answers < 0 || nothing < 0) {
        return false;
    }
    exn_keep_descriptor(self->requests.descriptor);
    exn_keep_descriptor(answers);
    self->answers = fdopen(answers, "w");
    bool moved = dup2(nothing, STDIN_FILENO) >= 0 && dup2(STDERR_FILENO, STDOUT_FILENO) >= 0;
    close(nothing);
    return moved && self->answers != NULL;
}

/* Maps the flight recorder that the command passed; a host that was started by hand makes its
 * own. */
static exn_flight *open_flight(void)
{
    int descriptor = EXN_HOST_FLIGHT_DESCRIPTOR;
    void *flight =
        mmap(NULL, sizeof(exn_flight), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (flight != MAP_FAILED) {
        close(descriptor);
        return flight;
    }
    return calloc(1, sizeof(exn_flight));
}

/* Makes sure that this host never outlives the command, not even in an endless loop. Returns false
 * if the command ended before it could be tied to this host: then the socket has no other end. */
static bool die_with_command(const exn_host *self)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    struct pollfd requests = {.fd = self->requests.descriptor, .events = POLLRDHUP};
    poll(&requests, 1, 0);
    return (requests.revents & POLLRDHUP) == 0;
}

static int be_debugged(int argc, char **argv)
{
    exn_host self = {.flight = calloc(1, sizeof *self.flight), .answers = fopen("/dev/null", "w")};
    if (self.flight == NULL || self.answers == NULL) {
        perror("exeunt-host");
        return EXIT_FAILURE;
    }
    int status = exn_debug_main(&self, argc, argv);
    fclose(self.answers);
    free(self.flight);
    return status;
}

int main(int argc, char **argv)
{
    if (argc > 1) {
        return be_debugged(argc, argv);
    }
    signal(SIGXCPU, SIG_IGN); /* it may come late, when the run that hung is over (traps.h) */
    setvbuf(stdout, NULL, _IOLBF, 0);
    exn_host self = {.flight = open_flight()};
    if (self.flight == NULL || !hide_protocol(&self)) {
        perror("exeunt-host");
        return EXIT_FAILURE;
    }
    if (!die_with_command(&self)) {
        return EXIT_FAILURE;
    }
    size_t length;
    for (char *line; (line = exn_requests_next(&self.requests, &length)) != NULL;) {
        exn_answer_line(&self, line, length);
    }
    free(self.requests.bytes);
    fclose(self.answers);
    return EXIT_SUCCESS;
}
