/* A forked process that waits for one question. */
#include "search/witness.h"

#include "base/own_assert.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* In memory that both processes have. */
struct exn_witness {
    pid_t process;
    int question[2]; /* pipes: a byte, or the end */
    int answer[2];
    atomic_bool asked;
    exn_difference difference;
    exn_flight flight; /* its own: the process that asks is not at work meanwhile */
};

enum { WAIT_MS = 20, STILL_MAX_MS = 1000, WAITED_MAX_MS = 5000 };

static void close_both(const int ends[2])
{
    close(ends[0]);
    close(ends[1]);
}

/* Waits until the witness has written its answer, and ended. What the code under test does there
 * nobody watches: a step that takes long ends it, as does a testimony that does. */
static void wait_for_answer(const exn_witness *self)
{
    uint64_t pulse = 0;
    int still_ms = 0;
    int waited_ms = 0;
    struct pollfd answer = {.fd = self->answer[0], .events = POLLIN};
    while (poll(&answer, 1, WAIT_MS) == 0) {
        still_ms = self->flight.pulse == pulse ? still_ms + WAIT_MS : 0;
        pulse = self->flight.pulse;
        waited_ms += WAIT_MS;
        if (still_ms >= STILL_MAX_MS || waited_ms >= WAITED_MAX_MS) {
            kill(self->process, SIGKILL);
            return;
        }
    }
}

static bool read_byte(int from)
{
    char byte;
    ssize_t count;
    do {
        count = read(from, &byte, 1);
    } while (count < 0 && errno == EINTR);
    return count == 1;
}

/* It runs the tape so often, because code that counts its calls does not differ each time. */
enum { RUNS_OF_WITNESS = 100 };

static void testify(exn_witness *self, exn_run *run)
{
    exn_assert(self->flight.choices <= EXN_FLIGHT_CHOICES_MAX);
    run->tape.decided = self->flight.choices;
    run->tape.pick = NULL;
    exn_difference difference = {.happened = false};
    exn_run_end end = exn_run_once(run);
    for (int i = 0; i < RUNS_OF_WITNESS && end != EXN_RUN_OUT_OF_MEMORY && !difference.happened;
         i++) {
        end = exn_run_again(run, end, &difference);
    }
    self->difference = difference;
}

static _Noreturn void be_witness(exn_witness *self, exn_run *run, pid_t parent)
{
    exn_assert(self->flight.busy == EXN_IDLE && "no code under test runs here yet");
    run->tape.flight = &self->flight; /* that of the parent says what the parent does */
    close(self->question[1]);
    close(self->answer[0]);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() == parent && read_byte(self->question[0])) {
        testify(self, run);
    }
    _exit(EXIT_SUCCESS); /* what is buffered belongs to the parent */
}

static exn_witness *make(void)
{
    exn_witness *self =
        mmap(NULL, sizeof *self, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (self == MAP_FAILED) {
        return NULL;
    }
    if (pipe(self->question) != 0) {
        munmap(self, sizeof *self);
        return NULL;
    }
    if (pipe(self->answer) != 0) {
        close_both(self->question);
        munmap(self, sizeof *self);
        return NULL;
    }
    return self;
}

exn_witness *exn_witness_open(exn_run *run)
{
    exn_witness *self = make();
    pid_t parent = getpid();
    pid_t process = self == NULL ? -1 : fork();
    if (process == 0) {
        be_witness(self, run, parent);
    }
    if (process < 0) {
        if (self != NULL) {
            close_both(self->question);
            close_both(self->answer);
            munmap(self, sizeof *self);
        }
        return NULL;
    }
    self->process = process;
    close(self->question[0]);
    close(self->answer[1]);
    return self;
}

void exn_witness_close(exn_witness *witness)
{
    if (witness == NULL) {
        return;
    }
    close(witness->question[1]);
    close(witness->answer[0]);
    while (waitpid(witness->process, NULL, 0) < 0 && errno == EINTR) {
    }
    munmap(witness, sizeof *witness);
}

exn_difference exn_witness_ask(exn_witness *witness, const exn_run *run)
{
    const exn_flight *flight = run->tape.flight;
    if (witness == NULL || atomic_exchange(&witness->asked, true)) {
        return (exn_difference){.happened = false};
    }
    exn_assert(flight->choices <= EXN_FLIGHT_CHOICES_MAX && witness->process > 0);
    witness->flight.choices = flight->choices;
    memcpy(witness->flight.tape, flight->tape, flight->choices * sizeof *flight->tape);
    struct sigaction before, ignore = {.sa_handler = SIG_IGN}; /* it may be dead */
    sigaction(SIGPIPE, &ignore, &before);
    if (write(witness->question[1], "", 1) == 1) {
        wait_for_answer(witness); /* there is none: it writes into shared memory, and ends */
    }
    sigaction(SIGPIPE, &before, NULL);
    return witness->difference;
}
