/* Catches what would end the process, and leaves the run from there: traps.h.
 *
 * The handlers run where the code under test was, and leave by longjmp. That is sound as far as the
 * world goes, whose memory is put back. What the code held elsewhere, such as a lock of libc, stays
 * as it was: then the next step may hang, and the process is lost. */
#include "stage/traps.h"

#include "base/own_assert.h"
#include "stage/forbid.h"
#include "stage/leave.h"
#include "world/statics.h"

#include <exeunt/implementation.h>

#include <dlfcn.h>
#include <execinfo.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <ucontext.h>
#include <unistd.h>

enum { SIGNALS_END = 65, STACK_SIZE = 1 << 17, STACK_EDGE = 1 << 20 };

/* One set in a process, as there is one handler for each signal. */
static EXEUNT_OUTSIDE struct {
    exn_run *run; /* NULL: none is set */
    exn_trapped trapped;
    bool reads_stack; /* a trap has sprung, and its frames are being kept */
    pid_t process;    /* and thread, that run the code under test */
    pthread_t thread;
    uintptr_t stack_end; /* the lowest address of its stack; 0: not known */
    bool sees_fork;
    bool is_set[SIGNALS_END];
    struct sigaction before[SIGNALS_END];
    stack_t stack, stack_before; /* the stack of the code under test may be used up */
} traps;

/* --- springing -------------------------------------------------------------------------------- */

bool exn_is_under_test(void)
{
    const exn_flight *flight = traps.run == NULL ? NULL : traps.run->tape.flight;
    return flight != NULL && flight->busy == EXN_BUSY && getpid() == traps.process &&
           pthread_equal(pthread_self(), traps.thread);
}

bool exn_is_way_out(const void *jump)
{
    return traps.run != NULL && jump == (const void *)traps.run->recorder.ended;
}

bool exn_is_on_run_stack(const void *address)
{
    return traps.run != NULL && traps.stack_end != 0 && (uintptr_t)address >= traps.stack_end &&
           (const char *)address < (const char *)traps.run;
}

/* Where a signal has interrupted the process; NULL: not known. */
static void *interrupted_at(const ucontext_t *context)
{
#if defined(__x86_64__)
    return (void *)(uintptr_t)context->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
    return (void *)(uintptr_t)context->uc_mcontext.pc;
#else
    (void)context;
    return NULL;
#endif
}

/* Whether a frame is of the program or library that this is part of. */
static bool is_of_this_object(const void *frame)
{
    Dl_info of_frame, of_this;
    return dladdr(frame, &of_frame) != 0 && dladdr((const void *)&traps, &of_this) != 0 &&
           of_frame.dli_fbase == of_this.dli_fbase;
}

/* The frame that a signal has interrupted; or else the first one after those of this object, before
 * which a sanitizer may have its own backtrace(). `count` if there is none. */
static int first_frame(void *const *frames, int count, const void *interrupted)
{
    int at = 0;
    if (interrupted != NULL) {
        while (at < count && frames[at] != interrupted) {
            at += 1;
        }
        return at;
    }
    while (at < count && !is_of_this_object(frames[at])) {
        at += 1;
    }
    while (at < count && is_of_this_object(frames[at])) {
        at += 1;
    }
    return at;
}

/* Keeps the stack from where a signal came on, or else without the functions of the trap. */
static void keep_frames(exn_trapped *trapped, const void *interrupted)
{
    void *all[EXN_TRAP_FRAMES_MAX + 8];
    int count = backtrace(all, EXN_TRAP_FRAMES_MAX + 8);
    int first = first_frame(all, count, interrupted);
    for (int i = first; i < count && trapped->frame_count < EXN_TRAP_FRAMES_MAX; i++) {
        trapped->frames[trapped->frame_count++] = all[i];
    }
    exn_assert(0 <= first && first <= count && trapped->frame_count <= EXN_TRAP_FRAMES_MAX);
    if (interrupted != NULL && trapped->frame_count > 0) {
        trapped->frames[0] = (char *)trapped->frames[0] + 1; /* as if that had been a call */
    }
}

/* Code that has written to the stack may let nobody read it: then there are no frames. */
static _Noreturn void spring(exn_trapped trapped, const void *interrupted)
{
    if (!traps.reads_stack) {
        traps.trapped = trapped;
        traps.reads_stack = traps.run->options.tells_frames;
        if (traps.reads_stack) {
            keep_frames(&traps.trapped, interrupted);
        }
    }
    traps.reads_stack = false;
    exn_leave(traps.run, EXN_RUN_UNEXPECTED);
}

void exn_trap_forbid(const char *call)
{
    if (exn_is_under_test()) {
        spring((exn_trapped){.cause = EXN_TRAP_CALL, .call = call}, NULL);
    }
}

/* --- signals ---------------------------------------------------------------------------------- */

/* Signals that say what the instruction at hand has done. */
static bool is_fault(int number)
{
    return number == SIGABRT || number == SIGBUS || number == SIGFPE || number == SIGILL ||
           number == SIGSEGV;
}

/* Signals of a terminal, and of whoever wants the process to end. */
static bool is_wish(int number)
{
    return number == SIGHUP || number == SIGINT || number == SIGQUIT || number == SIGTERM;
}

/* Signals that do not end a process by default, or cannot be caught. */
static bool is_harmless(int number)
{
    return number == SIGKILL || number == SIGSTOP || number == SIGCHLD || number == SIGCONT ||
           number == SIGURG || number == SIGWINCH || number == SIGTSTP || number == SIGTTIN ||
           number == SIGTTOU;
}

/* Whether this process has caused it: not another one, nor the terminal. */
static bool is_own(int number, const siginfo_t *info)
{
    bool is_sent =
        info->si_code == SI_USER || info->si_code == SI_TKILL || info->si_code == SI_QUEUE;
    return is_sent ? info->si_pid == getpid() : !is_wish(number);
}

/* Endless recursion ends at the page below the stack. */
static bool is_below_stack(int number, const siginfo_t *info)
{
    uintptr_t address = (uintptr_t)info->si_addr;
    return number == SIGSEGV && info->si_code > 0 && traps.stack_end != 0 &&
           address + STACK_EDGE >= traps.stack_end && address < traps.stack_end + STACK_EDGE;
}

/* Hands a signal to the handler before this one: what has faulted faults again, what was sent is
 * sent again. */
static void pass_on(int number, const siginfo_t *info)
{
    sigaction(number, &traps.before[number], NULL);
    traps.is_set[number] = false;
    if (info->si_code <= 0) {
        raise(number);
    }
}

static void on_signal(int number, siginfo_t *info, void *context)
{
    if (number == SIGSEGV && exn_statics_touched(info->si_addr)) {
        return;
    }
    if (!exn_is_under_test() || !is_own(number, info)) {
        pass_on(number, info);
        return;
    }
    spring(
        (exn_trapped){.cause = is_below_stack(number, info) ? EXN_TRAP_RECURSION : EXN_TRAP_SIGNAL,
                      .number = number},
        interrupted_at(context));
}

/* The process that watches this one says that no step ends any more. Meanwhile one may have ended
 * after all. */
static void on_hang(int number, siginfo_t *info, void *context)
{
    if (info->si_code != SI_USER || info->si_pid != getppid()) {
        on_signal(number, info, context);
        return;
    }
    exn_flight *flight = exn_is_under_test() ? traps.run->tape.flight : NULL;
    if (flight != NULL && flight->suspected == flight->pulse) {
        flight->hangs += 1;
        spring((exn_trapped){.cause = EXN_TRAP_HANG}, interrupted_at(context));
    }
}

static void set_signal(int number)
{
    struct sigaction action = {.sa_sigaction = number == SIGXCPU ? on_hang : on_signal,
                               .sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    exn_assert(0 < number && number < SIGNALS_END && !is_harmless(number));
    /* Set before it is looked at, as few have a handler: each call is one of the kernel. */
    struct sigaction *before = &traps.before[number];
    traps.is_set[number] = sigaction(number, &action, before) == 0; /* else it is kept for libc */
    bool is_handled = (before->sa_flags & SA_SIGINFO) != 0 || before->sa_handler != SIG_DFL;
    bool is_left = is_handled && number != SIGXCPU && !is_fault(number);
    if (traps.is_set[number] && is_left) {
        sigaction(number, before, NULL);
        traps.is_set[number] = false;
    }
}

/* --- exit and fork ---------------------------------------------------------------------------- */

/* pthread_exit() has left the stack already when it calls exit(): then the process is lost. The run
 * is a variable of a function that has not returned when code under test runs. */
static bool is_on_stack(void)
{
    return (const char *)__builtin_frame_address(0) < (const char *)traps.run;
}

static void on_process_exit(int status, void *context)
{
    (void)context;
    if (exn_is_under_test() && is_on_stack()) {
        spring((exn_trapped){.cause = EXN_TRAP_EXIT, .number = status}, NULL);
    }
}

static void on_process_quick_exit(void)
{
    exn_trap_forbid("calls quick_exit()");
}

/* The child would be a second explorer. */
static void before_fork(void)
{
    exn_trap_forbid("calls fork()");
}

/* A worker, for example. */
static void in_forked_process(void)
{
    traps.process = getpid();
}

/* A handler is gone once it was called; and it comes before those that were there already. */
static void set_exit(void)
{
    if (on_exit(on_process_exit, NULL) != 0 || at_quick_exit(on_process_quick_exit) != 0) {
        return; /* out of memory: then the process is lost */
    }
}

/* A handler of fork() stays as long as the process. */
static void set_fork(void)
{
    traps.sees_fork = traps.sees_fork || pthread_atfork(before_fork, NULL, in_forked_process) == 0;
}

/* --- all of them ------------------------------------------------------------------------------ */

static uintptr_t find_stack_end(void)
{
    pthread_attr_t attributes;
    void *end = NULL;
    size_t size;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) {
        return 0;
    }
    bool found = pthread_attr_getstack(&attributes, &end, &size) == 0;
    pthread_attr_destroy(&attributes);
    exn_assert(!found || (const char *)end < (const char *)__builtin_frame_address(0));
    return found ? (uintptr_t)end : 0;
}

/* The same, kept for the first thread of the process: there libc reads all maps of memory to find
 * it, which takes longer than many an exploration. That thread and its stack stay as long as the
 * process. */
static uintptr_t stack_end(void)
{
    static EXEUNT_OUTSIDE struct {
        pthread_t thread;
        rlim_t size_max;
        uintptr_t end; /* 0: not known */
    } first;
    struct rlimit size;
    if (getpid() != gettid() || getrlimit(RLIMIT_STACK, &size) != 0) {
        return find_stack_end();
    }
    if (first.end == 0 || !pthread_equal(first.thread, pthread_self()) ||
        first.size_max != size.rlim_cur) {
        first.thread = pthread_self();
        first.size_max = size.rlim_cur;
        first.end = find_stack_end();
    }
    return first.end;
}

void exn_traps_set(exn_run *run)
{
    exn_assert(traps.run == NULL && "one run in a process");
    void *first;
    backtrace(&first, 1); /* the first call loads a library, which no handler may */
    traps.run = run;
    traps.trapped.cause = EXN_TRAP_NONE;
    traps.process = getpid();
    traps.thread = pthread_self();
    traps.stack_end = stack_end();
    traps.stack = (stack_t){.ss_sp = malloc(STACK_SIZE), .ss_size = STACK_SIZE};
    if (traps.stack.ss_sp != NULL) { /* else what runs out of stack is not caught */
        sigaltstack(&traps.stack, &traps.stack_before);
    }
    set_exit();
    set_fork();
    for (int number = 1; number < SIGNALS_END; number++) {
        if (!is_harmless(number)) {
            set_signal(number);
        }
    }
}

bool exn_traps_take(exn_trapped *trapped)
{
    if (traps.trapped.cause == EXN_TRAP_NONE) {
        return false;
    }
    exn_assert(traps.run != NULL && "what has sprung was set");
    exn_assert(traps.trapped.call != NULL || traps.trapped.cause != EXN_TRAP_CALL);
    *trapped = traps.trapped;
    traps.trapped.cause = EXN_TRAP_NONE;
    if (trapped->cause == EXN_TRAP_EXIT || trapped->cause == EXN_TRAP_CALL) {
        set_exit();
    }
    return true;
}

void exn_traps_lift(void)
{
    exn_assert(traps.run != NULL && "they are set");
    for (int number = 1; number < SIGNALS_END; number++) {
        if (traps.is_set[number]) {
            sigaction(number, &traps.before[number], NULL);
            traps.is_set[number] = false;
        }
    }
    if (traps.stack.ss_sp != NULL) {
        sigaltstack(&traps.stack_before, NULL);
        free(traps.stack.ss_sp);
    }
    traps.run = NULL;
}
